//! Screening: which of many documents are relevant, learned from a few that somebody has judged (active learning).
//!
//! A reviewer judges some documents; the rest is ranked by how likely they are relevant; the reviewer judges the
//! likeliest next, and after each batch everything is learned again. So most of the relevant documents are found early,
//! and much need not be read.
//!
//! A document is its words and phrases; vectors that the caller has, such as those of the sentence encoder, may stand
//! beside them. Words that most documents have are kept: documents to be screened are often all about one subject, and
//! what parts them is how they speak of it. What separates relevant from other documents is a linear support vector
//! machine ([`separator`]). Documents that nobody has judged are presumed not relevant, at a part of the weight of a
//! judgement (after Cormack & Grossman 2015, who presume a sample of them): few are relevant, and at the beginning
//! almost all that is known about the others comes from them.
//!
//! The constants [`COST`], [`RELEVANT`], [`PRESUMED`] were chosen on six systematic reviews
//! (`bench/search/screening.py`), all six together: on others expect less than there.

mod separator;

use language::{Analysis, TermMatrix, Text, Weighted};
use rayon::prelude::*;
use separator::{Example, Rows, Separator};

/// Most documents of a screening.
pub const MOST_SCREENED: usize = 200_000;
/// Documents that a word or phrase must have.
const LEAST_DOCUMENTS: u32 = 2;
/// Saturation of repeated words and normalisation by length of Okapi BM25 (Robertson & Zaragoza 2009).
const K1: f32 = 1.2;
const B: f32 = 0.5;
/// Cost of a misjudged document, see [`Screening::examples`].
const COST: f32 = 0.1;
/// Cost of all relevant documents together, beside 1 for all others: to miss one is worse than to read one in vain.
const RELEVANT: f32 = 3.0;
/// Weight of a document that is presumed not relevant, beside 1 for one that was judged so.
const PRESUMED: f32 = 0.3;

/// Why a screening cannot be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScreeningError {
    /// Too many documents.
    #[error("{0} documents cannot be screened at once, {MOST_SCREENED} can: narrow them by a question first")]
    TooMany(usize),
    /// The vectors do not fit to the documents.
    #[error("{numbers} numbers do not make vectors of {documents} documents: give the same length for each")]
    Vectors {
        /// Documents.
        documents: usize,
        /// Numbers that were given.
        numbers: usize,
    },
    /// A judged document does not exist.
    #[error("document {0} was judged, but there is none of that number")]
    Unknown(usize),
}

/// A screening in progress; documents are known by their number.
#[derive(Clone, Debug)]
pub struct Screening {
    rows: Rows,
    judged: Vec<Option<bool>>,
    scores: Vec<f32>,
}

impl Screening {
    /// Begins with documents as titles and texts; `vectors`, of length 1 and row-major, say what they are about beside
    /// their words.
    ///
    /// # Errors
    /// Where there are too many documents, or the vectors do not fit.
    pub fn new(documents: &[(&str, &str)], vectors: Option<Vec<f32>>) -> Result<Self, ScreeningError> {
        let count = documents.len();
        if count > MOST_SCREENED {
            return Err(ScreeningError::TooMany(count));
        }
        let (about, dimensions) = match vectors {
            Some(vectors) if count > 0 && vectors.len().is_multiple_of(count) => {
                let dimensions = vectors.len() / count;
                (vectors, dimensions)
            }
            Some(vectors) => return Err(ScreeningError::Vectors { documents: count, numbers: vectors.len() }),
            None => (Vec::new(), 0),
        };
        let mut analysis = Analysis::default();
        let text = |&(title, abstract_text): &(_, _)| Text { title, abstract_text, keywords: &[] };
        analysis.add(&documents.iter().map(text).collect::<Vec<Text>>());
        let (vocabulary, matrix) = analysis.finish(LEAST_DOCUMENTS);
        let rows = Rows { words: weigh(vocabulary.len(), matrix), dimensions, about };
        Ok(Self { rows, judged: vec![None; count], scores: vec![0.0; count] })
    }

