//! Real rules: the 2026 conditions of the 专精特新 “little giant” title, with companies that stand exactly on the boundary.
#![allow(clippy::unwrap_used)]

use jiff::civil::{Date, date};
use rules::{Change, Context, Kind, Known, MOST_RULES, Pack, PackError, Quantity, Source, Value, Verdict};

const TODAY: Date = date(2026, 5, 1);

fn pack() -> Pack {
    Pack::read(include_str!("giants.toml")).unwrap()
}

fn quantity(number: &str, unit: &str) -> Quantity {
    Quantity::exactly(number.parse::<rules::Number>().unwrap(), unit)
}

fn number(number: &str, unit: &str) -> Value {
    Value::Number(quantity(number, unit))
}

/// A company that meets every condition by a hair.
fn company() -> Context {
    Context::new(TODAY)
        .field("second_tier", Value::YesNo(true))
        .field("renewal", Value::YesNo(false))
        .field("niche_years", number("36", "月"))
        .field("class_one_rights", number("4", "项"))
        .field("niche_share", number("0.1", ""))
        .field("rank", number("7", ""))
        .field("six_bases", Value::YesNo(true))
        .fact("revenue", "2025", quantity("2.205", "亿元"))
        .fact("revenue", "2024", quantity("21000", "万元"))
        .fact("revenue", "2023", quantity("20000", "万元"))
        .fact("main_revenue", "2025", quantity("198450000", "元"))
        .fact("debt", "2025", quantity("0.75", "亿元"))
        .fact("assets", "2025", quantity("1", "亿元"))
        .fact("research", "2025", quantity("661.5", "万元"))
        .fact("research", "2024", quantity("630", "万元"))
        .fact("score", "2025", quantity("60", ""))
}

#[test]
fn boundary_values_are_in() {
    let reason = pack().evaluate(&company());
    assert_eq!(reason.verdict, Verdict::Met, "{reason:#?}");
}

#[test]
fn a_hair_below_the_boundary_is_out() {
    let (pack, met) = (pack(), company());
    for (rule, worse) in [
        ("niche", met.clone().field("niche_years", number("35.99", "月"))),
        ("niche", met.clone().field("second_tier", Value::YesNo(false))),
        ("main_business", met.clone().fact("main_revenue", "2025", quantity("198449999.99", "元"))),
        ("growth", met.clone().fact("revenue", "2023", quantity("200000000.01", "元"))),
        ("debt", met.clone().fact("debt", "2025", quantity("7500.0001", "万元"))),
        ("research", met.clone().fact("research", "2025", quantity("661.4999", "万元"))),
        ("research", met.clone().fact("research", "2024", quantity("629.9999", "万元"))),
        (
            "ip",
            met.clone()
                .field("class_one_rights", number("3", "项"))
                .field("national_award", Value::Date(date(2023, 4, 30))),
        ),
        ("share", met.clone().field("niche_share", number("9.999", "%"))),
        ("score", met.clone().fact("score", "2025", quantity("59.99", ""))),
    ] {
        let reason = pack.evaluate(&worse);
        let unmet: Vec<&str> = pack
            .rules
            .iter()
            .zip(&reason.parts)
            .filter(|(_, part)| part.verdict != Verdict::Met)
            .map(|(rule, part)| {
                assert_eq!(part.verdict, Verdict::Unmet, "{}", rule.code);
                rule.code.as_str()
            })
            .collect();
        assert_eq!(unmet, [rule]);
        // More revenue lowers the share of the main business and the ratio of R&D to it: they have to follow.
        let proposal = pack.proposal(&worse);
        let expected = if rule == "growth" { 3 } else { 1 };
        assert!(proposal.suffices && proposal.changes.len() == expected, "{rule}: {proposal:?}");
    }
}

#[test]
fn other_paths_and_other_results() {
    let (pack, met) = (pack(), company());
    let mut unreported = met.clone().bound("research", Quantity::at_least(0, "万元"));
    unreported.facts.remove(&("research".into(), "2024".into()));
    for (rule, context, verdict) in [
        (
            "ip",
            met.clone()
                .field("class_one_rights", number("0", "项"))
                .field("national_award", Value::Date(date(2023, 5, 1))),
            Verdict::Met,
        ),
        ("share", met.clone().field("niche_share", number("1", "%")).field("rank", number("3", "")), Verdict::Met),
        ("growth", met.clone().field("renewal", Value::YesNo(true)), Verdict::NotApplicable),
        ("growth", met.clone().fact("revenue", "2023", quantity("0", "元")), Verdict::Unknown),
        ("field", met.clone().field("six_bases", Value::YesNo(false)), Verdict::NeedsPerson),
        ("research", unreported.clone(), Verdict::Unknown),
        ("research", unreported.clone().fact("research", "2025", quantity("661", "万元")), Verdict::Unmet),
        ("debt", met.clone().fact("assets", "2025", quantity("100", "件")), Verdict::Unknown),
    ] {
        let place = pack.rules.iter().position(|other| other.code == rule).unwrap();
        assert_eq!(pack.evaluate(&context).parts[place].verdict, verdict, "{rule}");
    }
    // Both the sum and the ratio want the missing year: one change, the greater of 538.5 and 630.
    let proposal = pack.proposal(&unreported);
    let [Change::Number { of, to, by: None, .. }] = &proposal.changes[..] else { panic!("{proposal:?}") };
    assert_eq!(*of, Source::Fact("research".into(), "2024".into()));
    assert_eq!((*to, proposal.suffices), (630.into(), true));
}

