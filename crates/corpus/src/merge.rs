//! When two records are the same document, and what becomes of them.

use crate::Document;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// Shortest normalised title, in characters, that may identify a document together with year and first author.
const SHORTEST_TITLE: usize = 12;

/// By what a document is known, strongest first: hash and name. DOI, patent number and other identifiers, then normalised
/// title with year and surname of the first author.
pub(crate) fn keys(identifiers: &[String], title: &str, year: Option<i32>, authors: &[String]) -> Vec<(u64, String)> {
    let mut keys: Vec<(u64, String)> =
        identifiers.iter().map(|identifier| (xxh3_64(identifier.as_bytes()), identifier.clone())).collect();
    let rank = |key: &str| match key.split(':').next() {
        Some("doi") => 0,
        Some("patent") => 1,
        _ => 2,
    };
    keys.sort_by_key(|(_, name)| rank(name));
    keys.extend(title_key(title, year, authors).map(|hash| (hash, "title".to_string())));
    keys
}

fn title_key(title: &str, year: Option<i32>, authors: &[String]) -> Option<u64> {
    let normal =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let title = normal(title);
    if title.chars().count() < SHORTEST_TITLE {
        return None;
    }
    let mut hasher = Xxh3::new();
    hasher.update(title.as_bytes());
    hasher.update(&year?.to_le_bytes());
    hasher.update(surname(authors.first()?).as_bytes());
    Some(hasher.digest())
}

/// `Smith, John`, `John Smith` and `Smith J` all give `smith`; Chinese names are kept whole.
fn surname(name: &str) -> String {
    let name = name.trim();
    let part = match name.split_once(',') {
        Some((surname, _)) => surname,
        None => {
            let words: Vec<&str> = name.split_whitespace().collect();
            let initials = |word: &str| word.len() <= 3 && word.chars().all(|c| c.is_uppercase() || c == '.');
            match words.as_slice() {
                [surname, rest @ ..] if !rest.is_empty() && rest.iter().all(|word| initials(word)) => surname,
                [.., surname] => surname,
                [] => "",
            }
        }
    };
    part.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether both carry identifiers of a scheme that a document has only one of, and they differ: then a common title does not
/// make them the same.
pub(crate) fn contradict(a: &[String], b: &[String]) -> bool {
    ["doi:", "patent:"].iter().any(|scheme| {
        let of = |list: &[String]| list.iter().find(|identifier| identifier.starts_with(scheme)).cloned();
        matches!((of(a), of(b)), (Some(a), Some(b)) if a != b)
    })
}

/// Hash of a record's whole content.
pub(crate) fn content(document: &Document) -> u64 {
    let text = serde_json::to_vec(document).expect("a document has a JSON form");
    xxh3_64(&text)
}

/// Adds to a document what another record of it knows: fields that were empty, longer lists, identifiers. Returns whether
/// anything was added.
pub(crate) fn absorb(document: &mut Document, other: Document) -> bool {
    let before = document.clone();
    fn option<T>(mine: &mut Option<T>, other: Option<T>) {
        if mine.is_none() {
            *mine = other;
        }
    }
    fn longer<T>(mine: &mut Vec<T>, other: Vec<T>) {
        if other.len() > mine.len() {
            *mine = other;
        }
    }
    if document.title.is_empty() {
        document.title = other.title;
    }
    option(&mut document.abstract_text, other.abstract_text);
    option(&mut document.language, other.language);
    option(&mut document.year, other.year);
    option(&mut document.date, other.date);
    option(&mut document.venue, other.venue);
    longer(&mut document.authors, other.authors);
    longer(&mut document.parties, other.parties);
    longer(&mut document.references, other.references);
    longer(&mut document.classes, other.classes);
    longer(&mut document.keywords, other.keywords);
    document.citations = document.citations.max(other.citations);
    for identifier in other.identifiers {
        if !document.identifiers.contains(&identifier) {
            document.identifiers.push(identifier);
        }
    }
    *document != before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_give_surnames() {
        for (name, expected) in
            [("Smith, John", "smith"), ("John Smith", "smith"), ("Smith J.", "smith"), ("张三", "张三"), ("", "")]
        {
            assert_eq!(surname(name), expected, "{name}");
        }
    }

    #[test]
    fn titles_identify_only_with_year_and_author() {
        let authors = vec!["Smith, J".to_string()];
        let key = |title: &str, year, authors: &[String]| title_key(title, year, authors);
        assert_eq!(
            key("Deep learning: a review", Some(2019), &authors),
            key("DEEP LEARNING  a Review.", Some(2019), &authors)
        );
        assert_ne!(
            key("Deep learning: a review", Some(2019), &authors),
            key("Deep learning: a review", Some(2020), &authors)
        );
        assert_eq!(key("Editorial", Some(2019), &authors), None);
        assert_eq!(key("Deep learning: a review", None, &authors), None);
        assert_eq!(key("Deep learning: a review", Some(2019), &[]), None);
    }

    #[test]
    fn absorbing_fills_gaps_and_is_idempotent() {
        let mut document =
            Document { title: "T".into(), identifiers: vec!["doi:10.1/a".into()], ..Document::default() };
        let other = Document {
            title: "Other".into(),
            abstract_text: Some("text".into()),
            identifiers: vec!["pmid:1".into()],
            citations: Some(3),
            ..Document::default()
        };
        assert!(absorb(&mut document, other.clone()));
        assert_eq!(document.title, "T");
        assert_eq!(document.identifiers, ["doi:10.1/a", "pmid:1"]);
        assert!(!absorb(&mut document, other));
    }

    #[test]
    fn different_dois_contradict() {
        let list = |items: &[&str]| items.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(contradict(&list(&["doi:10.1/a"]), &list(&["pmid:1", "doi:10.1/b"])));
        assert!(!contradict(&list(&["doi:10.1/a"]), &list(&["pmid:1"])));
    }
}
