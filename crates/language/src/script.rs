//! Splitting a text into runs of one script, and the runs into words.

use jieba_rs::Jieba;
use std::sync::LazyLock;

/// The Chinese segmenter with its own dictionary; loaded when the first Chinese text is met.
static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// A Chinese word.
    Chinese(&'a str),
    /// A word in letters, as written.
    Latin(&'a str),
    /// Punctuation, a number, markup: no phrase reaches across.
    Break,
}

/// Whether a character belongs to Chinese writing.
pub fn is_chinese(character: char) -> bool {
    matches!(character, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3134F}')
}

/// Hands over the words of a run of Chinese characters (simplified) in order. The dictionary is loaded once for the program, when the
/// first Chinese text is met.
pub fn chinese_words<'a>(run: &'a str, mut take: impl FnMut(&'a str)) {
    for token in JIEBA.cut(run, true) {
        take(token.word);
    }
}

/// Hands over the pieces of a text in order.
pub(crate) fn pieces<'a>(text: &'a str, mut take: impl FnMut(Piece<'a>)) {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if is_chinese(first) {
            let end = rest.find(|c| !is_chinese(c)).unwrap_or(rest.len());
            chinese_words(&rest[..end], |word| take(Piece::Chinese(word)));
            rest = &rest[end..];
        } else if first.is_alphanumeric() {
            let end = rest.find(|c: char| !c.is_alphanumeric() || is_chinese(c)).unwrap_or(rest.len());
            let word = &rest[..end];
            // Numbers and measures carry no subject; a name such as “6G” or “CO2” has fewer digits than four.
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            let digits = word.chars().filter(char::is_ascii_digit).count();
            take(if letters == 0 || digits > 3 { Piece::Break } else { Piece::Latin(word) });
            rest = &rest[end..];
        } else {
            let markup = if first == '$' || first == '<' { skip_markup(rest) } else { 0 };
            let skipped = markup.max(first.len_utf8());
            // Blanks and hyphens join words to phrases; everything else ends them.
            if !(first.is_whitespace() || first == '-' || first == '‐' || first == '–') {
                take(Piece::Break);
            }
            rest = &rest[skipped..];
        }
    }
}

/// Length of a formula `$…$` or a tag `<…>` at the start of the text; 0 where it is neither.
fn skip_markup(text: &str) -> usize {
    let close = if text.starts_with('$') { '$' } else { '>' };
    let limit = text.char_indices().nth(200).map_or(text.len(), |(position, _)| position);
    let body = &text[1..limit];
    let is_tag = close == '$' || body.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    match body.find(close) {
        Some(end) if is_tag => end + 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let mut words = Vec::new();
        pieces(text, |piece| {
            words.push(match piece {
                Piece::Chinese(word) | Piece::Latin(word) => word,
                Piece::Break => "|",
            });
        });
        words.join(" ")
    }

    #[test]
    fn texts_fall_into_words_and_breaks() {
        let cases = [
            ("Deep-learning for 6G, in 2024", "Deep learning for 6G | in |"),
            ("钙钛矿太阳能电池", "钙钛矿 太阳能 电池"),
            ("基于CNN的图像识别。", "基于 CNN 的 图像识别 |"),
            ("with $x_{i} < y$ and <sub>2</sub>", "with | and | | |"),
            ("a < b > c", "a | b | c"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(words(text), expected, "{text:?}");
        }
    }
}
