//! Signing in and out. An address without an account costs as much work as a wrong password, is counted in the same way, and gets the same
//! answer.

use crate::accounts::{hold, of_email};
use crate::throttle::{self, Limit};
use crate::{Accounts, AccountsError, Client, Secret, session, text};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use store::Transaction;
use store::schema::account;

impl Accounts {
    /// Begins a session. Returns its token, to be kept by the browser in a cookie that scripts cannot read.
    ///
    /// # Errors
    /// Where address and password do not belong to an open account, or there were too many wrong ones lately for this address or from
    /// this place.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        client: &Client,
        now: Timestamp,
    ) -> Result<Secret, AccountsError> {
        let (transaction, account) = self.prove(email, password, client, now).await?;
        let token = session::begin(&transaction, &account.party, client, now).await?;
        transaction.commit().await?;
        Ok(token)
    }

    /// The account of an address and its password, held in a transaction for what is to be done with it. Where that does not commit, the
    /// attempt counts as a wrong one.
    pub(crate) async fn prove(
        &self,
        email: &str,
        password: &str,
        client: &Client,
        now: Timestamp,
    ) -> Result<(Transaction, account::Model), AccountsError> {
        // What is no address has no account.
        let email = text::email(email).unwrap_or_default();
        let transaction = self.store.write().await?;
        throttle::begin(&transaction, Limit::Account, &email, now).await?;
        let of_network = throttle::begin(&transaction, Limit::Network, &client.network(), now).await?;
        transaction.commit().await?;

        let account = of_email(self.store.read(), &email).await?.filter(|account| account.disabled_at.is_none());
        let kept = account.as_ref().and_then(|account| account.password.as_deref());
        if !self.passwords.fits(password, kept).await? {
            return Err(AccountsError::Credentials);
        }
        let account = account.ok_or(AccountsError::Credentials)?;
        let transaction = self.store.write().await?;
        // While the password was looked at, it may have been changed, or the account closed or erased.
        if hold(&transaction, &account.party).await.ok().as_ref() != Some(&account) {
            return Err(AccountsError::Credentials);
        }
        throttle::clear(&transaction, Limit::Account, &email).await?;
        throttle::undo(&transaction, &of_network).await?;
        Ok((transaction, account))
    }

    /// Ends the session of a token. Where there is none, nothing happens.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn sign_out(&self, token: &str) -> Result<(), AccountsError> {
        let transaction = self.store.write().await?;
        let of_token = store::schema::session::Column::Hash.eq(session::hash(token));
        store::schema::session::Entity::delete_many().filter(of_token).exec(&*transaction).await?;
        Ok(transaction.commit().await?)
    }
}
