//! What the machine has, and how to get what it lacks.

use anyhow::bail;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Root of the workspace.
pub(crate) fn workspace_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace").to_path_buf()
}

/// The cargo that runs us.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Where cargo puts its output.
pub(crate) fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace_root().join("target"), PathBuf::from)
}

/// Whether a program can be started.
pub(crate) fn has(program: impl Into<OsString>) -> bool {
    let program = program.into();
    Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}

/// Node.js with npm, or a message that says how to get it.
pub(crate) fn require_node() -> anyhow::Result<()> {
    if has("node") && has("npm") {
        return Ok(());
    }
    bail!(
        "Node.js 20 or newer with npm is missing: install it from nodejs.org or your system's packages (Debian: `apt-get install nodejs npm`)"
    )
}

/// A Chromium or Chrome for the browser test.
pub(crate) fn browser() -> Option<PathBuf> {
    if let Some(given) = std::env::var_os("LIAOWANG_BROWSER") {
        return Some(given.into());
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).flat_map(|folder| names.map(|name| folder.join(name))).find(|path| path.is_file())
}
