//! The list of simulated records.

use crate::record::WorldRecord;
use crate::record_field;
use crate::record_owner::parties;
use crate::record_plan::Plan;
use crate::{Parties, World};
use registry::definition::Definitions;

/// Simulated records of all kinds; record `k` is a function of the world's options, the definitions and `k`.
///
/// Kinds come round in usual shares, technologies by their size and the attention they get. Organisations and experts describe parties
/// of their own; all other records belong to organisations that have a record before them. Links lead to earlier published records.
/// Which offers fit which needs is planted ([`WorldRecord::fits`]).
///
/// ```
/// let world = world::World::new(&world::WorldOptions { documents: 500, ..Default::default() });
/// let definitions = registry::definition::Definitions::embedded()?;
/// let records = world::Records::new(&world, &definitions, 100);
/// let record = records.record(99);
/// assert!(record.owner < records.parties().len());
/// # Ok::<(), registry::definition::DefinitionError>(())
/// ```
pub struct Records<'a> {
    pub(crate) world: &'a World,
    pub(crate) definitions: &'a Definitions,
    pub(crate) plan: Plan<'a>,
}

impl<'a> Records<'a> {
    /// Lays out `count` records of the kinds that are defined.
    pub fn new(world: &'a World, definitions: &'a Definitions, count: usize) -> Self {
        Self { world, definitions, plan: Plan::new(world, definitions, count) }
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.plan.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.plan.entries.is_empty()
    }

    /// Writes record `number`.
    ///
    /// # Panics
    /// Where `number` is not below [`Records::len`].
    pub fn record(&self, number: usize) -> WorldRecord {
        record_field::write(self, number)
    }

    /// All records in order.
    pub fn iter(&self) -> impl Iterator<Item = WorldRecord> {
        (0..self.len()).map(|number| self.record(number))
    }

    /// The parties up to the last that owns a record.
    pub fn parties(&self) -> Parties {
        let last = self.plan.entries.iter().map(|entry| entry.owner as usize + 1).max();
        parties(self.world, last.unwrap_or_default())
    }
}

/// The first `count` records of a world; see [`Records`].
pub fn records<'a>(
    world: &'a World,
    definitions: &'a Definitions,
    count: usize,
) -> impl Iterator<Item = WorldRecord> + 'a {
    let records = Records::new(world, definitions, count);
    (0..count.min(records.len())).map(move |number| records.record(number))
}
