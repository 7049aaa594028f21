//! Deadlines of states: opened and closed as records move, fired once when they are over, and asked for.

use crate::definition::Process;
use crate::lifecycle::{Command, Lifecycle, LifecycleError};
use crate::machine::Refusal;
use jiff::Timestamp;
use registry::RegistryError;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::BTreeMap;
use store::schema::{deadline, record};
use store::{Transaction, millis};

impl Lifecycle {
    /// Lets what is due happen, up to `limit` deadlines. Each fires once, whoever else asks for it at the same time. Returns how many
    /// fired here.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn fire_due(&self, now: Timestamp, limit: u64) -> Result<usize, LifecycleError> {
        let due = deadline::Entity::find()
            .filter(deadline::Column::ClosedAt.is_null())
            .filter(deadline::Column::DueAt.lte(millis(now)))
            .order_by_asc(deadline::Column::DueAt)
            .limit(limit)
            .all(self.registry().store().read())
            .await?;
        let mut fired = 0;
        for deadline in due {
            let Some(record) = record::Entity::find_by_id(&deadline.record).one(self.registry().store().read()).await?
            else {
                continue;
            };
            let process = self.process(&record.kind)?;
            let of_state = process
                .state(&record.state)
                .and_then(|state| state.deadlines.iter().find(|it| it.code == deadline.name));
            let Some(of_state) = of_state else {
                // The process was changed since: what it no longer has does not fire.
                close(self.registry().store(), &deadline, now).await?;
                continue;
            };
            let command = Command {
                id: format!("deadline:{}:{}:{}", deadline.record, deadline.revision, deadline.name),
                record: deadline.record.clone(),
                seen: record.revision,
                transition: of_state.then.clone(),
                comment: String::new(),
            };
            match self.happen(None, &command, now).await {
                Ok(_) => fired += 1,
                // Someone was quicker: the deadline was met, or fired elsewhere.
                Err(
                    LifecycleError::Registry(RegistryError::Changed { .. })
                    | LifecycleError::Refused(Refusal::NotFromHere { .. }),
                ) => {}
                Err(LifecycleError::Registry(RegistryError::Store(error))) if error.is_conflict() => {}
                Err(LifecycleError::Refused(_)) => close(self.registry().store(), &deadline, now).await?,
                Err(error) => return Err(error),
            }
        }
        Ok(fired)
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

    /// Closes the deadlines of the state before and opens those of the new one.
    pub(crate) async fn renew_deadlines(
        &self,
        transaction: &Transaction,
        process: &Process,
        record: &record::Model,
        now: Timestamp,
    ) -> Result<(), LifecycleError> {
        deadline::Entity::update_many()
            .col_expr(deadline::Column::ClosedAt, millis(now).into())
            .filter(deadline::Column::Record.eq(&record.id))
            .filter(deadline::Column::ClosedAt.is_null())
            .exec(&**transaction)
            .await?;
        let Some(state) = process.state(&record.state) else { return Ok(()) };
        let calendar = &self.processes().calendar;
        for it in &state.deadlines {
            let row = deadline::Model {
                record: record.id.clone(),
                revision: record.revision,
                name: it.code.clone(),
                due_at: millis(calendar.end_of(now, it.working_days)),
                closed_at: None,
            };
            row.into_active_model().reset_all().insert(&**transaction).await?;
        }
        Ok(())
    }
}

async fn close(store: &store::Store, deadline: &deadline::Model, now: Timestamp) -> Result<(), LifecycleError> {
    let transaction = store.write().await?;
    deadline::Model { closed_at: Some(millis(now)), ..deadline.clone() }
        .into_active_model()
        .reset_all()
        .update(&*transaction)
        .await?;
    Ok(transaction.commit().await?)
}
