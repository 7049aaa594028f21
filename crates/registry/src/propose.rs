//! Proposals: which records are probably one party, found by [`crate::identity`] and kept until a person decides. A pair that was
//! rejected is not proposed again.

use crate::content::Content;
use crate::definition::{FieldType, Kind};
use crate::error::unreadable;
use crate::identity::{self, Identifier, Proposal, Reason, Scheme, Subject, SubjectKind};
use crate::merge::{decides, end, is_party, kept, leads, looks};
use crate::records::{fields, versions_of};
use crate::{Actor, Registry, RegistryError};
use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use store::millis;
use store::schema::{merge, proposal, record, version};

/// Proposals that wait for a decision.
pub(crate) const OPEN: &str = "open";
/// Proposals after which the two were one.
pub(crate) const MERGED: &str = "merged";
const REJECTED: &str = "rejected";

/// Records read at a time.
const PAGE: u64 = 500;

/// A proposal with what is compared of both sides.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The proposal.
    pub proposal: proposal::Model,
    /// The evidence, strongest first.
    pub reasons: Vec<Reason>,
    /// What is known of the first.
    pub a: Subject,
    /// What is known of the second.
    pub b: Subject,
}

impl Registry {
    /// Codes of the kinds whose records are parties.
    pub fn party_kinds(&self) -> Vec<String> {
        self.definitions().kinds().into_iter().filter(|kind| is_party(kind)).map(|kind| kind.code.clone()).collect()
    }

    /// Looks for records of a kind that are probably one and keeps what is new as proposals; those that are open and no longer found
    /// go. Of each record only what is compared is held in memory. Doing it twice is harmless. Returns how many are open.
    ///
    /// # Errors
    /// Where there is no such kind of party.
    pub async fn propose(&self, kind: &str, now: Timestamp) -> Result<usize, RegistryError> {
        let subjects = self.subjects(kind).await?;
        let found = tokio::task::spawn_blocking(move || identity::find(&subjects)).await;
        let found =
            found.map_err(|error| unreadable("records", format!("the search for duplicates failed: {error}")))?;
        let transaction = self.store.write().await?;
        let before = proposal::Entity::find().filter(proposal::Column::Kind.eq(kind)).all(&*transaction).await?;
        let mut before: BTreeMap<(String, String), proposal::Model> =
            before.into_iter().map(|row| ((row.a.clone(), row.b.clone()), row)).collect();
        let mut open = 0;
        for Proposal { a, b, score, reasons } in found {
            let (a, b, reasons) = if a < b { (a, b, reasons) } else { (b, a, turned(reasons)) };
            let reasons = serde_json::to_value(reasons).map_err(|error| unreadable("proposals", error))?;
            match before.remove(&(a.clone(), b.clone())) {
                Some(row) if row.state != OPEN => {}
                Some(row) => {
                    open += 1;
                    let row = proposal::Model { score, reasons, ..row };
                    row.into_active_model().reset_all().update(&*transaction).await?;
                }
                None => {
                    open += 1;
                    let row = proposal::Model {
                        a,
                        b,
                        kind: kind.to_owned(),
                        score,
                        reasons,
                        state: OPEN.to_owned(),
                        proposed_at: millis(now),
                        decided_by: None,
                        decided_at: None,
                        merge_id: None,
                    };
                    row.into_active_model().reset_all().insert(&*transaction).await?;
                }
            }
        }
        for row in before.into_values().filter(|row| row.state == OPEN) {
            proposal::Entity::delete_by_id((row.a, row.b)).exec(&*transaction).await?;
        }
        transaction.commit().await?;
        Ok(open)
    }

