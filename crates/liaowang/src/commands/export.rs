//! `liaowang export hall FOLDER`: the hall's public part as a static site with its proofs, readable without us.

use super::backup::runtime;
use crate::context::Context;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct Command {
    #[command(subcommand)]
    what: What,
    /// Address of the database (postgres://…); without it, SQLite in the data folder
    #[arg(long, global = true, env = "LIAOWANG_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

#[derive(Subcommand)]
enum What {
    /// Everything published: pages in both languages, records and receipts as JSON, the notary's log
    Hall {
        /// A new folder
        folder: PathBuf,
    },
}

impl Command {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        let What::Hall { folder } = self.what;
        anyhow::ensure!(!folder.exists(), "{} is there already; name a new folder", folder.display());
        let publications = runtime()?.block_on(async {
            let lifecycle = portal::open_lifecycle(&context.data_dir, self.database_url.as_deref()).await?;
            let registry = lifecycle.registry();
            let files = portal::open_files(registry, &context.data_dir)?;
            anyhow::Ok(portal::export_hall(registry, &files, &context.data_dir.join("notary/log"), &folder).await?)
        })?;
        let words = context.words();
        let shown = [("publications", publications.to_string()), ("folder", folder.display().to_string())];
        context.print(&words.say_with("cli-exported", &shown))
    }
}
