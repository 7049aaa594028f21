//! The language: what is read, what is refused and where, what each condition finds and proposes.
#![allow(clippy::unwrap_used)]

use jiff::civil::date;
use rules::{Change, Condition, Context, MOST_DEPTH, MOST_NODES, Quantity, Reason, Value, Verdict};
use std::collections::BTreeSet;

#[derive(serde::Deserialize)]
struct File {
    condition: Condition,
}

fn read(condition: &str) -> Result<Condition, String> {
    toml::from_str::<File>(&format!("condition = {condition}"))
        .map(|file| file.condition)
        .map_err(|error| error.to_string())
}

fn context() -> Context {
    let mut context = Context::new(date(2026, 5, 1))
        .role("owner")
        .field("kind", Value::Text("offer".into()))
        .field("tags", Value::List(vec![Value::Text("ai".into()), Value::Text("robot".into())]))
        .field("empty", Value::Text(" ".into()))
        .field("open", Value::YesNo(true))
        .field("level", Value::Number(Quantity::exactly(6, "")))
        .field("deadline", Value::Date(date(2026, 5, 1)))
        .fact("staff", "", Quantity::exactly(40, "人"))
        .fact("revenue", "2025", Quantity::exactly(2000, "万元"))
        .fact("revenue", "2024", Quantity::between(10, 20, "百万元"))
        .bound("revenue", Quantity::at_least(0, "元"));
    context.missing = Some(BTreeSet::from(["title".to_owned(), "region".to_owned()]));
    context
}

fn verdict(condition: &str) -> Verdict {
    read(condition).unwrap().evaluate(&context()).verdict
}

#[test]
fn every_condition() {
    use Verdict::*;
    for (condition, expected) in [
        ("{ field = 'kind', present = true }", Met),
        ("{ field = 'empty', present = true }", Unmet),
        ("{ field = 'none', present = false }", Met),
        ("{ field = 'kind', is = 'offer' }", Met),
        ("{ field = 'kind', one_of = ['need', 'case'] }", Unmet),
        ("{ field = 'none', is = 'offer' }", Unknown),
        ("{ field = 'kind', is = 3 }", Unknown),
        ("{ field = 'tags', is = 'robot' }", Met),
        ("{ field = 'tags', one_of = ['chip'] }", Unmet),
        ("{ field = 'open', is = false }", Unmet),
        ("{ field = 'level', one_of = [5, 6] }", Met),
        ("{ role = ['curator', 'owner'] }", Met),
        ("{ role = ['curator'] }", Unmet),
        ("{ date = 'today', not_after = { field = 'deadline' } }", Met),
        ("{ date = 'today', not_before = '2026-05-02' }", Unmet),
        ("{ date = { field = 'deadline' }, not_before = '2026-05-01', not_after = '2026-05-01' }", Met),
        ("{ date = { field = 'none' }, within_days = 3 }", Unknown),
        ("{ date = '2026-04-28', within_days = 3 }", Met),
        ("{ date = '2026-04-27', within_days = 3 }", Unmet),
        ("{ date = '2026-05-02', within_days = 3 }", Unmet),
        ("{ complete = true }", Unmet),
        ("{ complete = false }", Met),
        ("{ person = { en = 'New?', zh = '新？' } }", NeedsPerson),
        ("{ when = { role = ['guest'] }, then = { complete = true } }", NotApplicable),
        ("{ value = { field = 'level' }, more_than = 6 }", Unmet),
        ("{ value = { field = 'kind' }, more_than = 6 }", Unknown),
        ("{ value = { fact = 'revenue', period = '2025' }, at_least = 0.2, unit = '亿元' }", Met),
        ("{ value = { fact = 'revenue', period = '2025' }, at_least = 5 }", Unknown),
        (
            "{ value = { fact = 'revenue', period = 'last-year' }, more_than = 1000, less_than = 2000, unit = '万元' }",
            Unmet,
        ),
        ("{ value = { fact = 'revenue', period = 'year-before-last' }, at_least = 1000, unit = '万元' }", Met),
        ("{ value = { fact = 'revenue', period = 'year-before-last' }, more_than = 1000, unit = '万元' }", Unknown),
        ("{ value = { fact = 'revenue', period = 'this-year' }, at_least = 0, unit = '万元' }", Met),
        (
            "{ value = { ratio = [{ fact = 'revenue', period = '2025' }, { fact = 'staff' }] }, at_least = 50, unit = '万元/人' }",
            Met,
        ),
        ("{ value = { ratio = [1, { fact = 'revenue', period = '2023' }] }, at_least = 0 }", Unknown),
        ("{ value = { product = [0, { ratio = [1, { difference = [2, 2] }] }] }, at_most = 0 }", Unknown),
        ("{ value = { growth = [1, 1.15] }, at_least = 15, at_most = 15, unit = '%' }", Met),
        (
            "{ value = { mean = [{ number = 1, unit = '年' }, { number = 6, unit = '月' }] }, at_most = 9, unit = '月' }",
            Met,
        ),
        (
            "{ value = { sum = [{ number = 1, unit = '年' }, { number = 6, unit = '天' }] }, at_most = 9, unit = '月' }",
            Unknown,
        ),
        ("{ value = { greatest = [1, { least = [5, 3] }] }, at_least = 3, at_most = 3 }", Met),
    ] {
        assert_eq!(verdict(condition), expected, "{condition}");
    }
}

