//! Which words count, and under which key forms of a word meet.

use crate::script::{Piece, pieces};
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

static STOP: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../data/stop-en.txt")
        .split_whitespace()
        .chain(include_str!("../data/stop-zh.txt").split_whitespace())
        .collect()
});

/// Whether a word (lower case, or Chinese in simplified characters) says nothing about a subject.
pub fn is_stop_word(word: &str) -> bool {
    STOP.contains(word)
}

/// Longest word in bytes that is kept.
const LONGEST: usize = 48;

/// What a text is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit<'a> {
    /// A word: its key (lower case, stemmed) and the form it was written in (lower case).
    Word {
        /// Key.
        key: &'a str,
        /// Form.
        form: &'a str,
    },
    /// No phrase reaches across.
    Break,
}

/// Turns texts into units, with buffers of its own.
pub(crate) struct Segmenter {
    stemmer: Stemmer,
    lower: String,
}

impl Default for Segmenter {
    fn default() -> Self {
        Self { stemmer: Stemmer::create(Algorithm::English), lower: String::new() }
    }
}

impl Segmenter {
    /// Hands over the units of a text in order.
    pub(crate) fn units(&mut self, text: &str, mut take: impl FnMut(Unit<'_>)) {
        let Self { stemmer, lower } = self;
        pieces(text, |piece| match piece {
            Piece::Chinese(word) => {
                // Single characters are mostly grammar or too broad.
                let short = word.chars().nth(1).is_none();
                take(if short || word.len() > LONGEST || STOP.contains(word) {
                    Unit::Break
                } else {
                    Unit::Word { key: word, form: word }
                });
            }
            Piece::Latin(word) => {
                lower.clear();
                lower.extend(word.chars().flat_map(char::to_lowercase));
                if lower.len() < 2 || lower.len() > LONGEST || STOP.contains(lower.as_str()) {
                    take(Unit::Break);
                } else if lower.is_ascii() {
                    let key = stemmer.stem(lower);
                    take(Unit::Word { key: &key, form: lower });
                } else {
                    take(Unit::Word { key: lower, form: lower });
                }
            }
            Piece::Break => take(Unit::Break),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_key_and_stop_words_break() {
        let mut found = Vec::new();
        Segmenter::default().units("Neural Networks of the network; 网络的安全", |unit| {
            found.push(match unit {
                Unit::Word { key, form } => format!("{key}/{form}"),
                Unit::Break => "|".to_string(),
            });
        });
        assert_eq!(found.join(" "), "neural/neural network/networks | | network/network | 网络/网络 | 安全/安全");
    }
}
