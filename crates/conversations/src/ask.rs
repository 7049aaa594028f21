//! An expression of interest: what opens a conversation.

use crate::answers::{Compared, note_answer};
use crate::conversations::{Said, Side, add_entry, happened, tell};
use crate::talk::required;
use crate::{ConversationError, Conversations};
use matching::Response;
use registry::definition::Matching;
use registry::{Actor, RegistryError, expect};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use store::schema::{conversation, record};
use store::{StoreError, Transaction, millis, new_id};

/// Expressions of interest of a party that wait for an answer, at most.
const MOST_WAITING: u64 = 20;

/// Somebody is interested in a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Interest {
    /// Id of the command.
    pub command: String,
    /// The record.
    pub record: String,
    /// Who is interested: the actor, or an organisation that it acts for.
    pub asker: String,
    /// A published record of theirs that goes with it: the need for an offer, or the offer for a need.
    pub own_record: Option<String>,
    /// What they say.
    pub text: String,
    /// How the two records compare, where both sides have one.
    pub compared: Option<Compared>,
}

impl Conversations {
    /// Opens a conversation about a record. The same command again returns the conversation.
    ///
    /// # Errors
    /// Where the record is not in the hall or takes no part in matching, it belongs to the actor, there is a conversation about it
    /// already, or too many wait for an answer.
    pub async fn ask(&self, actor: &Actor, interest: &Interest) -> Result<conversation::Model, ConversationError> {
        if !actor.is(&interest.asker) {
            return Err(RegistryError::Forbidden("you cannot speak for this party").into());
        }
        let text = required(&interest.text)?;
        let process = self.process()?;
        let transaction = self.registry().store().write().await?;
        if let Some(before) = happened(&transaction, &interest.command).await? {
            let row = conversation::Entity::find_by_id(&before.conversation).one(&*transaction).await?;
            let same = row.filter(|row| {
                before.author == actor.name() && row.record == interest.record && row.asker == interest.asker
            });
            return same.ok_or(ConversationError::Reused);
        }
        let record = published(&transaction, &interest.record).await?;
        if actor.is(&record.owner) {
            return Err(RegistryError::Forbidden("this is a record of your own").into());
        }
        let side = self.matching(&record);
        if side == Matching::None {
            return Err(RegistryError::Forbidden("nobody is looked for with a record of this kind").into());
        }
        if let Some(own) = &interest.own_record {
            let own = published(&transaction, own).await?;
            let wanted = if side == Matching::Need { Matching::Offer } else { Matching::Need };
            if own.owner != interest.asker || self.matching(&own) != wanted {
                return Err(RegistryError::Forbidden("this record does not go with the other").into());
            }
        }
        let open_key = format!("{} {}", interest.record, interest.asker);
        if let Some(other) = of_key(&transaction, &open_key).await? {
            return Err(ConversationError::Already { conversation: other });
        }
        let waiting = conversation::Entity::find()
            .filter(conversation::Column::Asker.eq(&interest.asker))
            .filter(conversation::Column::State.eq(&process.start));
        if waiting.count(&*transaction).await? >= MOST_WAITING {
            return Err(ConversationError::TooMany { most: MOST_WAITING });
        }
        let now = millis(actor.now);
        let mut row = conversation::Model {
            id: new_id(),
            record: record.id,
            own_record: interest.own_record.clone(),
            owner: record.owner,
            asker: interest.asker.clone(),
            open_key: Some(open_key),
            state: process.start.clone(),
            revision: 1,
            due_at: None,
            due_name: None,
            wanted_of_owner: None,
            wanted_of_asker: None,
            owner_read: 0,
            asker_read: 1,
            created_at: now,
            updated_at: now,
        };
        self.set_deadline(&process, &mut row, actor.now);
        let written = row.clone().into_active_model().reset_all().insert(&*transaction).await;
        match written.map_err(StoreError::from) {
            // Another of the same party was quicker.
            Err(error) if error.is_duplicate() => {
                return Err(RegistryError::Changed { seen: 0, current: 1 }.into());
            }
            other => other?,
        };
        let said = Said {
            command: &interest.command,
            author: actor.name(),
            side: Side::Asker.code(),
            what: "ask",
            detail: "",
            text,
        };
        add_entry(&transaction, &row, &said, actor.now).await?;
        tell(&transaction, &row, Side::Owner, actor.now).await?;
        if let Some(compared) = &interest.compared {
            note_answer(&transaction, compared, &interest.asker, Response::Interested, actor.now).await?;
        }
        transaction.commit().await?;
        Ok(row)
    }

    fn matching(&self, record: &record::Model) -> Matching {
        self.registry().definitions().kind(&record.kind).map_or(Matching::None, |kind| kind.matching)
    }
}

/// A record that is in the hall.
async fn published(transaction: &Transaction, id: &str) -> Result<record::Model, ConversationError> {
    let record = expect(transaction, id, None).await?;
    if record.published_version.is_none() {
        return Err(RegistryError::NotFound { what: "record", id: id.to_owned() }.into());
    }
    registry::merge::not_merged(transaction, id).await?;
    Ok(record)
}

/// The conversation of a key, as long as it is not over.
async fn of_key(transaction: &Transaction, key: &str) -> Result<Option<String>, ConversationError> {
    let found = conversation::Entity::find().filter(conversation::Column::OpenKey.eq(key)).one(&**transaction).await?;
    Ok(found.map(|row| row.id))
}
