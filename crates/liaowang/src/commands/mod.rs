//! The commands.

mod backtest;
mod backup;
mod check;
mod export;
mod fill;
mod fill_meetings;
mod import;
mod index;
mod ledger;
mod model;
mod operator;
mod records;
mod report;
mod scan;
mod serve;
mod sql;
mod token;
mod topic;
mod topics;
mod verify;
mod witness;
mod world;

use crate::context::{Context, language_of_environment};
use clap::{Parser, Subcommand};
use portal::locale::Language;
use std::path::PathBuf;

#[derive(Parser)]
#[command(
    name = "liaowang",
    version,
    about = "Liaowang 瞭望: find emerging technologies in papers, patents and policy texts"
)]
pub(crate) struct Arguments {
    /// Where the corpus, scans and everything else are kept
    #[arg(long, global = true, env = "LIAOWANG_DATA_DIR", default_value = "data")]
    data_dir: PathBuf,
    /// Language of answers: zh or en (default: by LANG)
    #[arg(long, global = true, env = "LIAOWANG_LANGUAGE", value_parser = parse_language)]
    language: Option<Language>,
    /// Print data as JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read files of any known format into the corpus
    Import(import::Command),
    /// Find topics, indicators and forecasts in the corpus
    Scan(scan::Command),
    /// Ask the corpus and the latest scan in SQL
    Sql(sql::Command),
    /// List topics, most probable growth first
    Topics(topics::Command),
    /// Everything about one topic
    Topic(topic::Command),
    /// Write the latest scan as a report (HTML or XLSX)
    Report(report::Command),
    /// How good would the forecasts have been?
    Backtest(backtest::Command),
    /// Dated forecasts and how they came out
    Ledger(ledger::Command),
    /// Install the optional sentence model
    Model(model::Command),
    /// Serve the portal
    Serve(serve::Command),
    /// Check a receipt offline
    Verify(verify::Command),
    /// Watch a log from elsewhere and cosign what continues it
    Witness(witness::Command),
    /// Copy everything that people did, also while serving
    Backup(backup::Backup),
    /// Put a backup into a new data folder
    Restore(backup::Restore),
    /// Write the hall as a static site with its proofs
    Export(export::Command),
    /// Make the index for searching anew
    Index(index::Command),
    /// Check definitions, and which records no longer fit them
    Check(check::Command),
    /// Make someone an operator of this installation (asks for a password)
    Operator(operator::Command),
    /// Take records in from a file, or write them into one
    Records(records::Command),
    /// Make a token for programs that use the API
    Token(token::Command),
    /// Fill the hall with simulated parties and records
    Fill(fill::Command),
    /// Write a simulated world with planted truth
    World(world::Command),
}

impl Arguments {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let context = Context {
            data_dir: self.data_dir,
            language: self.language.unwrap_or_else(language_of_environment),
            json: self.json,
        };
        match self.command {
            Command::Import(command) => command.run(&context),
            Command::Scan(command) => command.run(&context),
            Command::Sql(command) => command.run(&context),
            Command::Topics(command) => command.run(&context),
            Command::Topic(command) => command.run(&context),
            Command::Report(command) => command.run(&context),
            Command::Backtest(command) => command.run(&context),
            Command::Ledger(command) => command.run(&context),
            Command::Model(command) => command.run(&context),
            Command::Serve(command) => command.run(&context),
            Command::Verify(command) => command.run(&context),
            Command::Witness(command) => command.run(&context),
            Command::Backup(command) => command.run(&context),
            Command::Restore(command) => command.run(&context),
            Command::Export(command) => command.run(&context),
            Command::Index(command) => command.run(&context),
            Command::Check(command) => command.run(&context),
            Command::Operator(command) => command.run(&context),
            Command::Records(command) => command.run(&context),
            Command::Token(command) => command.run(&context),
            Command::Fill(command) => command.run(&context),
            Command::World(command) => command.run(&context),
        }
    }
}

fn parse_language(text: &str) -> Result<Language, String> {
    Language::parse(text).ok_or_else(|| format!("“{text}” is not one of zh, en"))
}
