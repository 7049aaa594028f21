//! `liaowang report --out FILE`: the latest scan as a document.

use crate::context::Context;
use clap::Args;
use observatory::report::{self, ReportWords};
use observatory::scan::Scan;
use portal::locale::Language;
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct Command {
    /// File to write; its ending says which form: .html or .xlsx
    #[arg(long)]
    out: PathBuf,
}

impl Command {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        let scan = Scan::latest(&context.data_dir)?;
        let words = context.words();
        let say = |key: &str| words.say(&format!("report-{key}"));
        let words = ReportWords { chinese: context.language == Language::Zh, say: &say };
        report::write(&scan, &self.out, &words)?;
        context.print(&self.out.display().to_string())
    }
}
