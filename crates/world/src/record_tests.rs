//! Two thousand records, as a whole.

use crate::record_plan::{NEEDS, OFFERS};
use crate::{Records, World, WorldOptions, WorldRecord, records};
use jiff::civil::date;
use registry::content::{Checker, is_email};
use registry::definition::{Definitions, Field, FieldType};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static WRITTEN: LazyLock<Written> = LazyLock::new(|| {
    let world = World::new(&WorldOptions::default());
    let definitions = Definitions::embedded().expect("the definitions are right");
    let records = records(&world, &definitions, 2_000).collect();
    Written { world, definitions, records }
});

struct Written {
    world: World,
    definitions: Definitions,
    records: Vec<WorldRecord>,
}

#[test]
fn published_records_have_no_problems_and_links_lead_back_to_published_records_of_the_right_kinds() {
    let (definitions, written) = (&WRITTEN.definitions, &WRITTEN.records);
    for record in written {
        let kind = definitions.kind(&record.kind).expect("a kind");
        let checker = Checker { definitions, kind, today: date(2026, 10, 1) };
        let complete = record.state != "draft";
        let (clean, problems) = checker.check(&record.content, complete);
        assert!(problems.is_empty(), "{}: {problems:?}\n{:#?}", record.kind, record.content);
        assert_eq!(clean, record.content, "{}: not in its one form", record.kind);
        for link in &record.links {
            assert!(link.number < record.number && written[link.number].state == "published");
            let code = link.at.split('/').nth(1).expect("a field");
            let FieldType::Link { kinds } = &kind.field(code).expect("a field").of_type else { panic!("{link:?}") };
            assert!(kinds.contains(&written[link.number].kind), "{} {link:?}", record.kind);
        }
        let kept = record.content_with(|link| Some(format!("{:032x}", link.number)), |_| None);
        let (_, problems) = checker.check(&kept, complete);
        assert!(problems.is_empty(), "{}: {problems:?}", record.kind);
    }
}

#[test]
fn names_are_all_different_and_every_kind_and_every_optional_field_occurs() {
    let (definitions, written) = (&WRITTEN.definitions, &WRITTEN.records);
    let mut names = BTreeSet::new();
    let mut seen: BTreeMap<&str, (usize, BTreeSet<String>)> = BTreeMap::new();
    for record in written {
        let kind = definitions.kind(&record.kind).expect("a kind");
        let of_kind = seen.entry(&kind.code).or_default();
        of_kind.0 += 1;
        paths(&record.content, "", &mut of_kind.1);
        let name = &record.content[&kind.title];
        let own: BTreeSet<&str> =
            name.as_object().into_iter().flat_map(Map::values).filter_map(Value::as_str).collect();
        for name in own {
            assert!(names.insert(name.to_owned()), "there are two records {name}");
        }
    }
    assert!(names.len() > written.len());
    assert_eq!(seen.len(), definitions.kinds().len());
    for (code, (count, paths)) in seen {
        let kind = definitions.kind(code).expect("a kind");
        assert!(count >= 40, "{count} of {code}");
        for field in &kind.fields {
            assert!(paths.contains(&field.code), "{code} has no {}", field.code);
            for inner in inner(field) {
                let path = format!("{}/{}", field.code, inner.code);
                assert!(paths.contains(&path), "{code} has no {path}");
            }
        }
    }
}

fn inner(field: &Field) -> &[Field] {
    match &field.of_type {
        FieldType::Group(fields) => fields,
        _ => &[],
    }
}

fn paths(content: &Map<String, Value>, before: &str, found: &mut BTreeSet<String>) {
    for (code, value) in content {
        found.insert(format!("{before}{code}"));
        for member in value.as_array().into_iter().flatten().filter_map(Value::as_object) {
            paths(member, &format!("{before}{code}/"), found);
        }
    }
}

#[test]
fn a_record_is_the_same_in_a_list_of_any_length_and_another_with_another_seed() {
    let Written { world, definitions, records: long } = &*WRITTEN;
    let other = World::new(&WorldOptions { seed: 2, ..Default::default() });
    let (short, other) = (Records::new(world, definitions, 100), Records::new(&other, definitions, 100));
    assert_eq!((long.len(), short.len()), (2_000, 100));
    for (number, record) in short.iter().enumerate() {
        assert_eq!(record, long[number]);
    }
    assert_ne!(short.record(60).content, other.record(60).content);
}

