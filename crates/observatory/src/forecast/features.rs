//! What is known about a topic at a year: the inputs of the forecast. Every number uses documents up to that year only.

use super::model::{Prospect, Situation};
use super::projection::{Trend, trends};
use super::venues::Venues;
use crate::collection::{Collection, UNDATED};
use crate::history::History;
use crate::targets::GROWTH;
use crate::topics::{Assignment, Frozen, LEVELS, NONE};
use rustc_hash::FxHashSet;

/// Names of the features, in the order of [`features`].
pub const FEATURES: [&str; 17] = [
    "stage",
    "vitality",
    "growth",
    "growth_error",
    "recent_growth",
    "acceleration",
    "size",
    "below_peak",
    "novelty",
    "coherence",
    "field_growth",
    "neighbour_growth",
    "newcomers",
    "reference_vitality",
    "citation_vitality",
    "current",
    "calendar",
];

/// Years of the window of vitality and peak.
const WINDOW: i32 = 15;

/// Everything that features are computed from.
pub struct Known<'a> {
    /// The documents.
    pub collection: &'a Collection,
    /// Topics of the cut-off.
    pub frozen: &'a Frozen,
    /// Who belongs where.
    pub assignment: &'a Assignment,
    /// Counts of topics.
    pub history: &'a History,
    /// Last year that may be looked at.
    pub now: i32,
    /// Years ahead.
    pub horizon: i32,
}

/// Features of all topics, and their trends.
pub struct Features {
    /// One row a topic.
    rows: Vec<[f64; FEATURES.len()]>,
    /// Trend per topic.
    trends: Vec<Trend>,
}

impl Features {
    /// Features of a topic, as [`FEATURES`] names them.
    pub fn of(&self, topic: u32) -> &[f64; FEATURES.len()] {
        &self.rows[topic as usize]
    }

    /// What is known of a topic to forecast the years after `now`, which is the year of these features, or for a deliberate leak
    /// one year before.
    pub fn situation(&self, known: &Known<'_>, topic: u32, now: i32) -> Situation {
        let Known { history, horizon, .. } = *known;
        let trend = &self.trends[topic as usize];
        let peak = history.peak(topic, now);
        let peak_share = history.share(topic, peak).max(1e-9).ln();
        let total = f64::from(history.total(now)).max(1.0);
        let prospect = Prospect {
            level: trend.level,
            slope: trend.slope,
            now: (f64::from(history.count(topic, now)).max(0.5) / total).ln(),
            total,
            required: (1..=horizon).map(|ahead| peak_share + GROWTH.ln() * f64::from(now + ahead - peak)).collect(),
            seen: known.now - now,
        };
        Situation { features: self.rows[topic as usize], prospect }
    }
}

/// Computes the features of every topic of the finest level.
pub fn features(known: &Known<'_>) -> Features {
    let Known { collection, frozen, assignment, history, now, .. } = *known;
    let count = frozen.counts[LEVELS - 1];
    let fields = frozen.counts[1];
    let mut field_history_of = vec![NONE; collection.len()];
    for (row, &topic) in assignment.topic.iter().enumerate() {
        if topic != NONE {
            field_history_of[row] = frozen.ancestor(topic, 1);
        }
    }
    let rows = 0..collection.len() as u32;
    let field_history = History::new(collection, rows, fields, now, |row| field_history_of[row as usize]);
    let field_trends = trends(&field_history, fields, now, |_| 0.0);
    let field_slope = |topic: u32| field_trends[frozen.ancestor(topic, 1) as usize].slope;
    let trends = trends(history, count, now, field_slope);
    let sums = Sums::collect(known, count);
    let venues = Venues::new(collection, assignment, count, now);
    let (mix, coming) = (venues.now(), venues.coming(known.horizon));
    let rows = (0..count as u32)
        .map(|topic| {
            let trend = &trends[topic as usize];
            let sums = &sums[topic as usize];
            let peak = history.peak(topic, now);
            let n = |back: i32| f64::from(history.count(topic, now - back));
            let total = |back: i32| f64::from(history.total(now - back)).max(1.0);
            let share = |back: i32| (n(back) + 0.5) / total(back);
            let before = (n(1) + n(2) + 0.5) / (total(1) + total(2));
            let smooth = |back: i32| (n(back) + n(back + 1) + 1.0) / (total(back) + total(back + 1));
            let (mut weighted, mut weights) = (0.0, 0.0);
            for (other, weight) in frozen.topic_graph.links(topic).filter(|&(other, _)| other != topic) {
                weighted += f64::from(weight) * trends[other as usize].slope;
                weights += f64::from(weight);
            }
            [
                1.0 / f64::from(now - peak + 1),
                sums.vitality.mean(),
                trend.slope,
                trend.slope_variance.sqrt(),
                (share(0) / before).ln(),
                (smooth(0) * smooth(4) / smooth(2).powi(2)).ln(),
                (1.0 + n(0) + n(1) + n(2)).ln(),
                trend.level - history.share(topic, peak).max(1e-9).ln(),
                sums.novelty.mean(),
                sums.coherence.mean(),
                field_slope(topic),
                if weights > 0.0 { weighted / weights } else { 0.0 },
                sums.newcomers.mean(),
                sums.reference_vitality.mean(),
                sums.citation_vitality.mean(),
                sums.current,
                venues.change(topic, &mix, &coming),
            ]
        })
        .collect();
    Features { rows, trends }
}

