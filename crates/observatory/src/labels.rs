//! What topics are called: their distinctive phrases, in each language.

use crate::collection::Collection;
use crate::topics::{Frozen, LEVELS, NONE};
use language::{Distinctive, distinctive};
use rustc_hash::FxHashSet;

/// Phrases in a label.
const IN_LABEL: usize = 3;
/// Phrases kept per topic.
const KEPT: usize = 15;

/// Label and terms of one topic.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Label {
    pub(crate) en: String,
    pub(crate) zh: String,
    pub(crate) terms: Vec<String>,
}

/// Labels of all groups: `groups` names the group of each row of the collection.
pub(crate) fn labels(collection: &Collection, groups: &[u32], count: usize) -> Vec<Label> {
    let found = distinctive(&collection.vocabulary, &collection.matrix, groups, &collection.chinese, count, KEPT);
    let shown = |term: &Distinctive| collection.vocabulary.terms[term.term as usize].clone();
    let mut taken = [FxHashSet::default(), FxHashSet::default()];
    found
        .into_iter()
        .map(|[en, zh]| {
            let phrases = |terms: &[Distinctive]| terms.iter().map(shown).collect::<Vec<_>>();
            let mut terms: Vec<&Distinctive> = en.iter().chain(&zh).collect();
            terms.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.term.cmp(&b.term)));
            let mut label_en = own_label(&phrases(&en), &mut taken[0]);
            let mut label_zh = own_label(&phrases(&zh), &mut taken[1]);
            // A topic without a word in one language keeps the words it has.
            if label_en.is_empty() {
                label_en = label_zh.clone();
            }
            if label_zh.is_empty() {
                label_zh = label_en.clone();
            }
            Label { en: label_en, zh: label_zh, terms: terms.into_iter().take(KEPT).map(shown).collect() }
        })
        .collect()
}

/// The strongest phrases; where an earlier topic is called the same, a weaker phrase that tells them apart stands last.
fn own_label(phrases: &[String], taken: &mut FxHashSet<String>) -> String {
    let joined = |last: usize| {
        let first = phrases.iter().take(IN_LABEL - 1);
        first.chain(phrases.get(last)).map(String::as_str).collect::<Vec<_>>().join(" · ")
    };
    let free = (IN_LABEL - 1..phrases.len()).map(joined).find(|label| !taken.contains(label));
    let label = free.unwrap_or_else(|| joined(IN_LABEL - 1));
    taken.insert(label.clone());
    label
}

/// Short labels of the topics of a cut-off, from documents up to it.
pub(crate) fn quick(collection: &Collection, frozen: &Frozen) -> Vec<String> {
    let mut groups = vec![NONE; collection.len()];
    for (position, &row) in frozen.documents.iter().enumerate() {
        groups[row as usize] = frozen.topics[LEVELS - 1][position];
    }
    labels(collection, &groups, frozen.counts[LEVELS - 1]).into_iter().map(|label| label.en).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_that_share_their_strongest_phrases_are_told_apart() {
        let phrases = |names: &[&str]| names.iter().map(|name| (*name).to_string()).collect::<Vec<_>>();
        let mut taken = FxHashSet::default();
        let mut label = |names: &[&str]| own_label(&phrases(names), &mut taken);
        assert_eq!(label(&["reactor", "flow", "dose", "pump"]), "reactor · flow · dose");
        assert_eq!(label(&["reactor", "flow", "dose", "pump"]), "reactor · flow · pump");
        assert_eq!(label(&["reactor", "flow", "dose", "pump"]), "reactor · flow · dose", "nothing tells it apart");
        assert_eq!(label(&["reactor"]), "reactor");
        assert_eq!(label(&[]), "");
    }
}
