//! Records that were found to be one party. Nothing is deleted or moved: a merge is a row that says that the other record leads to the
//! kept one, and splitting ends that row.
//!
//! Merges form a forest: a record leads to at most one other, and only a record that leads nowhere is merged or kept. So merges of
//! merges are ended in any order, each on its own. A merged record is not in the hall and its process stands still; its versions,
//! history, facts and ties stay where they are and are seen under the kept one.

use crate::content::Content;
use crate::definition::{Disclosure, Family, Kind};
use crate::publication::replace_facets;
use crate::records::{fields, load};
use crate::view::visible;
use crate::{Actor, Registry, RegistryError, Role, changes};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{BTreeMap, BTreeSet};
use store::schema::{event, facet, merge, proposal, record};
use store::{Transaction, millis, new_id};

/// Events in the history of a record that was merged into another, and of one that was split from it.
pub const MERGE: &str = "merge";
/// See [`MERGE`].
pub const SPLIT: &str = "split";

impl Registry {
    /// The record that a record leads to: itself where it was not merged. Of what is no record the same id comes back.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn kept(&self, id: &str) -> Result<String, RegistryError> {
        kept(self.store.read(), id).await
    }

    /// All records that are one party with a record, the kept one first.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn same(&self, id: &str) -> Result<Vec<String>, RegistryError> {
        group(self.store.read(), id).await
    }

    /// Owners of all records that are one party with a record, that of the kept one first. An owner that is not shown is left out for
    /// who is neither the owner nor works here.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn owners(&self, actor: &Actor, id: &str) -> Result<Vec<String>, RegistryError> {
        let same = self.same(id).await?;
        let rows = record::Entity::find().filter(record::Column::Id.is_in(&same)).all(self.store.read()).await?;
        let mut owners: Vec<String> = Vec::new();
        for id in &same {
            let Some(row) = rows.iter().find(|row| row.id == *id) else { continue };
            let level = crate::view::level(actor, row, None);
            if level.is_some_and(|level| level == Disclosure::Owner || !row.anonymous) && !owners.contains(&row.owner) {
                owners.push(row.owner.clone());
            }
        }
        Ok(owners)
    }

    /// Merges two records of one kind of party: the other, or what it leads to, leads to the kept one from now on. For curators and
    /// operators.
    ///
    /// # Errors
    /// Where the actor may not, there are no such records, they are one already, or only the other is public.
    pub async fn merge(
        &self,
        actor: &Actor,
        keep: &str,
        other: &str,
        comment: &str,
    ) -> Result<merge::Model, RegistryError> {
        decides(actor)?;
        let transaction = self.store.write().await?;
        let merged = self.merge_within(&transaction, actor, keep, other, comment).await?;
        transaction.commit().await?;
        Ok(merged)
    }

    /// As [`Registry::merge`], as part of a transaction.
    pub(crate) async fn merge_within(
        &self,
        within: &Transaction,
        actor: &Actor,
        keep: &str,
        other: &str,
        comment: &str,
    ) -> Result<merge::Model, RegistryError> {
        let [keep, other] = [kept(&**within, keep).await?, kept(&**within, other).await?];
        if keep == other {
            return Err(RegistryError::Forbidden("these records are one already"));
        }
        // Whoever merges one of them at the same time waits here, so that no circle can arise.
        let mut rows = record::Entity::find()
            .filter(record::Column::Id.is_in([&keep, &other]))
            .order_by_asc(record::Column::Id)
            .lock_exclusive()
            .all(&**within)
            .await?;
        let mut take = |id: &str| {
            let found = rows.iter().position(|row| row.id == id).map(|position| rows.swap_remove(position));
            found.ok_or_else(|| RegistryError::NotFound { what: "record", id: id.to_owned() })
        };
        let (kept_row, mut row) = (take(&keep)?, take(&other)?);
        for id in [&keep, &other] {
            if kept(&**within, id).await? != *id {
                return Err(RegistryError::Forbidden(
                    "one of these records was merged in the meantime; look at it again",
                ));
            }
        }
        let definitions = self.definitions();
        if row.kind != kept_row.kind || !is_party(Self::kind(&definitions, &row.kind)?) {
            return Err(RegistryError::Forbidden("only records of one kind of party can be merged"));
        }
        if row.published_version.is_some() && kept_row.published_version.is_none() {
            return Err(RegistryError::Forbidden("keep the record that is public: the other is not seen by all"));
        }
        facet::Entity::delete_many().filter(facet::Column::Record.eq(&other)).exec(&**within).await?;
        changes::note(&**within, &mut row).await?;
        note(within, actor, &mut row, MERGE, &keep).await?;
        let merged = merge::Model {
            id: new_id(),
            kept: keep,
            other,
            comment: comment.trim().to_owned(),
            merged_by: actor.name().to_owned(),
            merged_at: millis(actor.now),
            split_by: None,
            split_at: None,
        };
        merged.clone().into_active_model().reset_all().insert(&**within).await?;
        Ok(merged)
    }

    /// Ends a merge: the other record stands for itself again, as it was before, and what led to it still does. What was proposed is
    /// open again. For curators and operators.
    ///
    /// # Errors
    /// Where the actor may not, or there is no such merge any more.
    pub async fn split(&self, actor: &Actor, id: &str) -> Result<merge::Model, RegistryError> {
        decides(actor)?;
        let transaction = self.store.write().await?;
        let found = merge::Entity::find_by_id(id).lock_exclusive().one(&*transaction).await?;
        let found = found.filter(|merge| merge.split_at.is_none());
        let mut merged = found.ok_or_else(|| RegistryError::NotFound { what: "merge", id: id.to_owned() })?;
        merged.split_by = Some(actor.name().to_owned());
        merged.split_at = Some(millis(actor.now));
        merged.clone().into_active_model().reset_all().update(&*transaction).await?;
        let row = record::Entity::find_by_id(&merged.other).one(&*transaction).await?;
        let mut row = row.ok_or_else(|| RegistryError::NotFound { what: "record", id: merged.other.clone() })?;
        if row.published_version.is_some() {
            changes::note(&*transaction, &mut row).await?;
        }
        note(&transaction, actor, &mut row, SPLIT, &merged.kept).await?;
        if let Some(number) = row.published_version {
            let definitions = self.definitions();
            let kind = Self::kind(&definitions, &row.kind)?;
            let content: Content = fields(&load(&*transaction, &row.id, number).await?)?;
            let public = visible(kind, &content, Disclosure::Public);
            replace_facets(&*transaction, &definitions, kind, &row, &public).await?;
        }
        reopen(&transaction, &row.kind).await?;
        transaction.commit().await?;
        Ok(merged)
    }

    /// Merges, newest first, split ones too. For curators, operators and auditors.
    ///
    /// # Errors
    /// Where the actor may not.
    pub async fn merges(&self, actor: &Actor, limit: u64) -> Result<Vec<merge::Model>, RegistryError> {
        looks(actor)?;
        let all = merge::Entity::find().order_by_desc(merge::Column::MergedAt).order_by_desc(merge::Column::Id);
        Ok(all.limit(limit).all(self.store.read()).await?)
    }
}

