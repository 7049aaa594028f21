//! Texts → vocabulary and term matrix.
//!
//! Documents come in batches and only numbers are kept: the words of each document in order. At the end, words and sequences
//! of two or three adjacent words that enough documents have become terms. Whether a sequence is a real phrase is decided later,
//! by the documents at hand (see [`crate::Selection`]), so that a vocabulary of today can serve a cut-off of yesterday: a term is
//! a candidate whenever `least_documents` documents have it, and nothing else about the whole corpus enters.

use crate::matrix::{TermMatrix, Vocabulary};
use crate::terms::{Segmenter, Unit};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// One document's words.
#[derive(Clone, Copy, Debug, Default)]
pub struct Text<'a> {
    /// Title; its words count twice.
    pub title: &'a str,
    /// Abstract, may be empty.
    pub abstract_text: &'a str,
    /// Keywords.
    pub keywords: &'a [String],
}

/// Ways in which a word is written, with how often each.
type Forms = Vec<(Box<str>, u32)>;

/// No phrase reaches across.
const BREAK: u32 = u32::MAX;
/// Documents that one task segments.
const TASK: usize = 512;
/// Words of an abstract that are read; longer texts (policy documents, full texts) say what they are about before.
const LONGEST_TEXT: usize = 2_000;

/// Collects documents; see the module.
#[derive(Default)]
pub struct Analysis {
    words: FxHashMap<Box<str>, u32>,
    /// Forms of each word with their number.
    forms: Vec<Forms>,
    /// Hash of each word's key.
    hashes: Vec<u64>,
    offsets: Vec<usize>,
    stream: Vec<u32>,
}

/// What a task found, in numbers of its own.
struct Segmented {
    /// Key and forms of each word.
    words: Vec<(Box<str>, Forms)>,
    ends: Vec<usize>,
    stream: Vec<u32>,
}

