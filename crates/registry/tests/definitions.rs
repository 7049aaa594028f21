//! Definitions: those of the program are in order; mistakes are refused with file, line and reason.
#![allow(clippy::unwrap_used)]

use registry::definition::{Definitions, FieldType};

#[test]
fn the_definitions_of_the_program_are_in_order() {
    let definitions = Definitions::embedded().unwrap_or_else(|error| panic!("{error}"));
    let codes: Vec<&str> = definitions.kinds().iter().map(|kind| kind.code.as_str()).collect();
    for code in [
        "offer",
        "need",
        "product",
        "first-set",
        "scenario",
        "case",
        "standard",
        "patent",
        "enterprise",
        "institute",
        "service-institution",
        "incubator",
        "pilot-zone",
        "pilot-platform",
        "instrument",
        "dataset",
        "expert",
        "project",
        "consortium",
        "open-source",
        "policy",
        "event",
    ] {
        assert!(codes.contains(&code), "no kind {code}");
    }
    for kind in definitions.kinds() {
        let required = kind.fields.iter().filter(|field| field.required).count();
        assert!((1..=6).contains(&required), "{} has {required} required fields", kind.code);
        assert!(
            kind.sections.iter().all(|section| kind.section(&section.code).next().is_some()),
            "{}: an empty section",
            kind.code
        );
    }
    assert!(definitions.regions().is_some_and(|regions| regions.terms.len() > 60));
    for list in definitions.lists() {
        for term in &list.terms {
            for track in &term.tracks {
                assert!(definitions.track(track).is_some(), "list {}: there is no track {track}", list.code);
            }
        }
    }
}

const GOOD: &str = r#"
code = "sample"
en = "Sample"
zh = "样品"
family = "product"
process = "publication"
title = "name"
summary = "name"
facets = ["grade", "direction"]

[[sections]]
code = "basics"
en = "Basics"
zh = "基本信息"

[[fields]]
code = "name"
section = "basics"
type = "text"
en = "Name"
zh = "名称"

[[fields]]
code = "grade"
section = "basics"
type = "choice"
vocabulary = "grades"
en = "Grade"
zh = "等级"
"#;

const GRADES: &str = "code = \"grades\"\nen = \"Grades\"\nzh = \"等级\"\n[[terms]]\ncode = \"a\"\nen = \"A\"\nzh = \"甲\"\n[[terms]]\ncode = \"b\"\nen = \"B\"\nzh = \"乙\"\nuntil = 2026-01-01\n";

fn read(kind: &str) -> Result<Definitions, String> {
    let sources = vec![("kinds/sample.toml".into(), kind.into()), ("vocabularies/grades.toml".into(), GRADES.into())];
    Definitions::from_sources(sources).map_err(|error| error.to_string())
}

#[test]
fn a_kind_is_what_its_file_says() {
    let definitions = read(GOOD).unwrap();
    let kind = definitions.kind("sample").unwrap();
    assert_eq!(kind.fields.iter().map(|field| field.code.as_str()).collect::<Vec<_>>(), ["name", "grade"]);
    assert_eq!(kind.fields[0].of_type, FieldType::Text { lines: false, max: 200, bilingual: false });
    assert_eq!(definitions.facet_term(kind, "grade", "b", true).as_deref(), Some("乙"));
}

#[test]
fn mistakes_are_refused_with_their_place() {
    for (from, to, expected) in [
        ("type = \"text\"", "type = \"txt\"", "kinds/sample.toml, line 17: field name: there is no type `txt`"),
        (
            "vocabulary = \"grades\"",
            "vocabulary = \"marks\"",
            "kinds/sample.toml, line 27: field grade: there is no vocabulary `marks`",
        ),
        ("vocabulary = \"grades\"", "", "kinds/sample.toml, line 24: field grade of type choice needs `vocabulary`"),
        (
            "facets = [\"grade\"",
            "facets = [\"name\"",
            "kinds/sample.toml, line 9: facet name is no field of type choice",
        ),
        ("title = \"name\"", "title = \"grade\"", "kinds/sample.toml, line 7: title = grade names no field of text"),
        (
            "code = \"grade\"\nsection = \"basics\"",
            "code = \"grade\"\nsection = \"more\"",
            "line 25: field grade is in section more",
        ),
        ("code = \"grade\"", "code = \"Grade\"", "`Grade` is no code"),
        ("type = \"text\"", "type = \"text\"\nunit = \"kg\"", "field name: `unit` is no setting of type text"),
        ("type = \"text\"", "type = \"text\"\nbilingal = true", "unknown field `bilingal`"),
        ("zh = \"名称\"", "zh = \" \"", "field name has no name in one of the languages"),
        ("family = \"product\"", "family = \"produce\"", "unknown variant `produce`"),
    ] {
        let said = read(&GOOD.replace(from, to)).unwrap_err();
        assert!(said.contains(expected), "{from} → {to}\n said: {said}\n  not: {expected}");
    }
}

#[test]
fn an_installation_adds_and_replaces_kinds_by_files() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("kinds")).unwrap();
    std::fs::create_dir(folder.path().join("vocabularies")).unwrap();
    std::fs::write(folder.path().join("kinds/sample.toml"), GOOD).unwrap();
    std::fs::write(folder.path().join("vocabularies/grades.toml"), GRADES).unwrap();
    let before = Definitions::embedded().unwrap().kinds().len();
    let with = Definitions::with_folder(folder.path()).unwrap();
    assert_eq!((with.kinds().len(), with.kind("sample").is_some()), (before + 1, true));
    // A file of the name of one that comes with the program stands in its place.
    std::fs::write(folder.path().join("kinds/event.toml"), GOOD.replace("\"sample\"", "\"event\"")).unwrap();
    let with = Definitions::with_folder(folder.path()).unwrap();
    assert_eq!((with.kinds().len(), with.kind("event").unwrap().name.en.as_str()), (before + 1, "Sample"));
}
