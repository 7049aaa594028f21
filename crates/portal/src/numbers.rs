//! Numbers as people read them. The same in both languages: comma between thousands, point before decimals.

/// What stands where there is no value.
pub(crate) const NONE: &str = "–";

/// Whole number with separators: `12,345`.
pub(crate) fn grouped(value: f64) -> String {
    decimal(value, 0)
}

/// A share or probability, 0 to 1, as a percentage; one decimal below 10 %.
pub(crate) fn percent(value: f64) -> String {
    let hundred = value * 100.0;
    if hundred == 0.0 || hundred.abs() >= 9.95 {
        format!("{}%", grouped(hundred))
    } else if hundred.abs() >= 0.095 {
        format!("{}%", decimal(hundred, 1))
    } else {
        format!("{}%", decimal(hundred, 2))
    }
}

/// A relative change, 0.1 meaning +10 %, with its sign.
pub(crate) fn change(value: f64) -> String {
    let hundred = (value * 100.0).round();
    if hundred > 0.0 { format!("+{}%", grouped(hundred)) } else { format!("{}%", grouped(hundred)) }
}

/// A number with so many decimals, separators and a real minus sign: `−12,345.60`.
pub(crate) fn decimal(value: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, part) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
    if value < 0.0 && digits.bytes().any(|byte| byte.is_ascii_digit() && byte != b'0') {
        text.push('−');
    }
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text.push_str(part);
    text
}

/// The same with a plus sign where positive.
pub(crate) fn signed(value: f64, decimals: usize) -> String {
    let text = decimal(value, decimals);
    if value > 0.0 && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) { format!("+{text}") } else { text }
}

/// The size of a file in powers of ten: `850 B`, `12 kB`, `1.2 MB`.
pub(crate) fn bytes(size: u64) -> String {
    let size = size as f64;
    if size < 1e3 {
        return format!("{} B", grouped(size));
    }
    let (number, unit) = if size < 999_500.0 { (size / 1e3, "kB") } else { (size / 1e6, "MB") };
    format!("{} {unit}", if number < 9.95 { decimal(number, 1) } else { grouped(number) })
}

/// A number of unknown size: separators when large, three significant decimals when small.
pub(crate) fn plain(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        NONE.to_owned()
    } else if size >= 1000.0 || value.fract() == 0.0 {
        grouped(value)
    } else if size >= 10.0 {
        decimal(value, 1)
    } else if size >= 0.1 {
        decimal(value, 2)
    } else {
        decimal(value, 4)
    }
}

/// Seconds as `0.42 s`, `12 s`, `3 min 20 s`.
pub(crate) fn seconds(value: f64) -> String {
    if value < 10.0 {
        format!("{value:.2} s")
    } else if value < 120.0 {
        format!("{value:.0} s")
    } else {
        format!("{:.0} min {:02.0} s", (value / 60.0).floor(), value % 60.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        for (shown, expected) in [
            (grouped(0.0), "0"),
            (grouped(999.0), "999"),
            (grouped(1000.0), "1,000"),
            (grouped(-1234567.0), "−1,234,567"),
            (grouped(-0.4), "0"),
            (decimal(-1234567.891, 2), "−1,234,567.89"),
            (decimal(999.999, 2), "1,000.00"),
            (percent(0.0), "0%"),
            (percent(0.37), "37%"),
            (percent(0.0312), "3.1%"),
            (percent(0.0004), "0.04%"),
            (change(0.257), "+26%"),
            (change(-0.051), "−5%"),
            (change(0.001), "0%"),
            (decimal(-0.001, 2), "0.00"),
            (signed(0.5, 2), "+0.50"),
            (signed(0.001, 2), "0.00"),
            (plain(0.01234), "0.0123"),
            (plain(12.34), "12.3"),
            (plain(f64::NAN), "–"),
            (seconds(200.0), "3 min 20 s"),
        ] {
            assert_eq!(shown, expected);
        }
    }
}
