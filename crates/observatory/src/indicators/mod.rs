//! Indicators per topic and year. The value of a year uses documents up to that year only; the book has a page on each.

mod burst;
mod onset;
mod yearly;

pub use burst::{BURST_RATIO, burst};
pub use onset::{Onset, onset};

use crate::collection::Collection;
use crate::history::History;
use crate::scan::IndicatorRow;
use crate::topics::{Assignment, NONE};
use rayon::prelude::*;

/// Names of all indicators.
pub const INDICATORS: [&str; 19] = [
    "volume",
    "share",
    "growth",
    "acceleration",
    "novelty",
    "persistence",
    "coherence",
    "stage",
    "vitality",
    "reference_vitality",
    "citation_vitality",
    "breadth",
    "parties",
    "countries",
    "regions",
    "linkage",
    "patent_share",
    "burst",
    "onset",
];

/// Indicators of all groups for every year with documents: `group_of` names the group of each row, `ids` the groups.
pub(crate) fn all(
    collection: &Collection,
    assignment: &Assignment,
    groups: &[u32],
    ids: &[String],
    history: &History,
) -> Vec<IndicatorRow> {
    let first_years = yearly::first_years(collection);
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); ids.len()];
    for (row, &group) in groups.iter().enumerate() {
        if group != NONE && collection.years[row] <= history.last() {
            members[group as usize].push(row as u32);
        }
    }
    let citing = yearly::citing(collection);
    members
        .par_iter()
        .enumerate()
        .flat_map_iter(|(group, members)| {
            let topic = yearly::Topic { collection, assignment, first_years: &first_years, citing: &citing, members };
            let id = &ids[group];
            topic.indicators(history, group as u32).into_iter().map(move |(year, indicator, value)| IndicatorRow {
                topic_id: id.clone(),
                year,
                indicator: indicator.to_string(),
                value,
            })
        })
        .collect()
}
