//! Values that are numbers, money or days: within the bounds of the field and of a size that is usual for it.

use crate::record_figures::significant;
use crate::record_vocabulary::RECORD_VOCABULARY;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use registry::definition::FieldType;
use serde_json::{Value, json};

/// A number as likely to be ten as a hundred times the least.
pub(crate) fn spread((least, most): (f64, f64), random: &mut ChaCha8Rng) -> f64 {
    if least > 0.0 && most / least > 8.0 {
        least * (most / least).powf(random.random::<f64>())
    } else {
        least + (most - least) * random.random::<f64>()
    }
}

/// A number for a field of that type.
pub(crate) fn number(kind: &str, path: &str, of_type: &FieldType, random: &mut ChaCha8Rng) -> Option<Value> {
    let FieldType::Number { decimals, least, most, tolerance, .. } = of_type else { return None };
    let (low, high) = match (RECORD_VOCABULARY.range("numbers", kind, path), least, most) {
        (Some(range), _, _) => range,
        (None, Some(least), Some(most)) => (*least, *most),
        (None, Some(least), None) => (*least, least + 100.0),
        (None, None, Some(most)) => (most - 100.0, *most),
        _ => (1.0, 1_000.0),
    };
    let drawn = spread((low.max(least.unwrap_or(low)), high.min(most.unwrap_or(high))), random);
    // Counts of many are told by their first digits only.
    let drawn = if drawn >= 3_000.0 { significant(drawn) } else { drawn };
    let number = in_decimals(rounded(drawn, *decimals), *decimals);
    if *tolerance && random.random_bool(0.4) {
        let step = in_decimals(rounded(0.5, *decimals), *decimals);
        return Some(json!({ "value": number, "minus": step, "plus": step }));
    }
    Some(number)
}

fn rounded(number: f64, decimals: u8) -> f64 {
    // Halves and quarters are exact, so that no digit appears behind the last that is allowed.
    let parts = [1.0, 2.0, 4.0][usize::from(decimals.min(2))];
    (number * parts).round() / parts
}

fn in_decimals(number: f64, decimals: u8) -> Value {
    if decimals == 0 { json!(number as i64) } else { json!(number) }
}

/// Money for a field of that type, in two digits that count.
pub(crate) fn money(kind: &str, path: &str, of_type: &FieldType, random: &mut ChaCha8Rng) -> Option<Value> {
    let FieldType::Money { in_units_of, .. } = of_type else { return None };
    let usual = if *in_units_of > 1 { (100_000.0, 20_000_000.0) } else { (200.0, 20_000.0) };
    let range = RECORD_VOCABULARY.range("money", kind, path).unwrap_or(usual);
    let yuan = spread(range, random);
    let step = 10f64.powf((yuan.log10().floor() - 1.0).max(0.0));
    amount((yuan / step).round() * step, of_type)
}

/// An amount in yuan.
pub(crate) fn amount(yuan: f64, of_type: &FieldType) -> Option<Value> {
    let FieldType::Money { currency, .. } = of_type else { return None };
    Some(json!({ "amount": yuan.round() as i64 * 100, "currency": currency }))
}

/// A day for a field: of the years 2022 to 2026 where no table names others.
pub(crate) fn day(kind: &str, path: &str, random: &mut ChaCha8Rng) -> Date {
    let (first, last) = RECORD_VOCABULARY.range("dates", kind, path).unwrap_or((2022.0, 2026.0));
    let year = random.random_range(first as i16..=last as i16);
    // The last year of what has happened is not over yet.
    let months = if year == 2026 && last as i16 == 2026 { 9 } else { 12 };
    date(year, random.random_range(1..=months), random.random_range(1..=28))
}

/// A day as it is written, within bounds.
pub(crate) fn bounded(day: Date, of_type: &FieldType) -> Option<Value> {
    let FieldType::Date { least, most } = of_type else { return None };
    let day = least.map_or(day, |least| day.max(least));
    Some(json!(most.map_or(day, |most| day.min(most)).to_string()))
}

/// Some days later; the same day at the end of the calendar.
pub(crate) fn later(day: Date, days: i32) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}

/// A period for a field: events take days, what is applied for takes months, all else years.
pub(crate) fn period(kind: &str, path: &str, random: &mut ChaCha8Rng) -> Value {
    let from = day(kind, path, random);
    let days = match path {
        "dates" => random.random_range(0..3),
        "application_period" => random.random_range(20..90),
        "open_period" | "schedule" | "done" => random.random_range(120..720),
        _ => 365 * random.random_range(1..4) - 1,
    };
    json!({ "from": from.to_string(), "to": later(from, days).to_string() })
}