#[test]
fn what_is_wrong_is_refused_where_it_stands() {
    for (condition, message) in [
        ("{ fields = 'x' }", "unknown field `fields`"),
        ("{ }", "a condition needs one of"),
        ("{ all = [] }", "the list is empty"),
        ("{ all = [{ role = ['a'] }], any = [{ role = ['a'] }] }", "other keys stand beside `all`"),
        ("{ when = { role = ['a'] } }", "`when` needs `then`"),
        ("{ field = 'x' }", "`field` needs one of"),
        ("{ field = 'x', is = 1, present = true }", "`field` needs one of"),
        ("{ field = 'x', is = [1] }", "a text, a number, or true or false"),
        ("{ value = 1 }", "`value` needs"),
        ("{ value = 1, at_least = 1, more_than = 1 }", "two limits on one side"),
        ("{ value = 1, at_least = 2, at_most = 1 }", "no number lies between"),
        ("{ value = 1, at_least = nan }", "not a decimal number"),
        ("{ value = { sum = [] }, at_least = 1 }", "an empty list has no amount"),
        ("{ value = { sum = [1], mean = [1] }, at_least = 1 }", "an amount is one of"),
        ("{ value = { ratio = [1] }, at_least = 1 }", "invalid length 1"),
        ("{ value = { fact = 'x', period = 'last-yaer' }, at_least = 1 }", "year-before-last"),
        ("{ date = 'tomorrow', not_after = 'today' }", "a day such as"),
        ("{ date = 'today' }", "`date` needs"),
        ("{ complete = true, role = ['a'] }", "other keys stand beside"),
    ] {
        let error = read(condition).unwrap_err();
        assert!(error.contains(message), "{condition}: {error}");
    }
    // The place is that of the innermost table that is wrong.
    let error = toml::from_str::<File>("[condition]\nall = [\n  { role = ['a'] },\n  { not = { field = 'x' } },\n]")
        .err()
        .unwrap();
    insta::assert_snapshot!(error, @"
    TOML parse error at line 4, column 11
      |
    4 |   { not = { field = 'x' } },
      |           ^^^^^^^^^^^^^^^
    `field` needs one of `present`, `is`, `one_of`
    ");
}

#[test]
fn depth_and_size_have_limits() {
    let nested =
        |depth: usize| format!("{}{{ complete = true }}{}", "{ not = ".repeat(depth - 1), " }".repeat(depth - 1));
    assert!(read(&nested(MOST_DEPTH)).is_ok());
    assert!(read(&nested(MOST_DEPTH + 1)).unwrap_err().contains("line 1, column"));
    assert!(read(&nested(5000)).is_err());
    let wide = |nodes: usize| format!("{{ all = [{}] }}", "{ complete = true },".repeat(nodes - 1));
    assert!(read(&wide(MOST_NODES)).is_ok());
    assert!(read(&wide(MOST_NODES + 1)).unwrap_err().contains("401 parts"));
    let sum = |depth: usize| {
        format!("{{ value = {}1{}, at_least = 1 }}", "{ sum = [".repeat(depth - 2), "] }".repeat(depth - 2))
    };
    assert!(read(&sum(MOST_DEPTH)).is_ok());
    assert!(read(&sum(MOST_DEPTH + 1)).is_err());
}

/// One line for each node.
fn lines(reason: &Reason, indent: usize, text: &mut String) {
    let label = reason.label.as_ref().map_or("", |label| &label.en);
    let line =
        format!("{:indent$}{} {:?} {label} [{}] {}", "", reason.test, reason.verdict, reason.found, reason.wanted);
    *text += &format!("{}\n", line.trim_end());
    for problem in &reason.problems {
        *text += &format!("{:indent$}  ! {problem}\n", "");
    }
    reason.parts.iter().for_each(|part| lines(part, indent + 2, text));
}

#[test]
fn reasons_tell_what_was_found_and_wanted() {
    let condition = read(
        "{ all = [
            { any = [{ role = ['curator', 'reviewer'] }, { field = 'tags', is = 'ai' }] },
            { value = { sum = [{ fact = 'revenue', period = '2024' }, { fact = 'revenue', period = '2023' }] }, at_least = 500, unit = '万元', label = { en = 'Two years', zh = '两年' } },
            { value = { ratio = [{ fact = 'revenue', period = '2025' }, { fact = 'cost' }] }, less_than = 3 },
            { not = { date = { field = 'deadline' }, not_before = '2026-01-01' } },
            { value = { sum = [{ fact = 'staff' }, 1] }, at_least = 2, unit = '人' },
            { person = { en = 'Is it new?', zh = '是否新颖？' } },
        ] }",
    );
    let mut text = String::new();
    lines(&condition.unwrap().evaluate(&context()), 0, &mut text);
    insta::assert_snapshot!(text, @"
    all Unmet  []
      any Met  []
        role Unmet  [owner] curator | reviewer
        field Met  [ai, robot] ai
      value Met Two years [[1000, ∞) 万元] ≥ 500 万元
        ! revenue (2023) is missing
      value Unknown  [?] < 3
        ! cost is missing
        ! the divisor is zero, or could be
      not Unmet  []
        date Met  [2026-05-01] ≥ 2026-01-01
      value Unknown  [?] ≥ 2 人
        ! amounts in 人 and in plain numbers do not compare
      person NeedsPerson Is it new? []
    ");
}

