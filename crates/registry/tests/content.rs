//! Content against its kind: what is right is brought into one form, what is wrong is named and kept.
#![allow(clippy::unwrap_used)]

use registry::content::{Checker, Content, is_email};
use registry::definition::Definitions;
use serde_json::{Value, json};

const KIND: &str = r#"
code = "sample"
en = "Sample"
zh = "样品"
family = "product"
process = "publication"
title = "name"
summary = "name"
[[sections]]
code = "s"
en = "S"
zh = "节"
[[fields]]
code = "name"
section = "s"
type = "text"
bilingual = true
required = true
max = 10
en = "Name"
zh = "名称"
[[fields]]
code = "words"
section = "s"
type = "text"
many = true
most_values = 2
en = "Words"
zh = "词"
[[fields]]
code = "weight"
section = "s"
type = "number"
unit = "kg"
decimals = 1
least = 0
most = 100
tolerance = true
en = "Weight"
zh = "重量"
[[fields]]
code = "price"
section = "s"
type = "money"
in_units_of = 10000
en = "Price"
zh = "价格"
[[fields]]
code = "day"
section = "s"
type = "date"
least = 2020-01-01
en = "Day"
zh = "日期"
[[fields]]
code = "term"
section = "s"
type = "period"
en = "Term"
zh = "期限"
[[fields]]
code = "grade"
section = "s"
type = "choice"
vocabulary = "grades"
en = "Grade"
zh = "等级"
[[fields]]
code = "level"
section = "s"
type = "readiness"
scale = "trl"
en = "Level"
zh = "等级"
[[fields]]
code = "site"
section = "s"
type = "web"
en = "Site"
zh = "网址"
[[fields]]
code = "person"
section = "s"
type = "contact"
en = "Contact"
zh = "联系人"
[[fields]]
code = "open"
section = "s"
type = "yes_no"
en = "Open"
zh = "开放"
[[fields]]
code = "owner"
section = "s"
type = "link"
kinds = ["sample"]
en = "Owner"
zh = "所属"
[[fields]]
code = "services"
section = "s"
type = "group"
many = true
en = "Services"
zh = "服务"
[[fields.fields]]
code = "title"
type = "text"
required = true
en = "Title"
zh = "名称"
[[fields.fields]]
code = "fee"
type = "number"
en = "Fee"
zh = "费用"
"#;

const GRADES: &str = "code = \"grades\"\nen = \"Grades\"\nzh = \"等级\"\n[[terms]]\ncode = \"a\"\nen = \"A\"\nzh = \"甲\"\n[[terms]]\ncode = \"old\"\nen = \"Old\"\nzh = \"旧\"\nuntil = 2026-01-01\n";

fn check(content: &Value, complete: bool) -> (Value, Vec<String>) {
    let sources = vec![("kinds/s.toml".into(), KIND.into()), ("vocabularies/g.toml".into(), GRADES.into())];
    let definitions = Definitions::from_sources(sources).unwrap();
    let checker = Checker {
        definitions: &definitions,
        kind: definitions.kind("sample").unwrap(),
        today: "2026-11-25".parse().unwrap(),
    };
    let content: Content = content.as_object().unwrap().clone();
    let (clean, problems) = checker.check(&content, complete);
    let said = problems.iter().map(|problem| {
        let what = serde_json::to_value(&problem.what).unwrap();
        format!("{} {}", problem.path, what["code"].as_str().unwrap())
    });
    (Value::Object(clean), said.collect())
}

