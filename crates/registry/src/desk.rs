//! What someone has on their desk: their own records in any state, and for curators what waits for them.

use crate::content::Content;
use crate::records::{fields, versions_of};
use crate::{Actor, Registry, RegistryError, Role};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use std::collections::BTreeMap;
use store::schema::record;

/// A record with the fields of its newest version.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The record.
    pub record: record::Model,
    /// The fields of its newest version.
    pub content: Content,
}

impl Registry {
    /// Records of the actor and of those it acts for, last changed first: so many, after some.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn owned(&self, actor: &Actor, offset: u64, limit: u64) -> Result<Vec<Listed>, RegistryError> {
        let select = of_owners(actor).order_by_desc(record::Column::UpdatedAt).order_by_desc(record::Column::Id);
        self.listed(select.offset(offset).limit(limit)).await
    }

    /// As [`Registry::owned`], after the record that was changed at a time (in milliseconds) and has an id.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn owned_after(
        &self,
        actor: &Actor,
        after: Option<(i64, &str)>,
        limit: u64,
    ) -> Result<Vec<Listed>, RegistryError> {
        let mut select = of_owners(actor);
        if let Some((changed, id)) = after {
            let same_time = record::Column::UpdatedAt.eq(changed).and(record::Column::Id.lt(id));
            select = select.filter(record::Column::UpdatedAt.lt(changed).or(same_time));
        }
        let newest = select.order_by_desc(record::Column::UpdatedAt).order_by_desc(record::Column::Id);
        self.listed(newest.limit(limit)).await
    }

    /// How many [`Registry::owned`] finds.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn owned_size(&self, actor: &Actor) -> Result<u64, RegistryError> {
        Ok(of_owners(actor).count(self.store.read()).await?)
    }

    /// Records in some states, longest waiting first, so many, after some; for reviewers and curators.
    ///
    /// # Errors
    /// Where the actor is neither.
    pub async fn waiting(
        &self,
        actor: &Actor,
        states: &[String],
        offset: u64,
        limit: u64,
    ) -> Result<Vec<Listed>, RegistryError> {
        let select = in_states(actor, states)?.order_by_asc(record::Column::UpdatedAt);
        self.listed(select.order_by_asc(record::Column::Id).offset(offset).limit(limit)).await
    }

    /// How many [`Registry::waiting`] finds.
    ///
    /// # Errors
    /// Where the actor is neither.
    pub async fn waiting_size(&self, actor: &Actor, states: &[String]) -> Result<u64, RegistryError> {
        Ok(in_states(actor, states)?.count(self.store.read()).await?)
    }

    async fn listed(&self, select: Select<record::Entity>) -> Result<Vec<Listed>, RegistryError> {
        let records = select.all(self.store.read()).await?;
        let keys = records.iter().map(|record| (record.id.clone(), record.version)).collect();
        let found = versions_of(self.store.read(), keys).await?;
        let mut contents = BTreeMap::new();
        for version in &found {
            contents.insert(version.record.clone(), fields(version)?);
        }
        let line = |record: record::Model| Listed { content: contents.remove(&record.id).unwrap_or_default(), record };
        Ok(records.into_iter().map(line).collect())
    }
}

fn of_owners(actor: &Actor) -> Select<record::Entity> {
    record::Entity::find().filter(record::Column::Owner.is_in(actor.party.iter().chain(&actor.acts_for)))
}

fn in_states(actor: &Actor, states: &[String]) -> Result<Select<record::Entity>, RegistryError> {
    if ![Role::Reviewer, Role::Curator].into_iter().any(|role| actor.has(role)) {
        return Err(RegistryError::Forbidden("the queue is for reviewers and curators"));
    }
    let unmerged = record::Column::Id.not_in_subquery(crate::merge::merged_ids());
    Ok(record::Entity::find().filter(record::Column::State.is_in(states)).filter(unmerged))
}
