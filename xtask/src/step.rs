//! A named step with its time.

use anyhow::{Context, bail};
use std::process::Command;
use std::time::Instant;

/// Runs `work` between two lines that say what it is and how long it took.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    println!("▶ {name}");
    let start = Instant::now();
    let result = work().with_context(|| format!("step “{name}” failed"));
    let mark = if result.is_ok() { "✔" } else { "✘" };
    println!("{mark} {name} — {:.1} s", start.elapsed().as_secs_f64());
    result
}

/// Runs a command to its end; anything but success is an error that quotes it.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", command.get_program().display()))?;
    if !status.success() {
        let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy()).collect();
        bail!("`{} {}` ended with {status}", command.get_program().display(), words.join(" "));
    }
    Ok(())
}