impl Analysis {
    /// Adds documents; they are numbered in the order of all calls.
    pub fn add(&mut self, texts: &[Text<'_>]) {
        if self.offsets.is_empty() {
            self.offsets.push(0);
        }
        let segmented: Vec<Segmented> = texts.par_chunks(TASK).map(segment).collect();
        for task in segmented {
            let numbers: Vec<u32> = task
                .words
                .into_iter()
                .map(|(key, forms)| {
                    let fresh = self.forms.len() as u32;
                    let hash = hash_of(&key);
                    let number = *self.words.entry(key).or_insert(fresh);
                    if number == fresh {
                        self.forms.push(Vec::new());
                        self.hashes.push(hash);
                    }
                    let known = &mut self.forms[number as usize];
                    for (form, count) in forms {
                        match known.iter_mut().find(|(other, _)| *other == form) {
                            Some((_, total)) => *total += count,
                            None => known.push((form, count)),
                        }
                    }
                    number
                })
                .collect();
            let before = self.stream.len();
            self.stream
                .extend(task.stream.iter().map(|&word| if word == BREAK { BREAK } else { numbers[word as usize] }));
            self.offsets.extend(task.ends.iter().map(|end| before + end));
        }
    }

    /// Number of documents so far.
    pub fn documents(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Ends the collection: terms are words and sequences that at least `least_documents` documents have.
    pub fn finish(self, least_documents: u32) -> (Vocabulary, TermMatrix) {
        let documents = self.documents();
        if documents == 0 {
            return (Vocabulary::default(), TermMatrix { offsets: vec![0], ..TermMatrix::default() });
        }
        let rows = |row: usize| &self.stream[self.offsets[row]..self.offsets[row + 1]];
        let mut seen = vec![u32::MAX; self.forms.len()];
        let mut frequency = vec![0u32; self.forms.len()];
        for row in 0..documents {
            for &word in rows(row).iter().filter(|&&word| word != BREAK) {
                if seen[word as usize] != row as u32 {
                    seen[word as usize] = row as u32;
                    frequency[word as usize] += 1;
                }
            }
        }
        drop(seen);
        let mut vocabulary = Vocabulary::default();
        let mut term_of_word = vec![u32::MAX; self.forms.len()];
        for (word, forms) in self.forms.iter().enumerate() {
            if frequency[word] >= least_documents {
                let term = vocabulary.terms.len() as u32;
                term_of_word[word] = term;
                let form = forms.iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).expect("a word has a form");
                vocabulary.chinese.push(form.0.chars().any(crate::script::is_chinese));
                vocabulary.terms.push(form.0.to_string());
                vocabulary.parts.push([term, u32::MAX, u32::MAX]);
                vocabulary.hashes.push(self.hashes[word]);
            }
        }
        // Streams of terms: words that are no terms break phrases.
        let mut stream = self.stream;
        stream.par_iter_mut().for_each(|word| {
            if *word != BREAK {
                *word = term_of_word[*word as usize];
            }
        });
        let offsets = self.offsets;
        let rows = |row: usize| &stream[offsets[row]..offsets[row + 1]];
        let pairs = frequent(documents, least_documents, |row, take| {
            for window in rows(row).windows(2) {
                if window[0] != BREAK && window[1] != BREAK {
                    take(join(window[0], window[1]));
                }
            }
        });
        let pair_terms = number(pairs, &mut vocabulary, |pair| [(pair >> 32) as u32, pair as u32, u32::MAX]);
        let triples = frequent(documents, least_documents, |row, take| {
            for window in rows(row).windows(3) {
                if let [a, b, c] = *window
                    && let Some(&pair) = pair_terms.get(&join(a, b))
                    && pair_terms.contains_key(&join(b, c))
                {
                    take(join(pair, c));
                }
            }
        });
        let parts = vocabulary.parts.clone();
        let triple_terms = number(triples, &mut vocabulary, |triple| {
            let [a, b, _] = parts[(triple >> 32) as usize];
            [a, b, triple as u32]
        });
        let built: Vec<(Vec<usize>, Vec<u32>, Vec<u8>)> = (0..documents.div_ceil(TASK))
            .into_par_iter()
            .map(|task| {
                let (mut ends, mut terms, mut counts) = (Vec::new(), Vec::new(), Vec::new());
                let mut found: Vec<u32> = Vec::new();
                for row in task * TASK..((task + 1) * TASK).min(documents) {
                    let row = rows(row);
                    found.clear();
                    found.extend(row.iter().filter(|&&term| term != BREAK));
                    for (position, window) in row.windows(2).enumerate() {
                        if let Some(&pair) = pair_terms.get(&join(window[0], window[1])) {
                            found.push(pair);
                            if let Some(&third) = row.get(position + 2)
                                && let Some(&triple) = triple_terms.get(&join(pair, third))
                            {
                                found.push(triple);
                            }
                        }
                    }
                    found.sort_unstable();
                    for same in found.chunk_by(|a, b| a == b) {
                        terms.push(same[0]);
                        counts.push(same.len().min(255) as u8);
                    }
                    ends.push(terms.len());
                }
                (ends, terms, counts)
            })
            .collect();
        let mut matrix = TermMatrix { offsets: Vec::with_capacity(documents + 1), ..TermMatrix::default() };
        matrix.offsets.push(0);
        let total = built.iter().map(|(_, terms, _)| terms.len()).sum();
        matrix.terms.reserve_exact(total);
        matrix.counts.reserve_exact(total);
        for (ends, terms, counts) in built {
            let before = matrix.terms.len();
            matrix.offsets.extend(ends.into_iter().map(|end| before + end));
            matrix.terms.extend(terms);
            matrix.counts.extend(counts);
        }
        (vocabulary, matrix)
    }
}

/// Number of a phrase, from those of its words.
pub(crate) fn phrase_hash(words: impl Iterator<Item = u64>) -> u64 {
    words.fold(0, |hash: u64, word| (hash.rotate_left(21) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// The entry of [`Vocabulary::hashes`] that a term of one to three words has; none for longer ones and for stop words.
pub fn hash_of_term(term: &str) -> Option<u64> {
    let mut words = Vec::new();
    Segmenter::default().units(term, |unit| {
        if let Unit::Word { key, .. } = unit {
            words.push(hash_of(key));
        }
    });
    match words.len() {
        1 => Some(words[0]),
        2 | 3 => Some(phrase_hash(words.into_iter())),
        _ => None,
    }
}

/// FNV-1a (Fowler, Noll & Vo), which is the same on every machine and in every version.
pub(crate) fn hash_of(key: &str) -> u64 {
    key.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

fn join(a: u32, b: u32) -> u64 {
    u64::from(a) << 32 | u64::from(b)
}

/// Keys that at least `least` documents have, ascending. `keys` names the keys of a document.
///
/// Keys are counted in slices of the key space, one after another, so that the table of counts stays small.
fn frequent(documents: usize, least: u32, keys: impl Fn(usize, &mut dyn FnMut(u64)) + Sync) -> Vec<u64> {
    let slices = documents.div_ceil(150_000).next_power_of_two().max(4) as u64;
    let slice_of = |key: u64| (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) % slices;
    let mut found: Vec<u64> = (0..slices)
        .into_par_iter()
        .flat_map_iter(|slice| {
            // Count and last document of each key.
            let mut counts: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
            for document in 0..documents {
                keys(document, &mut |key| {
                    if slice_of(key) == slice {
                        let entry = counts.entry(key).or_insert((0, u32::MAX));
                        if entry.1 != document as u32 {
                            *entry = (entry.0 + 1, document as u32);
                        }
                    }
                });
            }
            counts.into_iter().filter(move |&(_, (count, _))| count >= least).map(|(key, _)| key)
        })
        .collect();
    found.par_sort_unstable();
    found
}

/// Makes keys terms.
fn number(keys: Vec<u64>, vocabulary: &mut Vocabulary, parts: impl Fn(u64) -> [u32; 3]) -> FxHashMap<u64, u32> {
    keys.into_iter()
        .map(|key| {
            let term = vocabulary.terms.len() as u32;
            let parts = parts(key);
            let words = || parts.iter().filter(|&&part| part != u32::MAX);
            let chinese = words().all(|&part| vocabulary.chinese[part as usize]);
            let separator = if chinese { "" } else { " " };
            let shown =
                words().map(|&part| vocabulary.terms[part as usize].as_str()).collect::<Vec<_>>().join(separator);
            vocabulary.chinese.push(chinese);
            vocabulary.terms.push(shown);
            let hash = phrase_hash(words().map(|&part| vocabulary.hashes[part as usize]));
            vocabulary.hashes.push(hash);
            vocabulary.parts.push(parts);
            (key, term)
        })
        .collect()
}

fn segment(texts: &[Text<'_>]) -> Segmented {
    let mut segmenter = Segmenter::default();
    let mut numbers: FxHashMap<Box<str>, u32> = FxHashMap::default();
    let mut segmented = Segmented { words: Vec::new(), ends: Vec::with_capacity(texts.len()), stream: Vec::new() };
    for text in texts {
        let start = segmented.stream.len();
        let fields = [text.title, text.title, text.abstract_text];
        for field in fields.into_iter().chain(text.keywords.iter().map(String::as_str)) {
            segmenter.units(field, |unit| match unit {
                Unit::Break => {
                    if segmented.stream.last().is_some_and(|&last| last != BREAK) {
                        segmented.stream.push(BREAK);
                    }
                }
                Unit::Word { key, form } => {
                    if segmented.stream.len() - start >= LONGEST_TEXT {
                        return;
                    }
                    let number = match numbers.get(key) {
                        Some(&number) => number,
                        None => {
                            let number = segmented.words.len() as u32;
                            numbers.insert(key.into(), number);
                            segmented.words.push((key.into(), Vec::new()));
                            number
                        }
                    };
                    let forms = &mut segmented.words[number as usize].1;
                    match forms.iter_mut().find(|(other, _)| &**other == form) {
                        Some((_, count)) => *count += 1,
                        None => forms.push((form.into(), 1)),
                    }
                    segmented.stream.push(number);
                }
            });
            segmented.stream.push(BREAK);
        }
        segmented.ends.push(segmented.stream.len());
    }
    segmented
}

#[cfg(test)]
mod tests {
    use super::*;

    fn analyse(texts: &[(&str, &str)], least: u32) -> (Vocabulary, TermMatrix) {
        let texts: Vec<Text> =
            texts.iter().map(|&(title, abstract_text)| Text { title, abstract_text, keywords: &[] }).collect();
        let mut analysis = Analysis::default();
        for batch in texts.chunks(2) {
            analysis.add(batch);
        }
        analysis.finish(least)
    }

    fn shown(vocabulary: &Vocabulary, matrix: &TermMatrix, row: usize) -> String {
        matrix
            .row(row)
            .map(|(term, count)| format!("{}:{count}", vocabulary.terms[term as usize]))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn words_and_sequences_that_enough_documents_have_are_terms() {
        let texts = [
            ("Graph neural networks", "We train graph neural networks."),
            ("A graph neural network for molecules", ""),
            ("钙钛矿太阳能电池", "钙钛矿太阳能电池的稳定性"),
            ("钙钛矿太阳能电池的效率", "neural"),
        ];
        let (vocabulary, matrix) = analyse(&texts, 2);
        assert_eq!(
            shown(&vocabulary, &matrix, 0),
            "graph:3 neural:3 networks:3 graph neural:3 neural networks:3 graph neural networks:3"
        );
        assert_eq!(
            shown(&vocabulary, &matrix, 2),
            "钙钛矿:3 太阳能:3 电池:3 钙钛矿太阳能:3 太阳能电池:3 钙钛矿太阳能电池:3"
        );
        assert_eq!(vocabulary.words(vocabulary.len() as u32 - 1), 3);
    }

    #[test]
    fn batches_and_threads_change_nothing() {
        let texts: Vec<String> =
            (0..900).map(|n| format!("word{} links word{} to topic {}", n % 17, n % 13, n % 7)).collect();
        let run = |threads: usize, batch: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| {
                let mut analysis = Analysis::default();
                for texts in texts.chunks(batch) {
                    let texts: Vec<Text> = texts.iter().map(|title| Text { title, ..Text::default() }).collect();
                    analysis.add(&texts);
                }
                analysis.finish(3)
            })
        };
        let one = run(1, 900);
        assert_eq!(one, run(3, 900));
        assert_eq!(one, run(2, 57));
        assert!(one.0.len() > 20);
    }

    #[test]
    fn nothing_gives_nothing() {
        let (vocabulary, matrix) = Analysis::default().finish(1);
        assert!(vocabulary.is_empty());
        assert_eq!(matrix.rows(), 0);
        let (_, matrix) = analyse(&[("", ""), ("。", "1 2 3")], 1);
        assert_eq!(matrix.offsets, [0, 0, 0]);
    }
}
