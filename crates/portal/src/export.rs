//! The hall as a static site: pages in both languages, each record and its receipt as JSON, and the notary's log. It needs no server
//! of ours: every receipt can be checked with the log that lies beside it.

use crate::assets;
use crate::files::{Links, exported_name};
use crate::locale::{Language, Words};
use crate::pages::record::{Section, day_of, sections};
use crate::show::{Shown, term, text_of};
use askama::Template;
use jiff::Timestamp;
use notary::{Checkpoint, NoteError, Tiles, folder_reader};
use registry::definition::Definitions;
use registry::files::{Files, FilesError, files_of};
use registry::hall::{Cursor, Publication, Wanted};
use registry::{Actor, Registry, RegistryError};
use std::fs;
use std::io;
use std::path::Path;

/// Publications read at a time.
const BATCH: u64 = 200;

/// Why the hall cannot be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The registry.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// A file of a record.
    #[error("a file of a record: {0}")]
    Files(#[from] FilesError),
    /// The log.
    #[error("the log's checkpoint is not in order: {0}")]
    Checkpoint(#[from] NoteError),
    /// A file.
    #[error("writing the export: {0}")]
    File(#[from] io::Error),
    /// A record.
    #[error("writing a record: {0}")]
    Json(#[from] serde_json::Error),
    /// A page.
    #[error("writing a page: {0}")]
    Page(#[from] askama::Error),
}

#[derive(Template)]
#[template(path = "static_index.html")]
struct Index<'a> {
    words: &'a Words,
    lines: Vec<Entry>,
    other: &'static str,
    other_name: &'static str,
}

struct Entry {
    address: String,
    kind: String,
    title: String,
    day: String,
}

#[derive(Template)]
#[template(path = "static_record.html")]
struct Record<'a> {
    words: &'a Words,
    id: &'a str,
    kind: String,
    title: String,
    summary: String,
    day: String,
    has_receipt: bool,
    sections: Vec<Section>,
    index: &'static str,
    other: String,
    other_name: &'static str,
}

/// Writes everything published into a folder. `log` is the folder of the notary's log. Returns how many publications there are.
///
/// # Errors
/// What went wrong; the folder may then be incomplete.
pub async fn export_hall(registry: &Registry, files: &Files, log: &Path, folder: &Path) -> Result<u64, ExportError> {
    fs::create_dir_all(folder.join("records"))?;
    let note = match fs::read_to_string(log.join("checkpoint")) {
        Ok(note) => Some(note),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error.into()),
    };
    if let Some(note) = &note {
        fs::create_dir_all(folder.join("log"))?;
        fs::write(folder.join("log/checkpoint"), note)?;
        copy(&log.join("tile"), &folder.join("log/tile"))?;
    }
    let style = assets::bytes("site.css").unwrap_or_default();
    fs::write(folder.join("site.css"), style)?;
    let definitions = registry.definitions();
    let visitor = Actor::visitor(Timestamp::now());
    let size = note.as_deref().map(Checkpoint::unchecked).transpose()?.map_or(0, |checkpoint| checkpoint.size);
    let mut tiles = Tiles::new(size, folder_reader(log));
    let (mut lines, mut after) = (Vec::new(), None::<Cursor>);
    loop {
        let page = registry.hall(&Wanted::default(), after.as_ref(), BATCH).await?;
        let Some(last) = page.last() else { break };
        after = Some(Cursor { published_at: last.published_at, id: last.id.clone() });
        for publication in page {
            let is_notarised = definitions.kind(&publication.kind).is_some_and(|kind| kind.notarised);
            let receipt = match &note {
                Some(note) if is_notarised => {
                    registry::receipt(registry, &visitor, &publication.id, publication.version, note, &mut tiles)
                        .await?
                }
                _ => None,
            };
            let stem = folder.join("records").join(&publication.id);
            if let Some(receipt) = &receipt {
                fs::write(stem.with_extension("receipt.json"), serde_json::to_vec_pretty(receipt)?)?;
            }
            let json = serde_json::json!({
                "id": publication.id, "kind": publication.kind, "version": publication.version,
                "published_at": store::instant(publication.published_at), "content": publication.content,
            });
            fs::write(stem.with_extension("json"), serde_json::to_vec_pretty(&json)?)?;
            copy_files(files, &visitor, &publication, &stem.join("files")).await?;
            for language in Language::ALL {
                let page = record(&definitions, &publication, language, receipt.is_some()).render()?;
                fs::write(stem.with_extension(ending(language)), page)?;
            }
            lines.push(publication);
        }
    }
    for language in Language::ALL {
        let other = other(language);
        let index = Index {
            words: language.words(),
            lines: lines.iter().map(|line| entry(&definitions, line, language)).collect(),
            other: index_name(other),
            other_name: other.own_name(),
        };
        fs::write(folder.join(index_name(language)), index.render()?)?;
    }
    Ok(lines.len() as u64)
}

/// Copies the files of the public fields of a publication.
async fn copy_files(files: &Files, visitor: &Actor, line: &Publication, folder: &Path) -> Result<(), ExportError> {
    for file in line.content.values().flat_map(files_of) {
        let opened = files.read(visitor, &line.id, Some(line.version), &file.id).await?;
        fs::create_dir_all(folder)?;
        let bytes = opened.bytes.bytes().await.map_err(FilesError::from)?;
        fs::write(folder.join(exported_name(&file)), bytes)?;
    }
    Ok(())
}

fn other(language: Language) -> Language {
    if language == Language::Zh { Language::En } else { Language::Zh }
}

fn ending(language: Language) -> &'static str {
    if language == Language::Zh { "html" } else { "en.html" }
}

fn index_name(language: Language) -> &'static str {
    if language == Language::Zh { "index.html" } else { "index.en.html" }
}

fn entry(definitions: &Definitions, line: &Publication, language: Language) -> Entry {
    let kind = definitions.kind(&line.kind);
    let words = language.words();
    Entry {
        address: format!("records/{}.{}", line.id, ending(language)),
        kind: kind.map_or_else(|| line.kind.clone(), |kind| term(&kind.name.en, &kind.name.zh, words).to_owned()),
        title: kind.and_then(|kind| text_of(&line.content, &kind.title, language)).unwrap_or(&line.id).to_owned(),
        day: day_of(line.published_at),
    }
}

fn record<'a>(definitions: &Definitions, line: &'a Publication, language: Language, has_receipt: bool) -> Record<'a> {
    let kind = definitions.kind(&line.kind);
    let words = language.words();
    let links = Links::Beside { record: &line.id };
    let entry = entry(definitions, line, language);
    let summary = kind.and_then(|kind| text_of(&line.content, &kind.summary, language)).unwrap_or_default().to_owned();
    Record {
        words,
        id: &line.id,
        kind: entry.kind,
        title: entry.title,
        summary,
        day: entry.day,
        has_receipt,
        sections: kind.map_or_else(Vec::new, |kind| sections(definitions, kind, &line.content, words, &links)),
        index: index_name(language),
        other: format!("{}.{}", line.id, ending(other(language))),
        other_name: other(language).own_name(),
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else if !entry.file_name().to_string_lossy().starts_with('.') {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
