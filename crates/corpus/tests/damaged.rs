//! Files as they should not be: an import says what is wrong and leaves nothing half-written.

use corpus::{Corpus, CorpusError, ImportOptions, ImportSummary};
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::Path;

struct Place {
    folder: tempfile::TempDir,
    corpus: Corpus,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let corpus = Corpus::open(folder.path()).expect("a corpus");
        Self { folder, corpus }
    }

    fn import(&self, name: &str, bytes: &[u8]) -> Result<ImportSummary, CorpusError> {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).expect("written");
        self.corpus.import(&[path], &ImportOptions::default(), |_| ())
    }

    fn titles(&self) -> Vec<String> {
        let batches = self.corpus.documents().expect("readable");
        batches.flat_map(|batch| batch.expect("readable")).map(|document| document.title).collect()
    }

    /// Files of the corpus that are neither the manifest nor the lock.
    fn files(&self) -> usize {
        let entries = fs::read_dir(self.corpus.folder()).expect("a folder");
        entries
            .filter(|entry| {
                let name = entry.as_ref().expect("an entry").file_name().to_string_lossy().into_owned();
                !["manifest.json", "lock", "quarantine"].contains(&name.as_str())
            })
            .count()
    }
}

fn line(number: usize) -> String {
    format!(
        "{{\"id\":\"x:{number}\",\"title\":\"Paper number {number}\",\"year\":2001,\"authors\":[\"A {number}\"]}}\n"
    )
}

#[test]
fn a_truncated_gzip_imports_nothing_and_says_so() {
    let place = Place::new();
    place.import("first.jsonl", line(0).as_bytes()).expect("a good file");
    let before = (place.titles(), place.files());
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    for number in 1..20_000 {
        encoder.write_all(line(number).as_bytes()).expect("written");
    }
    let whole = encoder.finish().expect("finished");
    let message = place.import("cut.jsonl.gz", &whole[..whole.len() / 2]).expect_err("it is cut").to_string();
    assert!(message.contains("cut.jsonl.gz") && message.contains("nothing was imported"), "{message}");
    assert_eq!(place.titles(), before.0);
    // The next import takes away what the broken one left behind.
    place.import("second.jsonl", line(1).as_bytes()).expect("a good file");
    assert_eq!(place.titles().len(), 2);
}

#[test]
fn bad_records_go_to_quarantine_with_line_and_reason() {
    let place = Place::new();
    let text = [line(0), "{\"title\": broken\n".into(), line(1), "{\"year\": 2001}\n".into(), line(2)].concat();
    let summary = place.import("mixed.jsonl", text.as_bytes()).expect("imported");
    assert_eq!((summary.files[0].added, summary.files[0].quarantined), (3, 2));
    let refused = fs::read_to_string(summary.quarantine.expect("a quarantine file")).expect("readable");
    let lines: Vec<serde_json::Value> = refused.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!((lines[0]["line"].as_u64(), lines[1]["line"].as_u64()), (Some(2), Some(4)));
    assert!(lines[1]["reason"].as_str().is_some_and(|reason| reason.contains("neither title nor abstract")));
}

#[test]
fn a_line_of_200_megabytes_is_refused_and_the_next_is_read() {
    let place = Place::new();
    let path = place.folder.path().join("long.jsonl");
    let mut file = fs::File::create(&path).expect("created");
    file.write_all(line(0).as_bytes()).expect("written");
    file.write_all(b"{\"title\":\"").expect("written");
    let block = vec![b'x'; 1 << 20];
    for _ in 0..200 {
        file.write_all(&block).expect("written");
    }
    file.write_all(b"\"}\n").expect("written");
    file.write_all(line(1).as_bytes()).expect("written");
    drop(file);
    let summary = place.corpus.import(&[path], &ImportOptions::default(), |_| ()).expect("imported");
    assert_eq!((summary.files[0].added, summary.files[0].quarantined), (2, 1));
    assert_eq!(place.titles(), ["Paper number 0", "Paper number 1"]);
}

#[test]
fn entities_of_an_xml_bomb_are_not_expanded() {
    let mut bomb = String::from("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a0 \"ha\">");
    for level in 1..30 {
        bomb += &format!("<!ENTITY a{level} \"&a{};&a{};&a{};&a{};\">", level - 1, level - 1, level - 1, level - 1);
    }
    bomb += "]><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><Journal><JournalIssue><PubDate><Year>2000</Year></PubDate></JournalIssue></Journal>\
             <ArticleTitle>Bomb &a29;</ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>";
    let place = Place::new();
    place.import("bomb.xml", bomb.as_bytes()).expect("imported");
    assert_eq!(place.titles(), ["Bomb"]);
}

