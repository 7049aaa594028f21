//! What people change about themselves and their organisations: names, and the language of letters.

use crate::accounts::{hold, own, party};
use crate::organisation::{admin, lock};
use crate::{Accounts, AccountsError, audit, text};
use registry::Actor;
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use store::counter::{HALL, count_on};
use store::schema::account::Model as Account;
use store::schema::party::Model as Party;

impl Accounts {
    /// Changes the names of the actor, and the code of the language for their mail.
    ///
    /// # Errors
    /// Where nobody is signed in, or there is no name.
    pub async fn change_profile(
        &self,
        actor: &Actor,
        name_zh: &str,
        name_en: &str,
        language: &str,
    ) -> Result<(), AccountsError> {
        let (id, (name_zh, name_en)) = (own(actor)?, text::names(name_zh, name_en)?);
        let transaction = self.store.write().await?;
        let account = Account { language: language.to_owned(), ..hold(&transaction, id).await? };
        account.into_active_model().reset_all().update(&*transaction).await?;
        let changed = Party { name_zh, name_en, ..party(&*transaction, id).await? };
        changed.into_active_model().reset_all().update(&*transaction).await?;
        count_on(&*transaction, HALL).await?;
        Ok(transaction.commit().await?)
    }

    /// Changes the names of an organisation.
    ///
    /// # Errors
    /// Where the actor is no admin of it, or there is no name.
    pub async fn rename_organisation(
        &self,
        actor: &Actor,
        organisation: &str,
        name_zh: &str,
        name_en: &str,
    ) -> Result<(), AccountsError> {
        let (name_zh, name_en) = text::names(name_zh, name_en)?;
        let transaction = self.store.write().await?;
        let before = lock(&transaction, organisation).await?;
        let by = admin(&*transaction, actor, organisation).await?;
        let detail = format!("{} / {}", before.name_zh, before.name_en);
        let changed = Party { name_zh, name_en, ..before };
        changed.into_active_model().reset_all().update(&*transaction).await?;
        count_on(&*transaction, HALL).await?;
        audit::note(&transaction, by, "rename", organisation, &detail, actor.now).await?;
        Ok(transaction.commit().await?)
    }
}
