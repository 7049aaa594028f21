//! The hall: everything published, newest first, with its filters; and its feed.

use super::chrome::Chrome;
use super::owner::{Owner, owners};
use super::saved::{self, SavedLine};
use super::{Page, render};
use crate::failure::Failure;
use crate::locale::{Language, Words};
use crate::member::Member;
use crate::numbers;
use crate::platform::Platform;
use crate::show::{term, text_of};
use crate::state::Portal;
use crate::visit::{Visit, encode};
use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use registry::Registry;
use registry::bulk::Format;
use registry::definition::{Definitions, Kind};
use registry::hall::{Cursor, Publication, TermCount, Wanted};
use store::instant;

/// Publications on a page, and in the feed.
const PAGE: u64 = 20;
pub(super) const FEED: u64 = 50;
/// Letters of a summary in a list.
const SUMMARY: usize = 160;
/// Facets that all kinds share; a kind's own come beside them.
const SHARED: [&str; 3] = ["direction", "tracks", "region"];

#[derive(Template)]
#[template(path = "hall.html")]
struct Hall {
    page: Chrome,
    found: String,
    kinds: Vec<Choice>,
    facets: Vec<Facet>,
    lines: Vec<Line>,
    next: Option<String>,
    first: Option<String>,
    feed: String,
    files: Vec<(String, &'static str)>,
    saving: Saving,
    simulated: bool,
}

/// The filters that a member keeps, and the one that may be kept now.
pub(super) struct Saving {
    pub(super) lines: Vec<SavedLine>,
    pub(super) csrf: String,
    /// The filter that is chosen; empty where there is none, or nobody is signed in.
    pub(super) query: String,
    pub(super) problem: Option<String>,
}

/// A facet with its terms.
struct Facet {
    name: String,
    code: String,
    choices: Vec<Choice>,
}

/// A term to choose.
struct Choice {
    value: String,
    text: String,
    chosen: bool,
}

/// A publication in the list.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) address: String,
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) day: String,
    pub(super) tags: Vec<String>,
    /// To whom it belongs; none where that is not said.
    pub(super) owner: Option<Owner>,
}

/// Publications in a language, with their owners.
pub(super) async fn lines(platform: &Platform, found: &[Publication], visit: &Visit) -> Result<Vec<Line>, Failure> {
    let ids: Vec<String> = found.iter().filter_map(|publication| publication.owner.clone()).collect();
    let owners = owners(platform, &ids, visit.language).await?;
    let definitions = platform.registry().definitions();
    let line = |publication: &Publication| Line {
        owner: publication.owner.as_ref().and_then(|id| owners.get(id).cloned()),
        ..Line::of(&definitions, publication, visit.words())
    };
    Ok(found.iter().map(line).collect())
}

/// The platform, where it is open.
pub(crate) fn platform(portal: &Portal) -> Result<&Platform, Failure> {
    portal.platform().ok_or(Failure::NoPlatform)
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit, member: Member) -> Result<Html<Bytes>, Failure> {
    let platform = platform(&portal)?;
    if member.session.is_some() {
        return Ok(Html(page(&portal, &visit, &member).await?.0.into()));
    }
    let scan = portal.shown().map(|loaded| loaded.etag());
    let stamp = platform.page_cache().stamp(platform.registry(), scan).await?;
    let address = format!("{}?{}#{} {}", visit.path, visit.query, visit.language.code(), visit.theme.code());
    if let Some(page) = platform.page_cache().get(&stamp, &address) {
        return Ok(Html(page));
    }
    let page: Bytes = page(&portal, &visit, &member).await?.0.into();
    platform.page_cache().put(stamp, address, page.clone());
    Ok(Html(page))
}

async fn page(portal: &Portal, visit: &Visit, member: &Member) -> Page {
    let registry = platform(portal)?.registry();
    let definitions = registry.definitions();
    let words = visit.words();
    let wanted = wanted(&definitions, visit);
    let after = visit.get("after").and_then(cursor);
    let lines = registry.hall(&wanted, after.as_ref(), PAGE + 1).await?;
    let more = lines.len() as u64 > PAGE;
    let shown = &lines[..lines.len().min(PAGE as usize)];
    let counts = registry.hall_terms(&Wanted { kind: wanted.kind.clone(), ..Wanted::default() }).await?;
    let next =
        shown.last().filter(|_| more).map(|last| address(&wanted, &format!("{}.{}", last.published_at, last.id)));
    let size = registry.hall_size(&wanted).await?;
    render(&Hall {
        found: words.count("hall-found", size),
        kinds: definitions
            .kinds()
            .into_iter()
            .map(|kind| Choice {
                value: kind.code.clone(),
                text: term(&kind.name.en, &kind.name.zh, words).to_owned(),
                chosen: wanted.kind.as_deref() == Some(&kind.code),
            })
            .collect(),
        facets: facets(&definitions, &wanted, &counts, words),
        lines: self::lines(platform(portal)?, shown, visit).await?,
        next,
        first: after.is_some().then(|| address(&wanted, "")),
        simulated: portal.is_simulated(),
        files: files(&wanted),
        saving: saving(registry, member, &address(&wanted, ""), visit).await?,
        feed: address(&wanted, "").replacen("/hall", "/hall/feed.atom", 1),
        page: Chrome::new(visit, "/hall", &words.say("nav-hall"), portal.shown().as_deref()),
    })
}

