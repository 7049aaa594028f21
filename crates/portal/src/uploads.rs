//! Files that were uploaded and wait for a “yes”: kept for an hour, found again only by who uploaded them.

use notary::Hash;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How long a file waits.
const WAITS: Duration = Duration::from_secs(3600);

/// Keeps a file for a party. Returns the name by which the party finds it. Files that waited too long go.
pub(crate) fn keep(data_dir: &Path, party: &str, bytes: &[u8]) -> std::io::Result<String> {
    let folder = data_dir.join("uploads");
    fs::create_dir_all(&folder)?;
    for entry in fs::read_dir(&folder)?.filter_map(Result::ok) {
        if !is_fresh(&entry.path()) {
            // Someone else may have been quicker.
            let _ = fs::remove_file(entry.path());
        }
    }
    let name = Hash::of(bytes).hex();
    let path = path(data_dir, party, &name);
    let mut options = fs::File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(&path)?.write_all(bytes)?;
    Ok(name)
}

/// A file that a party uploaded; none where it waited too long, or is somebody else's.
pub(crate) fn find(data_dir: &Path, party: &str, name: &str) -> Option<Vec<u8>> {
    if name.len() != 64 || !name.bytes().all(|letter| letter.is_ascii_hexdigit()) {
        return None;
    }
    let path = path(data_dir, party, name);
    if is_fresh(&path) { fs::read(path).ok().filter(|bytes| Hash::of(bytes).hex() == name) } else { None }
}

/// Takes a file away that was dealt with.
pub(crate) fn forget(data_dir: &Path, party: &str, name: &str) {
    if find(data_dir, party, name).is_some() {
        let _ = fs::remove_file(path(data_dir, party, name));
    }
}

fn path(data_dir: &Path, party: &str, name: &str) -> PathBuf {
    data_dir.join("uploads").join(format!("{}-{name}", Hash::of(party.as_bytes()).hex()))
}

fn is_fresh(path: &Path) -> bool {
    let modified = fs::metadata(path).and_then(|metadata| metadata.modified());
    modified.is_ok_and(|modified| SystemTime::now().duration_since(modified).unwrap_or_default() < WAITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_by_who_uploaded_it_for_an_hour() {
        let folder = tempfile::tempdir().expect("a folder");
        let name = keep(folder.path(), "anna", b"x").expect("kept");
        assert_eq!(find(folder.path(), "anna", &name), Some(b"x".to_vec()));
        assert_eq!(find(folder.path(), "eva", &name), None);
        assert_eq!(find(folder.path(), "anna", "../../secret"), None);
        let old = SystemTime::now() - WAITS - Duration::from_secs(1);
        let file = fs::File::options().write(true).open(path(folder.path(), "anna", &name)).expect("there");
        file.set_modified(old).expect("set");
        assert_eq!(find(folder.path(), "anna", &name), None);
        let other = keep(folder.path(), "eva", b"y").expect("kept");
        assert!(!path(folder.path(), "anna", &name).exists(), "what waited too long goes");
        forget(folder.path(), "eva", &other);
        assert_eq!(find(folder.path(), "eva", &other), None);
    }
}
