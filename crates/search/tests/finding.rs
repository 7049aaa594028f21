//! What is found: languages, scripts, slips, syntax, order, counts, and questions that nobody should ask.

#![allow(clippy::unwrap_used)]

use search::{Completion, Dictionary, Document, Found, Index, IndexError, Level, Part, Query, Reader, Request, Sort};

fn sample() -> (tempfile::TempDir, Index) {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path()).unwrap();
    let document = |id: &str, kind: &str, date: i64, title: &str, text: &str, direction: &str, trl: f64| {
        let document = Document::public(id, kind).title(Level::Public, title).text(Level::Public, text);
        let document = document.facet(Level::Public, "direction", direction).number(Level::Public, "trl", trl);
        Document { date, ..document }
    };
    index
        .put(&[
            document("solar", "offer", 1, "Perovskite solar cells", "Stable tandem cells for roofs", "energy", 4.0),
            document(
                "wind",
                "offer",
                2,
                "Wind turbines",
                "Blades made of recycled fibres; not of the sun",
                "energy",
                7.0,
            ),
            document("zh", "offer", 3, "钙钛矿太阳能电池的制备", "提高电池的效率和稳定性", "energy", 5.0),
            document("need", "need", 4, "寻求卷积神经网络识别方案", "用于CNN图像识别", "information", 2.5),
            document("robot", "scenario", 5, "Surgical robots", "A robot's hand; naïve control", "health", 8.0),
            document("stop", "case", 6, "To be or not to be", "", "health", 1.0),
        ])
        .unwrap();
    index.commit().unwrap();
    (folder, index)
}

const FIELDS: &[&str] = &["direction", "trl"];

fn ask(index: &Index, text: &str) -> Found {
    let query = Query::parse(text, FIELDS).unwrap();
    index.find(&Request::new(&query, &Reader::public())).unwrap()
}

