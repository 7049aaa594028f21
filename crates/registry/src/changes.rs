//! What changed in the hall, in the order in which it changed: whoever keeps a copy of the hall, as an index for search, follows it here.

use crate::content::Content;
use crate::definition::Disclosure;
use crate::publication::facet_terms;
use crate::records::{fields, versions_of};
use crate::view::visible;
use crate::{Registry, RegistryError};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;
use store::counter::{HALL, count_on};
use store::schema::{record, version};

/// A record whose public part changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Id of the record.
    pub id: String,
    /// The count of changes at which it did.
    pub number: i64,
    /// What is to be found of it now; none where it is no longer in the hall.
    pub published: Option<Published>,
}

/// What is to be found of a record, by who may read it.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// Id of the record.
    pub id: String,
    /// Code of its kind.
    pub kind: String,
    /// The party it belongs to, also where it is not to be named.
    pub owner: String,
    /// Since when it is public, in milliseconds since 1970.
    pub published_at: i64,
    /// Facets and terms that it is found by; all of them public.
    pub terms: Vec<(String, String)>,
    /// The fields for everyone.
    pub public: Content,
    /// The fields for everyone who signed in; those of visitors among them.
    pub signed_in: Content,
}

/// Says that what is public of a record changes with this transaction. The record still has to be written.
pub(crate) async fn note(within: &impl ConnectionTrait, record: &mut record::Model) -> Result<(), DbErr> {
    record.hall_change = count_on(within, HALL).await?;
    Ok(())
}

impl Registry {
    /// What changed after a count of changes, at most `limit` records, in the order of their last change. Whoever saw the last of them
    /// has missed nothing that was acknowledged before: counts stand in the order in which transactions end.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn hall_changes_after(&self, after: i64, limit: u64) -> Result<Vec<Change>, RegistryError> {
        let changed = record::Entity::find()
            .filter(record::Column::HallChange.gt(after))
            .order_by_asc(record::Column::HallChange)
            .order_by_asc(record::Column::Id)
            .limit(limit)
            .all(self.store.read())
            .await?;
        let merged = crate::merge::merged_among(self.store.read(), changed.iter().map(|record| &record.id)).await?;
        let (gone, there): (Vec<_>, Vec<_>) =
            changed.into_iter().partition(|record| record.published_version.is_none() || merged.contains(&record.id));
        let mut changes: Vec<Change> = gone
            .into_iter()
            .map(|record| Change { id: record.id, number: record.hall_change, published: None })
            .collect();
        let numbers: BTreeMap<String, i64> =
            there.iter().map(|record| (record.id.clone(), record.hall_change)).collect();
        for published in self.published(there).await? {
            let number = numbers.get(&published.id).copied().unwrap_or_default();
            changes.push(Change { id: published.id.clone(), number, published: Some(published) });
        }
        changes.sort_by(|a, b| (a.number, &a.id).cmp(&(b.number, &b.id)));
        Ok(changes)
    }

    /// Everything in the hall, by id, at most `limit` records after one: for whoever builds a copy from nothing.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn hall_by_id(&self, after: &str, limit: u64) -> Result<Vec<Published>, RegistryError> {
        let records = record::Entity::find()
            .filter(record::Column::PublishedVersion.is_not_null())
            .filter(record::Column::Id.gt(after))
            .filter(record::Column::Id.not_in_subquery(crate::merge::merged_ids()))
            .order_by_asc(record::Column::Id)
            .limit(limit)
            .all(self.store.read())
            .await?;
        self.published(records).await
    }

    /// What is in the hall of some records, in the order of their ids in the list.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn hall_by_ids(&self, ids: &[&str]) -> Result<Vec<Published>, RegistryError> {
        let records = record::Entity::find()
            .filter(record::Column::PublishedVersion.is_not_null())
            .filter(record::Column::Id.is_in(ids.iter().copied()))
            .filter(record::Column::Id.not_in_subquery(crate::merge::merged_ids()))
            .all(self.store.read())
            .await?;
        let mut found = self.published(records).await?;
        found.sort_by_key(|published| ids.iter().position(|id| *id == published.id));
        Ok(found)
    }

    async fn published(&self, records: Vec<record::Model>) -> Result<Vec<Published>, RegistryError> {
        let keys = records.iter().filter_map(|record| Some((record.id.clone(), record.published_version?))).collect();
        let versions = versions_of(self.store.read(), keys).await?;
        let versions: BTreeMap<&str, &version::Model> =
            versions.iter().map(|version| (version.record.as_str(), version)).collect();
        let definitions = self.definitions();
        let one = |record: record::Model| {
            let version = versions.get(record.id.as_str())?;
            let kind = definitions.kind(&record.kind)?;
            Some(fields(version).map(|content| {
                let public = visible(kind, &content, Disclosure::Public);
                Published {
                    terms: facet_terms(&definitions, kind, &public).into_iter().collect(),
                    public,
                    signed_in: visible(kind, &content, Disclosure::SignedIn),
                    published_at: record.published_at.unwrap_or_default(),
                    id: record.id,
                    kind: record.kind,
                    owner: record.owner,
                }
            }))
        };
        records.into_iter().filter_map(one).collect()
    }
}
