//! `liaowang verify RECEIPT [FILE]`: checks a receipt offline.

use crate::context::Context;
use anyhow::{Context as _, bail};
use clap::Args;
use notary::{Hash, Receipt, Verifier};
use serde_json::Value;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(crate) struct Command {
    /// The receipt (JSON), as downloaded from a record's page
    receipt: PathBuf,
    /// A file that the receipt should speak of: its SHA-256 must be among the disclosed fields
    file: Option<PathBuf>,
    /// Public key of the log (name+number+base64), as published by its operator; without it, the key of the data folder
    #[arg(long, env = "LIAOWANG_LOG_KEY")]
    key: Option<String>,
    /// Public keys of witnesses whose cosignatures must be there
    #[arg(long)]
    witness: Vec<String>,
}

impl Command {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        let text = std::fs::read_to_string(&self.receipt).with_context(|| self.receipt.display().to_string())?;
        let receipt = Receipt::read(&text)?;
        let log: Verifier = match &self.key {
            Some(key) => key.parse().context("--key")?,
            None => match portal::log_key(&context.data_dir)? {
                Some(key) => key,
                None => bail!(
                    "whose log is it? give the public key of {} with --key; its operator publishes it, and a key taken from \
                     the receipt itself would prove nothing",
                    receipt.origin()?
                ),
            },
        };
        let witnesses: Vec<Verifier> =
            self.witness.iter().map(|key| key.parse().context("--witness")).collect::<anyhow::Result<_>>()?;
        let proven = receipt.verify(&log, &witnesses)?;
        if let Some(missing) =
            witnesses.iter().find(|witness| !proven.witnesses.iter().any(|(name, _)| name == witness.name()))
        {
            bail!("the checkpoint bears no signature of the witness {}", missing.name());
        }
        if let Some(file) = &self.file {
            speaks_of(&receipt, file)?;
        }
        if context.json {
            return context.print_json(&serde_json::json!({
                "holds": true,
                "log": proven.checkpoint.origin,
                "index": proven.index,
                "size": proven.checkpoint.size,
                "entry": receipt.entry,
                "disclosed": receipt.disclosed.keys().collect::<Vec<_>>(),
                "witnesses": proven.witnesses.iter().map(|(name, _)| name).collect::<Vec<_>>(),
            }));
        }
        let words = context.words();
        context.print(&words.say("verify-holds"))?;
        let facts = [
            ("verify-event", words.say(&format!("event-{}", receipt.entry.event))),
            ("verify-record", receipt.entry.record.clone()),
            ("verify-version", receipt.entry.version.to_string()),
            ("verify-time", receipt.entry.time.clone()),
            ("verify-entry", proven.index.to_string()),
            ("verify-size", proven.checkpoint.size.to_string()),
            ("verify-fields", receipt.disclosed.keys().cloned().collect::<Vec<_>>().join(", ")),
        ];
        for (key, value) in facts {
            context.print(&format!("  {}: {value}", words.say(key)))?;
        }
        Ok(())
    }
}

/// Whether a disclosed field names the SHA-256 of a file, in hexadecimal or base64.
fn speaks_of(receipt: &Receipt, file: &Path) -> anyhow::Result<()> {
    let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
    let hash = Hash::of(&bytes);
    let hex = hash.hex();
    let names = |value: &Value| holds_text(value, &hex) || holds_text(value, &hash.to_string());
    if receipt.disclosed.values().any(|field| names(&field.value)) {
        return Ok(());
    }
    bail!("{} is not a file that this receipt speaks of: its SHA-256 is {hex}", file.display())
}

fn holds_text(value: &Value, text: &str) -> bool {
    match value {
        Value::String(other) => other.eq_ignore_ascii_case(text),
        Value::Array(values) => values.iter().any(|value| holds_text(value, text)),
        Value::Object(parts) => parts.values().any(|value| holds_text(value, text)),
        _ => false,
    }
}
