//! `liaowang records import|export|template`: many records at once, from files and into files. Whoever can run this has the machine.

use super::backup::runtime;
use crate::context::Context;
use crate::output;
use accounts::{Accounts, OWASP};
use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use jiff::{Timestamp, tz::TimeZone};
use portal::locale::Language;
use process::{Belonging, Done, Lifecycle, Outcome};
use registry::bulk::{Format, Plan, RowPlan, Step, template, write};
use registry::hall::Wanted;
use registry::{Actor, Role};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Rows of a plan that are printed.
const SHOWN: usize = 200;

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
    /// Show what a file would do, row by row; with --apply, do it
    Import {
        /// Code of the kind
        kind: String,
        /// CSV, XLSX or JSONL
        file: PathBuf,
        /// To whom the records belong: an address of e-mail, or the id of a party
        #[arg(long)]
        owner: String,
        /// Do it
        #[arg(long)]
        apply: bool,
    },
    /// Write what is published of a kind
    Export {
        /// Code of the kind
        kind: String,
        /// A new file that ends in .csv, .xlsx or .jsonl
        file: PathBuf,
        /// Everything in any state, with all fields
        #[arg(long)]
        all: bool,
    },
    /// Write an empty file with headings
    Template {
        /// Code of the kind
        kind: String,
        /// A new file that ends in .csv, .xlsx or .jsonl
        file: PathBuf,
    },
}

impl Command {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        runtime()?.block_on(async {
            let lifecycle = portal::open_lifecycle(&context.data_dir, self.database_url.as_deref()).await?;
            match self.what {
                What::Import { kind, file, owner, apply } => {
                    import(context, &lifecycle, &kind, &file, &owner, apply).await
                }
                What::Export { kind, file, all } => export(context, &lifecycle, &kind, &file, all).await,
                What::Template { kind, file } => empty(context, &lifecycle, &kind, &file),
            }
        })
    }
}

async fn import(
    context: &Context,
    lifecycle: &Lifecycle,
    kind: &str,
    file: &Path,
    owner: &str,
    apply: bool,
) -> anyhow::Result<()> {
    let now = Timestamp::now();
    let actor = Actor::party(&party(lifecycle, owner, now).await?, now);
    let bytes = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let plan =
        lifecycle.plan(&actor, kind, &bytes, &name).await.with_context(|| format!("reading {}", file.display()))?;
    if !apply {
        return show(context, &plan);
    }
    let new = Belonging { owner: actor.name().to_owned(), anonymous: false };
    let bar = output::count_bar((plan.counts.create + plan.counts.revise) as u64);
    let all = lifecycle.apply(&actor, &plan, &new, |_| bar.inc(1)).await?;
    bar.finish_and_clear();
    done(context, &plan, &all)
}

/// The party of an id, or of an address of e-mail.
async fn party(lifecycle: &Lifecycle, owner: &str, now: Timestamp) -> anyhow::Result<String> {
    let accounts = Accounts::new(lifecycle.registry().store().clone(), OWASP)?;
    if owner.contains('@') {
        let operator = Actor::party("command-line", now).with_role(Role::Operator);
        return Ok(accounts.person_of_email(&operator, owner).await?.party);
    }
    if !accounts.parties(&[owner.to_owned()]).await?.contains_key(owner) {
        bail!("there is no party {owner}; name an address of e-mail, or the id of a party");
    }
    Ok(owner.to_owned())
}

fn show(context: &Context, plan: &Plan) -> anyhow::Result<()> {
    if context.json {
        return context.print_json(plan);
    }
    let words = context.words();
    let mut table = output::table(&["cli-row", "cli-step", "cli-details"].map(|key| words.say(key)));
    for row in plan.rows.iter().take(SHOWN) {
        let step = match row.step {
            Step::Create => "import-step-create",
            Step::Revise { .. } => "import-step-revise",
            Step::Unchanged => "import-step-unchanged",
            Step::Refuse => "import-step-refuse",
        };
        table.add_row([row.number.to_string(), words.say(step), details(row)]);
    }
    context.print(&table.to_string())?;
    if let Some(more) = plan.rows.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        context.print(&words.count("import-more-rows", more as u64))?;
    }
    let counts = [
        ("file", plan.file.clone()),
        ("create", plan.counts.create.to_string()),
        ("revise", plan.counts.revise.to_string()),
        ("unchanged", plan.counts.unchanged.to_string()),
        ("refuse", plan.counts.refuse.to_string()),
    ];
    context.print(&words.say_with("cli-import-plan", &counts))?;
    context.print(&words.say("cli-import-plan-only"))
}

