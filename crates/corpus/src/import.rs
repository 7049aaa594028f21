//! Importing: files → records → documents, merged into the corpus.
//!
//! A thread decompresses, decodes and cuts; all cores parse; one place merges in the order of the input, so that the result
//! does not depend on timing. Memory holds a few batches, the keys of all documents (8 bytes each) and one segment.

use crate::decode::{SAMPLE, TextStream, base_name, open_bytes};
use crate::format::{Format, Raw, Sample, Shape};
use crate::formats;
use crate::merge::{absorb, content, contradict, keys};
use crate::split::{Batch, split};
use crate::store::{Corpus, Manifest, Merge, Segment, hash_of};
use crate::table::{TableWriter, read_rows};
use crate::workbook::{Rows, rows_of_text, rows_of_workbook};
use crate::{CorpusError, Document};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;
use std::time::Instant;

/// Documents in a segment.
const SEGMENT: usize = 32_768;
/// Batches that wait between cutting and parsing, and that are parsed together.
const QUEUE: usize = 4;
/// Characters of a refused record that are kept.
const QUARANTINED: usize = 4_000;

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Name of the format; recognised where none is given.
    pub format: Option<String>,
    /// Mapping file for tables and JSON Lines with keys of their own.
    pub mapping: Option<PathBuf>,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportSummary {
    /// Counts per file.
    pub files: Vec<FileSummary>,
    /// Where refused records were written, if there were any.
    pub quarantine: Option<PathBuf>,
    /// Documents in the corpus afterwards.
    pub documents: u64,
    /// Seconds it took.
    pub seconds: f64,
}

/// What became of one file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FileSummary {
    /// The file.
    pub file: PathBuf,
    /// Its format.
    pub format: String,
    /// Records read.
    pub records: u64,
    /// New documents.
    pub added: u64,
    /// Records that were merged into known documents.
    pub merged: u64,
    /// Records that were imported before, to the letter.
    pub unchanged: u64,
    /// Records without anything to import.
    pub skipped: u64,
    /// Records that were refused.
    pub quarantined: u64,
}

/// Where an import stands.
#[derive(Clone, Copy, Debug)]
pub struct ImportProgress<'a> {
    /// File being read.
    pub file: &'a Path,
    /// Bytes read of all files, as they lie on disk.
    pub bytes: u64,
    /// Bytes of all files.
    pub total: u64,
    /// Records read.
    pub records: u64,
}

#[derive(Serialize)]
struct Quarantined<'a> {
    file: &'a Path,
    line: u64,
    reason: &'a str,
    text: String,
}

/// The columns by which known documents are found.
#[derive(Serialize, Deserialize)]
struct Known {
    identifiers: Vec<String>,
    title: String,
    year: Option<i32>,
    authors: Vec<String>,
}

impl Corpus {
    /// Imports files, in their order. Either all of them or, on an error, nothing.
    ///
    /// # Errors
    /// A file that cannot be read to its end or is not recognised, another import that is running. Bad records are no error:
    /// they go to quarantine.
    pub fn import(
        &self,
        paths: &[PathBuf],
        options: &ImportOptions,
        mut progress: impl FnMut(ImportProgress<'_>),
    ) -> Result<ImportSummary, CorpusError> {
        let start = Instant::now();
        fs::create_dir_all(self.folder()).map_err(CorpusError::file(self.folder()))?;
        let lock_path = self.folder().join("lock");
        let lock = File::create(&lock_path).map_err(CorpusError::file(&lock_path))?;
        lock.try_lock().map_err(|_| CorpusError::Locked(self.folder().to_path_buf()))?;
        let mut import = Import::begin(self)?;
        let mut total = 0;
        for path in paths {
            total += fs::metadata(path).map_err(CorpusError::file(path))?.len();
        }
        let read = Arc::new(AtomicU64::new(0));
        let mut records = 0;
        for path in paths {
            let parser = formats::choose(path, options)?;
            let file = import.file(path, &parser, &read, |more| {
                records += more;
                progress(ImportProgress { file: path, bytes: read.load(Ordering::Relaxed), total, records });
            })?;
            import.files.push(file);
        }
        import.finish(start)
    }
}

/// An import under way.
struct Import<'a> {
    corpus: &'a Corpus,
    manifest: Manifest,
    files: Vec<FileSummary>,
    /// Document by key hash: number over all segments.
    by_key: FxHashMap<u64, u32>,
    seen: FxHashSet<u64>,
    fresh_seen: Vec<u64>,
    /// Number of the first document of each segment; old segments first.
    firsts: Vec<u32>,
    documents: u32,
    pending: Vec<Document>,
    spills: BTreeMap<usize, BufWriter<File>>,
    merges: Vec<Merge>,
    quarantine: Option<(PathBuf, BufWriter<File>)>,
}

