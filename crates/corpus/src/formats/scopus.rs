//! Scopus as CSV, and BibTeX from Scopus or anywhere else.

use super::row::{Row, has};
use super::tagged::{country, eid, organisation, scopus_reference};
use crate::format::{Boundary, Format, Raw, Sample, Shape};
use crate::text::{language, list, some, without_markup, year};
use crate::{Document, DocumentKind, DocumentParty, identifier};

/// The CSV of Scopus.
pub(super) static CSV: Format =
    Format { name: "scopus", shape: Shape::Table, recognise: recognise_csv, parse: parse_csv };
/// BibTeX.
pub(super) static BIBTEX: Format =
    Format { name: "bibtex", shape: Shape::Blocks(bibtex_boundary), recognise: recognise_bibtex, parse: parse_bibtex };

fn recognise_csv(sample: &Sample<'_>) -> u8 {
    if has(sample.header, &["Authors", "Title", "Source title", "EID", "Cited by", "Year"]) >= 5 { 95 } else { 0 }
}

fn parse_csv(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let row = Row::new(raw)?;
    let title = row.text(&["Title"]).ok_or("the row has no title")?;
    let mut identifiers = Vec::new();
    identifiers.extend(row.get(&["DOI"]).and_then(identifier::doi));
    identifiers.extend(row.get(&["EID", "Link"]).and_then(eid));
    identifiers.extend(row.get(&["PubMed ID"]).and_then(identifier::pmid));
    // Since 2023 authors are divided by semicolons, before by commas after initials.
    let authors = row.get(&["Authors"]).unwrap_or_default();
    let authors =
        if authors.contains(';') { list(authors, &[';']) } else { list(&authors.replace("., ", ".;"), &[';']) };
    Ok(Some(Document {
        language: language(&title).map(str::to_string),
        title: without_markup(&title),
        abstract_text: row
            .text(&["Abstract"])
            .filter(|text| text != "[No abstract available]")
            .map(|text| without_markup(&text)),
        year: row.get(&["Year"]).and_then(year),
        venue: row.text(&["Source title"]),
        authors,
        parties: affiliations(&row.list(&["Affiliations"], &[';'])),
        identifiers,
        references: row.list(&["References"], &[';']).iter().filter_map(|text| scopus_reference(text)).collect(),
        keywords: row.list(&["Author Keywords", "Index Keywords"], &[';']),
        citations: row.count(&["Cited by"]),
        source: "scopus".into(),
        ..Document::default()
    }))
}

fn affiliations(addresses: &[String]) -> Vec<DocumentParty> {
    let mut parties: Vec<DocumentParty> = Vec::new();
    for address in addresses {
        let name = organisation(address);
        if !name.is_empty() && !parties.iter().any(|party| party.name == name) {
            parties.push(DocumentParty { name, country: address.rsplit(", ").next().and_then(country), region: None });
        }
    }
    parties
}

fn bibtex_boundary(line: &str) -> Boundary {
    let Some(rest) = line.strip_prefix('@') else { return Boundary::Within };
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters > 0 && rest[letters..].trim_start().starts_with(['{', '(']) {
        Boundary::Starts
    } else {
        Boundary::Within
    }
}

fn recognise_bibtex(sample: &Sample<'_>) -> u8 {
    let begins = sample.text.lines().any(|line| bibtex_boundary(line.trim_end()) == Boundary::Starts);
    if begins && sample.text.contains('=') { 85 } else { 0 }
}

