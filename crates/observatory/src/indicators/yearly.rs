//! The indicators of one topic, year by year.

use super::{burst, onset};
use crate::collection::{Collection, UNDATED};
use crate::forecast::projection::Trend;
use crate::history::History;
use crate::topics::Assignment;
use corpus::DocumentKind;
use rustc_hash::FxHashMap;

/// Years of a window of vitality.
const WINDOW: i32 = 15;

/// First year in which each term was seen in the whole collection.
pub(super) fn first_years(collection: &Collection) -> Vec<i32> {
    let mut first = vec![UNDATED; collection.vocabulary.len()];
    for row in 0..collection.len() {
        for (term, _) in collection.matrix.row(row) {
            first[term as usize] = first[term as usize].min(collection.years[row]);
        }
    }
    first
}

/// Years in which each document was cited: offsets per document, years.
pub(super) fn citing(collection: &Collection) -> (Vec<usize>, Vec<i32>) {
    let mut offsets = vec![0usize; collection.len() + 1];
    for &cited in &collection.citing.1 {
        offsets[cited as usize + 1] += 1;
    }
    for row in 0..collection.len() {
        offsets[row + 1] += offsets[row];
    }
    let mut next = offsets.clone();
    let mut years = vec![0i32; collection.citing.1.len()];
    for row in 0..collection.len() as u32 {
        for &cited in collection.cited(row) {
            years[next[cited as usize]] = collection.years[row as usize];
            next[cited as usize] += 1;
        }
    }
    (offsets, years)
}

pub(super) struct Topic<'a> {
    pub(super) collection: &'a Collection,
    pub(super) assignment: &'a Assignment,
    pub(super) first_years: &'a [i32],
    pub(super) citing: &'a (Vec<usize>, Vec<i32>),
    pub(super) members: &'a [u32],
}