/// The changes in short, and whether they suffice.
fn proposed(condition: &str) -> String {
    let proposal = read(condition).unwrap().proposal(&context());
    let short = |change: &Change| match change {
        Change::Number { of, side, to, by, unit } => {
            let by = by.map_or(String::new(), |by| format!(" by {by}"));
            format!("{of} {side} {to}{by} {unit}").trim_end().to_owned()
        }
        Change::FindOut { of } => format!("find out {of}"),
        Change::Fill { field } => format!("fill {field}"),
        Change::Clear { field } => format!("clear {field}"),
        Change::Set { field, one_of } => format!("set {field} {one_of:?}"),
        Change::Avoid { field, .. } => format!("avoid {field}"),
        Change::Date { field, not_before, not_after } => {
            let shown = |day: &Option<_>| day.map_or(String::new(), |day: jiff::civil::Date| day.to_string());
            format!("date {field} {}..{}", shown(not_before), shown(not_after))
        }
        Change::Wait { until } => format!("wait {until}"),
        Change::Role { one_of } => format!("role {}", one_of.join("/")),
        Change::Ask { question } => format!("ask {}", question.en),
    };
    let changes: Vec<String> = proposal.changes.iter().map(short).collect();
    format!("{}{}", changes.join("; "), if proposal.suffices { "" } else { " …" })
}