#[test]
fn what_is_right_is_brought_into_one_form() {
    let (clean, problems) = check(
        &json!({
            "name": {"zh": " 灵巧手 ", "en": "e\u{301}toile\u{7}"},
            "words": "one",
            "weight": {"value": 16.1, "minus": 0.5, "plus": 1},
            "price": {"amount": 120_000_000, "currency": "CNY"},
            "day": "2024-02-29",
            "term": {"from": "2024", "to": "2024-05"},
            "grade": "a",
            "level": 9,
            "site": "https://example.org/a",
            "person": {"name": "王", "email": "w@example.org"},
            "open": false,
            "owner": "0190c0ffee0190c0ffee0190c0ffee01",
            "services": [{"title": "线切割\n加工"}, {}, {"title": "x", "fee": 3}],
        }),
        true,
    );
    assert_eq!(problems, [""; 0]);
    assert_eq!(
        clean["name"],
        json!({"zh": "灵巧手", "en": "\u{e9}toile"}),
        "trimmed, composed, without control characters"
    );
    assert_eq!(clean["words"], json!(["one"]));
    assert_eq!(clean["services"], json!([{"title": "线切割 加工"}, {"title": "x", "fee": 3}]));
}

#[test]
fn what_is_wrong_is_named_and_kept() {
    for (content, expected) in [
        (json!({}), "name missing"),
        (json!({"name": "plain"}), "name type"),
        (json!({"name": {"fr": "x"}}), "name type"),
        (json!({"name": {"zh": "一二三四五六七八九十十一"}}), "name too-long"),
        (json!({"words": ["a", "b", "c"]}), "words too-many"),
        (json!({"weight": "12"}), "weight type"),
        (json!({"weight": 12.55}), "weight decimals"),
        (json!({"weight": 0.29}), "weight decimals"),
        (json!({"weight": -1}), "weight too-small"),
        (json!({"weight": {"value": 101}}), "weight too-large"),
        (json!({"weight": {"value": 1, "minus": -1}}), "weight type"),
        (json!({"price": {"amount": 1.5, "currency": "CNY"}}), "price type"),
        (json!({"price": {"amount": 1, "currency": "EUR"}}), "price type"),
        (json!({"price": {"amount": -1, "currency": "CNY"}}), "price too-small"),
        (json!({"day": "2023-02-29"}), "day type"),
        (json!({"day": "2019-12-31"}), "day too-small"),
        (json!({"term": {"from": "2024-05", "to": "2024-04-30"}}), "term reversed"),
        (json!({"term": {"from": "soon"}}), "term type"),
        (json!({"grade": "z"}), "grade not-a-term"),
        (json!({"grade": "old"}), "grade not-a-term"),
        (json!({"level": 10}), "level too-large"),
        (json!({"level": 4.5}), "level type"),
        (json!({"site": "javascript:alert(1)"}), "site address"),
        (json!({"site": "https://a b"}), "site address"),
        (json!({"person": {"email": "nobody"}}), "person address"),
        (json!({"person": {"fax": "1"}}), "person type"),
        (json!({"open": "yes"}), "open type"),
        (json!({"owner": "../../etc"}), "owner not-a-term"),
        (json!({"services": [{"fee": 1}]}), "services/0/title missing"),
        (json!({"services": ["x"]}), "services/0 type"),
        (json!({"colour": "red"}), "colour unknown"),
        (json!({"services": [{"title": "x", "colour": 1}]}), "services/0/colour unknown"),
    ] {
        let (clean, problems) = check(&content, true);
        assert!(problems.contains(&expected.to_owned()), "{content}: {problems:?} lacks {expected}");
        for (code, value) in content.as_object().unwrap() {
            let kept = if code == "words" || code == "services" { &clean[code] } else { &clean[code.as_str()] };
            assert_eq!(kept, value, "what was entered is kept");
        }
    }
}

#[test]
fn a_draft_may_be_incomplete() {
    assert_eq!(
        check(&json!({"services": [{"fee": 1}], "name": "  "}), false),
        (json!({"services": [{"fee": 1}]}), vec![])
    );
}

#[test]
fn an_address_of_email_has_its_parts() {
    for (text, is) in [
        ("a@b.cn", true),
        ("a.b+c@d-e.example", true),
        ("a@b", false),
        ("@b.cn", false),
        ("a@@b.cn", false),
        ("a b@c.cn", false),
        ("a@b.cn.", false),
        ("张@例子.中国", true),
        ("", false),
    ] {
        assert_eq!(is_email(text), is, "{text}");
    }
}