impl<'a> Import<'a> {
    fn begin(corpus: &'a Corpus) -> Result<Self, CorpusError> {
        let mut manifest = corpus.manifest()?;
        remove_unnamed(corpus, &manifest)?;
        manifest.generation += 1;
        let mut import = Self {
            corpus,
            files: Vec::new(),
            by_key: FxHashMap::default(),
            seen: FxHashSet::default(),
            fresh_seen: Vec::new(),
            firsts: Vec::new(),
            documents: 0,
            pending: Vec::new(),
            spills: BTreeMap::new(),
            merges: Vec::new(),
            quarantine: None,
            manifest,
        };
        for segment in &import.manifest.segments {
            import.firsts.push(import.documents);
            import.documents += segment.documents as u32;
        }
        let mut number = 0u32;
        for batch in corpus.read::<Known>()? {
            for known in batch? {
                for (hash, _) in keys(&known.identifiers, &known.title, known.year, &known.authors) {
                    import.by_key.entry(hash).or_insert(number);
                }
                number += 1;
            }
        }
        for file in &import.manifest.seen {
            let path = corpus.folder().join(file);
            let bytes = fs::read(&path).map_err(CorpusError::file(&path))?;
            import.seen.extend(bytes.chunks_exact(8).map(|b| u64::from_le_bytes(b.try_into().expect("eight bytes"))));
        }
        Ok(import)
    }

    fn new_file(&self, name: &str) -> PathBuf {
        self.corpus.folder().join(format!("g{:06}-{name}", self.manifest.generation))
    }

