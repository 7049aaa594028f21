//! What some fields mean: values that follow from the record's subject, its owner, or what was entered before. A field that is not named
//! here is written by its type alone.

use crate::party_codes::orcid;
use crate::party_organisation::Sort;
use crate::record_field::Writer;
use crate::record_values::{amount, bounded, later};
use crate::record_vocabulary::RECORD_VOCABULARY;
use jiff::civil::Date;
use rand::RngExt;
use registry::definition::{Field, FieldType, Scale};
use serde_json::{Map, Value, json};

/// What is known of a value before it is drawn.
pub(crate) enum Meaning {
    /// It is this.
    Is(Value),
    /// The record has none.
    Absent,
    /// Nothing.
    Open,
}

impl From<Option<Value>> for Meaning {
    fn from(value: Option<Value>) -> Self {
        value.map_or(Self::Absent, Self::Is)
    }
}

/// The meaning of a field at the top of a record; `so_far` are the fields before it.
pub(crate) fn meaning(writer: &mut Writer<'_>, field: &Field, so_far: &Map<String, Value>) -> Meaning {
    match &field.of_type {
        FieldType::Track => return tracks(writer, field).into(),
        FieldType::Region if field.code == "region" => return region(writer).into(),
        FieldType::Readiness(scale) => return readiness(writer, &field.code, *scale).into(),
        _ => {}
    }
    let text = |code: &str| so_far.get(code).and_then(Value::as_str);
    let organisation = &writer.draft.owner.organisation;
    let home_sort = match writer.home_kind() {
        Some("enterprise") => "enterprise",
        Some("institute") if organisation.sort == Sort::University => "university",
        Some("institute") => "institute",
        _ => "other",
    };
    match field.code.as_str() {
        "credit_code" => (organisation.country == "CN").then(|| json!(organisation.uscc())).into(),
        "orcid" => Meaning::Is(json!(orcid(writer.draft.entry.owner as usize))),
        "institute_kind" if organisation.sort == Sort::University => writer.term(field, "university"),
        "institute_kind" if organisation.country != "CN" => writer.term(field, "foreign"),
        "unit_kind" | "opener_kind" => writer.term(field, home_sort),
        "unit_size" if home_sort != "enterprise" => Meaning::Absent,
        "policy_level" if writer.draft.official => {
            writer.term(field, if writer.draft.place.ends_with("0000") { "provincial" } else { "city" })
        }
        "website" | "homepage" => {
            Meaning::Is(json!(format!("https://www.{}/", writer.draft.owner.organisation.host())))
        }
        "stage" => {
            let stage = match writer.figures.readiness {
                Some(..=4) => "early",
                Some(5..=7) => "middle",
                _ => "mature",
            };
            writer.term(field, stage)
        }
        "product_family" => match writer.draft.track.and_then(|track| RECORD_VOCABULARY.entry("families", &track.code))
        {
            Some(family) => writer.term(field, family),
            None => Meaning::Absent,
        },
        "patent_status" => {
            let draw = writer.random.random_range(0..100);
            let status = match draw {
                0..62 => "granted",
                62..84 => "examination",
                84..94 => "published",
                _ => "lapsed",
            };
            writer.term(field, status)
        }
        "granted" if !matches!(text("patent_status"), Some("granted" | "lapsed")) => Meaning::Absent,
        "granted" => after(writer, field, text("applied"), 200, 500),
        "effective" => after(writer, field, text("issued"), 30, 180),
        "issued" | "preview" if !is_issued(text("standard_status")) => Meaning::Absent,
        "recognised" => after(writer, field, text("delivered"), 30, 300),
        "standard_status" => {
            let draw = writer.random.random_range(0..100);
            let status = match draw {
                0..60 => "in-force",
                60..75 => "drafting",
                75..85 => "comments",
                85..93 => "coming",
                _ => "planned",
            };
            writer.term(field, status)
        }
        "deadline" => match so_far.get("dates").and_then(|dates| dates.get("from")).and_then(Value::as_str) {
            Some(from) => after(writer, field, Some(from), -20, -5),
            None => Meaning::Open,
        },
        "rd_staff" => share(writer, so_far.get("staff").and_then(Value::as_f64)).map_or(Meaning::Open, json_count),
        "rd_cost" | "own_funds" => {
            let whole = if field.code == "rd_cost" { "revenue" } else { "funds" };
            let yuan = so_far.get(whole).and_then(|money| money.get("amount")).and_then(Value::as_f64);
            match share(writer, yuan.map(|minor| minor / 100.0)) {
                Some(part) => amount((part / 1_000.0).round() * 1_000.0, &field.of_type).into(),
                None => Meaning::Open,
            }
        }
        "fee" if writer.kind.code == "event" && writer.random.random_bool(0.6) => amount(0.0, &field.of_type).into(),
        "open_licence" => Meaning::Is(json!(writer.random.random_bool(0.2))),
        _ => Meaning::Open,
    }
}

