//! Questions over many records at once: which no longer fit their kind, what is due next, and which deadlines should have fired.

use crate::definition::Who;
use crate::{Lifecycle, LifecycleError};
use jiff::Timestamp;
use registry::Actor;
use registry::fit::Fit;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};
use store::millis;
use store::schema::deadline;

impl Lifecycle {
    /// Checks all records of a kind as it is now. What is in a state in which its owner changes the fields may be incomplete, unless it is
    /// public. See [`registry::Registry::fit`].
    ///
    /// # Errors
    /// Where the actor is no operator, curator or auditor, or there is no such kind.
    pub async fn fit(
        &self,
        actor: &Actor,
        kind: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Fit, LifecycleError> {
        let process = self.process(kind)?;
        let in_work: BTreeSet<String> = process
            .states
            .iter()
            .filter(|state| state.edit.contains(&Who::Owner))
            .map(|state| state.code.clone())
            .collect();
        Ok(self.registry().fit(actor, kind, &in_work, after, limit).await?)
    }

    /// The next open deadline of each of some records, by the record's id.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn next_deadlines(&self, records: &[&str]) -> Result<BTreeMap<String, deadline::Model>, LifecycleError> {
        if records.is_empty() {
            return Ok(BTreeMap::new());
        }
        let open = deadline::Entity::find()
            .filter(deadline::Column::Record.is_in(records.iter().copied()))
            .filter(deadline::Column::ClosedAt.is_null())
            .order_by_desc(deadline::Column::DueAt);
        // The soonest comes last, and stays.
        let rows = open.all(self.registry().store().read()).await?;
        Ok(rows.into_iter().map(|row| (row.record.clone(), row)).collect())
    }

    /// Deadlines that are over and have not fired yet.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn overdue(&self, now: Timestamp) -> Result<u64, LifecycleError> {
        let due = deadline::Entity::find()
            .filter(deadline::Column::ClosedAt.is_null())
            .filter(deadline::Column::DueAt.lte(millis(now)));
        Ok(due.count(self.registry().store().read()).await?)
    }
}
