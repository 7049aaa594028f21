//! Reading a scan folder. Topics, indicators and forecasts are read whole; documents stay on disk and are fetched by row.

use super::table::{read_rows, read_selected};
use super::write::scans_folder;
use super::{DocumentRow, Manifest, Membership, ScanContents, ScanError};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

/// A scan that was read from its folder.
pub struct Scan {
    /// Where it lies.
    pub folder: PathBuf,
    /// What was scanned, when and how.
    pub manifest: Manifest,
    /// Its tables but the documents.
    pub contents: ScanContents,
    /// Row in `contents.topics` by topic id.
    topics: FxHashMap<String, u32>,
    /// Rows in `contents.memberships` per topic, strongest member first: offsets into `members`.
    offsets: Vec<usize>,
    members: Vec<u32>,
}

/// The columns of `memberships` that are read back.
#[derive(Serialize, Deserialize)]
struct StoredMembership {
    topic_id: String,
    level: u8,
    strength: f32,
    document_row: u32,
}

/// The column by which a document is looked up.
#[derive(Serialize, Deserialize)]
struct DocumentId {
    id: String,
}

impl Scan {
    /// All scan folders below `data_dir`, oldest first.
    pub fn list(data_dir: &Path) -> Result<Vec<PathBuf>, ScanError> {
        let root = scans_folder(data_dir);
        let Ok(entries) = fs::read_dir(&root) else { return Ok(Vec::new()) };
        let mut folders = Vec::new();
        for entry in entries {
            let path = entry.map_err(ScanError::file(&root))?.path();
            if path.join("manifest.json").is_file() && !hidden(&path) {
                folders.push(path);
            }
        }
        folders.sort();
        Ok(folders)
    }

    /// The folder of the newest scan.
    pub fn latest_folder(data_dir: &Path) -> Result<PathBuf, ScanError> {
        Self::list(data_dir)?.pop().ok_or_else(|| ScanError::NoScan(data_dir.to_path_buf()))
    }

    /// The name that the next scan gets: `scan-0001`, `scan-0002`, ….
    pub fn next_id(data_dir: &Path) -> Result<String, ScanError> {
        let last = Self::list(data_dir)?
            .iter()
            .filter_map(|path| path.file_name()?.to_str()?.strip_prefix("scan-")?.parse::<u32>().ok())
            .max();
        Ok(format!("scan-{:04}", last.unwrap_or(0) + 1))
    }

    /// Reads the manifest of a scan only.
    pub fn manifest(folder: &Path) -> Result<Manifest, ScanError> {
        let path = folder.join("manifest.json");
        let text = fs::read_to_string(&path).map_err(ScanError::file(&path))?;
        serde_json::from_str(&text).map_err(ScanError::table(&path))
    }

    /// Reads a scan.
    pub fn open(folder: &Path) -> Result<Self, ScanError> {
        let manifest = Self::manifest(folder)?;
        let mut contents = ScanContents {
            topics: read_rows(folder, "topics")?,
            memberships: Vec::new(),
            indicators: read_rows(folder, "indicators")?,
            forecasts: read_rows(folder, "forecasts")?,
            outlook: read_rows(folder, "outlook")?,
            representatives: read_rows(folder, "representatives")?,
            leaders: read_rows(folder, "leaders")?,
            neighbours: read_rows(folder, "neighbours")?,
            lineage: read_rows(folder, "lineage")?,
        };
        let topics: FxHashMap<String, u32> =
            contents.topics.iter().enumerate().map(|(row, topic)| (topic.topic_id.clone(), row as u32)).collect();
        for stored in read_rows::<StoredMembership>(folder, "memberships")? {
            let topic = *topics.get(&stored.topic_id).ok_or_else(|| ScanError::Table {
                path: folder.join("memberships.parquet"),
                reason: format!("names topic {} which is not in table topics", stored.topic_id),
            })?;
            contents.memberships.push(Membership {
                document: stored.document_row,
                topic,
                level: stored.level,
                strength: stored.strength,
            });
        }
        let (offsets, members) = group_by_topic(&contents);
        Ok(Self { folder: folder.to_path_buf(), manifest, contents, topics, offsets, members })
    }

