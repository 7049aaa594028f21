//! Writing a scan folder: everything goes to a hidden folder first, which is renamed when it is complete. A scan that was
//! interrupted leaves no scan.

use super::table::{TableWriter, write_rows};
use super::{DocumentRow, Manifest, MembershipRow, ReferenceRow, ScanContents, ScanError};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Folder of all scans in a data folder.
pub(crate) fn scans_folder(data_dir: &Path) -> PathBuf {
    data_dir.join("scans")
}

/// A scan folder in the making.
pub struct ScanWriter {
    partial: PathBuf,
    finished: PathBuf,
    rows: BTreeMap<String, u64>,
    documents: TableWriter<DocumentRow>,
    references: TableWriter<ReferenceRow>,
    document_ids: Vec<String>,
}

impl ScanWriter {
    /// Starts the scan `scan_id` below `data_dir`.
    pub fn create(data_dir: &Path, scan_id: &str) -> Result<Self, ScanError> {
        let partial = scans_folder(data_dir).join(format!(".partial-{scan_id}"));
        let finished = scans_folder(data_dir).join(scan_id);
        if partial.exists() {
            fs::remove_dir_all(&partial).map_err(ScanError::file(&partial))?;
        }
        fs::create_dir_all(&partial).map_err(ScanError::file(&partial))?;
        Ok(Self {
            documents: TableWriter::create(&partial, "documents")?,
            references: TableWriter::create(&partial, "document_references")?,
            partial,
            finished,
            rows: BTreeMap::new(),
            document_ids: Vec::new(),
        })
    }

    /// Appends documents, in the order of their numbers.
    pub fn documents(&mut self, rows: &[DocumentRow]) -> Result<(), ScanError> {
        self.document_ids.extend(rows.iter().map(|row| row.id.clone()));
        self.documents.append(rows)
    }

    /// Appends citations given by document numbers.
    pub fn references(&mut self, pairs: impl Iterator<Item = (u32, u32)>) -> Result<(), ScanError> {
        let mut chunk = Vec::new();
        for (citing, cited) in pairs {
            chunk.push(ReferenceRow {
                document_id: self.document_ids[citing as usize].clone(),
                reference_id: self.document_ids[cited as usize].clone(),
            });
            if chunk.len() == 65_536 {
                self.references.append(&chunk)?;
                chunk.clear();
            }
        }
        self.references.append(&chunk)
    }

    /// Writes everything else, closes all tables and gives the scan its name. The manifest's `rows` and `tables` are filled
    /// in here. Returns the folder.
    pub fn finish(mut self, contents: &ScanContents, mut manifest: Manifest) -> Result<PathBuf, ScanError> {
        self.rows.insert("documents".into(), self.documents.finish()?);
        self.rows.insert("document_references".into(), self.references.finish()?);
        let mut memberships = TableWriter::create(&self.partial, "memberships")?;
        for chunk in contents.memberships.chunks(65_536) {
            let named: Vec<MembershipRow> = chunk
                .iter()
                .map(|membership| MembershipRow {
                    document_id: self.document_ids[membership.document as usize].clone(),
                    topic_id: contents.topics[membership.topic as usize].topic_id.clone(),
                    level: membership.level,
                    strength: membership.strength,
                    document_row: membership.document,
                })
                .collect();
            memberships.append(&named)?;
        }
        self.rows.insert("memberships".into(), memberships.finish()?);
        let folder = &self.partial;
        let mut table = |name: &str, rows: Result<u64, ScanError>| rows.map(|rows| self.rows.insert(name.into(), rows));
        table("topics", write_rows(folder, "topics", &contents.topics))?;
        table("indicators", write_rows(folder, "indicators", &contents.indicators))?;
        table("forecasts", write_rows(folder, "forecasts", &contents.forecasts))?;
        table("outlook", write_rows(folder, "outlook", &contents.outlook))?;
        table("representatives", write_rows(folder, "representatives", &contents.representatives))?;
        table("leaders", write_rows(folder, "leaders", &contents.leaders))?;
        table("neighbours", write_rows(folder, "neighbours", &contents.neighbours))?;
        table("lineage", write_rows(folder, "lineage", &contents.lineage))?;
        for name in self.rows.keys() {
            let path = self.partial.join(format!("{name}.parquet"));
            manifest.tables.insert(name.clone(), sha256_of(&path)?);
        }
        manifest.rows = self.rows;
        let path = self.partial.join("manifest.json");
        let text = serde_json::to_string_pretty(&manifest).map_err(ScanError::table(&path))?;
        fs::write(&path, text + "\n").map_err(ScanError::file(&path))?;
        fs::rename(&self.partial, &self.finished).map_err(ScanError::file(&self.finished))?;
        Ok(self.finished)
    }
}

/// SHA-256 of a file, hex.
fn sha256_of(path: &Path) -> Result<String, ScanError> {
    let mut file = fs::File::open(path).map_err(ScanError::file(path))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0u8; 1 << 16];
    loop {
        let read = file.read(&mut buffer).map_err(ScanError::file(path))?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
    }
    Ok(hex(&hasher.finalize()))
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        text
    })
}
