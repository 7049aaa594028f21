//! From a party to an [`Actor`]: what engines get with every call.

use crate::{Accounts, AccountsError};
use jiff::Timestamp;
use registry::{Actor, Role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeSet;
use store::schema::{account, member, party, role};

impl Accounts {
    /// The actor of a party with an account that is open. Parties that turned out to be one (`merged_into`) act for each other.
    pub(crate) async fn actor_of(&self, of: &str, now: Timestamp) -> Result<Option<Actor>, AccountsError> {
        let read = self.store.read();
        let account = account::Entity::find_by_id(of).one(read).await?;
        if account.is_none_or(|account| account.disabled_at.is_some()) {
            return Ok(None);
        }
        let roles = role::Entity::find().filter(role::Column::Party.eq(of)).all(read).await?;
        let members = member::Entity::find().filter(member::Column::Party.eq(of)).all(read).await?;
        let mut acts_for: BTreeSet<String> = members.into_iter().map(|member| member.organisation).collect();
        acts_for.insert(of.to_owned());
        let merged = party::Entity::find()
            .filter(party::Column::Id.is_in(&acts_for))
            .filter(party::Column::MergedInto.is_not_null());
        acts_for.extend(merged.all(read).await?.into_iter().filter_map(|party| party.merged_into));
        let same = party::Entity::find().filter(party::Column::MergedInto.is_in(&acts_for));
        acts_for.extend(same.all(read).await?.into_iter().map(|party| party.id));
        acts_for.remove(of);
        Ok(Some(Actor {
            party: Some(of.to_owned()),
            acts_for,
            roles: roles.iter().filter_map(|row| Role::from_code(&row.role)).collect(),
            now,
        }))
    }
}
