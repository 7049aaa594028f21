//! `liaowang sql "SELECT …"`: questions to the corpus and the latest scan.

use crate::context::Context;
use clap::{Args, ValueEnum};
use corpus::Corpus;
use corpus::sql::{self, Output};
use observatory::scan::Scan;
use std::path::PathBuf;

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    /// A table for people
    Table,
    /// Comma-separated values
    Csv,
    /// JSON Lines
    Json,
}

#[derive(Args)]
pub(crate) struct Command {
    /// A query over documents, document_references, topics, memberships, indicators, forecasts, …
    query: String,
    /// How to print the rows
    #[arg(long, value_enum, default_value_t = Form::Table)]
    output: Form,
    /// Scan folder to ask (default: the latest scan)
    #[arg(long)]
    scan: Option<PathBuf>,
}

impl Command {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        let corpus = Corpus::open(&context.data_dir)?;
        let scan = match self.scan {
            Some(folder) => {
                anyhow::ensure!(folder.is_dir(), "there is no scan folder {}", folder.display());
                Some(folder)
            }
            None => Scan::latest_folder(&context.data_dir).ok(),
        };
        let output = match self.output {
            _ if context.json => Output::Json,
            Form::Table => Output::Table,
            Form::Csv => Output::Csv,
            Form::Json => Output::Json,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let mut out = std::io::stdout().lock();
        runtime.block_on(sql::query(&corpus, scan.as_deref(), &self.query, output, &mut out))?;
        Ok(())
    }
}
