//! `liaowang backtest`: how good would the forecasts have been?

use crate::context::Context;
use crate::output;
use anyhow::Context as _;
use clap::Args;
use corpus::Corpus;
use observatory::backtest::{self, CutoffReport, Report, Scored};
use observatory::targets::Target;
use observatory::{Collection, Reading, ScanConfig};
use std::ops::RangeInclusive;
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct Command {
    /// Years in which forecasts are made, e.g. 2008..2017
    #[arg(long, value_parser = parse_years)]
    cutoffs: RangeInclusive<i32>,
    /// Years ahead
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=10))]
    horizon: u8,
    /// What is forecast: sustained, cset or top10
    #[arg(long, default_value = "sustained", value_parser = parse_target)]
    target: Target,
    /// Configuration file (TOML), as for `liaowang scan`
    #[arg(long)]
    config: Option<PathBuf>,
    /// Keep the report, so that the portal shows it
    #[arg(long)]
    save: bool,
}

impl Command {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        let mut config = self.config.as_deref().map(ScanConfig::read).transpose()?.unwrap_or_default();
        config.horizon = self.horizon;
        let spinner = output::spinner();
        let words = context.words();
        spinner.set_message(words.say("stage-read"));
        let corpus = Corpus::open(&context.data_dir)?;
        let reading = Reading { until: None, config: &config, encoder: None };
        let collection = Collection::read(&corpus, reading, |_| ())?;
        spinner.set_message(words.say("stage-past"));
        let report = backtest::run(&collection, &config, self.cutoffs, self.target, |year| {
            spinner.set_message(format!("{} {year}", words.say("stage-past")));
        })
        .map_err(anyhow::Error::msg)?;
        spinner.finish_and_clear();
        if self.save {
            save(context, &report)?;
        }
        if context.json { context.print_json(&report) } else { print(context, &report) }
    }
}

/// Keeps the report under `backtests/`; the portal shows the newest.
fn save(context: &Context, report: &Report) -> anyhow::Result<()> {
    let folder = context.data_dir.join("backtests");
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let path = folder.join(format!("{}-{}.json", report.target.name(), report.horizon));
    let partial = path.with_extension("partial");
    std::fs::write(&partial, serde_json::to_string_pretty(report)? + "\n")?;
    std::fs::rename(&partial, &path).with_context(|| path.display().to_string())
}

fn print(context: &Context, report: &Report) -> anyhow::Result<()> {
    let words = context.words();
    let measures = ["csi", "ets", "precision-at-k", "auc", "pr-auc", "brier", "ece"];
    let mut header = vec![words.say("backtest-forecaster")];
    header.extend(measures.map(|measure| words.say(&format!("measure-{measure}"))));
    let mut table = output::table(&header);
    let row = |name: &str, scored: &Scored| {
        let m = &scored.measures;
        let values = [m.csi, m.ets, m.precision_at_k, m.auc, m.pr_auc, m.brier, m.ece];
        let name = words.say(&format!("forecaster-{}", name.replace('_', "-")));
        std::iter::once(name).chain(values.map(|value| format!("{value:.3}"))).collect::<Vec<String>>()
    };
    table.add_row(row(backtest::FORECAST, &report.mean.forecast));
    let mut baselines: Vec<_> = report.mean.baselines.iter().collect();
    baselines.sort_by(|a, b| b.1.measures.csi.total_cmp(&a.1.measures.csi));
    for (name, scored) in baselines {
        table.add_row(row(name, scored));
    }
    context.print(&table.to_string())?;
    let CutoffReport { eligible, base_rate, .. } = report.mean;
    let number = |value: f64| format!("{value:.3}");
    let control = |name: &str| report.controls.get(name).map_or_else(String::new, |control| number(control.csi));
    context.print(&words.say_with(
        "cli-backtest",
        &[
            ("years", report.cutoffs.len().to_string()),
            ("topics", eligible.to_string()),
            ("base", number(base_rate)),
            ("shuffled", control("shuffled")),
            ("leaked", control("leaked")),
            ("hindsight", number(report.hindsight.csi)),
        ],
    ))
}

fn parse_years(text: &str) -> Result<RangeInclusive<i32>, String> {
    let wrong = || format!("“{text}” is not a range of years like 2008..2017");
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let year = |text: &str| text.trim_start_matches('=').parse::<i32>().map_err(|_| wrong());
    let (first, last) = (year(first)?, year(last)?);
    if first > last { Err(wrong()) } else { Ok(first..=last) }
}

fn parse_target(text: &str) -> Result<Target, String> {
    Target::parse(text).ok_or_else(|| format!("“{text}” is not one of sustained, cset, top10"))
}
