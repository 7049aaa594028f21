//! One scan from beginning to end: read, topics, labels, indicators, past, forecast, write.

use super::{DocumentRow, ForecastRow, Manifest, Membership, Scan, ScanContents, ScanError, ScanWriter, TopicRow};
use crate::collection::{Collection, Reading, UNDATED};
use crate::config::ScanConfig;
use crate::directions::Directions;
use crate::episode::Episode;
use crate::forecast::{Example, Explainer, FEATURES, Forecaster, Known, Situation, features, outlook};
use crate::history::History;
use crate::scan::Contribution;
use crate::targets::Target;
use crate::topics::{Assignment, Frozen, LEVELS, NONE};
use crate::{indicators, labels, ledger, lineage, members};
use corpus::{Corpus, Document};
use language::sentence::SentenceEncoder;
use network::{Graph, layout};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Stages in their order.
pub const STAGES: [&str; 7] = ["read", "topics", "labels", "indicators", "past", "forecast", "write"];
/// Years of the fan.
const FAN: i32 = 5;
/// Links per topic that pull on the map.
const PULLING: usize = 6;

/// What to scan.
pub struct ScanOptions {
    /// Last year that is read; the last one of the corpus where none is given.
    pub until: Option<i32>,
    /// Everything else.
    pub config: ScanConfig,
    /// The sentence model, where installed.
    pub encoder: Option<SentenceEncoder>,
}

/// Scans the corpus of a data folder; returns the folder of the scan. `progress` gets the stage that begins.
///
/// # Errors
/// A corpus that is empty or cannot be read, a folder that cannot be written.
pub fn run(data_dir: &Path, options: ScanOptions, mut progress: impl FnMut(&str)) -> Result<PathBuf, ScanError> {
    let mut clock = Clock::default();
    let ScanOptions { until, config, encoder } = options;
    let corpus = Corpus::open(data_dir).map_err(|error| ScanError::Corpus(error.to_string()))?;
    let fingerprint = corpus.fingerprint().map_err(|error| ScanError::Corpus(error.to_string()))?;

    progress(clock.begin("read"));
    let multilingual = encoder.is_some();
    let collection = Collection::read(&corpus, Reading { until, config: &config, encoder }, |_| ())?;
    let (first, last) = collection.span().ok_or(ScanError::EmptyCorpus)?;
    let until = until.unwrap_or(last).min(last);

    progress(clock.begin("topics"));
    let found = Found::new(&collection, until, &config, multilingual);

    progress(clock.begin("labels"));
    let earlier = Scan::latest_folder(data_dir).ok().map(|folder| Scan::open(&folder)).transpose()?;
    let named = Named::new(&collection, &found, earlier.as_ref())?;
    let mut contents = contents(&collection, &found, &named)?;

    progress(clock.begin("indicators"));
    for (level, groups) in found.groups.iter().enumerate() {
        let ids = &named.ids[level];
        let history = &found.histories[level];
        contents.indicators.extend(indicators::all(&collection, &found.assignment, groups, ids, history));
    }
    peaks(&mut contents, &found, &named);

    progress(clock.begin("past"));
    let horizon = i32::from(config.horizon);
    let past: Vec<i32> = (until - horizon - config.training_years as i32 + 1..=until - horizon)
        .filter(|&year| year >= first + 3)
        .collect();
    let episodes = Episode::all(&collection, &past, &config, |_| ());

    progress(clock.begin("forecast"));
    forecast(&mut contents, &collection, &found, &named, &episodes, until, horizon)?;

    progress(clock.begin("write"));
    let scan_id = Scan::next_id(data_dir)?;
    let mut writer = ScanWriter::create(data_dir, &scan_id)?;
    let documents = collection.len() as u64;
    let citing = collection.citing.clone();
    let Named { ids, next, .. } = named;
    drop(collection);
    write_documents(&corpus, &mut writer, until_filter(last, until))?;
    let pairs = (0..citing.0.len() - 1)
        .flat_map(|row| citing.1[citing.0[row]..citing.0[row + 1]].iter().map(move |&cited| (row as u32, cited)));
    writer.references(pairs)?;
    clock.end();
    let manifest = Manifest {
        scan_id: scan_id.clone(),
        version: env!("CARGO_PKG_VERSION").to_string(),
        created: jiff::Timestamp::now().to_string(),
        corpus_fingerprint: fingerprint,
        documents,
        until,
        first_year: first,
        seed: config.seed,
        config: serde_json::to_value(&config).map_err(ScanError::table("manifest.json"))?,
        timings: clock.times,
        next_topic: next,
        ..Manifest::default()
    };
    let today = i32::from(jiff::ZonedDateTime::now().year());
    let folder = writer.finish(&contents, manifest.clone())?;
    ledger::record(data_dir, &manifest, &contents, today)?;
    ledger::score(data_dir, &scan_id, until, &found.histories[LEVELS - 1], &ids[LEVELS - 1])?;
    Ok(folder)
}

