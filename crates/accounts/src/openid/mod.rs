//! Signing in at a provider of OpenID Connect: the authorisation code flow with PKCE, state and nonce.
//!
//! [`OpenId::begin`] gives a browser a secret, to be kept in a cookie, and an address to go to; with what the provider sends back,
//! [`OpenId::finish`] begins a session. State, nonce and PKCE verifier follow from the secret, so that a sign-in ends only in the browser
//! where it began, once, and nothing that is kept is worth stealing.
//!
//! Who it is:
//! - An issuer's subject that is known is its account, whatever address the provider says they have now.
//! - Else an address that the provider has verified and that no account has becomes a new account, without a password.
//! - Else nobody is let in by what the provider says. Whoever came is asked to sign in with a password once, in the same browser
//!   ([`OpenId::connect`]); that puts the identity on the account whose password it is, and a letter tells its owner. So no provider takes
//!   over an account, and somebody without a verified address connects an account they made by mail.

mod http;
mod identity;
mod provider;

pub use identity::Identity;
pub use provider::{Provider, RETURN};

use crate::accounts::{add_person, hold, of_email};
use crate::secret::digest;
use crate::throttle::{self, Limit};
use crate::{Accounts, AccountsError, Client, NAME_LETTERS, Secret, audit, letter, session, sign_up};
use jiff::{SignedDuration, Timestamp};
use provider::{Claimed, Connection, Keys};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::Map;
use std::sync::Arc;
use store::schema::{pending_identity, pending_sign_in};
use store::{StoreError, Transaction, millis};

/// A sign-in is finished within this time after it was begun.
const PENDING: SignedDuration = SignedDuration::from_mins(10);
/// Who signed in at the provider says within this time which account is theirs.
const UNDECIDED: SignedDuration = SignedDuration::from_mins(15);

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum OpenIdError {
    /// How the provider is named will not do.
    #[error("OpenID Connect, {0}")]
    Setting(String),
    /// The sign-in was not begun in this browser, is over, or was begun too long ago.
    #[error("this sign-in was not begun in this browser, is over, or was begun too long ago: begin again")]
    Begun,
    /// The provider does not sign them in, or they do not want to.
    #[error("the provider does not sign in: {0}")]
    Refused(String),
    /// The provider does not answer.
    #[error("the provider does not answer: {0}")]
    Unreachable(String),
    /// What the provider says cannot be believed.
    #[error("what the provider says cannot be believed: {0}")]
    Untrusted(String),
    /// The account is closed.
    #[error("this account is closed")]
    Closed,
    /// As with any other sign-in.
    #[error(transparent)]
    Accounts(#[from] AccountsError),
}

impl From<StoreError> for OpenIdError {
    fn from(error: StoreError) -> Self {
        Self::Accounts(error.into())
    }
}

impl From<sea_orm::DbErr> for OpenIdError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Accounts(error.into())
    }
}

/// Signing in at a provider. Cheap to clone.
#[derive(Clone)]
pub struct OpenId(Arc<Inner>);

struct Inner {
    accounts: Accounts,
    connection: Connection,
}

/// A sign-in that was begun.
#[derive(Debug)]
pub struct Begun {
    /// Where the browser goes.
    pub address: String,
    /// What it keeps in a cookie.
    pub browser: Secret,
}

/// What a provider sends a browser back with.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// What is exchanged for an ID token.
    pub code: Option<String>,
    /// What the browser was sent there with.
    pub state: String,
    /// Why there is no code.
    pub error: Option<String>,
    /// Who says so (RFC 9207), where the provider says it.
    pub issuer: Option<String>,
}

/// How a sign-in ended.
#[derive(Debug)]
pub enum Finished {
    /// They are signed in.
    SignedIn(SignedIn),
    /// They say next which account is theirs ([`OpenId::connect`]).
    Undecided {
        /// What the browser keeps in a cookie until then.
        browser: Secret,
    },
}

/// A session that began.
#[derive(Debug)]
pub struct SignedIn {
    /// Its token.
    pub session: Secret,
    /// Where the browser goes: what the sign-in was begun with.
    pub to: String,
}

