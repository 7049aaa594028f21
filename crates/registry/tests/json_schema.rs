//! The JSON Schema of a kind says what the check of content says.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use registry::content::{Checker, Content};
use registry::definition::{Definitions, Kind};
use registry::json_schema::schema;
use serde_json::{Value, json};

#[path = "bulk/content_of.rs"]
mod content_of;
#[path = "bulk/sample.rs"]
mod sample;

/// Whether a value fits a schema: the part of JSON Schema that our schemas use.
fn accepts(schema: &Value, root: &Value, value: &Value) -> bool {
    let each = |(keyword, what): (&String, &Value)| match keyword.as_str() {
        "$schema" | "$defs" | "title" | "description" | "format" | "x-names" => true,
        "$ref" => accepts(root.pointer(what.as_str().unwrap().strip_prefix('#').unwrap()).unwrap(), root, value),
        "type" => match what.as_str().unwrap() {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "number" => value.is_number(),
            "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
            other => panic!("type {other}"),
        },
        "enum" => what.as_array().unwrap().contains(value),
        "const" => what == value,
        "anyOf" => what.as_array().unwrap().iter().any(|schema| accepts(schema, root, value)),
        "minimum" => value.as_f64().is_none_or(|number| number >= what.as_f64().unwrap()),
        "maximum" => value.as_f64().is_none_or(|number| number <= what.as_f64().unwrap()),
        "minLength" => value.as_str().is_none_or(|text| text.chars().count() as u64 >= what.as_u64().unwrap()),
        "maxLength" => value.as_str().is_none_or(|text| text.chars().count() as u64 <= what.as_u64().unwrap()),
        "pattern" => {
            value.as_str().is_none_or(|text| regex::Regex::new(what.as_str().unwrap()).unwrap().is_match(text))
        }
        "items" => value.as_array().is_none_or(|all| all.iter().all(|one| accepts(what, root, one))),
        "minItems" => value.as_array().is_none_or(|all| all.len() as u64 >= what.as_u64().unwrap()),
        "maxItems" => value.as_array().is_none_or(|all| all.len() as u64 <= what.as_u64().unwrap()),
        "properties" => value.as_object().is_none_or(|fields| {
            fields.iter().all(|(code, one)| what.get(code).is_none_or(|schema| accepts(schema, root, one)))
        }),
        "additionalProperties" => value.as_object().is_none_or(|fields| {
            assert_eq!(what, false);
            fields.keys().all(|code| schema["properties"].get(code).is_some())
        }),
        "minProperties" => value.as_object().is_none_or(|fields| fields.len() as u64 >= what.as_u64().unwrap()),
        "required" => value.as_object().is_none_or(|fields| {
            what.as_array().unwrap().iter().all(|code| fields.contains_key(code.as_str().unwrap()))
        }),
        other => panic!("keyword {other}"),
    };
    schema.as_object().unwrap().iter().all(each)
}

fn checked(definitions: &Definitions, kind: &Kind, content: &Content) -> (Content, bool) {
    let (clean, problems) = Checker { definitions, kind, today: sample::TODAY }.check(content, true);
    (clean, problems.is_empty())
}

#[test]
fn what_the_check_accepts_the_schema_accepts() {
    let definitions = Definitions::embedded().unwrap();
    for kind in definitions.kinds() {
        let schema = schema(kind, &definitions, false, sample::TODAY);
        let config = Config { cases: 40, failure_persistence: None, ..Config::default() };
        let outcome = TestRunner::new(config).run(&content_of::complete(kind, &definitions), |content| {
            let (clean, right) = checked(&definitions, kind, &content);
            prop_assert!(right, "{}: {content:?}", kind.code);
            prop_assert!(accepts(&schema, &schema, &Value::Object(clean)), "{}: {content:?}", kind.code);
            Ok(())
        });
        outcome.unwrap();
    }
}

