//! `liaowang witness URL`: watches a log from elsewhere, cosigns what continues it and refuses a fork.

use crate::context::Context;
use anyhow::{Context as _, bail};
use clap::Args;
use jiff::Timestamp;
use notary::{Checkpoint, Key, Role, Tiles, Verifier, Witness};
use std::io;
use std::time::Duration;

/// Bytes of a tile or checkpoint that are read at most.
const LARGEST: u64 = 20_000_000;

#[derive(Args)]
pub(crate) struct Command {
    /// Address of the log, e.g. https://hall.example.org/log
    url: String,
    /// Public key of the log
    #[arg(long, env = "LIAOWANG_LOG_KEY")]
    key: String,
    /// Name of this witness: an address without scheme
    #[arg(long, default_value = "localhost/witness")]
    name: String,
    /// Look once instead of every so many seconds
    #[arg(long)]
    once: bool,
    /// Seconds between two looks
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
}

impl Command {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        let log: Verifier = self.key.parse().context("--key")?;
        let folder = context.data_dir.join("witness");
        let witness = Witness::new(self.own_key(&folder.join("key"))?, &folder.join("seen"));
        context.print(&format!("{}", witness.verifier()))?;
        loop {
            match self.look(&log, &witness) {
                Ok((size, line)) => {
                    context.print(&format!("{size}\n{}", line.trim_end()))?;
                }
                // A fork is for people to look at; anything else may pass.
                Err(error) if self.once || error.to_string().starts_with("FORK") => return Err(error),
                Err(error) => eprintln!("{error:#}"),
            }
            if self.once {
                return Ok(());
            }
            std::thread::sleep(Duration::from_secs(self.every));
        }
    }

    fn look(&self, log: &Verifier, witness: &Witness) -> anyhow::Result<(u64, String)> {
        let base = self.url.trim_end_matches('/').to_owned();
        let fetch = move |path: &str| get(&format!("{base}/{path}"));
        let Some(note) = fetch("checkpoint")? else { bail!("there is no checkpoint at {}", self.url) };
        let note = String::from_utf8(note).context("the checkpoint is not text")?;
        let checkpoint = Checkpoint::open(&note, log)?;
        let seen = witness.seen(log)?;
        if checkpoint.size < seen {
            bail!(
                "FORK: the log shows {} entries; {seen} were cosigned before. Keep both checkpoints as evidence",
                checkpoint.size
            );
        }
        let mut tiles = Tiles::new(checkpoint.size, fetch);
        let proof = tiles.consistency(seen)?;
        let line = witness.cosign(log, &note, seen, &proof, Timestamp::now().as_second().unsigned_abs())?;
        Ok((checkpoint.size, line))
    }

    /// The witness's own key, made where there is none.
    fn own_key(&self, path: &std::path::Path) -> anyhow::Result<Key> {
        portal::secret_key(path, &self.name, Role::Witness).with_context(|| path.display().to_string())
    }
}

/// What lies at an address; none where nothing does.
fn get(address: &str) -> io::Result<Option<Vec<u8>>> {
    match ureq::get(address).call() {
        Ok(mut answer) => {
            answer.body_mut().with_config().limit(LARGEST).read_to_vec().map(Some).map_err(io::Error::other)
        }
        Err(ureq::Error::StatusCode(404)) => Ok(None),
        Err(error) => Err(io::Error::other(error)),
    }
}
