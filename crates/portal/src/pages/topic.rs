//! One topic: where it stands, where it is going and why, and the evidence.

use super::chrome::Chrome;
use super::hall::{Line, lines};
use super::lines::{TopicLine, address, document_address};
use super::search::name;
use super::topics::{Paging, page_number};
use super::{Page, read, render};
use crate::atlas::{Atlas, MAIN_TARGET, Topic};
use crate::failure::Failure;
use crate::index::Asked;
use crate::locale::Words;
use crate::state::Portal;
use crate::visit::{Visit, encode};
use crate::{definitions, indicators, numbers, svg};
use askama::Template;
use axum::extract::{Path, State};
use observatory::scan::ForecastRow;
use search::{Query, Sort};

/// Documents on a page of a topic's documents.
const DOCUMENTS: usize = 25;
/// Rows of each list of leaders.
const LEADERS: usize = 8;
/// Neighbours shown.
const NEIGHBOURS: usize = 10;
/// Phrases of a topic that the hall is searched for.
const PHRASES: usize = 10;
/// Contributions shown.
const CONTRIBUTIONS: usize = 10;

#[derive(Template)]
#[template(path = "topic.html")]
struct TopicPage {
    page: Chrome,
    line: TopicLine,
    topic_id: String,
    level: String,
    track: Option<String>,
    above: Vec<Link>,
    outlook: Option<Outlook>,
    other_forecasts: Vec<Outlook>,
    explanation: String,
    contributions: Vec<Contribution>,
    chart: String,
    chart_data: String,
    has_fan: bool,
    history: Vec<(String, String)>,
    terms: Vec<String>,
    indicators: Vec<Indicator>,
    representatives: Vec<Document>,
    leaders: Vec<Leaders>,
    neighbours: Vec<(Link, String, String)>,
    below: Vec<TopicLine>,
    lineage: Vec<Lineage>,
    hall: Vec<InHall>,
}

/// What the hall has about the topic, of one kind.
struct InHall {
    kind: String,
    number: String,
    address: String,
    lines: Vec<Line>,
}

/// A link with its text.
struct Link {
    address: String,
    text: String,
}

/// A forecast in words.
struct Outlook {
    target: String,
    probability: String,
    sentence: String,
    bar: String,
}

struct Contribution {
    name: String,
    value: String,
    part: String,
    bar: String,
}

struct Indicator {
    name: String,
    explanation: Option<String>,
    meaning: String,
    value: String,
    year: i32,
    spark: String,
}

/// A document as one line.
pub(super) struct Document {
    address: String,
    title: String,
    about: String,
}

/// The leaders of one sort.
struct Leaders {
    title: String,
    rows: Vec<(String, String, String)>,
}

struct Lineage {
    event: String,
    from: Option<Link>,
    overlap: String,
}

/// What the hall has that speaks of a topic: records in which one of its phrases stands.
async fn in_hall(portal: &Portal, topic: &Topic, visit: &Visit) -> Result<Vec<InHall>, Failure> {
    let Some(platform) = portal.platform() else { return Ok(Vec::new()) };
    let terms = topic.row.terms.iter().map(|term| term.replace('"', " "));
    let phrases: Vec<String> = terms.take(PHRASES).map(|term| format!("\"{}\"", term.trim())).collect();
    let text = phrases.join(" OR ");
    let query = Query::parse_leniently(&text, &[]);
    let asked = Asked { query: &query, is_member: visit.csrf.is_some(), sort: Sort::Relevance, offset: 0, limit: 0 };
    // A topic is shown whatever becomes of the index.
    let found = match platform.hall_index().find(asked).await {
        Ok(found) => found,
        Err(error) => {
            tracing::error!(%error, "the hall was not searched for a topic");
            None
        }
    };
    let definitions = platform.registry().definitions();
    let mut groups = Vec::new();
    for group in found.and_then(|found| found.counts).map(|counts| counts.kinds).unwrap_or_default() {
        let ids: Vec<&str> = group.best.iter().map(|hit| hit.id.as_str()).collect();
        let publications = platform.registry().hall_of(&ids).await?;
        groups.push(InHall {
            kind: name(&definitions, &group.kind, visit.words()),
            number: numbers::grouped(group.documents as f64),
            address: format!("/search?q={}&kind={}", encode(&text), encode(&group.kind)),
            lines: lines(platform, &publications, visit).await?,
        });
    }
    Ok(groups)
}

