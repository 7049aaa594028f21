//! `liaowang scan`: topics, indicators and forecasts of the corpus.

use super::model;
use crate::context::Context;
use crate::output;
use clap::Args;
use language::sentence::SentenceEncoder;
use observatory::ScanConfig;
use observatory::scan::{Scan, ScanOptions};
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct Command {
    /// Read documents up to this year (default: all)
    #[arg(long)]
    until: Option<i32>,
    /// Configuration file (TOML); what it leaves out keeps its default
    #[arg(long)]
    config: Option<PathBuf>,
    /// Leave the sentence model out, even where it is installed
    #[arg(long)]
    without_model: bool,
}

impl Command {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        let config = self.config.as_deref().map(ScanConfig::read).transpose()?.unwrap_or_default();
        let model = model::installed(&context.data_dir);
        let encoder = (model.is_dir() && !self.without_model).then(|| SentenceEncoder::open(&model)).transpose()?;
        let words = context.words();
        let spinner = output::spinner();
        let options = ScanOptions { until: self.until, config, encoder };
        let folder = observatory::scan::run(&context.data_dir, options, |stage| {
            spinner.set_message(words.say(&format!("stage-{stage}")));
        })?;
        spinner.finish_and_clear();
        let manifest = Scan::manifest(&folder)?;
        if context.json {
            return context.print_json(&manifest);
        }
        let mut table = output::table(&["cli-stage", "cli-seconds"].map(|key| words.say(key)));
        for (stage, seconds) in &manifest.timings {
            table.add_row([words.say(&format!("stage-{stage}")), format!("{seconds:.1}")]);
        }
        context.print(&table.to_string())?;
        let count = |name: &str| manifest.rows.get(name).copied().unwrap_or_default().to_string();
        context.print(&words.say_with(
            "cli-scanned",
            &[
                ("scan", manifest.scan_id.clone()),
                ("documents", manifest.documents.to_string()),
                ("topics", count("topics")),
                ("forecasts", count("forecasts")),
            ],
        ))
    }
}
