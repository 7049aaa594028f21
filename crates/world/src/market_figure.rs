//! Figures of the market as people write them: spellings, units, signs, digits.

use crate::record_vocabulary::Quantity;
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

/// Other spellings of a unit and other units, with how many of the first they are.
const UNITS: &[(&str, &[(&str, f64)])] = &[
    ("h", &[("小时", 1.0), ("hours", 1.0), ("天", 24.0), ("days", 24.0)]),
    ("s", &[("秒", 1.0), ("ms", 0.001), ("min", 60.0)]),
    ("ms", &[("毫秒", 1.0), ("s", 1_000.0), ("µs", 0.001)]),
    ("µs", &[("us", 1.0), ("微秒", 1.0), ("ms", 1_000.0)]),
    ("km", &[("公里", 1.0), ("m", 0.001)]),
    ("m", &[("米", 1.0), ("cm", 0.01)]),
    ("mm", &[("毫米", 1.0), ("cm", 10.0), ("μm", 0.001)]),
    ("µm", &[("微米", 1.0), ("um", 1.0), ("nm", 0.001)]),
    ("nm", &[("纳米", 1.0), ("µm", 1_000.0)]),
    ("MPa", &[("兆帕", 1.0), ("GPa", 1_000.0), ("bar", 0.1)]),
    ("kg", &[("公斤", 1.0), ("g", 0.001), ("t", 1_000.0)]),
    ("mN", &[("N", 1_000.0)]),
    ("%", &[("％", 1.0), (" %", 1.0)]),
    ("℃", &[("°C", 1.0), ("摄氏度", 1.0)]),
    ("cycles", &[("次", 1.0), ("次循环", 1.0)]),
    ("Wh/kg", &[("kWh/kg", 1_000.0), ("瓦时/千克", 1.0)]),
    ("mS/cm", &[("S/m", 10.0)]),
    ("MB", &[("GB", 1_000.0), ("kB", 0.001)]),
    ("m/h", &[("m/小时", 1.0)]),
    ("mA/cm²", &[("mA/cm2", 1.0), ("A/cm²", 1_000.0)]),
    ("mg/cm²", &[("mg/cm^2", 1.0)]),
];

/// Name and figure.
pub(crate) fn written(
    quantity: &Quantity,
    value: f64,
    is_need: bool,
    chinese: bool,
    random: &mut ChaCha8Rng,
) -> (String, String) {
    let name = if chinese { quantity.zh } else { quantity.en };
    // A few people qualify the name, and then only a person can say whether the same is meant.
    let name = match (random.random_range(0..25), chinese) {
        (0, true) => format!("实测{name}"),
        (0, false) => format!("measured {name}"),
        (1, false) => name.to_uppercase(),
        _ => name.to_owned(),
    };
    let others = UNITS.iter().find(|(unit, _)| *unit == quantity.unit).map_or(&[][..], |(_, others)| others);
    let (unit, size) = match others.choose(random) {
        Some(&other) if random.random_bool(0.5) => other,
        _ => (quantity.unit, 1.0),
    };
    // Small enough a rounding that no figure passes a limit by it: limits keep four hundredths away, shares near the whole less.
    let number = digits(value / size, unit.trim() == "%" || unit == "％", chinese, random);
    let blank = if unit.starts_with(' ') || random.random_bool(0.5) { "" } else { " " };
    let figure = format!("{number}{blank}{unit}");
    let text = match (is_need, quantity.more, chinese) {
        (true, true, true) => signed(
            &[("≥", ""), ("不低于", ""), ("不小于", ""), ("大于等于", ""), ("", "以上"), ("至少", "")],
            &figure,
            random,
        ),
        (true, true, false) => signed(
            &[("≥ ", ""), (">= ", ""), ("at least ", ""), ("no less than ", ""), ("", " or more")],
            &figure,
            random,
        ),
        (true, false, true) => {
            signed(&[("≤", ""), ("不超过", ""), ("不大于", ""), ("不高于", ""), ("", "以下")], &figure, random)
        }
        (true, false, false) => signed(
            &[("≤ ", ""), ("<= ", ""), ("at most ", ""), ("no more than ", ""), ("", " or less")],
            &figure,
            random,
        ),
        (false, true, true) => signed(&[("", ""), ("", ""), ("", ""), ("≥", ""), ("达到", "")], &figure, random),
        (false, true, false) => signed(&[("", ""), ("", ""), ("", ""), (">= ", "")], &figure, random),
        (false, false, true) => signed(&[("", ""), ("", ""), ("", ""), ("≤", "")], &figure, random),
        (false, false, false) => signed(&[("", ""), ("", ""), ("", ""), ("<= ", "")], &figure, random),
    };
    (name, text)
}

fn signed(signs: &[(&str, &str)], figure: &str, random: &mut ChaCha8Rng) -> String {
    let (before, after) = signs.choose(random).copied().unwrap_or(("", ""));
    format!("{before}{figure}{after}")
}

/// Four digits that count, or more for a share; sometimes grouped, full-width, or in 万.
fn digits(value: f64, share: bool, chinese: bool, random: &mut ChaCha8Rng) -> String {
    let magnitude = value.abs().max(1e-9).log10().floor() as i32;
    let decimals = (4 - magnitude).clamp(if share { 3 } else { 0 }, 9) as usize;
    let plain = |value: f64, decimals: usize| {
        let text = format!("{value:.decimals$}");
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    };
    let text = plain(value, decimals);
    match random.random_range(0..6) {
        0 if value >= 1_000.0 && !text.contains('.') => {
            let (head, tail) = text.split_at(text.len() - 3);
            format!("{head},{tail}").replace(",,", ",")
        }
        1 if chinese && value >= 20_000.0 => format!("{}万", plain(value / 10_000.0, 4)),
        2 if chinese => text
            .chars()
            .map(|sign| if sign.is_ascii_digit() { char::from_u32(sign as u32 + 0xFEE0).unwrap_or(sign) } else { sign })
            .collect(),
        3 if value < 0.01 => format!("{}e{magnitude}", plain(value / 10f64.powi(magnitude), 4)),
        _ => text,
    }
}
