//! What the build says: one file per mistake, with the exact text beside it.
//!
//! The texts are those of the toolchain in `rust-toolchain.toml`; `TRYBUILD=overwrite cargo test -p auth-tests --test ui`
//! writes them anew. Read every one that changes: one error, at the word to change, in the user's words.

#[cfg(all(test, unix))]
mod editor;
#[cfg(test)]
mod generated;
#[cfg(test)]
mod release;
#[cfg(test)]
mod renamed;
#[cfg(test)]
mod right;

/// M-1 to M-9, M-11 to M-13, M-20, M-21, M-23, M-24, M-26, M-27, M-28, M-31, M-34, M-35, M-36, M-40, SR-14, S0-14, S1-1, S1-10, S1-14, S4-13
#[test]
fn every_mistake_is_one_error_at_the_word_to_change() {
    // Apart from the cases that pass, so that one `cargo check` sees all of them.
    trybuild::TestCases::new().compile_fail("ui/fail/*/*.rs");
}

/// trybuild would write down what is said now, and pass.
#[test]
fn what_the_build_says_stands_beside_every_mistake() {
    let fail = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/fail");
    for section in std::fs::read_dir(fail).expect("the mistakes") {
        let section = section.expect("a section").path();
        for file in std::fs::read_dir(&section).expect("a section") {
            let file = file.expect("a file").path();
            let other = file.with_extension(match file.extension() {
                Some(extension) if extension == "rs" => "stderr",
                _ => "rs",
            });
            assert!(other.exists(), "{} is alone", file.display());
        }
    }
}
