//! Documents → topics → indicators → calibrated forecasts.
//!
//! The stream: [`Collection`] reads the corpus into compact arrays; [`topics`] finds topics with the documents of a cut-off year
//! and attaches later ones; [`history`] counts; [`indicators`] and [`forecast`] say what the counts mean; [`backtest`] repeats it
//! all for past years; [`scan`] runs everything and writes it down; [`ledger`] keeps dated forecasts until their year has closed.

pub mod backtest;
mod collection;
mod config;
pub mod directions;
pub mod episode;
pub mod forecast;
pub mod history;
pub mod indicators;
mod labels;
pub mod ledger;
mod lineage;
pub mod measures;
mod members;
mod names;
pub mod report;
pub mod scan;
pub mod targets;
pub mod topics;

pub use collection::{Collection, Reading, UNDATED};
pub use config::{ScanConfig, TextFields};
pub use names::Names;
