//! `liaowang serve`: the portal.

use crate::context::Context;
use clap::Args;
use std::net::SocketAddr;

#[derive(Args)]
pub(crate) struct Command {
    /// Address and port to listen on (port 0: any free one)
    #[arg(long, env = "LIAOWANG_ADDRESS", default_value = "127.0.0.1:8080")]
    address: SocketAddr,
    /// Address of the database (postgres://…); without it, SQLite in the data folder
    #[arg(long, env = "LIAOWANG_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

impl Command {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(portal::serve(&context.data_dir, self.database_url.as_deref(), self.address, |address| {
            println!("{}", context.words().say_with("cli-serving", &[("address", format!("http://{address}"))]));
        }))?;
        Ok(())
    }
}
