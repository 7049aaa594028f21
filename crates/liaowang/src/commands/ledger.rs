//! `liaowang ledger`: dated forecasts and how they came out.

use crate::context::Context;
use crate::output;
use clap::Args;
use observatory::ledger;
use serde_json::json;

#[derive(Args)]
pub(crate) struct Command {}

impl Command {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        let entries = ledger::entries(&context.data_dir)?;
        if context.json {
            let listed: Vec<_> =
                entries.iter().map(|(entry, outcome)| json!({ "entry": entry, "outcome": outcome })).collect();
            return context.print_json(&listed);
        }
        let words = context.words();
        let header = ["cli-scan", "cli-made", "cli-due", "cli-forecasts", "measure-brier", "measure-auc"];
        let mut table = output::table(&header.map(|key| words.say(key)));
        for (entry, outcome) in entries {
            let sustained = outcome.as_ref().and_then(|outcome| outcome.measures.get("sustained"));
            let number =
                |value: Option<f64>| value.map_or_else(|| words.say("cli-open"), |value| format!("{value:.3}"));
            table.add_row([
                entry.scan_id.clone(),
                entry.made.chars().take(10).collect(),
                entry.due.to_string(),
                entry.forecasts.len().to_string(),
                number(sustained.map(|measures| measures.brier)),
                number(sustained.map(|measures| measures.auc)),
            ]);
        }
        context.print(&table.to_string())
    }
}