#[test]
fn what_the_check_refuses_the_schema_refuses() {
    let definitions = sample::definitions();
    let kind = definitions.kind("sample").unwrap();
    let schema = schema(kind, &definitions, true, sample::TODAY);
    let right = json!({"name": {"zh": "样品"}});
    assert!(accepts(&schema, &schema, &right));
    for (code, value) in [
        ("name", json!("plain")),
        ("name", json!({"fr": "x"})),
        ("name", json!({"zh": "一二三四五六七八九十十一"})),
        ("words", json!(["a", "b", "c"])),
        ("words", json!([1])),
        ("weight", json!("12")),
        ("weight", json!(-1)),
        ("weight", json!({"value": 101})),
        ("weight", json!({"value": 1, "minus": -1})),
        ("weight", json!({"value": 1, "more": 1})),
        ("weight", json!({"minus": 1})),
        ("price", json!(1)),
        ("price", json!({"amount": 1.5, "currency": "CNY"})),
        ("price", json!({"amount": 1, "currency": "EUR"})),
        ("price", json!({"amount": -1, "currency": "CNY"})),
        ("price", json!({"amount": 1})),
        ("day", json!("soon")),
        ("day", json!(20_260_131)),
        ("term", json!({"from": "soon"})),
        ("term", json!({"from": null, "to": 2024})),
        ("grade", json!("z")),
        ("grade", json!("old")),
        ("track", json!("no-track")),
        ("region", json!("000000")),
        ("level", json!(10)),
        ("level", json!(0)),
        ("level", json!(4.5)),
        ("site", json!("javascript:alert(1)")),
        ("site", json!("https://a b")),
        ("site", json!("https:///x")),
        ("person", json!({"email": "nobody"})),
        ("person", json!({"email": "a@b."})),
        ("person", json!({"email": "a@.b"})),
        ("person", json!({"fax": "1"})),
        ("open", json!("yes")),
        ("owner", json!("../../etc")),
        ("services", json!(["x"])),
        ("services", json!([{"fee": {"amount": 1, "currency": "CNY"}}])),
        ("services", json!([{"title": "x", "colour": 1}])),
        ("colour", json!("red")),
    ] {
        let mut content = right.as_object().unwrap().clone();
        content.insert(code.to_owned(), value.clone());
        assert!(!checked(&definitions, kind, &content).1, "the check accepts {code}: {value}");
        assert!(!accepts(&schema, &schema, &Value::Object(content)), "the schema accepts {code}: {value}");
    }
    assert!(!accepts(&schema, &schema, &json!({})), "what is required is required");
    assert!(!accepts(&schema, &schema, &json!([])), "content is an object");
}

#[test]
fn a_schema_reads_like_this() {
    let definitions = sample::definitions();
    let schema = schema(definitions.kind("sample").unwrap(), &definitions, false, sample::TODAY);
    let fields = &schema["properties"];
    insta::assert_snapshot!(fields["weight"], @r##"{"anyOf":[{"maximum":100,"minimum":0,"type":"number"},{"additionalProperties":false,"properties":{"minus":{"minimum":0,"type":"number"},"plus":{"minimum":0,"type":"number"},"value":{"maximum":100,"minimum":0,"type":"number"}},"required":["value"],"type":"object"}],"description":"Unit: kg. Decimal places: at most 1.","title":"Weight"}"##);
    insta::assert_snapshot!(fields["price"], @r##"{"description":"The amount is in hundredths of CNY.","properties":{"amount":{"maximum":9223372036854775807,"minimum":0,"type":"integer"},"currency":{"const":"CNY"}},"required":["amount","currency"],"title":"Price","type":"object"}"##);
    insta::assert_snapshot!(fields["services"]["items"]["required"], @r##"["title"]"##);
    insta::assert_snapshot!(fields["grade"], @r##"{"$ref":"#/$defs/vocabulary-grades","title":"Grade"}"##);
    insta::assert_snapshot!(schema["$defs"]["vocabulary-grades"], @r##"{"enum":["a","b","same-1","same-2","new"],"title":"Grades","type":"string","x-names":{"a":"First","b":"Second; good","new":"Old","same-1":"Same","same-2":"Same"}}"##);
}