    /// Reads one file to its end.
    fn file(
        &mut self,
        path: &Path,
        parser: &formats::Parser,
        read: &Arc<AtomicU64>,
        mut progress: impl FnMut(u64),
    ) -> Result<FileSummary, CorpusError> {
        let mut summary =
            FileSummary { file: path.to_path_buf(), format: parser.name().to_string(), ..FileSummary::default() };
        let damaged = |reason: String| CorpusError::Source { path: path.to_path_buf(), reason };
        if parser.shape_is_table() {
            let rows = if formats::is_workbook(path) {
                read.fetch_add(fs::metadata(path).map_err(CorpusError::file(path))?.len(), Ordering::Relaxed);
                rows_of_workbook(path).map_err(damaged)?
            } else {
                let stream = TextStream::new(open_bytes(path, read)?).map_err(|error| damaged(explain(&error)))?;
                rows_of_text(stream).map_err(|error| damaged(explain(&error)))?
            };
            let header = rows.header.clone();
            let mut rows = rows;
            loop {
                let chunk = rows.next_chunk(4_096).map_err(damaged)?;
                if chunk.is_empty() {
                    return Ok(summary);
                }
                let parsed: Vec<_> = chunk
                    .par_iter()
                    .map(|(line, cells)| {
                        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
                        prepare(parser.parse(Raw::Row { header: &header, cells: &cells }), *line, || cells.join("\t"))
                    })
                    .collect();
                progress(parsed.len() as u64);
                for record in parsed {
                    self.take(record, &mut summary)?;
                }
            }
        }
        let mut stream = TextStream::new(open_bytes(path, read)?).map_err(|error| damaged(explain(&error)))?;
        let shape = parser.shape();
        std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel::<Batch>(QUEUE);
            let cutter = scope.spawn(move || split(&mut stream, shape, |batch| sender.send(batch).is_ok()));
            while let Ok(first) = receiver.recv() {
                let mut batches = vec![first];
                while batches.len() < QUEUE
                    && let Ok(batch) = receiver.try_recv()
                {
                    batches.push(batch);
                }
                for batch in batches {
                    let parsed: Vec<Prepared> =
                        batch.records.par_iter().with_min_len(16).map(|record| parse(parser, &batch, record)).collect();
                    progress(parsed.len() as u64);
                    for record in parsed {
                        self.take(record, &mut summary)?;
                    }
                    for (line, reason) in batch.refused {
                        self.take(Prepared::Refused { line, reason, text: String::new() }, &mut summary)?;
                    }
                }
            }
            match cutter.join() {
                Ok(result) => result.map_err(|error| damaged(explain(&error))),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })?;
        Ok(summary)
    }

    /// Merges one parsed record.
    fn take(&mut self, record: Prepared, summary: &mut FileSummary) -> Result<(), CorpusError> {
        summary.records += 1;
        let (document, keys, hash, line) = match record {
            Prepared::Nothing => {
                summary.skipped += 1;
                return Ok(());
            }
            Prepared::Refused { line, reason, text } => {
                summary.quarantined += 1;
                return self.refuse(&summary.file, line, &reason, text);
            }
            Prepared::Document { document, keys, hash, line } => (document, keys, hash, line),
        };
        if !self.seen.insert(hash) {
            summary.unchanged += 1;
            return Ok(());
        }
        self.fresh_seen.push(hash);
        let known = keys.iter().find_map(|(hash, name)| Some((*self.by_key.get(hash)?, name)));
        if let Some((number, key)) = known {
            let by_title = key == "title";
            let fits = !by_title || self.may_share_title(number, &document)?;
            if fits {
                summary.merged += 1;
                self.merges.push(Merge {
                    document_id: format!("#{number}"),
                    key: key.clone(),
                    file: summary.file.display().to_string(),
                    line,
                });
                for (hash, _) in &keys {
                    self.by_key.entry(*hash).or_insert(number);
                }
                return self.spill(number, *document);
            }
        }
        summary.added += 1;
        let number = self.documents;
        for (hash, _) in keys {
            self.by_key.entry(hash).or_insert(number);
        }
        self.documents += 1;
        self.pending.push(*document);
        if self.pending.len() == SEGMENT { self.flush() } else { Ok(()) }
    }

    /// Whether a document of the same title, year and author may be the same. Only a pending one can be looked at cheaply;
    /// for others the check is made again when the spill is applied.
    fn may_share_title(&self, number: u32, document: &Document) -> Result<bool, CorpusError> {
        let first_pending = self.documents - self.pending.len() as u32;
        Ok(match number.checked_sub(first_pending) {
            Some(place) => !contradict(&self.pending[place as usize].identifiers, &document.identifiers),
            None => true,
        })
    }

    /// Keeps a record for the document it belongs to.
    fn spill(&mut self, number: u32, document: Document) -> Result<(), CorpusError> {
        let first_pending = self.documents - self.pending.len() as u32;
        if let Some(place) = number.checked_sub(first_pending) {
            absorb(&mut self.pending[place as usize], document);
            return Ok(());
        }
        let segment = self.firsts.partition_point(|&first| first <= number) - 1;
        let place = number - self.firsts[segment];
        let path = self.new_file(&format!("spill-{segment}.jsonl"));
        let writer = match self.spills.entry(segment) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(BufWriter::new(File::create(&path).map_err(CorpusError::file(&path))?))
            }
        };
        serde_json::to_writer(&mut *writer, &(place, document)).map_err(CorpusError::table(&path))?;
        writer.write_all(b"\n").map_err(CorpusError::file(&path))
    }

    /// Writes the pending documents as a segment.
    fn flush(&mut self) -> Result<(), CorpusError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let documents = std::mem::take(&mut self.pending);
        self.firsts.push(self.documents - documents.len() as u32);
        let segment = self.write_segment(self.manifest.segments.len(), &documents)?;
        self.manifest.segments.push(segment);
        Ok(())
    }

    fn write_segment(&self, number: usize, documents: &[Document]) -> Result<Segment, CorpusError> {
        let name = format!("g{:06}-documents-{number:05}", self.manifest.generation);
        let mut writer = TableWriter::create(self.corpus.folder(), &name)?;
        for chunk in documents.chunks(8_192) {
            writer.append(chunk)?;
        }
        let rows = writer.finish()?;
        let file = format!("{name}.parquet");
        let hash = hash_of(&self.corpus.folder().join(&file))?;
        Ok(Segment { file, documents: rows, hash })
    }

    fn refuse(&mut self, file: &Path, line: u64, reason: &str, text: String) -> Result<(), CorpusError> {
        if self.quarantine.is_none() {
            let folder = self.corpus.folder().join("quarantine");
            fs::create_dir_all(&folder).map_err(CorpusError::file(&folder))?;
            let path = folder.join(format!("g{:06}.jsonl", self.manifest.generation));
            let writer = BufWriter::new(File::create(&path).map_err(CorpusError::file(&path))?);
            self.quarantine = Some((path, writer));
        }
        let (path, writer) = self.quarantine.as_mut().expect("it was just made");
        serde_json::to_writer(&mut *writer, &Quarantined { file, line, reason, text })
            .map_err(CorpusError::table(path.as_path()))?;
        writer.write_all(b"\n").map_err(CorpusError::file(path.as_path()))
    }

    /// Applies what was spilled, writes everything and puts the new manifest in force.
    fn finish(mut self, start: Instant) -> Result<ImportSummary, CorpusError> {
        self.flush()?;
        let mut changed = self.manifest.segments.len() > self.corpus.manifest()?.segments.len();
        for (segment, writer) in std::mem::take(&mut self.spills) {
            let path = self.new_file(&format!("spill-{segment}.jsonl"));
            writer.into_inner().map_err(|error| CorpusError::file(&path)(error.into_error()))?;
            changed |= self.apply(segment, &path)?;
            fs::remove_file(&path).map_err(CorpusError::file(&path))?;
        }
        let quarantine = match self.quarantine.take() {
            Some((path, mut writer)) => {
                writer.flush().map_err(CorpusError::file(&path))?;
                Some(path)
            }
            None => None,
        };
        if changed || !self.fresh_seen.is_empty() {
            let seen = format!("g{:06}-seen.bin", self.manifest.generation);
            let path = self.corpus.folder().join(&seen);
            let bytes: Vec<u8> = self.fresh_seen.iter().flat_map(|hash| hash.to_le_bytes()).collect();
            let mut file = File::create(&path).map_err(CorpusError::file(&path))?;
            file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(CorpusError::file(&path))?;
            self.manifest.seen.push(seen);
            self.name_merged()?;
            if !self.merges.is_empty() {
                let name = format!("g{:06}-merges", self.manifest.generation);
                let mut writer = TableWriter::create(self.corpus.folder(), &name)?;
                writer.append(&self.merges)?;
                writer.finish()?;
                self.manifest.merges.push(format!("{name}.parquet"));
            }
            self.corpus.commit(&self.manifest)?;
        }
        Ok(ImportSummary {
            documents: self.manifest.segments.iter().map(|segment| segment.documents).sum(),
            files: self.files,
            quarantine,
            seconds: start.elapsed().as_secs_f64(),
        })
    }

    /// Rewrites one segment with what was spilled for it; false where nothing new was known.
    fn apply(&mut self, segment: usize, spill: &Path) -> Result<bool, CorpusError> {
        let name = self.manifest.segments[segment].file.trim_end_matches(".parquet").to_string();
        let mut documents: Vec<Document> = read_rows(self.corpus.folder(), &name)?;
        let mut changed = false;
        for line in BufReader::new(File::open(spill).map_err(CorpusError::file(spill))?).lines() {
            let line = line.map_err(CorpusError::file(spill))?;
            let (place, document): (u32, Document) = serde_json::from_str(&line).map_err(CorpusError::table(spill))?;
            let known = &mut documents[place as usize];
            changed |= absorb(known, document);
        }
        if changed {
            // A name of its own: the old file may still be in force.
            self.manifest.segments[segment] = self.write_segment(segment + self.firsts.len(), &documents)?;
        }
        Ok(changed)
    }

    /// Replaces document numbers in the merge list by ids.
    fn name_merged(&mut self) -> Result<(), CorpusError> {
        #[derive(Serialize, Deserialize)]
        struct Id {
            id: String,
        }
        if self.merges.is_empty() {
            return Ok(());
        }
        let mut ids: Vec<Option<Vec<Id>>> = (0..self.manifest.segments.len()).map(|_| None).collect();
        for merge in &mut self.merges {
            let number: u32 = merge.document_id[1..].parse().expect("numbers were written above");
            let segment = self.firsts.partition_point(|&first| first <= number) - 1;
            if ids[segment].is_none() {
                let name = self.manifest.segments[segment].file.trim_end_matches(".parquet");
                ids[segment] = Some(read_rows(self.corpus.folder(), name)?);
            }
            let ids = ids[segment].as_ref().expect("it was just read");
            merge.document_id = ids[(number - self.firsts[segment]) as usize].id.clone();
        }
        Ok(())
    }
}

