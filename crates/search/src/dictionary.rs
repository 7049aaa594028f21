//! Terms of two languages that mean the same, given by the caller: a question in one language also finds texts in the other.

use crate::analysis::{exact_terms, ranking_terms};
use rustc_hash::FxHashMap;

/// Longest term that is looked for, in exact terms.
const LONGEST: usize = 12;
/// Most translations of one question.
const MOST_TRANSLATIONS: usize = 24;

/// Pairs of terms, looked up by either side.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    /// Exact terms of one side, joined → the other side.
    pairs: FxHashMap<String, Vec<Translation>>,
}

/// One side of a pair.
#[derive(Clone, Debug, PartialEq)]
struct Translation {
    written: String,
    terms: Vec<String>,
}

impl Dictionary {
    /// A dictionary of pairs such as (“钙钛矿”, “perovskite”). Pairs with an empty side, or a very long one, are left out.
    pub fn new<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut dictionary = Self::default();
        for (one, other) in pairs {
            for (from, to) in [(one, other), (other, one)] {
                let key = exact_terms(from);
                let terms = ranking_terms(to);
                if (1..=LONGEST).contains(&key.len()) && !terms.is_empty() {
                    let known = dictionary.pairs.entry(key.join(" ")).or_default();
                    let translation = Translation { written: to.to_owned(), terms };
                    if !known.contains(&translation) {
                        known.push(translation);
                    }
                }
            }
        }
        dictionary
    }

    /// What translates the longest known terms of a text, as written; at most a few dozen.
    pub fn translate(&self, text: &str) -> Vec<String> {
        self.translations(&[text.to_owned()]).0
    }

    /// What translates the longest known terms of a question, as written and as ranking terms.
    pub(crate) fn translations(&self, words: &[String]) -> (Vec<String>, Vec<String>) {
        let (mut written, mut found) = (Vec::new(), Vec::new());
        if self.pairs.is_empty() {
            return (written, found);
        }
        let terms: Vec<String> = words.iter().flat_map(|word| exact_terms(word)).take(1_000).collect();
        let mut start = 0;
        while start < terms.len() && found.len() < MOST_TRANSLATIONS {
            let longest = (1..=LONGEST.min(terms.len() - start)).rev();
            let known = longest.map(|length| (length, terms[start..start + length].join(" ")));
            match known.filter_map(|(length, key)| Some((length, self.pairs.get(&key)?))).next() {
                Some((length, translations)) => {
                    written.extend(translations.iter().map(|translation| translation.written.clone()));
                    found.extend(translations.iter().flat_map(|translation| translation.terms.iter().cloned()));
                    start += length;
                }
                None => start += 1,
            }
        }
        found.truncate(MOST_TRANSLATIONS);
        (written, found)
    }
}
