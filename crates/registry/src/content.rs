//! What people enter, checked against the kind and brought into one form: texts trimmed and composed (Unicode NFC), empty values left
//! out, single values of a field with many made a list.
//!
//! A value is JSON. Texts are strings, bilingual ones `{"zh": …, "en": …}`; numbers `12.5`, or `{"value", "minus", "plus"}` with a
//! tolerance; money `{"amount", "currency"}` with the amount in integer minor units; days `"2026-01-31"`, the days of a period also a year
//! or a month; everything that is chosen or linked its code or id; files
//! `{"id", "name", "type", "size", "sha256"}`, or the id alone until they are looked up; contacts `{"name", "telephone", "email"}`.

use crate::definition::{Definitions, Field, FieldType, Kind};
use crate::files::FileValue;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

/// Values by code of field.
pub type Content = Map<String, Value>;

/// Something that is not as the kind wants it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Problem {
    /// Where: codes and positions, as `services/0/name`.
    pub path: String,
    /// What.
    pub what: Wrong,
}

/// What can be wrong with a value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Wrong {
    /// It is required and not there.
    Missing,
    /// The kind has no such field.
    Unknown,
    /// Not what the field holds: `text`, `number`, `date`, …
    Type {
        /// What it should be.
        expected: &'static str,
    },
    /// Too many letters.
    TooLong {
        /// Letters at most.
        most: usize,
    },
    /// Too many values.
    TooMany {
        /// Values at most.
        most: usize,
    },
    /// Less than is allowed.
    TooSmall {
        /// What is allowed.
        least: String,
    },
    /// More than is allowed.
    TooLarge {
        /// What is allowed.
        most: String,
    },
    /// Too many decimal places.
    Decimals {
        /// Places at most.
        most: u8,
    },
    /// Not a term of the vocabulary, or no longer.
    NotATerm {
        /// What was given.
        given: String,
    },
    /// The period ends before it begins.
    Reversed,
    /// Not an address of the web or of e-mail.
    Address,
}

/// Checks content.
#[derive(Clone, Copy)]
pub struct Checker<'a> {
    /// Where vocabularies are found.
    pub definitions: &'a Definitions,
    /// The kind.
    pub kind: &'a Kind,
    /// The day: terms end.
    pub today: Date,
}

