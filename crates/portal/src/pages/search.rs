//! Searching everything: what is published, by kind; documents and topics of the newest scan.

use super::chrome::Chrome;
use super::hall::{FEED, Line, Saving, atom, facet_codes, lines, platform, saving};
use super::lines::TopicLine;
use super::sent::see;
use super::topics::{Paging, page_number};
use super::{Page, render};
use crate::failure::Failure;
use crate::index::Asked;
use crate::locale::Words;
use crate::member::Member;
use crate::numbers;
use crate::platform::Platform;
use crate::show::term;
use crate::state::{Loaded, Portal};
use crate::visit::{Visit, encode};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::{Form, Json};
use registry::definition::Definitions;
use registry::hall::Publication;
use search::{Completion, Found, Highlight, Hit, Part, Query, Sort, SyntaxError};
use serde::Deserialize;
use serde_json::{Value, json};

/// Characters of a question that are read from an address; more stands in no form.
const LONGEST: usize = 2_000;
/// Hits of a page, documents and topics beside them, completions.
const PAGE: usize = 20;
const DOCUMENTS: usize = 5;
const TOPICS: usize = 5;
const COMPLETIONS: usize = 8;
/// Characters that show where a question is wrong.
const PLACE: usize = 20;
/// Terms of a facet that are offered.
const TERMS: usize = 12;
/// Kinds that are shown together; the others are a tab away.
const KINDS: usize = 6;
/// Facets that are offered where no kind is chosen, and the group of the documents.
const OFFERED: [&str; 2] = ["direction", "region"];
const DOCUMENT: &str = "document";

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    page: Chrome,
    text: String,
    kind: String,
    newest: bool,
    /// Filters that are chosen: facet and term.
    chosen: Vec<(String, String)>,
    /// What is wrong with the question, and what was looked for instead.
    notes: Vec<String>,
    found: String,
    /// The kinds that have hits, with their number.
    tabs: Vec<Tab>,
    facets: Vec<Facet>,
    groups: Vec<Group>,
    topics: Vec<TopicLine>,
    paging: Option<Paging>,
    saving: Saving,
    feed: String,
}

/// A kind to look into.
struct Tab {
    address: String,
    text: String,
    current: bool,
}

/// A facet to filter by.
struct Facet {
    name: String,
    choices: Vec<Tab>,
}

/// Hits of one kind.
struct Group {
    title: String,
    lines: Vec<HitLine>,
    more: Option<(String, String)>,
}

/// A hit.
pub(super) struct HitLine {
    pub(super) line: Line,
    /// The part of its text that fits, cut into what matches and what does not.
    pub(super) excerpt: Vec<(String, bool)>,
}

/// What the address asks for.
struct Wanted {
    text: String,
    kind: Option<String>,
    terms: Vec<(String, String)>,
    newest: bool,
}

impl Wanted {
    fn of(definitions: &Definitions, visit: &Visit) -> Self {
        let is_kind = |code: &&str| *code == DOCUMENT || definitions.kind(code).is_some();
        let kind = visit.get("kind").filter(is_kind).map(str::to_owned);
        let terms = facet_codes(definitions, kind.as_deref())
            .into_iter()
            .filter_map(|facet| visit.get(&facet).map(|term| (facet.clone(), term.to_owned())))
            .collect();
        Self {
            text: visit.longer("q", LONGEST).unwrap_or_default().to_owned(),
            kind,
            terms,
            newest: visit.get("sort") == Some("newest"),
        }
    }

    fn address(&self) -> String {
        let mut address = format!("/search?q={}", encode(&self.text));
        if let Some(kind) = &self.kind {
            address += &format!("&kind={}", encode(kind));
        }
        for (facet, term) in &self.terms {
            address += &format!("&{}={}", encode(facet), encode(term));
        }
        if self.newest {
            address += "&sort=newest";
        }
        address
    }

