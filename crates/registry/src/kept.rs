//! What someone entered into the form of a record and has not saved yet. It is no version: nobody else sees it, and it is gone once the
//! form is saved, or replaced when the record has changed since.

use crate::error::unreadable;
use crate::records::expect;
use crate::{Actor, Registry, RegistryError};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use store::millis;
use store::schema::{kept_form, record};

/// Bytes of what is kept at most.
const MOST_BYTES: usize = 1_000_000;

/// What was entered and not saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Names and values of the inputs.
    pub pairs: Vec<(String, String)>,
    /// When it was kept, in milliseconds since 1970.
    pub at: i64,
}

impl Registry {
    /// Keeps what the owner entered into the form of a record at the event that they saw, in the place of what was kept before.
    ///
    /// # Errors
    /// Where the record is not theirs, was changed in the meantime, or there is too much.
    pub async fn keep_form(
        &self,
        actor: &Actor,
        id: &str,
        seen: i64,
        pairs: &[(String, String)],
    ) -> Result<(), RegistryError> {
        let missing = || RegistryError::NotFound { what: "record", id: id.to_owned() };
        let party = actor.party.as_deref().ok_or_else(missing)?;
        let written = serde_json::to_value(pairs).map_err(|error| unreadable("kept_forms", error))?;
        if written.to_string().len() > MOST_BYTES {
            return Err(RegistryError::Forbidden("this is more than a form holds"));
        }
        let transaction = self.store.write().await?;
        let owned = record::Entity::find_by_id(id).one(&*transaction).await?;
        owned.filter(|record| actor.is(&record.owner)).ok_or_else(missing)?;
        expect(&transaction, id, Some(seen)).await?;
        kept_form::Entity::delete_by_id((party.to_owned(), id.to_owned())).exec(&*transaction).await?;
        let row = kept_form::Model {
            party: party.to_owned(),
            record: id.to_owned(),
            seen,
            pairs: written,
            kept_at: millis(actor.now),
        };
        row.into_active_model().reset_all().insert(&*transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// What the actor entered at this event of a record and did not save.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn kept_form(&self, actor: &Actor, id: &str, seen: i64) -> Result<Option<Kept>, RegistryError> {
        let Some(party) = &actor.party else { return Ok(None) };
        let row = kept_form::Entity::find_by_id((party.clone(), id.to_owned())).one(self.store.read()).await?;
        let Some(row) = row.filter(|row| row.seen == seen) else { return Ok(None) };
        let pairs = serde_json::from_value(row.pairs).map_err(|error| unreadable("kept_forms", error))?;
        Ok(Some(Kept { pairs, at: row.kept_at }))
    }

    /// What the actor entered at one event of a record holds at a later one: it changed nothing that they entered.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn carry_form(&self, actor: &Actor, id: &str, seen: i64, now: i64) -> Result<(), RegistryError> {
        let Some(party) = &actor.party else { return Ok(()) };
        let transaction = self.store.write().await?;
        let row = kept_form::Entity::find_by_id((party.clone(), id.to_owned())).one(&*transaction).await?;
        if let Some(row) = row.filter(|row| row.seen == seen) {
            let row = kept_form::Model { seen: now, ..row };
            row.into_active_model().reset_all().update(&*transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Forgets what the actor entered and did not save.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn forget_form(&self, actor: &Actor, id: &str) -> Result<(), RegistryError> {
        let Some(party) = &actor.party else { return Ok(()) };
        let transaction = self.store.write().await?;
        kept_form::Entity::delete_by_id((party.clone(), id.to_owned())).exec(&*transaction).await?;
        Ok(transaction.commit().await?)
    }
}
