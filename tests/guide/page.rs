//! A page of the guide, as text.

use std::path::{Path, PathBuf};

/// A page, and where it is.
pub struct Page {
    path: PathBuf,
    pub text: String,
}

/// A fenced block.
pub struct Block {
    /// The heading above it.
    pub heading: String,
    /// What stands after the fence: `text`, `rust,no_run,standalone_crate`.
    pub language: String,
    pub text: String,
}

impl Page {
    /// `language.md`
    pub fn read(name: &str) -> Self {
        let path = repository().join("auth/docs").join(name);
        let text = std::fs::read_to_string(&path).expect("a page of the guide");
        Self { path, text }
    }

    /// Its blocks, in order.
    pub fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let (mut heading, mut open) = (String::new(), None::<Block>);
        for line in self.text.lines() {
            if let Some(block) = &mut open {
                if line == "```" {
                    blocks.extend(open.take());
                } else {
                    block.text.push_str(line);
                    block.text.push('\n');
                }
            } else if let Some(language) = line.strip_prefix("```") {
                open = Some(Block {
                    heading: heading.clone(),
                    language: language.to_owned(),
                    text: String::new(),
                });
            } else if line.starts_with('#') {
                heading = line.trim_start_matches('#').trim().to_owned();
            }
        }
        assert!(open.is_none(), "a block without an end below {heading}");
        blocks
    }

    /// Fails where a block is not as it should be, or writes it anew if that is asked for.
    #[track_caller]
    pub fn settle(mut self, changes: &[(String, String)]) {
        let changes: Vec<_> = changes.iter().filter(|(is, shall)| is != shall).collect();
        let Some((is, shall)) = changes.first() else {
            return;
        };
        assert!(
            std::env::var_os("AUTH_TESTS_BLESS").is_some(),
            "{} says\n{is}\nwhere it should say\n{shall}\n`AUTH_TESTS_BLESS=1 cargo test -p auth-tests --test guide` writes it anew",
            self.path.display()
        );
        for (is, shall) in changes {
            self.text = self.text.replacen(is.as_str(), shall, 1);
        }
        // Whole at any moment, for the tests beside this one.
        let new = self.path.with_extension("new");
        std::fs::write(&new, &self.text).expect("a page that can be written");
        std::fs::rename(&new, &self.path).expect("a page in its place");
    }
}

/// Every file below a folder of the repository whose name ends so, with its text; in alphabetical order.
pub fn files(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    collect(&repository().join(folder), ending, &mut files);
    files.sort();
    files
}

fn collect(folder: &Path, ending: &str, files: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            let name = path.file_name().expect("a name");
            if name != "target" && name != "node_modules" {
                collect(&path, ending, files);
            }
        } else if path.to_string_lossy().ends_with(ending) {
            let text = std::fs::read_to_string(&path).expect("a text");
            files.push((path, text));
        }
    }
}

/// The repository's own folder.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests are in a workspace")
}
