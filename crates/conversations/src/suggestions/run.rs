//! Runs: asked for, taken up, going on, ended.

use super::{Suggestions, operates};
use crate::ConversationError;
use crate::conversations::SYSTEM;
use jiff::{SignedDuration, Timestamp};
use registry::{Actor, RegistryError};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use store::schema::{audit, suggestion_run};
use store::{StoreError, Transaction, millis, new_id};

/// What all runs that have not ended carry, so that there is one at a time.
const OPEN: &str = "open";
/// How long whoever has taken a run up may be silent.
const LEASE: SignedDuration = SignedDuration::from_mins(2);
/// How often a run is begun before it counts as failed.
const ATTEMPTS: i64 = 3;
/// How long after a run was asked for the next one starts by itself.
const APART: SignedDuration = SignedDuration::from_hours(24);

/// How a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunState {
    /// Nobody has taken it up yet.
    Waiting,
    /// Somebody compares.
    Running,
    /// It is complete.
    Done,
    /// An operator stopped it.
    Stopped,
    /// It could not be completed.
    Failed,
}

impl RunState {
    /// As it is written in tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
        }
    }
}

/// An attempt at a run. Once the run was stopped, or begun anew by somebody else, nothing can be done with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Id of the run.
    pub run: String,
    /// Which attempt, from 1.
    attempt: i64,
}

impl Claim {
    /// That the run is still in hand here.
    pub(super) fn holds(&self) -> Condition {
        Condition::all()
            .add(suggestion_run::Column::Id.eq(&self.run))
            .add(suggestion_run::Column::Attempts.eq(self.attempt))
            .add(suggestion_run::Column::State.eq(RunState::Running.code()))
    }
}

impl Suggestions {
    /// Asks for a run, for operators. It is written into the audit.
    ///
    /// # Errors
    /// Where the actor is no operator, or a run has not ended yet.
    pub async fn start(&self, actor: &Actor) -> Result<suggestion_run::Model, ConversationError> {
        operates(actor)?;
        let transaction = self.store.write().await?;
        let row = wanted(&transaction, actor.name(), actor.now).await?;
        note(&transaction, actor, "start-suggestions", &row.id).await?;
        transaction.commit().await?;
        Ok(row)
    }

    /// Asks for a run where none was asked for within a day. Returns whether it did.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn start_daily(&self, now: Timestamp) -> Result<bool, ConversationError> {
        let last = suggestion_run::Entity::find().order_by_desc(suggestion_run::Column::Id);
        let last = last.one(self.store.read()).await?;
        let is_due = |last: suggestion_run::Model| last.open_key.is_none() && last.asked_at <= millis(now - APART);
        if !last.is_none_or(is_due) {
            return Ok(false);
        }
        let transaction = self.store.write().await?;
        match wanted(&transaction, SYSTEM, now).await {
            Ok(_) => {}
            // An operator was quicker.
            Err(ConversationError::RunGoesOn) => return Ok(false),
            Err(error) => return Err(error),
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Stops a run, for operators. What it has found so far goes. It is written into the audit.
    ///
    /// # Errors
    /// Where the actor is no operator, there is no such run, or it is over.
    pub async fn stop(&self, actor: &Actor, run: &str) -> Result<(), ConversationError> {
        operates(actor)?;
        let transaction = self.store.write().await?;
        let row = suggestion_run::Entity::find_by_id(run).lock_exclusive().one(&*transaction).await?;
        let row = row.ok_or_else(|| RegistryError::NotFound { what: "run", id: run.to_owned() })?;
        if row.open_key.is_none() {
            return Err(ConversationError::RunIsOver);
        }
        end(&transaction, of_id(run), RunState::Stopped, "", actor.now).await?;
        note(&transaction, actor, "stop-suggestions", run).await?;
        transaction.commit().await?;
        self.sweep().await
    }

    /// Takes up the run that waits, or that whoever had taken it up has left; none where there is nothing to do. A run that was begun
    /// three times without coming to an end has failed.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn claim(&self, now: Timestamp) -> Result<Option<Claim>, ConversationError> {
        let is_free = |row: &suggestion_run::Model| row.claimed_until.is_none_or(|until| until <= millis(now));
        let open = suggestion_run::Entity::find().filter(suggestion_run::Column::OpenKey.eq(OPEN));
        let Some(open) = open.one(self.store.read()).await?.filter(is_free) else { return Ok(None) };
        let transaction = self.store.write().await?;
        let row = suggestion_run::Entity::find_by_id(&open.id).lock_exclusive().one(&*transaction).await?;
        let Some(mut row) = row.filter(|row| row.open_key.is_some() && is_free(row)) else { return Ok(None) };
        if row.attempts >= ATTEMPTS {
            let reason = format!("it was begun {ATTEMPTS} times and did not come to an end");
            let this = of_id(&row.id);
            end(&transaction, this, RunState::Failed, &reason, now).await?;
            transaction.commit().await?;
            self.sweep().await?;
            return Ok(None);
        }
        row.state = RunState::Running.code().to_owned();
        row.attempts += 1;
        row.started_at = Some(millis(now));
        row.claimed_until = Some(millis(now + LEASE));
        (row.done, row.total) = (0, 0);
        let claim = Claim { run: row.id.clone(), attempt: row.attempts };
        row.into_active_model().reset_all().update(&*transaction).await?;
        transaction.commit().await?;
        // What an attempt before has left.
        self.forget(&claim.run).await?;
        Ok(Some(claim))
    }

