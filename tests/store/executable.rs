//! Where the programs are that `./tests/run` installs.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The first of these programs that is here, by the names it has in different distributions.
pub(crate) fn find(names: &[&str]) -> Option<PathBuf> {
    let folders = folders();
    names.iter().find_map(|name| {
        folders
            .iter()
            .map(|folder| folder.join(name))
            .find(|file| file.is_file())
    })
}

/// Those that are searched: a user who is not root has no `sbin` in theirs, and Debian keeps PostgreSQL's out of everybody's.
fn folders() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from))
        .chain(versions(Path::new("/usr/lib/postgresql")))
        .collect()
}

/// `{folder}/{version}/bin`, the newest first.
fn versions(folder: &Path) -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort_by(|one, other| other.cmp(one));
    versions.into_iter().map(|(_, folder)| folder).collect()
}