/// Standards have a day of issue from approval on; other kinds have no such status.
fn is_issued(status: Option<&str>) -> bool {
    status.is_none_or(|status| matches!(status, "in-force" | "coming" | "replaced" | "withdrawn"))
}

fn json_count(number: f64) -> Meaning {
    Meaning::Is(json!(number.round() as i64))
}

/// A fifth to a half of the whole, where it is known.
fn share(writer: &mut Writer<'_>, whole: Option<f64>) -> Option<f64> {
    whole.map(|whole| whole * writer.random.random_range(0.2..0.5))
}

/// Some days after an earlier day; nothing where that is not known.
fn after(writer: &mut Writer<'_>, field: &Field, day: Option<&str>, least: i32, most: i32) -> Meaning {
    let day = day.and_then(|day| day.parse::<Date>().ok());
    let days = writer.random.random_range(least..most);
    day.and_then(|day| bounded(later(day, days), &field.of_type)).into()
}

/// The track of the technology, of every fourth record with another of the direction.
fn tracks(writer: &mut Writer<'_>, field: &Field) -> Option<Value> {
    let main = writer.draft.track?;
    if !field.many {
        return Some(json!(main.code));
    }
    let mut codes = vec![main.code.as_str()];
    let others = writer.records.definitions.tracks().iter();
    let others: Vec<&str> = others
        .filter(|track| track.direction == main.direction && track.code != main.code)
        .map(|track| track.code.as_str())
        .collect();
    if field.most_values > 1 && !others.is_empty() && writer.random.random_bool(0.25) {
        codes.push(others[writer.random.random_range(0..others.len())]);
    }
    Some(json!(codes))
}

/// The city or the province; abroad the country. Whoever is not named says the province.
fn region(writer: &mut Writer<'_>) -> Option<Value> {
    let regions = writer.records.definitions.regions()?;
    let place = writer.draft.place;
    let province = format!("{}0000", &place[..2]);
    let city = (writer.draft.official || writer.random.random_bool(0.6)) && !writer.draft.anonymous;
    let wanted = if writer.draft.owner.place().is_none() && !writer.draft.official {
        writer.draft.owner.organisation.country
    } else if city {
        place
    } else {
        &province
    };
    let found = regions.term(wanted).or_else(|| regions.term(&province)).or(regions.terms.first());
    found.map(|term| json!(term.code))
}

/// The readiness of the figures, on whatever scale.
fn readiness(writer: &mut Writer<'_>, code: &str, scale: Scale) -> Option<Value> {
    let level = writer.figures.readiness?;
    let level = match (code, scale) {
        ("target_readiness", _) => level + 2,
        ("readiness_accepted", _) => level.clamp(3, 5),
        (_, Scale::Mrl) => level + writer.random.random_range(-1..2),
        (_, Scale::Qingdao) => level * 13 / 9,
        _ => level,
    };
    Some(json!(level.clamp(1, scale.levels())))
}
