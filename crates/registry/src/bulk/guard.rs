//! Text that a spreadsheet would take for a formula.
//!
//! A cell of a text file that begins with `=`, `+`, `-` or `@` is run by spreadsheets, and what is run can fetch and send. Such cells are
//! written with an apostrophe before them, by which spreadsheets know text; reading takes it away again. So that no text changes on the
//! way, a text that has apostrophes before such a sign itself gets one more.

fn would_run(text: &str) -> bool {
    text.starts_with(|letter: char| "=+-@＝＋－＠".contains(letter))
}

/// Text as a spreadsheet leaves it alone: where it would be run, an apostrophe stands before it.
pub fn guarded(text: &str) -> String {
    if would_run(text.trim_start_matches('\'')) { format!("'{text}") } else { text.to_owned() }
}

/// The text that was guarded.
pub(super) fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if would_run(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_guarded_reads_back() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-5", "'-5"),
            ("＋86", "'＋86"),
            ("'=x", "''=x"),
            ("'quoted'", "'quoted'"),
            ("plain", "plain"),
            ("", ""),
        ] {
            assert_eq!(guarded(text), written);
            assert_eq!(unguarded(written), text);
        }
    }
}
