//! What topics are called: their distinctive phrases, in each language.

use crate::collection::Collection;
use crate::topics::{Frozen, LEVELS, NONE};
use language::{Distinctive, distinctive};

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
    found
        .into_iter()
        .map(|[en, zh]| {
            let join = |terms: &[Distinctive]| terms.iter().take(IN_LABEL).map(shown).collect::<Vec<_>>().join(" · ");
            let mut terms: Vec<&Distinctive> = en.iter().chain(&zh).collect();
            terms.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.term.cmp(&b.term)));
            let (mut label_en, mut label_zh) = (join(&en), join(&zh));
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

/// Short labels of the topics of a cut-off, from documents up to it.
pub(crate) fn quick(collection: &Collection, frozen: &Frozen) -> Vec<String> {
    let mut groups = vec![NONE; collection.len()];
    for (position, &row) in frozen.documents.iter().enumerate() {
        groups[row as usize] = frozen.topics[LEVELS - 1][position];
    }
    labels(collection, &groups, frozen.counts[LEVELS - 1]).into_iter().map(|label| label.en).collect()
}
