//! Screening: which of many documents are relevant, learned from a few that somebody has judged (active learning).
//!
//! A reviewer judges some documents; the rest is ranked by how likely they are relevant; the reviewer judges the likeliest next, and
//! after each batch everything is learned again. So most of the relevant documents are found early, and much need not be read.
//!
//! A document is what its words say (BM25 weights) and what it is about (latent semantic analysis of all documents at hand, or vectors
//! that the caller has, such as those of the sentence encoder), side by side. What separates relevant from other documents is a linear
//! support vector machine, trained by dual coordinate descent (Hsieh et al. 2008); both sides count alike, however few are relevant.

use language::{Analysis, Embedding, Text, Weighted};

/// Most documents of a screening.
pub const MOST_SCREENED: usize = 200_000;
/// Numbers per learned vector.
const DIMENSIONS: usize = 128;
/// Weight of what a document is about, beside 1 for its words.
const ABOUT: f32 = 1.0;
/// Cost of a misjudged document.
const COST: f32 = 1.0;
/// Rounds of training, and the change of a multiplier below which it ends.
const ROUNDS: usize = 200;
const STILL: f32 = 1e-3;
/// Documents that a word must have.
const LEAST_DOCUMENTS: u32 = 2;

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
    words: Weighted,
    dimensions: usize,
    about: Vec<f32>,
    judged: Vec<Option<bool>>,
    scores: Vec<f32>,
}

impl Screening {
    /// Begins with documents as titles and texts; `vectors` says what they are about in place of what is learned here, row-major.
    ///
    /// # Errors
    /// Where there are too many documents, or the vectors do not fit.
    pub fn new(documents: &[(&str, &str)], vectors: Option<Vec<f32>>) -> Result<Self, ScreeningError> {
        let count = documents.len();
        if count > MOST_SCREENED {
            return Err(ScreeningError::TooMany(count));
        }
        let mut analysis = Analysis::default();
        let text = |&(title, abstract_text): &(_, _)| Text { title, abstract_text, keywords: &[] };
        analysis.add(&documents.iter().map(text).collect::<Vec<Text>>());
        let (vocabulary, matrix) = analysis.finish(LEAST_DOCUMENTS);
        let rows: Vec<u32> = (0..count as u32).collect();
        let embedding = Embedding::fit(&vocabulary, &matrix, &rows, LEAST_DOCUMENTS, DIMENSIONS, 1);
        let (about, dimensions) = match vectors {
            Some(vectors) if count > 0 && vectors.len().is_multiple_of(count) => {
                let dimensions = vectors.len() / count;
                (vectors, dimensions)
            }
            Some(vectors) => return Err(ScreeningError::Vectors { documents: count, numbers: vectors.len() }),
            None => (embedding.project(&matrix, &rows), embedding.dimensions),
        };
        let words = embedding.weighted(&matrix, &rows);
        Ok(Self { words, dimensions, about, judged: vec![None; count], scores: vec![0.0; count] })
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

    /// Documents that are not judged, the likeliest first. Before both a relevant and another document are known, those most like
    /// the relevant and least like the others.
    pub fn ranking(&self) -> Vec<usize> {
        let mut ranking: Vec<usize> = (0..self.judged.len()).filter(|&row| self.judged[row].is_none()).collect();
        ranking.sort_by(|&a, &b| self.scores[b].total_cmp(&self.scores[a]).then(a.cmp(&b)));
        ranking
    }

    /// How likely a document is relevant: greater is likelier, 0 is undecided; no probability.
    pub fn score(&self, document: usize) -> Option<f32> {
        self.scores.get(document).copied()
    }

    /// Numbers of relevant and of other documents that are judged.
    pub fn judged(&self) -> (usize, usize) {
        let count = |relevant| self.judged.iter().filter(|&&judged| judged == Some(relevant)).count();
        (count(true), count(false))
    }

    fn learn(&mut self) {
        let (relevant, others) = self.judged();
        let known: Vec<(usize, f32)> = self
            .judged
            .iter()
            .enumerate()
            .filter_map(|(row, judged)| judged.map(|relevant| (row, if relevant { 1.0 } else { -1.0 })))
            .collect();
        // Both sides have the same weight together.
        let cost = |sign: f32| {
            let side = if sign > 0.0 { relevant } else { others };
            COST * known.len() as f32 / (2.0 * side.max(1) as f32)
        };
        let mut separator = Separator::new(self.words.width, self.dimensions);
        let mut multipliers = vec![0f32; known.len()];
        let squares: Vec<f32> = known.iter().map(|&(row, _)| self.square(row)).collect();
        for round in 0..ROUNDS {
            let mut largest = 0f32;
            for step in 0..known.len() {
                // Another order in each round, without chance.
                let place = (step * stride(known.len()) + round) % known.len();
                let (row, sign) = known[place];
                let damping = 1.0 / (2.0 * cost(sign));
                let gradient = sign * separator.score(self, row) - 1.0 + damping * multipliers[place];
                let before = multipliers[place];
                let after = (before - gradient / (squares[place] + damping)).max(0.0);
                if after != before {
                    multipliers[place] = after;
                    separator.add(self, row, (after - before) * sign);
                    largest = largest.max((after - before).abs());
                }
            }
            if largest < STILL {
                break;
            }
        }
        self.scores = (0..self.judged.len()).map(|row| separator.score(self, row)).collect();
    }

    fn about(&self, row: usize) -> &[f32] {
        &self.about[row * self.dimensions..][..self.dimensions]
    }

    /// Square of a document's length, with 1 for the threshold.
    fn square(&self, row: usize) -> f32 {
        let words: f32 = self.words.row(row).map(|(_, value)| value * value).sum();
        let about: f32 = self.about(row).iter().map(|value| value * value).sum();
        words + ABOUT * ABOUT * about + 1.0
    }
}

/// A step that visits every place of a round once.
fn stride(count: usize) -> usize {
    let gcd = |mut a: usize, mut b: usize| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    (1 + (count as f64 * 0.618) as usize..).find(|&step| gcd(step, count) == 1).unwrap_or(1)
}

/// A plane between relevant and other documents.
struct Separator {
    words: Vec<f32>,
    about: Vec<f32>,
    threshold: f32,
}

impl Separator {
    fn new(words: usize, about: usize) -> Self {
        Self { words: vec![0.0; words], about: vec![0.0; about], threshold: 0.0 }
    }

    fn score(&self, screening: &Screening, row: usize) -> f32 {
        let words: f32 = screening.words.row(row).map(|(column, value)| self.words[column as usize] * value).sum();
        let about: f32 = self.about.iter().zip(screening.about(row)).map(|(a, b)| a * b).sum();
        words + ABOUT * about + self.threshold
    }

    fn add(&mut self, screening: &Screening, row: usize, times: f32) {
        for (column, value) in screening.words.row(row) {
            self.words[column as usize] += times * value;
        }
        self.about.iter_mut().zip(screening.about(row)).for_each(|(sum, value)| *sum += times * ABOUT * value);
        self.threshold += times;
    }
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
