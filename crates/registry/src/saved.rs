//! Filters of the hall that people keep under a name. A filter is the query of an address: the feed of the same query tells what is new.

use crate::{Actor, Registry, RegistryError};
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use store::schema::saved_filter;
use store::{Transaction, millis, new_id};

/// Filters of a party at most.
pub const MOST_FILTERS: u64 = 50;
/// Letters of a name at most.
pub const LONGEST_NAME: usize = 80;
/// Letters of a query at most.
const LONGEST_QUERY: usize = 2_000;

/// Why a filter was not kept.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// It has no name, or one that is too long.
    #[error("a name has 1 to {LONGEST_NAME} letters")]
    Name,
    /// There is nothing to keep.
    #[error("no filter is chosen")]
    Nothing,
    /// There are too many.
    #[error("at most {MOST_FILTERS} filters can be kept; remove one")]
    TooMany,
    /// Nobody is signed in, or the database does not work.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl Registry {
    /// Keeps a filter under a name; a filter of the same name is replaced.
    ///
    /// # Errors
    /// Where the name or the query will not do, there are too many, or nobody is signed in.
    pub async fn save_filter(&self, actor: &Actor, name: &str, query: &str) -> Result<String, SaveError> {
        let party = party(actor)?;
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.contains(char::is_control) {
            return Err(SaveError::Name);
        }
        if query.is_empty() || query.len() > LONGEST_QUERY {
            return Err(SaveError::Nothing);
        }
        let transaction = self.store.write().await.map_err(RegistryError::from)?;
        let own = saved_filter::Entity::find().filter(saved_filter::Column::Party.eq(party));
        let same = saved_filter::Entity::delete_many()
            .filter(saved_filter::Column::Party.eq(party))
            .filter(saved_filter::Column::Name.eq(name));
        same.exec(&*transaction).await.map_err(RegistryError::from)?;
        if own.count(&*transaction).await.map_err(RegistryError::from)? >= MOST_FILTERS {
            return Err(SaveError::TooMany);
        }
        let row = saved_filter::Model {
            id: new_id(),
            party: party.to_owned(),
            name: name.to_owned(),
            query: query.to_owned(),
            created_at: millis(actor.now),
            alerted_at: None,
        };
        let id = row.id.clone();
        row.into_active_model().reset_all().insert(&*transaction).await.map_err(RegistryError::from)?;
        transaction.commit().await.map_err(RegistryError::from)?;
        Ok(id)
    }

    /// The actor's filters, by name; none for a visitor.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn saved_filters(&self, actor: &Actor) -> Result<Vec<saved_filter::Model>, RegistryError> {
        let Some(party) = &actor.party else { return Ok(Vec::new()) };
        let own = saved_filter::Entity::find().filter(saved_filter::Column::Party.eq(party));
        Ok(own.order_by_asc(saved_filter::Column::Name).all(self.store.read()).await?)
    }

    /// Whether the actor is told by mail of what one of its filters finds from now on.
    ///
    /// # Errors
    /// Where it has no such filter.
    pub async fn alert_filter(&self, actor: &Actor, id: &str, on: bool) -> Result<(), RegistryError> {
        let party = party(actor)?;
        let transaction = self.store.write().await?;
        let own = saved_filter::Entity::update_many()
            .col_expr(saved_filter::Column::AlertedAt, Expr::value(on.then(|| millis(actor.now))))
            .filter(saved_filter::Column::Party.eq(party))
            .filter(saved_filter::Column::Id.eq(id));
        if own.exec(&*transaction).await?.rows_affected == 0 {
            return Err(RegistryError::NotFound { what: "filter", id: id.to_owned() });
        }
        Ok(transaction.commit().await?)
    }

    /// Filters of which somebody wants to be told and was not since a time, the longest waiting first.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn filters_to_tell(
        &self,
        before: Timestamp,
        limit: u64,
    ) -> Result<Vec<saved_filter::Model>, RegistryError> {
        let waiting = saved_filter::Entity::find().filter(saved_filter::Column::AlertedAt.lte(millis(before)));
        Ok(waiting.order_by_asc(saved_filter::Column::AlertedAt).limit(limit).all(self.store.read()).await?)
    }

    /// Writes down up to which time of publication the owner of a filter was told.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn told(
        &self,
        within: &Transaction,
        filter: &saved_filter::Model,
        up_to: i64,
    ) -> Result<(), RegistryError> {
        let row = saved_filter::Entity::update_many()
            .col_expr(saved_filter::Column::AlertedAt, Expr::value(up_to))
            .filter(saved_filter::Column::Id.eq(&filter.id))
            .filter(saved_filter::Column::AlertedAt.is_not_null());
        row.exec(&**within).await?;
        Ok(())
    }

    /// Forgets one of the actor's filters.
    ///
    /// # Errors
    /// Where it has no such filter.
    pub async fn remove_filter(&self, actor: &Actor, id: &str) -> Result<(), RegistryError> {
        let party = party(actor)?;
        let transaction = self.store.write().await?;
        let own = saved_filter::Entity::delete_many()
            .filter(saved_filter::Column::Party.eq(party))
            .filter(saved_filter::Column::Id.eq(id));
        if own.exec(&*transaction).await?.rows_affected == 0 {
            return Err(RegistryError::NotFound { what: "filter", id: id.to_owned() });
        }
        Ok(transaction.commit().await?)
    }
}

fn party(actor: &Actor) -> Result<&str, RegistryError> {
    actor.party.as_deref().ok_or(RegistryError::Forbidden("only who signed in can keep filters"))
}
