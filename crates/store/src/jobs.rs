//! Work to be done later: asked for in the same transaction as what it belongs to, done at least once, surviving a restart.
//!
//! A job is claimed for a time ([`claim`]); who claimed it and dies loses it when that time is over, and another does it again. So
//! what a job does must be harmless when done twice.

use crate::schema::job::{self, Entity as Jobs};
use crate::{Store, StoreError, millis, new_id};
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::{ExprTrait, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
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

/// Where a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// To be done, now or later.
    Waiting,
    /// In hand.
    Running,
    /// Given up.
    Failed,
}

impl Stage {
    /// All, in the order of pages.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Running, Self::Failed];

    /// As it is written in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Failed => "failed",
        }
    }

    /// The stage of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }

    fn condition(self, now: Timestamp) -> Condition {
        let claimed = job::Column::ClaimedUntil.gt(millis(now));
        let open = Condition::all().add(job::Column::FinishedAt.is_null());
        match self {
            Self::Waiting => open.add(job::Column::FailedAt.is_null()).add(
                Condition::any()
                    .add(job::Column::ClaimedUntil.is_null())
                    .add(job::Column::ClaimedUntil.lte(millis(now))),
            ),
            Self::Running => open.add(job::Column::FailedAt.is_null()).add(claimed),
            Self::Failed => open.add(job::Column::FailedAt.is_not_null()),
        }
    }
}

/// Number of jobs at a stage.
///
/// # Errors
/// Where the database does not answer.
pub async fn count(store: &Store, stage: Stage, now: Timestamp) -> Result<u64, StoreError> {
    Ok(Jobs::find().filter(stage.condition(now)).count(store.read()).await?)
}

/// Jobs at a stage, newest first, asked for before the job of an id.
///
/// # Errors
/// Where the database does not answer.
pub async fn list(
    store: &Store,
    stage: Stage,
    before: Option<&str>,
    limit: u64,
    now: Timestamp,
) -> Result<Vec<job::Model>, StoreError> {
    let mut jobs = Jobs::find().filter(stage.condition(now)).order_by_desc(job::Column::Id).limit(limit);
    if let Some(before) = before {
        jobs = jobs.filter(job::Column::Id.lt(before));
    }
    Ok(jobs.all(store.read()).await?)
}

/// Lets a job that was given up be tried again from now on, with all its attempts. Returns whether there was such a job.
///
/// # Errors
/// Where the database refuses.
pub async fn retry(within: &impl ConnectionTrait, id: &str, now: Timestamp) -> Result<bool, StoreError> {
    let changed = Jobs::update_many()
        .col_expr(job::Column::FailedAt, Option::<i64>::None.into())
        .col_expr(job::Column::ClaimedUntil, Option::<i64>::None.into())
        .col_expr(job::Column::Attempts, 0_i64.into())
        .col_expr(job::Column::RunAt, millis(now).into())
        .filter(job::Column::Id.eq(id))
        .filter(job::Column::FailedAt.is_not_null())
        .filter(job::Column::FinishedAt.is_null())
        .exec(within)
        .await?;
    Ok(changed.rows_affected > 0)
}
