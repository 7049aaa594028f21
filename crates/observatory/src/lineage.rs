//! Identity of topics from scan to scan.
//!
//! Topics of two scans are compared by the documents that both scans know. The largest Jaccard overlaps of at least 0.3 are
//! matched one to one and keep their id; a topic that contains half of another without being its continuation is a split or a
//! merge; what is left was born or has died. Ids are never used again.

use crate::scan::{LineageRow, Scan};
use rustc_hash::FxHashMap;

/// Least Jaccard overlap of a continuation.
const CONTINUES: f64 = 0.3;
/// Least containment of a split or merge.
const CONTAINS: f64 = 0.5;
/// First letter of the ids of each level.
const LETTERS: [char; 3] = ['a', 'f', 't'];

/// Ids of the topics of one level, and how they came about.
pub(crate) struct Identity {
    pub(crate) ids: Vec<String>,
    pub(crate) events: Vec<LineageRow>,
    /// Number of the next new topic.
    pub(crate) next: u64,
}

/// Names the topics of a level (1 to 3). `topic_of` gives the topic of each document by id, `next` the first free number.
pub(crate) fn identify(
    level: u8,
    count: usize,
    topic_of: &FxHashMap<&str, u32>,
    earlier: Option<(&Scan, &[String])>,
    next: u64,
) -> Identity {
    let mut identity = Identity { ids: vec![String::new(); count], events: Vec::new(), next };
    let mut overlaps: Vec<(f64, f64, String, u32)> = Vec::new();
    let mut old_topics: Vec<String> = Vec::new();
    if let Some((scan, documents)) = earlier {
        let mut both: FxHashMap<(u32, u32), f64> = FxHashMap::default();
        let mut old_sizes: FxHashMap<u32, f64> = FxHashMap::default();
        let mut new_sizes: FxHashMap<u32, f64> = FxHashMap::default();
        for membership in scan.contents.memberships.iter().filter(|membership| membership.level == level) {
            let id = documents[membership.document as usize].as_str();
            if let Some(&topic) = topic_of.get(id) {
                *both.entry((membership.topic, topic)).or_default() += 1.0;
                *old_sizes.entry(membership.topic).or_default() += 1.0;
                *new_sizes.entry(topic).or_default() += 1.0;
            }
        }
        let old_id = |topic: u32| scan.contents.topics[topic as usize].topic_id.clone();
        overlaps.extend(both.into_iter().map(|((old, new), shared)| {
            let (a, b) = (old_sizes[&old], new_sizes[&new]);
            (shared / (a + b - shared), shared / a.min(b), old_id(old), new)
        }));
        overlaps.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.2.cmp(&b.2)).then(a.3.cmp(&b.3)));
        old_topics =
            scan.contents.topics.iter().filter(|row| row.level == level).map(|row| row.topic_id.clone()).collect();
    }
    let mut event = |name: &str, from: Option<&str>, to: Option<&str>, overlap: f64| {
        identity.events.push(LineageRow {
            event: name.to_string(),
            from_topic: from.map(str::to_string),
            to_topic: to.map(str::to_string),
            overlap,
        });
    };
    let mut continued: FxHashMap<&str, u32> = FxHashMap::default();
    for (jaccard, _, old, new) in overlaps.iter().filter(|overlap| overlap.0 >= CONTINUES) {
        if !continued.contains_key(old.as_str()) && identity.ids[*new as usize].is_empty() {
            continued.insert(old, *new);
            identity.ids[*new as usize].clone_from(old);
            event("continue", Some(old), Some(old), *jaccard);
        }
    }
    let letter = LETTERS[usize::from(level) - 1];
    let fresh: Vec<usize> = (0..count).filter(|&topic| identity.ids[topic].is_empty()).collect();
    for &topic in &fresh {
        identity.ids[topic] = format!("{letter}-{:05}", identity.next);
        identity.next += 1;
    }
    let mut explained: Vec<bool> = vec![false; count];
    let mut absorbed: Vec<&str> = Vec::new();
    for (jaccard, containment, old, new) in overlaps.iter().filter(|overlap| overlap.1 >= CONTAINS) {
        let to = identity.ids[*new as usize].as_str();
        if to == old {
            continue;
        }
        if fresh.contains(&(*new as usize)) {
            // A new topic made from a part of an old one.
            event("split", Some(old), Some(to), *jaccard);
            explained[*new as usize] = true;
        }
        if !continued.contains_key(old.as_str()) && *containment >= CONTAINS {
            event("merge", Some(old), Some(to), *jaccard);
            absorbed.push(old);
        }
    }
    for &topic in fresh.iter().filter(|&&topic| !explained[topic]) {
        event("birth", None, Some(&identity.ids[topic]), 0.0);
    }
    for old in &old_topics {
        if !continued.contains_key(old.as_str()) && !absorbed.contains(&old.as_str()) {
            event("death", Some(old), None, 0.0);
        }
    }
    identity
}
