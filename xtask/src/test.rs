//! `cargo xtask test`: everything that must be green.

use crate::step::{run, step};
use crate::{tools, web};
use anyhow::{Context, bail};
use clap::Args;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

#[derive(Args)]
pub(crate) struct Test {
    /// Leave the browser test out (needs Node.js and Chromium)
    #[arg(long)]
    skip_browser: bool,
}

impl Test {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let browser = tools::browser();
        if !self.skip_browser && browser.is_none() {
            bail!(
                "no Chromium for the browser test: install it (Debian: `apt-get install chromium`), name one in \
                 LIAOWANG_BROWSER, or leave the test out with --skip-browser"
            );
        }
        web::build()?;
        step("formats", || run(tools::cargo().args(["fmt", "--all", "--check"])))?;
        step("lints", || {
            run(tools::cargo().args(["clippy", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"]))
        })?;
        step("build", || run(tools::cargo().args(["build", "--workspace", "--quiet"])))?;
        step("tests", || run(tools::cargo().args(["test", "--workspace", "--quiet"])))?;
        match browser {
            Some(browser) if !self.skip_browser => step("browser test", || browser_test(&browser)),
            _ => Ok(()),
        }
    }
}

/// Imports and scans a small world, serves it, and lets a real browser click through the portal.
fn browser_test(browser: &std::path::Path) -> anyhow::Result<()> {
    web::npm_install("e2e")?;
    let program = tools::target_dir().join("debug/liaowang");
    let folder = tools::target_dir().join("browser-test");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let data = folder.join("data");
    let liaowang = |words: &[&str]| run(Command::new(&program).arg("--data-dir").arg(&data).args(words));
    let world = folder.join("world");
    let world = world.to_str().context("the target folder's name is not Unicode")?;
    liaowang(&["world", world, "--documents", "4000"])?;
    liaowang(&["import", &format!("{world}/documents.jsonl")])?;
    // A small world has small topics.
    let config = folder.join("scan.toml");
    std::fs::write(&config, "topic_size = 40\n")?;
    let config = config.to_str().context("the target folder's name is not Unicode")?;
    liaowang(&["scan", "--config", config])?;
    liaowang(&["fill", "--records", "150", "--demo-accounts"])?;
    liaowang(&["backtest", "--cutoffs", "2016..2020", "--config", config, "--save"])?;
    let (server, address) = serve(Command::new(&program).arg("--data-dir").arg(&data))?;
    let result =
        run(Command::new("node").args(["run.mjs", &address]).current_dir("e2e").env("LIAOWANG_BROWSER", browser));
    drop(server);
    result
}

/// A server that is stopped when it goes out of scope.
pub(crate) struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to stop.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts `liaowang serve` on a free port and reads its address from its first line.
fn serve(liaowang: &mut Command) -> anyhow::Result<(Server, String)> {
    let mut child = liaowang.args(["serve", "--address", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn()?;
    let output = child.stdout.take().context("the server has no output")?;
    let server = Server(child);
    for line in BufReader::new(output).lines() {
        let line = line?;
        if let Some(position) = line.find("http://") {
            let address = line[position..].split(|c: char| c.is_whitespace() || !c.is_ascii()).next();
            return Ok((server, address.unwrap_or_default().to_string()));
        }
    }
    bail!("the server ended before it named its address")
}
