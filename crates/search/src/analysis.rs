//! Texts → terms, for documents and questions alike.
//!
//! Each text is cut into runs of one script. A word in letters is folded (NFKC, lower case, accents taken off) and stemmed; a run of
//! Chinese characters is folded to simplified ones, cut into words by the dictionary of `language`, and into all pairs of adjacent
//! characters, so that a question that is cut otherwise than the text still hits.
//!
//! Two kinds of terms come out: *ranking terms* (stems, Chinese words and pairs, no stop words), which documents are found and ranked by,
//! and *exact terms* (whole folded words, single Chinese characters) with positions, which phrases, prefixes and corrections are made from.

use frostem::{Algorithm, Stemmer};
use language::{chinese_words, is_chinese, is_stop_word};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest word in characters; the rest of longer ones is not looked at.
const LONGEST_WORD: usize = 64;

/// A run of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// A folded word.
    Word(String),
    /// Chinese characters, simplified.
    Chinese(String),
}

/// Hands over the runs of a text in order, with the bytes they were written in.
pub(crate) fn units(text: &str, mut take: impl FnMut(Unit, Range<usize>)) {
    let mut start = 0;
    while let Some(first) = text[start..].chars().next() {
        let rest = &text[start..];
        if is_chinese(first) {
            let length = rest.find(|c| !is_chinese(c)).unwrap_or(rest.len());
            take(Unit::Chinese(simplified(&rest[..length])), start..start + length);
            start += length;
        } else if first.is_alphanumeric() {
            let inside = |c: char| (c.is_alphanumeric() || is_combining_mark(c)) && !is_chinese(c);
            let length = rest.find(|c: char| !inside(c)).unwrap_or(rest.len());
            let word = folded(&rest[..length]);
            if !word.is_empty() {
                take(Unit::Word(word), start..start + length);
            }
            start += length;
        } else {
            start += first.len_utf8();
        }
    }
}

/// A word in one form.
pub(crate) fn folded(word: &str) -> String {
    if word.is_ascii() {
        return word[..word.len().min(LONGEST_WORD)].to_ascii_lowercase();
    }
    // A second pass of NFKD: lower case of some letters has marks again.
    let plain = |c: &char| !matches!(c, '\u{300}'..='\u{36F}');
    let lower: String = word.chars().take(4 * LONGEST_WORD).nfkd().filter(plain).flat_map(char::to_lowercase).collect();
    lower.nfkd().filter(plain).take(LONGEST_WORD).collect()
}

/// A run of Chinese in simplified characters, one for one.
pub(crate) fn simplified(run: &str) -> String {
    let simple = fast2s::convert(run);
    if simple.chars().count() == run.chars().count() {
        return simple;
    }
    run.chars().map(|c| fast2s::convert(c.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(c)).collect()
}

/// The ranking term of a folded word; none for stop words.
pub(crate) fn ranking_word(word: &str) -> Option<String> {
    if is_stop_word(word) {
        return None;
    }
    // The engine's own stemmer: Snowball's English one (Porter 2001) as it is today.
    let stem = || Stemmer::new(Algorithm::English).stem(word).into_owned();
    Some(if word.is_ascii() { stem() } else { word.to_owned() })
}

/// Hands over the ranking terms of a run of Chinese: words of two characters and more that are no stop words, and pairs of adjacent
/// characters. A word of two characters is both and comes twice.
pub(crate) fn ranking_chinese(run: &str, mut take: impl FnMut(&str)) {
    chinese_words(run, |word| {
        if word.chars().nth(1).is_some() && !is_stop_word(word) {
            take(word);
        }
    });
    let starts: Vec<usize> = run.char_indices().map(|(start, _)| start).chain([run.len()]).collect();
    for pair in starts.windows(3) {
        take(&run[pair[0]..pair[2]]);
    }
}

/// Ranking terms of a text in order.
pub(crate) fn ranking_terms(text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    units(text, |unit, _| match unit {
        Unit::Word(word) => terms.extend(ranking_word(&word)),
        Unit::Chinese(run) => ranking_chinese(&run, |term| terms.push(term.to_owned())),
    });
    terms
}

/// Exact terms of a text in order.
pub(crate) fn exact_terms(text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    units(text, |unit, _| match unit {
        Unit::Word(word) => terms.push(word),
        Unit::Chinese(run) => terms.extend(run.chars().map(String::from)),
    });
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_ranking_and_exact_terms() {
        let cases = [
            ("The Solar Cells", "solar cell", "the solar cells"),
            ("ＣＮＮ ﬁlters, Café naïve", "cnn filter cafe naiv", "cnn filters cafe naive"),
            ("太陽能電池", "太阳能 电池 太阳 阳能 能电 电池", "太 阳 能 电 池"),
            ("基于CNN的识别", "基于 cnn 识别 的识 识别", "基 于 cnn 的 识 别"),
            ("6G 2024 CO2", "6g 2024 co2", "6g 2024 co2"),
            ("😀 … !", "", ""),
            ("的", "", "的"),
        ];
        for (text, ranking, exact) in cases {
            assert_eq!(ranking_terms(text).join(" "), ranking, "{text}");
            assert_eq!(exact_terms(text).join(" "), exact, "{text}");
        }
    }

    #[test]
    fn a_run_knows_the_bytes_it_was_written_in() {
        let text = "é 電池x";
        let mut found = Vec::new();
        units(text, |_, range| found.push(&text[range]));
        assert_eq!(found, ["é", "電池", "x"]);
    }
}
