//! The tables, one module each: a row is that module's `Model`.

pub mod agreement;
pub mod counter;
pub mod deadline;
pub mod disclosure;
pub mod entry;
pub mod event;
pub mod facet;
pub mod fact;
pub mod job;
pub mod record;
pub mod version;

/// Runs `$then!` with the module of each table, those that others point at first.
macro_rules! each_table {
    ($then:ident) => {
        $then!(job, record, version, facet, event, deadline, entry, counter, disclosure, agreement, fact)
    };
}
pub(crate) use each_table;