/// Whether the corpus was read whole: then documents without a year are in the scan, too.
fn until_filter(last: i32, until: i32) -> Option<i32> {
    (until < last).then_some(until)
}

#[derive(Default)]
struct Clock {
    times: Vec<(String, f64)>,
    running: Option<(&'static str, Instant)>,
}

impl Clock {
    fn begin(&mut self, stage: &'static str) -> &'static str {
        self.end();
        self.running = Some((stage, Instant::now()));
        stage
    }

    fn end(&mut self) {
        if let Some((stage, start)) = self.running.take() {
            self.times.push((stage.to_string(), start.elapsed().as_secs_f64()));
        }
    }
}

/// Topics of the scan itself.
struct Found {
    frozen: Frozen,
    assignment: Assignment,
    /// Group of each row of the collection, per level.
    groups: [Vec<u32>; LEVELS],
    histories: [History; LEVELS],
}

impl Found {
    fn new(collection: &Collection, until: i32, config: &ScanConfig, multilingual: bool) -> Self {
        let (known, undated): (Vec<u32>, Vec<u32>) =
            (0..collection.len() as u32).partition(|&row| collection.years[row as usize] != UNDATED);
        let frozen = Frozen::new(collection, until, known, config, multilingual);
        let mut assignment = frozen.assignment(collection);
        frozen.attach(collection, &undated, &mut assignment);
        let groups: [Vec<u32>; LEVELS] = [0, 1, 2].map(|level| {
            assignment
                .topic
                .iter()
                .map(|&topic| if topic == NONE { NONE } else { frozen.ancestor(topic, level) })
                .collect()
        });
        let histories = [0, 1, 2].map(|level| {
            let group_of = |row: u32| groups[level][row as usize];
            History::new(collection, 0..collection.len() as u32, frozen.counts[level], until, group_of)
        });
        Self { frozen, assignment, groups, histories }
    }

