//! Numbers and amounts of money as people write them, without rounding: amounts never pass through floating point.

use super::fold::half_width;
use super::problem::Unread;
use serde_json::Number;

/// A number as it is written in decimal: digits before and after the point.
struct Decimal {
    negative: bool,
    whole: String,
    fraction: String,
    /// What stands behind `e`.
    exponent: Option<String>,
}

/// Takes a text apart; commas between thousands are left out.
fn decimal(text: &str) -> Option<Decimal> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (text, exponent) = match text.split_once(['e', 'E']) {
        Some((before, exponent)) => {
            let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            (before, Some(exponent.to_owned()).filter(|_| all_digits(digits)).map(Some)?)
        }
        None => (text, None),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut thousands = whole.split(',');
    let first = thousands.next()?;
    let rest: Vec<&str> = thousands.collect();
    let grouped = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|group| group.len() == 3));
    let whole = first.to_owned() + &rest.concat();
    let right = grouped && !first.is_empty() && all_digits(&whole) && (fraction.is_empty() || all_digits(fraction));
    right.then(|| Decimal { negative, whole, fraction: fraction.to_owned(), exponent })
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|letter| letter.is_ascii_digit())
}

/// A number; its unit may stand behind it.
pub(super) fn number(text: &str, unit: Option<&str>) -> Option<Number> {
    let text = half_width(text);
    let text = unit.and_then(|unit| text.strip_suffix(unit)).unwrap_or(&text).trim();
    let Decimal { negative, whole, fraction, exponent } = decimal(text)?;
    let sign = if negative { "-" } else { "" };
    if fraction.is_empty() && exponent.is_none() {
        let digits = format!("{sign}{whole}");
        if let Ok(number) = digits.parse::<i64>() {
            return Some(number.into());
        }
        if let Ok(number) = digits.parse::<u64>() {
            return Some(number.into());
        }
    }
    let fraction = if fraction.is_empty() { "0".to_owned() } else { fraction };
    let exponent = exponent.map(|exponent| format!("e{exponent}")).unwrap_or_default();
    Number::from_f64(format!("{sign}{whole}.{fraction}{exponent}").parse().ok()?)
}

/// An amount in minor units, entered in the unit of the form, or with the currency (of CNY also 元, 万元, 亿元) behind it.
///
/// # Errors
/// Where it is no amount, or has a part of a minor unit.
pub(super) fn money(text: &str, currency: &str, in_units_of: i64) -> Result<i64, Unread> {
    let text = half_width(text);
    let of_yuan = [("亿元", 100_000_000), ("万元", 10_000), ("亿", 100_000_000), ("万", 10_000), ("元", 1)];
    let of_yuan = of_yuan.into_iter().filter(|_| currency == "CNY");
    let explicit = std::iter::once((currency, 1))
        .chain(of_yuan)
        .find_map(|(name, unit)| Some((text.strip_suffix(name)?.trim(), unit)));
    let (text, unit) = explicit.unwrap_or((&text, in_units_of.max(1)));
    let entered = decimal(text).filter(|entered| entered.exponent.is_none()).ok_or(Unread::Money)?;
    let fraction = entered.fraction.trim_end_matches('0');
    let places = u32::try_from(fraction.len()).map_err(|_| Unread::Money)?;
    let amount = || {
        let digits: i128 = format!("{}{fraction}", entered.whole).parse().ok()?;
        digits.checked_mul(i128::from(unit))?.checked_mul(100).zip(10i128.checked_pow(places))
    };
    let (amount, parts) = amount().ok_or(Unread::Money)?;
    if amount % parts != 0 {
        return Err(Unread::PartOfMinorUnit);
    }
    let amount = if entered.negative { -amount / parts } else { amount / parts };
    i64::try_from(amount).map_err(|_| Unread::Money)
}

/// An amount of minor units in the unit of the form; in the currency itself where that has no end.
pub(super) fn money_text(amount: i64, currency: &str, in_units_of: i64) -> String {
    let unit = i128::from(in_units_of.max(1)) * 100;
    let sign = if amount < 0 { "-" } else { "" };
    let amount = i128::from(amount).abs();
    let mut text = format!("{sign}{}", amount / unit);
    let mut rest = amount % unit;
    for place in 0..20 {
        if rest == 0 {
            return text;
        }
        if place == 0 {
            text.push('.');
        }
        rest *= 10;
        text += &(rest / unit).to_string();
        rest %= unit;
    }
    if rest == 0 { text } else { format!("{sign}{}.{:02} {currency}", amount / 100, amount % 100) }
}

/// A number of a workbook as the workbook shows it, with fifteen digits: what is behind them is the error of its arithmetic.
pub(super) fn shown(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    rounded.to_string()
}

/// The number that a workbook can keep for a text, so that the same text comes back.
pub(super) fn storable(text: &str) -> Option<f64> {
    decimal(text)?;
    text.parse().ok().filter(|number: &f64| number.is_finite() && shown(*number) == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, expected) in [
            ("12", "12"),
            ("１２．５", "12.5"),
            ("1,234,567.8", "1234567.8"),
            ("+3", "3"),
            ("−3", "-3"),
            ("007", "7"),
            ("8600 m2", "8600"),
            ("12.0", "12.0"),
            ("1E21", "1e+21"),
            ("18446744073709551615", "18446744073709551615"),
        ] {
            assert_eq!(number(text, Some("m2")).map(|number| number.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "about 5", "1,23", "12,3456", "1.2.3", ".5", "10²", "0x10", "1e", "1e999", "NaN"] {
            assert_eq!(number(text, None), None, "{text}");
        }
    }

    #[test]
    fn money_is_exact() {
        for (text, in_units_of, expected) in [
            ("1.5", 10_000, Ok(1_500_000)),
            ("0.000001", 10_000, Ok(1)),
            ("0.0000015", 10_000, Err(Unread::PartOfMinorUnit)),
            ("0.1", 1, Ok(10)),
            ("2,000.50", 1, Ok(200_050)),
            ("300元", 10_000, Ok(30_000)),
            ("300 CNY", 10_000, Ok(30_000)),
            ("300 EUR", 10_000, Err(Unread::Money)),
            ("1.2 亿元", 1, Ok(12_000_000_000)),
            ("92233720368547758.07", 1, Ok(i64::MAX)),
            ("92233720368547758.08", 1, Err(Unread::Money)),
            ("-1", 1, Ok(-100)),
            ("1e3", 1, Err(Unread::Money)),
            ("面议", 1, Err(Unread::Money)),
        ] {
            assert_eq!(money(text, "CNY", in_units_of), expected, "{text}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        for amount in [0, 1, 10, 99, 100, 1_500_000, i64::MAX, -1] {
            for in_units_of in [1, 3, 7, 10_000, 100_000_000] {
                let text = money_text(amount, "EUR", in_units_of);
                assert_eq!(money(&text, "EUR", in_units_of), Ok(amount), "{text}");
            }
        }
        assert_eq!(money_text(1_500_000, "CNY", 10_000), "1.5");
        assert_eq!(money_text(100, "EUR", 3), "1.00 EUR");
        assert_eq!(money("300元", "EUR", 1), Err(Unread::Money));
        assert_eq!(shown(0.1 + 0.2), "0.3");
        assert_eq!((storable("0.3"), storable("12.0"), storable("12345678901234567")), (Some(0.3), None, None));
    }
}
