//! A kind of record.

use super::field::FieldFile;
use super::{Field, FieldType, Words};
use serde::Deserialize;

/// Kinds that belong together in lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Results, patents, software.
    Technology,
    /// Products, solutions, cases.
    Product,
    /// Needs, scenarios, projects.
    Demand,
    /// Enterprises, institutes, service institutions.
    Organisation,
    /// Zones, incubators.
    Place,
    /// Platforms, instruments, data.
    Resource,
    /// Experts.
    Person,
    /// Policies, standards, events.
    Governance,
}

/// Which side of a match a kind stands on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Matching {
    /// It can meet a need.
    Offer,
    /// It asks for something.
    Need,
    /// Neither.
    #[default]
    None,
}

/// A part of the form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its code.
    pub code: String,
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

/// A kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Kind {
    /// Its code, which never changes.
    pub code: String,
    /// Its name.
    pub name: Words,
    /// What it is.
    pub help: Words,
    /// Its place in lists.
    pub order: u32,
    /// Which kinds it belongs with.
    pub family: Family,
    /// Code of its process.
    pub process: String,
    /// Whether published versions go to the notary's log.
    pub notarised: bool,
    /// Its side of a match.
    pub matching: Matching,
    /// Whether meetings can be held at what its records describe.
    pub meetings: bool,
    /// Code of the field that names a record.
    pub title: String,
    /// Code of the field that describes it in lists.
    pub summary: String,
    /// Codes of the fields by which the hall filters; `direction` follows from the tracks.
    pub facets: Vec<String>,
    /// Parts of the form.
    pub sections: Vec<Section>,
    /// Fields in the order of the form.
    pub fields: Vec<Field>,
}

/// The facet that is not a field: the direction of the tracks.
pub(crate) const DIRECTION: &str = "direction";

impl Kind {
    /// The field of a code.
    pub fn field(&self, code: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.code == code)
    }

    /// The fields of a section, in order.
    pub fn section<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Field> {
        self.fields.iter().filter(move |field| field.section == code)
    }

    /// Reads a file.
    pub(super) fn parse(text: &str) -> Result<Self, Mistake> {
        let file: KindFile = toml::from_str(text).map_err(Mistake::of_toml)?;
        let mut fields = Vec::with_capacity(file.fields.len());
        for field in file.fields {
            let code = field.code.clone();
            fields.push(field.field(None).map_err(|reason| Mistake { reason, at: Some(format!("code=\"{code}\"")) })?);
        }
        let kind = Self {
            code: file.code,
            name: Words { en: file.en, zh: file.zh },
            help: file.help,
            order: file.order,
            family: file.family,
            process: file.process,
            notarised: file.notarised,
            matching: file.matching,
            meetings: file.meetings,
            title: file.title,
            summary: file.summary,
            facets: file.facets,
            sections: file.sections,
            fields,
        };
        kind.check()?;
        Ok(kind)
    }

    /// What can be wrong within one file.
    fn check(&self) -> Result<(), Mistake> {
        let wrong = |at: String, reason: String| Err(Mistake { reason, at: Some(at) });
        let named = |code: &str| format!("code=\"{code}\"");
        if !is_code(&self.code, '-') {
            return wrong(
                named(&self.code),
                format!("`{}` is no code: lower case letters, digits and hyphens", self.code),
            );
        }
        let groups = self.fields.iter().filter_map(|field| match &field.of_type {
            FieldType::Group(fields) => Some(fields),
            _ => None,
        });
        for fields in std::iter::once(&self.fields).chain(groups) {
            for (position, field) in fields.iter().enumerate() {
                if !is_code(&field.code, '_') {
                    let reason = format!("`{}` is no code: lower case letters, digits and underscores", field.code);
                    return wrong(named(&field.code), reason);
                }
                if fields[..position].iter().any(|other| other.code == field.code) {
                    return wrong(named(&field.code), format!("there are two fields {}", field.code));
                }
                if field.name.en.trim().is_empty() || field.name.zh.trim().is_empty() {
                    return wrong(
                        named(&field.code),
                        format!("field {} has no name in one of the languages", field.code),
                    );
                }
            }
        }
        for field in &self.fields {
            if !self.sections.iter().any(|section| section.code == field.section) {
                return wrong(
                    format!("section=\"{}\"", field.section),
                    format!("field {} is in section {}, which is not there", field.code, field.section),
                );
            }
        }
        for (what, code) in [("title", &self.title), ("summary", &self.summary)] {
            match self.field(code).map(|field| &field.of_type) {
                Some(FieldType::Text { .. } | FieldType::Markdown { .. }) => {}
                _ => return wrong(format!("{what}=\"{code}\""), format!("{what} = {code} names no field of text")),
            }
        }
        for facet in &self.facets {
            let is_facet = |of_type: &FieldType| {
                matches!(
                    of_type,
                    FieldType::Choice { .. }
                        | FieldType::Track
                        | FieldType::Region
                        | FieldType::Readiness(_)
                        | FieldType::YesNo
                )
            };
            if facet != DIRECTION && !self.field(facet).is_some_and(|field| is_facet(&field.of_type)) {
                return wrong(
                    "facets=".to_owned(),
                    format!("facet {facet} is no field of type choice, track, region, readiness or yes_no"),
                );
            }
        }
        Ok(())
    }
}

/// What is wrong with a file, and near which words.
#[derive(Debug)]
pub(super) struct Mistake {
    pub(super) reason: String,
    /// What the line contains, blanks left out; where it is not known from the form of the file.
    pub(super) at: Option<String>,
}

impl Mistake {
    pub(super) fn of_toml(error: toml::de::Error) -> Self {
        Self { reason: error.to_string().trim().to_owned(), at: None }
    }
}

fn is_code(text: &str, mark: char) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_lowercase())
        && text.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == mark)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindFile {
    code: String,
    en: String,
    zh: String,
    #[serde(default)]
    help: Words,
    #[serde(default)]
    order: u32,
    family: Family,
    process: String,
    #[serde(default)]
    notarised: bool,
    #[serde(default)]
    matching: Matching,
    #[serde(default)]
    meetings: bool,
    title: String,
    summary: String,
    #[serde(default)]
    facets: Vec<String>,
    sections: Vec<Section>,
    fields: Vec<FieldFile>,
}
