//! `liaowang backup FOLDER` and `liaowang restore FOLDER`: everything that people did, as it was at one moment, also while serving.
//!
//! The log is copied before the database: it never has entries that the database does not know, and catches up by itself. Files are copied
//! after it: all that a version speaks of are there.

use crate::context::Context;
use anyhow::{Context as _, bail};
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(crate) struct Backup {
    /// A new folder
    folder: PathBuf,
    /// Address of the database (postgres://…); without it, SQLite in the data folder
    #[arg(long, env = "LIAOWANG_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

#[derive(Args)]
pub(crate) struct Restore {
    /// A folder that a backup was written to
    folder: PathBuf,
    /// Address of the database (postgres://…); without it, SQLite in the data folder
    #[arg(long, env = "LIAOWANG_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

/// What a data folder holds beside the database and what can be made again.
const PARTS: [&str; 1] = ["definitions"];

/// The files of records, wherever they lie.
const FILES: &str = "files";

impl Backup {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        if self.folder.exists() {
            bail!("{} is there already; name a new folder", self.folder.display());
        }
        let notary = context.data_dir.join("notary");
        if notary.is_dir() {
            let to = self.folder.join("notary");
            fs::create_dir_all(to.join("log"))?;
            copy_file(&notary.join("key"), &to.join("key"))?;
            // The checkpoint first: all tiles that it speaks of are there.
            copy_file(&notary.join("log/checkpoint"), &to.join("log/checkpoint"))?;
            copy_folder(&notary.join("log/tile"), &to.join("log/tile"))?;
        }
        for part in PARTS {
            copy_folder(&context.data_dir.join(part), &self.folder.join(part))?;
        }
        let rows = runtime()?.block_on(async {
            let lifecycle = portal::open_lifecycle(&context.data_dir, self.database_url.as_deref()).await?;
            anyhow::Ok(store::backup::write(lifecycle.registry().store(), &self.folder.join("tables")).await?)
        })?;
        copy_folder(&portal::files_folder(&context.data_dir)?, &self.folder.join(FILES))?;
        context.print(
            &context
                .words()
                .say_with("cli-backup", &[("rows", rows.to_string()), ("folder", self.folder.display().to_string())]),
        )
    }
}

impl Restore {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        let tables = self.folder.join("tables");
        if !tables.is_dir() {
            bail!("{} is not a backup: it has no tables", self.folder.display());
        }
        if context.data_dir.join("notary").exists() {
            bail!("{} has a log already; restore into a new data folder", context.data_dir.display());
        }
        copy_folder(&self.folder.join(FILES), &portal::files_folder(&context.data_dir)?)?;
        for part in PARTS.into_iter().chain(["notary"]) {
            copy_folder(&self.folder.join(part), &context.data_dir.join(part))?;
        }
        let rows = runtime()?.block_on(async {
            let lifecycle = portal::open_lifecycle(&context.data_dir, self.database_url.as_deref()).await?;
            anyhow::Ok(store::backup::restore(lifecycle.registry().store(), &tables).await?)
        })?;
        context.print(&context.words().say_with("cli-restored", &[("rows", rows.to_string())]))
    }
}

/// A runtime for commands that talk to the database.
pub(super) fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(to).with_context(|| to.display().to_string())?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() {
            copy_folder(&path, &to.join(name))?;
        } else if !name.to_string_lossy().starts_with('.') {
            // A partial tile may have given way to the full one in between.
            match copy_file(&path, &to.join(name)) {
                Err(_) if !path.exists() => {}
                other => other?,
            }
        }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::copy(from, to).with_context(|| from.display().to_string())?;
    Ok(())
}
