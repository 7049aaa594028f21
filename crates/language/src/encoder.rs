//! Vectors of single texts from what was learned from a corpus, without that corpus: the weights and the basis of an [`Embedding`],
//! by the terms' own hashes, in a form that can be kept in a file.

use crate::analysis::{hash_of, phrase_hash};
use crate::embedding::Embedding;
use crate::matrix::Vocabulary;
use crate::selection::{B, K1};
use crate::terms::{Segmenter, Unit};
use rustc_hash::FxHashMap;

/// Begins the file.
const MARK: &[u8; 8] = b"learned1";
/// Most dimensions that are read.
const MOST_DIMENSIONS: usize = 4_096;

/// The bytes are no encoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are no learned encoder: learn it anew")]
pub struct BadEncoder;

/// Texts → vectors; see the module.
#[derive(Clone, Debug, PartialEq)]
pub struct LearnedEncoder {
    dimensions: usize,
    /// Mean number of counted terms in a document.
    mean_length: f32,
    /// Place of each term, by its hash.
    places: FxHashMap<u64, u32>,
    weights: Vec<f32>,
    /// Terms × dimensions.
    basis: Vec<f32>,
}

impl LearnedEncoder {
    /// What an embedding has learned.
    pub fn new(vocabulary: &Vocabulary, embedding: &Embedding) -> Self {
        let mean_length = embedding.selection().mean_length;
        let mut encoder = Self { dimensions: embedding.dimensions, mean_length, ..Self::empty() };
        for term in 0..vocabulary.len() as u32 {
            if let Some((weight, line)) = embedding.term(term) {
                encoder.places.insert(vocabulary.hashes[term as usize], encoder.weights.len() as u32);
                encoder.weights.push(weight);
                encoder.basis.extend_from_slice(line);
            }
        }
        encoder
    }

    fn empty() -> Self {
        Self { dimensions: 0, mean_length: 1.0, places: FxHashMap::default(), weights: Vec::new(), basis: Vec::new() }
    }

    /// Numbers per vector.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The vector of a text, length 1; zeros where no term counts. A title that is to count as [`crate::Text`]'s comes twice.
    pub fn encode(&self, parts: &[&str]) -> Vec<f32> {
        let mut counts: FxHashMap<u32, f32> = FxHashMap::default();
        let mut order: Vec<u32> = Vec::new();
        let mut take = |hash: u64| {
            if let Some(&place) = self.places.get(&hash) {
                let count = counts.entry(place).or_insert(0.0);
                if *count == 0.0 {
                    order.push(place);
                }
                *count += 1.0;
            }
        };
        let mut segmenter = Segmenter::default();
        // Hashes of the last two words, where nothing came between.
        let mut last: Vec<u64> = Vec::with_capacity(3);
        for part in parts {
            segmenter.units(part, |unit| match unit {
                Unit::Break => last.clear(),
                Unit::Word { key, .. } => {
                    last.push(hash_of(key));
                    for length in 1..=last.len() {
                        let words = &last[last.len() - length..];
                        take(if length == 1 { words[0] } else { phrase_hash(words.iter().copied()) });
                    }
                    if last.len() == 3 {
                        last.remove(0);
                    }
                }
            });
            last.clear();
        }
        let length: f32 = counts.values().sum();
        let norm = K1 * (1.0 - B + B * length / self.mean_length);
        let mut vector = vec![0f32; self.dimensions];
        for place in order {
            let count = counts[&place];
            let weight = self.weights[place as usize] * count / (count + norm);
            let line = &self.basis[place as usize * self.dimensions..][..self.dimensions];
            vector.iter_mut().zip(line).for_each(|(sum, value)| *sum += weight * value);
        }
        let square: f32 = vector.iter().map(|value| value * value).sum();
        if square > 0.0 {
            vector.iter_mut().for_each(|value| *value /= square.sqrt());
        }
        vector
    }

