//! Joins the tables of a scan into an [`Atlas`].

use super::near::Phrases;
use super::{Atlas, DIRECTIONS, DirectionSummary, MAIN_TARGET, TOPIC, Topic};
use observatory::scan::{Manifest, ScanContents};
use std::cmp::Reverse;
use std::collections::HashMap;

/// Topics shown on a direction's card.
const TOP_OF_DIRECTION: usize = 3;

impl Atlas {
    /// Joins and indexes the tables. Rows that point to unknown topics are left out.
    ///
    /// Takes the tables it keeps out of `contents`; topics and memberships, which the scan needs to find documents, stay.
    pub fn build(manifest: Manifest, contents: &mut ScanContents) -> Atlas {
        let years = year_axis(&manifest, contents);
        let mut topics: Vec<Topic> = contents
            .topics
            .iter()
            .map(|row| Topic {
                haystack: format!("{} {} {} {}", row.label_en, row.label_zh, row.terms.join(" "), row.topic_id)
                    .to_lowercase(),
                volume: vec![0.0; years.len()],
                row: row.clone(),
                ..Topic::default()
            })
            .collect();
        let row: HashMap<String, usize> =
            topics.iter().enumerate().map(|(position, topic)| (topic.row.topic_id.clone(), position)).collect();

        for item in std::mem::take(&mut contents.indicators) {
            let Some(topic) = row.get(&item.topic_id).map(|row| &mut topics[*row]) else { continue };
            if item.indicator == "volume"
                && let Some(year) = years.first().and_then(|first| usize::try_from(item.year - first).ok())
                && let Some(slot) = topic.volume.get_mut(year)
            {
                *slot = item.value;
            }
            topic.indicators.entry(item.indicator).or_default().push((item.year, item.value));
        }
        for item in std::mem::take(&mut contents.forecasts) {
            let Some(topic) = row.get(&item.topic_id).map(|row| &mut topics[*row]) else { continue };
            if item.target == MAIN_TARGET && topic.forecast.is_none() {
                topic.forecast = Some(item);
            } else {
                topic.other_forecasts.push(item);
            }
        }
        macro_rules! hand_out {
            ($table:ident) => {
                for item in std::mem::take(&mut contents.$table) {
                    if let Some(row) = row.get(&item.topic_id) {
                        topics[*row].$table.push(item);
                    }
                }
            };
        }
        hand_out!(outlook);
        hand_out!(representatives);
        hand_out!(leaders);
        hand_out!(neighbours);
        let mut ended = Vec::new();
        for item in std::mem::take(&mut contents.lineage) {
            match item.to_topic.as_ref().and_then(|topic_id| row.get(topic_id)) {
                Some(row) => topics[*row].lineage.push(item),
                None => ended.push(item),
            }
        }
        for topic in &mut topics {
            put_in_order(topic);
        }
        link_parents(&mut topics, &row);

        let mut emerging: Vec<usize> = (0..topics.len()).filter(|row| topics[*row].forecast.is_some()).collect();
        emerging.sort_by_key(|row| topics[*row].forecast.as_ref().map(|forecast| forecast.rank));
        let directions = summarise(&topics, &emerging, years.len());
        let volume = total(topics.iter().filter(|topic| topic.row.level == 1), years.len());
        let phrases = Phrases::of(&topics);
        Atlas { manifest, topics, row, years, volume, directions, emerging, ended, phrases }
    }
}

/// From the first to the last year of the scan. A stray early document must not stretch every axis, so the axis begins where at
/// least one in a thousand of the documents have appeared.
fn year_axis(manifest: &Manifest, contents: &ScanContents) -> Vec<i32> {
    let mut per_year: HashMap<i32, f64> = HashMap::new();
    let areas: HashMap<&str, ()> =
        contents.topics.iter().filter(|topic| topic.level == 1).map(|topic| (topic.topic_id.as_str(), ())).collect();
    for item in &contents.indicators {
        if item.indicator == "volume" && areas.contains_key(item.topic_id.as_str()) {
            *per_year.entry(item.year).or_default() += item.value;
        }
    }
    let all: f64 = per_year.values().sum();
    let mut seen = 0.0;
    let mut first = manifest.first_year;
    for year in manifest.first_year..=manifest.until {
        seen += per_year.get(&year).copied().unwrap_or_default();
        if seen * 1000.0 >= all && seen > 0.0 {
            first = year;
            break;
        }
    }
    (first.max(manifest.until - 60)..=manifest.until).collect()
}

fn put_in_order(topic: &mut Topic) {
    for values in topic.indicators.values_mut() {
        values.sort_by_key(|(year, _)| *year);
    }
    topic.outlook.sort_by_key(|row| row.year);
    topic.representatives.sort_by_key(|row| row.rank);
    topic.leaders.sort_by(|a, b| b.documents.total_cmp(&a.documents));
    topic.neighbours.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    topic.lineage.sort_by(|a, b| b.overlap.total_cmp(&a.overlap));
    topic.other_forecasts.sort_by(|a, b| (&a.target, a.horizon).cmp(&(&b.target, b.horizon)));
}

fn link_parents(topics: &mut [Topic], row: &HashMap<String, usize>) {
    for child in 0..topics.len() {
        let parent = topics[child].row.parent_id.as_ref().and_then(|id| row.get(id)).copied();
        topics[child].parent = parent;
        if let Some(parent) = parent {
            topics[parent].children.push(child);
        }
    }
    for parent in 0..topics.len() {
        let mut children = std::mem::take(&mut topics[parent].children);
        children.sort_by_key(|child| Reverse(topics[*child].row.documents));
        topics[parent].children = children;
    }
}

fn total<'a>(topics: impl Iterator<Item = &'a Topic>, years: usize) -> Vec<f64> {
    let mut sum = vec![0.0; years];
    for topic in topics {
        for (slot, value) in sum.iter_mut().zip(&topic.volume) {
            *slot += value;
        }
    }
    sum
}

fn summarise(topics: &[Topic], emerging: &[usize], years: usize) -> Vec<DirectionSummary> {
    let mut directions: Vec<DirectionSummary> = DIRECTIONS
        .into_iter()
        .map(Some)
        .chain([None])
        .map(|code| DirectionSummary { code, volume: vec![0.0; years], ..DirectionSummary::default() })
        .collect();
    for topic in topics.iter().filter(|topic| topic.row.level == TOPIC) {
        let direction = &mut directions[Atlas::colour(topic.row.direction.as_deref())];
        direction.topics += 1;
        direction.documents += u64::from(topic.row.documents);
        direction.rising += usize::from(
            topic.forecast.as_ref().is_some_and(|forecast| forecast.probability >= 2.0 * forecast.base_rate),
        );
        for (slot, value) in direction.volume.iter_mut().zip(&topic.volume) {
            *slot += value;
        }
    }
    for row in emerging {
        let top = &mut directions[Atlas::colour(topics[*row].row.direction.as_deref())].top;
        if top.len() < TOP_OF_DIRECTION {
            top.push(*row);
        }
    }
    directions
}
