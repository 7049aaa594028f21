//! Reading the definitions: those that come with the program, and those of the installation.

use super::fact::{FactDefinition, FactsFile};
use super::kind::{DIRECTION, Mistake};
use super::origin::Origins;
use super::{Field, FieldType, Kind, List, Origin, Track, Vocabulary};
use rust_embed::RustEmbed;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

#[derive(RustEmbed)]
#[folder = "../../definitions"]
#[include = "facts.toml"]
#[include = "kinds/*.toml"]
#[include = "vocabularies/*.toml"]
#[include = "lists/*.toml"]
#[include = "directions/*.toml"]
struct Files;

/// The file of facts.
const FACTS: &str = "facts.toml";

/// The vocabulary of administrative divisions and countries.
const REGIONS: &str = "regions";

/// What is wrong with a definition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {reason}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct DefinitionError {
    /// Which file.
    pub file: String,
    /// In which line, where that is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub reason: String,
}

/// All definitions.
#[derive(Clone, Debug, Default)]
pub struct Definitions {
    kinds: BTreeMap<String, Kind>,
    vocabularies: BTreeMap<String, Vocabulary>,
    lists: Vec<List>,
    tracks: Vec<Track>,
    facts: Vec<FactDefinition>,
    origins: Origins,
}

/// A file of definitions: its path below the folder, and its text.
type Source = (String, String);

impl Definitions {
    /// The definitions that come with the program.
    ///
    /// # Errors
    /// A file that is wrong.
    pub fn embedded() -> Result<Self, DefinitionError> {
        Self::from_sources(embedded()?)
    }

    /// Those that come with the program, with those of a folder added; a file of the folder replaces the one of the same path.
    ///
    /// # Errors
    /// A file that is wrong or cannot be read.
    pub fn with_folder(folder: &Path) -> Result<Self, DefinitionError> {
        let mut sources = embedded()?;
        let mut own = BTreeSet::new();
        for part in ["kinds", "vocabularies", "lists"] {
            let Ok(files) = std::fs::read_dir(folder.join(part)) else { continue };
            for file in
                files.filter_map(Result::ok).filter(|file| file.path().extension().is_some_and(|end| end == "toml"))
            {
                let path = format!("{part}/{}", file.file_name().to_string_lossy());
                let text = std::fs::read_to_string(file.path()).map_err(|error| DefinitionError {
                    file: path.clone(),
                    line: None,
                    reason: error.to_string(),
                })?;
                sources.retain(|(other, _)| *other != path);
                own.insert(path.clone());
                sources.push((path, text));
            }
        }
        if let Ok(text) = std::fs::read_to_string(folder.join(FACTS)) {
            sources.retain(|(other, _)| other != FACTS);
            own.insert(FACTS.to_owned());
            sources.push((FACTS.to_owned(), text));
        }
        sources.sort();
        let mut all = Self::from_sources(sources)?;
        all.origins.mark(&own);
        Ok(all)
    }

    /// Definitions from files in memory.
    ///
    /// # Errors
    /// A file that is wrong, or names what is not there.
    pub fn from_sources(sources: Vec<Source>) -> Result<Self, DefinitionError> {
        let mut all = Self::default();
        let mut files: BTreeMap<String, Source> = BTreeMap::new();
        for (file, text) in sources {
            let wrong = |mistake: Mistake| located(&file, &text, &mistake);
            let twice =
                |code: &str| located(&file, &text, &Mistake { reason: format!("there is another {code}"), at: None });
            match file.split('/').next() {
                Some("kinds") => {
                    let kind = Kind::parse(&text).map_err(wrong)?;
                    if all.kinds.contains_key(&kind.code) {
                        return Err(twice(&kind.code));
                    }
                    all.origins.add("kinds", &kind.code, &file);
                    files.insert(kind.code.clone(), (file.clone(), text.clone()));
                    all.kinds.insert(kind.code.clone(), kind);
                }
                Some("vocabularies") => {
                    let vocabulary: Vocabulary =
                        toml::from_str(&text).map_err(|error| wrong(Mistake::of_toml(error)))?;
                    let codes = vocabulary.terms.iter().enumerate();
                    for (position, term) in codes {
                        if vocabulary.terms[..position].iter().any(|other| other.code == term.code) {
                            let reason = format!("there are two terms {}", term.code);
                            return Err(wrong(Mistake { reason, at: Some(format!("code=\"{}\"", term.code)) }));
                        }
                    }
                    all.origins.add("vocabularies", &vocabulary.code, &file);
                    if let Some(other) = all.vocabularies.insert(vocabulary.code.clone(), vocabulary) {
                        return Err(twice(&other.code));
                    }
                }
                Some(FACTS) => {
                    let read: FactsFile = toml::from_str(&text).map_err(|error| wrong(Mistake::of_toml(error)))?;
                    for (position, fact) in read.facts.iter().enumerate() {
                        if read.facts[..position].iter().any(|other| other.code == fact.code) {
                            let reason = format!("there are two facts {}", fact.code);
                            return Err(wrong(Mistake { reason, at: Some(format!("code=\"{}\"", fact.code)) }));
                        }
                    }
                    files.insert(FACTS.to_owned(), (file.clone(), text.clone()));
                    all.origins.add("facts", FACTS, &file);
                    all.facts = read.facts;
                }
                Some("lists") => {
                    let list: List = toml::from_str(&text).map_err(|error| wrong(Mistake::of_toml(error)))?;
                    all.origins.add("lists", &list.code, &file);
                    all.lists.push(list);
                }
                _ => {
                    let direction: DirectionFile =
                        toml::from_str(&text).map_err(|error| wrong(Mistake::of_toml(error)))?;
                    all.tracks.extend(direction.tracks.into_iter().map(|track| Track {
                        code: track.code,
                        en: track.en,
                        zh: track.zh,
                        direction: direction.code.clone(),
                    }));
                }
            }
        }
        all.lists.sort_by_key(|list| list.date);
        for kind in all.kinds.values() {
            let (file, text) = &files[&kind.code];
            all.check_kind(kind).map_err(|mistake| located(file, text, &mistake))?;
        }
        for fact in &all.facts {
            if let Some(code) = fact.kinds.iter().find(|code| !all.kinds.contains_key(*code)) {
                let (file, text) = &files[FACTS];
                let reason = format!("fact {}: there is no kind `{code}`", fact.code);
                return Err(located(file, text, &Mistake { reason, at: Some(format!("\"{code}\"")) }));
            }
        }
        Ok(all)
    }

