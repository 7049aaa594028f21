//! Small repairs of texts as sources deliver them.

/// Folds white space to single blanks and trims.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// A folded text, or none where nothing is left.
pub fn some(text: &str) -> Option<String> {
    let folded = fold(text);
    (!folded.is_empty()).then_some(folded)
}

/// Takes tags such as `<sub>` out and resolves the five entities of XML; a lone `<` stays.
pub fn without_markup(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(position) = rest.find(['<', '&']) {
        plain.push_str(&rest[..position]);
        rest = &rest[position..];
        let (replacement, length) = if rest.starts_with('<') { tag(rest) } else { entity(rest) };
        plain.push_str(replacement);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    fold(&plain)
}

fn tag(text: &str) -> (&'static str, usize) {
    let named = text[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    match text.find('>') {
        Some(end) if named && end < 300 => ("", end + 1),
        _ => ("<", 1),
    }
}

fn entity(text: &str) -> (&'static str, usize) {
    let known = [
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&nbsp;", " "),
    ];
    known.iter().find(|(name, _)| text.starts_with(name)).map_or(("&", 1), |&(name, value)| (value, name.len()))
}

/// Splits a list at a separator, folds the items and drops empty ones.
pub fn list(text: &str, separators: &[char]) -> Vec<String> {
    text.split(separators).filter_map(some).collect()
}

/// The year that a date such as `2019`, `2019-03-01` or `Mar 2019` names, between 1400 and 2200.
pub fn year(text: &str) -> Option<i32> {
    let bytes = text.as_bytes();
    (0..bytes.len()).find_map(|start| {
        let digits = bytes[start..].iter().take_while(|b| b.is_ascii_digit()).count();
        let begins = start == 0 || !bytes[start - 1].is_ascii_digit();
        // Eight digits are a date without separators.
        let year: i32 = (begins && (digits == 4 || digits == 8)).then(|| text[start..start + 4].parse().ok())??;
        (1400..=2200).contains(&year).then_some(year)
    })
}

/// A date in ISO 8601 as far as it is known: `YYYY-MM-DD` or `YYYY-MM`; none for a year alone.
pub fn date(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let joined = parts.first().filter(|part| part.len() == 8);
    let (year, month, day) = match (joined, parts.as_slice()) {
        (Some(date), _) => (&date[..4], &date[4..6], Some(&date[6..])),
        (None, [year, month, day, ..]) if year.len() == 4 => (*year, *month, Some(*day)),
        (None, [year, month]) if year.len() == 4 => (*year, *month, None),
        _ => return None,
    };
    let number = |text: &str, most: u32| text.parse::<u32>().ok().filter(|value| (1..=most).contains(value));
    let month = number(month, 12)?;
    match day.and_then(|day| number(day, 31)) {
        Some(day) => Some(format!("{year}-{month:02}-{day:02}")),
        None => Some(format!("{year}-{month:02}")),
    }
}

/// Whether a character is a Chinese one.
pub(crate) fn is_chinese(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9FFF}')
}

/// `zh` where a tenth of the letters are Chinese, `ja`, `ko`, `ru` likewise by script, else `en`.
pub fn language(text: &str) -> Option<&'static str> {
    let (mut letters, mut chinese, mut kana, mut hangul, mut cyrillic) = (0u32, 0u32, 0u32, 0u32, 0u32);
    for character in text.chars().filter(|c| c.is_alphabetic()).take(400) {
        letters += 1;
        match character {
            '\u{3040}'..='\u{30FF}' => kana += 1,
            '\u{AC00}'..='\u{D7AF}' => hangul += 1,
            '\u{0400}'..='\u{04FF}' => cyrillic += 1,
            '\u{3400}'..='\u{9FFF}' => chinese += 1,
            _ => {}
        }
    }
    let much = |count: u32| count * 10 >= letters;
    match () {
        () if letters == 0 => None,
        () if much(kana) => Some("ja"),
        () if much(hangul) => Some("ko"),
        () if much(chinese) => Some("zh"),
        () if much(cyrillic) => Some("ru"),
        () => Some("en"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_repaired() {
        assert_eq!(fold("  a \n b\u{3000}c "), "a b c");
        assert_eq!(without_markup("H<sub>2</sub>O &amp; p < 0.05 &lt; 1"), "H2O & p < 0.05 < 1");
        assert_eq!(list("a; b ;;c;", &[';']), ["a", "b", "c"]);
        for (text, expected) in [
            ("Mar 2019", Some(2019)),
            ("20190301", Some(2019)),
            ("12345", None),
            ("0999", None),
            ("2019/3", Some(2019)),
        ] {
            assert_eq!(year(text), expected, "{text}");
        }
        for (text, expected) in [
            ("2019-3-1", Some("2019-03-01")),
            ("20190301", Some("2019-03-01")),
            ("2019年3月", Some("2019-03")),
            ("2019", None),
            ("2019-13-01", None),
        ] {
            assert_eq!(date(text).as_deref(), expected, "{text}");
        }
        for (text, expected) in
            [("基于CNN的识别", Some("zh")), ("deep learning", Some("en")), ("123", None), ("カタカナ語", Some("ja"))]
        {
            assert_eq!(language(text), expected, "{text}");
        }
    }
}
