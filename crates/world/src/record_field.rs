//! Writing the fields of a record by their types.

use crate::record::{RecordFile, RecordLink, WorldRecord};
use crate::record_draft::{CONTENT, Draft, figures, fits};
use crate::record_figures::Figures;
use crate::record_list::Records;
use crate::record_meaning::{Meaning, meaning};
use crate::record_plan::{State, chance};
use crate::record_values::{bounded, day, money, number, period};
use crate::record_vocabulary::RECORD_VOCABULARY;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use registry::definition::{Field, FieldType, Kind};
use serde_json::{Map, Value, json};

/// Writes one record.
pub(crate) struct Writer<'a> {
    pub(crate) records: &'a Records<'a>,
    pub(crate) kind: &'a Kind,
    pub(crate) draft: Draft<'a>,
    pub(crate) figures: Figures,
    pub(crate) random: ChaCha8Rng,
    pub(crate) links: Vec<RecordLink>,
    pub(crate) files: Vec<RecordFile>,
}

/// Writes record `number`.
pub(crate) fn write(records: &Records<'_>, number: usize) -> WorldRecord {
    let (world, plan) = (records.world, &records.plan);
    let entry = plan.entries[number];
    let kind = plan.kinds[entry.kind as usize];
    let mut draft = Draft::new(world, records.definitions, plan, number, entry);
    let figures = figures(world, plan, number);
    for (figure, second) in figures.figures.iter().take(2).zip([false, true]) {
        draft.set_figure(world, figure, second);
    }
    let fits = fits(world, plan, number, &figures);
    let mut random = chance(world, number, CONTENT);
    let home = [entry.technology as usize, number];
    let kinds: Vec<String> = ["enterprise", "institute"].map(String::from).to_vec();
    let others: Vec<u16> = plan.positions(&kinds).collect();
    let other = plan.pick(world, &others, home[0], number, &mut random);
    let other = other.map(|other| plan.owner(&plan.entries[other as usize]).organisation_name());
    let other = other.unwrap_or_else(|| draft.owner.organisation_name());
    draft.words.set("other", other.zh, other.en);
    let (anonymous, state) = (draft.anonymous, entry.state);
    let mut writer = Writer { records, kind, draft, figures, random, links: Vec::new(), files: Vec::new() };
    let content = writer.content();
    WorldRecord {
        number,
        kind: kind.code.clone(),
        owner: entry.owner as usize,
        anonymous,
        state: match state {
            State::Published => "published",
            State::Submitted => "submitted",
            State::Returned => "returned",
            State::Draft => "draft",
        }
        .to_owned(),
        content,
        technology: entry.technology as usize,
        fits,
        links: writer.links,
        files: writer.files,
    }
}

impl Writer<'_> {
    fn content(&mut self) -> Map<String, Value> {
        let mut content = Map::new();
        for field in &self.kind.fields {
            let title = field.code == self.kind.title;
            // A draft is not finished.
            if !title && self.draft.entry.state == State::Draft && self.random.random_bool(0.4) {
                continue;
            }
            if !field.required && !self.random.random_bool(self.presence(field, &field.code)) {
                continue;
            }
            let value = match meaning(self, field, &content) {
                _ if title => Some(self.in_languages(field, &self.draft.name.clone())),
                Meaning::Is(value) => Some(value),
                Meaning::Absent if !field.required => None,
                _ => self.values(field, &field.code, None),
            };
            content.extend(value.map(|value| (field.code.clone(), value)));
        }
        content
    }

    /// How many of a hundred records have a field.
    pub(crate) fn presence(&self, field: &Field, path: &str) -> f64 {
        let said = RECORD_VOCABULARY.of_field("presence", &self.kind.code, path).and_then(|share| share.parse().ok());
        said.unwrap_or(match field.of_type {
            FieldType::File { .. } => 0.25,
            FieldType::Link { .. } => 0.7,
            _ => 0.75,
        })
    }

    /// The values of a field; `group` are code and position of the member that it is in.
    pub(crate) fn values(&mut self, field: &Field, path: &str, group: Option<(&str, usize)>) -> Option<Value> {
        let at = match group {
            None => format!("/{}", field.code),
            Some((group, position)) => format!("/{group}/{position}/{}", field.code),
        };
        if let FieldType::Group(fields) = &field.of_type {
            return self.group(field, fields);
        }
        if !field.many {
            return self.value(field, path, &at);
        }
        let most = match field.of_type {
            FieldType::File { .. } => 2,
            FieldType::Text { .. } => 4,
            _ => 3,
        };
        let wanted = self.random.random_range(1..=field.most_values.clamp(1, most));
        let mut values: Vec<Value> = Vec::new();
        for _ in 0..2 * wanted {
            let (links, files) = (self.links.len(), self.files.len());
            match self.value(field, path, &format!("{at}/{}", values.len())) {
                Some(value) if !values.contains(&value) => values.push(value),
                _ => {
                    self.links.truncate(links);
                    self.files.truncate(files);
                }
            }
            if values.len() == wanted {
                break;
            }
        }
        (!values.is_empty()).then_some(Value::Array(values))
    }

    fn value(&mut self, field: &Field, path: &str, at: &str) -> Option<Value> {
        let (kind, random) = (self.kind.code.as_str(), &mut self.random);
        match &field.of_type {
            FieldType::Text { .. } | FieldType::Markdown { .. } => self.text(field, path),
            FieldType::Number { .. } => number(kind, path, &field.of_type, random),
            FieldType::Money { .. } => money(kind, path, &field.of_type, random),
            FieldType::Date { .. } => bounded(day(kind, path, random), &field.of_type),
            FieldType::Period => Some(period(kind, path, random)),
            FieldType::Choice { vocabulary } => self.choice(self.records.definitions.vocabulary(vocabulary)?),
            FieldType::Track => self.draft.track.map(|track| json!(track.code)),
            FieldType::Region => self.country(),
            FieldType::Readiness(scale) => Some(json!(self.figures.readiness.unwrap_or(4).clamp(1, scale.levels()))),
            FieldType::Link { kinds } => self.link(field, kinds, at),
            FieldType::File { accept, .. } => Some(self.file(field, accept, at)),
            FieldType::Web => {
                let part = field.code.replace('_', "-");
                Some(json!(format!(
                    "https://www.{}/{part}/{}",
                    self.draft.owner.organisation.host(),
                    self.draft.number
                )))
            }
            FieldType::Contact => Some(self.contact()),
            FieldType::YesNo => Some(json!(random.random_bool(0.5))),
            FieldType::Group(_) => None,
        }
    }

    /// Code of the kind of the record of the organisation that owns this one.
    pub(crate) fn home_kind(&self) -> Option<&str> {
        let plan = &self.records.plan;
        let home = self.draft.entry.home? as usize;
        plan.entries.get(home).map(|entry| plan.kinds[entry.kind as usize].code.as_str())
    }
}