    fn members(&self, level: usize) -> Vec<Vec<u32>> {
        let mut members = vec![Vec::new(); self.frozen.counts[level]];
        for (row, &group) in self.groups[level].iter().enumerate().filter(|&(_, &group)| group != NONE) {
            members[group as usize].push(row as u32);
        }
        members
    }
}

/// Identities and labels.
struct Named {
    ids: [Vec<String>; LEVELS],
    labels: [Vec<labels::Label>; LEVELS],
    lineage: Vec<super::LineageRow>,
    next: u64,
}

impl Named {
    fn new(collection: &Collection, found: &Found, earlier: Option<&Scan>) -> Result<Self, ScanError> {
        let known: Option<(&Scan, Vec<String>)> = earlier.map(|scan| Ok((scan, scan.document_ids()?))).transpose()?;
        let mut next = earlier.map_or(1, |scan| scan.manifest.next_topic.max(1));
        let mut lineage = Vec::new();
        let mut ids: [Vec<String>; LEVELS] = Default::default();
        for (level, ids) in ids.iter_mut().enumerate() {
            let topic_of: FxHashMap<&str, u32> = (found.groups[level].iter().enumerate())
                .filter(|&(_, &group)| group != NONE)
                .map(|(row, &group)| (&*collection.ids[row], group))
                .collect();
            let earlier = known.as_ref().map(|(scan, documents)| (*scan, documents.as_slice()));
            let count = found.frozen.counts[level];
            let identity = lineage::identify(level as u8 + 1, count, &topic_of, earlier, next);
            next = identity.next;
            lineage.extend(identity.events);
            *ids = identity.ids;
        }
        let labels =
            [0, 1, 2].map(|level| labels::labels(collection, &found.groups[level], found.frozen.counts[level]));
        Ok(Self { ids, labels, lineage, next })
    }
}

/// Everything but indicators and forecasts.
fn contents(collection: &Collection, found: &Found, named: &Named) -> Result<ScanContents, ScanError> {
    let frozen = &found.frozen;
    let places = map_places(frozen);
    let directions = Directions::embedded()?;
    let mut contents = ScanContents { lineage: named.lineage.clone(), ..ScanContents::default() };
    let mut first_row = [0u32; LEVELS];
    for level in 0..LEVELS {
        first_row[level] = contents.topics.len() as u32;
        let members = found.members(level);
        let ids = &named.ids[level];
        let belongs = directions.places(collection, &found.groups[level], ids.len());
        for (topic, id) in ids.iter().enumerate() {
            let label = &named.labels[level][topic];
            let first_year = members[topic].iter().map(|&row| collection.years[row as usize]).min();
            let place = &belongs[topic];
            contents.topics.push(TopicRow {
                topic_id: id.clone(),
                level: level as u8 + 1,
                parent_id: (level > 0).then(|| {
                    let parent = frozen.parents[level - 1][topic];
                    named.ids[level - 1][parent as usize].clone()
                }),
                label_en: label.en.clone(),
                label_zh: label.zh.clone(),
                terms: label.terms.clone(),
                documents: members[topic].len() as u32,
                first_year: first_year.filter(|&year| year != UNDATED),
                direction: place.direction.clone(),
                track: place.track.clone(),
                direction_confidence: place.confidence,
                x: places[level][topic][0],
                y: places[level][topic][1],
                ..TopicRow::default()
            });
        }
        contents.representatives.extend(members::representatives(collection, frozen, &members, ids));
        contents.leaders.extend(members::leaders(collection, &members, ids));
        contents.neighbours.extend(members::neighbours(&graph_of(frozen, level), ids));
    }
    for (row, &topic) in found.assignment.topic.iter().enumerate().filter(|&(_, &topic)| topic != NONE) {
        for (level, &first) in first_row.iter().enumerate() {
            contents.memberships.push(Membership {
                document: row as u32,
                topic: first + frozen.ancestor(topic, level),
                level: level as u8 + 1,
                strength: found.assignment.strength[row],
            });
        }
    }
    Ok(contents)
}

/// Links between the groups of a level.
fn graph_of(frozen: &Frozen, level: usize) -> Graph {
    let edges = (0..frozen.counts[LEVELS - 1] as u32).flat_map(|topic| {
        let links = frozen.topic_graph.links(topic).filter(move |&(other, _)| other >= topic);
        links.map(move |(other, weight)| (frozen.ancestor(topic, level), frozen.ancestor(other, level), weight))
    });
    Graph::from_edges(frozen.counts[level], edges)
}

/// Places of all groups on the map: topics start around their field, fields around their area; coarser levels lie in the middle of
/// their topics.
fn map_places(frozen: &Frozen) -> [Vec<[f32; 2]>; LEVELS] {
    let [areas, fields, topics] = frozen.counts;
    let turn = |number: usize, of: usize, radius: f32, centre: [f32; 2]| {
        let angle = std::f32::consts::TAU * number as f32 / of.max(1) as f32;
        [centre[0] + radius * angle.cos(), centre[1] + radius * angle.sin()]
    };
    let area_places: Vec<[f32; 2]> = (0..areas).map(|area| turn(area, areas, 0.6, [0.0, 0.0])).collect();
    let field_places: Vec<[f32; 2]> =
        (0..fields).map(|field| turn(field, fields, 0.25, area_places[frozen.parents[0][field] as usize])).collect();
    let start: Vec<[f32; 2]> =
        (0..topics).map(|topic| turn(topic, topics, 0.08, field_places[frozen.parents[1][topic] as usize])).collect();
    let strongest = (0..topics as u32).flat_map(|topic| {
        let mut links: Vec<(u32, f32)> = frozen.topic_graph.links(topic).filter(|&(other, _)| other != topic).collect();
        links.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        links.truncate(PULLING);
        links.into_iter().map(move |(other, weight)| (topic, other, weight.sqrt()))
    });
    let places = layout(&Graph::from_edges(topics, strongest), &start);
    let middle = |level: usize| {
        let mut sums = vec![([0f32; 2], 0f32); frozen.counts[level]];
        for (topic, place) in places.iter().enumerate() {
            let sum = &mut sums[frozen.ancestor(topic as u32, level) as usize];
            sum.0[0] += place[0];
            sum.0[1] += place[1];
            sum.1 += 1.0;
        }
        sums.into_iter().map(|(sum, count)| [sum[0] / count.max(1.0), sum[1] / count.max(1.0)]).collect()
    };
    [middle(0), middle(1), places.clone()]
}

/// Fills in the years in which shares were largest.
fn peaks(contents: &mut ScanContents, found: &Found, named: &Named) {
    let mut row = 0;
    for level in 0..LEVELS {
        let history = &found.histories[level];
        for group in 0..named.ids[level].len() as u32 {
            let years = history.first..=history.last();
            let peak = years.max_by(|&a, &b| history.share(group, a).total_cmp(&history.share(group, b)));
            contents.topics[row].peak_year = peak.filter(|&year| history.count(group, year) > 0);
            row += 1;
        }
    }
}

fn forecast(
    contents: &mut ScanContents,
    collection: &Collection,
    found: &Found,
    named: &Named,
    episodes: &[Episode],
    now: i32,
    horizon: i32,
) -> Result<(), ScanError> {
    let history = &found.histories[LEVELS - 1];
    let count = found.frozen.counts[LEVELS - 1];
    let known = Known { collection, frozen: &found.frozen, assignment: &found.assignment, history, now, horizon };
    let features = features(&known);
    let eligible: Vec<u32> = (0..count as u32).filter(|&topic| history.eligible(topic, now)).collect();
    let ids = &named.ids[LEVELS - 1];
    let examples: Vec<&Example> = episodes.iter().flat_map(Episode::examples).collect();
    let forecaster = Forecaster::train(&examples, horizon);
    let situations: Vec<Situation> = eligible.iter().map(|&topic| features.situation(&known, topic, now)).collect();
    contents.outlook = (eligible.iter().zip(&situations))
        .flat_map(|(&topic, situation)| outlook(&ids[topic as usize], &forecaster, situation, now, FAN))
        .collect();
    if examples.is_empty() {
        // Without a past there is nothing to learn from; a probability would be invented.
        return Ok(());
    }
    let explainer = Explainer::embedded()?;
    let first_topic = contents.topics.len() - count;
    for target in Target::ALL {
        let probabilities = forecaster.probabilities(target, &situations.iter().collect::<Vec<_>>());
        let mut rows: Vec<(u32, ForecastRow)> = (eligible.iter().zip(&situations).zip(probabilities))
            .map(|((&topic, situation), probability)| {
                let mut contributions: Vec<Contribution> = FEATURES
                    .iter()
                    .zip(situation.features)
                    .zip(forecaster.contributions(target, situation))
                    .map(|((feature, value), contribution)| Contribution {
                        feature: (*feature).to_string(),
                        value,
                        contribution,
                    })
                    .collect();
                contributions.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
                let forecast = ForecastRow {
                    topic_id: ids[topic as usize].clone(),
                    target: target.name().to_string(),
                    cutoff: now,
                    horizon: horizon as u8,
                    probability,
                    rank: 0,
                    base_rate: forecaster.base_rate(target),
                    contributions,
                };
                (topic, forecast)
            })
            .collect();
        rows.sort_by(|a, b| b.1.probability.total_cmp(&a.1.probability).then(a.0.cmp(&b.0)));
        for (rank, (topic, mut forecast)) in rows.into_iter().enumerate() {
            forecast.rank = rank as u32 + 1;
            if target == Target::Sustained {
                let row = &mut contents.topics[first_topic + topic as usize];
                (row.explanation_en, row.explanation_zh) = explainer.explain(&forecast);
            }
            contents.forecasts.push(forecast);
        }
    }
    Ok(())
}

/// Copies the documents into the scan, in the order in which they were read.
fn write_documents(corpus: &Corpus, writer: &mut ScanWriter, until: Option<i32>) -> Result<(), ScanError> {
    let damaged = |error: corpus::CorpusError| ScanError::Corpus(error.to_string());
    for batch in corpus.documents().map_err(damaged)? {
        let mut batch = batch.map_err(damaged)?;
        if let Some(until) = until {
            batch.retain(|document| document.year.is_some_and(|year| year <= until));
        }
        let rows: Vec<DocumentRow> = batch.into_iter().map(document_row).collect();
        writer.documents(&rows)?;
    }
    Ok(())
}

fn document_row(document: Document) -> DocumentRow {
    let kind = serde_json::to_value(document.kind).ok().and_then(|kind| kind.as_str().map(str::to_string));
    DocumentRow {
        id: document.id,
        title: document.title,
        abstract_text: document.abstract_text,
        language: document.language,
        year: document.year,
        date: document.date,
        kind: kind.unwrap_or_default(),
        venue: document.venue,
        authors: document.authors,
        parties: document.parties,
        identifiers: document.identifiers,
        classes: document.classes,
        keywords: document.keywords,
        citations: document.citations,
        source: document.source,
    }
}
