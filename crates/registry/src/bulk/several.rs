//! Several values in one cell, with `;` or `；` between them.
//!
//! A value that has one of these signs, or a backslash, has a backslash before it. A backslash before anything else is one of the text,
//! so that what people type needs no care.

/// The values of a cell, without the blanks around them; empty ones keep their place.
pub(super) fn split(cell: &str) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut letters = cell.chars().peekable();
    while let Some(letter) = letters.next() {
        let last = values.len() - 1;
        match (letter, letters.peek()) {
            ('\\', Some(&next)) if matches!(next, ';' | '；' | '\\') => {
                values[last].push(next);
                letters.next();
            }
            (';' | '；', _) => values.push(String::new()),
            _ => values[last].push(letter),
        }
    }
    for value in &mut values {
        *value = value.trim().to_owned();
    }
    values
}

/// Values as one cell; empty ones at the end are left out.
pub(super) fn join(values: &[String], chinese: bool) -> String {
    let filled = values.iter().rposition(|value| !value.is_empty()).map_or(0, |last| last + 1);
    let mut cell = String::new();
    for (position, value) in values[..filled].iter().enumerate() {
        if position > 0 {
            cell.push(if chinese { '；' } else { ';' });
        }
        for letter in value.chars() {
            if matches!(letter, ';' | '；' | '\\') {
                cell.push('\\');
            }
            cell.push(letter);
        }
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_split_and_joined() {
        for (cell, values) in [
            ("a；b; c ", vec!["a", "b", "c"]),
            (r"C:\data", vec![r"C:\data"]),
            (r"a\;b;c\\", vec!["a;b", r"c\"]),
            (";B", vec!["", "B"]),
            ("", vec![""]),
        ] {
            assert_eq!(split(cell), values, "{cell}");
            let values: Vec<String> = values.into_iter().map(str::to_owned).collect();
            for chinese in [false, true] {
                assert_eq!(split(&join(&values, chinese)), values, "{cell}");
            }
        }
        assert_eq!(join(&["a".into(), String::new()], false), "a");
    }
}