    /// Says that a run goes on: so many needs of all are done. Returns whether it is still in hand here; whoever is told that it is not stops.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn go_on(&self, claim: &Claim, done: u64, total: u64, now: Timestamp) -> Result<bool, ConversationError> {
        let transaction = self.store.write().await?;
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let changed = suggestion_run::Entity::update_many()
            .col_expr(suggestion_run::Column::Done, count(done).into())
            .col_expr(suggestion_run::Column::Total, count(total).into())
            .col_expr(suggestion_run::Column::ClaimedUntil, lease(now))
            .filter(claim.holds())
            .exec(&*transaction)
            .await?;
        transaction.commit().await?;
        Ok(changed.rows_affected > 0)
    }

    /// Ends a run that cannot be completed. What it has found so far goes.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn fail(&self, claim: &Claim, reason: &str, now: Timestamp) -> Result<(), ConversationError> {
        let transaction = self.store.write().await?;
        end(&transaction, claim.holds(), RunState::Failed, reason, now).await?;
        transaction.commit().await?;
        self.sweep().await
    }
}

/// Until when whoever says now that a run goes on has time to say so again.
pub(super) fn lease(now: Timestamp) -> Expr {
    millis(now + LEASE).into()
}

/// That it is this run.
fn of_id(run: &str) -> Condition {
    Condition::all().add(suggestion_run::Column::Id.eq(run))
}

/// A run that waits.
async fn wanted(
    transaction: &Transaction,
    by: &str,
    now: Timestamp,
) -> Result<suggestion_run::Model, ConversationError> {
    let row = suggestion_run::Model {
        id: new_id(),
        asked_by: by.to_owned(),
        asked_at: millis(now),
        started_at: None,
        ended_at: None,
        state: RunState::Waiting.code().to_owned(),
        reason: String::new(),
        open_key: Some(OPEN.to_owned()),
        attempts: 0,
        claimed_until: None,
        done: 0,
        total: 0,
    };
    let written = row.clone().into_active_model().reset_all().insert(&**transaction).await.map_err(StoreError::from);
    match written {
        Err(error) if error.is_duplicate() => Err(ConversationError::RunGoesOn),
        Err(error) => Err(error.into()),
        Ok(_) => Ok(row),
    }
}

/// Ends the runs of a condition. Returns whether there was one.
pub(super) async fn end(
    transaction: &Transaction,
    of: Condition,
    state: RunState,
    reason: &str,
    now: Timestamp,
) -> Result<bool, ConversationError> {
    let changed = suggestion_run::Entity::update_many()
        .col_expr(suggestion_run::Column::State, state.code().into())
        .col_expr(suggestion_run::Column::Reason, reason.into())
        .col_expr(suggestion_run::Column::EndedAt, millis(now).into())
        .col_expr(suggestion_run::Column::OpenKey, Option::<String>::None.into())
        .col_expr(suggestion_run::Column::ClaimedUntil, Option::<i64>::None.into())
        .filter(of)
        .exec(&**transaction)
        .await?;
    Ok(changed.rows_affected > 0)
}

/// Writes into the audit what an operator did.
async fn note(transaction: &Transaction, actor: &Actor, action: &str, run: &str) -> Result<(), ConversationError> {
    let row = audit::Model {
        id: new_id(),
        actor: actor.name().to_owned(),
        action: action.to_owned(),
        subject: run.to_owned(),
        detail: String::new(),
        created_at: millis(actor.now),
    };
    row.into_active_model().reset_all().insert(&**transaction).await?;
    Ok(())
}
