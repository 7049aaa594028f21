//! The `liaowang` program: commands, configuration, wiring.
//!
//! One file per command under `commands/`; each parses, calls an engine and prints. Errors say what failed, on what, and a
//! hint what to do next.

mod commands;
mod context;
mod output;

use clap::Parser;
use std::process::ExitCode;

/// Parallel parsing and clustering allocate and free much; this allocator returns that time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = commands::Arguments::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_env("LIAOWANG_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match arguments.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
