//! Which terms count for a set of documents, and how much.

use crate::matrix::{TermMatrix, Vocabulary};
use rayon::prelude::*;

/// Normalised pointwise mutual information (Bouma 2009) from which on adjacent words are a phrase.
const PHRASE_STRENGTH: f64 = 0.25;
/// Terms that more than this part of the documents have say nothing.
const COMMON: f64 = 0.15;
/// Saturation and length normalisation of Okapi BM25 (Robertson & Zaragoza 2009).
pub(crate) const K1: f32 = 1.2;
pub(crate) const B: f32 = 0.5;

/// Terms with their weights, computed from some documents only: nothing of the other documents enters.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Inverse document frequency per term of the vocabulary; 0 for terms that do not count.
    pub weights: Vec<f32>,
    /// Documents of the selection per term.
    pub document_frequency: Vec<u32>,
    /// Documents.
    pub documents: usize,
    /// Mean number of counted terms in a document.
    pub(crate) mean_length: f32,
}

impl Selection {
    /// Selects terms that at least `least_documents` of `rows` have.
    pub fn new(vocabulary: &Vocabulary, matrix: &TermMatrix, rows: &[u32], least_documents: u32) -> Self {
        let documents = rows.len();
        let document_frequency = matrix.document_frequency(rows, vocabulary.len());
        let all = documents.max(1) as f64;
        let share = |term: u32| f64::from(document_frequency[term as usize]) / all;
        let weights: Vec<f32> = (0..vocabulary.len() as u32)
            .into_par_iter()
            .map(|term| {
                let frequency = document_frequency[term as usize];
                if frequency < least_documents || (share(term) > COMMON && documents > 50) {
                    return 0.0;
                }
                let words = vocabulary.words(term);
                if words > 1 && frequency < documents as u32 {
                    let parts = vocabulary.parts[term as usize];
                    let expected: f64 = parts[..words].iter().map(|&part| share(part)).product();
                    let strength = (share(term) / expected).ln() / (-share(term).ln() * (words - 1) as f64);
                    if strength < PHRASE_STRENGTH {
                        return 0.0;
                    }
                }
                ((all - f64::from(frequency) + 0.5) / (f64::from(frequency) + 0.5)).ln_1p() as f32
            })
            .collect();
        let mut selection = Self { weights, document_frequency, documents, mean_length: 1.0 };
        let lengths: f64 = rows.iter().map(|&row| f64::from(selection.length(matrix, row))).sum();
        selection.mean_length = ((lengths / all) as f32).max(1.0);
        selection
    }

    fn length(&self, matrix: &TermMatrix, row: u32) -> f32 {
        matrix
            .row(row as usize)
            .filter(|&(term, _)| self.weights[term as usize] > 0.0)
            .map(|(_, count)| f32::from(count))
            .sum()
    }

    /// BM25 weights of a document's terms, scaled to length 1; terms that do not count are left out.
    pub fn weigh(&self, matrix: &TermMatrix, row: u32, mut take: impl FnMut(u32, f32)) {
        let norm = K1 * (1.0 - B + B * self.length(matrix, row) / self.mean_length);
        let weight = |term: u32, count: u8| {
            let count = f32::from(count);
            self.weights[term as usize] * count / (count + norm)
        };
        let square: f32 = matrix.row(row as usize).map(|(term, count)| weight(term, count).powi(2)).sum();
        if square == 0.0 {
            return;
        }
        let rate = 1.0 / square.sqrt();
        for (term, count) in matrix.row(row as usize) {
            let weight = weight(term, count);
            if weight > 0.0 {
                take(term, weight * rate);
            }
        }
    }
}
