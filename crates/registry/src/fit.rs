//! After a kind has changed: which records no longer fit it. All records are looked at, some at a time, with the present definitions; what is
//! kept of them is a count and a page of those with problems.
//!
//! The newest version of a record may be incomplete where its state says that it is being worked on; what is public must be complete.

use crate::content::{Checker, Problem, Wrong};
use crate::definition::{Disclosure, Kind};
use crate::records::{fields, versions_of};
use crate::view::{level, visible};
use crate::{Actor, Registry, RegistryError, Role};
use jiff::tz::TimeZone;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use store::schema::{record, version};

/// Records that are in memory at a time.
const BATCH: u64 = 200;

/// How well the records of a kind fit it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Fit {
    /// Code of the kind.
    pub kind: String,
    /// Records that were looked at.
    pub records: u64,
    /// Those of which a version does not fit.
    pub misfits: u64,
    /// A page of versions that do not fit, by the id of their record.
    pub shown: Vec<Misfit>,
    /// Where the next page begins: after this record.
    pub next: Option<String>,
}

/// A version that does not fit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Misfit {
    /// Id of the record.
    pub record: String,
    /// State of the record.
    pub state: String,
    /// Number of the version.
    pub version: i64,
    /// Whether it is what is public.
    pub is_public: bool,
    /// What the record is called, where the actor may see that.
    pub title: Option<Value>,
    /// Whether the actor may see the record.
    pub may_see: bool,
    /// What is wrong. Values are left out where the actor may not see them.
    pub problems: Vec<Problem>,
}

impl Registry {
    /// Checks all records of a kind: those in the states `in_work` may be incomplete. Shows up to `limit` records that do not fit, after the
    /// record `after`. For operators, curators and auditors.
    ///
    /// # Errors
    /// Where the actor is none of them, or there is no such kind.
    pub async fn fit(
        &self,
        actor: &Actor,
        kind: &str,
        in_work: &BTreeSet<String>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Fit, RegistryError> {
        if ![Role::Operator, Role::Curator, Role::Auditor].into_iter().any(|role| actor.has(role)) {
            return Err(RegistryError::Forbidden("only operators, curators and auditors may check all records"));
        }
        let definitions = self.definitions();
        let kind = Self::kind(&definitions, kind)?;
        let today = actor.now.to_zoned_datetime(TimeZone::UTC).date();
        let checker = Checker { definitions: &definitions, kind, today };
        let mut fit = Fit { kind: kind.code.clone(), ..Fit::default() };
        let mut shown = BTreeSet::new();
        let mut last = String::new();
        loop {
            let records = record::Entity::find()
                .filter(record::Column::Kind.eq(&kind.code))
                .filter(record::Column::Id.gt(&last))
                .order_by_asc(record::Column::Id)
                .limit(BATCH)
                .all(self.store.read())
                .await?;
            let Some(end) = records.last() else { break };
            last.clone_from(&end.id);
            let versions = self.newest_and_public(&records).await?;
            for record in &records {
                fit.records += 1;
                let mut numbers = BTreeSet::from([record.version]);
                numbers.extend(record.published_version);
                let mut misfits = Vec::new();
                for number in numbers {
                    let Some(version) = versions.get(&(record.id.clone(), number)) else { continue };
                    let is_public = record.published_version == Some(number);
                    let complete = is_public || !in_work.contains(&record.state);
                    let (_, problems) = checker.check(&fields(version)?, complete);
                    if !problems.is_empty() {
                        misfits.push(misfit(actor, kind, record, version, is_public, problems)?);
                    }
                }
                if misfits.is_empty() {
                    continue;
                }
                fit.misfits += 1;
                if after.is_some_and(|after| record.id.as_str() <= after) {
                    continue;
                }
                if shown.len() < limit {
                    shown.insert(record.id.clone());
                    fit.shown.extend(misfits);
                } else if fit.next.is_none() {
                    fit.next = fit.shown.last().map(|misfit| misfit.record.clone());
                }
            }
        }
        Ok(fit)
    }

    /// The newest and the public versions of some records, by record and number.
    async fn newest_and_public(
        &self,
        records: &[record::Model],
    ) -> Result<BTreeMap<(String, i64), version::Model>, RegistryError> {
        let keys: BTreeSet<(String, i64)> = records
            .iter()
            .flat_map(|record| {
                std::iter::once(record.version)
                    .chain(record.published_version)
                    .map(|number| (record.id.clone(), number))
            })
            .collect();
        let found = versions_of(self.store.read(), keys.into_iter().collect()).await?;
        Ok(found.into_iter().map(|version| ((version.record.clone(), version.number), version)).collect())
    }
}

/// A version that does not fit, as the actor may see it.
fn misfit(
    actor: &Actor,
    kind: &Kind,
    record: &record::Model,
    version: &version::Model,
    is_public: bool,
    mut problems: Vec<Problem>,
) -> Result<Misfit, RegistryError> {
    let level = level(actor, record, None).filter(|level| is_public || *level == Disclosure::Owner);
    let seen = match level {
        Some(level) => visible(kind, &fields(version)?, level),
        None => crate::content::Content::new(),
    };
    for problem in &mut problems {
        if let Wrong::NotATerm { given } = &mut problem.what
            && !seen.contains_key(problem.path.split('/').next().unwrap_or_default())
        {
            given.clear();
        }
    }
    Ok(Misfit {
        record: record.id.clone(),
        state: record.state.clone(),
        version: version.number,
        is_public,
        title: seen.get(&kind.title).cloned(),
        may_see: level.is_some(),
        problems,
    })
}
