//! How much there is: records by kind, publications by kind, entries for the log. Everybody may know these numbers, except those of what is
//! not public.

use crate::{Actor, Registry, RegistryError, Role};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;
use store::schema::{entry, record};

#[derive(FromQueryResult)]
struct Count {
    kind: String,
    records: i64,
}

impl Registry {
    /// Publications in the hall, by code of kind.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn published_by_kind(&self) -> Result<BTreeMap<String, u64>, RegistryError> {
        self.by_kind(true).await
    }

    /// All records, by code of kind; also of kinds that are no longer there. For operators, curators and auditors.
    ///
    /// # Errors
    /// Where the actor is none of them.
    pub async fn records_by_kind(&self, actor: &Actor) -> Result<BTreeMap<String, u64>, RegistryError> {
        if ![Role::Operator, Role::Curator, Role::Auditor].into_iter().any(|role| actor.has(role)) {
            return Err(RegistryError::Forbidden("only operators, curators and auditors may count all records"));
        }
        self.by_kind(false).await
    }

    /// Entries that there are for the notary's log, whether or not it has them yet.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn entries(&self) -> Result<u64, RegistryError> {
        let last = entry::Entity::find().order_by_desc(entry::Column::Number).one(self.store.read()).await?;
        Ok(last.map_or(0, |last| last.number.unsigned_abs() + 1))
    }

    async fn by_kind(&self, published: bool) -> Result<BTreeMap<String, u64>, RegistryError> {
        let mut select = record::Entity::find()
            .select_only()
            .column(record::Column::Kind)
            .column_as(record::Column::Id.count(), "records")
            .group_by(record::Column::Kind);
        if published {
            select = select.filter(record::Column::PublishedVersion.is_not_null());
        }
        let counts = select.into_model::<Count>().all(self.store.read()).await?;
        Ok(counts.into_iter().map(|count| (count.kind, count.records.unsigned_abs())).collect())
    }
}
