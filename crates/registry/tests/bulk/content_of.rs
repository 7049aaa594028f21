//! Random content that a kind accepts, driven by the types of its fields.
#![allow(dead_code, reason = "each test uses its part")]

use crate::sample::TODAY;
use jiff::civil::Date;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use registry::content::Content;
use registry::definition::{Definitions, Field, FieldType, Kind};
use serde_json::{Value, json};

/// Content with all that is required.
pub(crate) fn complete(kind: &Kind, definitions: &Definitions) -> BoxedStrategy<Content> {
    content(&kind.fields, definitions, &|field| field.required)
}

/// Content of a draft: something is there, anything may be missing.
pub(crate) fn draft(kind: &Kind, definitions: &Definitions) -> BoxedStrategy<Content> {
    content(&kind.fields, definitions, &|_| false)
}

fn content(fields: &[Field], definitions: &Definitions, needed: &dyn Fn(&Field) -> bool) -> BoxedStrategy<Content> {
    let each = fields.iter().enumerate().map(|(position, field)| {
        let one = value(field, definitions, needed);
        let all = if field.many { vec(one, 1..=field.most_values.min(4)).prop_map(Value::Array).boxed() } else { one };
        let always = position == 0 || needed(field);
        let code = field.code.clone();
        let there = if always { Just(true).boxed() } else { any::<bool>().boxed() };
        (there, all).prop_map(move |(there, value)| there.then(|| (code.clone(), value)))
    });
    each.collect::<Vec<_>>().prop_map(|all| all.into_iter().flatten().collect()).boxed()
}

fn value(field: &Field, definitions: &Definitions, needed: &dyn Fn(&Field) -> bool) -> BoxedStrategy<Value> {
    let codes = |codes: Vec<&str>| select(codes.into_iter().map(Value::from).collect::<Vec<_>>()).boxed();
    match &field.of_type {
        FieldType::Text { lines, max, bilingual } => texts(*max, *lines, *bilingual),
        FieldType::Markdown { max, bilingual } => texts(*max, true, *bilingual),
        FieldType::Number { decimals, least, most, tolerance, .. } => number(*decimals, *least, *most, *tolerance),
        FieldType::Money { currency, .. } => {
            let currency = currency.clone();
            let amount = prop_oneof![0..100_000_000i64, 0..=i64::MAX];
            amount.prop_map(move |amount| json!({"amount": amount, "currency": currency})).boxed()
        }
        FieldType::Date { least, most } => {
            let (least, most) = (least.unwrap_or(Date::MIN), most.unwrap_or(Date::MAX));
            day().prop_map(move |day| json!(day.clamp(least, most).to_string())).boxed()
        }
        FieldType::Period => period(),
        FieldType::Choice { vocabulary } => {
            let terms = definitions.vocabulary(vocabulary).unwrap().terms.iter();
            codes(
                terms
                    .filter(|term| term.until.is_none_or(|until| TODAY < until))
                    .map(|term| term.code.as_str())
                    .collect(),
            )
        }
        FieldType::Track => codes(definitions.tracks().iter().map(|track| track.code.as_str()).collect()),
        FieldType::Region => {
            codes(definitions.regions().unwrap().terms.iter().map(|term| term.code.as_str()).collect())
        }
        FieldType::Readiness(scale) => (1..=scale.levels()).prop_map(Value::from).boxed(),
        FieldType::Link { .. } | FieldType::File { .. } => {
            any::<u128>().prop_map(|id| json!(format!("{id:032x}"))).boxed()
        }
        FieldType::Web => vec(select("ab/.-=+@;；'\\#?&例".chars().collect::<Vec<_>>()), 0..20)
            .prop_map(|path| json!(format!("https://e{}", String::from_iter(path))))
            .boxed(),
        FieldType::Contact => contact(),
        FieldType::YesNo => any::<bool>().prop_map(Value::from).boxed(),
        FieldType::Group(fields) => content(fields, definitions, needed).prop_map(Value::Object).boxed(),
    }
}

/// Letters that spreadsheets, CSV, JSON and XML each have their own ideas about.
const LETTERS: &str =
    "aZ09中文é\u{301}\u{1F600};；\\\\'\"“=+-@＝,\t\n.: _x0041_|&<>/#%!{}[]~\u{200B}\u{FEFF}\u{A0}\u{2028}\u{FFFD}";

