//! Sessions: a browser shows a random token with each request, and is believed to be who signed in. A session ends 30 days after it was
//! last used, and 90 days after it was begun.

use crate::accounts::own;
use crate::secret::digest;
use crate::{Accounts, AccountsError, Client, Secret, error::not_found};
use jiff::{SignedDuration, Timestamp};
use registry::Actor;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};
use serde::Serialize;
use store::schema::session;
use store::{instant, millis, new_id};

/// A session ends so long after it was last used.
pub const UNUSED: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A session ends so long after it was begun.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(90 * 24);
/// That something was used is written down once in so long, not with each request.
pub(crate) const NOTED: SignedDuration = SignedDuration::from_mins(1);

/// A browser where someone is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Session {
    /// Its id, for lists.
    pub id: String,
    /// What the browser says it is.
    pub agent: String,
    /// From which address it was begun.
    pub address: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub used_at: Timestamp,
}

/// The session of a request.
#[derive(Clone, Debug)]
pub struct SessionInfo {
    /// The session.
    pub session: Session,
    /// What every form of this session carries, so that no other site can send one. It follows from the token and is kept nowhere.
    pub csrf: Secret,
}

impl SessionInfo {
    /// Whether a form carries what it should. How long this takes says nothing about what would be right.
    pub fn csrf_fits(&self, given: &str) -> bool {
        digest("compare", self.csrf.expose()) == digest("compare", given)
    }
}

impl From<session::Model> for Session {
    fn from(row: session::Model) -> Self {
        let (created_at, used_at) = (instant(row.created_at), instant(row.used_at));
        Self { id: row.id, agent: row.agent, address: row.address, created_at, used_at }
    }
}

impl Accounts {
    /// Who a session token belongs to, with roles and organisations as they are now. None where it is unknown, too old, or the account is
    /// closed.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn actor_of_session(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<(Actor, SessionInfo)>, AccountsError> {
        let found = session::Entity::find().filter(session::Column::Hash.eq(hash(token))).filter(alive(now));
        let Some(row) = found.one(self.store.read()).await? else { return Ok(None) };
        let Some(actor) = self.actor_of(&row.party, now).await? else { return Ok(None) };
        if now.duration_since(instant(row.used_at)) >= NOTED {
            let transaction = self.store.write().await?;
            session::Entity::update_many()
                .col_expr(session::Column::UsedAt, Expr::value(millis(now)))
                .filter(session::Column::Id.eq(&row.id))
                .filter(session::Column::UsedAt.lt(millis(now)))
                .exec(&*transaction)
                .await?;
            transaction.commit().await?;
        }
        let csrf = Secret::from(digest("csrf", token));
        Ok(Some((actor, SessionInfo { session: row.into(), csrf })))
    }

    /// Where the actor is signed in, last used first.
    ///
    /// # Errors
    /// Where nobody is signed in.
    pub async fn sessions(&self, actor: &Actor) -> Result<Vec<Session>, AccountsError> {
        let found = session::Entity::find()
            .filter(session::Column::Party.eq(own(actor)?))
            .filter(alive(actor.now))
            .order_by_desc(session::Column::UsedAt)
            .order_by_desc(session::Column::Id);
        Ok(found.all(self.store.read()).await?.into_iter().map(Session::from).collect())
    }

    /// Ends one session of the actor.
    ///
    /// # Errors
    /// Where they have no such session.
    pub async fn revoke_session(&self, actor: &Actor, id: &str) -> Result<(), AccountsError> {
        let transaction = self.store.write().await?;
        let of_actor = session::Column::Party.eq(own(actor)?);
        let gone = session::Entity::delete_by_id(id).filter(of_actor).exec(&*transaction).await?;
        if gone.rows_affected == 0 {
            return Err(not_found("session", id));
        }
        Ok(transaction.commit().await?)
    }

    /// Ends all sessions of the actor but one.
    ///
    /// # Errors
    /// Where nobody is signed in.
    pub async fn revoke_other_sessions(&self, actor: &Actor, keep: &str) -> Result<(), AccountsError> {
        let transaction = self.store.write().await?;
        end(&transaction, own(actor)?, Some(keep)).await?;
        Ok(transaction.commit().await?)
    }
}

/// Begins a session.
pub(crate) async fn begin(
    within: &DatabaseTransaction,
    party: &str,
    client: &Client,
    now: Timestamp,
) -> Result<Secret, AccountsError> {
    let token = Secret::random("")?;
    let row = session::Model {
        id: new_id(),
        party: party.to_owned(),
        hash: hash(token.expose()),
        agent: client.agent(),
        address: client.address.to_canonical().to_string(),
        created_at: millis(now),
        used_at: millis(now),
    };
    row.into_active_model().reset_all().insert(within).await?;
    Ok(token)
}

/// Ends all sessions of a party, or all but one.
pub(crate) async fn end(within: &DatabaseTransaction, party: &str, keep: Option<&str>) -> Result<(), AccountsError> {
    let mut sessions = session::Entity::delete_many().filter(session::Column::Party.eq(party));
    if let Some(keep) = keep {
        sessions = sessions.filter(session::Column::Id.ne(keep));
    }
    sessions.exec(within).await?;
    Ok(())
}

/// What is kept of a token.
pub(crate) fn hash(token: &str) -> String {
    digest("session", token)
}

/// Sessions that have not ended.
pub(crate) fn alive(now: Timestamp) -> Condition {
    Condition::all()
        .add(session::Column::UsedAt.gt(millis(now - UNUSED)))
        .add(session::Column::CreatedAt.gt(millis(now - LONGEST)))
}
