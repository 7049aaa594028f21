//! Files that are there whole or not at all, also after a crash.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Puts bytes at a path, replacing what was there; durable when it returns.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut writes = Writes::default();
    writes.replace(path, bytes)?;
    writes.finish()
}

/// Several files, durable together after [`Writes::finish`]: each folder is told once.
#[derive(Default)]
pub(crate) struct Writes {
    folders: BTreeSet<PathBuf>,
}

impl Writes {
    /// Puts bytes at a path, replacing what was there.
    pub(crate) fn replace(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        create(parent)?;
        let new = parent.join(format!(".{}.new", name.to_string_lossy()));
        let mut file = File::create(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, path)?;
        self.folders.insert(parent.to_owned());
        Ok(())
    }

    /// Makes the names durable.
    pub(crate) fn finish(self) -> io::Result<()> {
        self.folders.iter().try_for_each(|folder| sync(folder))
    }
}

/// Makes a folder and those above it, each known to the one above before anything is put into it.
fn create(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().unwrap_or(Path::new(""));
    create(parent)?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => sync(parent),
    }
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })?.sync_all()
}
