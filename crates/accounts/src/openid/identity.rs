//! Whom providers know an account as: for the person themselves.

use crate::accounts::{hold, own};
use crate::{Accounts, AccountsError, audit, error::not_found};
use jiff::Timestamp;
use registry::Actor;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, ModelTrait,
    PaginatorTrait, QueryFilter, QueryOrder,
};
use serde::Serialize;
use store::schema::identity::{Column, Entity, Model};
use store::{StoreError, instant, millis, new_id};

/// Whom a provider knows an account as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// Its id, for lists.
    pub id: String,
    /// The provider.
    pub issuer: String,
    /// Since when.
    pub created_at: Timestamp,
}

impl Accounts {
    /// With which providers the actor can sign in, oldest first.
    ///
    /// # Errors
    /// Where nobody is signed in.
    pub async fn identities(&self, actor: &Actor) -> Result<Vec<Identity>, AccountsError> {
        let found = Entity::find().filter(Column::Party.eq(own(actor)?)).order_by_asc(Column::Id);
        let identity = |row: Model| Identity { id: row.id, issuer: row.issuer, created_at: instant(row.created_at) };
        Ok(found.all(self.store.read()).await?.into_iter().map(identity).collect())
    }

    /// Takes an identity off the account of the actor: the provider does not sign them in any more.
    ///
    /// # Errors
    /// Where they have no such identity, or could not sign in without it.
    pub async fn unlink(&self, actor: &Actor, id: &str) -> Result<(), AccountsError> {
        let party = own(actor)?;
        let transaction = self.store.write().await?;
        let account = hold(&transaction, party).await?;
        let of_actor = || Entity::find().filter(Column::Party.eq(party));
        let found = of_actor().filter(Column::Id.eq(id)).one(&*transaction).await?;
        let identity = found.ok_or_else(|| not_found("identity", id))?;
        if account.password.is_none() && of_actor().count(&*transaction).await? == 1 {
            return Err(AccountsError::LastWay);
        }
        audit::note(&transaction, party, "unlink-identity", party, &identity.issuer, actor.now).await?;
        identity.delete(&*transaction).await?;
        Ok(transaction.commit().await?)
    }
}

/// Whose account an identity is.
pub(super) async fn party(
    within: &impl ConnectionTrait,
    issuer: &str,
    subject: &str,
) -> Result<Option<String>, AccountsError> {
    let found = Entity::find().filter(Column::Issuer.eq(issuer)).filter(Column::Subject.eq(subject));
    Ok(found.one(within).await?.map(|row| row.party))
}

/// Puts an identity on an account.
///
/// # Errors
/// Where it is on an account already.
pub(super) async fn link(
    within: &DatabaseTransaction,
    issuer: &str,
    subject: &str,
    party: &str,
    now: Timestamp,
) -> Result<(), AccountsError> {
    let row = Model {
        id: new_id(),
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        party: party.to_owned(),
        created_at: millis(now),
    };
    match row.into_active_model().reset_all().insert(within).await.map_err(StoreError::from) {
        Ok(_) => Ok(()),
        Err(error) if error.is_duplicate() => Err(AccountsError::Exists),
        Err(error) => Err(error.into()),
    }
}
