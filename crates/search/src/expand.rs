//! Words of the index that are like a typed one.

use crate::document::Tier;
use crate::schema::Fields;
use rustc_hash::FxHashMap;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Searcher, TERMINATED, Term};

/// Words that are looked at in one dictionary.
const MOST_LOOKED_AT: usize = 5_000;

/// A word of the index that is like a typed one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Similar {
    pub(crate) word: String,
    /// Letters that are inserted, left out, replaced or exchanged with their neighbour.
    pub(crate) distance: u8,
    /// Documents that have it.
    pub(crate) frequency: u64,
}

/// Letters in which a word of this length may differ and still be taken for a slip: short words are too close to each other.
pub(crate) fn tolerance(word: &str) -> u8 {
    match word.chars().count() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// The words nearest to a typed one, by distance, then by frequency. Only fields that the reader may know as a whole are looked into,
/// and only words that begin with the same letter.
pub(crate) fn similar_words(
    searcher: &Searcher,
    fields: &Fields,
    tiers: &[Tier],
    word: &str,
    distance: u8,
    limit: usize,
) -> tantivy::Result<Vec<Similar>> {
    let mut found: FxHashMap<String, u64> = FxHashMap::default();
    let first = word.chars().next();
    for &tier in tiers {
        let field = fields.tier(tier).exact;
        let query = FuzzyTermQuery::new(Term::from_field_text(field, word), distance, true);
        for segment in searcher.segment_readers() {
            let dictionary = segment.inverted_index(field)?;
            let mut stream = dictionary.terms().search(query.automaton()?).into_stream()?;
            let mut looked_at = 0;
            while stream.advance() && looked_at < MOST_LOOKED_AT {
                looked_at += 1;
                if let Ok(other) = std::str::from_utf8(stream.key())
                    && other.chars().next() == first
                    && other != word
                {
                    *found.entry(other.to_owned()).or_default() += u64::from(stream.value().doc_freq);
                }
            }
        }
    }
    let mut similar: Vec<Similar> = found
        .into_iter()
        .map(|(other, frequency)| Similar { distance: edit_distance(word, &other), word: other, frequency })
        .collect();
    similar.sort_by(|a, b| {
        a.distance.cmp(&b.distance).then(b.frequency.cmp(&a.frequency)).then_with(|| a.word.cmp(&b.word))
    });
    let mut living = Vec::new();
    for candidate in similar {
        if living.len() == limit {
            break;
        }
        let terms = tiers.iter().map(|&tier| Term::from_field_text(fields.tier(tier).exact, &candidate.word));
        if any_alive(searcher, terms)? {
            living.push(candidate);
        }
    }
    Ok(living)
}

/// Whether a document that is still there has one of the terms: dictionaries also hold words of what was removed.
pub(crate) fn any_alive(searcher: &Searcher, terms: impl Iterator<Item = Term>) -> tantivy::Result<bool> {
    for term in terms {
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(term.field())?;
            let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? else { continue };
            while postings.doc() != TERMINATED {
                if !segment.is_deleted(postings.doc()) {
                    return Ok(true);
                }
                postings.advance();
            }
        }
    }
    Ok(false)
}

/// Distance of Damerau and Levenshtein, where no letter is moved twice.
fn edit_distance(a: &str, b: &str) -> u8 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = [vec![0; b.len() + 1], (0..=b.len()).collect::<Vec<usize>>(), vec![0; b.len() + 1]];
    for i in 1..=a.len() {
        rows[2][0] = i;
        for j in 1..=b.len() {
            let replaced = rows[1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(rows[1][j] + 1).min(rows[2][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[0][j - 2] + 1);
            }
            rows[2][j] = least;
        }
        rows.rotate_left(1);
    }
    rows[1][b.len()].min(usize::from(u8::MAX)) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        let cases = [("solar", "solar", 0), ("solar", "soalr", 1), ("cell", "cel", 1), ("abc", "", 3), ("ab", "cd", 2)];
        for (a, b, expected) in cases {
            assert_eq!(edit_distance(a, b), expected, "{a} {b}");
            assert_eq!(edit_distance(b, a), expected, "{b} {a}");
        }
    }
}