    fn with_kind(&self, kind: Option<&str>) -> String {
        let terms = self.terms.iter().filter(|(facet, _)| OFFERED.contains(&facet.as_str())).cloned().collect();
        Self { text: self.text.clone(), kind: kind.map(str::to_owned), terms, newest: self.newest }.address()
    }

    fn with_term(&self, facet: &str, term: Option<&str>) -> String {
        let others = self.terms.iter().filter(|(other, _)| other != facet).cloned();
        let terms = others.chain(term.map(|term| (facet.to_owned(), term.to_owned()))).collect();
        Self { text: self.text.clone(), kind: self.kind.clone(), terms, newest: self.newest }.address()
    }

    /// The question with the filters, and what is wrong with it.
    fn query(&self, definitions: &Definitions) -> (Query, Option<SyntaxError>) {
        let fields = facet_codes(definitions, self.kind.as_deref());
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        let (mut query, problem) = match Query::parse(&self.text, &fields) {
            Ok(query) => (query, None),
            Err(problem) => (Query::parse_leniently(&self.text, &fields), Some(problem)),
        };
        if let Some(kind) = &self.kind {
            query = query.with_term("kind", kind);
        }
        for (facet, term) in &self.terms {
            query = query.with_term(facet, term);
        }
        (query, problem)
    }
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit, member: Member) -> Page {
    let platform = platform(&portal)?;
    let definitions = platform.registry().definitions();
    let words = visit.words();
    let wanted = Wanted::of(&definitions, &visit);
    let loaded = portal.current().await.ok();
    let is_empty = wanted.text.is_empty() && wanted.kind.is_none() && wanted.terms.is_empty();
    let (query, problem) = wanted.query(&definitions);
    let mut notes: Vec<String> = problem.map(|problem| said(&problem, &wanted.text, words)).into_iter().collect();
    if visit.get("long").is_some() || visit.longer("q", LONGEST + 1).is_some_and(|text| text.chars().count() > LONGEST)
    {
        notes.push(words.say("search-wrong-long"));
    }
    let in_documents = wanted.kind.as_deref() == Some(DOCUMENT);
    let asked = |offset: usize, limit: usize| Asked {
        query: &query,
        is_member: member.session.is_some(),
        sort: if wanted.newest { Sort::Newest } else { Sort::Relevance },
        offset,
        limit,
    };
    let one_kind = wanted.kind.is_some() || wanted.newest;
    let mut paging = None;
    let (mut hall, mut documents) = (Some(Found::default()), None);
    if !is_empty {
        let most = search::DEEPEST / PAGE;
        let number = page_number(&visit, most);
        let offset = (number - 1) * PAGE;
        if in_documents {
            documents = portal.corpus_index().find(asked(offset, PAGE)).await?;
        } else {
            hall = platform.hall_index().find(asked(offset, if one_kind { PAGE } else { 0 })).await?;
            if wanted.kind.is_none() && wanted.terms.is_empty() {
                documents = portal.corpus_index().find(asked(0, DOCUMENTS)).await?;
            }
        }
        if one_kind {
            let shown = if in_documents { documents.as_ref() } else { hall.as_ref() };
            let total = shown.and_then(|found| found.counts.as_ref()).map_or(0, |counts| counts.total);
            let pages = total.div_ceil(PAGE).clamp(1, most);
            let here = wanted.address();
            paging = Some(Paging::new(number.min(pages), pages, words, |page| format!("{here}&page={page}")));
        }
    }
    if hall.is_none() {
        notes.push(words.say("search-preparing"));
    }
    let hall = hall.unwrap_or_default();
    for correction in &hall.corrections {
        let values = [("typed", correction.typed.clone().into()), ("meant", correction.meant.clone().into())];
        notes.push(words.fill("search-corrected", values));
    }
    let counts = hall.counts.clone().unwrap_or_default();
    let documents = documents.unwrap_or_default();
    let found_documents = documents.counts.as_ref().map_or(0, |counts| counts.total);
    let mut groups = Vec::new();
    if in_documents || (!documents.hits.is_empty() && !wanted.newest) {
        let more = (!in_documents && found_documents > documents.hits.len())
            .then(|| (wanted.with_kind(Some(DOCUMENT)), more(found_documents, words)));
        let title = words.say("search-documents");
        groups.push(Group { title, lines: documents.hits.iter().map(|hit| document(hit, words)).collect(), more });
    }
    if one_kind && !in_documents {
        let lines = hits(&portal, &hall.hits, &visit).await?;
        let title =
            wanted.kind.as_deref().map_or_else(|| words.say("search-hall"), |kind| name(&definitions, kind, words));
        groups.push(Group { title, lines, more: None });
    } else {
        // The kind with the best hit first: many hits of a word that says little are no reason.
        let best = |group: &search::Group| group.best.first().map_or(0.0, |hit| hit.score);
        let mut kinds: Vec<&search::Group> = counts.kinds.iter().collect();
        kinds.sort_by(|a, b| best(b).total_cmp(&best(a)));
        let mut of_kinds = Vec::new();
        for group in kinds.into_iter().take(KINDS) {
            let lines = hits(&portal, &group.best, &visit).await?;
            let more = (group.documents > lines.len())
                .then(|| (wanted.with_kind(Some(&group.kind)), more(group.documents, words)));
            of_kinds.push(Group { title: name(&definitions, &group.kind, words), lines, more });
        }
        // What people offer and look for stands before what was written.
        groups.splice(0..0, of_kinds);
    }
    groups.retain(|group| !group.lines.is_empty());
    let total = counts.total + found_documents;
    let by_kind = if one_kind && !in_documents && wanted.kind.is_some() { &[][..] } else { &counts.kinds[..] };
    let here = wanted.address();
    let here = if is_empty { "/search" } else { here.as_str() };
    render(&SearchPage {
        saving: saving(platform.registry(), &member, here, &visit).await?,
        feed: here.replacen("/search", "/search/feed.atom", 1),
        tabs: tabs(&definitions, &wanted, by_kind, found_documents, words),
        facets: facets(&definitions, &wanted, &counts.facets, words),
        topics: if is_empty || one_kind { Vec::new() } else { topics(loaded.as_deref(), &wanted.text, &visit) },
        found: if is_empty { String::new() } else { words.count("search-found", total as u64) },
        text: wanted.text.clone(),
        kind: wanted.kind.clone().unwrap_or_default(),
        newest: wanted.newest,
        chosen: wanted.terms.clone(),
        notes,
        groups,
        paging,
        page: Chrome::new(&visit, "/search", &words.say("search-title"), loaded.as_deref()).with_script("complete.js"),
    })
}

