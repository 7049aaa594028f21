//! What was imported and scanned, when, from what, and how long it took.

use super::chrome::{Chrome, day};
use super::{Page, render};
use crate::imports::Imports;
use crate::locale::Words;
use crate::state::Portal;
use crate::visit::Visit;
use crate::{numbers, svg};
use askama::Template;
use axum::extract::State;
use observatory::scan::{Manifest, Scan};

/// Reasons of refusal listed.
const REASONS: usize = 10;
/// Earlier scans listed.
const SCANS: usize = 20;

#[derive(Template)]
#[template(path = "status.html")]
struct Status {
    page: Chrome,
    facts: Vec<(String, String)>,
    corpus: Vec<(String, String)>,
    corpus_note: Option<String>,
    refused: Vec<(String, String)>,
    stages: Vec<(String, String, String)>,
    tables: Vec<(String, String, String)>,
    scans: Vec<Earlier>,
    config: String,
}

struct Earlier {
    id: String,
    created: String,
    until: i32,
    documents: String,
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit) -> Page {
    let loaded = portal.current().await?;
    let words = visit.words();
    let manifest = &loaded.atlas.manifest;
    let data_dir = portal.data_dir().to_path_buf();
    let (scans, imports) = super::read(&loaded, move |_| {
        let folders = Scan::list(&data_dir)?;
        let scans: Vec<Manifest> =
            folders.iter().rev().take(SCANS).filter_map(|folder| Scan::manifest(folder).ok()).collect();
        Ok((scans, Imports::read(&data_dir)))
    })
    .await?;
    let total: f64 = manifest.timings.iter().map(|(_, seconds)| seconds).sum();
    let fact = |key: &str, value: String| (words.say(key), value);
    render(&Status {
        page: Chrome::new(&visit, "/status", &words.say("nav-status"), Some(&loaded)),
        facts: vec![
            fact("status-scan", manifest.scan_id.clone()),
            fact("status-created", manifest.created.clone()),
            fact("status-version", manifest.version.clone()),
            fact("status-documents", numbers::grouped(manifest.documents as f64)),
            fact("status-years", format!("{}–{}", manifest.first_year, manifest.until)),
            fact("status-seed", manifest.seed.to_string()),
            fact("status-fingerprint", manifest.corpus_fingerprint.clone()),
            fact("status-duration", numbers::seconds(total)),
        ],
        corpus: imports
            .documents
            .map(|documents| {
                vec![
                    fact("status-corpus-documents", numbers::grouped(documents as f64)),
                    fact("status-corpus-refused", numbers::grouped(imports.refused_records() as f64)),
                ]
            })
            .unwrap_or_default(),
        corpus_note: freshness(&imports, manifest, words),
        refused: (imports.refused.into_iter().take(REASONS))
            .map(|(reason, count)| (reason, numbers::grouped(count as f64)))
            .collect(),
        stages: (manifest.timings.iter())
            .map(|(stage, seconds)| {
                let name = words
                    .try_say(&format!("stage-{}", stage.replace([' ', '_'], "-")))
                    .unwrap_or_else(|| stage.clone());
                (name, numbers::seconds(*seconds), svg::bar(seconds / total.max(f64::MIN_POSITIVE), ""))
            })
            .collect(),
        tables: (manifest.rows.iter())
            .map(|(table, rows)| {
                let checksum = manifest.tables.get(table).cloned().unwrap_or_default();
                (table.clone(), numbers::grouped(*rows as f64), checksum)
            })
            .collect(),
        scans: (scans.into_iter())
            .map(|manifest| Earlier {
                created: day(&manifest.created),
                until: manifest.until,
                documents: numbers::grouped(manifest.documents as f64),
                id: manifest.scan_id,
            })
            .collect(),
        config: serde_json::to_string_pretty(&manifest.config).unwrap_or_default(),
    })
}

/// Whether the scan has seen the corpus as it is now.
fn freshness(imports: &Imports, manifest: &Manifest, words: &Words) -> Option<String> {
    let now = imports.fingerprint.as_ref()?;
    let key = if *now == manifest.corpus_fingerprint { "status-corpus-same" } else { "status-corpus-changed" };
    Some(words.say(key))
}