    /// For a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MARK.to_vec();
        bytes.extend((self.dimensions as u64).to_le_bytes());
        bytes.extend((self.weights.len() as u64).to_le_bytes());
        bytes.extend(self.mean_length.to_le_bytes());
        let mut hashes = vec![0u64; self.weights.len()];
        for (&hash, &place) in &self.places {
            hashes[place as usize] = hash;
        }
        bytes.extend(hashes.iter().flat_map(|hash| hash.to_le_bytes()));
        bytes.extend(self.weights.iter().chain(&self.basis).flat_map(|value| value.to_le_bytes()));
        bytes
    }

    /// From a file.
    ///
    /// # Errors
    /// Where the bytes are not those of [`LearnedEncoder::to_bytes`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadEncoder> {
        let mut rest = bytes.strip_prefix(MARK).ok_or(BadEncoder)?;
        let mut take = |length: usize| {
            let (head, tail) = rest.split_at_checked(length)?;
            rest = tail;
            Some(head)
        };
        let number = |bytes: &[u8]| bytes.try_into().map(u64::from_le_bytes).ok();
        let dimensions = take(8).and_then(number).ok_or(BadEncoder)? as usize;
        let terms = take(8).and_then(number).ok_or(BadEncoder)? as usize;
        if dimensions > MOST_DIMENSIONS || terms > bytes.len() {
            return Err(BadEncoder);
        }
        let floats = |bytes: &[u8]| -> Vec<f32> {
            bytes.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
        };
        let mean_length = take(4).map(floats).ok_or(BadEncoder)?[0];
        let hashes = take(8 * terms).ok_or(BadEncoder)?;
        let places = hashes.chunks_exact(8).filter_map(number).zip(0u32..).collect();
        let weights = take(4 * terms).map(floats).ok_or(BadEncoder)?;
        let basis = take(4 * terms * dimensions).map(floats).ok_or(BadEncoder)?;
        Ok(Self { dimensions, mean_length, places, weights, basis })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Analysis, Text};

    #[test]
    fn a_text_gets_the_vector_that_it_has_in_the_corpus() {
        let subjects = [
            "solar cell efficiency",
            "graph neural networks",
            "钙钛矿太阳能电池的效率",
            "gene editing of rice, in fields",
        ];
        let titles: Vec<String> = (0..40).map(|n| format!("{} variant{}", subjects[n % 4], n % 6)).collect();
        let texts: Vec<Text> =
            titles.iter().map(|title| Text { title, abstract_text: "cells and networks", keywords: &[] }).collect();
        let mut analysis = Analysis::default();
        analysis.add(&texts);
        let (vocabulary, matrix) = analysis.finish(2);
        let rows: Vec<u32> = (0..40).collect();
        let embedding = Embedding::fit(&vocabulary, &matrix, &rows, 2, 6, 1);
        let expected = embedding.project(&matrix, &rows);
        let encoder = LearnedEncoder::new(&vocabulary, &embedding);
        assert_eq!(LearnedEncoder::from_bytes(&encoder.to_bytes()), Ok(encoder.clone()));
        for (row, title) in titles.iter().enumerate() {
            let vector = encoder.encode(&[title, title, "cells and networks"]);
            for (a, b) in vector.iter().zip(&expected[row * embedding.dimensions..]) {
                assert!((a - b).abs() < 1e-4, "{title}: {a} {b}");
            }
        }
        assert!(encoder.encode(&["nothing known"]).iter().all(|value| *value == 0.0));
    }

    #[test]
    fn damaged_bytes_are_refused() {
        let bytes = LearnedEncoder { dimensions: 2, ..LearnedEncoder::empty() }.to_bytes();
        for length in 0..bytes.len() {
            assert_eq!(LearnedEncoder::from_bytes(&bytes[..length]), Err(BadEncoder), "{length}");
        }
        assert_eq!(LearnedEncoder::from_bytes(b"something else entirely"), Err(BadEncoder));
    }
}
