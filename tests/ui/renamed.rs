//! The dependency under another name, and a binary that uses the declaration of its package's library.

use crate::generated::Generated;

const LIBRARY: &str = include_str!("renamed/lib.rs");
const BINARY: &str = include_str!("renamed/main.rs");

#[test]
fn the_dependency_may_have_any_name() {
    let output = Generated {
        name: "renamed",
        dependency: "signin",
        manifest: "",
        sources: &[("src/lib.rs", LIBRARY), ("src/main.rs", BINARY)],
    }
    .check();
    assert!(output.success, "{}", output.text);
}

/// M-23, M-37: with the caret in the binary, against the list of the library.
#[test]
fn a_binary_is_checked_against_the_declaration_of_its_library() {
    let binary = BINARY
        .replace("role = admin", "role = admn")
        .replace("callback_url!(\"/\")", "callback_url!(\"/dashbord\")");
    let output = Generated {
        name: "renamed_wrong",
        dependency: "signin",
        manifest: "",
        sources: &[
            ("src/lib.rs", LIBRARY),
            (
                "src/main.rs",
                &binary.replace("renamed::", "renamed_wrong::"),
            ),
        ],
    }
    .check();
    let errors = output.errors();
    assert_eq!(errors.len(), 2, "{}", output.text);
    for (error, caret) in [
        (
            "error: no role `admn` is declared; did you mean `admin`? [AUTH-124]",
            "                    ^^^^\n",
        ),
        (
            "error: callback URL \"/dashbord\" is not in `callbacks.allow`; did you mean \"/dashboard\"?",
            "^^^^^^^^^^^\n",
        ),
    ] {
        assert!(errors.contains(&error), "{}", output.text);
        assert!(output.text.contains(caret), "{}", output.text);
    }
}