impl Topic<'_> {
    /// `(year, indicator, value)` for every year from the topic's first to the history's last.
    pub(super) fn indicators(&self, history: &History, group: u32) -> Vec<(i32, &'static str, f64)> {
        let mut by_year: FxHashMap<i32, Vec<u32>> = FxHashMap::default();
        for &row in self.members {
            by_year.entry(self.collection.years[row as usize]).or_default().push(row);
        }
        let Some(&first) = by_year.keys().min() else { return Vec::new() };
        let counts = history.of(group);
        let mut rows = Vec::new();
        let weights = burst(counts, &history.totals);
        for year in first..=history.last() {
            let place = (year - history.first) as usize;
            let mut add = |indicator, value: f64| rows.push((year, indicator, value));
            add("volume", f64::from(counts[place]));
            add("share", history.share(group, year));
            add("growth", growth(history, group, year));
            if place >= 5 {
                let smooth = |back: usize| {
                    let n = counts[place - back] + counts[place - back - 1];
                    let total = history.totals[place - back] + history.totals[place - back - 1];
                    (f64::from(n) + 1.0) / f64::from(total).max(1.0)
                };
                add("acceleration", (smooth(0) * smooth(4) / smooth(2).powi(2)).ln());
            }
            add("stage", 1.0 / f64::from(year - history.peak(group, year) + 1));
            add("vitality", vitality(history, group, year));
            let active = (year - 4..=year).filter(|&year| history.count(group, year) > 0).count();
            add("persistence", active as f64 / 5.0);
            add("burst", weights[place]);
            if let Some(members) = by_year.get(&year) {
                self.of_year(year, members, &mut add);
            }
        }
        if let Some(onset) = onset(counts, &history.totals) {
            rows.push((history.first + onset.place as i32, "onset", onset.gain));
        }
        rows.extend(self.citation_vitality(history.last()));
        rows
    }

    /// Indicators that look at the documents of one year.
    fn of_year(&self, year: i32, members: &[u32], add: &mut impl FnMut(&'static str, f64)) {
        let collection = self.collection;
        let count = members.len() as f64;
        let (mut terms, mut fresh) = (0usize, 0usize);
        let (mut patents, mut linked) = (0usize, 0usize);
        let (mut ages, mut citing) = (0.0, 0usize);
        for &row in members {
            for (term, _) in collection.matrix.row(row as usize) {
                terms += 1;
                fresh += usize::from(self.first_years[term as usize] > year - 5);
            }
            let cited = collection.cited(row);
            if collection.kinds[row as usize] == DocumentKind::Patent {
                patents += 1;
                let to_paper = |&other: &u32| collection.kinds[other as usize] == DocumentKind::Paper;
                linked += usize::from(cited.iter().any(to_paper));
            }
            if !cited.is_empty() {
                let age = |&other: &u32| f64::from(year - collection.years[other as usize].min(year));
                let mean = cited.iter().map(age).sum::<f64>() / cited.len() as f64;
                ages += 1.0 / (mean + 1.0);
                citing += 1;
            }
        }
        if terms > 0 {
            add("novelty", fresh as f64 / terms as f64);
        }
        let strength = members.iter().map(|&row| f64::from(self.assignment.strength[row as usize])).sum::<f64>();
        add("coherence", strength / count);
        if citing > 0 {
            add("reference_vitality", ages / citing as f64);
        }
        add("patent_share", patents as f64 / count);
        if patents > 0 {
            add("linkage", linked as f64 / patents as f64);
        }
        for (indicator, names) in
            [("parties", &collection.parties), ("countries", &collection.countries), ("regions", &collection.regions)]
        {
            let mut parts: FxHashMap<u32, f64> = FxHashMap::default();
            for &row in members {
                let names = names.of(row);
                for &name in names {
                    *parts.entry(name).or_default() += 1.0 / names.len() as f64;
                }
            }
            if parts.is_empty() {
                continue;
            }
            add(indicator, parts.len() as f64);
            if indicator == "parties" {
                let total: f64 = sorted(parts.values().copied()).iter().sum();
                let entropy: f64 =
                    sorted(parts.values().map(|part| -(part / total) * (part / total).ln())).iter().sum();
                add("breadth", entropy.exp());
            }
        }
    }

    /// By the year of citing: the mean of 1/(age when cited + 1).
    fn citation_vitality(&self, last: i32) -> Vec<(i32, &'static str, f64)> {
        let mut sums: std::collections::BTreeMap<i32, (f64, f64)> = std::collections::BTreeMap::new();
        let (offsets, years) = self.citing;
        for &row in self.members {
            let published = self.collection.years[row as usize];
            for &year in &years[offsets[row as usize]..offsets[row as usize + 1]] {
                if year <= last && year >= published {
                    let entry = sums.entry(year).or_default();
                    entry.0 += 1.0 / f64::from(year - published + 1);
                    entry.1 += 1.0;
                }
            }
        }
        sums.into_iter().map(|(year, (sum, count))| (year, "citation_vitality", sum / count)).collect()
    }
}

/// Sums of numbers from a hash map must not depend on its order.
fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    values
}

/// Yearly growth of the log share over five years, shrunken towards none.
fn growth(history: &History, group: u32, year: i32) -> f64 {
    let years: Vec<i32> = (year - 4..=year).collect();
    let counts: Vec<f64> = years.iter().map(|&year| f64::from(history.count(group, year))).collect();
    let totals: Vec<f64> = years.iter().map(|&year| f64::from(history.total(year))).collect();
    Trend::fit(&counts, &totals, (0.0, 0.2)).slope
}

/// Mean of 1/(age + 1) over the documents of fifteen years.
fn vitality(history: &History, group: u32, now: i32) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for year in now - WINDOW + 1..=now {
        let n = f64::from(history.count(group, year));
        sum += n / f64::from(now - year + 1);
        count += n;
    }
    if count > 0.0 { sum / count } else { 0.0 }
}
