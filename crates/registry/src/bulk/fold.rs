//! Letters that mean the same to whoever types them: full-width and half-width, upper and lower case, blanks.

use unicode_normalization::UnicodeNormalization;

/// Full-width letters, digits and signs as half-width ones. Nothing else changes: `m²` stays what it is.
pub(super) fn half_width(text: &str) -> String {
    let half = |letter: char| match letter {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        '\u{3000}' | '\u{A0}' => ' ',
        '\u{2212}' => '-',
        other => other,
    };
    text.chars().map(half).collect::<String>().trim().to_owned()
}

/// A name by which terms and columns are found: compatibility forms, lower case, without blanks.
pub(super) fn folded(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter(|letter| !letter.is_whitespace() && *letter != '\u{FEFF}').collect()
}