fn texts(max: usize, lines: bool, bilingual: bool) -> BoxedStrategy<Value> {
    let letters = || select(LETTERS.chars().collect::<Vec<_>>());
    let visible = letters().prop_filter("blank", |letter| !letter.is_whitespace() && *letter != '\u{301}');
    let whole = prop_oneof![
        8 => (visible, vec(letters(), 0..max.min(40))).prop_map(|(first, rest)| String::from_iter(std::iter::once(first).chain(rest))),
        1 => select(vec!["=1+1", "0012", "2026-01-31", "TRUE", "1e5", "-5", "'-5", "''@x", "1,234", "_x000D_", "id", "#N/A"])
            .prop_map(str::to_owned),
    ];
    let text = whole.prop_map(move |text| {
        let text: String = text.chars().take(max).collect();
        json!(if lines { text } else { text.replace(['\n', '\t'], " ") })
    });
    if !bilingual {
        return text.boxed();
    }
    let languages = select(vec![[true, true], [true, false], [false, true]]);
    let both = (languages, text.clone(), text).prop_map(|([zh, en], chinese, english)| {
        let all = [(zh, "zh", chinese), (en, "en", english)].into_iter().filter(|(there, ..)| *there);
        Value::Object(all.map(|(_, language, text)| (language.to_owned(), text)).collect())
    });
    both.boxed()
}

fn number(decimals: u8, least: Option<f64>, most: Option<f64>, tolerance: bool) -> BoxedStrategy<Value> {
    let scale = 10f64.powi(decimals.into());
    let limit = |limit: Option<f64>, other: f64| (limit.unwrap_or(other) * scale) as i64;
    let range = limit(least, -1e6)..=limit(most, 1e9);
    let written = move |scaled: i64| {
        if decimals == 0 { json!(scaled) } else { json!(format!("{}e-{decimals}", scaled).parse::<f64>().unwrap()) }
    };
    let plain = range.prop_map(written);
    if !tolerance {
        return plain.boxed();
    }
    let wide = || (0..1000i64).prop_map(written);
    let parts = (plain.clone(), wide(), wide(), select(vec![[true, true], [true, false], [false, true]]));
    let with = parts.prop_map(|(value, minus, plus, there)| {
        let all = [(true, "value", value), (there[0], "minus", minus), (there[1], "plus", plus)];
        Value::Object(
            all.into_iter().filter(|(there, ..)| *there).map(|(_, name, part)| (name.to_owned(), part)).collect(),
        )
    });
    prop_oneof![plain, with].boxed()
}

fn day() -> BoxedStrategy<Date> {
    (prop_oneof![4 => 1950..2100i16, 1 => 1..=9999i16], 1..=12i8, 1..=28i8)
        .prop_map(|(year, month, day)| jiff::civil::date(year, month, day))
        .boxed()
}

fn period() -> BoxedStrategy<Value> {
    let lengths = || select(vec![4usize, 7, 10]);
    (day(), day(), lengths(), lengths(), any::<Index>())
        .prop_map(|(one, other, from, to, there)| {
            let (first, last) = (one.min(other).to_string(), one.max(other).to_string());
            match there.index(3) {
                0 => json!({"from": first[..from]}),
                1 => json!({"to": last[..to]}),
                _ => json!({"from": first[..from], "to": last[..to]}),
            }
        })
        .boxed()
}

fn contact() -> BoxedStrategy<Value> {
    let telephone = select(vec!["+86 10 1234 5678", "010-12345678", "１３８", "-", "=1"]).prop_map(Value::from);
    let email = select(vec!["a@b.cn", "张@例子.中国", "=x@y.z", "a'b+c@d-e.example"]).prop_map(Value::from);
    (texts(60, false, false), telephone, email, 1..8usize)
        .prop_map(|(name, telephone, email, there)| {
            let all = [("name", name), ("telephone", telephone), ("email", email)].into_iter().enumerate();
            let there = all.filter(|(position, _)| there & (1 << position) != 0);
            Value::Object(there.map(|(_, (name, part))| (name.to_owned(), part)).collect())
        })
        .boxed()
}
