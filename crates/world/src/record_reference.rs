//! Values that point elsewhere: records, files, countries, people to talk to.

use crate::record::{RecordFile, RecordLink, file_id, link_id};
use crate::record_field::Writer;
use crate::record_plan::{HOME_FIELDS, State};
use crate::record_words::person;
use rand::RngExt;
use registry::definition::{Field, FileSort};
use serde_json::{Value, json};

impl Writer<'_> {
    /// A country, as of origin or of a family of patents.
    pub(crate) fn country(&mut self) -> Option<Value> {
        let regions = self.records.definitions.regions()?;
        let countries: Vec<&str> =
            regions.terms.iter().map(|term| term.code.as_str()).filter(|code| code.len() == 2).take(12).collect();
        let place = countries.get(self.random.random_range(0..countries.len().max(1)));
        place.map(|code| json!(code)).or(regions.terms.first().map(|term| json!(term.code)))
    }

    pub(crate) fn link(&mut self, field: &Field, kinds: &[String], at: &str) -> Option<Value> {
        let plan = &self.records.plan;
        let first = !at.chars().any(|letter| letter.is_ascii_digit() && letter != '0');
        let home = if field.code == "affiliation" {
            plan.record_of.get(&(self.draft.owner.organisation.number as u32)).copied()
        } else {
            self.draft.entry.home.filter(|_| HOME_FIELDS.contains(&field.code.as_str()))
        };
        let is_right = |record: &u32| {
            let entry = plan.entries[*record as usize];
            (*record as usize) < self.draft.number
                && entry.state == State::Published
                && kinds.contains(&plan.kinds[entry.kind as usize].code)
        };
        let home = home.filter(is_right).filter(|_| first);
        // Where somebody works is known or not.
        if home.is_none() && field.code == "affiliation" {
            return None;
        }
        let positions: Vec<u16> = plan.positions(kinds).collect();
        let technology = self.draft.entry.technology as usize;
        let mut pick = || plan.pick(self.records.world, &positions, technology, self.draft.number, &mut self.random);
        let number = home.or_else(&mut pick)? as usize;
        self.links.push(RecordLink { at: at.to_owned(), number });
        Some(json!(link_id(number)))
    }

    pub(crate) fn file(&mut self, field: &Field, accept: &[FileSort], at: &str) -> Value {
        let end = match accept.first() {
            Some(FileSort::Image) => "png",
            Some(FileSort::Sheet) => "csv",
            Some(FileSort::Text) => "txt",
            Some(FileSort::Archive) => "zip",
            _ => "pdf",
        };
        let (number, position) = (self.draft.number, self.files.len());
        let name = format!("{}-{number}-{position}.{end}", field.code);
        self.files.push(RecordFile { at: at.to_owned(), name });
        json!(file_id(number, position))
    }

    /// Somebody who does not exist, at a domain and a number that nobody has.
    pub(crate) fn contact(&mut self) -> Value {
        let who = person(&mut self.random);
        let mailbox = who.en.to_lowercase().replace(' ', ".");
        let name =
            if self.draft.chinese { format!("{}（模拟）", who.zh) } else { format!("{} (simulated)", who.en) };
        let digits = self.random.random_range(0..100_000_000);
        json!({
            "name": name,
            "telephone": format!("000-{:04} {:04}", digits / 10_000, digits % 10_000),
            "email": format!("{mailbox}@{}", self.draft.owner.organisation.host()),
        })
    }
}
