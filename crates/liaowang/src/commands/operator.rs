//! `liaowang operator EMAIL`: makes someone an operator. Whoever can run this has the machine.

use super::backup::runtime;
use crate::context::Context;
use accounts::{Accounts, NewPerson, OWASP, Secret};
use anyhow::Context as _;
use clap::Args;
use jiff::Timestamp;

#[derive(Args)]
pub(crate) struct Command {
    /// Address of e-mail
    email: String,
    /// Name, where the account is not there yet
    #[arg(long, default_value = "Operator")]
    name: String,
    /// Address of the database (postgres://…); without it, SQLite in the data folder
    #[arg(long, env = "LIAOWANG_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

impl Command {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        eprint!("{} ", context.words().say("account-password"));
        let mut password = String::new();
        std::io::stdin().read_line(&mut password).context("reading the password")?;
        let person = NewPerson {
            email: self.email.clone(),
            password: Secret::from(password.trim_end_matches(['\n', '\r']).to_owned()),
            name_zh: String::new(),
            name_en: self.name,
            language: context.language.code().to_owned(),
        };
        let party = runtime()?.block_on(async {
            let lifecycle = portal::open_lifecycle(&context.data_dir, self.database_url.as_deref()).await?;
            let accounts = Accounts::new(lifecycle.registry().store().clone(), OWASP)?;
            anyhow::Ok(accounts.make_operator(&person, Timestamp::now()).await?)
        })?;
        context.print(&format!("{} {party}", self.email))
    }
}