    /// What can be wrong between files.
    fn check_kind(&self, kind: &Kind) -> Result<(), Mistake> {
        for field in kind.fields.iter().flat_map(with_inner) {
            let missing = |what: &str, code: &str| {
                let reason = format!("field {}: there is no {what} `{code}`", field.code);
                Err(Mistake { reason, at: Some(format!("\"{code}\"")) })
            };
            match &field.of_type {
                FieldType::Choice { vocabulary } if !self.vocabularies.contains_key(vocabulary) => {
                    return missing("vocabulary", vocabulary);
                }
                FieldType::Link { kinds } => {
                    if let Some(code) = kinds.iter().find(|code| !self.kinds.contains_key(*code)) {
                        return missing("kind", code);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The kinds, in the order of lists.
    pub fn kinds(&self) -> Vec<&Kind> {
        let mut kinds: Vec<&Kind> = self.kinds.values().collect();
        kinds.sort_by_key(|kind| (kind.order, &kind.code));
        kinds
    }

    /// The kind of a code.
    pub fn kind(&self, code: &str) -> Option<&Kind> {
        self.kinds.get(code)
    }

    /// The vocabulary of a code.
    pub fn vocabulary(&self, code: &str) -> Option<&Vocabulary> {
        self.vocabularies.get(code)
    }

    /// Administrative divisions and countries.
    pub fn regions(&self) -> Option<&Vocabulary> {
        self.vocabulary(REGIONS)
    }

    /// All vocabularies, by code.
    pub fn vocabularies(&self) -> impl Iterator<Item = &Vocabulary> {
        self.vocabularies.values()
    }

    /// Where a definition comes from: one of `kinds`, `vocabularies`, `lists`, by its code.
    pub fn origin(&self, part: &str, code: &str) -> Option<&Origin> {
        self.origins.of(part, code)
    }

    /// The track of a code.
    pub fn track(&self, code: &str) -> Option<&Track> {
        self.tracks.iter().find(|track| track.code == code)
    }

    /// All tracks.
    pub fn tracks(&self) -> &[Track] {
        &self.tracks
    }

    /// The facts that may be recorded about records of a kind, in the order of the file.
    pub fn facts(&self, kind: &str) -> impl Iterator<Item = &FactDefinition> {
        self.facts.iter().filter(move |fact| fact.kinds.iter().any(|code| code == kind))
    }

    /// All facts that may be recorded, in the order of their file.
    pub fn all_facts(&self) -> &[FactDefinition] {
        &self.facts
    }

    /// The fact of a code.
    pub fn fact(&self, code: &str) -> Option<&FactDefinition> {
        self.facts.iter().find(|fact| fact.code == code)
    }

    /// The dated lists, oldest first.
    pub fn lists(&self) -> &[List] {
        &self.lists
    }

    /// Name of a term of a facet.
    pub fn facet_term(&self, kind: &Kind, facet: &str, code: &str, chinese: bool) -> Option<String> {
        let pick = |en: &str, zh: &str| if chinese { zh.to_owned() } else { en.to_owned() };
        if facet == DIRECTION {
            return self.tracks.iter().any(|track| track.direction == code).then(|| code.to_owned());
        }
        match &kind.field(facet)?.of_type {
            FieldType::Choice { vocabulary } => {
                self.vocabulary(vocabulary)?.term(code).map(|term| pick(&term.en, &term.zh))
            }
            FieldType::Region => self.regions()?.term(code).map(|term| pick(&term.en, &term.zh)),
            FieldType::Track => self.track(code).map(|track| pick(&track.en, &track.zh)),
            _ => Some(code.to_owned()),
        }
    }
}

/// A field and those within it.
fn with_inner(field: &Field) -> impl Iterator<Item = &Field> {
    let inner: &[Field] = match &field.of_type {
        FieldType::Group(fields) => fields,
        _ => &[],
    };
    std::iter::once(field).chain(inner)
}

fn embedded() -> Result<Vec<Source>, DefinitionError> {
    let read = |path: &str| {
        let file = Files::get(path)?;
        String::from_utf8(file.data.into_owned()).ok()
    };
    let text = |path: String| match read(&path) {
        Some(text) => Ok((path, text)),
        None => Err(DefinitionError { file: path, line: None, reason: "it is not text in UTF-8".to_owned() }),
    };
    Files::iter().map(|path| text(path.into_owned())).collect()
}

/// Adds file and line to a mistake.
fn located(file: &str, text: &str, mistake: &Mistake) -> DefinitionError {
    let has = |line: &str, words: &str| {
        line.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().contains(words)
    };
    let line = mistake.at.as_ref().and_then(|words| text.lines().position(|line| has(line, words)));
    DefinitionError { file: file.to_owned(), line: line.map(|line| line + 1), reason: mistake.reason.clone() }
}

#[derive(Deserialize)]
struct DirectionFile {
    code: String,
    tracks: Vec<TrackFile>,
}

#[derive(Deserialize)]
struct TrackFile {
    code: String,
    en: String,
    zh: String,
}