#[test]
fn the_smallest_change() {
    let revenue = "{ fact = 'revenue', period = '2025' }";
    for (condition, expected) in [
        ("{ complete = false }".to_owned(), ""),
        ("{ complete = true }".into(), "fill region; fill title"),
        ("{ all = [{ complete = true }, { field = 'title', is = 'X' }] }".into(), "fill region; set title [Text(\"X\")]"),
        ("{ field = 'kind', present = false }".into(), "clear kind"),
        ("{ not = { field = 'open', is = true } }".into(), "set open [YesNo(false)]"),
        ("{ not = { field = 'kind', is = 'offer' } }".into(), "avoid kind …"),
        ("{ field = 'tags', is = 'chip' }".into(), "set tags [Text(\"chip\")]"),
        ("{ role = ['curator', 'editor'] }".into(), "role curator/editor"),
        ("{ person = { en = 'New?', zh = '新？' } }".into(), "ask New? …"),
        ("{ any = [{ person = { en = 'New?', zh = '新？' } }, { complete = true }] }".into(), "fill region; fill title"),
        ("{ any = [{ complete = true }, { role = ['a'] }, { role = ['b'] }] }".into(), "role a"),
        ("{ date = 'today', not_before = '2026-06-01' }".into(), "wait 2026-06-01"),
        ("{ not = { date = 'today', not_after = '2026-06-01' } }".into(), "wait 2026-06-02"),
        ("{ date = 'today', not_after = '2026-04-01' }".into(), " …"),
        ("{ not = { date = 'today', not_after = { field = 'deadline' } } }".into(), "date deadline ..2026-04-30"),
        ("{ date = 'today', not_after = { field = 'none' } }".into(), "date none 2026-05-01.."),
        ("{ date = { field = 'none' }, within_days = 30 }".into(), "date none 2026-04-01..2026-05-01"),
        ("{ all = [{ date = { field = 'deadline' }, not_before = '2026-06-01' }, { date = { field = 'deadline' }, not_before = '2026-07-01' }] }".into(), "date deadline 2026-07-01.."),
        (format!("{{ value = {revenue}, at_least = 0.5, unit = '亿元' }}"), "revenue (2025) ≥ 0.5 by 0.3 亿元"),
        (format!("{{ not = {{ value = {revenue}, more_than = 500, unit = '万元' }} }}"), "revenue (2025) ≤ 500 by 1500 万元"),
        (format!("{{ all = [{{ value = {revenue}, at_least = 3000, unit = '万元' }}, {{ value = {revenue}, at_least = 4000, unit = '万元' }}] }}"), "revenue (2025) ≥ 4000 by 2000 万元"),
        (format!("{{ all = [{{ value = {revenue}, at_least = 3000, unit = '万元' }}, {{ value = {revenue}, at_most = 1000, unit = '万元' }}] }}"), "revenue (2025) ≥ 3000 by 1000 万元; revenue (2025) ≤ 1000 by 1000 万元 …"),
        (format!("{{ value = {{ ratio = [{{ fact = 'rd' }}, {revenue}] }}, at_least = 3, unit = '%' }}"), "rd ≥ 600000 元"),
        (format!("{{ value = {{ ratio = [{{ number = 300, unit = '万元' }}, {revenue}] }}, at_least = 20, unit = '%' }}"), "revenue (2025) ≤ 1500 by 500 万元"),
        (format!("{{ value = {{ growth = [{revenue}, {{ fact = 'revenue', period = '2026' }}] }}, more_than = 10, unit = '%' }}"), "revenue (2026) > 22000000 元"),
        (format!("{{ value = {{ difference = [1, {{ ratio = [{revenue}, {revenue}] }}] }}, at_least = 1 }}"), " …"),
        ("{ value = { product = [{ fact = 'x' }, { fact = 'y' }] }, at_least = 1 }".into(), "find out x; find out y …"),
        ("{ value = { least = [{ fact = 'staff' }, { fact = 'guests' }] }, at_least = 50, unit = '人' }".into(), "staff ≥ 50 by 10 人; guests ≥ 50 人"),
        ("{ value = { greatest = [{ fact = 'guests' }, { fact = 'staff' }] }, at_least = 50, unit = '人' }".into(), "guests ≥ 50 人"),
        ("{ value = { mean = [{ fact = 'staff' }, { number = 20, unit = '人' }] }, at_least = 50, unit = '人' }".into(), "staff ≥ 80 by 40 人"),
        ("{ value = { field = 'level' }, at_least = 7 }".into(), "level ≥ 7 by 1"),
        ("{ value = { product = [-2, { field = 'level' }] }, at_least = 10 }".into(), "level ≤ -5 by 11"),
        ("{ value = { ratio = [{ field = 'level' }, -2] }, more_than = 1 }".into(), "level < -2 by 8"),
        ("{ value = { ratio = [-12, { field = 'level' }] }, at_least = -1 }".into(), "level ≥ 12 by 6"),
        ("{ value = { difference = [1, { field = 'level' }] }, more_than = 0 }".into(), "level < 1 by 5"),
    ] {
        assert_eq!(proposed(&condition), expected, "{condition}");
    }
}
