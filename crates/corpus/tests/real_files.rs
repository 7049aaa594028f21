//! Every format on real exports, where they are there: `LIAOWANG_TEST_DATA` names the folder that holds them.

use corpus::{Corpus, Document, ImportOptions};
use std::path::PathBuf;

/// The folder of real data, or a note that the test was skipped.
fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("LIAOWANG_TEST_DATA").map(PathBuf::from).filter(|folder| folder.is_dir());
    if folder.is_none() {
        eprintln!("skipped: LIAOWANG_TEST_DATA names no folder with real data");
    }
    folder
}

/// What must come out of a file.
struct Expected {
    file: &'static str,
    format: &'static str,
    records: u64,
    /// Least share of documents with title and year, abstract, authors, references, and with parties.
    year: f64,
    abstracts: f64,
    authors: f64,
    references: f64,
    parties: f64,
}

const fn expect(file: &'static str, format: &'static str, records: u64, shares: [f64; 5]) -> Expected {
    let [year, abstracts, authors, references, parties] = shares;
    Expected { file, format, records, year, abstracts, authors, references, parties }
}

#[rustfmt::skip]
const FILES: &[Expected] = &[
    expect("bibliographic-exports/wos-500.txt.zst", "wos", 500, [0.99, 0.99, 0.99, 0.98, 0.9]),
    expect("bibliographic-exports/wos-savedrecs-bit-patterned-media-500.txt.zst", "wos", 500, [0.99, 0.98, 0.99, 0.99, 0.9]),
    expect("bibliographic-exports/scopus-200.csv.zst", "scopus", 200, [0.99, 0.9, 0.9, 0.0, 0.8]),
    expect("bibliographic-exports/scopus-581.csv.zst", "scopus", 581, [0.99, 0.99, 0.98, 0.3, 0.9]),
    expect("bibliographic-exports/scopus-836.ris.zst", "ris", 836, [0.99, 0.0, 0.98, 0.6, 0.0]),
    expect("bibliographic-exports/scopus-893.bib.zst", "bibtex", 893, [0.99, 0.9, 0.98, 0.0, 0.9]),
    expect("bibliographic-exports/openalex-flat-613.csv.zst", "openalex-csv", 613, [0.95, 0.2, 0.9, 0.9, 0.0]),
    expect("openalex-synergy/Nelson_2002.works.jsonl.zst", "openalex", 366, [0.99, 0.95, 0.98, 0.8, 0.7]),
    expect("openalex-synergy/original-page-Nelson_2002-works_0_25.json", "openalex-page", 25, [0.99, 0.9, 0.95, 0.7, 0.5]),
    expect("pubmed-medline-xml/pubmed21n1298-first5000.xml.zst", "pubmed", 5_000, [0.99, 0.8, 0.95, 0.2, 0.8]),
    expect("pubmed-medline-xml/pmc-oa-pone.0000217.nxml", "jats", 1, [1.0, 1.0, 1.0, 1.0, 1.0]),
    expect("acl-anthology/acl-anthology-xml-1952-2020.tar.zst", "acl", 66_030, [0.98, 0.35, 0.95, 0.0, 0.0]),
    expect("acl-anthology/papers-1952-2020.jsonl.zst", "jsonl", 66_030, [0.99, 0.35, 0.95, 0.0, 0.0]),
    expect("ml-conferences/papers-1987-2020.jsonl.zst", "jsonl", 41_042, [0.99, 0.65, 0.95, 0.0, 0.2]),
    expect("patents-drones/lens_drones_9071.csv.zst", "lens", 9_071, [0.99, 0.0, 0.8, 0.0, 0.8]),
    expect("patents-drones/lens_families_5884_raw.csv.zst", "lens", 5_884, [0.99, 0.0, 0.8, 0.0, 0.8]),
    expect("patents-drones/derwent_numbers_citations_15776.csv.zst", "derwent", 15_776, [0.99, 0.0, 0.0, 0.6, 0.0]),
    expect("patent-office-samples/epo-ops-biblio-1.xml.zst", "epo-ops", 1, [1.0, 0.0, 0.0, 0.0, 0.0]),
    expect("patent-office-samples/uspto-ppubs-biblio.json.zst", "uspto", 129, [0.99, 0.0, 0.9, 0.8, 0.8]),
    expect("patent-office-samples/uspto-ppubs-fulltext-31.json.zst", "uspto", 31, [0.99, 0.6, 0.5, 0.2, 0.5]),
    expect("patent-office-samples/uspto-odp-application.json.zst", "uspto-application", 1, [1.0, 0.0, 1.0, 0.0, 1.0]),
    expect("csl-zh/csldcp-labelled.jsonl.zst", "jsonl", 4_097, [0.0, 1.0, 0.0, 0.0, 0.0]),
    expect("gov-work-reports-zh/gov_reports_1954-2018.tsv.zst", "policy-tsv", 49, [1.0, 1.0, 0.0, 0.0, 0.0]),
];

#[test]
fn real_exports_are_recognised_and_read_whole() {
    let Some(data) = data() else { return };
    let mut wrong = Vec::new();
    for expected in FILES {
        let folder = tempfile::tempdir().expect("a folder");
        let corpus = Corpus::open(folder.path()).expect("a corpus");
        let path = data.join(expected.file);
        let summary = corpus
            .import(&[path], &ImportOptions::default(), |_| ())
            .unwrap_or_else(|error| panic!("{}: {error}", expected.file));
        let file = &summary.files[0];
        let read = (file.format.to_string(), file.records - file.skipped);
        if read != (expected.format.to_string(), expected.records) {
            wrong.push(format!("{}: read as {read:?}", expected.file));
        }
        if file.quarantined * 40 > file.records {
            wrong.push(format!("{}: {} refused", expected.file, file.quarantined));
        }
        let documents: Vec<Document> =
            corpus.documents().expect("readable").flat_map(|batch| batch.expect("readable")).collect();
        let share = |has: fn(&Document) -> bool| {
            documents.iter().filter(|document| has(document)).count() as f64 / documents.len() as f64
        };
        for (name, found, least) in [
            ("year", share(|d| d.year.is_some() && !d.title.is_empty()), expected.year),
            ("abstract", share(|d| d.abstract_text.is_some()), expected.abstracts),
            ("authors", share(|d| !d.authors.is_empty()), expected.authors),
            ("references", share(|d| !d.references.is_empty()), expected.references),
            ("parties", share(|d| !d.parties.is_empty()), expected.parties),
        ] {
            if found < least {
                wrong.push(format!("{}: {found:.3} have {name}, expected {least}", expected.file));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn patents_of_two_sources_join_by_publication_number() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let corpus = Corpus::open(folder.path()).expect("a corpus");
    let files = ["lens_drones_9071.csv.zst", "derwent_numbers_citations_15776.csv.zst"];
    let paths: Vec<PathBuf> = files.iter().map(|file| data.join("patents-drones").join(file)).collect();
    let summary = corpus.import(&paths, &ImportOptions::default(), |_| ()).expect("imported");
    assert!(summary.files[1].merged >= 6_500, "{} merged, 6,636 are known to match", summary.files[1].merged);
}
