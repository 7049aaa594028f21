//! Reading processes: those that come with the program, and those of the installation.

use super::Process;
use crate::calendar::Calendar;
use registry::definition::{Origin, Origins};
use rust_embed::RustEmbed;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

#[derive(RustEmbed)]
#[folder = "../../definitions"]
#[include = "processes/*.toml"]
#[include = "calendars/cn.toml"]
struct Files;

const PART: &str = "processes";
const CALENDAR: &str = "calendars/cn.toml";

/// What is wrong with a process.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {reason}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct ProcessError {
    /// Which file.
    pub file: String,
    /// In which line, where that is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub reason: String,
}

/// All processes, with the calendar of their deadlines.
#[derive(Clone, Debug)]
pub struct Processes {
    processes: BTreeMap<String, Process>,
    origins: Origins,
    /// Texts of the files, for the lines of mistakes that show only beside the kinds.
    texts: BTreeMap<String, String>,
    /// The calendar of deadlines.
    pub calendar: Calendar,
}

impl Processes {
    /// The processes that come with the program.
    ///
    /// # Errors
    /// A file that is wrong.
    pub fn embedded() -> Result<Self, ProcessError> {
        Self::from_sources(embedded()?)
    }

    /// Those that come with the program, with those of a folder added; a file of the folder replaces the one of the same name.
    ///
    /// # Errors
    /// A file that is wrong or cannot be read.
    pub fn with_folder(folder: &Path) -> Result<Self, ProcessError> {
        let mut sources: BTreeMap<String, String> = embedded()?.into_iter().collect();
        let mut own = BTreeSet::new();
        for part in ["processes", "calendars"] {
            let Ok(files) = std::fs::read_dir(folder.join(part)) else { continue };
            for file in
                files.filter_map(Result::ok).filter(|file| file.path().extension().is_some_and(|end| end == "toml"))
            {
                let path = format!("{part}/{}", file.file_name().to_string_lossy());
                let text = std::fs::read_to_string(file.path()).map_err(|error| wrong(&path, error))?;
                own.insert(path.clone());
                sources.insert(path, text);
            }
        }
        let mut all = Self::from_sources(sources.into_iter().collect())?;
        all.origins.mark(&own);
        Ok(all)
    }

    /// Processes from files in memory; the calendar too, where it is not that of the program.
    ///
    /// # Errors
    /// A file that is wrong.
    pub fn from_sources(sources: Vec<(String, String)>) -> Result<Self, ProcessError> {
        let mut processes = BTreeMap::new();
        let (mut origins, mut texts) = (Origins::default(), BTreeMap::new());
        let mut calendar = None;
        for (file, text) in sources {
            if file == CALENDAR {
                calendar = Some(Calendar::parse(&text).map_err(|reason| wrong(&file, reason))?);
                continue;
            }
            let process: Process = toml::from_str(&text).map_err(|error| wrong(&file, error.to_string().trim()))?;
            if let Some((words, reason)) = process.mistake() {
                let bare = |line: &str| line.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
                let line = text.lines().position(|line| bare(line).contains(&words)).map(|line| line + 1);
                return Err(ProcessError { file, line, reason });
            }
            if processes.contains_key(&process.code) {
                return Err(wrong(&file, format!("there is another process {}", process.code)));
            }
            origins.add(PART, &process.code, &file);
            texts.insert(process.code.clone(), text);
            processes.insert(process.code.clone(), process);
        }
        let calendar = match calendar {
            Some(calendar) => calendar,
            None => {
                let file = embedded()?.into_iter().find(|(file, _)| file == CALENDAR);
                let (file, text) = file.ok_or_else(|| wrong(CALENDAR, "it is missing"))?;
                Calendar::parse(&text).map_err(|reason| wrong(&file, reason))?
            }
        };
        Ok(Self { processes, origins, texts, calendar })
    }

    /// The process of a code.
    pub fn process(&self, code: &str) -> Option<&Process> {
        self.processes.get(code)
    }

    /// Where a process comes from.
    pub fn origin(&self, code: &str) -> Option<&Origin> {
        self.origins.of(PART, code)
    }

    /// The text of the file of a process.
    pub(super) fn text(&self, code: &str) -> &str {
        self.texts.get(code).map_or("", String::as_str)
    }

    /// All processes.
    pub fn all(&self) -> impl Iterator<Item = &Process> {
        self.processes.values()
    }
}

fn embedded() -> Result<Vec<(String, String)>, ProcessError> {
    let text = |path: String| {
        let file = Files::get(&path).and_then(|file| String::from_utf8(file.data.into_owned()).ok());
        file.map(|text| (path.clone(), text)).ok_or_else(|| wrong(&path, "it is not text in UTF-8"))
    };
    Files::iter().map(|path| text(path.into_owned())).collect()
}

fn wrong(file: &str, reason: impl std::fmt::Display) -> ProcessError {
    ProcessError { file: file.to_owned(), line: None, reason: reason.to_string() }
}
