//! The formats that can be read. Each file maps one family to [`Document`].

mod element;
mod epo;
mod jsonl;
mod openalex;
mod patents;
mod row;
mod scopus;
mod sheets;
mod tagged;
mod xml;

use crate::format::{Format, Raw, Shape};
use crate::import::{ImportOptions, recognise};
use crate::{CorpusError, Document};
use jsonl::Mapping;
use std::path::Path;

/// All formats.
pub static FORMATS: &[&Format] = &[
    &openalex::WORKS,
    &openalex::PAGE,
    &openalex::FLAT,
    &tagged::WOS,
    &scopus::CSV,
    &scopus::BIBTEX,
    &tagged::RIS,
    &tagged::REFWORKS,
    &tagged::ENDNOTE,
    &tagged::NOTEEXPRESS,
    &tagged::CNKI,
    &sheets::CNKI,
    &sheets::JOURNALS,
    &xml::PUBMED,
    &xml::JATS,
    &xml::ACL,
    &patents::LENS,
    &patents::DERWENT,
    &patents::INCOPAT,
    &patents::PATSNAP,
    &patents::CNIPA,
    &patents::USPTO,
    &patents::USPTO_APPLICATION,
    &epo::OPS,
    &jsonl::LINES,
    &jsonl::ARRAY,
    &jsonl::TABLE,
    &jsonl::POLICY,
];

/// What reads one file: a format, or a mapping.
pub(crate) enum Parser {
    Format(&'static Format),
    Mapping(Mapping, Shape),
}

impl Parser {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Parser::Format(format) => format.name,
            Parser::Mapping(..) => "mapping",
        }
    }

    pub(crate) fn shape(&self) -> Shape {
        match self {
            Parser::Format(format) => format.shape,
            Parser::Mapping(_, shape) => *shape,
        }
    }

    pub(crate) fn shape_is_table(&self) -> bool {
        matches!(self.shape(), Shape::Table)
    }

    pub(crate) fn parse(&self, raw: Raw<'_>) -> Result<Option<Document>, String> {
        match self {
            Parser::Format(format) => (format.parse)(raw),
            Parser::Mapping(mapping, _) => mapping.parse(raw),
        }
    }
}

/// Names of all formats.
pub(crate) fn names() -> String {
    FORMATS.iter().map(|format| format.name).collect::<Vec<_>>().join(", ")
}

/// Whether a file is a workbook, by its name.
pub(crate) fn is_workbook(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ["xlsx", "xls", "xlsb", "ods"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// What reads this file.
pub(crate) fn choose(path: &Path, options: &ImportOptions) -> Result<Parser, CorpusError> {
    if let Some(mapping) = &options.mapping {
        let name = crate::decode::base_name(path);
        let lines = name.ends_with(".jsonl") || name.ends_with(".ndjson") || name.ends_with(".json");
        return Ok(Parser::Mapping(Mapping::read(mapping)?, if lines { Shape::Lines } else { Shape::Table }));
    }
    if let Some(name) = options.format.as_deref().filter(|&name| name != "auto") {
        let format = FORMATS.iter().find(|format| format.name == name);
        return format
            .map(|format| Parser::Format(format))
            .ok_or_else(|| CorpusError::NoSuchFormat { name: name.into(), known: names() });
    }
    recognise(path, FORMATS)?
        .map(Parser::Format)
        .ok_or_else(|| CorpusError::UnknownFormat { path: path.to_path_buf(), known: names() })
}
