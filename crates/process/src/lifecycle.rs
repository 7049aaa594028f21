//! Processes at work on records.
//!
//! Everything that happens to a record is an event with a number; who wants to make one says which they saw last. An event, its
//! effects, its deadlines and the new state are one transaction: all of them are there, or none.

use crate::definition::{Effect, Process, ProcessError, Processes};
use crate::facts::with_facts;
use crate::machine::{Refusal, context, decide, is_one_of};
use jiff::Timestamp;
use registry::content::{Content, Problem, Wrong};
use registry::definition::Definitions;
use registry::files::FilesError;
use registry::{Actor, Draft, Registry, RegistryError, expect};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use store::schema::{event, record, version};
use store::{StoreError, Transaction, jobs, millis};

/// The event of a change to the fields.
pub const EDIT: &str = "edit";
const BEGIN: &str = "begin";
const SYSTEM: &str = "system";

/// Something that someone wants to happen to a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// An id that the one who asks made: the same command sent twice happens once.
    pub id: String,
    /// The record.
    pub record: String,
    /// The number of the event that they saw last.
    pub seen: i64,
    /// Code of the transition.
    pub transition: String,
    /// What they say about it.
    pub comment: String,
}

/// Why something did not happen.
#[derive(Debug, thiserror::Error)]
pub enum LifecycleError {
    /// The process does not allow it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The registry does not allow it.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// A file cannot be taken in.
    #[error(transparent)]
    Files(FilesError),
    /// A process is wrong.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// The fields cannot be changed now, or not by this actor.
    #[error("in state {0} these fields cannot be changed by you")]
    NotEditable(String),
    /// An id was used for another command before.
    #[error("the id of the command was used for something else before")]
    Reused,
    /// A history does not hold together.
    #[error("the history of {record} does not hold together at event {revision}: {reason}")]
    History {
        /// Which record.
        record: String,
        /// At which event.
        revision: i64,
        /// What is wrong.
        reason: String,
    },
}

impl From<FilesError> for LifecycleError {
    fn from(error: FilesError) -> Self {
        match error {
            FilesError::Registry(error) => Self::Registry(error),
            other => Self::Files(other),
        }
    }
}

impl From<StoreError> for LifecycleError {
    fn from(error: StoreError) -> Self {
        Self::Registry(error.into())
    }
}

impl From<sea_orm::DbErr> for LifecycleError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Registry(error.into())
    }
}

/// Processes on the records of a registry. Cheap to clone.
#[derive(Clone)]
pub struct Lifecycle {
    registry: Registry,
    processes: Arc<RwLock<Arc<Processes>>>,
    folder: Option<PathBuf>,
}

impl Lifecycle {
    /// Processes of the program and of a folder of the installation, on a registry.
    ///
    /// # Errors
    /// A process that is wrong, or one that a kind names and that is not there.
    pub fn new(registry: Registry, folder: Option<&Path>) -> Result<Self, LifecycleError> {
        let processes = read(&registry.definitions(), folder)?;
        let processes = Arc::new(RwLock::new(Arc::new(processes)));
        Ok(Self { registry, processes, folder: folder.map(Path::to_owned) })
    }

