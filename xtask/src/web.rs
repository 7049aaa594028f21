//! Styles and scripts: `web/` → `web/dist/`, which the binary embeds.

use crate::step::{run, step};
use crate::tools;
use std::process::Command;

/// Installs what `web/package-lock.json` names and builds.
pub(crate) fn build() -> anyhow::Result<()> {
    tools::require_node()?;
    step("web assets", || {
        npm_install("web")?;
        run(Command::new("npm").args(["run", "--silent", "build"]).current_dir("web"))
    })
}

/// `npm ci`, skipped where the lock file has not changed since the last one.
pub(crate) fn npm_install(folder: &str) -> anyhow::Result<()> {
    let root = tools::workspace_root().join(folder);
    let lock = std::fs::read(root.join("package-lock.json"))?;
    let stamp = root.join("node_modules/.installed-lock.json");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&root))?;
    std::fs::create_dir_all(root.join("node_modules"))?;
    std::fs::write(stamp, lock)?;
    Ok(())
}
