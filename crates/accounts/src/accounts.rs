//! The engine, and what is known of a person.

use crate::password::Passwords;
use crate::{AccountsError, error::not_found, text};
use argon2::Params;
use jiff::Timestamp;
use registry::{Actor, Role};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use serde::Serialize;
use std::collections::BTreeMap;
use store::schema::{account, party};
use store::{Store, StoreError, instant, millis, new_id};

/// A person, as a party.
pub(crate) const PERSON: &str = "person";
/// An organisation, as a party.
pub const ORGANISATION: &str = "organisation";

/// Accounts, organisations and roles. Cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    pub(crate) store: Store,
    pub(crate) passwords: Passwords,
}

/// A person with an account, for themselves and for operators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The party.
    pub party: String,
    /// Name in Chinese; may be empty.
    pub name_zh: String,
    /// Name in English; may be empty.
    pub name_en: String,
    /// Address of e-mail.
    pub email: String,
    /// Code of the language for mail.
    pub language: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When an operator closed the account.
    pub disabled_at: Option<Timestamp>,
}

impl Accounts {
    /// Accounts in a database, with passwords hashed by these parameters: [`OWASP`](crate::OWASP).
    ///
    /// # Errors
    /// Where the machine does not hash.
    pub fn new(store: Store, parameters: Params) -> Result<Self, AccountsError> {
        Ok(Self { store, passwords: Passwords::new(parameters)? })
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Parties by their ids, as far as there are such: what everyone may know of them.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn parties(&self, ids: &[String]) -> Result<BTreeMap<String, party::Model>, AccountsError> {
        let found = party::Entity::find().filter(party::Column::Id.is_in(ids)).all(self.store.read()).await?;
        Ok(found.into_iter().map(|party| (party.id.clone(), party)).collect())
    }

    /// A person, for themselves and for operators.
    ///
    /// # Errors
    /// Where there is no such account, or the actor may not know of it.
    pub async fn person(&self, actor: &Actor, party: &str) -> Result<Person, AccountsError> {
        may_see(actor, party)?;
        let account = account(self.store.read(), party).await?;
        self.describe(account).await
    }

    /// The person of an address of e-mail, for operators.
    ///
    /// # Errors
    /// Where there is none, or the actor is no operator.
    pub async fn person_of_email(&self, actor: &Actor, email: &str) -> Result<Person, AccountsError> {
        operator(actor)?;
        let account = of_email(self.store.read(), &text::email(email)?).await?;
        self.describe(account.ok_or_else(|| not_found("account", email))?).await
    }

    async fn describe(&self, account: account::Model) -> Result<Person, AccountsError> {
        let party = party(self.store.read(), &account.party).await?;
        Ok(Person {
            party: party.id,
            name_zh: party.name_zh,
            name_en: party.name_en,
            email: account.email,
            language: account.language,
            created_at: instant(account.created_at),
            disabled_at: account.disabled_at.map(instant),
        })
    }
}

/// The party that signed in.
pub(crate) fn own(actor: &Actor) -> Result<&str, AccountsError> {
    actor.party.as_deref().ok_or(AccountsError::Forbidden("sign in first"))
}

pub(crate) fn operator(actor: &Actor) -> Result<&str, AccountsError> {
    if actor.has(Role::Operator) { own(actor) } else { Err(AccountsError::Forbidden("only operators may do this")) }
}

/// Operators see everyone, others themselves.
pub(crate) fn may_see(actor: &Actor, party: &str) -> Result<(), AccountsError> {
    if own(actor)? == party { Ok(()) } else { operator(actor).map(drop) }
}

pub(crate) async fn account(within: &impl ConnectionTrait, party: &str) -> Result<account::Model, AccountsError> {
    account::Entity::find_by_id(party).one(within).await?.ok_or_else(|| not_found("account", party))
}

/// An account that nobody else changes before the transaction ends.
pub(crate) async fn hold(within: &DatabaseTransaction, party: &str) -> Result<account::Model, AccountsError> {
    let found = account::Entity::find_by_id(party).lock_exclusive().one(within).await?;
    found.ok_or_else(|| not_found("account", party))
}

pub(crate) async fn of_email(
    within: &impl ConnectionTrait,
    email: &str,
) -> Result<Option<account::Model>, AccountsError> {
    Ok(account::Entity::find().filter(account::Column::Email.eq(email)).one(within).await?)
}

pub(crate) async fn party(within: &impl ConnectionTrait, id: &str) -> Result<party::Model, AccountsError> {
    party::Entity::find_by_id(id).one(within).await?.ok_or_else(|| not_found("party", id))
}

/// Makes a party.
pub(crate) async fn add_party(
    within: &DatabaseTransaction,
    kind: &str,
    (name_zh, name_en): (String, String),
    now: Timestamp,
) -> Result<String, AccountsError> {
    let id = new_id();
    let row = party::Model {
        id: id.clone(),
        kind: kind.to_owned(),
        name_zh,
        name_en,
        created_at: millis(now),
        merged_into: None,
        erased_at: None,
    };
    row.into_active_model().reset_all().insert(within).await?;
    Ok(id)
}

/// Makes a person with an account, whose address is known to be theirs.
pub(crate) async fn add_person(
    within: &DatabaseTransaction,
    email: String,
    password: Option<String>,
    names: (String, String),
    language: String,
    now: Timestamp,
) -> Result<String, AccountsError> {
    let party = add_party(within, PERSON, names, now).await?;
    let row =
        account::Model { party: party.clone(), email, password, language, created_at: millis(now), disabled_at: None };
    match row.into_active_model().reset_all().insert(within).await.map_err(StoreError::from) {
        Ok(_) => Ok(party),
        Err(error) if error.is_duplicate() => Err(AccountsError::Exists),
        Err(error) => Err(error.into()),
    }
}