impl OpenId {
    /// Accounts that a provider signs in to. The provider is not asked before someone wants to.
    ///
    /// # Errors
    /// Where a setting will not do.
    pub fn new(accounts: Accounts, provider: Provider) -> Result<Self, OpenIdError> {
        Ok(Self(Arc::new(Inner { accounts, connection: Connection::new(provider)? })))
    }

    /// What people know the provider as.
    pub fn name(&self) -> &str {
        &self.0.connection.provider.name
    }

    /// Begins a sign-in that is to end at a path.
    ///
    /// # Errors
    /// Where too many were begun and not finished, or the provider does not answer.
    pub async fn begin(&self, to: &str, client: &Client, now: Timestamp) -> Result<Begun, OpenIdError> {
        let store = self.0.accounts.store();
        let transaction = store.write().await?;
        throttle::begin(&transaction, Limit::OpenId, &client.network(), now).await?;
        transaction.commit().await?;
        let browser = Secret::random("")?;
        let address = self.0.connection.address(&Keys::of(browser.expose()), now).await?;
        let row = pending_sign_in::Model {
            hash: digest("openid-sign-in", browser.expose()),
            return_to: to.to_owned(),
            expires_at: millis(now + PENDING),
        };
        let transaction = store.write().await?;
        row.into_active_model().reset_all().insert(&*transaction).await?;
        transaction.commit().await?;
        Ok(Begun { address, browser })
    }

    /// Finishes a sign-in of the browser that keeps this secret. A new account has its mail in this language.
    ///
    /// # Errors
    /// Where the sign-in is not one of this browser, the provider refuses or does not answer, what it says cannot be believed, or the
    /// account is closed.
    pub async fn finish(
        &self,
        answer: &Answer,
        browser: &str,
        client: &Client,
        language: &str,
        now: Timestamp,
    ) -> Result<Finished, OpenIdError> {
        let keys = Keys::of(browser);
        if digest("compare", &answer.state) != digest("compare", &keys.state) {
            return Err(OpenIdError::Begun);
        }
        let to = self.take(browser, now).await?;
        if answer.issuer.as_ref().is_some_and(|issuer| *issuer != self.issuer()) {
            return Err(OpenIdError::Untrusted("another provider answers".to_owned()));
        }
        let code = match (&answer.code, &answer.error) {
            (Some(code), None) => code,
            (_, error) => return Err(OpenIdError::Refused(error.clone().unwrap_or_default())),
        };
        let claimed = self.0.connection.person(code, &keys, now).await?;
        let transaction = self.0.accounts.store().write().await?;
        let Some(party) = self.party(&transaction, &claimed, language, now).await? else {
            let browser = Secret::random("")?;
            let row = pending_identity::Model {
                hash: digest("openid-identity", browser.expose()),
                issuer: self.issuer().to_owned(),
                subject: claimed.subject,
                return_to: to,
                expires_at: millis(now + UNDECIDED),
            };
            row.into_active_model().reset_all().insert(&*transaction).await?;
            transaction.commit().await?;
            return Ok(Finished::Undecided { browser });
        };
        if hold(&transaction, &party).await?.disabled_at.is_some() {
            return Err(OpenIdError::Closed);
        }
        throttle::clear(&transaction, Limit::OpenId, &client.network()).await?;
        let session = session::begin(&transaction, &party, client, now).await?;
        transaction.commit().await?;
        Ok(Finished::SignedIn(SignedIn { session, to }))
    }

