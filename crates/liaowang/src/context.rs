//! What every command knows: where the data lies, in which language and form to answer.

use anyhow::Context as _;
use portal::locale::{Language, Words};
use std::io::Write;
use std::path::PathBuf;

/// The common part of all commands.
pub(crate) struct Context {
    /// Where everything is kept.
    pub(crate) data_dir: PathBuf,
    /// Language of answers.
    pub(crate) language: Language,
    /// Whether data is printed as JSON.
    pub(crate) json: bool,
}

impl Context {
    /// Words of the language.
    pub(crate) fn words(&self) -> &'static Words {
        self.language.words()
    }

    /// Prints a value as JSON.
    pub(crate) fn print_json(&self, value: &impl serde::Serialize) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        serde_json::to_writer_pretty(&mut out, value).context("writing JSON")?;
        writeln!(out)?;
        Ok(())
    }

    /// Prints text.
    pub(crate) fn print(&self, text: &str) -> anyhow::Result<()> {
        writeln!(std::io::stdout().lock(), "{text}")?;
        Ok(())
    }
}

/// The language that the environment asks for: Chinese where `LC_ALL`, `LC_MESSAGES` or `LANG` begins with `zh`.
pub(crate) fn language_of_environment() -> Language {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .and_then(|value| Language::parse(&value))
        .unwrap_or(Language::En)
}
