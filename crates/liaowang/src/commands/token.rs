//! `liaowang token make EMAIL --scopes …`: makes an API token for an account, and prints it this once. Whoever can run this has the machine.

use super::backup::runtime;
use crate::context::Context;
use accounts::{Accounts, OWASP, Scope, Scopes, TOKEN_DAYS};
use clap::{Args, Subcommand};
use jiff::{SignedDuration, Timestamp};
use registry::{Actor, Role};

#[derive(Args)]
pub(crate) struct Command {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Make a token and print it
    Make(Make),
}

#[derive(Args)]
struct Make {
    /// Address of e-mail of the account
    email: String,
    /// What the token may do: read, write, publish, admin
    #[arg(long, value_delimiter = ',', default_value = "read", value_parser = scope)]
    scopes: Vec<Scope>,
    /// What it is for
    #[arg(long, default_value = "command line")]
    name: String,
    /// Days until it ends
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(i64).range(1..=TOKEN_DAYS))]
    days: i64,
    /// Address of the database (postgres://…); without it, SQLite in the data folder
    #[arg(long, env = "LIAOWANG_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

impl Command {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        let Action::Make(make) = self.action;
        let now = Timestamp::now();
        let token = runtime()?.block_on(async {
            let lifecycle = portal::open_lifecycle(&context.data_dir, make.database_url.as_deref()).await?;
            let accounts = Accounts::new(lifecycle.registry().store().clone(), OWASP)?;
            let operator = Actor::party("command-line", now).with_role(Role::Operator);
            let person = accounts.person_of_email(&operator, &make.email).await?;
            let actor = Actor::party(&person.party, now);
            let scopes: Scopes = make.scopes.into_iter().collect();
            let until = now + SignedDuration::from_hours(24 * make.days);
            anyhow::Ok(accounts.make_token(&actor, &make.name, &scopes, until).await?.0)
        })?;
        context.print(token.expose())
    }
}

fn scope(text: &str) -> Result<Scope, String> {
    Scope::from_code(text).ok_or_else(|| format!("“{text}” is not one of read, write, publish, admin"))
}
