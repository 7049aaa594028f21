//! Files: encodings, limits, headings, and plans.

use super::*;
use encoding_rs::{GB18030, UTF_16LE};
use rust_xlsxwriter::{ExcelDateTime, Workbook};

fn with_sample<T>(make: impl FnOnce(&Definitions, &Kind) -> T) -> T {
    let definitions = sample::definitions();
    make(&definitions, definitions.kind("sample").unwrap())
}

fn plan_of(bytes: &[u8], existing: &[(&str, Value)]) -> Plan {
    let existing = existing
        .iter()
        .map(|(id, content)| (id.to_string(), Existing { seen: 7, content: content.as_object().unwrap().clone() }));
    with_sample(|definitions, kind| plan(kind, definitions, bytes, &existing.collect()))
}

fn error_of(bytes: &[u8]) -> ReadError {
    with_sample(|definitions, kind| read(kind, definitions, bytes, "file", sample::TODAY).err().unwrap())
}

#[test]
fn encodings_are_recognised() {
    let text = "名称（中文）,词\r\n灵巧手,一;二\r\n";
    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), "UTF-8"),
        (format!("\u{FEFF}{text}").into_bytes(), "UTF-8"),
        (GB18030.encode(text).0.into_owned(), "gb18030"),
        ([&[0xFF, 0xFE], &utf_16[..]].concat(), UTF_16LE.name()),
        ([&[0xFE, 0xFF], &big[..]].concat(), "UTF-16BE"),
        ("名称（中文）\t词\n灵巧手\t一;二\n".into(), "UTF-8"),
        ("样品登记表,\n\n填表日期,2026-01-01\n名称（中文）,词\n灵巧手,一;二\n".into(), "UTF-8"),
    ] {
        let plan = plan_of(&bytes, &[]);
        assert_eq!(plan.encoding, Some(encoding));
        assert_eq!(
            Value::Object(plan.rows[0].content.clone()),
            json!({"name": {"zh": "灵巧手"}, "words": ["一", "二"]})
        );
    }
}

#[test]
fn files_that_cannot_be_read_are_refused() {
    let many = |rows: usize| "words\n".to_owned() + &"x\n".repeat(rows);
    for (bytes, expected) in [
        (vec![b' '; 20_000_001], ReadError::TooLarge { most: 20_000_000 }),
        (many(20_001).into_bytes(), ReadError::TooManyRows { most: 20_000 }),
        ("{\"words\": 1}\n".repeat(20_001).into_bytes(), ReadError::TooManyRows { most: 20_000 }),
        (Vec::new(), ReadError::Empty),
        (b" \r\n".to_vec(), ReadError::Empty),
        (vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1], ReadError::OldWorkbook),
        (vec![0xFF, 0xFF, 0xFF], ReadError::Encoding),
        (
            b"foo,bar\n1,2\n".to_vec(),
            ReadError::NoHeadings { known: ["name.zh", "name.en", "words", "weight"].map(str::to_owned).to_vec() },
        ),
    ] {
        assert_eq!(error_of(&bytes), expected);
    }
    assert!(matches!(error_of(b"PK\x03\x04 damaged"), ReadError::Workbook(_)));
    assert_eq!(plan_of(many(20_000).as_bytes(), &[]).rows.len(), 20_000);
}

#[test]
fn a_workbook_that_unpacks_to_too_much_is_refused() {
    let options = zip::write::SimpleFileOptions::default();
    let mut one = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    one.start_file("xl/sharedStrings.xml", options).unwrap();
    std::io::Write::write_all(&mut one, &vec![b' '; 4_000_000]).unwrap();
    let mut one = zip::ZipArchive::new(one.finish().unwrap()).unwrap();
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for number in 0..51 {
        writer.raw_copy_file_rename(one.by_index(0).unwrap(), format!("xl/strings{number}.xml")).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert!(bytes.len() < 1_000_000);
    assert_eq!(error_of(&bytes), ReadError::TooLarge { most: 200_000_000 });
}

#[test]
fn a_cell_in_the_last_corner_costs_nothing() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "words").unwrap();
    sheet.write_string(1, 0, "x").unwrap();
    sheet.write_string(1_048_575, 16_383, "far").unwrap();
    let plan = plan_of(&workbook.save_to_buffer().unwrap(), &[]);
    assert_eq!(plan.rows.len(), 1);
    assert_eq!(plan.counts.create, 1);
}