/// Addresses of files with what is shown, where it is of one kind: other kinds have other columns.
fn files(wanted: &Wanted) -> Vec<(String, &'static str)> {
    let Some(kind) = &wanted.kind else { return Vec::new() };
    let file = |ending: &'static str| {
        let name = format!("/hall/files/{}.{ending}", encode(kind));
        (address(wanted, "").replacen("/hall", &name, 1), ending)
    };
    Format::ALL.map(|format| file(format.ending())).into()
}

/// What the page of `address` shows of kept filters.
pub(super) async fn saving(
    registry: &Registry,
    member: &Member,
    address: &str,
    visit: &Visit,
) -> Result<Saving, Failure> {
    let problem = match visit.get("problem") {
        Some("name") => Some("saved-problem-name"),
        Some("nothing") => Some("saved-problem-nothing"),
        Some("too-many") => Some("saved-problem-too-many"),
        _ => None,
    };
    let is_member = member.actor.party.is_some();
    Ok(Saving {
        lines: registry.saved_filters(&member.actor).await?.iter().map(SavedLine::of).collect(),
        csrf: member.csrf().to_owned(),
        query: if is_member { saved::query(address).to_owned() } else { String::new() },
        problem: problem.map(|key| visit.words().say(key)),
    })
}

/// What the address asks for; what the kinds do not know is as if absent.
pub(crate) fn wanted(definitions: &Definitions, visit: &Visit) -> Wanted {
    let kind = visit.get("kind").filter(|code| definitions.kind(code).is_some()).map(str::to_owned);
    let mut wanted = Wanted { kind, ..Wanted::default() };
    for code in facet_codes(definitions, wanted.kind.as_deref()) {
        if let Some(term) = visit.get(&code) {
            wanted.terms.insert(code, vec![term.to_owned()]);
        }
    }
    wanted
}

/// The cursor of a page, as it stands in addresses: `<milliseconds>.<id>`.
pub(crate) fn cursor(text: &str) -> Option<Cursor> {
    let (time, id) = text.split_once('.')?;
    let is_time = (1..=15).contains(&time.len()) && time.bytes().all(|byte| byte.is_ascii_digit());
    let is_id = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if is_time && is_id { Some(Cursor { published_at: time.parse().ok()?, id: id.to_owned() }) } else { None }
}

/// What publications are found by: what all kinds share, and what is a kind's own.
pub(crate) fn facet_codes(definitions: &Definitions, kind: Option<&str>) -> Vec<String> {
    let mut codes: Vec<String> = SHARED.map(str::to_owned).to_vec();
    if let Some(kind) = kind.and_then(|kind| definitions.kind(kind)) {
        codes.extend(kind.facets.iter().filter(|facet| !SHARED.contains(&facet.as_str())).cloned());
    }
    codes
}

/// The kind whose fields say what a facet's terms are called: the one that is chosen, or any of them for what all share.
fn naming<'a>(definitions: &'a Definitions, kind: Option<&str>) -> Option<&'a Kind> {
    kind.and_then(|kind| definitions.kind(kind)).or_else(|| definitions.kinds().first().copied())
}

/// Name of a facet where a kind is chosen, or none.
pub(super) fn facet_name(definitions: &Definitions, kind: Option<&str>, facet: &str, words: &Words) -> String {
    let own = naming(definitions, kind)
        .and_then(|kind| kind.field(facet))
        .map(|field| term(&field.name.en, &field.name.zh, words).to_owned());
    match facet {
        "direction" => words.say("filter-direction"),
        "region" => words.say("hall-region"),
        _ => own.unwrap_or_else(|| facet.to_owned()),
    }
}

/// Name of a term of a facet where a kind is chosen, or none.
pub(super) fn term_name(
    definitions: &Definitions,
    kind: Option<&str>,
    facet: &str,
    code: &str,
    words: &Words,
) -> String {
    if facet == "direction" {
        return words.say(&format!("direction-{code}"));
    }
    naming(definitions, kind)
        .and_then(|kind| definitions.facet_term(kind, facet, code, words.language == Language::Zh))
        .unwrap_or_else(|| code.to_owned())
}

