//! The content of a kind as JSON Schema (draft 2020-12), for programs that write records and for the editors of people who write such
//! programs.
//!
//! The schema describes content in its one form, as [`crate::content`] returns it. It accepts whatever is accepted there with all required
//! fields. What a schema cannot say, or what validators disagree about, stands in the descriptions: decimal places, first and last days,
//! that a period does not end before it begins, that no text is of blanks alone, and that linked records are of the right kind.

use crate::definition::{Definitions, Field, FieldType, Kind, Words};
use jiff::civil::Date;
use serde_json::{Map, Value, json};

/// The version of JSON Schema.
const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";
const ID: &str = "^[0-9a-fA-F]{32}$";
const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
const PART: &str = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$";
const WEB: &str = r#"^https?://[^\s<>"/][^\s<>"]*$"#;
const EMAIL: &str = r#"^[^\s<>,;:"@]+@[^\s<>,;:"@.][^\s<>,;:"@]*\.[^\s<>,;:"@]*[^\s<>,;:"@.]$"#;

/// The schema of a kind's content, with titles and descriptions in a language and the terms that may be chosen on `today`.
///
/// Terms stand once under `$defs`, with their names under `x-names`.
pub fn schema(kind: &Kind, definitions: &Definitions, chinese: bool, today: Date) -> Value {
    let mut writer = Writer { definitions, chinese, today, terms: Map::new() };
    let mut schema = writer.object(&kind.fields);
    schema.insert("$schema".to_owned(), DRAFT.into());
    schema.insert("title".to_owned(), kind.name.of(chinese).into());
    schema.insert("description".to_owned(), kind.help.of(chinese).into());
    if !writer.terms.is_empty() {
        schema.insert("$defs".to_owned(), Value::Object(writer.terms));
    }
    Value::Object(schema)
}

struct Writer<'a> {
    definitions: &'a Definitions,
    chinese: bool,
    today: Date,
    /// Terms that fields refer to, by name.
    terms: Map<String, Value>,
}

