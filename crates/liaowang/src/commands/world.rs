//! `liaowang world FOLDER`: writes a simulated world with its planted truth.

use crate::context::Context;
use crate::output;
use clap::Args;
use std::path::PathBuf;
use world::{World, WorldOptions};

#[derive(Args)]
pub(crate) struct Command {
    /// Folder for documents.jsonl and truth.json
    folder: PathBuf,
    /// Number of documents
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    documents: u32,
    /// Number of technologies (0: by the number of documents)
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=2_000))]
    technologies: u32,
    /// First year with documents
    #[arg(long, default_value_t = 2001, value_parser = clap::value_parser!(i32).range(1800..=2200))]
    first_year: i32,
    /// Last year with documents
    #[arg(long, default_value_t = 2024, value_parser = clap::value_parser!(i32).range(1800..=2200))]
    last_year: i32,
    /// Share of documents in Chinese, 0 to 1
    #[arg(long, default_value_t = 0.5)]
    chinese: f64,
    /// Seed of everything random
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Command {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        anyhow::ensure!(
            (0.0..=1.0).contains(&self.chinese),
            "--chinese is a share between 0 and 1, not {}",
            self.chinese
        );
        anyhow::ensure!(
            self.first_year + 12 <= self.last_year,
            "a world needs more than a dozen years; {} to {} is too short",
            self.first_year,
            self.last_year
        );
        let world = World::new(&WorldOptions {
            documents: self.documents as usize,
            technologies: self.technologies as usize,
            first_year: self.first_year,
            last_year: self.last_year,
            chinese: self.chinese,
            seed: self.seed,
        });
        let bar = output::count_bar(world.len() as u64);
        bar.set_message(context.words().say("cli-writing-world"));
        let files = world.write(&self.folder, |written| bar.set_position(written as u64))?;
        bar.finish_and_clear();
        if context.json {
            return context.print_json(&serde_json::json!({
                "documents": world.len(),
                "technologies": world.technologies.len(),
                "file": files.documents,
                "truth": files.truth,
            }));
        }
        context.print(&files.documents.display().to_string())
    }
}
