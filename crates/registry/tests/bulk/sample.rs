//! A kind that has a field of every type, and what the embedded kinds have not: tolerances, many of what has parts, a single group, names
//! that two fields have, a field called `id`.

use jiff::civil::{Date, date};
use registry::definition::Definitions;

/// The day of the tests.
pub(crate) const TODAY: Date = date(2026, 3, 1);

const KIND: &str = r#"
code = "sample"
en = "Sample"
zh = "样品"
help = { en = "For tests.", zh = "用于测试。" }
family = "product"
process = "publication"
title = "name"
summary = "name"
sections = [{ code = "s", en = "S", zh = "节" }]
fields = [
    { section = "s", code = "name", type = "text", bilingual = true, required = true, max = 10, en = "Name", zh = "名称" },
    { section = "s", code = "words", type = "text", many = true, most_values = 2, en = "Words", zh = "词" },
    { section = "s", code = "weight", type = "number", unit = "kg", decimals = 1, least = 0, most = 100, tolerance = true, en = "Weight", zh = "重量" },
    { section = "s", code = "sizes", type = "number", decimals = 2, tolerance = true, many = true, en = "Sizes", zh = "尺寸" },
    { section = "s", code = "price", type = "money", in_units_of = 10000, en = "Price", zh = "价格" },
    { section = "s", code = "fees", type = "money", in_units_of = 3, currency = "EUR", many = true, en = "Fees", zh = "费用" },
    { section = "s", code = "day", type = "date", least = 2020-01-01, en = "Day", zh = "日期" },
    { section = "s", code = "term", type = "period", en = "Term", zh = "期限" },
    { section = "s", code = "terms", type = "period", many = true, en = "Terms", zh = "各期" },
    { section = "s", code = "grade", type = "choice", vocabulary = "grades", en = "Grade", zh = "等级" },
    { section = "s", code = "level", type = "readiness", scale = "trl", en = "Level", zh = "等级" },
    { section = "s", code = "track", type = "track", en = "Track", zh = "赛道" },
    { section = "s", code = "region", type = "region", many = true, en = "Region", zh = "地区" },
    { section = "s", code = "site", type = "web", en = "Site", zh = "网址" },
    { section = "s", code = "person", type = "contact", en = "Person", zh = "联系人" },
    { section = "s", code = "people", type = "contact", many = true, en = "People", zh = "人员" },
    { section = "s", code = "open", type = "yes_no", en = "Open", zh = "开放" },
    { section = "s", code = "owner", type = "link", kinds = ["sample"], en = "Owner", zh = "所属" },
    { section = "s", code = "id", type = "text", en = "Number", zh = "编号" },
    { section = "s", code = "box", type = "group", en = "Box", zh = "包装", fields = [
        { code = "colour", type = "text", en = "Colour", zh = "颜色" },
        { code = "marks", type = "text", many = true, bilingual = true, en = "Marks", zh = "标记" },
    ] },
    { section = "s", code = "services", type = "group", many = true, most_values = 5, en = "Services", zh = "服务", fields = [
        { code = "title", type = "text", required = true, en = "Title", zh = "标题" },
        { code = "fee", type = "money", en = "Fee", zh = "价格" },
        { code = "note", type = "text", bilingual = true, lines = true, en = "3D note", zh = "3D备注" },
    ] },
]
"#;

const GRADES: &str = r#"
code = "grades"
en = "Grades"
zh = "等级"
terms = [
    { code = "a", en = "First", zh = "一等" },
    { code = "b", en = "Second; good", zh = "二等" },
    { code = "same-1", en = "Same", zh = "同名" },
    { code = "same-2", en = "Same", zh = "同名" },
    { code = "old", en = "Old", zh = "旧", until = 2026-01-01 },
    { code = "new", en = "Old", zh = "新" },
]
"#;

const REGIONS: &str = r#"
code = "regions"
en = "Region"
zh = "地区"
terms = [
    { code = "110000", en = "Beijing", zh = "北京市" },
    { code = "320500", en = "Suzhou", zh = "苏州市" },
    { code = "341300", en = "Suzhou", zh = "宿州市" },
]
"#;

const DIRECTION: &str = r#"
code = "energy"
tracks = [{ code = "fusion", en = "Nuclear fusion", zh = "核聚变" }, { code = "hydrogen", en = "Hydrogen", zh = "氢能" }]
"#;

/// The kind, as `sample`, with its vocabularies.
pub(crate) fn definitions() -> Definitions {
    let sources = [
        ("kinds/sample.toml", KIND),
        ("vocabularies/grades.toml", GRADES),
        ("vocabularies/regions.toml", REGIONS),
        ("directions/energy.toml", DIRECTION),
    ];
    let sources = sources.into_iter().map(|(file, text)| (file.to_owned(), text.to_owned()));
    Definitions::from_sources(sources.collect()).unwrap_or_else(|error| panic!("{error}"))
}
