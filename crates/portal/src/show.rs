//! Values of fields as people read them: names instead of codes, units, money in the unit of the form, sanitised Markdown.

use crate::locale::{Language, Words};
use crate::numbers;
use registry::content::Content;
use registry::definition::{Definitions, Field, FieldType};
use registry::files::FileValue;
use serde_json::Value;

/// A value on a page.
pub(crate) enum Shown {
    /// Plain text, perhaps of several lines.
    Text(String),
    /// HTML that has been sanitised.
    Html(String),
    /// A link within the portal or to the web.
    Link {
        /// Where to.
        address: String,
        /// Its words.
        text: String,
        /// Whether it leaves the portal.
        outside: bool,
    },
    /// A file; where it lies knows whoever shows it.
    File(FileValue),
    /// A level on a scale.
    Level {
        /// Words.
        text: String,
        /// The level.
        level: i64,
        /// The highest.
        of: i64,
    },
    /// Rows of a repeated group: names and values.
    Rows(Vec<(String, Shown)>),
}

impl Shown {
    /// The value as plain text, for comparisons.
    pub(crate) fn plain(&self) -> String {
        match self {
            Self::Text(text) | Self::Link { text, .. } | Self::Level { text, .. } => text.clone(),
            Self::File(file) => format!("{} ({})", file.name, numbers::bytes(file.size)),
            Self::Html(html) => ammonia::Builder::empty().clean(html).to_string(),
            Self::Rows(rows) => {
                rows.iter().map(|(name, value)| format!("{name}: {}", value.plain())).collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// All values of a field.
pub(crate) fn values(definitions: &Definitions, field: &Field, value: &Value, words: &Words) -> Vec<Shown> {
    let values = match value {
        Value::Array(values) if field.many => values.as_slice(),
        single => std::slice::from_ref(single),
    };
    values.iter().map(|value| one(definitions, field, value, words)).collect()
}

/// The text of a bilingual value in a language, or in the other where there is none.
pub(crate) fn text_in(value: &Value, language: Language) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Object(languages) => {
            let other = if language == Language::Zh { "en" } else { "zh" };
            languages.get(language.code()).or_else(|| languages.get(other)).and_then(Value::as_str)
        }
        _ => None,
    }
}

/// The text of a field of some content.
pub(crate) fn text_of<'a>(content: &'a Content, field: &str, language: Language) -> Option<&'a str> {
    content.get(field).and_then(|value| text_in(value, language))
}

/// Markdown as HTML without scripts, styles, forms and pictures from elsewhere.
pub(crate) fn markdown(text: &str) -> String {
    let options = pulldown_cmark::Options::ENABLE_TABLES | pulldown_cmark::Options::ENABLE_STRIKETHROUGH;
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new_ext(text, options));
    ammonia::Builder::default().rm_tags(["img"]).clean(&html).to_string()
}

/// Name of a term in the language of the words.
pub(crate) fn term<'a>(en: &'a str, zh: &'a str, words: &Words) -> &'a str {
    if words.language == Language::Zh { zh } else { en }
}

