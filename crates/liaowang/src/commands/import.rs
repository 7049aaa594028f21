//! `liaowang import FILE…`: files of any known format into the corpus.

use crate::context::Context;
use crate::output;
use anyhow::Context as _;
use clap::Args;
use corpus::{Corpus, FORMATS, ImportOptions, ImportSummary};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(crate) struct Command {
    /// Files, or folders whose files are all imported
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Name of the format (auto: recognise it)
    #[arg(long, default_value = "auto")]
    format: String,
    /// Mapping file for tables and JSON Lines with keys of their own
    #[arg(long)]
    mapping: Option<PathBuf>,
}

impl Command {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        let paths = files(&self.paths)?;
        if self.format != "auto" && !FORMATS.iter().any(|format| format.name == self.format) {
            let known: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
            anyhow::bail!("there is no format “{}”; there are: auto, {}", self.format, known.join(", "));
        }
        let options = ImportOptions { format: (self.format != "auto").then_some(self.format), mapping: self.mapping };
        let bar = output::bytes_bar(0);
        let summary = Corpus::open(&context.data_dir)?.import(&paths, &options, |progress| {
            bar.set_length(progress.total);
            bar.set_position(progress.bytes);
            bar.set_message(progress.file.file_name().unwrap_or_default().to_string_lossy().into_owned());
        })?;
        bar.finish_and_clear();
        if context.json { context.print_json(&summary) } else { print(context, &summary) }
    }
}

/// Files of the given paths; folders are read with everything below them, in the order of names.
fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in paths {
        collect(path, &mut found)?;
    }
    anyhow::ensure!(!found.is_empty(), "there is no file in {}", paths[0].display());
    Ok(found)
}

fn collect(path: &Path, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    if !path.is_dir() {
        found.push(path.to_path_buf());
        return Ok(());
    }
    let entries = std::fs::read_dir(path).with_context(|| path.display().to_string())?;
    let mut inside: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    inside.retain(|path| path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.')));
    inside.sort();
    inside.iter().try_for_each(|path| collect(path, found))
}

fn print(context: &Context, summary: &ImportSummary) -> anyhow::Result<()> {
    let words = context.words();
    let header = [
        "cli-file",
        "cli-format",
        "cli-records",
        "cli-added",
        "cli-merged",
        "cli-unchanged",
        "cli-skipped",
        "cli-quarantined",
    ];
    let mut table = output::table(&header.map(|key| words.say(key)));
    for file in &summary.files {
        let counts = [file.records, file.added, file.merged, file.unchanged, file.skipped, file.quarantined];
        let name = file.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        table.add_row([name, file.format.clone()].into_iter().chain(counts.map(|count| count.to_string())));
    }
    context.print(&table.to_string())?;
    context.print(&format!("{}: {}", words.say("cli-corpus-documents"), summary.documents))?;
    if let Some(quarantine) = &summary.quarantine {
        context.print(&format!("{}: {}", words.say("cli-quarantine"), quarantine.display()))?;
    }
    Ok(())
}
