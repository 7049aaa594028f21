//! Who did what to whom: roles, organisations, passwords, tokens. Entries name parties by id and are never changed, not even when someone
//! is erased.

use crate::accounts::own;
use crate::{Accounts, AccountsError};
use jiff::Timestamp;
use registry::{Actor, Role};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use store::schema::audit;
use store::{millis, new_id};

/// Which entries of the audit are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Those of who did it.
    pub by: Option<String>,
    /// Those of whom it was done to.
    pub to: Option<String>,
    /// Those before the entry of an id.
    pub before: Option<String>,
}

/// Who acts where someone has the machine itself.
pub(crate) const COMMAND_LINE: &str = "command-line";

impl Accounts {
    /// What was done, newest first, for operators and auditors: all of it, or what concerns one party. With the id of an entry, what was
    /// before it.
    ///
    /// # Errors
    /// Where the actor is neither.
    pub async fn audit(
        &self,
        actor: &Actor,
        party: Option<&str>,
        before: Option<&str>,
        limit: u64,
    ) -> Result<Vec<audit::Model>, AccountsError> {
        own(actor)?;
        if !actor.has(Role::Operator) && !actor.has(Role::Auditor) {
            return Err(AccountsError::Forbidden("only operators and auditors may do this"));
        }
        let mut entries = audit::Entity::find().order_by_desc(audit::Column::Id).limit(limit);
        if let Some(party) = party {
            entries = entries.filter(concerns(party));
        }
        if let Some(before) = before {
            entries = entries.filter(audit::Column::Id.lt(before));
        }
        Ok(entries.all(self.store.read()).await?)
    }
}

impl Accounts {
    /// What was done by someone or to someone, newest first, for operators and auditors.
    ///
    /// # Errors
    /// Where the actor is neither.
    pub async fn audit_entries(
        &self,
        actor: &Actor,
        filter: &AuditFilter,
        limit: u64,
    ) -> Result<Vec<audit::Model>, AccountsError> {
        crate::oversees(actor)?;
        let mut entries = audit::Entity::find().order_by_desc(audit::Column::Id).limit(limit);
        for (column, wanted) in [(audit::Column::Actor, &filter.by), (audit::Column::Subject, &filter.to)] {
            if let Some(wanted) = wanted {
                entries = entries.filter(column.eq(wanted));
            }
        }
        if let Some(before) = &filter.before {
            entries = entries.filter(audit::Column::Id.lt(before));
        }
        Ok(entries.all(self.store.read()).await?)
    }
}

/// What concerns a party.
pub(crate) fn concerns(party: &str) -> Condition {
    Condition::any().add(audit::Column::Subject.eq(party)).add(audit::Column::Actor.eq(party))
}

/// Writes down what was done.
pub(crate) async fn note(
    within: &DatabaseTransaction,
    actor: &str,
    action: &str,
    subject: &str,
    detail: &str,
    now: Timestamp,
) -> Result<(), AccountsError> {
    let row = audit::Model {
        id: new_id(),
        actor: actor.to_owned(),
        action: action.to_owned(),
        subject: subject.to_owned(),
        detail: detail.to_owned(),
        created_at: millis(now),
    };
    row.into_active_model().reset_all().insert(within).await?;
    Ok(())
}