fn facets(definitions: &Definitions, wanted: &Wanted, counts: &[TermCount], words: &Words) -> Vec<Facet> {
    let kind = wanted.kind.as_deref();
    let codes = facet_codes(definitions, wanted.kind.as_deref());
    let facet = |code: String| {
        let chosen = wanted.terms.get(&code).and_then(|terms| terms.first());
        let choices: Vec<Choice> = counts
            .iter()
            .filter(|count| count.facet == code)
            .map(|count| {
                let name = term_name(definitions, kind, &code, &count.term, words);
                Choice {
                    text: format!("{name} ({})", numbers::grouped(count.publications as f64)),
                    chosen: chosen == Some(&count.term),
                    value: count.term.clone(),
                }
            })
            .collect();
        Facet { name: facet_name(definitions, kind, &code, words), code, choices }
    };
    codes.into_iter().map(facet).filter(|facet| !facet.choices.is_empty()).collect()
}

fn address(wanted: &Wanted, after: &str) -> String {
    let mut parts = Vec::new();
    if let Some(kind) = &wanted.kind {
        parts.push(format!("kind={}", encode(kind)));
    }
    for (facet, terms) in &wanted.terms {
        parts.extend(terms.iter().map(|term| format!("{}={}", encode(facet), encode(term))));
    }
    if !after.is_empty() {
        parts.push(format!("after={}", encode(after)));
    }
    if parts.is_empty() { "/hall".to_owned() } else { format!("/hall?{}", parts.join("&")) }
}

impl Line {
    /// A publication in a language.
    fn of(definitions: &Definitions, line: &Publication, words: &Words) -> Self {
        let kind = definitions.kind(&line.kind);
        let text = |field: fn(&Kind) -> &String| {
            kind.and_then(|kind| text_of(&line.content, field(kind), words.language)).unwrap_or_default()
        };
        let mut tags: Vec<String> = Vec::new();
        if let Some(region) = line.content.get("region").and_then(|code| definitions.regions()?.term(code.as_str()?)) {
            tags.push(term(&region.en, &region.zh, words).to_owned());
        }
        let tracks = line.content.get("tracks").and_then(|tracks| tracks.as_array()).into_iter().flatten();
        tags.extend(
            tracks
                .filter_map(|code| definitions.track(code.as_str()?))
                .take(2)
                .map(|track| term(&track.en, &track.zh, words).to_owned()),
        );
        Self {
            address: format!("/records/{}", line.id),
            kind: kind.map_or_else(|| line.kind.clone(), |kind| term(&kind.name.en, &kind.name.zh, words).to_owned()),
            title: text(|kind| &kind.title).to_owned(),
            summary: shortened(text(|kind| &kind.summary)),
            day: super::record::day_of(line.published_at),
            tags,
            owner: None,
        }
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SUMMARY) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// The newest publications as an Atom feed (RFC 4287).
pub(super) async fn feed(State(portal): State<Portal>, visit: Visit) -> Result<Response, Failure> {
    let platform = platform(&portal)?;
    atom(platform, &newest(platform, &visit).await?, &visit).await
}

/// The newest of what a filter finds, as far as a feed goes.
pub(crate) async fn newest(platform: &Platform, visit: &Visit) -> Result<Vec<Publication>, Failure> {
    let registry = platform.registry();
    Ok(registry.hall(&wanted(&registry.definitions(), visit), None, FEED).await?)
}

/// Publications as an Atom feed, those that changed last first.
pub(super) async fn atom(platform: &Platform, found: &[Publication], visit: &Visit) -> Result<Response, Failure> {
    let words = visit.words();
    let lines = lines(platform, found, visit).await?;
    let updated = found.first().map_or_else(|| instant(0), |line| instant(line.published_at));
    let site = format!("urn:liaowang:{}", platform.verifier().name());
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <id>{}{}</id>\n<title>{}</title>\n<updated>{updated}</updated>\n<link rel=\"self\" href=\"{}?{}\"/>\n",
        visit.language.tag(),
        escape(&site),
        escape(&visit.query),
        escape(&words.say("hall-title")),
        visit.path,
        escape(&visit.query),
    );
    for (publication, line) in found.iter().zip(&lines) {
        feed += &format!(
            "<entry>\n<id>{}:{}</id>\n<title>{}</title>\n<updated>{}</updated>\n<link href=\"{}\"/>\n<category term=\"{}\"/>\n\
             <author><name>{}</name></author>\n<summary>{}</summary>\n</entry>\n",
            escape(&site),
            publication.id,
            escape(&line.title),
            instant(publication.published_at),
            line.address,
            escape(&line.kind),
            escape(line.owner.as_ref().map_or("–", |owner| &owner.name)),
            escape(&line.summary),
        );
    }
    feed += "</feed>\n";
    Ok(([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], feed).into_response())
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            letter if letter.is_control() && letter != '\n' => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}
