//! Who is suggested to whom over the whole hall: *runs* that match all needs with all offers, and the short lists that come of them.
//!
//! This keeps the runs and what they found; whoever compares (the portal) takes a run up with [`Suggestions::claim`], says now and then that it
//! goes on, hands over what was found in parts and ends it. What is being written is seen by nobody: readers see the newest run that
//! is complete, and the one before goes when that is.
//!
//! There is one run at a time. Whoever takes one up has two minutes to say that it goes on; after that it counts as dead and is begun anew by
//! whoever claims it next. Operators start and stop runs, operators and auditors look at them, members see what is suggested to their own
//! records.

mod read;
mod run;
mod write;

pub use read::{Partner, Report};
pub use run::{Claim, RunState};
pub use write::{Pair, Part};

use crate::ConversationError;
use registry::{Actor, RegistryError, Role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use store::Store;
use store::schema::suggestion_run;

/// The kind of the jobs that tell a party of new suggestions; their payload names the `run`, the `party` and the `number` of them.
pub const SUGGESTED: &str = "suggestions";

/// Suggestions in a database. Cheap to clone.
#[derive(Clone)]
pub struct Suggestions {
    store: Store,
}

impl Suggestions {
    /// The suggestions in a database.
    pub fn new(store: Store) -> Self {
        Self { store }
    }

    /// The newest run that is complete: the one whose suggestions are seen.
    async fn newest(&self) -> Result<Option<suggestion_run::Model>, ConversationError> {
        let newest = suggestion_run::Entity::find()
            .filter(suggestion_run::Column::State.eq(RunState::Done.code()))
            .order_by_desc(suggestion_run::Column::Id);
        Ok(newest.one(self.store.read()).await?)
    }
}

/// Whether an actor may start and stop runs.
fn operates(actor: &Actor) -> Result<(), ConversationError> {
    if actor.party.is_some() && actor.has(Role::Operator) {
        return Ok(());
    }
    Err(RegistryError::Forbidden("only operators start and stop runs of suggestions").into())
}

/// Whether an actor may look at runs.
fn oversees(actor: &Actor) -> Result<(), ConversationError> {
    if actor.party.is_some() && (actor.has(Role::Operator) || actor.has(Role::Auditor)) {
        return Ok(());
    }
    Err(RegistryError::Forbidden("only operators and auditors look at runs of suggestions").into())
}