#[test]
fn ragged_rows_are_refused_one_by_one() {
    let place = Place::new();
    let text = "title,year,authors\nGood one,2001,A\nShort\nLong,2001,A,B,C,D\nGood two,2002,B\n";
    let summary = place.import("ragged.csv", text.as_bytes()).expect("imported");
    assert_eq!((summary.files[0].added, summary.files[0].quarantined), (3, 1));
    assert!(place.titles().contains(&"Short".to_string()), "a short row lacks only its last cells");
}

#[test]
fn encodings_are_found_out() {
    let text = "id,title,year\n1,基于深度学习的钙钛矿太阳能电池效率预测方法研究,2021\n2,固态电池电解质界面的稳定性与离子传输机理,2022\n";
    let (gb, _, _) = encoding_rs::GB18030.encode(text);
    let mut utf16 = vec![0xFF, 0xFE];
    utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let mut marked = vec![0xEF, 0xBB, 0xBF];
    marked.extend(text.as_bytes());
    for (name, bytes) in [("gb.csv", gb.to_vec()), ("utf16.csv", utf16), ("bom.csv", marked)] {
        let place = Place::new();
        place.import(name, &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(place.titles()[1], "固态电池电解质界面的稳定性与离子传输机理", "{name}");
    }
}

#[test]
fn what_is_no_known_format_is_said_with_the_names_of_all() {
    let place = Place::new();
    for (name, bytes) in
        [("noise.bin", &[0u8, 159, 146, 150, 7, 7][..]), ("empty.txt", b""), ("prose.txt", b"Once upon a time.")]
    {
        let message = place.import(name, bytes).expect_err(name).to_string();
        assert!(message.contains(name) && message.contains("openalex") && message.contains("--format"), "{message}");
    }
    assert!(place.corpus.is_empty().expect("readable"));
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let place = Place::new();
    let text: String = (0..500).map(line).collect();
    place.import("a.jsonl", text.as_bytes()).expect("imported");
    let before = (place.corpus.fingerprint().expect("readable"), place.files());
    let summary = place.import("b.jsonl", text.as_bytes()).expect("imported");
    assert_eq!((summary.files[0].unchanged, summary.files[0].added), (500, 0));
    assert_eq!((place.corpus.fingerprint().expect("readable"), place.files()), before);
}

#[test]
fn duplicates_merge_by_identifier_then_by_title_year_and_author() {
    let place = Place::new();
    let text = "{\"title\":\"Very deep things\",\"year\":2001,\"authors\":[\"Li, Wei\"],\"doi\":\"10.1000/a\"}\n\
                {\"title\":\"Very Deep Things.\",\"year\":2001,\"authors\":[\"Wei Li\"],\"abstract\":\"They are deep.\"}\n\
                {\"title\":\"Other title\",\"year\":2001,\"doi\":\"https://doi.org/10.1000/A\",\"keywords\":[\"deep\"]}\n\
                {\"title\":\"Very deep things\",\"year\":1999,\"authors\":[\"Li, Wei\"]}\n";
    let summary = place.import("doubles.jsonl", text.as_bytes()).expect("imported");
    assert_eq!((summary.files[0].added, summary.files[0].merged), (2, 2));
    let batches = place.corpus.documents().expect("readable");
    let first = batches.flat_map(|batch| batch.expect("readable")).next().expect("a document");
    assert_eq!(first.abstract_text.as_deref(), Some("They are deep."));
    assert_eq!(first.keywords, ["deep"]);
}

#[test]
fn a_second_import_at_the_same_time_is_turned_away() {
    let place = Place::new();
    fs::create_dir_all(place.corpus.folder()).expect("a folder");
    let lock = fs::File::create(place.corpus.folder().join("lock")).expect("created");
    lock.lock().expect("locked");
    let message = place.import("a.jsonl", line(0).as_bytes()).expect_err("locked").to_string();
    assert!(message.contains("another import"), "{message}");
    assert!(Path::new(place.corpus.folder()).join("lock").exists());
}
