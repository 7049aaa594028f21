//! API tokens: what programs show instead of a session. A token begins with [`PREFIX`], so that one that got into a public place can be
//! found by those who look for such things.

use crate::accounts::own;
use crate::secret::digest;
use crate::session::NOTED;
use crate::{Accounts, AccountsError, Secret, audit, error::not_found, text};
use jiff::{SignedDuration, Timestamp};
use registry::Actor;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
};
use serde::Serialize;
use std::collections::BTreeSet;
use store::schema::api_token;
use store::{instant, millis, new_id};

/// What all tokens begin with.
pub const PREFIX: &str = "lw_";
/// A token is good for so many days at most.
pub const DAYS: i64 = 366;
/// Someone has at most so many tokens that are good.
pub const TOKENS: u64 = 50;

/// What a token may do. It never may more than whom it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Read what they may read.
    Read,
    /// Write records that are theirs.
    Write,
    /// Publish and take back.
    Publish,
    /// Use their roles on the platform, and manage organisations.
    Admin,
}

impl Scope {
    /// All scopes.
    pub const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Publish, Self::Admin];

    /// As it is written in tables and addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Publish => "publish",
            Self::Admin => "admin",
        }
    }

    /// The scope of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.code() == code)
    }
}

/// The scopes of a token. None follows from another.
pub type Scopes = BTreeSet<Scope>;

/// A token, without itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Token {
    /// Its id, for lists.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is not good any more.
    pub expires_at: Timestamp,
    /// When it was last used, to the minute.
    pub used_at: Option<Timestamp>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

impl From<api_token::Model> for Token {
    fn from(row: api_token::Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            scopes: row.scopes.split(' ').filter_map(Scope::from_code).collect(),
            created_at: instant(row.created_at),
            expires_at: instant(row.expires_at),
            used_at: row.used_at.map(instant),
            revoked_at: row.revoked_at.map(instant),
        }
    }
}

impl Accounts {
    /// Makes a token. It is shown this once.
    ///
    /// # Errors
    /// Where it has no name or scope, ends too late, or there are too many.
    pub async fn make_token(
        &self,
        actor: &Actor,
        name: &str,
        scopes: &Scopes,
        expires_at: Timestamp,
    ) -> Result<(Secret, Token), AccountsError> {
        let (name, _) = text::names(name, "")?;
        let lifetime = expires_at.duration_since(actor.now);
        if scopes.is_empty() || !lifetime.is_positive() || lifetime > SignedDuration::from_hours(24 * DAYS) {
            return Err(AccountsError::Token { days: DAYS });
        }
        let party = own(actor)?;
        let transaction = self.store.write().await?;
        crate::accounts::hold(&transaction, party).await?;
        let good = api_token::Entity::find().filter(api_token::Column::Party.eq(party)).filter(good(actor.now));
        if good.count(&*transaction).await? >= TOKENS {
            return Err(AccountsError::Full { most: TOKENS });
        }
        let token = Secret::random(PREFIX)?;
        let row = api_token::Model {
            id: new_id(),
            party: party.to_owned(),
            name,
            hash: digest("token", token.expose()),
            scopes: scopes.iter().map(|scope| scope.code()).collect::<Vec<_>>().join(" "),
            created_at: millis(actor.now),
            expires_at: millis(expires_at),
            used_at: None,
            revoked_at: None,
        };
        row.clone().into_active_model().reset_all().insert(&*transaction).await?;
        audit::note(&transaction, party, "make-token", party, &row.id, actor.now).await?;
        transaction.commit().await?;
        Ok((token, row.into()))
    }

    /// The tokens of the actor, newest first, with those that are over.
    ///
    /// # Errors
    /// Where nobody is signed in.
    pub async fn tokens(&self, actor: &Actor) -> Result<Vec<Token>, AccountsError> {
        let found = api_token::Entity::find().filter(api_token::Column::Party.eq(own(actor)?));
        let found = found.order_by_desc(api_token::Column::CreatedAt).order_by_desc(api_token::Column::Id);
        Ok(found.all(self.store.read()).await?.into_iter().map(Token::from).collect())
    }

    /// Takes a token back.
    ///
    /// # Errors
    /// Where the actor has no such token, or it was taken back before.
    pub async fn revoke_token(&self, actor: &Actor, id: &str) -> Result<(), AccountsError> {
        let party = own(actor)?;
        let transaction = self.store.write().await?;
        let gone = api_token::Entity::update_many()
            .col_expr(api_token::Column::RevokedAt, Expr::value(millis(actor.now)))
            .filter(api_token::Column::Id.eq(id))
            .filter(api_token::Column::Party.eq(party))
            .filter(api_token::Column::RevokedAt.is_null())
            .exec(&*transaction)
            .await?;
        if gone.rows_affected == 0 {
            return Err(not_found("token", id));
        }
        audit::note(&transaction, party, "revoke-token", party, id, actor.now).await?;
        Ok(transaction.commit().await?)
    }

    /// Whose token this is, with their roles and organisations, and what it may do: whoever calls this asks the scopes before anything is
    /// done. None where it is unknown, over, or the account is closed.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn actor_of_token(&self, token: &str, now: Timestamp) -> Result<Option<(Actor, Scopes)>, AccountsError> {
        let of_token = api_token::Column::Hash.eq(digest("token", token));
        let found = api_token::Entity::find().filter(of_token).filter(good(now));
        let Some(row) = found.one(self.store.read()).await? else { return Ok(None) };
        let Some(actor) = self.actor_of(&row.party, now).await? else { return Ok(None) };
        if row.used_at.is_none_or(|used| now.duration_since(instant(used)) >= NOTED) {
            let transaction = self.store.write().await?;
            api_token::Entity::update_many()
                .col_expr(api_token::Column::UsedAt, Expr::value(millis(now)))
                .filter(api_token::Column::Id.eq(&row.id))
                .exec(&*transaction)
                .await?;
            transaction.commit().await?;
        }
        Ok(Some((actor, Token::from(row).scopes)))
    }
}

/// Tokens that are good.
fn good(now: Timestamp) -> Condition {
    Condition::all().add(api_token::Column::ExpiresAt.gt(millis(now))).add(api_token::Column::RevokedAt.is_null())
}
