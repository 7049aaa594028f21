//! What a beginning may become: titles and words of public text, also by the first letters of the pinyin.

use crate::analysis::folded;
use crate::document::{Part, Piece, Tier};
use crate::error::IndexError;
use crate::generation::{Generation, pieces_of};
use crate::schema::title_key;
use pinyin::ToPinyin;
use rustc_hash::FxHashSet;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, Searcher, TERMINATED, Term};

/// Longest key in characters.
const LONGEST_KEY: usize = 48;
/// Keys that are looked at for one completion in one segment.
const MOST_LOOKED_AT: usize = 400;
/// Most completions.
const MOST: usize = 50;
/// Marks a key of first letters of pinyin.
const PINYIN: char = '\u{1}';

/// How a beginning may go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Completion {
    /// The title of a document.
    Title {
        /// The title.
        text: String,
        /// Id of the document.
        id: String,
        /// Code of its kind.
        kind: String,
    },
    /// What was typed, with its last word completed.
    Words(String),
}

/// Keys that a title is completed by: its beginning, and the first letters of its pinyin where it begins in Chinese.
pub(crate) fn keys_of_title(title: &str) -> Vec<String> {
    let key: String = title_key(title).chars().take(LONGEST_KEY).collect();
    let mut keys = Vec::new();
    if key.chars().next().is_some_and(language::is_chinese) {
        let letter =
            |c: char| c.to_pinyin().map_or(Some(c).filter(char::is_ascii_alphanumeric), |p| p.plain().chars().next());
        keys.push(key.chars().filter_map(letter).fold(String::from(PINYIN), |mut all, letter| {
            all.push(letter);
            all
        }));
    }
    if !key.is_empty() {
        keys.push(key);
    }
    keys
}

/// Completions of a beginning, titles first.
pub(crate) fn complete(generation: &Generation, text: &str, limit: usize) -> Result<Vec<Completion>, IndexError> {
    let limit = limit.min(MOST);
    let text: String = text.chars().take(LONGEST_KEY).collect();
    let key = title_key(&text);
    let view = generation.view();
    let searcher = &view.searcher;
    let mut completions = Vec::new();
    if key.is_empty() || limit == 0 {
        return Ok(completions);
    }
    titles(generation, searcher, &key, limit, &mut completions)?;
    if key.len() >= 2 && key.chars().all(|c| c.is_ascii_alphanumeric()) {
        titles(generation, searcher, &format!("{PINYIN}{key}"), limit, &mut completions)?;
    }
    words(generation, searcher, &text, limit, &mut completions)?;
    completions.truncate(limit);
    Ok(completions)
}

/// Titles whose key begins so, in the order of the keys.
fn titles(
    generation: &Generation,
    searcher: &Searcher,
    key: &str,
    limit: usize,
    completions: &mut Vec<Completion>,
) -> Result<(), IndexError> {
    let field = generation.fields.completion;
    let mut found: Vec<(Vec<u8>, DocAddress)> = Vec::new();
    for (number, segment) in searcher.segment_readers().iter().enumerate() {
        let index = segment.inverted_index(field)?;
        let mut stream = index.terms().range().ge(key).into_stream().map_err(tantivy::TantivyError::from)?;
        let (mut looked_at, mut taken) = (0, 0);
        while stream.advance()
            && stream.key().starts_with(key.as_bytes())
            && looked_at < MOST_LOOKED_AT
            && taken < limit
        {
            looked_at += 1;
            let postings = index.read_postings_from_terminfo(stream.value(), IndexRecordOption::Basic);
            let mut postings = postings.map_err(tantivy::TantivyError::from)?;
            while postings.doc() != TERMINATED && segment.is_deleted(postings.doc()) {
                postings.advance();
            }
            if postings.doc() != TERMINATED {
                taken += 1;
                found.push((stream.key().to_owned(), DocAddress::new(number as u32, postings.doc())));
            }
        }
    }
    found.sort();
    found.dedup_by(|a, b| a.0 == b.0);
    for (_, address) in found.into_iter().take(limit) {
        let stored = generation.stored(searcher, address)?;
        let pieces = pieces_of(&stored, &generation.fields, &[Tier::Public]);
        let begins = |piece: &&Piece| {
            piece.part == Part::Title && keys_of_title(&piece.text).iter().any(|other| other.starts_with(key))
        };
        if let Some(title) = pieces.iter().find(begins) {
            let (id, kind) = generation.id_and_kind(&stored);
            let text = title.text.clone();
            let same = |other: &Completion| matches!(other, Completion::Title { text: other, .. } if *other == text);
            if !completions.iter().any(same) {
                completions.push(Completion::Title { text, id, kind });
            }
        }
    }
    Ok(())
}

/// Completions of the last word, the most frequent first.
fn words(
    generation: &Generation,
    searcher: &Searcher,
    text: &str,
    limit: usize,
    completions: &mut Vec<Completion>,
) -> Result<(), IndexError> {
    let start = text
        .rfind(|c: char| !c.is_alphanumeric() || language::is_chinese(c))
        .map_or(0, |place| place + text[place..].chars().next().map_or(0, char::len_utf8));
    let begun = folded(&text[start..]);
    if begun.chars().count() < 2 {
        return Ok(());
    }
    let field = generation.fields.tier(Tier::Public).exact;
    let mut found: rustc_hash::FxHashMap<String, u64> = Default::default();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut stream = index.terms().range().ge(&begun).into_stream().map_err(tantivy::TantivyError::from)?;
        let mut looked_at = 0;
        while stream.advance() && stream.key().starts_with(begun.as_bytes()) && looked_at < MOST_LOOKED_AT {
            looked_at += 1;
            if let Ok(word) = std::str::from_utf8(stream.key()) {
                *found.entry(word.to_owned()).or_default() += u64::from(stream.value().doc_freq);
            }
        }
    }
    let mut found: Vec<(String, u64)> = found.into_iter().collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut stems: FxHashSet<String> = FxHashSet::default();
    for (word, _) in found.into_iter().take(4 * limit) {
        if completions.len() >= limit {
            break;
        }
        let stem = crate::analysis::ranking_word(&word).unwrap_or_else(|| word.clone());
        if word != begun
            && !stems.contains(&stem)
            && crate::expand::any_alive(searcher, [Term::from_field_text(field, &word)].into_iter())?
        {
            stems.insert(stem);
            completions.push(Completion::Words(format!("{}{word}", &text[..start])));
        }
    }
    Ok(())
}
