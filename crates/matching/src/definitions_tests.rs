//! The files of `definitions/matching` are such that they can be used.

use crate::*;

fn file(path: &str) -> String {
    let path = format!("{}/../../definitions/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn codes(vocabulary: &str) -> Vec<String> {
    let file: toml::Table = file(&format!("vocabularies/{vocabulary}.toml")).parse().unwrap();
    file["terms"].as_array().unwrap().iter().map(|term| term["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn modes_name_terms_of_the_vocabularies() {
    let modes = Modes::from_toml(&file("matching/modes.toml")).unwrap();
    let (wanted, offered) = (codes("solving-mode"), [codes("transfer-mode"), codes("sharing-mode")].concat());
    for code in &wanted {
        let covered = modes.is_any(code)
            || modes.is_open(code)
            || modes.answers(code).all(|code| offered.iter().any(|term| term == code));
        assert!(covered, "{code}");
    }
    assert!(modes.answered_by.keys().all(|code| wanted.contains(code)));
}

#[test]
fn indicators_are_a_dictionary() {
    let dictionary = Dictionary::from_toml(&file("matching/indicators.toml")).unwrap();
    let matcher = Matcher::new(dictionary, Modes::default(), Weights::default());
    let figure = |zh: &str, en: &str, figure: &str| {
        let name = Bilingual::new(zh, en);
        let indicators = vec![Indicator { name, figure: figure.to_owned(), ..Indicator::default() }];
        matcher.prepare(Profile { indicators, ..Profile::default() })
    };
    let compared = |one: &Prepared, other: &Prepared| matcher.compare(one, other, None).lines[0].verdict;
    let met = compared(&figure("重复定位精度", "", "0.05 mm"), &figure("", "Repeatability", "30 µm"));
    let unmet = compared(&figure("", "Energy consumption", "5 kWh"), &figure("能耗", "", "20 MJ"));
    assert_eq!((met, unmet), (rules::Verdict::Met, rules::Verdict::Unmet));
}

#[test]
fn a_name_with_two_meanings_is_refused() {
    let text = "[[concepts]]\ncode = 'a'\nen = ['mass']\n[[concepts]]\ncode = 'b'\nen = ['masses', 'Mass']";
    assert!(matches!(Dictionary::from_toml(text), Err(DictionaryError::Twice { .. })));
    let empty = "[[concepts]]\ncode = 'a'\nen = ['of the']";
    assert!(matches!(Dictionary::from_toml(empty), Err(DictionaryError::NoName { .. })));
    assert!(matches!(Dictionary::from_toml("concept = 1"), Err(DictionaryError::Toml(_))));
}
