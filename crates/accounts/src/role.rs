//! Roles on the platform, and closing accounts: what operators do. Each is written into the audit.

use crate::accounts::{account, add_person, hold, may_see, of_email, operator};
use crate::audit::{self, COMMAND_LINE};
use crate::{Accounts, AccountsError, NewPerson, letter, session, sign_up};
use jiff::Timestamp;
use registry::{Actor, Role};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use store::millis;
use store::schema::account::Model as Account;
use store::schema::role;

impl Accounts {
    /// Makes someone an operator, for the command line: who can call this has the machine. An account that is there keeps its password; one
    /// that is not is made, without a letter. Returns the party.
    ///
    /// # Errors
    /// Where address, name or password will not do.
    pub async fn make_operator(&self, person: &NewPerson, now: Timestamp) -> Result<String, AccountsError> {
        let (email, names) = person.check()?;
        let hash = self.passwords.hash(person.password.expose()).await?;
        let transaction = self.store.write().await?;
        let party = match of_email(&*transaction, &email).await? {
            Some(account) => account.party,
            None => {
                sign_up::forget(&transaction, &email).await?;
                let language = person.language.clone();
                add_person(&transaction, email, Some(hash), names, language, now).await?
            }
        };
        give(&transaction, COMMAND_LINE, &party, Role::Operator, now).await?;
        transaction.commit().await?;
        Ok(party)
    }

    /// Gives a party a role. Where they have it, nothing happens.
    ///
    /// # Errors
    /// Where the actor is no operator, or the party has no account.
    pub async fn grant(&self, actor: &Actor, party: &str, role: Role) -> Result<(), AccountsError> {
        let by = operator(actor)?;
        let transaction = self.store.write().await?;
        account(&*transaction, party).await?;
        give(&transaction, by, party, role, actor.now).await?;
        Ok(transaction.commit().await?)
    }

    /// Takes a role from a party. Where they do not have it, nothing happens.
    ///
    /// # Errors
    /// Where the actor is no operator.
    pub async fn revoke(&self, actor: &Actor, party: &str, role: Role) -> Result<(), AccountsError> {
        let by = operator(actor)?;
        let transaction = self.store.write().await?;
        let key = (party.to_owned(), role.code().to_owned());
        if role::Entity::delete_by_id(key).exec(&*transaction).await?.rows_affected > 0 {
            audit::note(&transaction, by, "revoke", party, role.code(), actor.now).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Who has which role, since when and from whom, for operators and auditors.
    ///
    /// # Errors
    /// Where the actor is neither.
    pub async fn roles(&self, actor: &Actor) -> Result<Vec<role::Model>, AccountsError> {
        if !actor.has(Role::Auditor) {
            operator(actor)?;
        }
        let found = role::Entity::find().order_by_asc(role::Column::Role).order_by_asc(role::Column::GrantedAt);
        Ok(found.all(self.store.read()).await?)
    }

    /// The roles of one party, for themselves and for operators.
    ///
    /// # Errors
    /// Where the actor may not know them.
    pub async fn roles_of(&self, actor: &Actor, party: &str) -> Result<Vec<role::Model>, AccountsError> {
        may_see(actor, party)?;
        Ok(role::Entity::find().filter(role::Column::Party.eq(party)).all(self.store.read()).await?)
    }

    /// Closes an account: its sessions end, its tokens are not good, nobody signs in to it.
    ///
    /// # Errors
    /// Where the actor is no operator, or it is their own account.
    pub async fn disable(&self, actor: &Actor, party: &str) -> Result<(), AccountsError> {
        let by = operator(actor)?;
        if by == party {
            return Err(AccountsError::Forbidden("you cannot close your own account"));
        }
        let transaction = self.store.write().await?;
        let account = hold(&transaction, party).await?;
        if account.disabled_at.is_none() {
            let closed = Account { disabled_at: Some(millis(actor.now)), ..account };
            closed.into_active_model().reset_all().update(&*transaction).await?;
            session::end(&transaction, party, None).await?;
            letter::void(&transaction, vec![party.to_owned()]).await?;
            audit::note(&transaction, by, "disable", party, "", actor.now).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Opens an account again.
    ///
    /// # Errors
    /// Where the actor is no operator.
    pub async fn enable(&self, actor: &Actor, party: &str) -> Result<(), AccountsError> {
        let by = operator(actor)?;
        let transaction = self.store.write().await?;
        let account = hold(&transaction, party).await?;
        if account.disabled_at.is_some() {
            let open = Account { disabled_at: None, ..account };
            open.into_active_model().reset_all().update(&*transaction).await?;
            audit::note(&transaction, by, "enable", party, "", actor.now).await?;
        }
        Ok(transaction.commit().await?)
    }
}

async fn give(
    within: &DatabaseTransaction,
    by: &str,
    party: &str,
    role: Role,
    now: Timestamp,
) -> Result<(), AccountsError> {
    let row = role::Model {
        party: party.to_owned(),
        role: role.code().to_owned(),
        granted_by: by.to_owned(),
        granted_at: millis(now),
    };
    let unless_there = OnConflict::columns([role::Column::Party, role::Column::Role]).do_nothing().to_owned();
    let insert = role::Entity::insert(row.into_active_model().reset_all()).on_conflict(unless_there);
    if insert.exec_without_returning(within).await? > 0 {
        audit::note(within, by, "grant", party, role.code(), now).await?;
    }
    Ok(())
}