fn ids(found: &Found) -> String {
    found.hits.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn questions_find_what_they_mean() {
    let (_folder, index) = sample();
    let cases = [
        ("solar cell", "solar"),
        ("SOLAR", "solar"),
        ("ｓｏｌａｒ", "solar"),
        ("\"solar cells\"", "solar"),
        ("\"cells solar\"", ""),
        ("\"solar cell\"", ""),
        ("\"cells stable\"", ""),
        ("太阳能电池", "zh"),
        ("太陽能電池", "zh"),
        ("鈣鈦礦", "zh"),
        ("\"阳能电\"", "zh"),
        ("矿", "zh"),
        ("神经网络", "need"),
        ("卷积", "need"),
        ("cnn识别", "need"),
        ("naive", "robot"),
        ("roboot~", "robot"),
        ("rob*", "robot"),
        ("钙钛*", "zh"),
        ("to be or not to be", "stop wind"),
        ("\"not to be\"", "stop"),
        ("solar -tandem", ""),
        ("solar OR robots", "robot solar"),
        ("robots OR \"wind turbines\" direction:energy", "wind"),
        ("kind:need", "need"),
        ("direction:energy -kind:offer", ""),
        ("direction:energy -solar -钙钛矿", "wind"),
        ("kind:need kind:scenario robots", "robot"),
        ("trl:..3 kind:need", "need"),
        ("trl:7.5..", "robot"),
        ("trl:2.5..2.5", "need"),
        ("trl:100..", ""),
        ("direction:nothing", ""),
        ("zzzzz", ""),
    ];
    for (text, expected) in cases {
        let found = ask(&index, text);
        let mut sorted: Vec<&str> = found.hits.iter().map(|hit| hit.id.as_str()).collect();
        let mut wanted: Vec<&str> = expected.split_whitespace().collect();
        sorted.sort();
        wanted.sort();
        assert_eq!(sorted, wanted, "{text}");
        assert_eq!(found.counts.unwrap().total, wanted.len(), "{text}");
    }
    assert_eq!(ask(&index, "").counts.unwrap().total, 6);
}

#[test]
fn slips_are_forgiven_where_the_word_is_unknown() {
    let (_folder, index) = sample();
    let cases = [
        ("perovksite", "solar", "perovskite"),
        ("turbin", "wind", ""),
        ("turbnies", "wind", "turbines"),
        ("surgicall", "robot", "surgical"),
        ("pervosktie", "solar", "perovskite"),
        ("xyz", "", ""),
        ("solarr kind:need", "", "solar"),
        // In a description an unknown word is a rare one.
        ("we are a small firm that makes parts of turbnies", "", ""),
        ("we-are-a-small-firm-that-makes-parts-of-turbnies", "", ""),
    ];
    for (text, expected, meant) in cases {
        let found = ask(&index, text);
        assert_eq!(ids(&found), expected, "{text}");
        assert_eq!(found.corrections.first().map_or("", |correction| &correction.meant), meant, "{text}");
    }
}

#[test]
fn the_newest_have_all_words() {
    let (_folder, index) = sample();
    let ask = |text: &str| {
        let query = Query::parse(text, FIELDS).unwrap();
        let reader = Reader::public();
        let request = Request { sort: Sort::Newest, ..Request::new(&query, &reader) };
        ids(&index.find(&request).unwrap())
    };
    assert_eq!(ask(""), "stop robot need zh wind solar");
    assert_eq!(ask("direction:energy"), "zh wind solar");
    assert_eq!(ask("tandem cells"), "solar");
    assert_eq!(ask("wind cells"), "");
    assert_eq!(ask("the wind"), "wind");
}

#[test]
fn pages_groups_and_facets() {
    let (_folder, index) = sample();
    let query = Query::parse("direction:energy", FIELDS).unwrap();
    let reader = Reader::public();
    let request = Request { sort: Sort::Newest, ..Request::new(&query, &reader) };
    let page = |offset, limit| ids(&index.find(&Request { offset, limit, ..request }).unwrap());
    assert_eq!([page(0, 2), page(2, 2), page(4, 2)], ["zh wind", "solar", ""]);
    assert!(matches!(index.find(&Request { offset: 9_999, limit: 2, ..request }), Err(IndexError::TooDeep(10_000))));
    let everything = Query::default();
    let counts = index.find(&Request { query: &everything, limit: 0, ..request }).unwrap().counts.unwrap();
    let kinds: Vec<_> = counts.kinds.iter().map(|group| (group.kind.as_str(), group.documents)).collect();
    assert_eq!(kinds, [("offer", 3), ("case", 1), ("need", 1), ("scenario", 1)]);
    assert_eq!(counts.kinds[0].best.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>(), ["zh", "wind", "solar"]);
    let facets: Vec<_> = counts.facets.iter().map(|facet| (facet.term.as_str(), facet.documents)).collect();
    assert_eq!(facets, [("energy", 3), ("health", 2), ("information", 1)]);
}

#[test]
fn marks_are_ranges_of_the_text_as_written() {
    let (_folder, index) = sample();
    let marked = |text: &str, part: Part| {
        let found = ask(&index, text);
        let shown = found.hits[0].highlights.iter().find(|shown| shown.part == part).unwrap().clone();
        shown.ranges.iter().map(|range| &shown.text[range.clone()]).collect::<Vec<_>>().join("|")
    };
    assert_eq!(marked("cell", Part::Title), "cells");
    assert_eq!(marked("tandem roof", Part::Text), "tandem|roofs");
    assert_eq!(marked("太陽能電池", Part::Title), "太阳能电池");
    assert_eq!(marked("电池", Part::Text), "电池");
    assert_eq!(marked("naive", Part::Text), "naïve");
    assert_eq!(marked("\"hand naive\"", Part::Text), "hand|naïve");
    assert_eq!(marked("sur*", Part::Title), "Surgical");
}

#[test]
fn a_long_text_is_shown_where_it_matches() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path()).unwrap();
    let text = format!("{} a needle in the hay {}", "straw ".repeat(500), "straw ".repeat(500));
    index.put(&[Document::public("hay", "case").text(Level::Public, text)]).unwrap();
    index.commit().unwrap();
    let found = ask(&index, "needle");
    let shown = &found.hits[0].highlights[0];
    assert_eq!(shown.cut, [true, true]);
    assert_eq!(&shown.text[shown.ranges[0].clone()], "needle");
    assert!(shown.text.starts_with("straw ") && shown.text.chars().count() <= 240, "{}", shown.text);
}

