//! Records in bulk: what is written reads back, and a file is told row by row what it would do.
#![allow(clippy::unwrap_used)]

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use registry::bulk::{
    Existing, Format, Ignored, Meaning, Plan, ReadError, RowProblem, Step, Unread, Warning, read, template, write,
};
use registry::content::{Checker, Content};
use registry::definition::{Definitions, Kind};
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[path = "bulk/cells.rs"]
mod cells;
#[path = "bulk/content_of.rs"]
mod content_of;
#[path = "bulk/files.rs"]
mod files;
#[path = "bulk/sample.rs"]
mod sample;

fn plan(kind: &Kind, definitions: &Definitions, bytes: &[u8], existing: &BTreeMap<String, Existing>) -> Plan {
    read(kind, definitions, bytes, "file", sample::TODAY).unwrap_or_else(|error| panic!("{error}")).plan(existing)
}

/// Writes and reads in every format and language, as new records, as records that are there already, and as changes.
fn check_way_back(kind: &Kind, definitions: &Definitions, contents: &[Content]) -> Result<(), TestCaseError> {
    let checker = Checker { definitions, kind, today: sample::TODAY };
    let mut clean = Vec::new();
    for content in contents {
        let (content, problems) = checker.check(content, false);
        prop_assert!(problems.is_empty(), "{:?}", problems);
        clean.push(content);
    }
    let id = |number: usize| format!("{number:032x}");
    for (format, chinese) in Format::ALL.into_iter().flat_map(|format| [(format, false), (format, true)]) {
        let new = clean.iter().map(|content| (String::new(), content.clone()));
        let bytes = write(kind, definitions, new, format, chinese).unwrap();
        let made = plan(kind, definitions, &bytes, &BTreeMap::new());
        let ignored = made.headings.iter().filter(|heading| matches!(heading.meaning, Meaning::Ignored { .. }));
        prop_assert_eq!(ignored.count(), 0);
        prop_assert_eq!(made.format, format);
        prop_assert_eq!(made.rows.len(), clean.len());
        for (row, content) in made.rows.iter().zip(&clean) {
            prop_assert_eq!(&row.problems, &[]);
            prop_assert_eq!(&row.content, content, "{:?}", format);
            prop_assert_eq!(&row.step, &Step::Create);
        }

        let named = clean.iter().enumerate().map(|(number, content)| (id(number), content.clone()));
        let bytes = write(kind, definitions, named.clone(), format, chinese).unwrap();
        let there = named.map(|(id, content)| (id, Existing { seen: 3, content })).collect();
        prop_assert_eq!(plan(kind, definitions, &bytes, &there).counts.unchanged, clean.len());

        let empty =
            (0..clean.len()).map(|number| (id(number), Existing { seen: 3, content: Content::new() })).collect();
        for (row, content) in plan(kind, definitions, &bytes, &empty).rows.iter().zip(&clean) {
            prop_assert_eq!(&row.content, content);
            let changes = match &row.step {
                Step::Revise { seen: 3, changes } => changes.len(),
                _ => 0,
            };
            prop_assert_eq!(changes, content.len());
        }
    }
    Ok(())
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

#[test]
fn what_is_written_of_every_kind_reads_back() {
    let definitions = Definitions::embedded().unwrap();
    for kind in definitions.kinds() {
        let contents = vec(content_of::draft(kind, &definitions), 1..4);
        let outcome = runner(4).run(&contents, |contents| check_way_back(kind, &definitions, &contents));
        outcome.unwrap_or_else(|error| panic!("{}: {error}", kind.code));
    }
}

#[test]
fn what_is_written_of_a_kind_with_everything_reads_back() {
    let definitions = sample::definitions();
    let kind = definitions.kind("sample").unwrap();
    let contents = vec(content_of::draft(kind, &definitions), 1..4);
    runner(50).run(&contents, |contents| check_way_back(kind, &definitions, &contents)).unwrap();
}

#[test]
fn what_is_written_over_other_content_takes_its_place() {
    let definitions = sample::definitions();
    let kind = definitions.kind("sample").unwrap();
    let checker = Checker { definitions: &definitions, kind, today: sample::TODAY };
    let two = (content_of::draft(kind, &definitions), content_of::draft(kind, &definitions));
    let outcome = runner(60).run(&two, |(before, after)| {
        let ((before, _), (mut after, _)) = (checker.check(&before, false), checker.check(&after, false));
        // Values of a group for which the file has no columns stay.
        if let Some(services) = before.get("services") {
            after.insert("services".to_owned(), services.clone());
        }
        let existing = BTreeMap::from([("x".to_owned(), Existing { seen: 1, content: before })]);
        for format in [Format::Csv, Format::Xlsx] {
            let bytes = write(kind, &definitions, [("x".to_owned(), after.clone())], format, true).unwrap();
            prop_assert_eq!(&plan(kind, &definitions, &bytes, &existing).rows[0].content, &after);
        }
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn a_template_is_understood_and_holds_no_record() {
    let embedded = Definitions::embedded().unwrap();
    let sample = sample::definitions();
    let kinds = embedded.kinds().into_iter().map(|kind| (&embedded, kind));
    for (definitions, kind) in kinds.chain(sample.kinds().into_iter().map(|kind| (&sample, kind))) {
        for (format, chinese) in Format::ALL.into_iter().flat_map(|format| [(format, false), (format, true)]) {
            let bytes = template(kind, definitions, format, chinese, sample::TODAY).unwrap();
            let plan = plan(kind, definitions, &bytes, &BTreeMap::new());
            assert!(plan.rows.is_empty(), "{}", kind.code);
            let unread = plan.headings.iter().find(|heading| matches!(heading.meaning, Meaning::Ignored { .. }));
            assert_eq!(unread, None, "{}", kind.code);
            assert!(plan.headings.len() >= kind.fields.len(), "{}", kind.code);
        }
    }
}
