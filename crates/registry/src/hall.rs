//! The hall: everything public, newest first, filtered by facets. Nothing here reads what is not public.

use crate::content::Content;
use crate::definition::{Disclosure, Kind};
use crate::records::{fields, versions_of};
use crate::view::visible;
use crate::{Registry, RegistryError};
use sea_orm::sea_query::{ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select};
use std::collections::BTreeMap;
use store::counter::HALL;
use store::schema::{counter, facet, record, version};

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// Code of a kind.
    pub kind: Option<String>,
    /// Terms by facet: one of the terms of each.
    pub terms: BTreeMap<String, Vec<String>>,
    /// What belongs to a party; what it published anonymously is left out.
    pub owner: Option<String>,
}

/// Where a page of the hall ended: time of publication and id of the last record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Milliseconds since 1970.
    pub published_at: i64,
    /// Id of the record.
    pub id: String,
}

/// A line of the hall.
#[derive(Clone, Debug, PartialEq)]
pub struct Publication {
    /// Id of the record.
    pub id: String,
    /// Code of its kind.
    pub kind: String,
    /// The party it belongs to; none where it is anonymous.
    pub owner: Option<String>,
    /// The public version.
    pub version: i64,
    /// Since when, in milliseconds since 1970.
    pub published_at: i64,
    /// Its public fields.
    pub content: Content,
}

/// How many publications have a term.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct TermCount {
    /// Code of the facet.
    pub facet: String,
    /// Code of the term.
    pub term: String,
    /// Publications.
    pub publications: i64,
}

impl Registry {
    /// Publications in the hall, newest first, after a cursor.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn hall(
        &self,
        wanted: &Wanted,
        after: Option<&Cursor>,
        limit: u64,
    ) -> Result<Vec<Publication>, RegistryError> {
        let mut select = matching(record::Entity::find(), wanted);
        if let Some(cursor) = after {
            let same = record::Column::PublishedAt.eq(cursor.published_at).and(record::Column::Id.lt(&cursor.id));
            select = select.filter(Condition::any().add(record::Column::PublishedAt.lt(cursor.published_at)).add(same));
        }
        let records = select
            .order_by_desc(record::Column::PublishedAt)
            .order_by_desc(record::Column::Id)
            .limit(limit)
            .all(self.store.read())
            .await?;
        self.publications(records).await
    }

    /// Publications of some records, in the order of their ids in the list; what is not in the hall is left out.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn hall_of(&self, ids: &[&str]) -> Result<Vec<Publication>, RegistryError> {
        let records = matching(record::Entity::find(), &Wanted::default())
            .filter(record::Column::Id.is_in(ids.iter().copied()))
            .all(self.store.read())
            .await?;
        let mut found = self.publications(records).await?;
        found.sort_by_key(|publication| ids.iter().position(|id| *id == publication.id));
        Ok(found)
    }

    async fn publications(&self, records: Vec<record::Model>) -> Result<Vec<Publication>, RegistryError> {
        let keys: Vec<(String, i64)> =
            records.iter().filter_map(|record| Some((record.id.clone(), record.published_version?))).collect();
        let versions = versions_of(self.store.read(), keys).await?;
        let versions: BTreeMap<String, version::Model> =
            versions.into_iter().map(|version| (version.record.clone(), version)).collect();
        let definitions = self.definitions();
        let line = |record: record::Model| {
            let version = versions.get(&record.id)?;
            let kind = definitions.kind(&record.kind)?;
            Some(publication(kind, record, version))
        };
        records.into_iter().filter_map(line).collect()
    }

    /// How often what is public has changed. What was read at the same count and with the same definitions is the same.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn hall_changes(&self) -> Result<i64, RegistryError> {
        let counter = counter::Entity::find_by_id(HALL).one(self.store.read()).await?;
        Ok(counter.map_or(0, |counter| counter.value))
    }

    /// Number of publications.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn hall_size(&self, wanted: &Wanted) -> Result<u64, RegistryError> {
        use sea_orm::PaginatorTrait;
        Ok(matching(record::Entity::find(), wanted).count(self.store.read()).await?)
    }

    /// How many of the publications have each term of each facet.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn hall_terms(&self, wanted: &Wanted) -> Result<Vec<TermCount>, RegistryError> {
        let mut select = facet::Entity::find()
            .select_only()
            .column(facet::Column::Facet)
            .column(facet::Column::Term)
            // Of the index and never empty: the table itself is not read.
            .column_as(facet::Column::Term.count(), "publications")
            .group_by(facet::Column::Facet)
            .group_by(facet::Column::Term);
        if *wanted != Wanted::default() {
            let mut ids = matching(record::Entity::find(), wanted).select_only().column(record::Column::Id);
            select = select.filter(facet::Column::Record.in_subquery(sea_orm::QuerySelect::query(&mut ids).to_owned()));
        }
        let mut counts = select.into_model::<TermCount>().all(self.store.read()).await?;
        counts
            .sort_by(|a, b| a.facet.cmp(&b.facet).then(b.publications.cmp(&a.publications)).then(a.term.cmp(&b.term)));
        Ok(counts)
    }
}

fn matching(select: Select<record::Entity>, wanted: &Wanted) -> Select<record::Entity> {
    let mut select = select
        .filter(record::Column::PublishedVersion.is_not_null())
        .filter(record::Column::Id.not_in_subquery(crate::merge::merged_ids()));
    if let Some(kind) = &wanted.kind {
        select = select.filter(record::Column::Kind.eq(kind));
    }
    if let Some(owner) = &wanted.owner {
        select = select.filter(record::Column::Owner.eq(owner)).filter(record::Column::Anonymous.eq(false));
    }
    for (name, terms) in &wanted.terms {
        select = select.filter(record::Column::Id.in_subquery(with_term(name, terms)));
    }
    select
}

fn with_term(name: &str, terms: &[String]) -> SelectStatement {
    Query::select()
        .column(facet::Column::Record)
        .from(facet::Entity)
        .and_where(facet::Column::Facet.eq(name))
        .and_where(facet::Column::Term.is_in(terms))
        .to_owned()
}

fn publication(kind: &Kind, record: record::Model, version: &version::Model) -> Result<Publication, RegistryError> {
    Ok(Publication {
        content: visible(kind, &fields(version)?, Disclosure::Public),
        id: record.id,
        kind: record.kind,
        owner: (!record.anonymous).then_some(record.owner),
        version: version.number,
        published_at: record.published_at.unwrap_or_default(),
    })
}
