//! Files of many records, applied: what [`registry::bulk`] plans happens here, row by row, as if each row had been entered by hand.
//!
//! [`Lifecycle::plan`] reads a file and looks up the records that it names. Whoever agrees to the plan has it made again from the same file
//! and compares the fingerprints, then [`Lifecycle::apply`] does it. Each row is a command whose id follows from the row itself, so that a
//! file that was applied halfway is simply applied again: rows that happened before change nothing, also where other rows of the file
//! were corrected in between. A row that fails is told, and the others go on.

use crate::machine::is_one_of;
use crate::{Lifecycle, LifecycleError};
use jiff::tz::TimeZone;
use registry::bulk::{Existing, Plan, ReadError, RowPlan, Step, fingerprint, read};
use registry::{Actor, Draft, RegistryError, versions_of};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use store::schema::{event, record};

/// Ids that are looked up at a time.
const AT_A_TIME: usize = 500;

/// Why a file has no plan.
#[derive(Debug, thiserror::Error)]
pub enum BulkError {
    /// The file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// There is no such kind, or the database does not work.
    #[error(transparent)]
    Lifecycle(#[from] LifecycleError),
}

/// To whom new records belong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Belonging {
    /// The party.
    pub owner: String,
    /// Whether it is not shown to the public.
    pub anonymous: bool,
}

/// What became of a row.
#[derive(Debug)]
pub struct Done {
    /// Its number in the file.
    pub row: u64,
    /// What happened to which record, or why nothing did.
    pub outcome: Result<(Outcome, String), LifecycleError>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A record began.
    Begun,
    /// A record changed.
    Changed,
    /// The same row was applied before.
    Before,
}

impl Lifecycle {
    /// What a file would do in the hands of an actor. Nothing is changed.
    ///
    /// # Errors
    /// Where the file cannot be read, or there is no such kind.
    pub async fn plan(&self, actor: &Actor, kind: &str, bytes: &[u8], file: &str) -> Result<Plan, BulkError> {
        let definitions = self.registry().definitions();
        let missing = || LifecycleError::from(RegistryError::NotFound { what: "kind", id: kind.to_owned() });
        let kind = definitions.kind(kind).ok_or_else(missing)?;
        let today = actor.now.to_zoned_datetime(TimeZone::UTC).date();
        let reading = read(kind, &definitions, bytes, file, today)?;
        let ids: Vec<String> = reading.ids().into_iter().map(str::to_owned).collect();
        let existing = self.editable(actor, &kind.code, &ids).await?;
        Ok(reading.plan(&existing))
    }

    /// Applies a plan, row by row; `each` is told what became of a row as soon as it is durable.
    ///
    /// # Errors
    /// Where the actor may not write in the name of the owner, or the database does not work at all. What is wrong with a single row is
    /// told with the row.
    pub async fn apply(
        &self,
        actor: &Actor,
        plan: &Plan,
        new: &Belonging,
        mut each: impl FnMut(&Done),
    ) -> Result<Vec<Done>, LifecycleError> {
        if !actor.is(&new.owner) {
            return Err(RegistryError::Forbidden("you cannot write in the name of this party").into());
        }
        let commands = commands(actor, plan, new);
        let before = self.happened_before(&commands).await?;
        let mut all = Vec::new();
        for (row, command) in plan.to_apply().zip(&commands) {
            let outcome = match before.get(command) {
                Some(id) => Ok((Outcome::Before, id.clone())),
                None => self.apply_row(actor, plan, new, row, command).await,
            };
            let done = Done { row: row.number, outcome };
            each(&done);
            all.push(done);
        }
        Ok(all)
    }

    async fn apply_row(
        &self,
        actor: &Actor,
        plan: &Plan,
        new: &Belonging,
        row: &RowPlan,
        command: &str,
    ) -> Result<(Outcome, String), LifecycleError> {
        match (&row.step, &row.id) {
            (Step::Revise { seen, .. }, Some(id)) => {
                self.edit(actor, command, id, *seen, &row.content, &plan.file).await?;
                Ok((Outcome::Changed, id.clone()))
            }
            _ => {
                let draft = Draft {
                    kind: plan.kind.clone(),
                    owner: new.owner.clone(),
                    anonymous: new.anonymous,
                    content: row.content.clone(),
                };
                let (record, _) = self.begin(actor, command, draft).await?;
                Ok((Outcome::Begun, record.id))
            }
        }
    }

    /// Those of some records of a kind that the actor may change now.
    async fn editable(
        &self,
        actor: &Actor,
        kind: &str,
        ids: &[String],
    ) -> Result<BTreeMap<String, Existing>, LifecycleError> {
        let reading = self.registry().store().read();
        let (definitions, processes) = (self.registry().definitions(), self.processes());
        let process = definitions.kind(kind).and_then(|kind| processes.process(&kind.process));
        let may_edit = |record: &record::Model| {
            process
                .and_then(|process| process.state(&record.state))
                .is_some_and(|state| is_one_of(&state.edit, Some(actor), &*record.owner))
        };
        let mut existing = BTreeMap::new();
        for ids in ids.chunks(AT_A_TIME) {
            let select = record::Entity::find().filter(record::Column::Id.is_in(ids));
            let mut records = select.filter(record::Column::Kind.eq(kind)).all(reading).await?;
            records.retain(may_edit);
            let keys = records.iter().map(|record| (record.id.clone(), record.version)).collect();
            let versions = versions_of(reading, keys).await?;
            let seen: HashMap<&str, i64> = records.iter().map(|record| (record.id.as_str(), record.revision)).collect();
            for version in versions {
                let Some(&seen) = seen.get(version.record.as_str()) else { continue };
                let content = version.content.as_object().cloned().unwrap_or_default();
                existing.insert(version.record, Existing { seen, content });
            }
        }
        Ok(existing)
    }

    /// Records of commands that happened before.
    async fn happened_before(&self, commands: &[String]) -> Result<HashMap<String, String>, LifecycleError> {
        let mut before = HashMap::new();
        for commands in commands.chunks(AT_A_TIME) {
            let select = event::Entity::find().filter(event::Column::Command.is_in(commands));
            let events = select.all(self.registry().store().read()).await?;
            before.extend(events.into_iter().map(|event| (event.command, event.record)));
        }
        Ok(before)
    }
}

/// The ids of the commands of a plan: the same for the same row in the same hands. Rows of one file that say the same are told apart by
/// their order.
fn commands(actor: &Actor, plan: &Plan, new: &Belonging) -> Vec<String> {
    let mut times: HashMap<String, usize> = HashMap::new();
    let mut command = |row: &RowPlan| {
        let seen = match row.step {
            Step::Revise { seen, .. } => seen,
            _ => 0,
        };
        let said = json!([actor.name(), plan.kind, new.owner, new.anonymous, row.id, seen, row.content]);
        let id = fingerprint(&said);
        let before = times.entry(id.clone()).and_modify(|times| *times += 1).or_default();
        if *before == 0 { format!("import:{id}") } else { format!("import:{id}:{before}") }
    };
    plan.to_apply().map(&mut command).collect()
}
