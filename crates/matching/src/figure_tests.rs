//! What people write, and what is read.

use crate::figure::{Figure, Form, Unreadable};
use proptest::prelude::*;

/// `[` and `]` take the end in, `(` and `)` leave it out; then unit, form, remark.
fn shown(text: &str) -> String {
    match Figure::read(text) {
        Ok(figure) => {
            let (low, high) = figure.quantity.ends();
            let end = |end: Option<rules::Number>| end.map_or("∞".to_owned(), |number| number.to_string());
            let numbers = match figure.number() {
                Some(number) => number.to_string(),
                None => format!(
                    "{}{}, {}{}",
                    if figure.open_low || low.is_none() { '(' } else { '[' },
                    if low.is_none() { "-∞".to_owned() } else { end(low) },
                    end(high),
                    if figure.open_high || high.is_none() { ')' } else { ']' },
                ),
            };
            let form = match figure.form {
                Form::Range => " range",
                Form::Within => " within",
                Form::Plain | Form::Bound => "",
            };
            let remark = if figure.remark.is_empty() { String::new() } else { format!(" | {}", figure.remark) };
            format!("{numbers} {}{form}{remark}", figure.quantity.unit_name()).trim().replace("  ", " ")
        }
        Err(error) => format!("{error:?}"),
    }
}