    /// Takes judgements (number, whether relevant; a later one replaces an earlier one) and learns from all so far.
    ///
    /// # Errors
    /// Where a document does not exist; then nothing is taken.
    pub fn judge(&mut self, judgements: &[(usize, bool)]) -> Result<(), ScreeningError> {
        if let Some(&(unknown, _)) = judgements.iter().find(|judgement| judgement.0 >= self.judged.len()) {
            return Err(ScreeningError::Unknown(unknown));
        }
        for &(document, relevant) in judgements {
            self.judged[document] = Some(relevant);
        }
        self.learn();
        Ok(())
    }

    /// Documents that are not judged, the likeliest first. As long as no relevant document is known, those least like
    /// the others.
    pub fn ranking(&self) -> Vec<usize> {
        let mut ranking: Vec<usize> = (0..self.judged.len()).filter(|&row| self.judged[row].is_none()).collect();
        ranking.sort_by(|&a, &b| self.scores[b].total_cmp(&self.scores[a]).then(a.cmp(&b)));
        ranking
    }

    /// How likely a document is relevant: greater is likelier; no probability, and only to be compared within
    /// a screening.
    pub fn score(&self, document: usize) -> Option<f32> {
        self.scores.get(document).copied()
    }

    /// Numbers of relevant and of other documents that are judged.
    pub fn judged(&self) -> (usize, usize) {
        let count = |relevant| self.judged.iter().filter(|&&judged| judged == Some(relevant)).count();
        (count(true), count(false))
    }

    fn learn(&mut self) {
        let separator = Separator::train(&self.rows, &self.examples());
        self.scores = (0..self.judged.len()).into_par_iter().map(|row| separator.score(&self.rows, row)).collect();
    }

    /// What is learned from. All costs together are [`COST`] times the judged documents, so that the separator follows
    /// the documents closer the more were judged. Without a relevant one nothing is presumed.
    fn examples(&self) -> Vec<Example> {
        let (relevant, others) = self.judged();
        let presumed = if relevant > 0 { PRESUMED } else { 0.0 };
        let unknown = (self.judged.len() - relevant - others) as f32;
        let side = COST * (relevant + others) as f32 / (RELEVANT + 1.0);
        let of_relevant = side * RELEVANT / relevant as f32;
        let of_other = side / (others as f32 + presumed * unknown);
        self.judged
            .iter()
            .enumerate()
            .map(|(row, judged)| match judged {
                Some(true) => Example { row, sign: 1.0, cost: of_relevant },
                Some(false) => Example { row, sign: -1.0, cost: of_other },
                None => Example { row, sign: -1.0, cost: of_other * presumed },
            })
            .filter(|example| example.cost > 0.0)
            .collect()
    }
}