fn one(definitions: &Definitions, field: &Field, value: &Value, words: &Words) -> Shown {
    let plain = || Shown::Text(value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    match &field.of_type {
        FieldType::Text { .. } => Shown::Text(text_in(value, words.language).unwrap_or_default().to_owned()),
        FieldType::Markdown { .. } => Shown::Html(markdown(text_in(value, words.language).unwrap_or_default())),
        FieldType::Number { unit, decimals, .. } => {
            let unit = unit.as_deref().map(|unit| format!(" {}", unit_name(unit))).unwrap_or_default();
            Shown::Text(format!("{}{unit}", measured(value, usize::from(*decimals))))
        }
        FieldType::Money { in_units_of, .. } => Shown::Text(money(value, *in_units_of, words)),
        FieldType::Period => {
            let end = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
            Shown::Text(format!("{} – {}", end("from"), end("to")))
        }
        FieldType::Choice { vocabulary } => {
            let code = value.as_str().unwrap_or_default();
            let found = definitions.vocabulary(vocabulary).and_then(|vocabulary| vocabulary.term(code));
            found.map_or_else(plain, |found| Shown::Text(term(&found.en, &found.zh, words).to_owned()))
        }
        FieldType::Region => {
            let found = definitions.regions().and_then(|regions| regions.term(value.as_str().unwrap_or_default()));
            found.map_or_else(plain, |found| Shown::Text(term(&found.en, &found.zh, words).to_owned()))
        }
        FieldType::Track => match definitions.track(value.as_str().unwrap_or_default()) {
            Some(track) => Shown::Link {
                address: format!("/hall?direction={}", track.direction),
                text: term(&track.en, &track.zh, words).to_owned(),
                outside: false,
            },
            None => plain(),
        },
        FieldType::Readiness(scale) => {
            let level = value.as_i64().unwrap_or_default();
            let text = format!("{} {level}", scale.code().to_uppercase());
            Shown::Level { text, level, of: scale.levels() }
        }
        FieldType::Link { .. } => {
            let id = value.as_str().unwrap_or_default();
            Shown::Link { address: format!("/records/{id}"), text: words.say("record-linked"), outside: false }
        }
        FieldType::Web => {
            let address = value.as_str().unwrap_or_default().to_owned();
            Shown::Link { text: address.clone(), address, outside: true }
        }
        FieldType::Contact => {
            let part = |name: &str| value.get(name).and_then(Value::as_str);
            let parts: Vec<&str> = ["name", "telephone", "email"].into_iter().filter_map(part).collect();
            Shown::Text(parts.join(" · "))
        }
        FieldType::YesNo => {
            Shown::Text(words.say(if value.as_bool() == Some(true) { "value-yes" } else { "value-no" }))
        }
        FieldType::Group(fields) => Shown::Rows(
            fields
                .iter()
                .filter_map(|inner| {
                    let shown = one(definitions, inner, value.get(&inner.code)?, words);
                    Some((term(&inner.name.en, &inner.name.zh, words).to_owned(), shown))
                })
                .collect(),
        ),
        FieldType::File { .. } => FileValue::of(value).map_or_else(plain, Shown::File),
        FieldType::Date { .. } => plain(),
    }
}

fn measured(value: &Value, decimals: usize) -> String {
    let number = |value: &Value| value.as_f64().map_or_else(String::new, |number| short(number, decimals));
    match value {
        Value::Object(parts) => {
            let part = |name: &str| parts.get(name).map(number);
            let middle = part("value").unwrap_or_default();
            match (part("minus"), part("plus")) {
                (Some(minus), Some(plus)) if minus == plus => format!("{middle} ± {plus}"),
                (minus, plus) => {
                    let minus = minus.map(|minus| format!(" −{minus}")).unwrap_or_default();
                    let plus = plus.map(|plus| format!(" +{plus}")).unwrap_or_default();
                    format!("{middle}{plus}{minus}")
                }
            }
        }
        value => number(value),
    }
}

fn short(number: f64, decimals: usize) -> String {
    if number.fract() == 0.0 { numbers::grouped(number) } else { numbers::decimal(number, decimals.max(1)) }
}

/// An amount in the unit of its form: 万元 where the form asks for that.
pub(crate) fn money(value: &Value, in_units_of: i64, words: &Words) -> String {
    let amount = value.get("amount").and_then(Value::as_i64).unwrap_or_default() as f64 / 100.0;
    let currency = value.get("currency").and_then(Value::as_str).unwrap_or_default();
    if in_units_of == 10_000 && currency == "CNY" {
        let unit = words.say("money-ten-thousand-yuan");
        format!("{} {unit}", short(amount / 10_000.0, 2))
    } else {
        format!("{} {currency}", short(amount, 2))
    }
}

/// A unit as people write it, from its UCUM code.
fn unit_name(code: &str) -> &str {
    match code {
        "Cel" => "°C",
        "m2" => "m²",
        "m3" => "m³",
        "km2" => "km²",
        "um" => "µm",
        "GBy" => "GB",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn markdown_cannot_carry_scripts() {
        let html = markdown(
            "**bold** <script>alert(1)</script> [x](javascript:alert(1)) <a onclick=\"x\" href=\"https://a.example\">y</a> ![p](https://b.example/p.png)",
        );
        for forbidden in ["<script", "javascript:", "onclick", "<img", "alert(1)</"] {
            assert!(!html.contains(forbidden), "{forbidden} in {html}");
        }
        assert!(html.contains("<strong>bold</strong>") && html.contains("href=\"https://a.example\""), "{html}");
    }

    #[test]
    fn numbers_and_money_read_as_people_write_them() {
        let words = Language::Zh.words();
        for (shown, expected) in [
            (measured(&json!(12.5), 1), "12.5"),
            (measured(&json!(12000), 0), "12,000"),
            (measured(&json!({"value": 12, "minus": 0.5, "plus": 0.5}), 1), "12 ± 0.5"),
            (measured(&json!({"value": 12, "minus": 1, "plus": 2}), 0), "12 +2 −1"),
            (money(&json!({"amount": 150_000_000, "currency": "CNY"}), 10_000, words), "150 万元"),
            (money(&json!({"amount": 1_250, "currency": "USD"}), 1, words), "12.50 USD"),
        ] {
            assert_eq!(shown, expected);
        }
    }

    #[test]
    fn a_text_in_the_other_language_is_better_than_none() {
        let both = json!({"zh": "手", "en": "hand"});
        assert_eq!(text_in(&both, Language::Zh), Some("手"));
        assert_eq!(text_in(&json!({"en": "hand"}), Language::Zh), Some("hand"));
    }
}