#[test]
fn some_offers_fit_some_needs_and_what_fits_is_of_one_technology() {
    let written = &WRITTEN.records;
    let (mut needs, mut met, mut fitting) = (0, 0, 0);
    for record in written.iter().filter(|record| record.state == "published") {
        let is_need = NEEDS.contains(&record.kind.as_str());
        for &other in &record.fits {
            let other = &written[other];
            assert!(other.number < record.number && other.technology == record.technology);
            assert_eq!(other.state, "published");
            assert!(if is_need { OFFERS } else { NEEDS }.contains(&other.kind.as_str()));
            fitting += 1;
        }
        needs += usize::from(is_need);
        met += usize::from(is_need && !record.fits.is_empty());
    }
    assert!(met * 3 > needs && met * 5 < 4 * needs, "{met} of {needs} needs are met, {fitting} pairs");
}

#[test]
fn nothing_is_anybodys() {
    let written = &WRITTEN.records;
    let (mut english, mut chinese) = (0, 0);
    for record in written {
        let text = serde_json::to_string(&record.content).expect("json");
        for address in text.split("https://").skip(1) {
            let host = address.split(['/', '"']).next().expect("a host");
            assert!(host.ends_with(".example"), "{host}");
        }
        if let Some(contact) = record.content.get("contact") {
            let part = |part: &str| contact[part].as_str().expect("a text").to_owned();
            assert!(is_email(&part("email")) && part("email").ends_with(".example"), "{contact}");
            assert!(part("telephone").starts_with("000-"), "{contact}");
            assert!(part("name").contains("模拟") || part("name").contains("simulated"), "{contact}");
        }
        english += usize::from(text.contains("\"en\":"));
        chinese += usize::from(text.contains("\"zh\":"));
        assert!(!text.contains('{') || !text.contains("{s}"), "{text}");
    }
    assert!((800..1_200).contains(&english) && chinese > 1_600, "{english} {chinese}");
}

#[test]
fn a_kind_that_somebody_adds_gets_records_without_sentences_of_its_own() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("kinds")).expect("a folder");
    let fields = [
        r#"code = "name", type = "text", required = true, bilingual = true"#,
        r#"code = "about", type = "markdown", required = true, max = 40"#,
        r#"code = "reach", type = "number", required = true, decimals = 1, least = 3.5, most = 9, tolerance = true"#,
        r#"code = "cost", type = "money", required = true, currency = "EUR""#,
        r#"code = "day", type = "date", required = true, least = 2025-03-01, most = 2025-04-01"#,
        r#"code = "time", type = "period", required = true"#,
        r#"code = "mode", type = "choice", required = true, vocabulary = "transfer-mode", many = true"#,
        r#"code = "track", type = "track", required = true"#,
        r#"code = "home", type = "region", required = true"#,
        r#"code = "level", type = "readiness", required = true, scale = "qingdao""#,
        r#"code = "other", type = "link", required = true, kinds = ["enterprise"]"#,
        r#"code = "proof", type = "file", required = true, many = true"#,
        r#"code = "page", type = "web", required = true"#,
        r#"code = "who", type = "contact", required = true"#,
        r#"code = "free", type = "yes_no", required = true"#,
        r#"code = "rooms", type = "group", required = true, many = true, fields = [{ code = "seats", type = "number", en = "Seats", zh = "座位", required = true }]"#,
    ];
    let fields: String =
        fields.iter().map(|field| format!("{{ section = \"s\", en = \"X\", zh = \"某\", {field} }},\n")).collect();
    let kind = format!(
        "code = \"venue\"\nen = \"Venue\"\nzh = \"场地\"\nfamily = \"place\"\nprocess = \"publication\"\ntitle = \"name\"\nsummary = \"about\"\n\
         sections = [{{ code = \"s\", en = \"S\", zh = \"节\" }}]\nfields = [\n{fields}]\n"
    );
    std::fs::write(folder.path().join("kinds/venue.toml"), kind).expect("written");
    let definitions = Definitions::with_folder(folder.path()).expect("the definitions are right");
    let kind = definitions.kind("venue").expect("the kind");
    let venues: Vec<WorldRecord> =
        records(&WRITTEN.world, &definitions, 600).filter(|record| record.kind == "venue").collect();
    assert!(venues.len() >= 10);
    for venue in venues.iter().filter(|venue| venue.state == "published") {
        let checker = Checker { definitions: &definitions, kind, today: date(2026, 10, 1) };
        let (_, problems) = checker.check(&venue.content, true);
        assert!(problems.is_empty(), "{problems:?} {:#?}", venue.content);
    }
}