#[test]
fn figures_are_read() {
    let mut wrong = Vec::new();
    for (text, expected) in [
        // Bounds.
        ("≥ 8,000 h", "[8000, ∞) h"),
        ("≥8000 h", "[8000, ∞) h"),
        (">= 8000h", "[8000, ∞) h"),
        ("不低于8000小时", "[8000, ∞) 小时"),
        ("不小于 ８０００ 小时", "[8000, ∞) 小时"),
        ("大于等于1.5万小时", "[15000, ∞) 小时"),
        ("at least 95 %", "[95, ∞) %"),
        ("95%以上", "[95, ∞) %"),
        ("９５％及以上", "[95, ∞) %"),
        ("95 % or more", "[95, ∞) %"),
        ("8000+ h", "[8000, ∞) h"),
        ("8,000 h min", "[8000, ∞) h"),
        ("min. 30 MPa", "[30, ∞) MPa"),
        ("5 min", "5 min"),
        ("no less than 5 years", "[5, ∞) years"),
        ("超过100次", "(100, ∞) 次"),
        ("more than 3 GPa", "(3, ∞) GPa"),
        (">5", "(5, ∞)"),
        ("less than 5 ppm", "(-∞, 5) ppm"),
        ("小于5%", "(-∞, 5) %"),
        ("≤0.5μm", "(-∞, 0.5] µm"),
        ("<=0.5um", "(-∞, 0.5] um"),
        ("不超过3亿元", "(-∞, 3] 亿元"),
        ("不高于 -40℃", "(-∞, -40] ℃"),
        ("2小时以内", "(-∞, 2] 小时"),
        ("within 2 h", "(-∞, 2] h"),
        ("up to 200 MPa", "(-∞, 200] MPa"),
        ("不大于 1×10⁻⁶ Pa", "(-∞, 0.000001] Pa"),
        // Ranges and tolerances.
        ("-40~85℃", "[-40, 85] ℃ range"),
        ("－４０～８５℃", "[-40, 85] ℃ range"),
        ("−40 °C to 85 °C", "[-40, 85] ℃ range"),
        ("-40℃至85℃", "[-40, 85] ℃ range"),
        ("2–3 GPa", "[2, 3] GPa range"),
        ("2-3 GPa", "[2, 3] GPa range"),
        ("between 2 and 3 mm", "[2, 3] mm range"),
        ("介于2和3mm之间", "[2, 3] mm range"),
        ("5%-10%", "[5, 10] % range"),
        ("0.5 mm ~ 2 cm", "[0.05, 2] cm range"),
        ("-40--20 ℃", "[-40, -20] ℃ range"),
        ("1～1000千克", "[1, 1000] 千克 range"),
        ("10±0.5 mm", "[9.5, 10.5] mm within"),
        ("(10±0.5) mm", "[9.5, 10.5] mm within"),
        ("10 mm ± 5%", "[9.5, 10.5] mm within"),
        ("98.5％±0.5％", "[98, 99] % within"),
        ("10 +/- 1 V", "[9, 11] V within"),
        ("≥2 且 ≤3 GPa", "[2, 3] GPa within"),
        (">2 mm and <3 mm", "(2, 3) mm within"),
        ("= 50 Hz", "50 Hz within"),
        // Plain numbers.
        ("3.2 mS/cm", "3.2 mS/cm"),
        ("1.2×10^-3 S/cm", "0.0012 S/cm"),
        ("5e-3 mol/L", "0.005 mol/L"),
        ("10⁻³", "0.001"),
        ("12 000 r/min", "12000 r/min"),
        ("5万次", "50000 次"),
        ("5000万元", "5000 万元"),
        ("￥500万", "5000000 元"),
        ("2 million cycles", "2000000 cycles"),
        ("350 Wh/kg", "350 Wh/kg"),
        ("400 W/(m·K)", "400 W/m·K"),
        ("1800 cm²/(V·s)", "1800 cm²/V·s"),
        ("3瓦时/千克", "3 瓦时/千克"),
        ("8 cm⁻²", "8 cm^-2"),
        ("30批", "30 批"),
        ("达到90分", "90 分"),
        ("-52%", "-52 %"),
        (".5 mm", "0.5 mm"),
        ("3千瓦", "3 千瓦"),
        ("10 m^2", "10 m²"),
        // Figures with conditions.
        ("0.08 nm at 300 kV", "0.08 nm | at 300 kv"),
        ("0.08 nm（300 kV）", "0.08 nm | 300 kv"),
        ("≥ 8,000 h, at 45 MPa", "[8000, ∞) h | at 45 mpa"),
        ("5 mm × 10 mm", "5 mm | × 10 mm"),
        ("10 kg payload", "10 kg | payload"),
        ("-52% in six months", "-52 % | in six months"),
        // What a person has to look at.
        ("", "Empty"),
        ("  ", "Empty"),
        ("面议", "NoNumber"),
        ("TBD", "NoNumber"),
        ("三年", "NoNumber"),
        ("约10 mm", "Approximate"),
        ("≈ 5 V", "Approximate"),
        ("10 mm左右", "Approximate"),
        ("about 5 years", "Approximate"),
        ("优于0.1 nm", "Direction"),
        ("better than 0.1 nm", "Direction"),
        ("IP67", "Words"),
        ("TRL 6", "Words"),
        ("半年下降52%", "Words"),
        ("≥2~3", "Words"),
        ("≥ 5 以下", "Words"),
        ("10-3 S/cm", "Reversed"),
        ("2024-05-01", "Reversed"),
        ("5 mm ~ 3 kg", "Units"),
        ("8,5 mm", "Number"),
        ("1e99 mm", "Number"),
        ("12345678901234567890123456789012345", "Number"),
    ] {
        if shown(text) != expected {
            wrong.push(format!("{text}: {} instead of {expected}", shown(text)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(Figure::read(&"9".repeat(10_000)), Err(Unreadable::TooLong));
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,40}") {
        _ = Figure::read(&text);
    }

    #[test]
    fn no_near_figure_panics(text in "[-+±~≥≤<>=0-9.,e^×% (）万千百mhkPa/以上内至到约to–￥]{0,24}") {
        _ = Figure::read(&text);
    }

    #[test]
    fn numbers_are_read_as_written(number in -1_000_000i64..1_000_000, decimals in 0u32..1000) {
        let sign = if number < 0 { -1 } else { 1 };
        let expected = rules::Number::fraction(i128::from(number) * 1000 + sign * i128::from(decimals), 1000).unwrap();
        let figure = Figure::read(&format!("{number}.{decimals:03} mm")).unwrap();
        prop_assert_eq!(figure.number(), Some(expected));
    }
}