/// The newest publications that a question finds, as an Atom feed.
pub(super) async fn feed(State(portal): State<Portal>, visit: Visit) -> Result<Response, Failure> {
    let platform = platform(&portal)?;
    atom(platform, &newest(platform, &visit).await?, &visit).await
}

/// The newest of what everybody finds with a question, as far as a feed goes.
pub(crate) async fn newest(platform: &Platform, visit: &Visit) -> Result<Vec<Publication>, Failure> {
    let definitions = platform.registry().definitions();
    let (query, _) = Wanted::of(&definitions, visit).query(&definitions);
    let asked = Asked { query: &query, is_member: false, sort: Sort::Newest, offset: 0, limit: FEED as usize };
    let found = platform.hall_index().find(asked).await?.unwrap_or_default();
    let ids: Vec<&str> = found.hits.iter().map(|hit| hit.id.as_str()).collect();
    Ok(platform.registry().hall_of(&ids).await?)
}

/// What is looked for, in as many words as somebody likes: more than an address holds. Of a long one the beginning is looked for, as words.
pub(super) async fn described(Form(sent): Form<Described>) -> Response {
    let plain: String = sent.text.chars().map(|letter| if is_syntax(letter) { ' ' } else { letter }).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let beginning: String = plain.chars().take(LONGEST).collect();
    let long = if beginning.len() < plain.len() { "&long=1" } else { "" };
    see(&format!("/search?q={}{long}", encode(&beginning)))
}