fn find<'a>(atlas: &'a Atlas, topic_id: &str) -> Result<&'a Topic, Failure> {
    atlas.topic(topic_id).ok_or(Failure::NotFound)
}

pub(super) async fn show(State(portal): State<Portal>, Path(topic_id): Path<String>, visit: Visit) -> Page {
    let loaded = portal.current().await?;
    let (atlas, words) = (&loaded.atlas, visit.words());
    let topic = find(atlas, &topic_id)?;
    let line = TopicLine::of(topic, visit.language);
    let link =
        |topic: &Topic| Link { address: address(&topic.row.topic_id), text: topic.label(visit.language).to_owned() };
    let fan: Vec<svg::FanYear> = topic
        .outlook
        .iter()
        .map(|row| svg::FanYear { year: row.year, low: row.q10, middle: row.q50, high: row.q90 })
        .collect();
    let hall = in_hall(&portal, topic, &visit).await?;
    let chart_title = words.fill("topic-chart-title", [("label", line.label.clone().into())]);
    let count = |value: f64| numbers::grouped(value);
    render(&TopicPage {
        hall,
        page: Chrome::new(&visit, "/topics", &line.label, Some(&loaded)).with_script("history.js"),
        topic_id: topic.row.topic_id.clone(),
        level: words.say(&format!("level-{}", topic.row.level)),
        track: topic.row.track.as_deref().map(|code| definitions::track_name(code, words)),
        above: atlas.ancestors(topic).into_iter().map(link).collect(),
        outlook: topic.forecast.as_ref().map(|forecast| outlook(forecast, atlas, words)),
        other_forecasts: topic.other_forecasts.iter().map(|forecast| outlook(forecast, atlas, words)).collect(),
        explanation: topic.explanation(visit.language).to_owned(),
        contributions: contributions(topic, words),
        chart: svg::fan_chart(&chart_title, &atlas.years, &topic.volume, &fan, line.direction.colour),
        chart_data: chart_data(atlas, topic, &line, &visit),
        has_fan: !fan.is_empty(),
        history: (atlas.years.iter().zip(&topic.volume))
            .map(|(year, value)| (year.to_string(), count(*value)))
            .chain(topic.outlook.iter().map(|row| {
                (row.year.to_string(), format!("{} ({}–{})", count(row.q50), count(row.q10), count(row.q90)))
            }))
            .collect(),
        terms: topic.row.terms.clone(),
        indicators: indicator_rows(topic, line.direction.colour, words),
        representatives: topic
            .representatives
            .iter()
            .map(|row| document_line(&row.document_id, &row.title, row.year, row.venue.as_deref()))
            .collect(),
        leaders: leaders(topic, words),
        neighbours: (topic.neighbours.iter().take(NEIGHBOURS))
            .filter_map(|row| {
                let other = atlas.topic(&row.neighbour_id)?;
                Some((link(other), numbers::percent(row.weight), svg::bar(row.weight, "")))
            })
            .collect(),
        below: topic.children.iter().map(|row| TopicLine::of(&atlas.topics[*row], visit.language)).collect(),
        lineage: (topic.lineage.iter())
            .map(|row| Lineage {
                event: words.say(&format!("lineage-{}", row.event)),
                from: row.from_topic.as_ref().map(|id| Link { address: address(id), text: id.clone() }),
                overlap: numbers::percent(row.overlap),
            })
            .collect(),
        line,
    })
}

fn outlook(forecast: &ForecastRow, atlas: &Atlas, words: &Words) -> Outlook {
    let of = if forecast.target == MAIN_TARGET { atlas.emerging.len() } else { 0 };
    Outlook {
        target: words.fill(
            &format!("target-{}", forecast.target),
            [
                ("horizon", i64::from(forecast.horizon).into()),
                ("year", (forecast.cutoff + i32::from(forecast.horizon)).to_string().into()),
            ],
        ),
        probability: numbers::percent(forecast.probability),
        sentence: words.fill(
            if of > 0 { "topic-forecast-place" } else { "topic-forecast-base" },
            [
                ("rank", numbers::grouped(f64::from(forecast.rank)).into()),
                ("of", numbers::grouped(of as f64).into()),
                ("base", numbers::percent(forecast.base_rate).into()),
                ("cutoff", forecast.cutoff.to_string().into()),
            ],
        ),
        bar: svg::bar(forecast.probability, ""),
    }
}

