//! One document: what it says, where it belongs, where to find it.

use super::chrome::Chrome;
use super::lines::TopicLine;
use super::{Page, read, render};
use crate::failure::Failure;
use crate::numbers;
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use axum::extract::{Path, State};
use observatory::scan::DocumentRow;

/// Longest identifier that is looked up.
const LONGEST_ID: usize = 500;
/// Authors that are named.
const AUTHORS: usize = 20;

#[derive(Template)]
#[template(path = "document.html")]
struct DocumentPage {
    page: Chrome,
    title: String,
    language: String,
    abstract_text: Option<String>,
    facts: Vec<(String, String)>,
    links: Vec<(String, String)>,
    topics: Vec<(String, TopicLine)>,
}

pub(super) async fn show(State(portal): State<Portal>, Path(document_id): Path<String>, visit: Visit) -> Page {
    let loaded = portal.current().await?;
    let words = visit.words();
    if document_id.len() > LONGEST_ID {
        return Err(Failure::NotFound);
    }
    let found = read(&loaded, move |loaded| loaded.scan.document(&document_id)).await?;
    let (row, topics) = found.ok_or(Failure::NotFound)?;
    render(&DocumentPage {
        page: Chrome::new(&visit, "/topics", &row.title, Some(&loaded)),
        language: row.language.clone().unwrap_or_default(),
        facts: facts(&row, &visit),
        links: row.identifiers.iter().filter_map(|identifier| link(identifier)).collect(),
        topics: topics
            .into_iter()
            .map(|position| &loaded.atlas.topics[position])
            .map(|topic| (words.say(&format!("level-{}", topic.row.level)), TopicLine::of(topic, visit.language)))
            .collect(),
        title: row.title,
        abstract_text: row.abstract_text,
    })
}

fn facts(row: &DocumentRow, visit: &Visit) -> Vec<(String, String)> {
    let words = visit.words();
    let separator = visit.pick("；", "; ");
    let mut authors = row.authors.iter().take(AUTHORS).cloned().collect::<Vec<_>>().join(separator);
    if row.authors.len() > AUTHORS {
        authors.push_str(" …");
    }
    let parties: Vec<String> = (row.parties.iter().take(AUTHORS))
        .map(|party| match party.country.as_deref().or(party.region.as_deref()) {
            Some(place) => format!("{} ({place})", party.name),
            None => party.name.clone(),
        })
        .collect();
    let kind = words.try_say(&format!("kind-{}", row.kind)).unwrap_or_else(|| row.kind.clone());
    let date = row.date.clone().or_else(|| row.year.map(|year| year.to_string())).unwrap_or_default();
    let facts = [
        ("document-kind", kind),
        ("document-date", date),
        ("document-venue", row.venue.clone().unwrap_or_default()),
        ("document-authors", authors),
        ("document-parties", parties.join(separator)),
        ("document-keywords", row.keywords.join(separator)),
        ("document-classes", row.classes.join(separator)),
        ("document-citations", row.citations.map(|count| numbers::grouped(f64::from(count))).unwrap_or_default()),
        ("document-identifiers", row.identifiers.join(separator)),
        ("document-source", row.source.clone()),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| (words.say(key), value)).collect()
}

/// Where an identifier leads, where its scheme has a well-known resolver.
fn link(identifier: &str) -> Option<(String, String)> {
    let (scheme, value) = identifier.split_once(':')?;
    let encoded: String = value.split('/').map(crate::visit::encode).collect::<Vec<_>>().join("/");
    let address = match scheme {
        "doi" => format!("https://doi.org/{encoded}"),
        "pmid" => format!("https://pubmed.ncbi.nlm.nih.gov/{encoded}/"),
        "openalex" => format!("https://openalex.org/{encoded}"),
        "acl" => format!("https://aclanthology.org/{encoded}/"),
        "arxiv" => format!("https://arxiv.org/abs/{encoded}"),
        "patent" => format!("https://patents.google.com/patent/{encoded}"),
        _ => return None,
    };
    Some((address, format!("{}: {value}", scheme.to_uppercase())))
}

#[cfg(test)]
mod tests {
    use super::link;

    #[test]
    fn identifiers_lead_to_their_resolvers() {
        for (identifier, expected) in [
            ("doi:10.1000/a<b", Some("https://doi.org/10.1000/a%3Cb")),
            ("pmid:123", Some("https://pubmed.ncbi.nlm.nih.gov/123/")),
            ("javascript:alert(1)", None),
            ("no scheme", None),
        ] {
            assert_eq!(link(identifier).map(|(address, _)| address).as_deref(), expected, "{identifier}");
        }
    }
}
