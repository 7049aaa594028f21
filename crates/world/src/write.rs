//! A world on disk: documents as JSON Lines, and beside them the truth.

use crate::{Technology, World};
use rayon::prelude::*;
use serde::Serialize;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Documents written by one core at a time.
const CHUNK: usize = 1_024;

/// Why a world could not be written.
#[derive(Debug, thiserror::Error)]
#[error("writing the world to {path}: {source}")]
pub struct WorldError {
    /// The file or folder.
    pub path: PathBuf,
    /// What the system said.
    pub source: std::io::Error,
}

/// Where a world was written.
pub struct WorldFiles {
    /// The documents, one JSON object a line.
    pub documents: PathBuf,
    /// Technologies with their planted courses, and the technology of each document by its number.
    pub truth: PathBuf,
}

#[derive(Serialize)]
struct Truth<'a> {
    technologies: &'a [Technology],
    technology_of_document: &'a [u16],
}

impl World {
    /// Writes `documents.jsonl` and `truth.json` into `folder`, calling `progress` with the number of documents written so far.
    pub fn write(&self, folder: &Path, mut progress: impl FnMut(usize)) -> Result<WorldFiles, WorldError> {
        let error = |path: &Path| {
            let path = path.to_path_buf();
            move |source: std::io::Error| WorldError { path, source }
        };
        fs::create_dir_all(folder).map_err(error(folder))?;
        let documents = folder.join("documents.jsonl");
        let mut file = BufWriter::with_capacity(1 << 20, File::create(&documents).map_err(error(&documents))?);
        let chunks = self.len().div_ceil(CHUNK);
        let wave = 4 * rayon::current_num_threads();
        for first in (0..chunks).step_by(wave) {
            let written: Vec<Vec<u8>> =
                (first..(first + wave).min(chunks)).into_par_iter().map(|chunk| self.lines(chunk)).collect();
            for lines in written {
                file.write_all(&lines).map_err(error(&documents))?;
            }
            progress(((first + wave) * CHUNK).min(self.len()));
        }
        file.flush().map_err(error(&documents))?;
        let truth = folder.join("truth.json");
        let text = serde_json::to_vec(&Truth {
            technologies: &self.technologies,
            technology_of_document: &self.technology_of,
        })
        .expect("plain structs have a JSON form");
        fs::write(&truth, text).map_err(error(&truth))?;
        Ok(WorldFiles { documents, truth })
    }

    fn lines(&self, chunk: usize) -> Vec<u8> {
        let mut lines = Vec::with_capacity(CHUNK * 1_200);
        for number in chunk * CHUNK..((chunk + 1) * CHUNK).min(self.len()) {
            serde_json::to_writer(&mut lines, &self.document(number)).expect("plain structs have a JSON form");
            lines.push(b'\n');
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use crate::{World, WorldDocument, WorldOptions};

    #[test]
    fn files_hold_every_document_in_order_and_the_truth() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let world = World::new(&WorldOptions { documents: 3_000, ..WorldOptions::default() });
        let files = world.write(folder.path(), |_| ()).expect("written");
        let text = std::fs::read_to_string(files.documents).expect("readable");
        let documents: Vec<WorldDocument> =
            text.lines().map(|line| serde_json::from_str(line).expect("a document a line")).collect();
        assert_eq!(documents.len(), world.len());
        assert!(documents.iter().enumerate().all(|(n, d)| d.id == format!("world:{n}")));
        let truth: serde_json::Value =
            serde_json::from_slice(&std::fs::read(files.truth).expect("readable")).expect("json");
        assert_eq!(truth["technology_of_document"].as_array().map(Vec::len), Some(world.len()));
        assert_eq!(truth["technologies"].as_array().map(Vec::len), Some(world.technologies.len()));
    }
}