/// What changes, or why nothing can be done, as codes.
fn details(row: &RowPlan) -> String {
    let problems = row.problems.iter().map(|problem| json!(problem).to_string());
    let changed: Vec<String> = match &row.step {
        Step::Revise { changes, .. } => changes.iter().map(|change| change.field.clone()).collect(),
        _ => Vec::new(),
    };
    problems.chain(changed).collect::<Vec<_>>().join(" ")
}

fn done(context: &Context, plan: &Plan, all: &[Done]) -> anyhow::Result<()> {
    let code = |outcome: Outcome| match outcome {
        Outcome::Begun => "begun",
        Outcome::Changed => "changed",
        Outcome::Before => "before",
    };
    if context.json {
        let row = |done: &Done| match &done.outcome {
            Ok((what, id)) => json!({ "row": done.row, "outcome": code(*what), "record": id }),
            Err(error) => json!({ "row": done.row, "outcome": "failed", "reason": error.to_string() }),
        };
        return context.print_json(&all.iter().map(row).collect::<Vec<_>>());
    }
    let count = |wanted: Outcome| {
        all.iter().filter(|done| done.outcome.as_ref().is_ok_and(|(what, _)| *what == wanted)).count()
    };
    let mut failed = plan.counts.refuse;
    for done in all {
        if let Err(error) = &done.outcome {
            failed += 1;
            context.print(&format!("{} {}: {error}", context.words().say("cli-row"), done.row))?;
        }
    }
    let counts = [
        ("begun", count(Outcome::Begun).to_string()),
        ("changed", count(Outcome::Changed).to_string()),
        ("before", (count(Outcome::Before) + plan.counts.unchanged).to_string()),
        ("failed", failed.to_string()),
    ];
    context.print(&context.words().say_with("cli-import-done", &counts))
}

async fn export(context: &Context, lifecycle: &Lifecycle, kind: &str, file: &Path, all: bool) -> anyhow::Result<()> {
    let format = format(file)?;
    let registry = lifecycle.registry();
    let definitions = registry.definitions();
    let found = definitions.kind(kind).with_context(|| format!("there is no kind {kind}"))?;
    let rows = if all {
        registry.all_rows(kind).await?
    } else {
        registry.hall_rows(&Actor::visitor(Timestamp::now()), kind, &Wanted::default()).await?
    };
    let count = rows.len();
    put(file, &write(found, &definitions, rows, format, context.language == Language::Zh)?)?;
    let shown = [("records", count.to_string()), ("file", file.display().to_string())];
    context.print(&context.words().say_with("cli-records-written", &shown))
}

fn empty(context: &Context, lifecycle: &Lifecycle, kind: &str, file: &Path) -> anyhow::Result<()> {
    let format = format(file)?;
    let definitions = lifecycle.registry().definitions();
    let found = definitions.kind(kind).with_context(|| format!("there is no kind {kind}"))?;
    let today = Timestamp::now().to_zoned_datetime(TimeZone::UTC).date();
    put(file, &template(found, &definitions, format, context.language == Language::Zh, today)?)?;
    context.print(&file.display().to_string())
}

fn format(file: &Path) -> anyhow::Result<Format> {
    let ending = file.extension().unwrap_or_default().to_string_lossy();
    Format::from_ending(&ending).with_context(|| format!("{}: a name ends in .csv, .xlsx or .jsonl", file.display()))
}

/// Writes a new file: one that is there already is left alone.
fn put(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    use std::io::Write;
    let mut new = std::fs::File::create_new(file).with_context(|| format!("making {}", file.display()))?;
    Ok(new.write_all(bytes)?)
}