    /// Whether whoever keeps this secret is to say which account is theirs.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn is_undecided(&self, browser: &str, now: Timestamp) -> Result<bool, OpenIdError> {
        let found = pending_identity::Entity::find_by_id(digest("openid-identity", browser))
            .filter(pending_identity::Column::ExpiresAt.gt(millis(now)));
        Ok(found.one(self.0.accounts.store().read()).await?.is_some())
    }

    /// Puts the identity that waits in this browser on the account of an address and its password, and signs in to it.
    ///
    /// # Errors
    /// Where nothing waits in this browser, and as with [`Accounts::sign_in`].
    pub async fn connect(
        &self,
        browser: &str,
        email: &str,
        password: &str,
        client: &Client,
        now: Timestamp,
    ) -> Result<SignedIn, OpenIdError> {
        let found = pending_identity::Entity::find_by_id(digest("openid-identity", browser))
            .filter(pending_identity::Column::ExpiresAt.gt(millis(now)));
        let waiting = found.one(self.0.accounts.store().read()).await?.ok_or(OpenIdError::Begun)?;
        let (transaction, account) = self.0.accounts.prove(email, password, client, now).await?;
        let taken = pending_identity::Entity::delete_by_id(&waiting.hash).exec(&*transaction).await?;
        if taken.rows_affected == 0
            || identity::party(&*transaction, &waiting.issuer, &waiting.subject).await?.is_some()
        {
            return Err(OpenIdError::Begun);
        }
        identity::link(&transaction, &waiting.issuer, &waiting.subject, &account.party, now).await?;
        audit::note(&transaction, &account.party, "link-identity", &account.party, &waiting.issuer, now).await?;
        let (to, template) = (&account.email, letter::IDENTITY_LINKED);
        let parameters = Map::from_iter([("provider".to_owned(), self.name().into())]);
        letter::ask(&*transaction, to, template, &account.language, parameters, now).await?;
        throttle::clear(&transaction, Limit::OpenId, &client.network()).await?;
        let session = session::begin(&transaction, &account.party, client, now).await?;
        transaction.commit().await?;
        Ok(SignedIn { session, to: waiting.return_to })
    }

    fn issuer(&self) -> &str {
        &self.0.connection.provider.issuer
    }

    /// Uses up a sign-in that was begun. Returns where it is to end.
    async fn take(&self, browser: &str, now: Timestamp) -> Result<String, OpenIdError> {
        let transaction = self.0.accounts.store().write().await?;
        let hash = digest("openid-sign-in", browser);
        let found = pending_sign_in::Entity::find_by_id(&hash).one(&*transaction).await?;
        let taken = pending_sign_in::Entity::delete_by_id(&hash).exec(&*transaction).await?;
        transaction.commit().await?;
        let found = found.filter(|row| taken.rows_affected == 1 && row.expires_at > millis(now));
        Ok(found.ok_or(OpenIdError::Begun)?.return_to)
    }

    /// The account of whom the provider means: one that is known, or a new one of an address that is free.
    async fn party(
        &self,
        within: &Transaction,
        claimed: &Claimed,
        language: &str,
        now: Timestamp,
    ) -> Result<Option<String>, OpenIdError> {
        if let Some(party) = identity::party(&**within, self.issuer(), &claimed.subject).await? {
            return Ok(Some(party));
        }
        let Some(email) = &claimed.email else { return Ok(None) };
        if of_email(&**within, email).await?.is_some() {
            return Ok(None);
        }
        let names = names(&claimed.name, email);
        let party = add_person(within, email.clone(), None, names, language.to_owned(), now).await?;
        sign_up::forget(within, email).await?;
        identity::link(within, self.issuer(), &claimed.subject, &party, now).await?;
        audit::note(within, &party, "sign-up", &party, self.issuer(), now).await?;
        Ok(Some(party))
    }
}

/// Names in Chinese and English of someone of whom one is known, or none.
fn names(name: &str, email: &str) -> (String, String) {
    let plain: String = name.chars().filter(|letter| !letter.is_control()).collect();
    let own = Some(plain.trim()).filter(|name| !name.is_empty());
    let name = own.unwrap_or_else(|| email.split('@').next().unwrap_or(email));
    let name: String = name.chars().take(NAME_LETTERS).collect();
    let is_chinese = name.chars().any(|letter| matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}'));
    if is_chinese { (name, String::new()) } else { (String::new(), name) }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn whoever_has_no_name_is_called_by_their_address() {
        for (name, email, zh, en) in [
            ("Anna Wang", "a@b.org", "", "Anna Wang"),
            ("王\n安娜", "a@b.org", "王安娜", ""),
            (" \t", "anna@b.org", "", "anna"),
        ] {
            assert_eq!(names(name, email), (zh.to_owned(), en.to_owned()), "{name:?}");
        }
        assert_eq!(names(&"名".repeat(200), "").0.chars().count(), 100);
    }
}