#[test]
fn a_dictionary_carries_a_question_into_the_other_language() {
    let (_folder, index) = sample();
    assert_eq!(ids(&ask(&index, "钙钛矿")), "zh");
    index.set_dictionary(Dictionary::new([("钙钛矿", "perovskite"), ("手术机器人", "surgical robot"), ("", "x")]));
    assert_eq!(ids(&ask(&index, "钙钛矿")), "zh solar");
    assert_eq!(ids(&ask(&index, "手術機器人")), "robot");
    assert!(ids(&ask(&index, "Perovskite")).contains("zh"));
}

#[test]
fn beginnings_are_completed() {
    let (_folder, index) = sample();
    let titles = |text: &str| {
        let found = index.complete(text, 5).unwrap();
        let shown = found.into_iter().map(|completion| match completion {
            Completion::Title { id, .. } => id,
            Completion::Words(words) => format!("“{words}”"),
        });
        shown.collect::<Vec<_>>().join(" ")
    };
    let cases = [
        ("Perov", "solar “perovskite”"),
        ("perovskite  SOL", "solar “perovskite  solar”"),
        ("钙钛", "zh"),
        ("鈣", "zh"),
        ("gtk", "zh"),
        ("recy", "“recycled”"),
        ("wind recy", "“wind recycled”"),
        ("", ""),
        ("😀", ""),
    ];
    for (text, expected) in cases {
        assert_eq!(titles(text), expected, "{text}");
    }
    assert!(index.complete(&"x".repeat(100_000), 1_000).unwrap().is_empty());
    index.remove(&["solar"]).unwrap();
    index.commit().unwrap();
    assert_eq!(titles("Perov"), "");
}

#[test]
fn documents_are_replaced_and_removed() {
    let (folder, index) = sample();
    index.put(&[Document::public("solar", "offer").title(Level::Public, "Hydrogen")]).unwrap();
    index.remove(&["wind", "unknown"]).unwrap();
    index.commit().unwrap();
    assert_eq!(ids(&ask(&index, "perovskite wind hydrogen")), "solar");
    assert_eq!(index.documents(), 5);
    drop(index);
    let index = Index::open(folder.path()).unwrap();
    assert_eq!(ids(&ask(&index, "hydrogen")), "solar");
}

#[test]
fn hard_questions_are_answered() {
    let (_folder, index) = sample();
    let many: String = (0..2_000).map(|n| format!("word{n} ")).collect();
    let long = "sonnenzelle".repeat(10_000);
    let chinese = "太阳能电池".repeat(1_000);
    let questions = [
        "😀😀",
        "的 了 是",
        "the of and",
        "\"",
        "“",
        "-",
        "--a",
        "- - -",
        "a-b_c/d\\e",
        "AND NOT",
        "*",
        "~",
        "a* b~",
        "OR OR",
        "\u{0}\u{1}\u{1f}",
        "\u{202e}abc",
        "e\u{301}\u{301}\u{301}",
        "१२३ नमस्ते",
        "ｱｲｳ",
        "κόσμος",
        "𠮷野家",
        "kind:",
        ":::",
        "trl:nan..inf",
        "trl:..",
        "direction:\u{1f}",
        "~~~~~~~~",
        "\"太 阳\" -能 OR",
        &many,
        &long,
        &chinese,
    ];
    let readers = [Reader::public(), Reader::signed_in(["party-1"])];
    for text in questions {
        let query = Query::parse_leniently(text, FIELDS);
        for reader in &readers {
            for sort in [Sort::Relevance, Sort::Newest] {
                let request = Request { sort, ..Request::new(&query, reader) };
                let short: String = text.chars().take(40).collect();
                index.find(&request).unwrap_or_else(|error| panic!("{short}: {error}"));
                index.find(&Request { counts: false, ..request }).unwrap_or_else(|error| panic!("{short}: {error}"));
            }
        }
        index.complete(text, 10).unwrap();
    }
}

#[test]
fn documents_beyond_a_limit_are_refused() {
    let (_folder, index) = sample();
    let refused = |document: Document| matches!(index.put(&[document]), Err(IndexError::TooLarge { .. }));
    assert!(refused(Document::public("x".repeat(300), "offer")));
    assert!(refused(Document::public("x", "offer").text(Level::Public, "x".repeat(2 << 20))));
    assert!(refused((0..2_000).fold(Document::public("x", "k"), |all, n| all.facet(
        Level::Public,
        "f",
        n.to_string()
    ))));
}