    /// Reads the newest scan below `data_dir`.
    pub fn latest(data_dir: &Path) -> Result<Self, ScanError> {
        Self::open(&Self::latest_folder(data_dir)?)
    }

    /// Row of a topic in `contents.topics`.
    pub fn topic_row(&self, topic_id: &str) -> Option<usize> {
        self.topics.get(topic_id).map(|&row| row as usize)
    }

    /// Documents of a topic with their strength, strongest first, from `offset`, at most `limit`; and how many there are.
    pub fn documents_of(
        &self,
        topic_id: &str,
        offset: usize,
        limit: usize,
    ) -> Result<(Vec<(DocumentRow, f32)>, usize), ScanError> {
        let Some(topic) = self.topic_row(topic_id) else { return Ok((Vec::new(), 0)) };
        let members = &self.members[self.offsets[topic]..self.offsets[topic + 1]];
        let page: Vec<Membership> =
            members.iter().skip(offset).take(limit).map(|&row| self.contents.memberships[row as usize]).collect();
        let mut wanted: Vec<u32> = page.iter().map(|membership| membership.document).collect();
        wanted.sort_unstable();
        let rows: Vec<DocumentRow> = read_selected(&self.folder, "documents", &wanted)?;
        let mut by_row: FxHashMap<u32, DocumentRow> = wanted.into_iter().zip(rows).collect();
        let found = page
            .iter()
            .filter_map(|membership| Some((by_row.remove(&membership.document)?, membership.strength)))
            .collect();
        Ok((found, members.len()))
    }

    /// Ids of all documents, by row.
    pub fn document_ids(&self) -> Result<Vec<String>, ScanError> {
        let ids: Vec<DocumentId> = read_rows(&self.folder, "documents")?;
        Ok(ids.into_iter().map(|document| document.id).collect())
    }

    /// A document by its id, with its topics (rows in `contents.topics`), finest first.
    pub fn document(&self, id: &str) -> Result<Option<(DocumentRow, Vec<usize>)>, ScanError> {
        let Some(row) = self.document_ids()?.iter().position(|known| known == id) else { return Ok(None) };
        let mut found: Vec<DocumentRow> = read_selected(&self.folder, "documents", &[row as u32])?;
        let Some(document) = found.pop() else { return Ok(None) };
        let memberships = &self.contents.memberships;
        let mut topics: Vec<usize> =
            memberships.iter().filter(|m| m.document as usize == row).map(|m| m.topic as usize).collect();
        topics.sort_by_key(|&topic| std::cmp::Reverse(self.contents.topics[topic].level));
        Ok(Some((document, topics)))
    }
}

fn hidden(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_none_or(|name| name.starts_with('.'))
}

/// Membership rows per topic, strongest first.
fn group_by_topic(contents: &ScanContents) -> (Vec<usize>, Vec<u32>) {
    let mut offsets = vec![0usize; contents.topics.len() + 1];
    for membership in &contents.memberships {
        offsets[membership.topic as usize + 1] += 1;
    }
    for topic in 0..contents.topics.len() {
        offsets[topic + 1] += offsets[topic];
    }
    let mut members = vec![0u32; contents.memberships.len()];
    let mut next = offsets.clone();
    for (row, membership) in contents.memberships.iter().enumerate() {
        members[next[membership.topic as usize]] = row as u32;
        next[membership.topic as usize] += 1;
    }
    for topic in 0..contents.topics.len() {
        members[offsets[topic]..offsets[topic + 1]].sort_by(|&a, &b| {
            let (a, b) = (contents.memberships[a as usize], contents.memberships[b as usize]);
            b.strength.total_cmp(&a.strength).then(a.document.cmp(&b.document))
        });
    }
    (offsets, members)
}