/// A record, parsed and ready to be merged.
enum Prepared {
    Document { document: Box<Document>, keys: Vec<(u64, String)>, hash: u64, line: u64 },
    Nothing,
    Refused { line: u64, reason: String, text: String },
}

fn parse(parser: &formats::Parser, batch: &Batch, (range, line): &(std::ops::Range<usize>, u64)) -> Prepared {
    let bytes = &batch.text[range.clone()];
    let text = String::from_utf8_lossy(bytes);
    prepare(parser.parse(Raw::Text(&text)), *line, || text.to_string())
}

fn prepare(parsed: Result<Option<Document>, String>, line: u64, text: impl FnOnce() -> String) -> Prepared {
    match parsed.and_then(|document| document.map(checked).transpose()) {
        Ok(None) => Prepared::Nothing,
        Ok(Some(document)) => {
            let keys = keys(&document.identifiers, &document.title, document.year, &document.authors);
            let hash = content(&document);
            Prepared::Document { document: Box::new(document), keys, hash, line }
        }
        Err(reason) => Prepared::Refused { line, reason, text: text().chars().take(QUARANTINED).collect() },
    }
}

/// What every document must have, whatever its format; fills in language and id.
fn checked(mut document: Document) -> Result<Document, String> {
    if document.title.is_empty() {
        return Err("the record has no title".into());
    }
    if let Some(year) = document.year
        && !(1400..=2200).contains(&year)
    {
        return Err(format!("the year {year} is impossible"));
    }
    if document.language.is_none() {
        let text = document.abstract_text.as_deref().unwrap_or(&document.title);
        document.language = crate::text::language(text).map(Into::into);
    }
    if document.id.is_empty() {
        document.id = match document.identifiers.first() {
            Some(identifier) => identifier.clone(),
            None => {
                let author = document.authors.first().map_or("", String::as_str);
                let key = format!("{}|{:?}|{author}", document.title.to_lowercase(), document.year);
                format!("hash:{:016x}", xxhash_rust::xxh3::xxh3_64(key.as_bytes()))
            }
        };
    }
    if !document.identifiers.contains(&document.id) {
        document.identifiers.push(document.id.clone());
    }
    Ok(document)
}

