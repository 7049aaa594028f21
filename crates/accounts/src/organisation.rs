//! Organisations: parties that people act for. Members may write in their name; admins also say who is a member. There is always an admin.

use crate::accounts::{ORGANISATION, add_party, own};
use crate::{Accounts, AccountsError, audit, error::not_found, text};
use jiff::Timestamp;
use registry::{Actor, Role};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use serde::Serialize;
use store::schema::{member, party};
use store::{instant, millis};

/// What someone may do in an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MemberRole {
    /// Acts for it.
    Member,
    /// Also says who is a member.
    Admin,
}

impl MemberRole {
    /// As it is written in tables and forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Admin => "admin",
        }
    }

    /// The role of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Member, Self::Admin].into_iter().find(|role| role.code() == code)
    }
}

/// That someone belongs to an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Membership {
    /// The other side: the person in a list of members, the organisation in a list of organisations.
    pub party: String,
    /// Its name in Chinese; may be empty.
    pub name_zh: String,
    /// Its name in English; may be empty.
    pub name_en: String,
    /// What they may do.
    pub role: MemberRole,
    /// Since when.
    pub since: Timestamp,
}

impl Accounts {
    /// Makes an organisation, with the actor as its admin. Returns the party.
    ///
    /// # Errors
    /// Where it has no name.
    pub async fn create_organisation(
        &self,
        actor: &Actor,
        name_zh: &str,
        name_en: &str,
    ) -> Result<String, AccountsError> {
        let (by, names) = (own(actor)?, text::names(name_zh, name_en)?);
        let transaction = self.store.write().await?;
        let organisation = add_party(&transaction, ORGANISATION, names, actor.now).await?;
        add(&transaction, &organisation, by, MemberRole::Admin, actor.now).await?;
        audit::note(&transaction, by, "create-organisation", &organisation, "", actor.now).await?;
        transaction.commit().await?;
        Ok(organisation)
    }

    /// The organisations of the actor, in the order of joining.
    ///
    /// # Errors
    /// Where nobody is signed in.
    pub async fn organisations(&self, actor: &Actor) -> Result<Vec<Membership>, AccountsError> {
        let found = member::Entity::find().filter(member::Column::Party.eq(own(actor)?));
        self.memberships(found, |row| row.organisation.clone()).await
    }

    /// The members of an organisation, in the order of joining, for members, operators and auditors.
    ///
    /// # Errors
    /// Where the actor is none of them.
    pub async fn members(&self, actor: &Actor, organisation: &str) -> Result<Vec<Membership>, AccountsError> {
        let inside = member(self.store.read(), organisation, own(actor)?).await?.is_some();
        if !inside && !actor.has(Role::Operator) && !actor.has(Role::Auditor) {
            return Err(AccountsError::Forbidden("only members see the members of an organisation"));
        }
        let found = member::Entity::find().filter(member::Column::Organisation.eq(organisation));
        self.memberships(found, |row| row.party.clone()).await
    }

    async fn memberships(
        &self,
        found: sea_orm::Select<member::Entity>,
        other: impl Fn(&member::Model) -> String,
    ) -> Result<Vec<Membership>, AccountsError> {
        let found = found.order_by_asc(member::Column::Since).order_by_asc(member::Column::Party);
        let rows = found.all(self.store.read()).await?;
        let parties = self.parties(&rows.iter().map(&other).collect::<Vec<_>>()).await?;
        let described = rows.iter().filter_map(|row| {
            let party = parties.get(&other(row))?;
            Some(Membership {
                party: party.id.clone(),
                name_zh: party.name_zh.clone(),
                name_en: party.name_en.clone(),
                role: MemberRole::from_code(&row.role)?,
                since: instant(row.since),
            })
        });
        Ok(described.collect())
    }