fn contributions(topic: &Topic, words: &Words) -> Vec<Contribution> {
    let Some(forecast) = &topic.forecast else { return Vec::new() };
    let largest = forecast.contributions.iter().map(|row| row.contribution.abs()).fold(f64::MIN_POSITIVE, f64::max);
    (forecast.contributions.iter().take(CONTRIBUTIONS))
        .map(|row| Contribution {
            name: definitions::feature_name(&row.feature, words),
            value: definitions::feature_value(&row.feature, row.value),
            part: numbers::signed(row.contribution, 2),
            bar: svg::diverging_bar(row.contribution / largest),
        })
        .collect()
}

fn indicator_rows(topic: &Topic, colour: usize, words: &Words) -> Vec<Indicator> {
    let mut rows: Vec<(&String, &Vec<(i32, f64)>)> = topic.indicators.iter().collect();
    rows.sort_by_key(|(name, _)| indicators::place(name));
    rows.into_iter()
        .filter_map(|(name, values)| {
            let (year, value) = *values.last()?;
            let series: Vec<f64> = values.iter().map(|(_, value)| value.max(0.0)).collect();
            Some(Indicator {
                name: indicators::name(name, words),
                explanation: indicators::explanation(name),
                meaning: indicators::meaning(name, words),
                value: indicators::show(name, value),
                year,
                spark: svg::sparkline(&series, colour),
            })
        })
        .collect()
}

fn leaders(topic: &Topic, words: &Words) -> Vec<Leaders> {
    ["party", "country", "region", "author"]
        .into_iter()
        .filter_map(|sort| {
            let rows: Vec<_> = topic.leaders.iter().filter(|row| row.sort == sort).take(LEADERS).collect();
            let largest = rows.first()?.documents;
            Some(Leaders {
                title: words.say(&format!("leaders-{sort}")),
                rows: (rows.iter())
                    .map(|row| {
                        let shown = if row.documents < 100.0 {
                            numbers::decimal(row.documents, 1)
                        } else {
                            numbers::grouped(row.documents)
                        };
                        (row.name.clone(), shown, svg::bar(row.documents / largest, ""))
                    })
                    .collect(),
            })
        })
        .collect()
}

/// What the chart's script reads. `<` is written so that no text can end the script element it stands in.
fn chart_data(atlas: &Atlas, topic: &Topic, line: &TopicLine, visit: &Visit) -> String {
    let words = visit.words();
    serde_json::json!({
        "years": atlas.years,
        "volume": topic.volume,
        "outlook": topic.outlook.iter().map(|row| [f64::from(row.year), row.q10, row.q50, row.q90]).collect::<Vec<_>>(),
        "colour": line.direction.colour,
        "words": {
            "documents": words.say("chart-documents"),
            "median": words.say("chart-median"),
            "range": words.say("chart-range"),
        },
    })
    .to_string()
    .replace('<', "\\u003c")
}

/// A document as one line.
pub(super) fn document_line(id: &str, title: &str, year: Option<i32>, venue: Option<&str>) -> Document {
    let about: Vec<String> = year.map(|year| year.to_string()).into_iter().chain(venue.map(str::to_owned)).collect();
    Document {
        address: document_address(id),
        title: if title.is_empty() { id.to_owned() } else { title.to_owned() },
        about: about.join(" · "),
    }
}

#[derive(Template)]
#[template(path = "topic_documents.html")]
struct TopicDocuments {
    page: Chrome,
    line: TopicLine,
    found: String,
    documents: Vec<Document>,
    paging: Paging,
}

pub(super) async fn documents(State(portal): State<Portal>, Path(topic_id): Path<String>, visit: Visit) -> Page {
    let loaded = portal.current().await?;
    let words = visit.words();
    let topic = find(&loaded.atlas, &topic_id)?;
    let pages = (topic.row.documents as usize).div_ceil(DOCUMENTS);
    let number = page_number(&visit, pages);
    let wanted = topic_id.clone();
    let (rows, all) =
        read(&loaded, move |loaded| loaded.scan.documents_of(&wanted, (number - 1) * DOCUMENTS, DOCUMENTS)).await?;
    let line = TopicLine::of(topic, visit.language);
    let base = format!("{}/documents", line.address);
    render(&TopicDocuments {
        page: Chrome::new(
            &visit,
            "/topics",
            &format!("{} – {}", words.say("topic-documents"), line.label),
            Some(&loaded),
        ),
        found: words.count("documents-found", all as u64),
        documents: rows
            .iter()
            .map(|(row, _)| document_line(&row.id, &row.title, row.year, row.venue.as_deref()))
            .collect(),
        paging: Paging::new(number, pages, words, |page| format!("{base}?page={page}")),
        line,
    })
}