/// Refuses what would change a record that leads to another.
///
/// # Errors
/// Where it does.
pub async fn not_merged(within: &Transaction, id: &str) -> Result<(), RegistryError> {
    let into = kept(&**within, id).await?;
    if into == id { Ok(()) } else { Err(RegistryError::Merged { into }) }
}

/// Whether records of a kind are parties.
pub(crate) fn is_party(kind: &Kind) -> bool {
    matches!(kind.family, Family::Organisation | Family::Person) || kind.code == "incubator"
}

/// Whether an actor decides what is one.
pub(crate) fn decides(actor: &Actor) -> Result<(), RegistryError> {
    let may = actor.has(Role::Curator) || actor.has(Role::Operator);
    if may { Ok(()) } else { Err(RegistryError::Forbidden("only curators and operators decide what is one")) }
}

/// Whether an actor may see what was decided.
pub(crate) fn looks(actor: &Actor) -> Result<(), RegistryError> {
    if actor.has(Role::Auditor) { Ok(()) } else { decides(actor) }
}

/// Records that lead to another, as a subquery.
pub(crate) fn merged_ids() -> SelectStatement {
    Query::select()
        .column(merge::Column::Other)
        .from(merge::Entity)
        .and_where(merge::Column::SplitAt.is_null())
        .to_owned()
}

