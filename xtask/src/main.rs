//! Developer commands: `cargo xtask demo`, `cargo xtask test`, `cargo xtask web`.
//!
//! Each is a list of steps; a step prints its name when it starts and its time when it ends, and a tool that is missing is
//! named together with the way to get it.

mod demo;
mod step;
mod test;
mod tools;
mod web;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Developer commands of Liaowang")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything, make a demo world, import and scan it, and serve the portal
    Demo(demo::Demo),
    /// Formats, lints, all tests, the browser test
    Test(test::Test),
    /// Build the web assets that the binary embeds
    Web,
}

fn main() -> anyhow::Result<()> {
    std::env::set_current_dir(tools::workspace_root())?;
    match Arguments::parse().command {
        Command::Demo(demo) => demo.run(),
        Command::Test(test) => test.run(),
        Command::Web => web::build(),
    }
}
