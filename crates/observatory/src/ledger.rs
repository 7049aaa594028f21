//! The ledger: forecasts with their date, kept unchanged until the year they speak of has closed, then scored by themselves.
//!
//! `ledger/<scan>.json` is written once, when the forecast is made. When a later scan reaches the year that the forecast speaks
//! of, `ledger/<scan>.outcome.json` is added.

use crate::history::History;
use crate::measures::Measures;
use crate::scan::{Manifest, ScanContents, ScanError};
use crate::targets::{Target, top};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// All forecasts of one scan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The scan that made them.
    pub scan_id: String,
    /// When, RFC 3339.
    pub made: String,
    /// Version of the program.
    pub version: String,
    /// Hash of the corpus.
    pub corpus_fingerprint: String,
    /// Last year that was known.
    pub cutoff: i32,
    /// Year that the forecasts speak of.
    pub due: i32,
    /// The forecasts.
    pub forecasts: Vec<Dated>,
}

/// One dated forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dated {
    /// Topic.
    pub topic_id: String,
    /// Its label then, in English.
    pub label_en: String,
    /// Its label then, in Chinese.
    pub label_zh: String,
    /// Target.
    pub target: String,
    /// Probability said.
    pub probability: f64,
}

/// How an entry came out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The scan that knew the outcome.
    pub scan_id: String,
    /// Measures per target.
    pub measures: BTreeMap<String, Measures>,
    /// Topics that could be followed, of how many.
    pub followed: (usize, usize),
}

fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("ledger")
}

/// Enters the forecasts of a scan if they speak of a year that has not closed; `today` is the current year. Never overwrites.
pub fn record(data_dir: &Path, manifest: &Manifest, contents: &ScanContents, today: i32) -> Result<bool, ScanError> {
    let Some(first) = contents.forecasts.first() else { return Ok(false) };
    let due = first.cutoff + i32::from(first.horizon);
    if due < today {
        return Ok(false);
    }
    let labels: BTreeMap<&str, (&str, &str)> = contents
        .topics
        .iter()
        .map(|topic| (topic.topic_id.as_str(), (topic.label_en.as_str(), topic.label_zh.as_str())))
        .collect();
    let entry = Entry {
        scan_id: manifest.scan_id.clone(),
        made: manifest.created.clone(),
        version: manifest.version.clone(),
        corpus_fingerprint: manifest.corpus_fingerprint.clone(),
        cutoff: first.cutoff,
        due,
        forecasts: contents
            .forecasts
            .iter()
            .map(|forecast| {
                let (en, zh) = labels.get(forecast.topic_id.as_str()).copied().unwrap_or_default();
                Dated {
                    topic_id: forecast.topic_id.clone(),
                    label_en: en.to_string(),
                    label_zh: zh.to_string(),
                    target: forecast.target.clone(),
                    probability: forecast.probability,
                }
            })
            .collect(),
    };
    let folder = folder(data_dir);
    fs::create_dir_all(&folder).map_err(ScanError::file(&folder))?;
    write_new(&folder.join(format!("{}.json", entry.scan_id)), &entry)?;
    Ok(true)
}

/// All entries, oldest first, with their outcome where it is known.
pub fn entries(data_dir: &Path) -> Result<Vec<(Entry, Option<Outcome>)>, ScanError> {
    let folder = folder(data_dir);
    let Ok(files) = fs::read_dir(&folder) else { return Ok(Vec::new()) };
    let mut paths: Vec<PathBuf> = files
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .filter(|path| !path.to_string_lossy().ends_with(".outcome.json"))
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let outcome_path = path.with_extension("outcome.json");
            let outcome = if outcome_path.is_file() { Some(read(&outcome_path)?) } else { None };
            Ok((read(&path)?, outcome))
        })
        .collect()
}

/// Scores every entry whose year a scan has reached. Returns how many were scored now.
pub fn score(
    data_dir: &Path,
    scan_id: &str,
    until: i32,
    history: &History,
    ids: &[String],
) -> Result<usize, ScanError> {
    let mut scored = 0;
    for (entry, outcome) in entries(data_dir)? {
        if outcome.is_some() || entry.due > until {
            continue;
        }
        let outcome = judge(&entry, scan_id, history, ids);
        write_new(&folder(data_dir).join(format!("{}.outcome.json", entry.scan_id)), &outcome)?;
        scored += 1;
    }
    Ok(scored)
}

fn judge(entry: &Entry, scan_id: &str, history: &History, ids: &[String]) -> Outcome {
    let mut measures = BTreeMap::new();
    let mut followed = (0, 0);
    for target in Target::ALL {
        let forecasts: Vec<&Dated> = entry.forecasts.iter().filter(|dated| dated.target == target.name()).collect();
        let known: Vec<(u32, f64)> = forecasts
            .iter()
            .filter_map(|dated| {
                let topic = ids.iter().position(|id| *id == dated.topic_id)?;
                Some((topic as u32, dated.probability))
            })
            .collect();
        followed = (followed.0 + known.len(), followed.1 + forecasts.len());
        let (topics, probabilities): (Vec<u32>, Vec<f64>) = known.into_iter().unzip();
        let outcomes = target.outcomes(history, &topics, entry.cutoff, entry.due - entry.cutoff);
        let alarms = if target == Target::Top10 {
            top(&probabilities)
        } else {
            // No past to choose a threshold from is kept in the ledger: even odds.
            probabilities.iter().map(|&probability| probability >= 0.5).collect()
        };
        measures.insert(target.name().to_string(), Measures::new(&probabilities, &probabilities, &alarms, &outcomes));
    }
    Outcome { scan_id: scan_id.to_string(), measures, followed }
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T, ScanError> {
    let text = fs::read_to_string(path).map_err(ScanError::file(path))?;
    serde_json::from_str(&text).map_err(ScanError::table(path))
}

/// Writes a file that must not be there yet, completely or not at all.
fn write_new<T: Serialize>(path: &Path, value: &T) -> Result<(), ScanError> {
    let text = serde_json::to_string_pretty(value).map_err(ScanError::table(path))?;
    let folder = path.parent().expect("a file lies in a folder");
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(ScanError::file(path))?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(ScanError::file(path))?;
    file.persist_noclobber(path).map_err(|error| ScanError::file(path)(error.error))?;
    Ok(())
}
