//! The file of a database.

use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};

/// Where a database is.
#[derive(Debug)]
pub(super) enum File {
    Memory,
    At(PathBuf),
}

impl File {
    /// # Errors
    /// With what is wrong with the path.
    pub(super) fn named(path: &Path) -> Result<Self, &'static str> {
        if path == Path::new(":memory:") {
            return Ok(Self::Memory);
        }
        if path.as_os_str().is_empty() || path.is_dir() {
            return Err("the path of a database is that of a folder");
        }
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        if folder.is_some_and(|folder| !folder.is_dir()) {
            return Err("the folder of a database is not there");
        }
        Ok(Self::At(path.to_owned()))
    }

    /// Sees to it that the file is there, and is nobody else's to read: what SQLite keeps beside it gets its permissions.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn make(&self) -> io::Result<()> {
        let Self::At(path) = self else {
            return Ok(());
        };
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            Ok(_) | Err(_) => Ok(()),
        }
    }
}
