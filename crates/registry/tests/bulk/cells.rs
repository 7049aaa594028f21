//! Cells as people write them.

use super::*;

/// The plan of a table of one row, told as `column: what is wrong`.
fn row(headings: &[&str], cells: &[&str]) -> (Content, Vec<String>) {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(headings).unwrap();
    writer.write_record(cells).unwrap();
    let definitions = sample::definitions();
    let kind = definitions.kind("sample").unwrap();
    let plan = plan(kind, &definitions, &writer.into_inner().unwrap(), &BTreeMap::new());
    let said = |problem: &RowProblem| match problem {
        RowProblem::Cell { column, found, what } => {
            format!("{column}: {} {found}", serde_json::to_value(what).unwrap()["code"].as_str().unwrap())
        }
        RowProblem::Content { column, what } => {
            let code = serde_json::to_value(&what.what).unwrap();
            format!("{}: {} at {}", column.as_deref().unwrap_or("-"), code["code"].as_str().unwrap(), what.path)
        }
        other => format!("{other:?}"),
    };
    let row = plan.rows.into_iter().next().unwrap();
    assert_eq!(row.step == Step::Refuse, !row.problems.is_empty());
    (row.content, row.problems.iter().map(said).collect())
}

#[test]
fn cells_are_read_by_the_type_of_their_field() {
    for (heading, cell, expected) in [
        ("name.zh", " 灵巧手 ", json!({"name": {"zh": "灵巧手"}})),
        ("名称（中文）", "灵巧手", json!({"name": {"zh": "灵巧手"}})),
        ("NAME (English)", "Hand", json!({"name": {"en": "Hand"}})),
        ("名称", "灵巧手", json!({"name": {"zh": "灵巧手"}})),
        ("Name*", "Hand", json!({"name": {"en": "Hand"}})),
        ("words", "a；b", json!({"words": ["a", "b"]})),
        ("words", r"a\;b", json!({"words": ["a;b"]})),
        ("重量", "12.5", json!({"weight": 12.5})),
        ("Weight (kg)", "12.5 kg", json!({"weight": 12.5})),
        ("weight", "１２", json!({"weight": 12})),
        ("price", "1.5", json!({"price": {"amount": 1_500_000, "currency": "CNY"}})),
        ("价格（万元）", "1,000", json!({"price": {"amount": 1_000_000_000, "currency": "CNY"}})),
        ("price", "300元", json!({"price": {"amount": 30_000, "currency": "CNY"}})),
        ("日期", "2026年1月31日", json!({"day": "2026-01-31"})),
        ("day", "2026/1/31", json!({"day": "2026-01-31"})),
        ("day", "46053", json!({"day": "2026-01-31"})),
        ("term.from", "2026年", json!({"term": {"from": "2026"}})),
        ("期限（止）", "2026/3", json!({"term": {"to": "2026-03"}})),
        ("grade", "一等", json!({"grade": "a"})),
        ("grade", " FIRST ", json!({"grade": "a"})),
        ("grade", "old", json!({"grade": "old"})),
        ("grade", "Old", json!({"grade": "new"})),
        ("level", "TRL 6", json!({"level": 6})),
        ("level", "6级", json!({"level": 6})),
        ("赛道", "核聚变", json!({"track": "fusion"})),
        ("region", "北京市；宿州市", json!({"region": ["110000", "341300"]})),
        ("person.telephone", "'+86 10", json!({"person": {"telephone": "+86 10"}})),
        ("开放", "是", json!({"open": true})),
        ("open", "No", json!({"open": false})),
        ("field.id", "X-1", json!({"id": "X-1"})),
        ("Number", "X-1", json!({"id": "X-1"})),
        ("box.colour", "red", json!({"box": {"colour": "red"}})),
        ("包装：颜色", "红", json!({"box": {"colour": "红"}})),
        ("services.2.title", "x", json!({"services": [{"title": "x"}]})),
        ("服务 2：标题", "x", json!({"services": [{"title": "x"}]})),
        ("Services 1: 3D note", "x", json!({"services": [{"note": {"en": "x"}}]})),
        ("name.en", "'=1+1", json!({"name": {"en": "=1+1"}})),
    ] {
        let (content, problems) = row(&[heading, "words"], &[cell, ""]);
        let ended = problems == ["grade: not-a-term at grade"] && cell == "old";
        assert!(problems.is_empty() || ended, "{heading} {cell}: {problems:?}");
        assert_eq!(Value::Object(content), expected, "{heading} {cell}");
    }
}

