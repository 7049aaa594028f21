//! Which terms a document has, and what the terms are.

/// How often terms occur in documents: compressed sparse rows, a row a document, terms ascending within a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TermMatrix {
    /// Start of each row; one more than there are rows.
    pub offsets: Vec<usize>,
    /// Terms.
    pub terms: Vec<u32>,
    /// Occurrences, at most 255.
    pub counts: Vec<u8>,
}

impl TermMatrix {
    /// Number of documents.
    pub fn rows(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Terms of a document with their occurrences.
    pub fn row(&self, row: usize) -> impl Iterator<Item = (u32, u8)> + '_ {
        let range = self.offsets[row]..self.offsets[row + 1];
        self.terms[range.clone()].iter().copied().zip(self.counts[range].iter().copied())
    }

    /// In how many of these documents each of `terms` terms occurs.
    pub fn document_frequency(&self, rows: &[u32], terms: usize) -> Vec<u32> {
        let mut frequency = vec![0u32; terms];
        for &row in rows {
            for &term in &self.terms[self.offsets[row as usize]..self.offsets[row as usize + 1]] {
                frequency[term as usize] += 1;
            }
        }
        frequency
    }
}

/// The terms of a corpus: words, and phrases of two or three of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vocabulary {
    /// How each term is shown: its most frequent form.
    pub terms: Vec<String>,
    /// Words that a term consists of, as terms; `u32::MAX` fills up. A word consists of itself.
    pub parts: Vec<[u32; 3]>,
    /// Whether a term is written in Chinese.
    pub chinese: Vec<bool>,
    /// A number that depends on the term's words only, not on the corpus around it.
    pub hashes: Vec<u64>,
}

impl Vocabulary {
    /// Number of terms.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there is no term.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Number of words in a term, 1 to 3.
    pub fn words(&self, term: u32) -> usize {
        self.parts[term as usize].iter().filter(|&&part| part != u32::MAX).count()
    }
}