/// Rows of length 1 of the weights of words and phrases: BM25's, but with the inverse document frequency ln((1 + N) /
/// (1 + n)) + 1, by which a word that all N documents have still counts.
fn weigh(terms: usize, matrix: TermMatrix) -> Weighted {
    let rows: Vec<u32> = (0..matrix.rows() as u32).collect();
    let all = rows.len() as f32;
    let frequency = matrix.document_frequency(&rows, terms);
    let rarity: Vec<f32> = frequency.iter().map(|&n| ((1.0 + all) / (1.0 + n as f32)).ln() + 1.0).collect();
    let words = |row: usize| matrix.row(row).map(|(_, count)| f32::from(count)).sum::<f32>();
    let mean = (matrix.counts.iter().map(|&count| u64::from(count)).sum::<u64>() as f32 / all.max(1.0)).max(1.0);
    let mut values = Vec::with_capacity(matrix.terms.len());
    for row in 0..rows.len() {
        let norm = K1 * (1.0 - B + B * words(row) / mean);
        let start = values.len();
        values.extend(matrix.row(row).map(|(term, count)| {
            let count = f32::from(count);
            rarity[term as usize] * count / (count + norm)
        }));
        let own = &mut values[start..];
        let length = own.iter().map(|value| value * value).sum::<f32>().sqrt();
        own.iter_mut().for_each(|value| *value /= length);
    }
    Weighted { offsets: matrix.offsets, columns: matrix.terms, values, width: terms }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents() -> Vec<String> {
        let subjects = ["solar cell efficiency", "gene editing of rice", "graph neural network", "deep sea mining"];
        (0..48).map(|n| format!("{} variant{} number{}", subjects[n % 4], n % 7, n % 11)).collect()
    }

    fn begun(documents: &[String]) -> Screening {
        let texts: Vec<(&str, &str)> = documents.iter().map(|title| (title.as_str(), "")).collect();
        Screening::new(&texts, None).expect("few documents")
    }

    #[test]
    fn the_relevant_come_first_after_a_few_judgements() {
        let documents = documents();
        let mut screening = begun(&documents);
        assert_eq!(screening.ranking().len(), 48);
        screening.judge(&[(0, true), (1, false)]).expect("they exist");
        let ranking = screening.ranking();
        assert_eq!(ranking.len(), 46);
        assert!(ranking[..8].iter().all(|n| n % 4 == 0), "{ranking:?}");
        // A judgement that is changed turns the order.
        screening.judge(&[(0, false), (1, true)]).expect("they exist");
        assert!(screening.ranking()[..8].iter().all(|n| n % 4 == 1));
        assert_eq!(screening.judged(), (1, 1));
    }

    #[test]
    fn one_side_alone_is_enough_to_begin() {
        let documents = documents();
        let mut screening = begun(&documents);
        screening.judge(&[(2, true)]).expect("it exists");
        assert!(screening.ranking()[..10].iter().all(|n| n % 4 == 2), "{:?}", screening.ranking());
        let mut screening = begun(&documents);
        screening.judge(&[(2, false)]).expect("it exists");
        assert!(screening.ranking()[..10].iter().all(|n| n % 4 != 2));
    }

    #[test]
    fn words_that_many_documents_have_count() {
        let kinds = ["randomised trial", "narrative review"];
        let documents: Vec<String> = (0..80).map(|n| format!("asthma {} case{}", kinds[n % 2], n / 4)).collect();
        let mut screening = begun(&documents);
        screening.judge(&[(0, true), (1, false)]).expect("they exist");
        assert!(screening.ranking()[..39].iter().all(|n| n % 2 == 0), "{:?}", screening.ranking());
    }

    #[test]
    fn the_same_judgements_give_the_same_bits() {
        let documents = documents();
        let (mut at_once, mut in_turn) = (begun(&documents), begun(&documents));
        at_once.judge(&[(0, true), (1, false), (4, true)]).expect("they exist");
        for judgement in [(4, true), (0, false), (1, false), (0, true)] {
            in_turn.judge(&[judgement]).expect("it exists");
        }
        assert_eq!(at_once.scores, in_turn.scores);
    }

    #[test]
    fn bounds_are_kept() {
        let mut empty = Screening::new(&[], None).expect("nothing is few");
        assert_eq!(empty.judge(&[]), Ok(()));
        assert!(empty.ranking().is_empty());
        assert_eq!(empty.judge(&[(0, true)]), Err(ScreeningError::Unknown(0)));
        let texts = [("", ""), ("solar", "")];
        let wrong = Screening::new(&texts, Some(vec![1.0; 3])).err();
        assert_eq!(wrong, Some(ScreeningError::Vectors { documents: 2, numbers: 3 }));
        let mut silent = Screening::new(&texts, Some(vec![1.0, 0.0, 0.0, 1.0])).expect("two of two");
        silent.judge(&[(0, true)]).expect("it exists");
        assert_eq!(silent.ranking(), [1]);
        assert_eq!(silent.score(2), None);
    }
}
