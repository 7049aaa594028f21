//! What operators and auditors see of the installation's jobs, and what operators do about them.

use crate::accounts::{operator, own};
use crate::{Accounts, AccountsError, audit, error::not_found};
use jiff::Timestamp;
use registry::{Actor, Role};
use serde::Serialize;
use store::jobs::{self, Stage};
use store::{instant, schema::job};

/// A job in a list. What it needs to know is not in it: that may be secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JobLine {
    /// Its id.
    pub id: String,
    /// What is to be done.
    pub kind: String,
    /// How often it was begun.
    pub attempts: i64,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it is done next, or was to be done.
    pub run_at: Timestamp,
    /// What went wrong the last time.
    pub error: Option<String>,
}

impl From<job::Model> for JobLine {
    fn from(row: job::Model) -> Self {
        let (created_at, run_at) = (instant(row.created_at), instant(row.run_at));
        Self { id: row.id, kind: row.kind, attempts: row.attempts, created_at, run_at, error: row.error }
    }
}

/// Whether an actor may look over the installation: operators and auditors.
///
/// # Errors
/// Where the actor is neither.
pub fn oversees(actor: &Actor) -> Result<(), AccountsError> {
    own(actor)?;
    if actor.has(Role::Operator) || actor.has(Role::Auditor) {
        return Ok(());
    }
    Err(AccountsError::Forbidden("only operators and auditors may do this"))
}

impl Accounts {
    /// Number of jobs at a stage, for operators and auditors.
    ///
    /// # Errors
    /// Where the actor is neither.
    pub async fn job_count(&self, actor: &Actor, stage: Stage) -> Result<u64, AccountsError> {
        oversees(actor)?;
        Ok(jobs::count(&self.store, stage, actor.now).await?)
    }

    /// Jobs at a stage, newest first, before the job of an id, for operators and auditors.
    ///
    /// # Errors
    /// Where the actor is neither.
    pub async fn jobs(
        &self,
        actor: &Actor,
        stage: Stage,
        before: Option<&str>,
        limit: u64,
    ) -> Result<Vec<JobLine>, AccountsError> {
        oversees(actor)?;
        let found = jobs::list(&self.store, stage, before, limit, actor.now).await?;
        Ok(found.into_iter().map(JobLine::from).collect())
    }

    /// Lets a job that was given up be tried again. It is written into the audit.
    ///
    /// # Errors
    /// Where the actor is no operator, or there is no such job that was given up.
    pub async fn retry_job(&self, actor: &Actor, id: &str) -> Result<(), AccountsError> {
        let by = operator(actor)?;
        let transaction = self.store.write().await?;
        if !jobs::retry(&*transaction, id, actor.now).await? {
            return Err(not_found("job", id));
        }
        audit::note(&transaction, by, "retry-job", id, "", actor.now).await?;
        Ok(transaction.commit().await?)
    }
}
