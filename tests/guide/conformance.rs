//! Where each module of the conformance suite is tested, or why it does not apply: made from the list and from the tests.

use crate::page::{Page, files, repository};

/// A module of the suite, as the list has it.
struct Module {
    name: String,
    plans: String,
    /// Why it does not apply; empty where it does.
    reason: String,
}

#[test]
fn every_module_is_a_test_or_has_a_reason() {
    let tests = tests();
    let mut table = String::new();
    for module in modules() {
        let function = module.name.replace('-', "_");
        let places: Vec<&str> = tests
            .iter()
            .filter(|(name, _)| *name == function)
            .map(|(_, file)| file.as_str())
            .collect();
        let told = match (places.as_slice(), module.reason.as_str()) {
            ([file], "") => format!("`{file}`"),
            ([], reason) if !reason.is_empty() => format!("— {reason}"),
            _ => panic!(
                "{} has the tests {places:?} and the reason {:?}: one of them, once",
                module.name, module.reason
            ),
        };
        table.push_str(&format!(
            "| `{}` | {} | {told} |\n",
            module.name, module.plans
        ));
    }
    let page = Page::read("conformance.md");
    let (before, _) = page.text.split_once(END).expect("the end of the table");
    let (_, inside) = before.split_once(BEGIN).expect("the table");
    let change = (
        [BEGIN, inside, END].concat(),
        [BEGIN, HEAD, &table, END].concat(),
    );
    page.settle(&[change]);
}

/// A test that has the name of a module has the name of one that there is.
#[test]
fn no_test_is_named_after_a_module_that_there_is_not() {
    let modules = modules();
    for (function, file) in tests() {
        let known = modules
            .iter()
            .any(|module| module.name.replace('-', "_") == function);
        assert!(known, "{file}: {function}");
    }
}

fn modules() -> Vec<Module> {
    let path = repository().join("tests/conformance/modules.tsv");
    let list = std::fs::read_to_string(path).expect("the list of modules");
    let rows = list.lines().skip(1).map(|row| {
        let mut cells = row.split('\t').map(str::to_owned);
        Module {
            name: cells.next().expect("a name"),
            plans: cells.next().expect("the plans"),
            reason: cells.next().unwrap_or_default(),
        }
    });
    let modules: Vec<Module> = rows.collect();
    assert!(modules.len() > 80, "{}", modules.len());
    modules
}

/// The functions that are named after modules, and the files they are in.
fn tests() -> Vec<(String, String)> {
    let mut tests = Vec::new();
    for (path, text) in files("tests", ".rs") {
        let file = path.strip_prefix(repository()).expect("a file of ours");
        // Only what runs: the attribute stands on the line above.
        for part in text.split("#[tokio::test]\nasync fn ").skip(1) {
            let name = part.split('(').next().unwrap_or_default();
            if PREFIXES.iter().any(|prefix| name.starts_with(prefix)) {
                tests.push((name.to_owned(), file.display().to_string()));
            }
        }
    }
    tests
}

const PREFIXES: [&str; 2] = ["oidcc_client_test", "fapi2_security_profile_final_client"];
const BEGIN: &str = "<!-- modules: made from tests/conformance/modules.tsv; AUTH_TESTS_BLESS=1 cargo test -p auth-tests --test guide writes it anew -->\n";
const END: &str = "<!-- end of modules -->";
const HEAD: &str = "\n| module | plans | where it is tested |\n|---|---|---|\n";
