//! Work to be done later: asked for in the same transaction as what it belongs to, done at least once, surviving a restart.
//!
//! A job is claimed for a time ([`claim`]); who claimed it and dies loses it when that time is over, and another does it again. So
//! what a job does must be harmless when done twice.

use crate::schema::job::{self, Entity as Jobs};
use crate::{Store, StoreError, millis, new_id};
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::{ExprTrait, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::Value;

/// A job is given up after so many attempts.
pub const ATTEMPTS: i64 = 8;

/// A job in hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// What is to be done.
    pub kind: String,
    /// What it needs to know.
    pub payload: Value,
    /// Which attempt this is, from 1.
    pub attempt: i64,
}

/// Asks for a job, to be done from `run_at` on. With a `once` key that was used before, nothing happens.
///
/// # Errors
/// Where the database refuses.
pub async fn ask(
    within: &impl ConnectionTrait,
    kind: &str,
    payload: Value,
    once: Option<&str>,
    run_at: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    let job = job::ActiveModel {
        id: Set(new_id()),
        kind: Set(kind.to_owned()),
        payload: Set(payload),
        once_key: Set(once.map(str::to_owned)),
        created_at: Set(millis(now)),
        run_at: Set(millis(run_at)),
        attempts: Set(0),
        claimed_until: Set(None),
        finished_at: Set(None),
        failed_at: Set(None),
        error: Set(None),
    };
    let unless_there = OnConflict::column(job::Column::OnceKey).do_nothing().to_owned();
    Jobs::insert(job).on_conflict(unless_there).exec_without_returning(within).await?;
    Ok(())
}

/// Claims up to `limit` jobs that are due, for the time of `lease`. No two claim the same job while its time runs.
///
/// # Errors
/// Where the database refuses.
pub async fn claim(store: &Store, limit: u64, lease: SignedDuration, now: Timestamp) -> Result<Vec<Job>, StoreError> {
    let transaction = store.write().await?;
    let free =
        Condition::any().add(job::Column::ClaimedUntil.is_null()).add(job::Column::ClaimedUntil.lte(millis(now)));
    let due = Jobs::find()
        .filter(job::Column::FinishedAt.is_null())
        .filter(job::Column::FailedAt.is_null())
        .filter(job::Column::RunAt.lte(millis(now)))
        .filter(free)
        .order_by_asc(job::Column::RunAt)
        .order_by_asc(job::Column::Id)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(&*transaction)
        .await?;
    if !due.is_empty() {
        Jobs::update_many()
            .col_expr(job::Column::ClaimedUntil, millis(now + lease).into())
            .col_expr(job::Column::Attempts, sea_orm::sea_query::Expr::col(job::Column::Attempts).add(1))
            .filter(job::Column::Id.is_in(due.iter().map(|job| job.id.clone())))
            .exec(&*transaction)
            .await?;
    }
    transaction.commit().await?;
    let in_hand = |job: job::Model| Job { id: job.id, kind: job.kind, payload: job.payload, attempt: job.attempts + 1 };
    Ok(due.into_iter().map(in_hand).collect())
}

/// Notes that a job was done.
///
/// # Errors
/// Where the database refuses.
pub async fn finish(within: &impl ConnectionTrait, job: &Job, now: Timestamp) -> Result<(), StoreError> {
    Jobs::update_many()
        .col_expr(job::Column::FinishedAt, millis(now).into())
        .col_expr(job::Column::Error, Option::<String>::None.into())
        .filter(job::Column::Id.eq(&job.id))
        .exec(within)
        .await?;
    Ok(())
}

/// Notes that a job failed: it is tried again after a pause that doubles from ten seconds, and given up after [`ATTEMPTS`].
///
/// # Errors
/// Where the database refuses.
pub async fn fail(within: &impl ConnectionTrait, job: &Job, error: &str, now: Timestamp) -> Result<(), StoreError> {
    let update = Jobs::update_many().col_expr(job::Column::Error, error.into()).filter(job::Column::Id.eq(&job.id));
    let update = if job.attempt >= ATTEMPTS {
        update.col_expr(job::Column::FailedAt, millis(now).into())
    } else {
        let pause = SignedDuration::from_secs(10 << job.attempt.clamp(1, ATTEMPTS).saturating_sub(1));
        update
            .col_expr(job::Column::RunAt, millis(now + pause).into())
            .col_expr(job::Column::ClaimedUntil, Option::<i64>::None.into())
    };
    update.exec(within).await?;
    Ok(())
}