    /// The registry.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The processes as they are now.
    pub fn processes(&self) -> Arc<Processes> {
        self.processes.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads kinds and processes again. Where one is wrong, those that were there stay.
    ///
    /// # Errors
    /// The definition that is wrong.
    pub fn reload(&self) -> Result<(), LifecycleError> {
        let definitions = self.registry.reread()?;
        let processes = Arc::new(read(&definitions, self.folder.as_deref())?);
        self.registry.replace(definitions);
        *self.processes.write().unwrap_or_else(PoisonError::into_inner) = processes;
        Ok(())
    }

    /// Begins a record. Returns it with what is not in order yet. The same command again returns the record as it began.
    ///
    /// # Errors
    /// Where the actor may not write in the name of the owner, or there is no such kind.
    pub async fn begin(
        &self,
        actor: &Actor,
        command: &str,
        draft: Draft,
    ) -> Result<(record::Model, Vec<Problem>), LifecycleError> {
        if !actor.is(&draft.owner) {
            return Err(RegistryError::Forbidden("you cannot write in the name of this party").into());
        }
        let transaction = self.registry.store().write().await?;
        if let Some(before) = happened(&transaction, command).await? {
            let record = as_of(&transaction, &before).await?;
            let asked = (&draft.kind, &draft.owner, draft.anonymous);
            if before.name != BEGIN
                || before.actor != actor.name()
                || asked != (&record.kind, &record.owner, record.anonymous)
            {
                return Err(LifecycleError::Reused);
            }
            let problems = self.same(&transaction, actor, &record, &draft.content).await?;
            return Ok((record, problems));
        }
        let process = self.process(&draft.kind)?;
        let (record, problems) = self.registry.create(&transaction, actor, draft, &process.start).await?;
        note(&transaction, &record, command, BEGIN, "", actor.name(), "", actor.now).await?;
        self.renew_deadlines(&transaction, &process, &record, actor.now).await?;
        transaction.commit().await?;
        Ok((record, problems))
    }

    /// Changes the fields of a record. Returns it with what is not in order yet. The same command again changes nothing and returns the
    /// record as it was then.
    ///
    /// # Errors
    /// Where the process does not let the actor change them now, or someone else changed the record in the meantime.
    pub async fn edit(
        &self,
        actor: &Actor,
        command: &str,
        id: &str,
        seen: i64,
        content: &Content,
        words: &str,
    ) -> Result<(record::Model, Vec<Problem>), LifecycleError> {
        let transaction = self.registry.store().write().await?;
        if let Some(before) = happened(&transaction, command).await? {
            let said = before.comment == words.trim();
            if before.name != EDIT || before.record != id || before.actor != actor.name() || !said {
                return Err(LifecycleError::Reused);
            }
            let record = as_of(&transaction, &before).await?;
            let problems = self.same(&transaction, actor, &record, content).await?;
            return Ok((record, problems));
        }
        let record = self.find(&transaction, actor, id, seen).await?;
        let process = self.process(&record.kind)?;
        let state = process.state(&record.state);
        if !state.is_some_and(|state| is_one_of(&state.edit, Some(actor), &*record.owner)) {
            return Err(LifecycleError::NotEditable(record.state));
        }
        let before = record.version;
        let (mut record, problems) = self.registry.revise(&transaction, actor, record, content, words).await?;
        if record.version != before {
            record.revision += 1;
            record.clone().into_active_model().reset_all().update(&*transaction).await?;
            let state = record.state.clone();
            note(&transaction, &record, command, EDIT, &state, actor.name(), words, actor.now).await?;
        }
        commit(transaction, seen).await?;
        Ok((record, problems))
    }

    /// Makes a transition happen. The same command again changes nothing and returns the record as it was then.
    ///
    /// # Errors
    /// Where the process does not allow it, or someone else changed the record in the meantime.
    pub async fn act(&self, actor: &Actor, command: &Command) -> Result<record::Model, LifecycleError> {
        match self.happen(Some(actor), command, actor.now).await {
            // It may have been this very command, sent twice at once, that came first.
            Err(LifecycleError::Registry(RegistryError::Changed { seen, current })) => {
                let transaction = self.registry.store().write().await?;
                match happened(&transaction, &command.id).await? {
                    Some(before) => again(&transaction, &before, command, actor.name()).await,
                    None => Err(RegistryError::Changed { seen, current }.into()),
                }
            }
            other => other,
        }
    }

    /// What happened to a record, in order, for those who see all of it.
    ///
    /// # Errors
    /// Where there is no such record, or the actor may not see its history.
    pub async fn history(&self, actor: &Actor, id: &str) -> Result<Vec<event::Model>, LifecycleError> {
        let seen = self.registry.read(actor, id, None).await?;
        if seen.level < registry::definition::Disclosure::Owner {
            return Err(RegistryError::Forbidden("the history is for the owner and the curators").into());
        }
        let events = event::Entity::find().filter(event::Column::Record.eq(id)).order_by_asc(event::Column::Revision);
        Ok(events.all(self.registry.store().read()).await?)
    }

    pub(crate) async fn happen(
        &self,
        actor: Option<&Actor>,
        command: &Command,
        now: Timestamp,
    ) -> Result<record::Model, LifecycleError> {
        let name = actor.map_or(SYSTEM, Actor::name);
        let transaction = self.registry.store().write().await?;
        if let Some(before) = happened(&transaction, &command.id).await? {
            return again(&transaction, &before, command, name).await;
        }
        let record = match actor {
            Some(actor) => self.find(&transaction, actor, &command.record, command.seen).await?,
            None => expect(&transaction, &command.record, Some(command.seen)).await?,
        };
        let process = self.process(&record.kind)?;
        let definitions = self.registry.definitions();
        let kind = definitions
            .kind(&record.kind)
            .ok_or_else(|| RegistryError::NotFound { what: "kind", id: record.kind.clone() })?;
        let newest = version::Entity::find_by_id((record.id.clone(), record.version)).one(&*transaction).await?;
        let content = newest.and_then(|version| version.content.as_object().cloned()).unwrap_or_default();
        let checker = actor.cloned().unwrap_or_else(|| Actor::visitor(now));
        let (_, problems) = self.registry.check(&checker, &record.kind, &content, true)?;
        let missing =
            problems.iter().filter(|problem| problem.what == Wrong::Missing).map(|problem| problem.path.clone());
        let today = self.processes().calendar.day(now);
        let context = context(kind, &content, missing, actor, &record.owner, today);
        let known = registry::facts::known(&*transaction, &record.id).await?;
        let context = with_facts(context, definitions.facts(&record.kind), &known, today);
        let transition =
            decide(&process, &record.state, &command.transition, &command.comment, actor, &*record.owner, &context)?;

        let from = record.state.clone();
        let mut record = record;
        record.state.clone_from(&transition.to);
        record.revision += 1;
        record.updated_at = millis(now);
        record.clone().into_active_model().reset_all().update(&*transaction).await?;
        note(&transaction, &record, &command.id, &transition.code, &from, name, &command.comment, now).await?;
        self.renew_deadlines(&transaction, &process, &record, now).await?;
        for effect in &transition.effects {
            record = self.effect(*effect, &transaction, &checker, record, command, now).await?;
        }
        commit(transaction, command.seen).await?;
        Ok(record)
    }

    async fn effect(
        &self,
        effect: Effect,
        transaction: &Transaction,
        actor: &Actor,
        record: record::Model,
        command: &Command,
        now: Timestamp,
    ) -> Result<record::Model, LifecycleError> {
        let whom = match effect {
            Effect::Publish => return Ok(self.registry.publish(transaction, actor, record).await?),
            Effect::Withdraw => return Ok(self.registry.withdraw(transaction, actor, record).await?),
            Effect::NotifyOwner => "owner",
            Effect::NotifyCurators => "curators",
            // Processes of records have none of them: that was looked at when they were read.
            Effect::NotifyOther | Effect::Interested | Effect::Met | Effect::Unsuitable => return Ok(record),
        };
        let payload = json!({
            "to": whom, "record": record.id, "event": record.revision, "transition": command.transition, "comment": command.comment,
        });
        let once = format!("notify:{whom}:{}:{}", record.id, record.revision);
        jobs::ask(&**transaction, "notify", payload, Some(&once), now, now).await?;
        Ok(record)
    }

    /// A record that the actor may know of, at the event that it saw.
    async fn find(
        &self,
        transaction: &Transaction,
        actor: &Actor,
        id: &str,
        seen: i64,
    ) -> Result<record::Model, LifecycleError> {
        let record = expect(transaction, id, None).await?;
        registry::view::level(actor, &record, None)
            .ok_or_else(|| RegistryError::NotFound { what: "record", id: id.to_owned() })?;
        if record.revision != seen {
            return Err(RegistryError::Changed { seen, current: record.revision }.into());
        }
        registry::merge::not_merged(transaction, id).await?;
        Ok(record)
    }

    /// The record as a command of the actor that changed its fields left it; none where the command has not happened.
    pub(crate) async fn edited_before(
        &self,
        actor: &Actor,
        command: &str,
        id: &str,
    ) -> Result<Option<record::Model>, LifecycleError> {
        let transaction = self.registry.store().write().await?;
        let Some(before) = happened(&transaction, command).await? else { return Ok(None) };
        if before.name != EDIT || before.record != id || before.actor != actor.name() {
            return Err(LifecycleError::Reused);
        }
        Ok(Some(as_of(&transaction, &before).await?))
    }

    /// What is not in order with content that a command wrote before; refused where it wrote something else.
    async fn same(
        &self,
        transaction: &Transaction,
        actor: &Actor,
        record: &record::Model,
        content: &Content,
    ) -> Result<Vec<Problem>, LifecycleError> {
        let (content, problems) = self.registry.check(actor, &record.kind, content, false)?;
        let written = version::Entity::find_by_id((record.id.clone(), record.version)).one(&**transaction).await?;
        if written.is_some_and(|written| written.content.as_object() == Some(&content)) {
            Ok(problems)
        } else {
            Err(LifecycleError::Reused)
        }
    }

    pub(crate) fn process(&self, kind: &str) -> Result<Process, LifecycleError> {
        let definitions = self.registry.definitions();
        let kind =
            definitions.kind(kind).ok_or_else(|| RegistryError::NotFound { what: "kind", id: kind.to_owned() })?;
        let process = self.processes().process(&kind.process).cloned();
        Ok(process.ok_or_else(|| RegistryError::NotFound { what: "process", id: kind.process.clone() })?)
    }
}

/// The state that a history leads to. Events are numbered without gaps, and each begins where the one before ended.
///
/// # Errors
/// Where they do not.
pub fn replay(events: &[event::Model]) -> Result<String, LifecycleError> {
    let mut state = String::new();
    for (event, revision) in events.iter().zip(1..) {
        let broken = |reason: String| LifecycleError::History { record: event.record.clone(), revision, reason };
        if event.revision != revision {
            return Err(broken(format!("event {} stands in its place", event.revision)));
        }
        if event.from_state != state {
            return Err(broken(format!("it begins in {} and not in {state}", event.from_state)));
        }
        state.clone_from(&event.to_state);
    }
    Ok(state)
}

/// The event that a command led to before.
async fn happened(transaction: &Transaction, command: &str) -> Result<Option<event::Model>, LifecycleError> {
    Ok(event::Entity::find().filter(event::Column::Command.eq(command)).one(&**transaction).await?)
}

/// The answer to a command that happened before.
async fn again(
    transaction: &Transaction,
    before: &event::Model,
    command: &Command,
    name: &str,
) -> Result<record::Model, LifecycleError> {
    let said = before.comment == command.comment.trim();
    if before.name != command.transition || before.record != command.record || before.actor != name || !said {
        return Err(LifecycleError::Reused);
    }
    as_of(transaction, before).await
}

/// The record as an event left it.
async fn as_of(transaction: &Transaction, event: &event::Model) -> Result<record::Model, LifecycleError> {
    let record = expect(transaction, &event.record, None).await?;
    Ok(record::Model {
        revision: event.revision,
        version: event.version,
        state: event.to_state.clone(),
        updated_at: event.created_at,
        ..record
    })
}

/// Writes down what happened. Two writers cannot write the same event: the second is told that the record was changed.
async fn note(
    transaction: &Transaction,
    record: &record::Model,
    command: &str,
    name: &str,
    from: &str,
    actor: &str,
    comment: &str,
    now: Timestamp,
) -> Result<(), LifecycleError> {
    let row = event::Model {
        record: record.id.clone(),
        revision: record.revision,
        command: command.to_owned(),
        name: name.to_owned(),
        from_state: from.to_owned(),
        to_state: record.state.clone(),
        actor: actor.to_owned(),
        version: record.version,
        comment: comment.trim().to_owned(),
        created_at: millis(now),
    };
    let written = row.into_active_model().reset_all().insert(&**transaction).await.map_err(StoreError::from);
    match written {
        Err(error) if error.is_duplicate() => {
            Err(RegistryError::Changed { seen: record.revision - 1, current: record.revision }.into())
        }
        Err(error) => Err(error.into()),
        Ok(_) => Ok(()),
    }
}

async fn commit(transaction: Transaction, seen: i64) -> Result<(), LifecycleError> {
    match transaction.commit().await {
        Err(error) if error.is_duplicate() => Err(RegistryError::Changed { seen, current: seen + 1 }.into()),
        other => Ok(other?),
    }
}

fn read(definitions: &Definitions, folder: Option<&Path>) -> Result<Processes, LifecycleError> {
    let processes = folder.map_or_else(Processes::embedded, Processes::with_folder)?;
    processes.check(definitions)?;
    Ok(processes)
}
