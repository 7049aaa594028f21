//! Days, months and years as people and spreadsheets write them.

use super::fold::half_width;
use jiff::civil::Date;

/// Days before the first of a spreadsheet's count, by which 60 is 29 February 1900, a day that never was.
const BEFORE_FIRST: Date = jiff::civil::date(1899, 12, 30);

/// A day: `2026-01-31`, `2026/1/31`, `2026.1.31`, `2026年1月31日`, `20260131`, or the number of a day in a spreadsheet.
pub(super) fn day(text: &str) -> Option<String> {
    let pieces = pieces(text)?;
    let date = match &pieces[..] {
        [year, month, day] if year.len() == 4 => of(year, month, day)?,
        [all] if all.len() == 8 => of(&all[..4], &all[4..6], &all[6..])?,
        [count] if count.len() == 5 => {
            BEFORE_FIRST.checked_add(jiff::Span::new().days(count.parse::<i32>().ok()?)).ok()?
        }
        _ => return None,
    };
    Some(date.to_string())
}

/// A day, a month or a year.
pub(super) fn part(text: &str) -> Option<String> {
    match &pieces(text)?[..] {
        [year] if year.len() == 4 => of(year, "1", "1").map(|_| year.clone()),
        [year, month] if year.len() == 4 => of(year, month, "1").map(|date| date.to_string()[..7].to_owned()),
        _ => day(text),
    }
}

fn of(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The numbers of a date. A time of day behind it is left out.
fn pieces(text: &str) -> Option<Vec<String>> {
    let text = half_width(text).replace(['年', '月', '/', '.'], "-").replace(['日', '号'], "");
    let is_time =
        |rest: &str| rest.contains(':') && rest.chars().all(|letter| letter.is_ascii_digit() || ":-".contains(letter));
    let text = match text.split_once([' ', 'T']) {
        Some((date, time)) if is_time(time.trim()) => date,
        _ => &text,
    };
    let text = text.strip_suffix('-').unwrap_or(text);
    let pieces: Vec<String> = text.split('-').map(|piece| piece.trim().to_owned()).collect();
    let right = pieces.iter().all(|piece| !piece.is_empty() && piece.bytes().all(|letter| letter.is_ascii_digit()));
    right.then_some(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        for (text, expected) in [
            ("2026-01-31", Some("2026-01-31")),
            ("2026/1/31", Some("2026-01-31")),
            ("2026.1.31", Some("2026-01-31")),
            ("2026年1月31日", Some("2026-01-31")),
            ("２０２６／１／３１", Some("2026-01-31")),
            ("2026/1/31 0:00:00", Some("2026-01-31")),
            ("20260131", Some("2026-01-31")),
            ("46053", Some("2026-01-31")),
            ("2026-02-29", None),
            ("1/31/2026", None),
            ("31.1.26", None),
            ("2026", None),
            ("soon", None),
        ] {
            assert_eq!(day(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn parts_of_a_period_may_be_months_and_years() {
        for (text, expected) in [
            ("2026", Some("2026")),
            ("2026年", Some("2026")),
            ("2026-1", Some("2026-01")),
            ("2026年12月", Some("2026-12")),
            ("2026/1/31", Some("2026-01-31")),
            ("2026-13", None),
            ("26", None),
        ] {
            assert_eq!(part(text).as_deref(), expected, "{text}");
        }
    }
}