impl Checker<'_> {
    /// Content in its one form, and what is wrong with it. What is wrong stays in it, so that nothing that was entered is lost. Required
    /// fields must be there where it has to be `complete`.
    pub fn check(&self, content: &Content, complete: bool) -> (Content, Vec<Problem>) {
        let mut problems = Vec::new();
        let clean = self.fields(&self.kind.fields, content, complete, "", &mut problems);
        (clean, problems)
    }

    fn fields(
        &self,
        fields: &[Field],
        content: &Content,
        complete: bool,
        path: &str,
        problems: &mut Vec<Problem>,
    ) -> Content {
        let mut clean = Content::new();
        for field in fields {
            let path = join(path, &field.code);
            let value = content.get(&field.code).map(tidy).unwrap_or_default();
            if value.is_null() {
                if complete && field.required {
                    problems.push(Problem { path, what: Wrong::Missing });
                }
                continue;
            }
            let value = if field.many {
                let values = match value {
                    Value::Array(values) => values,
                    single => vec![single],
                };
                if values.len() > field.most_values {
                    problems.push(Problem { path: path.clone(), what: Wrong::TooMany { most: field.most_values } });
                }
                let each = |(position, value)| {
                    self.value(field, value, complete, &join(&path, &format!("{position}")), problems)
                };
                Value::Array(values.into_iter().enumerate().map(each).collect())
            } else {
                self.value(field, value, complete, &path, problems)
            };
            clean.insert(field.code.clone(), value);
        }
        for (code, value) in content.iter().filter(|(code, _)| !fields.iter().any(|field| field.code == **code)) {
            problems.push(Problem { path: join(path, code), what: Wrong::Unknown });
            clean.insert(code.clone(), value.clone());
        }
        clean
    }

    /// One value in its form.
    fn value(&self, field: &Field, value: Value, complete: bool, path: &str, problems: &mut Vec<Problem>) -> Value {
        if let FieldType::Group(fields) = &field.of_type {
            if let Value::Object(inner) = &value {
                return Value::Object(self.fields(fields, inner, complete, path, problems));
            }
            problems.push(Problem { path: path.to_owned(), what: Wrong::Type { expected: "group" } });
            return value;
        }
        match self.checked(&field.of_type, &value) {
            Ok(value) => value,
            Err(what) => {
                problems.push(Problem { path: path.to_owned(), what });
                value
            }
        }
    }

    fn checked(&self, of_type: &FieldType, value: &Value) -> Result<Value, Wrong> {
        match of_type {
            FieldType::Text { lines, max, bilingual } => texts(value, *bilingual, *max, *lines),
            FieldType::Markdown { max, bilingual } => texts(value, *bilingual, *max, true),
            FieldType::Number { decimals, least, most, tolerance, .. } => {
                let number = measured(value, *tolerance)?;
                let scaled = number * 10f64.powi(i32::from(*decimals));
                if (scaled - scaled.round()).abs() > 1e-6 * scaled.abs().max(1.0) {
                    return Err(Wrong::Decimals { most: *decimals });
                }
                match (least, most) {
                    (Some(least), _) if number < *least => Err(Wrong::TooSmall { least: least.to_string() }),
                    (_, Some(most)) if number > *most => Err(Wrong::TooLarge { most: most.to_string() }),
                    _ => Ok(value.clone()),
                }
            }
            FieldType::Money { currency, .. } => {
                let amount = value.get("amount").and_then(Value::as_i64).ok_or(Wrong::Type { expected: "money" })?;
                match value.get("currency").and_then(Value::as_str) {
                    _ if amount < 0 => Err(Wrong::TooSmall { least: "0".to_owned() }),
                    Some(given) if given == currency => Ok(value.clone()),
                    _ => Err(Wrong::Type { expected: "money" }),
                }
            }
            FieldType::Date { least, most } => {
                let day: Date = parsed(value, "date")?;
                match (least, most) {
                    (Some(least), _) if day < *least => Err(Wrong::TooSmall { least: least.to_string() }),
                    (_, Some(most)) if day > *most => Err(Wrong::TooLarge { most: most.to_string() }),
                    _ => Ok(value.clone()),
                }
            }
            FieldType::Period => {
                let end = |name: &str| value.get(name).filter(|end| !end.is_null()).map(part).transpose();
                match (end("from")?, end("to")?) {
                    (Some(from), Some(to)) if from.0 > to.1 => Err(Wrong::Reversed),
                    (None, None) => Err(Wrong::Type { expected: "period" }),
                    _ => Ok(value.clone()),
                }
            }
            FieldType::Choice { vocabulary } => {
                let code = text(value)?;
                let term = self.definitions.vocabulary(vocabulary).and_then(|vocabulary| vocabulary.term(code));
                let open = term.is_some_and(|term| term.until.is_none_or(|until| self.today < until));
                chosen(value, code, open)
            }
            FieldType::Track => {
                text(value).and_then(|code| chosen(value, code, self.definitions.track(code).is_some()))
            }
            FieldType::Region => {
                let code = text(value)?;
                chosen(value, code, self.definitions.regions().is_some_and(|regions| regions.term(code).is_some()))
            }
            FieldType::Readiness(scale) => match value.as_i64() {
                Some(level) if level < 1 => Err(Wrong::TooSmall { least: "1".to_owned() }),
                Some(level) if level > scale.levels() => Err(Wrong::TooLarge { most: scale.levels().to_string() }),
                Some(_) => Ok(value.clone()),
                None => Err(Wrong::Type { expected: "number" }),
            },
            FieldType::File { .. } if value.is_object() => match FileValue::of(value) {
                Some(_) => Ok(value.clone()),
                None => Err(Wrong::Type { expected: "file" }),
            },
            FieldType::Link { .. } | FieldType::File { .. } => {
                let id = text(value)?;
                let is_id = id.len() == 32 && id.bytes().all(|letter| letter.is_ascii_hexdigit());
                if is_id { Ok(value.clone()) } else { Err(Wrong::NotATerm { given: shortened(id) }) }
            }
            FieldType::Web => {
                let address = text(value)?;
                let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
                let right = host.is_some_and(|host| {
                    !host.is_empty()
                        && !host.starts_with('/')
                        && !address.contains(|letter: char| letter.is_whitespace() || "<>\"".contains(letter))
                });
                if right && address.len() <= 2_000 { Ok(value.clone()) } else { Err(Wrong::Address) }
            }
            FieldType::Contact => contact(value),
            FieldType::YesNo if value.is_boolean() => Ok(value.clone()),
            FieldType::YesNo => Err(Wrong::Type { expected: "yes-no" }),
            FieldType::Group(_) => Err(Wrong::Type { expected: "group" }),
        }
    }
}

/// Whether something looks like an address of e-mail: one `@`, something before it, a domain with a dot behind it.
pub fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let right = |part: &str| {
        !part.is_empty() && !part.contains(|letter: char| letter.is_whitespace() || "<>,;:\"@".contains(letter))
    };
    text.len() <= 254
        && right(name)
        && right(domain)
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
}

