//! Letters: what is to be sent by mail, without the words.
//!
//! A letter is a job of kind [`MAIL`], asked for in the same transaction as what it is about. It names a template and its parameters; who
//! sends it makes subject and body from them in the language of the reader. Some letters carry a link that does something once. Its token is
//! made when the letter is about to be sent ([`Accounts::letter`]) and only its hash is kept, so that no token is ever in the database, its
//! backups, or the list of jobs. A letter that is sent again, because it is not known whether it went out, carries a new token; the old
//! one is void.

use crate::secret::digest;
use crate::{Accounts, AccountsError, Secret};
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use store::jobs::{self, Job};
use store::schema::link;
use store::{StoreError, instant, millis, new_id};

/// The kind of the jobs.
pub const MAIL: &str = "mail";
/// To whom signed up with an address that has an account: sign in, or reset the password. No parameters.
pub const ACCOUNT_EXISTS: &str = "account-exists";
/// To whom has a new password: if it was not you, reset it. No parameters.
pub const PASSWORD_CHANGED: &str = "password-changed";

/// To whom another way to sign in was connected with: if it was not you, take it away. Parameter `provider`.
pub const IDENTITY_LINKED: &str = "identity-linked";

/// What a link does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Shows that the address is theirs and makes the account. Parameters `name_zh`, `name_en`.
    VerifyEmail,
    /// Sets a new password. No parameters.
    ResetPassword,
    /// Joins an organisation. Parameters `organisation_zh`, `organisation_en`, `inviter_zh`, `inviter_en`, `role`.
    Invitation,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::VerifyEmail, Self::ResetPassword, Self::Invitation];

    /// The template of its letter.
    pub fn template(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify-email",
            Self::ResetPassword => "reset-password",
            Self::Invitation => "invitation",
        }
    }

    /// How long it is good for after the letter was sent.
    pub fn lifetime(self) -> SignedDuration {
        match self {
            Self::VerifyEmail => SignedDuration::from_hours(24),
            Self::ResetPassword => SignedDuration::from_hours(1),
            Self::Invitation => SignedDuration::from_hours(14 * 24),
        }
    }
}

/// A letter to be sent.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Address of e-mail.
    pub to: String,
    /// Which words.
    pub template: String,
    /// In which language.
    pub language: String,
    /// What goes into the words.
    pub parameters: Map<String, Value>,
    /// The token of its link.
    pub token: Option<Secret>,
}

/// What a job knows of a letter.
#[derive(Serialize, Deserialize)]
struct Payload {
    to: String,
    template: String,
    language: String,
    parameters: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

/// Asks for a letter without a link.
///
/// # Errors
/// Where the database refuses.
pub async fn ask(
    within: &impl ConnectionTrait,
    to: &str,
    template: &str,
    language: &str,
    parameters: Map<String, Value>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let payload = json!({ "to": to, "template": template, "language": language, "parameters": parameters });
    jobs::ask(within, MAIL, payload, None, now, now).await
}

/// Asks for a letter with a link that does something once to its subject.
pub(crate) async fn ask_link(
    within: &DatabaseTransaction,
    purpose: Purpose,
    subject: &str,
    to: &str,
    language: &str,
    parameters: Value,
    now: Timestamp,
) -> Result<(), AccountsError> {
    let row = link::Model {
        id: new_id(),
        purpose: purpose.template().to_owned(),
        subject: subject.to_owned(),
        hash: None,
        created_at: millis(now),
        expires_at: millis(now + purpose.lifetime()),
    };
    let payload = json!({
        "to": to, "template": purpose.template(), "language": language, "parameters": parameters, "link": row.id,
    });
    row.into_active_model().reset_all().insert(within).await?;
    jobs::ask(within, MAIL, payload, None, now, now).await?;
    Ok(())
}

/// What a link does something to, as long as it is good.
pub(crate) async fn look(
    within: &impl ConnectionTrait,
    purpose: Purpose,
    token: &str,
    now: Timestamp,
) -> Result<link::Model, AccountsError> {
    let good = link::Entity::find()
        .filter(link::Column::Hash.eq(digest("link", token)))
        .filter(link::Column::Purpose.eq(purpose.template()))
        .filter(link::Column::ExpiresAt.gt(millis(now)));
    good.one(within).await?.ok_or(AccountsError::Link)
}

/// Uses a link up. Of two who do so at once, one succeeds.
pub(crate) async fn take(
    within: &DatabaseTransaction,
    purpose: Purpose,
    token: &str,
    now: Timestamp,
) -> Result<(), AccountsError> {
    let link = look(within, purpose, token, now).await?;
    match link::Entity::delete_by_id(&link.id).exec(within).await?.rows_affected {
        1 => Ok(()),
        _ => Err(AccountsError::Link),
    }
}

/// Takes back all links to a subject.
pub(crate) async fn void(within: &DatabaseTransaction, subjects: Vec<String>) -> Result<(), AccountsError> {
    link::Entity::delete_many().filter(link::Column::Subject.is_in(subjects)).exec(within).await?;
    Ok(())
}

impl Accounts {
    /// The letter of a job, with a fresh token where it has a link. None where there is nothing to send any more: the link was used, taken
    /// back, or is too old.
    ///
    /// # Errors
    /// Where the job is not a letter, or the database refuses.
    pub async fn letter(&self, job: &Job, now: Timestamp) -> Result<Option<Letter>, AccountsError> {
        let unreadable = |error: serde_json::Error| StoreError::Content { table: "jobs", reason: error.to_string() };
        let payload: Payload = serde_json::from_value(job.payload.clone()).map_err(unreadable)?;
        let mut token = None;
        if let Some(id) = payload.link {
            let transaction = self.store.write().await?;
            let Some(link) = link::Entity::find_by_id(&id).one(&*transaction).await? else { return Ok(None) };
            let purpose = Purpose::ALL.into_iter().find(|purpose| purpose.template() == link.purpose);
            let Some(purpose) = purpose.filter(|_| now < instant(link.expires_at)) else { return Ok(None) };
            let fresh = Secret::random("")?;
            let there = link::Entity::update_many()
                .col_expr(link::Column::Hash, Expr::value(digest("link", fresh.expose())))
                .col_expr(link::Column::ExpiresAt, Expr::value(millis(now + purpose.lifetime())))
                .filter(link::Column::Id.eq(&id))
                .exec(&*transaction)
                .await?;
            transaction.commit().await?;
            if there.rows_affected == 0 {
                return Ok(None);
            }
            token = Some(fresh);
        }
        let Payload { to, template, language, parameters, .. } = payload;
        Ok(Some(Letter { to, template, language, parameters, token }))
    }
}
