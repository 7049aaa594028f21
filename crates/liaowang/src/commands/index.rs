//! `liaowang index rebuild`: the index of the hall, made anew from the database, also while serving.

use super::backup::runtime;
use crate::context::Context;
use clap::{Args, Subcommand};

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
    /// Make the index of the hall anew; the one that is there answers meanwhile
    Rebuild,
}

impl Command {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        let What::Rebuild = self.what;
        runtime()?.block_on(async {
            let lifecycle = portal::open_lifecycle(&context.data_dir, self.database_url.as_deref()).await?;
            anyhow::Ok(portal::rebuild_index(&context.data_dir, lifecycle.registry()).await?)
        })?;
        context.print(&context.words().say("cli-indexed"))
    }
}