#[test]
fn parts_of_many_values_go_together() {
    let (content, problems) = row(
        &["sizes", "sizes.minus", "box.marks.zh", "box.marks.en", "people.name", "people.email"],
        &["1;2.5", ";0.5", "甲；；丙", "A;B", "王;李", ";l@example.cn"],
    );
    assert_eq!(problems, [""; 0]);
    let expected = json!({
        "sizes": [1, {"value": 2.5, "minus": 0.5}],
        "box": {"marks": [{"zh": "甲", "en": "A"}, {"en": "B"}, {"zh": "丙"}]},
        "people": [{"name": "王"}, {"name": "李", "email": "l@example.cn"}],
    });
    assert_eq!(Value::Object(content), expected);
}

#[test]
fn what_cannot_be_read_is_named_with_its_column() {
    for (heading, cell, expected) in [
        ("重量", "heavy", "重量: number heavy"),
        ("weight", "120", "weight: too-large at weight"),
        ("weight.minus", "1", "weight.minus: type at weight"),
        ("price", "面议", "price: money 面议"),
        ("price", "0.0000001", "price: part-of-minor-unit 0.0000001"),
        ("price", "-1", "price: too-small at price"),
        ("day", "1/31/2026", "day: date 1/31/2026"),
        ("day", "2019-12-31", "day: too-small at day"),
        ("term.to", "soon", "term.to: period soon"),
        ("grade", "同名", "grade: ambiguous 同名"),
        ("grade", "z", "grade: not-a-term at grade"),
        ("grade", "旧", "grade: not-a-term at grade"),
        ("region", "110000;Suzhou", "region: ambiguous Suzhou"),
        ("level", "MRL 6", "level: level MRL 6"),
        ("level", "10", "level: too-large at level"),
        ("open", "maybe", "open: yes-or-no maybe"),
        ("名称（中文）", "一二三四五六七八九十十一", "名称（中文）: too-long at name"),
        ("words", "a;b;c", "words: too-many at words"),
        ("site", "ftp://x", "site: address at site"),
        ("person.email", "nobody", "person.email: address at person"),
        ("owner", "none", "owner: not-a-term at owner"),
        ("services.3.fee", "free", "services.3.fee: money free"),
        ("Services 4: Fee", "-1", "Services 4: Fee: too-small at services/0/fee"),
        ("services.7.title", "x", ""),
    ] {
        let (_, problems) = row(&[heading, "name.en"], &[cell, "x"]);
        assert_eq!(problems.join("\n"), expected, "{heading} {cell}");
    }
    let long = "长".repeat(20_001);
    assert_eq!(row(&["name.zh"], &[&long]).1, [format!("name.zh: too-long {}", "长".repeat(60))]);
}

#[test]
fn json_lines_may_hold_texts_where_the_content_has_something_else() {
    let definitions = sample::definitions();
    let kind = definitions.kind("sample").unwrap();
    let line = json!({
        "名称": {"zh": "样品"}, "level": "TRL 6", "price": "1.5", "region": ["苏州市"], "open": "是", "day": "2026/1/31",
        "services": [{"title": "x", "fee": "20"}], "words": ["a;b"], "weight": "heavy", "colour": 1,
    });
    let plan = plan(
        kind,
        &definitions,
        format!("{line}\n\nnot json\n{{\"id\": 5, \"level\": 1}}\n").as_bytes(),
        &BTreeMap::new(),
    );
    let expected = json!({
        "name": {"zh": "样品"}, "level": 6, "price": {"amount": 1_500_000, "currency": "CNY"}, "region": ["320500"],
        "open": true, "day": "2026-01-31", "words": ["a;b"],
        "services": [{"title": "x", "fee": {"amount": 2_000, "currency": "CNY"}}],
    });
    assert_eq!(Value::Object(plan.rows[0].content.clone()), expected);
    let heavy = RowProblem::Cell { column: "weight".into(), found: "heavy".into(), what: Unread::Number };
    assert_eq!(plan.rows[0].problems, [heavy]);
    assert!(matches!(plan.rows[1].problems[..], [RowProblem::NotJson { .. }]));
    assert_eq!((plan.rows[1].number, plan.counts.refuse), (3, 3));
    assert_eq!(plan.rows[2].problems, [RowProblem::NoSuchRecord { id: "5".into() }]);
    let unknown = plan.headings.iter().find(|heading| heading.text == "colour").unwrap();
    assert_eq!(unknown.meaning, Meaning::Ignored { why: Ignored::Unknown });
}
