//! No server at all: a folder for the files of those that are built in.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use crate::folder::Folder;
use crate::server::{Server, Unavailable, number};

/// A folder, with one file for each test.
#[derive(Debug)]
pub struct Files {
    folder: Arc<Folder>,
}

impl Files {
    /// The path of a file that is not there.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join(format!("test_{}.db", number()))
    }
}

impl Server for Files {
    const NAME: &'static str = "a temporary folder";

    fn launch() -> Result<Self, Unavailable> {
        let folder = Folder::new("files")?;
        Ok(Self { folder })
    }

    fn place() -> &'static OnceLock<Result<Self, Unavailable>> {
        static PLACE: OnceLock<Result<Files, Unavailable>> = OnceLock::new();
        &PLACE
    }
}