#[test]
fn workbooks_of_others_are_read() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write_string(0, 0, "about this file").unwrap();
    let sheet = workbook.add_worksheet();
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy/m/d");
    sheet.write_string(0, 0, "Samples of 2026").unwrap();
    for (column, heading) in (0..).zip(["名称（中文）", "日期", "重量", "价格（万元）", "开放", "level", "编号"])
    {
        sheet.write_string(2, column, heading).unwrap();
    }
    sheet.write_string(3, 0, "灵巧手").unwrap();
    sheet.write_datetime_with_format(3, 1, ExcelDateTime::from_ymd(2026, 1, 31).unwrap(), &day).unwrap();
    sheet.write_number(3, 2, 12.5).unwrap();
    sheet.write_number(3, 3, 0.1 + 0.2).unwrap();
    sheet.write_boolean(3, 4, true).unwrap();
    sheet.write_number(3, 5, 6).unwrap();
    sheet.write_number(3, 6, 20_260_001).unwrap();
    sheet.write_formula(4, 2, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    let plan = plan_of(&workbook.save_to_buffer().unwrap(), &[]);
    assert_eq!(plan.rows[0].number, 4);
    assert_eq!(
        Value::Object(plan.rows[0].content.clone()),
        json!({
            "name": {"zh": "灵巧手"}, "day": "2026-01-31", "weight": 12.5, "open": true, "level": 6, "id": "20260001",
            "price": {"amount": 300_000, "currency": "CNY"},
        })
    );
    let fault = RowProblem::Cell { column: "重量".into(), found: "#DIV/0!".into(), what: Unread::Fault };
    assert_eq!(plan.rows[1].problems, [fault]);
}

#[test]
fn headings_say_what_they_were_taken_for() {
    let plan = plan_of("等级,name,名称（英文）,name.en,remarks,\nx,a,b,c,d,e\n".as_bytes(), &[]);
    let meanings: Vec<&Meaning> = plan.headings.iter().map(|heading| &heading.meaning).collect();
    let twice = |first: &str| Meaning::Ignored { why: Ignored::Twice { first: first.to_owned() } };
    assert_eq!(
        meanings,
        [
            &Meaning::Ignored { why: Ignored::Ambiguous { keys: vec!["grade".into(), "level".into()] } },
            &twice("名称（英文）"),
            &Meaning::Column { key: "name.en".into() },
            &twice("名称（英文）"),
            &Meaning::Ignored { why: Ignored::Unknown },
        ]
    );
    assert_eq!(Value::Object(plan.rows[0].content.clone()), json!({"name": {"en": "b"}}));
    assert_eq!(plan.rows[0].warnings, [Warning::Beyond { found: "e".into() }]);
}

