//! One order from two: by words and by meaning.
//!
//! Scores of words (BM25) have no upper end and cosines have; each is brought to 0…1 within the candidates of one question
//! (minimum and maximum), and the two are added with fixed weights (Bruch, Gai & Ingber 2023). What the words have found also gets its
//! cosine; what only the meaning has found has no score of words. On the collections that are measured this was better than adding
//! reciprocal ranks (Cormack, Clarke & Büttcher 2009), which forget by how much one document is better than the next.

use tantivy::DocAddress;

/// Candidates of each way.
pub(crate) const CANDIDATES: usize = 100;

/// Weight of the meaning; the words have the rest.
const MEANING: f32 = 0.35;

/// A document that was found in either way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) address: DocAddress,
    /// BM25; 0 where it was not found by its words.
    pub(crate) words: f32,
    /// Cosine.
    pub(crate) meaning: f32,
}

/// Scores of the candidates, best first.
pub(crate) fn fuse(candidates: &[Candidate]) -> Vec<(f32, DocAddress)> {
    let scaled = |value: fn(&Candidate) -> f32| {
        let ends = candidates
            .iter()
            .map(value)
            .fold((f32::INFINITY, f32::NEG_INFINITY), |ends, value| (ends.0.min(value), ends.1.max(value)));
        move |candidate: &Candidate| if ends.1 > ends.0 { (value(candidate) - ends.0) / (ends.1 - ends.0) } else { 0.0 }
    };
    let (words, meaning) = (scaled(|candidate| candidate.words), scaled(|candidate| candidate.meaning));
    let score = |candidate: &Candidate| (1.0 - MEANING) * words(candidate) + MEANING * meaning(candidate);
    let mut fused: Vec<(f32, DocAddress)> =
        candidates.iter().map(|candidate| (score(candidate), candidate.address)).collect();
    fused.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    fused
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_are_good_in_both() {
        let candidate = |id, words, meaning| Candidate { address: DocAddress::new(0, id), words, meaning };
        let order = |candidates: &[Candidate]| fuse(candidates).into_iter().map(|hit| hit.1.doc_id).collect::<Vec<_>>();
        let cases: [(&[Candidate], &[u32]); 4] = [
            (&[], &[]),
            (&[candidate(7, 3.0, 0.2)], &[7]),
            (&[candidate(1, 10.0, 0.1), candidate(2, 9.0, 0.9), candidate(3, 0.0, 0.8)], &[2, 1, 3]),
            (&[candidate(1, 0.0, 0.5), candidate(2, 0.0, 0.5), candidate(3, 0.0, 0.6)], &[3, 1, 2]),
        ];
        for (candidates, expected) in cases {
            assert_eq!(order(candidates), expected, "{candidates:?}");
        }
    }
}