    /// Open proposals, best first, each with both sides. For curators, operators and auditors.
    ///
    /// # Errors
    /// Where the actor may not.
    pub async fn candidates(&self, actor: &Actor, limit: u64) -> Result<Vec<Candidate>, RegistryError> {
        looks(actor)?;
        let rows = proposal::Entity::find()
            .filter(proposal::Column::State.eq(OPEN))
            .order_by_desc(proposal::Column::Score)
            .order_by_asc(proposal::Column::A)
            .order_by_asc(proposal::Column::B)
            .limit(limit)
            .all(self.store.read())
            .await?;
        let ids: BTreeSet<&String> = rows.iter().flat_map(|row| [&row.a, &row.b]).collect();
        let records = record::Entity::find().filter(record::Column::Id.is_in(ids)).all(self.store.read()).await?;
        let subjects = self.read_subjects(&records).await?;
        let subjects: BTreeMap<&str, &Subject> = subjects.iter().map(|it| (it.id.as_str(), it)).collect();
        let mut candidates = Vec::new();
        for proposal in rows {
            let side = |id: &str| subjects.get(id).map(|subject| (*subject).clone());
            let (Some(a), Some(b)) = (side(&proposal.a), side(&proposal.b)) else { continue };
            let reasons = serde_json::from_value(proposal.reasons.clone());
            let reasons = reasons.map_err(|error| unreadable("proposals", error))?;
            candidates.push(Candidate { proposal, reasons, a, b });
        }
        Ok(candidates)
    }

    /// What is compared of some records, by id. For curators, operators and auditors.
    ///
    /// # Errors
    /// Where the actor may not.
    pub async fn compared(&self, actor: &Actor, ids: &[String]) -> Result<BTreeMap<String, Subject>, RegistryError> {
        looks(actor)?;
        let records = record::Entity::find().filter(record::Column::Id.is_in(ids)).all(self.store.read()).await?;
        Ok(self.read_subjects(&records).await?.into_iter().map(|subject| (subject.id.clone(), subject)).collect())
    }

    /// Decides a proposal: merges the two, keeping `keep`, or rejects it where that is none. For curators and operators.
    ///
    /// # Errors
    /// Where the actor may not, or it is not open.
    pub async fn decide(
        &self,
        actor: &Actor,
        a: &str,
        b: &str,
        keep: Option<&str>,
        comment: &str,
    ) -> Result<Option<merge::Model>, RegistryError> {
        decides(actor)?;
        let (a, b) = if a < b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) };
        let transaction = self.store.write().await?;
        let row = proposal::Entity::find_by_id((a.clone(), b.clone())).lock_exclusive().one(&*transaction).await?;
        let missing = || RegistryError::NotFound { what: "proposal", id: format!("{a}/{b}") };
        let mut row = row.filter(|row| row.state == OPEN).ok_or_else(missing)?;
        let merged = match keep {
            None => None,
            // Others may have made the two one by way of a third.
            Some(_) if kept(&*transaction, &a).await? == kept(&*transaction, &b).await? => None,
            Some(keep) if keep == a => Some(self.merge_within(&transaction, actor, &a, &b, comment).await?),
            Some(keep) if keep == b => Some(self.merge_within(&transaction, actor, &b, &a, comment).await?),
            Some(_) => return Err(missing()),
        };
        row.state = if keep.is_some() { MERGED } else { REJECTED }.to_owned();
        row.decided_by = Some(actor.name().to_owned());
        row.decided_at = Some(millis(actor.now));
        row.merge_id = merged.as_ref().map(|merged| merged.id.clone());
        row.into_active_model().reset_all().update(&*transaction).await?;
        transaction.commit().await?;
        Ok(merged)
    }

    /// Everything of a kind as it is compared; records that were merged lend their names and numbers to the kept one.
    async fn subjects(&self, kind: &str) -> Result<Vec<Subject>, RegistryError> {
        let definitions = self.definitions();
        if !is_party(Self::kind(&definitions, kind)?) {
            return Err(RegistryError::Forbidden("records of this kind are no parties"));
        }
        let leads = leads(self.store.read()).await?;
        let mut subjects: Vec<Subject> = Vec::new();
        let mut aliases: Vec<(String, Subject)> = Vec::new();
        let mut after = String::new();
        loop {
            let records = record::Entity::find()
                .filter(record::Column::Kind.eq(kind))
                .filter(record::Column::Id.gt(&after))
                .order_by_asc(record::Column::Id)
                .limit(PAGE)
                .all(self.store.read())
                .await?;
            let Some(last) = records.last() else { break };
            after.clone_from(&last.id);
            for subject in self.read_subjects(&records).await? {
                let root = end(&leads, &subject.id).to_owned();
                if root == subject.id { subjects.push(subject) } else { aliases.push((root, subject)) }
            }
        }
        let places: BTreeMap<String, usize> =
            subjects.iter().enumerate().map(|(place, it)| (it.id.clone(), place)).collect();
        for (root, alias) in aliases {
            let Some(&place) = places.get(&root) else { continue };
            let subject = &mut subjects[place];
            subject.names.extend(alias.names);
            subject.identifiers.extend(alias.identifiers);
            subject.affiliations.extend(alias.affiliations);
        }
        Ok(subjects)
    }

    async fn read_subjects(&self, records: &[record::Model]) -> Result<Vec<Subject>, RegistryError> {
        let keys = records.iter().map(|record| (record.id.clone(), record.version)).collect();
        let found = versions_of(self.store.read(), keys).await?;
        let kinds: BTreeMap<&str, &str> = records.iter().map(|it| (it.id.as_str(), it.kind.as_str())).collect();
        let definitions = self.definitions();
        let read = |version: &version::Model| {
            let kind = Self::kind(&definitions, kinds.get(version.record.as_str()).copied().unwrap_or_default())?;
            Ok(subject(kind, &version.record, &fields(version)?))
        };
        found.iter().map(read).collect()
    }
}