/// A reading error in words that help.
fn explain(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => "the file ends too early; it was probably not copied completely".into(),
        std::io::ErrorKind::InvalidInput | std::io::ErrorKind::InvalidData => format!("the file is damaged ({error})"),
        _ => error.to_string(),
    }
}

/// Removes files that an interrupted import left behind.
fn remove_unnamed(corpus: &Corpus, manifest: &Manifest) -> Result<(), CorpusError> {
    let named: FxHashSet<&str> = (manifest.segments.iter().map(|segment| segment.file.as_str()))
        .chain(manifest.seen.iter().map(String::as_str))
        .chain(manifest.merges.iter().map(String::as_str))
        .collect();
    let folder = corpus.folder();
    for entry in fs::read_dir(folder).map_err(CorpusError::file(folder))? {
        let path = entry.map_err(CorpusError::file(folder))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let ours = name.starts_with('g') && name[1..].bytes().take(6).all(|b| b.is_ascii_digit());
        if path.is_file() && ours && !named.contains(name.as_str()) {
            fs::remove_file(&path).map_err(CorpusError::file(&path))?;
        }
    }
    Ok(())
}

/// First part of a file as text, for recognition.
pub(crate) fn sample(path: &Path) -> Result<(String, String), CorpusError> {
    let damaged = |error: std::io::Error| CorpusError::Source { path: path.to_path_buf(), reason: explain(&error) };
    let mut stream = TextStream::new(open_bytes(path, &Arc::new(AtomicU64::new(0)))?).map_err(damaged)?;
    let mut bytes = Vec::new();
    stream.read_block(&mut bytes).map_err(damaged)?;
    bytes.truncate(SAMPLE);
    Ok((base_name(path), String::from_utf8_lossy(&bytes).into_owned()))
}

/// A format that reads a file, with its mapping where it has one.
pub(crate) fn recognise(
    path: &Path,
    known: &'static [&'static Format],
) -> Result<Option<&'static Format>, CorpusError> {
    let (name, text, header) = if formats::is_workbook(path) {
        let rows = rows_of_workbook(path).map_err(|reason| CorpusError::Source { path: path.to_path_buf(), reason })?;
        (base_name(path), String::new(), rows.header)
    } else {
        let (name, text) = sample(path)?;
        let header = Rows::header_of(&text);
        (name, text, header)
    };
    let sample = Sample { name: &name, text: &text, header: &header };
    let workbook = formats::is_workbook(path);
    Ok(known
        .iter()
        .filter(|format| !workbook || matches!(format.shape, Shape::Table))
        .map(|format| ((format.recognise)(&sample), *format))
        .filter(|&(confidence, _)| confidence > 0)
        .max_by_key(|&(confidence, _)| confidence)
        .map(|(_, format)| format))
}