/// A description in words.
#[derive(Deserialize)]
pub(super) struct Described {
    text: String,
}

/// Signs with a meaning in questions, which in a description are only signs; words of a question are joined by blanks.
fn is_syntax(letter: char) -> bool {
    letter.is_control() || "\"“”'‘’:：-－|*~()（）".contains(letter)
}

/// How a beginning may go on, for the search box.
pub(super) async fn complete(State(portal): State<Portal>, visit: Visit) -> Result<Json<Value>, Failure> {
    let text = visit.get("q").unwrap_or_default();
    let found = platform(&portal)?.hall_index().complete(text, COMPLETIONS).await?;
    let items: Vec<String> = found
        .into_iter()
        .map(|completion| match completion {
            Completion::Title { text, .. } | Completion::Words(text) => text,
        })
        .collect();
    Ok(Json(json!({ "items": items })))
}

/// What is wrong with a question, in words.
fn said(problem: &SyntaxError, text: &str, words: &Words) -> String {
    let key = match problem {
        SyntaxError::TooLong | SyntaxError::TooManyParts(_) => "search-wrong-long",
        SyntaxError::OpenQuote(_) | SyntaxError::EmptyPhrase(_) => "search-wrong-quote",
        SyntaxError::EmptyExclusion(_) => "search-wrong-exclusion",
        SyntaxError::EmptyField(_) => "search-wrong-field",
        SyntaxError::LonelyOr(_) | SyntaxError::ExcludedOr(_) => "search-wrong-or",
        SyntaxError::BadRange(_) => "search-wrong-range",
        SyntaxError::ShortPrefix(_) => "search-wrong-prefix",
    };
    let place = text.get(problem.position()..).unwrap_or_default();
    let place: String = place.chars().take(PLACE).collect();
    words.fill(key, [("place", place.into())])
}

fn more(number: usize, words: &Words) -> String {
    words.fill("search-more", [("number", numbers::grouped(number as f64).into())])
}

pub(super) fn name(definitions: &Definitions, kind: &str, words: &Words) -> String {
    let kind_of = definitions.kind(kind);
    kind_of.map_or_else(|| kind.to_owned(), |kind| term(&kind.name.en, &kind.name.zh, words).to_owned())
}

/// Hits of the hall as lines; what left the hall a moment ago is left out.
pub(super) async fn hits(portal: &Portal, hits: &[Hit], visit: &Visit) -> Result<Vec<HitLine>, Failure> {
    let platform = platform(portal)?;
    let ids: Vec<&str> = hits.iter().map(|hit| hit.id.as_str()).collect();
    let publications = platform.registry().hall_of(&ids).await?;
    let lines = lines(platform, &publications, visit).await?;
    let hit_of = |id: &str| hits.iter().find(|hit| hit.id == id);
    let with_excerpt = publications.iter().zip(lines).map(|(publication, line)| {
        let excerpt = hit_of(&publication.id).map(|hit| excerpt(&hit.highlights)).unwrap_or_default();
        HitLine { line, excerpt }
    });
    Ok(with_excerpt.collect())
}

pub(super) fn document(hit: &Hit, words: &Words) -> HitLine {
    let title = hit.highlights.iter().find(|highlight| highlight.part == Part::Title);
    let line = Line {
        address: format!("/documents/{}", encode(&hit.id)),
        kind: words.try_say(&format!("kind-{}", hit.kind)).unwrap_or_else(|| hit.kind.clone()),
        title: title.map(|title| title.text.clone()).unwrap_or_default(),
        summary: String::new(),
        day: String::new(),
        tags: Vec::new(),
        owner: None,
    };
    HitLine { line, excerpt: excerpt(&hit.highlights) }
}