    /// Changes what a member may do. Operators may do this in any organisation.
    ///
    /// # Errors
    /// Where the actor is no admin, there is no such member, or no admin would be left.
    pub async fn set_member_role(
        &self,
        actor: &Actor,
        organisation: &str,
        party: &str,
        role: MemberRole,
    ) -> Result<(), AccountsError> {
        let transaction = self.store.write().await?;
        lock(&transaction, organisation).await?;
        let by = admin(&*transaction, actor, organisation).await?;
        let row = member(&*transaction, organisation, party).await?.ok_or_else(|| not_found("member", party))?;
        if role == MemberRole::Member {
            not_last(&transaction, &row).await?;
        }
        let changed = member::Model { role: role.code().to_owned(), ..row };
        changed.into_active_model().reset_all().update(&*transaction).await?;
        audit::note(&transaction, by, &format!("make-{}", role.code()), party, organisation, actor.now).await?;
        Ok(transaction.commit().await?)
    }

    /// Takes someone out of an organisation. Members may leave; admins and operators may remove others.
    ///
    /// # Errors
    /// Where the actor may not, there is no such member, or no admin would be left.
    pub async fn remove_member(&self, actor: &Actor, organisation: &str, party: &str) -> Result<(), AccountsError> {
        let transaction = self.store.write().await?;
        lock(&transaction, organisation).await?;
        let by = own(actor)?;
        if by != party {
            admin(&*transaction, actor, organisation).await?;
        }
        let row = member(&*transaction, organisation, party).await?.ok_or_else(|| not_found("member", party))?;
        not_last(&transaction, &row).await?;
        row.into_active_model().delete(&*transaction).await?;
        let action = if by == party { "leave" } else { "remove" };
        audit::note(&transaction, by, action, party, organisation, actor.now).await?;
        Ok(transaction.commit().await?)
    }
}

/// An organisation whose members nobody else changes before the transaction ends.
pub(crate) async fn lock(within: &DatabaseTransaction, organisation: &str) -> Result<party::Model, AccountsError> {
    let found = party::Entity::find_by_id(organisation)
        .filter(party::Column::Kind.eq(ORGANISATION))
        .lock_exclusive()
        .one(within)
        .await?;
    found.ok_or_else(|| not_found("organisation", organisation))
}

/// The actor, where they may say who is a member.
pub(crate) async fn admin<'a>(
    within: &impl ConnectionTrait,
    actor: &'a Actor,
    organisation: &str,
) -> Result<&'a str, AccountsError> {
    let party = own(actor)?;
    let row = member(within, organisation, party).await?;
    if actor.has(Role::Operator) || row.is_some_and(|row| is_admin(&row)) {
        Ok(party)
    } else {
        Err(AccountsError::Forbidden("only admins of the organisation may do this"))
    }
}

pub(crate) async fn member(
    within: &impl ConnectionTrait,
    organisation: &str,
    party: &str,
) -> Result<Option<member::Model>, AccountsError> {
    let key = (organisation.to_owned(), party.to_owned());
    Ok(member::Entity::find_by_id(key).one(within).await?)
}

pub(crate) async fn add(
    within: &DatabaseTransaction,
    organisation: &str,
    party: &str,
    role: MemberRole,
    now: Timestamp,
) -> Result<(), AccountsError> {
    let row = member::Model {
        organisation: organisation.to_owned(),
        party: party.to_owned(),
        role: role.code().to_owned(),
        since: millis(now),
    };
    row.into_active_model().reset_all().insert(within).await?;
    Ok(())
}

pub(crate) fn is_admin(row: &member::Model) -> bool {
    row.role == MemberRole::Admin.code()
}

/// Refuses what would leave the organisation of a member without an admin.
async fn not_last(within: &DatabaseTransaction, row: &member::Model) -> Result<(), AccountsError> {
    if is_admin(row) && other_admins(within, row).await? == 0 {
        return Err(AccountsError::LastAdmin);
    }
    Ok(())
}

/// How many admins there are beside one member.
pub(crate) async fn other_admins(within: &DatabaseTransaction, row: &member::Model) -> Result<u64, AccountsError> {
    let others = member::Entity::find()
        .filter(member::Column::Organisation.eq(&row.organisation))
        .filter(member::Column::Party.ne(&row.party))
        .filter(member::Column::Role.eq(MemberRole::Admin.code()));
    Ok(others.count(within).await?)
}
