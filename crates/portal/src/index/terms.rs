//! Terms of both languages that mean the same: of the vocabularies and tracks, and the names of the newest scan's topics.

use observatory::scan::TopicRow;
use registry::definition::Definitions;
use search::Dictionary;

/// The dictionary by which questions are translated.
pub(crate) fn dictionary(definitions: &Definitions, topics: &[TopicRow]) -> Dictionary {
    let of_vocabularies = definitions.vocabularies().flat_map(|vocabulary| &vocabulary.terms);
    let terms = of_vocabularies.map(|term| (term.zh.as_str(), term.en.as_str()));
    let tracks = definitions.tracks().iter().map(|track| (track.zh.as_str(), track.en.as_str()));
    let labels = topics.iter().map(|topic| (topic.label_zh.as_str(), topic.label_en.as_str()));
    Dictionary::new(terms.chain(tracks).chain(labels).filter(|(zh, en)| zh != en))
}