fn join(path: &str, code: &str) -> String {
    if path.is_empty() { code.to_owned() } else { format!("{path}/{code}") }
}

/// A value without blanks around texts and without empty parts; null where nothing is left.
fn tidy(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            let text: String =
                text.nfc().filter(|&letter| letter == '\n' || letter == '\t' || !letter.is_control()).collect();
            let text = text.trim();
            if text.is_empty() { Value::Null } else { Value::String(text.to_owned()) }
        }
        Value::Array(values) => {
            let kept: Vec<Value> = values.iter().map(tidy).filter(|value| !value.is_null()).collect();
            if kept.is_empty() { Value::Null } else { Value::Array(kept) }
        }
        Value::Object(parts) => {
            let kept: Content = parts
                .iter()
                .map(|(code, value)| (code.clone(), tidy(value)))
                .filter(|(_, value)| !value.is_null())
                .collect();
            if kept.is_empty() { Value::Null } else { Value::Object(kept) }
        }
        other => other.clone(),
    }
}

fn text(value: &Value) -> Result<&str, Wrong> {
    value.as_str().ok_or(Wrong::Type { expected: "text" })
}

fn parsed<T: std::str::FromStr>(value: &Value, expected: &'static str) -> Result<T, Wrong> {
    value.as_str().and_then(|text| text.parse().ok()).ok_or(Wrong::Type { expected })
}

fn chosen(value: &Value, code: &str, is_term: bool) -> Result<Value, Wrong> {
    if is_term { Ok(value.clone()) } else { Err(Wrong::NotATerm { given: shortened(code) }) }
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

/// A text, or one per language.
fn texts(value: &Value, bilingual: bool, max: usize, lines: bool) -> Result<Value, Wrong> {
    let one = |value: &Value| {
        let text = text(value)?;
        if text.chars().count() > max {
            return Err(Wrong::TooLong { most: max });
        }
        let text = if lines { text.to_owned() } else { text.replace(['\n', '\t'], " ") };
        Ok(Value::String(text))
    };
    match value {
        Value::Object(languages) if bilingual => {
            if languages.keys().any(|language| language != "zh" && language != "en") {
                return Err(Wrong::Type { expected: "bilingual" });
            }
            languages
                .iter()
                .map(|(language, value)| Ok((language.clone(), one(value)?)))
                .collect::<Result<Content, _>>()
                .map(Value::Object)
        }
        _ if bilingual => Err(Wrong::Type { expected: "bilingual" }),
        _ => one(value),
    }
}

/// The number, of one with a tolerance the middle.
fn measured(value: &Value, tolerance: bool) -> Result<f64, Wrong> {
    let wrong = Wrong::Type { expected: "number" };
    let finite = |value: &Value| value.as_f64().filter(|number| number.is_finite());
    match value {
        Value::Object(parts) if tolerance => {
            let known = parts.keys().all(|key| matches!(key.as_str(), "value" | "minus" | "plus"));
            let wide = ["minus", "plus"]
                .iter()
                .all(|name| parts.get(*name).is_none_or(|part| finite(part).is_some_and(|part| part >= 0.0)));
            parts.get("value").and_then(finite).filter(|_| known && wide).ok_or(wrong)
        }
        _ => finite(value).ok_or(wrong),
    }
}

/// First and last day of a day, a month or a year.
fn part(value: &Value) -> Result<(Date, Date), Wrong> {
    let wrong = Wrong::Type { expected: "period" };
    let text = value.as_str().ok_or(wrong.clone())?;
    let day = |text: String| text.parse::<Date>().map_err(|_| wrong.clone());
    match text.len() {
        4 => Ok((day(format!("{text}-01-01"))?, day(format!("{text}-12-31"))?)),
        7 => day(format!("{text}-01")).map(|first| (first, first.last_of_month())),
        _ => day(text.to_owned()).map(|day| (day, day)),
    }
}

fn contact(value: &Value) -> Result<Value, Wrong> {
    let wrong = Wrong::Type { expected: "contact" };
    let parts = value.as_object().ok_or(wrong.clone())?;
    for (name, part) in parts {
        let text = part.as_str().ok_or(wrong.clone())?;
        match name.as_str() {
            "email" if !is_email(text) => return Err(Wrong::Address),
            "name" | "telephone" if text.chars().count() > 100 => return Err(Wrong::TooLong { most: 100 }),
            "name" | "telephone" | "email" => {}
            _ => return Err(wrong),
        }
    }
    Ok(value.clone())
}
