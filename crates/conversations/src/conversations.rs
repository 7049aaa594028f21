//! The engine, and how a conversation moves.

use crate::answers::{Compared, note_answer};
use crate::disclosure::end_agreements;
use crate::{ConversationError, PROCESS, TOLD};
use jiff::Timestamp;
use matching::{Reason, Response};
use process::{Effect, Lifecycle, Process, Sides, Transition, decide};
use registry::{Actor, Registry, RegistryError};
use rules::Context;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use serde_json::json;
use store::schema::{conversation, conversation_entry as entry};
use store::{StoreError, Transaction, jobs, millis};

/// Who does what nobody does.
pub(crate) const SYSTEM: &str = "system";

/// Conversations about the records of a registry. Cheap to clone.
#[derive(Clone)]
pub struct Conversations {
    pub(crate) lifecycle: Lifecycle,
}

/// A side of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Whose the record is.
    Owner,
    /// Who asks about it.
    Asker,
}

impl Side {
    /// As it is written in tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Asker => "asker",
        }
    }

    /// The other side.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Owner => Self::Asker,
            Self::Asker => Self::Owner,
        }
    }

    /// The party of this side.
    pub fn party(self, of: &conversation::Model) -> &str {
        match self {
            Self::Owner => &of.owner,
            Self::Asker => &of.asker,
        }
    }

    /// The record of this side, where it has one.
    pub fn record(self, of: &conversation::Model) -> Option<&str> {
        match self {
            Self::Owner => Some(&of.record),
            Self::Asker => of.own_record.as_deref(),
        }
    }
}

/// A transition that a side wants to make.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// Id of the command.
    pub command: String,
    /// The conversation.
    pub conversation: String,
    /// Number of the last entry that was seen.
    pub seen: i64,
    /// Code of the transition.
    pub transition: String,
    /// What is said with it.
    pub comment: String,
    /// Why it does not suit, where the transition says that it does not.
    pub reason: Option<Reason>,
    /// How the two records compare, where both sides have one.
    pub compared: Option<Compared>,
}

/// What is written down.
pub(crate) struct Said<'a> {
    pub(crate) command: &'a str,
    pub(crate) author: &'a str,
    pub(crate) side: &'a str,
    pub(crate) what: &'a str,
    pub(crate) detail: &'a str,
    pub(crate) text: &'a str,
}

impl Conversations {
    /// Conversations about the records that these processes move.
    pub fn new(lifecycle: Lifecycle) -> Self {
        Self { lifecycle }
    }

    pub(crate) fn registry(&self) -> &Registry {
        self.lifecycle.registry()
    }

    pub(crate) fn process(&self) -> Result<Process, ConversationError> {
        let found = self.lifecycle.processes().process(PROCESS).cloned();
        Ok(found.ok_or_else(|| RegistryError::NotFound { what: "process", id: PROCESS.to_owned() })?)
    }

    /// Makes a transition happen. The same command again changes nothing.
    ///
    /// # Errors
    /// Where the actor is no side of the conversation, the process does not allow it, a reason is missing, or something happened in the
    /// meantime.
    pub async fn act(&self, actor: &Actor, act: &Act) -> Result<conversation::Model, ConversationError> {
        let transaction = self.registry().store().write().await?;
        let (row, side) = locked(&transaction, actor, &act.conversation).await?;
        if let Some(before) = happened(&transaction, &act.command).await? {
            let same = before.conversation == row.id && before.what == act.transition;
            return if same && before.author == actor.name() { Ok(row) } else { Err(ConversationError::Reused) };
        }
        if act.seen != row.revision {
            return Err(RegistryError::Changed { seen: act.seen, current: row.revision }.into());
        }
        let row = self.step(&transaction, row, Some((actor, side)), act, actor.now).await?;
        transaction.commit().await?;
        Ok(row)
    }

    /// One transition with its effects, by a side or by a deadline.
    pub(crate) async fn step(
        &self,
        transaction: &Transaction,
        mut row: conversation::Model,
        by: Option<(&Actor, Side)>,
        act: &Act,
        now: Timestamp,
    ) -> Result<conversation::Model, ConversationError> {
        let process = self.process()?;
        let actor = by.map(|(actor, _)| actor);
        let today = self.lifecycle.processes().calendar.day(now);
        let sides = Sides { owner: &row.owner, asker: Some(&row.asker) };
        let context = Context::new(today);
        let transition = decide(&process, &row.state, &act.transition, &act.comment, actor, sides, &context)?.clone();
        let refuses = transition.effects.contains(&Effect::Unsuitable);
        if refuses && act.reason.is_none() {
            return Err(ConversationError::Reason);
        }
        let reason = act.reason.filter(|_| refuses).map(reason_code).unwrap_or_default();
        let text = optional(&act.comment)?;
        row.state.clone_from(&transition.to);
        let is_over = process.state(&row.state).is_none_or(|state| state.end);
        self.set_deadline(&process, &mut row, now);
        if is_over {
            row.open_key = None;
            end_agreements(transaction, &row, now).await?;
        }
        let said = Said {
            command: &act.command,
            author: actor.map_or(SYSTEM, Actor::name),
            side: by.map_or(SYSTEM, |(_, side)| side.code()),
            what: &transition.code,
            detail: &reason,
            text,
        };
        let row = note(transaction, row, by.map(|(_, side)| side), &said, now).await?;
        self.follow(transaction, &row, by, &transition, act, now).await?;
        Ok(row)
    }

