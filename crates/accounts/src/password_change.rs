//! A new password: by someone who knows the old one, or who reads the mail of the address.

use crate::accounts::{account, hold, of_email, own, party};
use crate::letter::{self, PASSWORD_CHANGED, Purpose};
use crate::sign_up::may_write;
use crate::throttle::{self, Limit};
use crate::{Accounts, AccountsError, Client, audit, password, session};
use jiff::Timestamp;
use registry::Actor;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseTransaction, IntoActiveModel};
use serde_json::{Map, json};
use store::schema::account::Model as Account;

impl Accounts {
    /// Changes the password of the actor. All sessions but the one to `keep` end, and a letter says that it was changed.
    ///
    /// # Errors
    /// Where the old password is wrong, was wrong too often, or the new one will not do.
    pub async fn change_password(&self, actor: &Actor, keep: &str, old: &str, new: &str) -> Result<(), AccountsError> {
        let before = account(self.store.read(), own(actor)?).await?;
        check(self.store.read(), &before, new).await?;
        self.confirm(&before, old, actor.now).await?;
        let hash = self.passwords.hash(new).await?;
        let transaction = self.store.write().await?;
        if hold(&transaction, &before.party).await? != before {
            return Err(AccountsError::Credentials);
        }
        set(&transaction, before, hash, Some(keep), "change-password", actor.now).await?;
        Ok(transaction.commit().await?)
    }

    /// Whether this is the password of an account, for what only its owner may do. Wrong ones are counted.
    ///
    /// # Errors
    /// Where it is wrong, or was wrong too often.
    pub(crate) async fn confirm(&self, account: &Account, password: &str, now: Timestamp) -> Result<(), AccountsError> {
        let transaction = self.store.write().await?;
        let attempt = throttle::begin(&transaction, Limit::Account, &account.email, now).await?;
        transaction.commit().await?;
        if !self.passwords.fits(password, account.password.as_deref()).await? {
            return Err(AccountsError::Credentials);
        }
        let transaction = self.store.write().await?;
        throttle::undo(&transaction, &attempt).await?;
        Ok(transaction.commit().await?)
    }

    /// Asks for a letter with a link to [`Accounts::reset_password`]. Where there is no account of this address, no letter is sent; the
    /// answer is the same.
    ///
    /// # Errors
    /// Where it is no address, or mail was asked for too often.
    pub async fn ask_reset(&self, email: &str, client: &Client, now: Timestamp) -> Result<(), AccountsError> {
        let email = crate::text::email(email)?;
        let transaction = self.store.write().await?;
        may_write(&transaction, &email, &client.network(), now).await?;
        let account = of_email(&*transaction, &email).await?.filter(|account| account.disabled_at.is_none());
        if let Some(account) = account {
            letter::void(&transaction, vec![account.party.clone()]).await?;
            let purpose = Purpose::ResetPassword;
            letter::ask_link(&transaction, purpose, &account.party, &email, &account.language, json!({}), now).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Sets a new password with a token that was got by mail. All sessions end. A password that will not do does not use the link up.
    ///
    /// # Errors
    /// Where the link is not good, or the password will not do.
    pub async fn reset_password(&self, token: &str, new: &str, now: Timestamp) -> Result<(), AccountsError> {
        let link = letter::look(self.store.read(), Purpose::ResetPassword, token, now).await?;
        let before = account(self.store.read(), &link.subject).await?;
        check(self.store.read(), &before, new).await?;
        let hash = self.passwords.hash(new).await?;
        let transaction = self.store.write().await?;
        let account = hold(&transaction, &link.subject).await?;
        letter::take(&transaction, Purpose::ResetPassword, token, now).await?;
        if account.disabled_at.is_some() {
            return Err(AccountsError::Link);
        }
        throttle::clear(&transaction, Limit::Account, &account.email).await?;
        set(&transaction, account, hash, None, "reset-password", now).await?;
        Ok(transaction.commit().await?)
    }
}

async fn check(within: &impl ConnectionTrait, account: &Account, new: &str) -> Result<(), AccountsError> {
    let party = party(within, &account.party).await?;
    Ok(password::check(new, &account.email, &[&party.name_zh, &party.name_en])?)
}

async fn set(
    within: &DatabaseTransaction,
    account: Account,
    hash: String,
    keep: Option<&str>,
    action: &str,
    now: Timestamp,
) -> Result<(), AccountsError> {
    let account = Account { password: Some(hash), ..account };
    let (party, email) = (account.party.as_str(), account.email.as_str());
    session::end(within, party, keep).await?;
    letter::void(within, vec![party.to_owned()]).await?;
    letter::ask(within, email, PASSWORD_CHANGED, &account.language, Map::new(), now).await?;
    audit::note(within, party, action, party, "", now).await?;
    account.into_active_model().reset_all().update(within).await?;
    Ok(())
}
