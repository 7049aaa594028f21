//! Tables and progress bars on a terminal.

use comfy_table::{ContentArrangement, Table, presets};
use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// A plain table with a header.
pub(crate) fn table(header: &[String]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header);
    table
}

/// A bar for work of known size in bytes, with rate and remaining time.
pub(crate) fn bytes_bar(total: u64) -> ProgressBar {
    bar(total, "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}")
}

/// A bar for work of known number of steps or documents.
pub(crate) fn count_bar(total: u64) -> ProgressBar {
    bar(total, "{msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}")
}

/// A spinner for work of unknown size.
pub(crate) fn spinner() -> ProgressBar {
    let spinner = ProgressBar::new_spinner();
    spinner.set_style(style("{spinner} {msg} {elapsed}"));
    spinner.enable_steady_tick(Duration::from_millis(120));
    spinner
}

fn bar(total: u64, template: &str) -> ProgressBar {
    let bar = ProgressBar::new(total);
    bar.set_style(style(template));
    bar
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the templates of this file are well-formed")
}

/// Whether an error only says that the reader of our output went away.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
