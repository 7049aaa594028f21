//! Topics as they could be known at the end of a cut-off year, and later documents attached to them.
//!
//! [`Frozen::new`] sees only documents up to the cut-off: it learns vectors from them ([`language::Embedding`]), links them by
//! text and citations ([`links`]), and finds three nested levels of communities ([`levels`]). [`Frozen::attach`] then gives later
//! documents a place without changing anything.

mod attach;
mod levels;
mod links;

pub use attach::Assignment;

use crate::collection::Collection;
use crate::config::ScanConfig;
use language::Embedding;
use network::Graph;

/// Marks a document that belongs to no topic.
pub const NONE: u32 = u32::MAX;

/// Levels, coarse to fine: index 0 areas, 1 fields, 2 topics.
pub const LEVELS: usize = 3;

/// Topics of a cut-off year.
pub struct Frozen {
    /// Last year that was read.
    pub cutoff: i32,
    /// Rows of the collection that were read, ascending. All per-document vectors below follow this order.
    pub documents: Vec<u32>,
    /// Links between the documents, by position in `documents`.
    pub graph: Graph,
    /// Topic of each document per level, [`NONE`] for documents without links.
    pub topics: [Vec<u32>; LEVELS],
    /// Number of topics per level.
    pub counts: [usize; LEVELS],
    /// The topic one level up, for fields and for topics.
    pub parents: [Vec<u32>; LEVELS - 1],
    /// Links between topics of the finest level, self-loops included.
    pub topic_graph: Graph,
    embedding: Embedding,
    vectors: Vec<f32>,
    citation_weight: f64,
    neighbours: usize,
    seed: u64,
}

impl Frozen {
    /// Finds topics among `documents` (ascending rows, none later than `cutoff`). Where the collection has sentence vectors and
    /// `multilingual` is set, they link texts across languages; a model trained on texts of today knows the future of a past
    /// cut-off, so a back-test leaves it out.
    pub fn new(
        collection: &Collection,
        cutoff: i32,
        documents: Vec<u32>,
        config: &ScanConfig,
        multilingual: bool,
    ) -> Self {
        let embedding = Embedding::fit(
            &collection.vocabulary,
            &collection.matrix,
            &documents,
            config.least_documents,
            config.dimensions,
            config.seed,
        );
        let vectors = embedding.project(&collection.matrix, &documents);
        let mut layers = vec![(links::citations(collection, &documents), config.citation_weight)];
        let text = if multilingual && !collection.sentences.is_empty() {
            let terms = embedding.weighted(&collection.matrix, &documents);
            links::with_sentences(collection, &documents, &vectors, embedding.dimensions, &terms, config)
        } else {
            vec![(links::nearest(&vectors, embedding.dimensions, config.neighbours, config.seed), 1.0)]
        };
        layers.extend(text.into_iter().map(|(links, part)| (links, part * (1.0 - config.citation_weight))));
        let graph = links::combine(documents.len(), layers);
        let levels = levels::find(&graph, config);
        Self {
            cutoff,
            documents,
            graph,
            topics: levels.topics,
            counts: levels.counts,
            parents: levels.parents,
            topic_graph: levels.topic_graph,
            embedding,
            vectors,
            citation_weight: config.citation_weight,
            neighbours: config.neighbours,
            seed: config.seed,
        }
    }

    /// The vectors of `documents`, row-major, and the numbers per vector.
    pub fn vectors(&self) -> (&[f32], usize) {
        (&self.vectors, self.embedding.dimensions)
    }

    /// The parent of a topic of the finest level, one (field) or two (area) levels up.
    pub fn ancestor(&self, topic: u32, level: usize) -> u32 {
        let mut number = topic;
        for parents in self.parents[level..].iter().rev() {
            number = parents[number as usize];
        }
        number
    }
}

#[cfg(test)]
mod tests;