impl Writer<'_> {
    fn object(&mut self, fields: &[Field]) -> Map<String, Value> {
        let required: Vec<&str> =
            fields.iter().filter(|field| field.required).map(|field| field.code.as_str()).collect();
        let properties: Map<String, Value> =
            fields.iter().map(|field| (field.code.clone(), self.field(field))).collect();
        let mut schema = Map::new();
        schema.insert("type".to_owned(), "object".into());
        schema.insert("properties".to_owned(), Value::Object(properties));
        schema.insert("additionalProperties".to_owned(), false.into());
        if !required.is_empty() {
            schema.insert("required".to_owned(), required.into());
        }
        schema
    }

    fn field(&mut self, field: &Field) -> Value {
        let value = self.value(&field.of_type);
        let mut schema = if field.many {
            let mut list = Map::new();
            list.insert("type".to_owned(), "array".into());
            list.insert("items".to_owned(), Value::Object(value));
            list.insert("minItems".to_owned(), 1.into());
            list.insert("maxItems".to_owned(), field.most_values.into());
            list
        } else {
            value
        };
        schema.insert("title".to_owned(), field.name.of(self.chinese).into());
        let said = [field.help.as_ref().map(|help| help.of(self.chinese).to_owned()), self.remark(&field.of_type)];
        let said: Vec<String> = said.into_iter().flatten().filter(|sentence| !sentence.is_empty()).collect();
        if !said.is_empty() {
            schema.insert("description".to_owned(), said.join(if self.chinese { "" } else { " " }).into());
        }
        schema.into()
    }

    /// What the schema of the type does not say.
    fn remark(&self, of_type: &FieldType) -> Option<String> {
        let words = |en: String, zh: String| Some(Words { en, zh }.of(self.chinese).to_owned());
        match of_type {
            FieldType::Number { unit, decimals, .. } => {
                let unit = unit.as_ref().map(|unit| (format!("Unit: {unit}. "), format!("单位：{unit}。")));
                let (en, zh) = unit.unwrap_or_default();
                let places = match decimals {
                    0 => (String::new(), String::new()),
                    places => (format!("Decimal places: at most {places}."), format!("最多{places}位小数。")),
                };
                words((en + &places.0).trim().to_owned(), zh + &places.1)
            }
            FieldType::Money { currency, .. } => words(
                format!("The amount is in hundredths of {currency}."),
                format!("金额以{currency}的百分之一（分）为单位。"),
            ),
            FieldType::Date { least, most } => {
                let least =
                    least.map(|day| (format!("Not before {day}. "), format!("不早于{day}。"))).unwrap_or_default();
                let most = most.map(|day| (format!("Not after {day}."), format!("不晚于{day}。"))).unwrap_or_default();
                words((least.0 + &most.0).trim().to_owned(), least.1 + &most.1)
            }
            FieldType::Period => words(
                "Days, months or years; the end is not before the beginning.".to_owned(),
                "日期、月份或年份；止期不早于起期。".to_owned(),
            ),
            FieldType::Link { kinds } => {
                let name = |chinese| {
                    let kinds = kinds.iter().filter_map(|code| self.definitions.kind(code));
                    let names: Vec<&str> = kinds.map(|kind| kind.name.of(chinese)).collect();
                    names.join(if chinese { "、" } else { ", " })
                };
                words(format!("The id of a record: {}.", name(false)), format!("条目编号：{}。", name(true)))
            }
            FieldType::File { megabytes, .. } => words(
                format!("A file of at most {megabytes} MB that was uploaded for this record."),
                format!("为本条目上传的文件，不超过{megabytes} MB。"),
            ),
            _ => None,
        }
    }

    fn value(&mut self, of_type: &FieldType) -> Map<String, Value> {
        let schema = match of_type {
            FieldType::Text { max, bilingual, .. } | FieldType::Markdown { max, bilingual } => text(*max, *bilingual),
            FieldType::Number { decimals, least, most, tolerance, .. } => number(*decimals, *least, *most, *tolerance),
            FieldType::Money { currency, .. } => json!({
                "type": "object",
                "properties": {"amount": {"type": "integer", "minimum": 0, "maximum": i64::MAX}, "currency": {"const": currency}},
                "required": ["amount", "currency"],
            }),
            FieldType::Date { .. } => json!({"type": "string", "format": "date", "pattern": DAY}),
            FieldType::Period => {
                let end = json!({"type": "string", "pattern": PART});
                json!({"type": "object", "properties": {"from": end, "to": end}, "minProperties": 1})
            }
            FieldType::Choice { .. } | FieldType::Track | FieldType::Region => self.terms(of_type),
            FieldType::Readiness(scale) => json!({"type": "integer", "minimum": 1, "maximum": scale.levels()}),
            FieldType::Link { .. } => json!({"type": "string", "pattern": ID}),
            FieldType::File { .. } => json!({"anyOf": [{"type": "string", "pattern": ID}, {
                "type": "object",
                "properties": {
                    "id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
                    "name": {"type": "string"},
                    "type": {"type": "string"},
                    "size": {"type": "integer", "minimum": 0},
                    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                },
                "required": ["id", "name", "type", "size", "sha256"],
                "additionalProperties": false,
            }]}),
            FieldType::Web => json!({"type": "string", "format": "iri", "maxLength": 2_000, "pattern": WEB}),
            FieldType::Contact => json!({
                "type": "object",
                "properties": {
                    "name": {"type": "string", "maxLength": 100},
                    "telephone": {"type": "string", "maxLength": 100},
                    "email": {"type": "string", "format": "idn-email", "maxLength": 254, "pattern": EMAIL},
                },
                "additionalProperties": false,
                "minProperties": 1,
            }),
            FieldType::YesNo => json!({"type": "boolean"}),
            FieldType::Group(fields) => Value::Object(self.object(fields)),
        };
        match schema {
            Value::Object(schema) => schema,
            _ => Map::new(),
        }
    }

    /// A reference to the terms, which stand among the definitions.
    fn terms(&mut self, of_type: &FieldType) -> Value {
        let (name, title, terms): (String, String, Vec<(&str, &str)>) = match of_type {
            FieldType::Track => {
                let tracks = self.definitions.tracks().iter();
                let all =
                    tracks.map(|track| (track.code.as_str(), if self.chinese { track.zh.as_str() } else { &track.en }));
                ("tracks".to_owned(), if self.chinese { "赛道" } else { "Tracks" }.to_owned(), all.collect())
            }
            _ => {
                let vocabulary = match of_type {
                    FieldType::Choice { vocabulary } => self.definitions.vocabulary(vocabulary),
                    _ => self.definitions.regions(),
                };
                let Some(vocabulary) = vocabulary else { return json!({"type": "string"}) };
                let open = vocabulary.terms.iter().filter(|term| term.until.is_none_or(|until| self.today < until));
                let all = open.map(|term| (term.code.as_str(), if self.chinese { term.zh.as_str() } else { &term.en }));
                let title = if self.chinese { &vocabulary.zh } else { &vocabulary.en };
                (format!("vocabulary-{}", vocabulary.code), title.clone(), all.collect())
            }
        };
        let codes: Vec<&str> = terms.iter().map(|(code, _)| *code).collect();
        let names: Map<String, Value> = terms.iter().map(|(code, name)| ((*code).to_owned(), (*name).into())).collect();
        let schema = json!({"type": "string", "title": title, "enum": codes, "x-names": names});
        let reference = json!({"$ref": format!("#/$defs/{name}")});
        self.terms.entry(name).or_insert(schema);
        reference
    }
}

fn text(max: usize, bilingual: bool) -> Value {
    let text = json!({"type": "string", "minLength": 1, "maxLength": max});
    if bilingual {
        json!({
            "type": "object",
            "properties": {"zh": text, "en": text},
            "additionalProperties": false,
            "minProperties": 1,
        })
    } else {
        text
    }
}

fn number(decimals: u8, least: Option<f64>, most: Option<f64>, tolerance: bool) -> Value {
    let mut number = Map::new();
    number.insert("type".to_owned(), if decimals == 0 { "integer" } else { "number" }.into());
    for (name, limit) in [("minimum", least), ("maximum", most)] {
        if let Some(limit) = limit {
            number.insert(name.to_owned(), whole(limit));
        }
    }
    if !tolerance {
        return Value::Object(number);
    }
    let wide = json!({"type": "number", "minimum": 0});
    json!({"anyOf": [number, {
        "type": "object",
        "properties": {"value": number, "minus": wide, "plus": wide},
        "required": ["value"],
        "additionalProperties": false,
    }]})
}

/// A limit, without `.0` where it is whole.
fn whole(limit: f64) -> Value {
    if limit.fract() == 0.0 && limit.abs() < 1e15 { Value::from(limit as i64) } else { Value::from(limit) }
}