    /// What follows from a transition.
    async fn follow(
        &self,
        transaction: &Transaction,
        row: &conversation::Model,
        by: Option<(&Actor, Side)>,
        transition: &Transition,
        act: &Act,
        now: Timestamp,
    ) -> Result<(), ConversationError> {
        for effect in &transition.effects {
            let response = match effect {
                Effect::NotifyOther => {
                    let told = by.map_or(vec![Side::Owner, Side::Asker], |(_, side)| vec![side.other()]);
                    for side in told {
                        tell(transaction, row, side, now).await?;
                    }
                    continue;
                }
                Effect::Interested => Response::Interested,
                Effect::Met => Response::Met,
                Effect::Unsuitable => Response::Unsuitable(act.reason.ok_or(ConversationError::Reason)?),
                // Processes of conversations have none of them: that was looked at when they were read.
                Effect::Publish | Effect::Withdraw | Effect::NotifyOwner | Effect::NotifyCurators => continue,
            };
            if let (Some((_, side)), Some(compared)) = (by, &act.compared) {
                note_answer(transaction, compared, side.party(row), response, now).await?;
            }
        }
        Ok(())
    }

    /// The deadline of the state that a conversation is in now.
    pub(crate) fn set_deadline(&self, process: &Process, row: &mut conversation::Model, now: Timestamp) {
        let calendar = &self.lifecycle.processes().calendar;
        let deadlines = process.state(&row.state).map(|state| state.deadlines.as_slice()).unwrap_or_default();
        let first = deadlines.iter().min_by_key(|deadline| deadline.working_days);
        row.due_at = first.map(|deadline| millis(calendar.end_of(now, deadline.working_days)));
        row.due_name = first.map(|deadline| deadline.code.clone());
    }
}

/// The code of a reason.
pub(crate) fn reason_code(reason: Reason) -> String {
    serde_json::to_value(reason).ok().and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A text that may be empty.
pub(crate) fn optional(text: &str) -> Result<&str, ConversationError> {
    let (text, most) = (text.trim(), crate::LONGEST_TEXT);
    if text.chars().count() > most { Err(ConversationError::Text { most }) } else { Ok(text) }
}

/// A conversation of the actor, with its side, held until the transaction ends.
pub(crate) async fn locked(
    transaction: &Transaction,
    actor: &Actor,
    id: &str,
) -> Result<(conversation::Model, Side), ConversationError> {
    let row = conversation::Entity::find_by_id(id).lock_exclusive().one(&**transaction).await?;
    of_actor(row, actor, id)
}

/// A conversation, where the actor is one of its sides. Who belongs to both stands on the owner's.
pub(crate) fn of_actor(
    row: Option<conversation::Model>,
    actor: &Actor,
    id: &str,
) -> Result<(conversation::Model, Side), ConversationError> {
    let found = row.and_then(|row| {
        let side = [Side::Owner, Side::Asker].into_iter().find(|side| actor.is(side.party(&row)))?;
        Some((row, side))
    });
    Ok(found.ok_or_else(|| RegistryError::NotFound { what: "conversation", id: id.to_owned() })?)
}

/// The entry that a command led to before.
pub(crate) async fn happened(
    transaction: &Transaction,
    command: &str,
) -> Result<Option<entry::Model>, ConversationError> {
    Ok(entry::Entity::find().filter(entry::Column::Command.eq(command)).one(&**transaction).await?)
}

/// Writes down what was said or done, with the conversation as it is now. Whoever did it has seen it.
pub(crate) async fn note(
    transaction: &Transaction,
    mut row: conversation::Model,
    side: Option<Side>,
    said: &Said<'_>,
    now: Timestamp,
) -> Result<conversation::Model, ConversationError> {
    row.revision += 1;
    row.updated_at = millis(now);
    match side {
        Some(Side::Owner) => row.owner_read = row.revision,
        Some(Side::Asker) => row.asker_read = row.revision,
        None => {}
    }
    row.clone().into_active_model().reset_all().update(&**transaction).await?;
    add_entry(transaction, &row, said, now).await?;
    Ok(row)
}

pub(crate) async fn add_entry(
    transaction: &Transaction,
    row: &conversation::Model,
    said: &Said<'_>,
    now: Timestamp,
) -> Result<(), ConversationError> {
    let entry = entry::Model {
        conversation: row.id.clone(),
        number: row.revision,
        command: said.command.to_owned(),
        author: said.author.to_owned(),
        side: said.side.to_owned(),
        what: said.what.to_owned(),
        detail: said.detail.to_owned(),
        text: said.text.to_owned(),
        created_at: millis(now),
    };
    let written = entry.into_active_model().reset_all().insert(&**transaction).await.map_err(StoreError::from);
    match written {
        // The command of another, at the same moment.
        Err(error) if error.is_duplicate() => Err(ConversationError::Reused),
        Err(error) => Err(error.into()),
        Ok(_) => Ok(()),
    }
}

/// Asks for letters to a side about the last entry.
pub(crate) async fn tell(
    transaction: &Transaction,
    row: &conversation::Model,
    side: Side,
    now: Timestamp,
) -> Result<(), ConversationError> {
    let payload = json!({ "conversation": row.id, "number": row.revision, "side": side.code() });
    let once = format!("conversation:{}:{}:{}", row.id, row.revision, side.code());
    Ok(jobs::ask(&**transaction, TOLD, payload, Some(&once), now, now).await?)
}
