//! Signing up. There is no account before its address is verified: what was entered waits with the link in the mail, each with its own
//! password. So nobody can put a password of theirs on the account of someone who comes later, and whether an address has an account is
//! told to its reader only.

use crate::accounts::{add_person, of_email};
use crate::letter::{self, ACCOUNT_EXISTS, Purpose};
use crate::throttle::{self, Limit};
use crate::{Accounts, AccountsError, Client, Secret, audit, password, text};
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::{Map, json};
use store::schema::sign_up;
use store::{millis, new_id};

/// Someone who wants an account.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Address of e-mail.
    pub email: String,
    /// The password they want.
    pub password: Secret,
    /// Name in Chinese; may be empty where there is one in English.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Code of the language for mail.
    pub language: String,
}

impl NewPerson {
    /// Address and names in their one form, and a password that will do.
    pub(crate) fn check(&self) -> Result<(String, (String, String)), AccountsError> {
        let email = text::email(&self.email)?;
        let names = text::names(&self.name_zh, &self.name_en)?;
        password::check(self.password.expose(), &email, &[&names.0, &names.1])?;
        Ok((email, names))
    }
}

impl Accounts {
    /// Begins an account: a letter goes to the address, with a link to [`Accounts::verify_email`]. Where there is an account of this
    /// address already, the letter says so; the answer is the same.
    ///
    /// # Errors
    /// Where address, name or password will not do, or mail was asked for too often.
    pub async fn sign_up(&self, person: &NewPerson, client: &Client, now: Timestamp) -> Result<(), AccountsError> {
        let (email, (name_zh, name_en)) = person.check()?;
        let transaction = self.store.write().await?;
        may_write(&transaction, &email, &client.network(), now).await?;
        transaction.commit().await?;
        let password = self.passwords.hash(person.password.expose()).await?;
        let transaction = self.store.write().await?;
        if let Some(account) = of_email(&*transaction, &email).await? {
            letter::ask(&*transaction, &email, ACCOUNT_EXISTS, &account.language, Map::new(), now).await?;
        } else {
            let row = sign_up::Model {
                id: new_id(),
                email: email.clone(),
                password,
                name_zh,
                name_en,
                language: person.language.clone(),
                created_at: millis(now),
            };
            let parameters = json!({ "name_zh": row.name_zh, "name_en": row.name_en });
            let id = row.id.clone();
            row.into_active_model().reset_all().insert(&*transaction).await?;
            let purpose = Purpose::VerifyEmail;
            letter::ask_link(&transaction, purpose, &id, &email, &person.language, parameters, now).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Makes the account of whoever got this token by mail. Returns the party. They are not signed in by it: the link may have been
    /// opened by someone who did not choose the password.
    ///
    /// # Errors
    /// Where the link is not good, or an account was made with another link in the meantime.
    pub async fn verify_email(&self, token: &str, now: Timestamp) -> Result<String, AccountsError> {
        let transaction = self.store.write().await?;
        let link = letter::look(&*transaction, Purpose::VerifyEmail, token, now).await?;
        let found = sign_up::Entity::find_by_id(link.subject).one(&*transaction).await?;
        let waiting = found.ok_or(AccountsError::Link)?;
        // Whoever comes with another link of the same address waits here.
        hold_waiting(&transaction, &waiting.email).await?;
        letter::take(&transaction, Purpose::VerifyEmail, token, now).await?;
        let names = (waiting.name_zh, waiting.name_en);
        let email = waiting.email.clone();
        let party = add_person(&transaction, email, Some(waiting.password), names, waiting.language, now).await?;
        forget(&transaction, &waiting.email).await?;
        audit::note(&transaction, &party, "sign-up", &party, "", now).await?;
        transaction.commit().await?;
        Ok(party)
    }
}

/// Counts a letter that is about to be asked for.
///
/// # Errors
/// Where there were too many to this address, or asked for by this sender.
pub(crate) async fn may_write(
    within: &DatabaseTransaction,
    email: &str,
    sender: &str,
    now: Timestamp,
) -> Result<(), AccountsError> {
    throttle::begin(within, Limit::Mail, email, now).await?;
    throttle::begin(within, Limit::Sender, sender, now).await?;
    Ok(())
}

/// What waits for an address to be verified. Nobody else changes it before the transaction ends.
async fn hold_waiting(within: &DatabaseTransaction, email: &str) -> Result<Vec<String>, AccountsError> {
    let of_email = sign_up::Entity::find().filter(sign_up::Column::Email.eq(email));
    let held = of_email.order_by_asc(sign_up::Column::Id).lock_exclusive().all(within).await?;
    Ok(held.into_iter().map(|row| row.id).collect())
}

/// Forgets everything that waits for an address to be verified.
pub(crate) async fn forget(within: &DatabaseTransaction, email: &str) -> Result<(), AccountsError> {
    let waiting = hold_waiting(within, email).await?;
    sign_up::Entity::delete_many().filter(sign_up::Column::Id.is_in(waiting.clone())).exec(within).await?;
    letter::void(within, waiting).await
}