#[derive(Clone, Copy, Default)]
struct Mean {
    sum: f64,
    count: f64,
}

impl Mean {
    fn add(&mut self, value: f64, weight: f64) {
        self.sum += value * weight;
        self.count += weight;
    }

    fn mean(&self) -> f64 {
        if self.count > 0.0 { self.sum / self.count } else { 0.0 }
    }
}

/// Means over a topic's documents.
#[derive(Clone, Default)]
struct Sums {
    vitality: Mean,
    novelty: Mean,
    coherence: Mean,
    newcomers: Mean,
    reference_vitality: Mean,
    citation_vitality: Mean,
    current: f64,
}

impl Sums {
    fn collect(known: &Known<'_>, count: usize) -> Vec<Sums> {
        let Known { collection, frozen, assignment, now, .. } = *known;
        let mut sums = vec![Sums::default(); count];
        let mut order: Vec<u32> = (0..collection.len() as u32)
            .filter(|&row| collection.years[row as usize] <= now && collection.years[row as usize] != UNDATED)
            .collect();
        order.sort_by_key(|&row| collection.years[row as usize]);
        let mut first_year = vec![i32::MAX; collection.vocabulary.len()];
        let mut authors: Vec<FxHashSet<u32>> = vec![FxHashSet::default(); count];
        // Age at which each document of the window is cited: sum and number.
        let mut cited: Vec<Mean> = vec![Mean::default(); collection.len()];
        for &row in &order {
            let year = collection.years[row as usize];
            for (term, _) in collection.matrix.row(row as usize) {
                let first = &mut first_year[term as usize];
                *first = (*first).min(year);
            }
            let mut ages = Mean::default();
            for &other in collection.cited(row) {
                let age = year - collection.years[other as usize].min(year);
                ages.add(f64::from(age), 1.0);
                cited[other as usize].add(f64::from(age), 1.0);
            }
            let topic = assignment.topic[row as usize];
            if topic == NONE {
                continue;
            }
            let sums = &mut sums[topic as usize];
            if year > now - WINDOW {
                sums.vitality.add(1.0 / f64::from(now - year + 1), 1.0);
            }
            let recent = year > now - 3;
            if recent {
                sums.coherence.add(f64::from(assignment.strength[row as usize]), 1.0);
                if ages.count > 0.0 {
                    sums.reference_vitality.add(1.0 / (ages.mean() + 1.0), 1.0);
                }
            }
            for &author in collection.authors.of(row) {
                let new = authors[topic as usize].insert(author);
                if recent {
                    sums.newcomers.add(f64::from(u8::from(new)), 1.0);
                }
            }
        }
        for &row in &order {
            let topic = assignment.topic[row as usize];
            let year = collection.years[row as usize];
            if topic == NONE {
                continue;
            }
            let sums = &mut sums[topic as usize];
            if year > now - 3 {
                for (term, _) in collection.matrix.row(row as usize) {
                    sums.novelty.add(f64::from(u8::from(first_year[term as usize] > now - 5)), 1.0);
                }
            }
            if year > now - WINDOW && cited[row as usize].count > 0.0 {
                sums.citation_vitality.add(1.0 / (cited[row as usize].mean() + 1.0), 1.0);
            }
        }
        for (topic, current) in current(frozen, collection, count).into_iter().enumerate() {
            sums[topic].current = current;
        }
        sums
    }
}

/// Cosine of each topic's centre with the direction in which the whole corpus moved in its last frozen year.
fn current(frozen: &Frozen, collection: &Collection, count: usize) -> Vec<f64> {
    let (vectors, dimensions) = frozen.vectors();
    if dimensions == 0 {
        return vec![0.0; count];
    }
    let now = frozen.cutoff;
    let mut centres = vec![0f64; count * dimensions];
    let mut drift = [(vec![0f64; dimensions], 0f64), (vec![0f64; dimensions], 0f64)];
    for (position, &row) in frozen.documents.iter().enumerate() {
        let year = collection.years[row as usize];
        let vector = &vectors[position * dimensions..][..dimensions];
        let period = if year > now - 2 {
            Some(1)
        } else if year > now - 5 {
            Some(0)
        } else {
            None
        };
        if let Some(period) = period {
            drift[period].0.iter_mut().zip(vector).for_each(|(sum, value)| *sum += f64::from(*value));
            drift[period].1 += 1.0;
        }
        let topic = frozen.topics[LEVELS - 1][position];
        if topic != NONE {
            let centre = &mut centres[topic as usize * dimensions..][..dimensions];
            centre.iter_mut().zip(vector).for_each(|(sum, value)| *sum += f64::from(*value));
        }
    }
    let direction: Vec<f64> =
        (0..dimensions).map(|d| drift[1].0[d] / drift[1].1.max(1.0) - drift[0].0[d] / drift[0].1.max(1.0)).collect();
    let length = |vector: &[f64]| vector.iter().map(|value| value * value).sum::<f64>().sqrt();
    centres
        .chunks_exact(dimensions)
        .map(|centre| {
            let dot: f64 = centre.iter().zip(&direction).map(|(a, b)| a * b).sum();
            let lengths = length(centre) * length(&direction);
            if lengths > 0.0 { dot / lengths } else { 0.0 }
        })
        .collect()
}
