//! `liaowang check [FOLDER]`: whether definitions are in order, and which records no longer fit them. Nothing is changed.

use super::backup::runtime;
use crate::context::Context;
use crate::output;
use clap::Args;
use jiff::Timestamp;
use process::{Lifecycle, Processes};
use registry::definition::Definitions;
use registry::fit::Fit;
use registry::{Actor, Registry, Role};
use serde_json::json;
use std::path::{Path, PathBuf};
use store::Store;

/// Records that are named for each kind, in JSON.
const NAMED: usize = 100;

#[derive(Args)]
pub(crate) struct Command {
    /// Folder of definitions (default: that of the data folder)
    folder: Option<PathBuf>,
    /// Address of the database (postgres://…); without it, SQLite in the data folder
    #[arg(long, env = "LIAOWANG_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

impl Command {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        let folder = self.folder.clone().unwrap_or_else(|| context.data_dir.join("definitions"));
        anyhow::ensure!(self.folder.is_none() || folder.is_dir(), "{} is no folder", folder.display());
        let (definitions, processes) = read(&folder)?;
        let fits = runtime()?.block_on(self.fits(context, &folder, &definitions))?;
        let counts = [
            ("kinds", definitions.kinds().len()),
            ("vocabularies", definitions.vocabularies().count()),
            ("lists", definitions.lists().len()),
            ("processes", processes.all().count()),
            ("own", own(&definitions, &processes)),
        ];
        if context.json {
            let counts: serde_json::Map<_, _> =
                counts.into_iter().map(|(name, count)| (name.to_owned(), count.into())).collect();
            return context.print_json(&json!({"definitions": counts, "records": fits}));
        }
        let words = context.words();
        context.print(&words.say_with("cli-check-good", &counts.map(|(name, count)| (name, count.to_string()))))?;
        let Some(fits) = fits else { return context.print(&words.say("cli-check-none")) };
        let mut table =
            output::table(&["cli-check-kind", "cli-check-records", "cli-check-misfits"].map(|key| words.say(key)));
        for fit in fits.iter().filter(|fit| fit.records > 0) {
            table.add_row([fit.kind.clone(), fit.records.to_string(), fit.misfits.to_string()]);
        }
        context.print(&table.to_string())
    }

    /// How the records of each kind fit these definitions; nothing where there is no database.
    async fn fits(
        &self,
        context: &Context,
        folder: &Path,
        definitions: &Definitions,
    ) -> anyhow::Result<Option<Vec<Fit>>> {
        let file = context.data_dir.join("liaowang.sqlite");
        let store = match &self.database_url {
            Some(address) => Store::open(address).await?,
            None if file.exists() => Store::open_file(&file).await?,
            None => return Ok(None),
        };
        let lifecycle = Lifecycle::new(Registry::new(store, Some(folder))?, Some(folder))?;
        let actor = Actor::party("command-line", Timestamp::now()).with_role(Role::Operator);
        let mut fits = Vec::new();
        for kind in definitions.kinds() {
            fits.push(lifecycle.fit(&actor, &kind.code, None, NAMED).await?);
        }
        Ok(Some(fits))
    }
}

/// All definitions, or everything that is wrong: a line for each part that cannot be read.
fn read(folder: &Path) -> anyhow::Result<(Definitions, Processes)> {
    match (Definitions::with_folder(folder), Processes::with_folder(folder)) {
        (Ok(definitions), Ok(processes)) => {
            processes.check(&definitions)?;
            Ok((definitions, processes))
        }
        (Err(one), Err(other)) => anyhow::bail!("{one}\n{other}"),
        (Err(error), _) => Err(error.into()),
        (_, Err(error)) => Err(error.into()),
    }
}

/// Definitions that are of this installation.
fn own(definitions: &Definitions, processes: &Processes) -> usize {
    let kinds = definitions.kinds().into_iter().map(|kind| definitions.origin("kinds", &kind.code));
    let vocabularies = definitions.vocabularies().map(|it| definitions.origin("vocabularies", &it.code));
    let lists = definitions.lists().iter().map(|it| definitions.origin("lists", &it.code));
    let processes = processes.all().map(|it| processes.origin(&it.code));
    kinds.chain(vocabularies).chain(lists).chain(processes).flatten().filter(|origin| origin.is_own).count()
}