fn parse_bibtex(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let Raw::Text(text) = raw else { return Err("text was expected".into()) };
    let Some(entry) = text.trim_start().strip_prefix('@') else { return Ok(None) };
    let (sort, body) = entry.split_once(['{', '(']).ok_or("the entry has no opening brace")?;
    if ["comment", "preamble", "string"].contains(&sort.trim().to_lowercase().as_str()) {
        return Ok(None);
    }
    let fields = bibtex_fields(body)?;
    let get = |names: &[&str]| {
        names.iter().find_map(|name| fields.iter().find(|(known, _)| known == name).and_then(|(_, value)| some(value)))
    };
    let title = get(&["title"]).ok_or("the entry has no title")?;
    let mut identifiers = Vec::new();
    identifiers.extend(get(&["doi"]).as_deref().and_then(identifier::doi));
    identifiers.extend(get(&["url", "eid"]).as_deref().and_then(eid));
    let cited_by = get(&["note"]).and_then(|note| {
        let lower = note.to_lowercase();
        let (_, rest) = lower.split_once("cited by")?;
        rest.trim_matches([':', ' ']).split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    });
    let authors = get(&["author"]).unwrap_or_default();
    Ok(Some(Document {
        language: language(&title).map(str::to_string),
        title: without_markup(&title),
        abstract_text: get(&["abstract"]).map(|text| without_markup(&text)),
        year: get(&["year", "date"]).as_deref().and_then(year),
        kind: if sort.trim().eq_ignore_ascii_case("patent") { DocumentKind::Patent } else { DocumentKind::Paper },
        venue: get(&["journal", "booktitle", "journaltitle", "publisher"]),
        authors: authors.split(" and ").filter_map(some).collect(),
        parties: affiliations(&get(&["affiliation"]).map(|text| list(&text, &[';'])).unwrap_or_default()),
        identifiers,
        references: get(&["references"])
            .map(|text| list(&text, &[';']).iter().filter_map(|text| scopus_reference(text)).collect())
            .unwrap_or_default(),
        keywords: get(&["author_keywords", "keywords"]).map(|text| list(&text, &[';', ','])).unwrap_or_default(),
        citations: cited_by,
        source: "bibtex".into(),
        ..Document::default()
    }))
}

/// `name = {value}`, `name = "value"` or `name = value`; braces inside values go.
fn bibtex_fields(body: &str) -> Result<Vec<(String, String)>, String> {
    let mut fields = Vec::new();
    let mut rest = body.split_once(',').map_or("", |(_, rest)| rest);
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim().trim_start_matches(',').trim().to_lowercase();
        let after = after.trim_start();
        let (value, next) = match after.chars().next() {
            Some('{') => braced(after).ok_or_else(|| format!("the value of “{name}” is not closed"))?,
            Some('"') => {
                let end = after[1..].find('"').ok_or_else(|| format!("the value of “{name}” is not closed"))? + 1;
                (&after[1..end], &after[end + 1..])
            }
            _ => {
                let end = after.find([',', '}', '\n']).unwrap_or(after.len());
                (&after[..end], &after[end..])
            }
        };
        fields.push((name, value.chars().filter(|c| !matches!(c, '{' | '}')).collect()));
        rest = next.trim_start_matches([',', ' ', '\t', '\r', '\n']);
    }
    Ok(fields)
}

/// The inside of the braces at the start, and what follows them.
fn braced(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0usize;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                if depth == 0 {
                    return Some((&text[1..at], &text[at + 1..]));
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bibtex_values_in_braces_quotes_and_bare_are_read() {
        let text = "@ARTICLE{Li2020,\nauthor={Li, W. and {van der} Meer, A.},\ntitle={On {T}hings and $\\{x\\}$},\njournal=\"Journal of Things\",\nyear=2020,\n\
                    note={cited By 12},\nurl={https://www.scopus.com/record.uri?eid=2-s2.0-85&x},\nauthor_keywords={a;  b},\n}";
        let entry = (BIBTEX.parse)(Raw::Text(text)).expect("well-formed").expect("an entry");
        assert_eq!(entry.authors, ["Li, W.", "van der Meer, A."]);
        assert_eq!(
            (entry.year, entry.citations, entry.venue.as_deref()),
            (Some(2020), Some(12), Some("Journal of Things"))
        );
        assert_eq!(entry.identifiers, ["eid:2-s2.0-85"]);
        assert_eq!(entry.keywords, ["a", "b"]);
        assert!((BIBTEX.parse)(Raw::Text("@article{x, title={never closed")).is_err());
        assert_eq!((BIBTEX.parse)(Raw::Text("% a comment")), Ok(None));
    }
}