/// Which of some records lead to another.
pub(crate) async fn merged_among(
    within: &impl ConnectionTrait,
    ids: impl Iterator<Item = &String>,
) -> Result<BTreeSet<String>, RegistryError> {
    let merges = merge::Entity::find()
        .filter(merge::Column::Other.is_in(ids))
        .filter(merge::Column::SplitAt.is_null())
        .all(within)
        .await?;
    Ok(merges.into_iter().map(|merge| merge.other).collect())
}

/// See [`Registry::kept`].
pub(crate) async fn kept(within: &impl ConnectionTrait, id: &str) -> Result<String, RegistryError> {
    let mut id = id.to_owned();
    // There are no circles; the set is for a database that was tampered with.
    let mut passed = BTreeSet::new();
    while passed.insert(id.clone()) {
        let next = merge::Entity::find()
            .filter(merge::Column::Other.eq(&id))
            .filter(merge::Column::SplitAt.is_null())
            .one(within)
            .await?;
        match next {
            Some(next) => id = next.kept,
            None => break,
        }
    }
    Ok(id)
}

/// See [`Registry::same`].
pub(crate) async fn group(within: &impl ConnectionTrait, id: &str) -> Result<Vec<String>, RegistryError> {
    let mut all = vec![kept(within, id).await?];
    let mut newest = all.clone();
    while !newest.is_empty() {
        let next = merge::Entity::find()
            .filter(merge::Column::Kept.is_in(&newest))
            .filter(merge::Column::SplitAt.is_null())
            .order_by_asc(merge::Column::MergedAt)
            .order_by_asc(merge::Column::Id)
            .all(within)
            .await?;
        newest = next.into_iter().map(|merge| merge.other).filter(|id| !all.contains(id)).collect();
        all.extend(newest.iter().cloned());
    }
    Ok(all)
}

/// Where each merged record leads to directly.
pub(crate) async fn leads(within: &impl ConnectionTrait) -> Result<BTreeMap<String, String>, RegistryError> {
    let active = merge::Entity::find().filter(merge::Column::SplitAt.is_null()).all(within).await?;
    Ok(active.into_iter().map(|merge| (merge.other, merge.kept)).collect())
}

/// The end of the way that [`leads`] tells.
pub(crate) fn end<'a>(leads: &'a BTreeMap<String, String>, mut id: &'a str) -> &'a str {
    while let Some(next) = leads.get(id) {
        id = next;
    }
    id
}

/// Opens proposals again that were decided by merging, and whose records are no longer one.
async fn reopen(within: &Transaction, kind: &str) -> Result<(), RegistryError> {
    let leads = leads(&**within).await?;
    let decided = proposal::Entity::find()
        .filter(proposal::Column::Kind.eq(kind))
        .filter(proposal::Column::State.eq(crate::propose::MERGED))
        .all(&**within)
        .await?;
    for row in decided.into_iter().filter(|row| end(&leads, &row.a) != end(&leads, &row.b)) {
        let state = crate::propose::OPEN.to_owned();
        let open = proposal::Model { state, decided_by: None, decided_at: None, merge_id: None, ..row };
        open.into_active_model().reset_all().update(&**within).await?;
    }
    Ok(())
}

/// Writes the event into the history of the record that is merged or split; its state stays.
async fn note(
    within: &Transaction,
    actor: &Actor,
    row: &mut record::Model,
    name: &str,
    kept: &str,
) -> Result<(), RegistryError> {
    row.revision += 1;
    row.clone().into_active_model().reset_all().update(&**within).await?;
    let event = event::Model {
        record: row.id.clone(),
        revision: row.revision,
        command: new_id(),
        name: name.to_owned(),
        from_state: row.state.clone(),
        to_state: row.state.clone(),
        actor: actor.name().to_owned(),
        version: row.version,
        comment: kept.to_owned(),
        created_at: millis(actor.now),
    };
    event.into_active_model().reset_all().insert(&**within).await?;
    Ok(())
}
