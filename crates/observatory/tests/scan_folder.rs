//! A scan is read back as it was written, and the same contents give the same bytes.

use observatory::scan::*;
use std::fs;
use std::path::Path;

fn document(number: usize) -> DocumentRow {
    DocumentRow {
        id: format!("doi:10.1000/{number}"),
        title: format!("钙钛矿 cell {number}"),
        year: (!number.is_multiple_of(3)).then_some(2010 + number as i32 % 10),
        kind: "paper".into(),
        authors: vec!["Li, A.".into(); number % 4],
        ..DocumentRow::default()
    }
}

fn contents() -> ScanContents {
    let topic = |id: &str, level, parent: Option<&str>| TopicRow {
        topic_id: id.into(),
        level,
        parent_id: parent.map(Into::into),
        terms: vec!["perovskite".into()],
        ..TopicRow::default()
    };
    ScanContents {
        topics: vec![
            topic("a-00001", 1, None),
            topic("t-00001", 3, Some("a-00001")),
            topic("t-00002", 3, Some("a-00001")),
        ],
        memberships: (0..40)
            .flat_map(|document| {
                let strength = document as f32 / 40.0;
                [
                    Membership { document, topic: 0, level: 1, strength },
                    Membership { document, topic: 1 + document % 2, level: 3, strength },
                ]
            })
            .collect(),
        indicators: vec![IndicatorRow {
            topic_id: "t-00001".into(),
            year: 2019,
            indicator: "volume".into(),
            value: 12.0,
        }],
        forecasts: vec![ForecastRow {
            topic_id: "t-00001".into(),
            target: "sustained".into(),
            contributions: vec![Contribution { feature: "vitality".into(), value: 0.4, contribution: 0.7 }],
            ..ForecastRow::default()
        }],
        ..ScanContents::default()
    }
}

fn write(data_dir: &Path, id: &str) -> std::path::PathBuf {
    let mut writer = ScanWriter::create(data_dir, id).expect("created");
    let documents: Vec<DocumentRow> = (0..40).map(document).collect();
    writer.documents(&documents[..25]).expect("written");
    writer.documents(&documents[25..]).expect("written");
    writer.references((1..40).map(|number| (number, number - 1))).expect("written");
    writer.finish(&contents(), Manifest { scan_id: id.into(), ..Manifest::default() }).expect("finished")
}

#[test]
fn what_was_written_is_read_back() {
    let data = tempfile::tempdir().expect("a temporary folder");
    assert!(matches!(Scan::latest(data.path()), Err(ScanError::NoScan(_))));
    let id = Scan::next_id(data.path()).expect("an id");
    write(data.path(), &id);
    let scan = Scan::latest(data.path()).expect("read");
    assert_eq!(scan.contents, contents());
    assert_eq!(scan.manifest.rows["memberships"], 80);
    assert_eq!(scan.manifest.rows["document_references"], 39);
    assert_eq!(Scan::next_id(data.path()).expect("an id"), "scan-0002");

    let (page, all) = scan.documents_of("t-00002", 1, 3).expect("documents");
    assert_eq!(all, 20);
    let ids: Vec<&str> = page.iter().map(|(row, _)| row.id.as_str()).collect();
    assert_eq!(ids, ["doi:10.1000/37", "doi:10.1000/35", "doi:10.1000/33"], "strongest first");
    assert_eq!(page[0].0, document(37));

    let (found, topics) = scan.document("doi:10.1000/12").expect("read").expect("there");
    assert_eq!((found, topics), (document(12), vec![1, 0]));
    assert!(scan.document("doi:none").expect("read").is_none());
}

#[test]
fn the_same_contents_give_the_same_bytes() {
    let (one, two) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let (one, two) = (write(one.path(), "scan-0001"), write(two.path(), "scan-0001"));
    for entry in fs::read_dir(&one).expect("a folder") {
        let name = entry.expect("an entry").file_name();
        assert_eq!(fs::read(one.join(&name)).expect("a file"), fs::read(two.join(&name)).expect("a file"), "{name:?}");
    }
}

#[test]
fn an_interrupted_scan_leaves_no_scan() {
    let data = tempfile::tempdir().expect("a temporary folder");
    let mut writer = ScanWriter::create(data.path(), "scan-0001").expect("created");
    writer.documents(&[document(1)]).expect("written");
    drop(writer);
    assert!(Scan::list(data.path()).expect("listed").is_empty());
}
