//! How many slips of the finger lie between two spellings.

/// Damerau–Levenshtein distance in its optimal string alignment form (a swap of neighbours is one slip), or `None` beyond `limit`.
pub(super) fn slips<T: PartialEq>(a: &[T], b: &[T], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i);
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        if row.iter().min().is_some_and(|&least| least > limit) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|&distance| distance <= limit)
}

/// Slips that a Latin word of this length may hide: none below five letters, two from eleven on.
pub(super) fn allowed(letters: usize) -> usize {
    match letters {
        0..5 => 0,
        5..11 => 1,
        _ => 2,
    }
}

/// Whether two Latin words are one, mistyped. The first letter is hardly ever wrong, and names that differ in it are two.
pub(super) fn alike(a: &str, b: &str) -> bool {
    a == b
        || a.chars().next() == b.chars().next() && {
            let limit = allowed(a.len().min(b.len()));
            limit > 0 && slips(a.as_bytes(), b.as_bytes(), limit).is_some()
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_slips() {
        for (a, b, expected) in [
            ("mingyao", "mingyao", Some(0)),
            ("mingyao", "mignyao", Some(1)),
            ("mingyao", "minyao", Some(1)),
            ("mingyao", "mingyoa1", Some(2)),
            ("mingyao", "huaxing", None),
            ("", "a", Some(1)),
        ] {
            assert_eq!(slips(a.as_bytes(), b.as_bytes(), 2), expected, "{a} {b}");
        }
        assert!(alike("technology", "technolgoy") && !alike("ming", "meng"));
    }
}
