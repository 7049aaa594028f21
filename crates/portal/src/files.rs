//! Where the files of records lie: `files/` of the data folder, or the folder that `LIAOWANG_FILES_URL` names (`file:///srv/files`).

use crate::numbers;
use crate::platform::PlatformError;
use crate::show::Shown;
use registry::Registry;
use registry::files::{FileValue, Files, Media};
use std::path::{Path, PathBuf};

/// The folder of the files of a data folder.
///
/// # Errors
/// Where `LIAOWANG_FILES_URL` names no folder.
pub fn files_folder(data_dir: &Path) -> Result<PathBuf, PlatformError> {
    match std::env::var("LIAOWANG_FILES_URL") {
        Ok(address) => match address.strip_prefix("file://").filter(|path| path.starts_with('/')) {
            Some(path) => Ok(PathBuf::from(path)),
            None => Err(PlatformError::FilesAddress(address)),
        },
        Err(_) => Ok(data_dir.join("files")),
    }
}

/// The files of a data folder.
///
/// # Errors
/// Where the folder cannot be made.
pub fn open_files(registry: &Registry, data_dir: &Path) -> Result<Files, PlatformError> {
    Ok(Files::open(registry.clone(), &files_folder(data_dir)?)?)
}

/// From where the files of a record are linked.
pub(crate) enum Links<'a> {
    /// Pages of the portal.
    Portal {
        /// The record.
        record: &'a str,
    },
    /// Pages beside which files lie: the export.
    Beside {
        /// The record.
        record: &'a str,
    },
}

impl Links<'_> {
    /// The address of a file.
    pub(crate) fn address(&self, file: &FileValue) -> String {
        match self {
            Self::Portal { record } => format!("/records/{record}/files/{}", file.id),
            Self::Beside { record } => format!("{record}/files/{}", exported_name(file)),
        }
    }

    /// A value, where it is a file as a link to it.
    pub(crate) fn link(&self, shown: Shown) -> Shown {
        match shown {
            Shown::File(file) => Shown::Link {
                address: self.address(&file),
                text: format!("{} ({})", file.name, numbers::bytes(file.size)),
                outside: false,
            },
            other => other,
        }
    }
}

/// The name under which a file is exported: its id, with an ending by which servers know its type.
pub(crate) fn exported_name(file: &FileValue) -> String {
    let ending = Media::from_code(&file.media).map_or("bin", |media| media.endings()[0]);
    format!("{}.{ending}", file.id)
}