#[test]
fn the_definition_names_what_exists() {
    let units = [
        ("revenue", "万元"),
        ("main_revenue", "元"),
        ("debt", "元"),
        ("assets", "元"),
        ("research", "元"),
        ("score", ""),
    ];
    let numbers = [("niche_years", "年"), ("class_one_rights", "项"), ("niche_share", "%"), ("rank", "")];
    let mut known = Known::default();
    known.facts.extend(units.map(|(name, unit)| (name.into(), unit.into())));
    known.fields.extend(numbers.map(|(name, unit)| (name.into(), Kind::Number(unit.into()))));
    known.fields.extend(["second_tier", "renewal", "six_bases"].map(|name| (name.into(), Kind::YesNo)));
    known.fields.insert("national_award".into(), Kind::Date);
    let problems = |known: &Known| pack().rules.iter().flat_map(|rule| rule.condition.check(known)).collect::<Vec<_>>();
    assert_eq!(problems(&known), [""; 0]);

    known.facts.remove("score");
    known.facts.insert("debt".into(), "件".into());
    known.fields.insert("rank".into(), Kind::Text);
    insta::assert_snapshot!(problems(&known).join("\n"), @r#"
    amounts in 件/元 and in plain numbers do not compare
    field "rank" holds a text, not a number
    there is no fact "score"
    "#);
}

#[test]
fn the_pack_of_the_day_is_picked_and_laid_over_its_base() {
    let older =
        Pack { source: "2022".into(), valid_from: date(2022, 6, 1), valid_to: Some(date(2026, 3, 31)), ..pack() };
    let local = format!(
        "code = 'local'\nen = 'Local'\nzh = '地方'\nsource = 'S'\nvalid_from = '2025-01-01'\noverlays = 'little-giant'\n{}{}",
        "[[rules]]\ncode = 'score'\nen = 'Score'\nzh = '得分'\nsource = '1'\ncondition = { value = { fact = 'score', period = 'last-year' }, at_least = 70 }\n",
        "[[rules]]\ncode = 'place'\nen = 'Place'\nzh = '地点'\nsource = '2'\ncondition = { field = 'city', one_of = ['广州', '深圳'] }\n",
    );
    let oldest = Pack { source: "2017".into(), valid_from: date(2017, 1, 1), ..pack() };
    let packs = [oldest, pack(), older, Pack::read(&local).unwrap()];
    for (code, on, source, rules) in [
        ("little-giant", date(2026, 3, 31), Some("2022"), 10),
        ("little-giant", date(2026, 4, 1), Some(&*packs[1].source), 10),
        ("little-giant", date(2022, 5, 31), Some("2017"), 10),
        ("little-giant", date(2016, 12, 31), None, 0),
        ("local", TODAY, Some("S"), 11),
        ("local", date(2024, 12, 31), None, 0),
        ("other", TODAY, None, 0),
    ] {
        let picked = Pack::pick(&packs, code, on);
        let found = picked.as_ref().ok().map(|pack| (pack.source.as_str(), pack.rules.len()));
        assert_eq!(found, source.map(|source| (source, rules)), "{code} on {on}");
        assert!(picked.is_ok() || matches!(picked, Err(PackError::None(..))));
    }
    let local = Pack::pick(&packs, "local", TODAY).unwrap();
    assert_eq!(local.proposal(&company()).changes.len(), 2, "a higher score, and a city");
    let circle = [Pack { overlays: Some("local".into()), ..local }];
    assert!(matches!(Pack::pick(&circle, "local", TODAY), Err(PackError::Content { .. })));
}

#[test]
fn the_largest_pack_ends_soon() {
    let sum = format!("{{ fact = 'x' }}, {{ fact = 'zero' }}{}", ", { fact = 'one' }".repeat(395));
    let rule = |number: usize| {
        format!(
            "[[rules]]\ncode = '{number}'\nen = 'R'\nzh = '规'\nsource = 'S'\ncondition = {{ value = {{ product = [{sum}] }}, more_than = {number} }}\n"
        )
    };
    let head = "code = 'p'\nen = 'P'\nzh = '包'\nsource = 'S'\nvalid_from = '2026-01-01'\n";
    let text = |rules: usize| (0..rules).fold(head.to_owned(), |text, number| text + &rule(number));
    assert!(Pack::read(&text(MOST_RULES + 1)).unwrap_err().to_string().contains("201 rules"));
    let pack = Pack::read(&text(MOST_RULES)).unwrap();
    // Each rule can be met only by another number for the zero: every other one is tried in vain, or could be.
    let context =
        ["x", "one"].iter().fold(Context::new(TODAY), |context, name| context.fact(name, "", quantity("1", "")));
    let start = std::time::Instant::now();
    let proposal = pack.proposal(&context.fact("zero", "", quantity("0", "")));
    assert!(proposal.suffices && proposal.changes.len() == 1, "{:?}", proposal.changes);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