/// What is compared of a record: names, numbers, addresses, region, and for persons where they belong.
pub fn subject(kind: &Kind, id: &str, content: &Content) -> Subject {
    let person = kind.family == crate::definition::Family::Person;
    let mut subject = if person { Subject::person(id, &[]) } else { Subject::organisation(id, &[]) };
    let texts = |value: &Value| -> Vec<String> {
        match value {
            Value::Object(languages) => languages.values().filter_map(Value::as_str).map(str::to_owned).collect(),
            other => other.as_str().map(str::to_owned).into_iter().collect(),
        }
    };
    for field in &kind.fields {
        let Some(value) = content.get(&field.code) else { continue };
        let mut identifier = |scheme, value: Option<&str>| {
            subject.identifiers.extend(value.map(|value| Identifier { scheme, value: value.to_owned() }));
        };
        match (&field.of_type, field.code.as_str()) {
            (FieldType::Text { .. }, code) if code == kind.title => subject.names = texts(value),
            (FieldType::Text { .. }, "credit_code") => identifier(Scheme::Uscc, value.as_str()),
            (FieldType::Text { .. }, "orcid") => identifier(Scheme::Orcid, value.as_str()),
            (FieldType::Text { .. }, "unit") if subject.kind == SubjectKind::Person => {
                subject.affiliations = texts(value);
            }
            (FieldType::Web, _) => identifier(Scheme::Site, value.as_str()),
            (FieldType::Contact, _) => identifier(Scheme::Mail, value.get("email").and_then(Value::as_str)),
            (FieldType::Region, _) => {
                // Divisions of China have six digits; other regions are countries.
                let code = value.as_str().unwrap_or_default();
                let division = code.bytes().all(|letter| letter.is_ascii_digit());
                subject.country = Some(if division { "CN".to_owned() } else { code.to_owned() });
                subject.region = division.then(|| code.to_owned());
            }
            _ => {}
        }
    }
    subject
}

/// Evidence seen from the other side.
fn turned(mut reasons: Vec<Reason>) -> Vec<Reason> {
    for reason in &mut reasons {
        std::mem::swap(&mut reason.a, &mut reason.b);
    }
    reasons
}
