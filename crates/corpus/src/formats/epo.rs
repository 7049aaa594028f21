//! Answers of the European Patent Office's Open Patent Services: bibliographic data, search, families; texts and legal events carry
//! no document of their own and join by number.

use super::element::Element;
use crate::format::{Format, Raw, Shape};
use crate::text::{date, language, without_markup, year};
use crate::{Document, DocumentKind, DocumentParty, identifier};

/// One exchange document is a record.
pub(super) static OPS: Format = Format {
    name: "epo-ops",
    shape: Shape::XmlElements(&["exchange-document"]),
    recognise: |sample| {
        if sample.text.contains("ops.epo.org") || sample.text.contains("epo.org/exchange") { 94 } else { 0 }
    },
    parse,
};

fn parse(raw: Raw<'_>) -> Result<Option<Document>, String> {
    let Raw::Text(text) = raw else { return Err("an XML element was expected".into()) };
    let record = Element::parse(text)?;
    let part = |name: &str| record.attribute(name).unwrap_or_default();
    let id = identifier::patent(&format!("{}{}{}", part("country"), part("doc-number"), part("kind")));
    let id = id.ok_or("the document has no number")?;
    let Some(data) = record.at(&["bibliographic-data"]) else { return Ok(None) };
    // English first, then whatever there is.
    let in_english = |element: &&&Element<'_>| element.attribute("lang").as_deref() == Some("en");
    let titles = data.all(&["invention-title"]);
    let Some(title) = titles.iter().find(in_english).or(titles.first()).map(|title| title.text()) else {
        return Ok(None);
    };
    let abstracts = record.all(&["abstract"]);
    let abstract_text =
        abstracts.iter().find(in_english).or(abstracts.first()).map(|text| without_markup(&text.text()));
    let when = data.all(&["publication-reference", "document-id"]).iter().find_map(|id| id.text_at(&["date"]));
    let names = |list: &str, item: &str, name: &str| -> Vec<String> {
        let people = data.all(&["parties", list, item]);
        let form = |wanted: &'static str| {
            let fits = people.iter().filter(move |person| person.attribute("data-format").as_deref() == Some(wanted));
            fits.filter_map(|person| person.text_at(&[name, "name"])).collect::<Vec<_>>()
        };
        let original = form("original");
        let names = if original.is_empty() { form("epodoc") } else { original };
        names.into_iter().map(|name| name.trim_end_matches([',', ' ']).to_string()).collect()
    };
    let mut classes: Vec<String> = Vec::new();
    for class in data.all(&["classifications-ipcr", "classification-ipcr"]) {
        let text: String = class.text_at(&["text"]).unwrap_or_default();
        // `G06T   9/    00            A I`: the code ends before the level.
        let code: String = text.split_whitespace().take_while(|part| part.len() != 1).collect();
        push(&mut classes, format!("ipc:{code}"));
    }
    for class in data.all(&["patent-classifications", "patent-classification"]) {
        let text = |name: &str| class.text_at(&[name]).unwrap_or_default();
        let group = format!(
            "{}{}{}{}/{}",
            text("section"),
            text("class"),
            text("subclass"),
            text("main-group"),
            text("subgroup")
        );
        if group.len() > 5 {
            push(&mut classes, format!("cpc:{group}"));
        }
    }
    let references = data.all(&["references-cited", "citation", "patcit", "document-id"]);
    let references = references.iter().filter_map(|cited| {
        let text = |name: &str| cited.text_at(&[name]).unwrap_or_default();
        identifier::patent(&format!("{}{}{}", text("country"), text("doc-number"), text("kind")))
    });
    let mut cited: Vec<String> = Vec::new();
    references.for_each(|reference| push(&mut cited, reference));
    Ok(Some(Document {
        language: language(&title).map(str::to_string),
        abstract_text: abstract_text.filter(|text| !text.is_empty()),
        year: when.as_deref().and_then(year),
        date: when.as_deref().and_then(date),
        kind: DocumentKind::Patent,
        venue: record.attribute("country"),
        authors: names("inventors", "inventor", "inventor-name"),
        parties: names("applicants", "applicant", "applicant-name")
            .into_iter()
            .map(|name| DocumentParty { name, ..DocumentParty::default() })
            .collect(),
        identifiers: vec![id],
        references: cited,
        classes,
        title,
        source: "epo".into(),
        ..Document::default()
    }))
}

fn push(list: &mut Vec<String>, item: String) {
    if !list.contains(&item) {
        list.push(item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_title_original_names_and_classes_are_read() {
        let text = "<exchange-document country=\"JP\" doc-number=\"2005533465\" kind=\"A\"><bibliographic-data>\
            <publication-reference><document-id document-id-type=\"docdb\"><date>20051104</date></document-id></publication-reference>\
            <classifications-ipcr><classification-ipcr><text>G06T   9/    00            A I  </text></classification-ipcr></classifications-ipcr>\
            <parties><applicants><applicant data-format=\"original\"><applicant-name><name>ACME, </name></applicant-name></applicant></applicants></parties>\
            <invention-title lang=\"de\">Bild</invention-title><invention-title lang=\"en\">Image coding</invention-title>\
            <references-cited><citation><patcit><document-id><country>US</country><doc-number>5000000</doc-number><kind>A</kind></document-id></patcit></citation></references-cited>\
            </bibliographic-data><abstract lang=\"en\"><p>It codes.</p></abstract></exchange-document>";
        let patent = (OPS.parse)(Raw::Text(text)).expect("well-formed").expect("a document");
        assert_eq!((patent.title.as_str(), patent.date.as_deref()), ("Image coding", Some("2005-11-04")));
        assert_eq!(patent.identifiers, ["patent:JP2005533465A"]);
        assert_eq!(patent.classes, ["ipc:G06T9/00"]);
        assert_eq!(
            (patent.parties[0].name.as_str(), patent.references),
            ("ACME", vec!["patent:US5000000A".to_string()])
        );
    }
}
