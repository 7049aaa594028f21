//! The scan folder: one reproducible run, kept as Parquet tables and a manifest.

mod contents;
mod error;
mod read;
mod run;
mod table;
mod write;

pub use contents::*;
pub use error::ScanError;
pub use read::Scan;
pub use run::{STAGES, ScanOptions, run};
pub use write::ScanWriter;