/// The best text, cut into what matches and what does not.
fn excerpt(highlights: &[Highlight]) -> Vec<(String, bool)> {
    let Some(best) = highlights.iter().find(|highlight| highlight.part == Part::Text) else { return Vec::new() };
    let mut pieces = Vec::new();
    if best.cut[0] {
        pieces.push(("… ".to_owned(), false));
    }
    let mut place = 0;
    for range in &best.ranges {
        pieces.push((best.text[place..range.start].to_owned(), false));
        pieces.push((best.text[range.clone()].to_owned(), true));
        place = range.end;
    }
    pieces.push((best.text[place..].to_owned(), false));
    if best.cut[1] {
        pieces.push((" …".to_owned(), false));
    }
    pieces.retain(|(text, _)| !text.is_empty());
    pieces
}

/// Topics that a question speaks of, or whose name has it.
fn topics(loaded: Option<&Loaded>, text: &str, visit: &Visit) -> Vec<TopicLine> {
    let Some(loaded) = loaded else { return Vec::new() };
    let mut topics = loaded.atlas.near(text, TOPICS);
    if topics.is_empty() {
        let wanted = text.to_lowercase();
        let has = |topic: &&crate::atlas::Topic| topic.label(visit.language).to_lowercase().contains(&wanted);
        topics = loaded.atlas.topics.iter().filter(|topic| topic.row.level == 3).filter(has).take(TOPICS).collect();
    }
    topics.into_iter().map(|topic| TopicLine::of(topic, visit.language)).collect()
}

fn tabs(
    definitions: &Definitions,
    wanted: &Wanted,
    kinds: &[search::Group],
    documents: usize,
    words: &Words,
) -> Vec<Tab> {
    let number = |text: String, number: usize| format!("{text} ({})", numbers::grouped(number as f64));
    let mut tabs =
        vec![Tab { address: wanted.with_kind(None), text: words.say("search-all"), current: wanted.kind.is_none() }];
    tabs.extend(kinds.iter().map(|group| Tab {
        address: wanted.with_kind(Some(&group.kind)),
        text: number(name(definitions, &group.kind, words), group.documents),
        current: false,
    }));
    match wanted.kind.as_deref() {
        Some(DOCUMENT) => {}
        Some(kind) => {
            tabs.push(Tab { address: wanted.address(), text: name(definitions, kind, words), current: true });
        }
        None => {}
    }
    if documents > 0 {
        tabs.push(Tab {
            address: wanted.with_kind(Some(DOCUMENT)),
            text: number(words.say("search-documents"), documents),
            current: wanted.kind.as_deref() == Some(DOCUMENT),
        });
    }
    tabs
}

fn facets(definitions: &Definitions, wanted: &Wanted, counts: &[search::FacetCount], words: &Words) -> Vec<Facet> {
    let codes = match &wanted.kind {
        Some(kind) => facet_codes(definitions, Some(kind)),
        None => OFFERED.map(str::to_owned).to_vec(),
    };
    let facet = |code: String| {
        let chosen = wanted.terms.iter().find(|(facet, _)| *facet == code).map(|(_, term)| term);
        let mut choices: Vec<Tab> = counts
            .iter()
            .filter(|count| count.field == code)
            .take(TERMS)
            .map(|count| Tab {
                address: wanted.with_term(&code, Some(&count.term)),
                text: format!(
                    "{} ({})",
                    super::hall::term_name(definitions, wanted.kind.as_deref(), &code, &count.term, words),
                    numbers::grouped(count.documents as f64)
                ),
                current: chosen == Some(&count.term),
            })
            .collect();
        if chosen.is_some() {
            choices.insert(
                0,
                Tab { address: wanted.with_term(&code, None), text: words.say("filter-any"), current: false },
            );
        }
        Facet { name: super::hall::facet_name(definitions, wanted.kind.as_deref(), &code, words), choices }
    };
    codes.into_iter().map(facet).filter(|facet| facet.choices.len() > 1).collect()
}