#[test]
fn a_plan_says_row_by_row_what_it_would_do() {
    let one = json!({"name": {"zh": "甲", "en": "A"}, "grade": "old", "level": 3, "unknown": 1});
    let two = json!({"name": {"zh": "乙"}});
    let text = "id,name.zh,level,grade\n\
        1,甲,4,旧\n\
        2,乙,,\n\
        ,丙,,\n\
        9,丁,,\n\
        1,甲,5,\n\
        ,\"丙 。\",,\n\
        ,,,\n\
        ,,2,\n";
    let plan = plan_of(text.as_bytes(), &[("1", one), ("2", two)]);
    let said = |row: &registry::bulk::RowPlan| {
        let mut row = serde_json::to_value(row).unwrap();
        row.as_object_mut().unwrap().retain(|key, value| key != "content" && value != &json!([]));
        row.to_string()
    };
    insta::assert_snapshot!(plan.rows.iter().map(said).collect::<Vec<_>>().join("\n"), @r#"
    {"changes":[{"after":4,"before":3,"field":"level"}],"id":"1","number":2,"seen":7,"step":"revise"}
    {"id":"2","number":3,"step":"unchanged"}
    {"id":null,"number":4,"step":"create"}
    {"id":"9","number":5,"problems":[{"id":"9","problem":"no-such-record"}],"step":"refuse"}
    {"id":"1","number":6,"problems":[{"problem":"same-record","row":2}],"step":"refuse","warnings":[{"row":2,"warning":"duplicate"}]}
    {"id":null,"number":7,"step":"create","warnings":[{"row":4,"warning":"duplicate"}]}
    {"id":null,"number":9,"step":"create","warnings":[{"path":"name","warning":"incomplete"}]}
    "#);
    assert_eq!(
        Value::Object(plan.rows[0].content.clone()),
        json!({"name": {"zh": "甲", "en": "A"}, "grade": "old", "level": 4, "unknown": 1}),
        "what the file does not speak of stays"
    );
    assert_eq!(plan.to_apply().map(|row| row.number).collect::<Vec<_>>(), [2, 4, 7, 9]);
}

#[test]
fn an_empty_cell_takes_a_value_out_and_a_missing_column_does_not() {
    let before = json!({
        "name": {"zh": "甲", "en": "A"}, "level": 3, "words": ["a"],
        "services": [{"title": "x", "fee": {"amount": 1, "currency": "CNY"}}, {"title": "y"}],
    });
    for (text, expected) in [
        ("id,level\n1,\n", json!({"level": null})),
        ("id,name.en\n1,\n", json!({"name": {"zh": "甲"}})),
        ("id,name\n1,B\n", json!({"name": {"zh": "甲", "en": "B"}})),
        (
            "id,services.1.fee\n1,2\n",
            json!({"services": [{"title": "x", "fee": {"amount": 200, "currency": "CNY"}}, {"title": "y"}]}),
        ),
        ("id,services.2.title\n1,\n", json!({"services": [{"title": "x", "fee": {"amount": 1, "currency": "CNY"}}]})),
        ("{\"id\": \"1\", \"words\": null}", json!({"words": null})),
        ("{\"id\": \"1\", \"name\": {\"en\": \"B\"}}", json!({"name": {"en": "B"}})),
    ] {
        let mut after = before.as_object().unwrap().clone();
        after.extend(expected.as_object().unwrap().clone());
        after.retain(|_, value| !value.is_null());
        let plan = plan_of(text.as_bytes(), &[("1", before.clone())]);
        assert_eq!(plan.rows[0].content, after, "{text}");
        assert!(matches!(&plan.rows[0].step, Step::Revise { seen: 7, changes } if changes.len() == 1), "{text}");
    }
}

#[test]
fn a_fingerprint_is_of_what_would_be_done() {
    let fingerprint = |text: &str, existing: &[(&str, Value)]| plan_of(text.as_bytes(), existing).fingerprint;
    let first = fingerprint("id,name.zh,level\n1,甲,4\n", &[("1", json!({"level": 3}))]);
    assert_eq!(first.len(), 64);
    assert_eq!(first, fingerprint("Record ID\t名称（中文）\tlevel\n1\t甲\tTRL 4\n", &[("1", json!({"level": 3}))]));
    assert_ne!(first, fingerprint("id,name.zh,level\n1,甲,5\n", &[("1", json!({"level": 3}))]));
    assert_ne!(first, fingerprint("id,name.zh,level\n1,甲,4\n", &[("1", json!({"level": 4}))]));
    assert_ne!(first, fingerprint("id,name.zh,level\n1,甲,4\n", &[]));
}

#[test]
fn what_a_spreadsheet_would_run_is_written_as_text() {
    let content = json!({"name": {"en": "=1+1"}, "person": {"telephone": "+86"}, "words": ["-1", "@x"]});
    let rows = [("@id".to_owned(), content.as_object().unwrap().clone())];
    let bytes = with_sample(|definitions, kind| write(kind, definitions, rows, Format::Csv, false).unwrap());
    let text = String::from_utf8(bytes).unwrap();
    let row = text.lines().nth(1).unwrap();
    assert!(row.split(',').all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{row}");
    for cell in ["'@id", "'=1+1", "'+86", "'-1;@x"] {
        assert!(row.split(',').any(|other| other == cell), "{row}");
    }
}

#[test]
fn what_would_not_be_read_again_is_not_written() {
    let content = json!({"id": "x".repeat(20_001)});
    let rows = [(String::new(), content.as_object().unwrap().clone())];
    let error = with_sample(|definitions, kind| write(kind, definitions, rows, Format::Csv, false).unwrap_err());
    assert_eq!(error.to_string(), "field.id of row 1 has more than 20000 characters; choose JSON lines");
}
