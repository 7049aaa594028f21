//! Which records no longer fit their kind, by the states of its process.

use crate::definition::Who;
use crate::{Lifecycle, LifecycleError};
use registry::Actor;
use registry::fit::Fit;
use std::collections::BTreeSet;

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
}
