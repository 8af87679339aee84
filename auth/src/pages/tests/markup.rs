//! What browsers and screen readers find.

use super::tags::{Tag, tags};
use super::*;

#[test]
fn nothing_runs_but_what_sends_a_form_on_and_nothing_is_loaded() {
    let mut scripts = 0;
    for page in Inputs::PLAIN.pages() {
        for tag in tags(html(&page)) {
            if tag.name == "script" {
                assert!(tag.attributes.is_empty());
                let script = "<script>document.forms[0].submit()</script>";
                assert_eq!(html(&page).matches(script).count(), 1);
                assert_eq!(html(&page).matches("<form").count(), 1);
                scripts += 1;
            }
            let forbidden = ["iframe", "object", "embed", "img", "base", "image", "use"];
            assert!(!forbidden.contains(&tag.name), "{}", tag.name);
            for (name, value) in tag.attributes {
                assert!(
                    !name.starts_with("on") && name != "style" && name != "src",
                    "{name}"
                );
                assert!(
                    !value.starts_with("http") && !value.starts_with("//"),
                    "{name}={value}"
                );
            }
        }
    }
    assert_eq!(scripts, 1);
}

#[test]
fn elements_are_nested_and_closed() {
    let void = ["!DOCTYPE", "meta", "link", "input"];
    for page in Inputs::PLAIN.pages() {
        let mut open = Vec::new();
        for tag in tags(html(&page)) {
            match tag.name.strip_prefix('/') {
                Some(name) => assert_eq!(open.pop(), Some(name)),
                None if void.contains(&tag.name) => {}
                None => open.push(tag.name),
            }
        }
        assert_eq!(open, [""; 0]);
    }
}

#[test]
fn screen_readers_find_language_title_landmarks_and_one_heading() {
    for page in (Inputs {
        application: "app.test",
        ..Inputs::PLAIN
    })
    .pages()
    {
        let html = html(&page);
        assert!(html.starts_with("<!DOCTYPE html><html lang=\"en\" dir=\"ltr\">"));
        let (_, title) = html.split_once("<title>").unwrap();
        assert!(
            title
                .split_once("</title>")
                .unwrap()
                .0
                .ends_with(" · app.test")
        );
        for element in ["<header", "<main>", "<h1>"] {
            assert_eq!(html.matches(element).count(), 1, "{element}");
        }
        let hidden = |tag: &Tag<'_>| tag.attributes.contains(&("aria-hidden", "true"));
        assert!(
            tags(html)
                .iter()
                .filter(|tag| tag.name == "svg")
                .all(hidden)
        );
        assert!(html.contains(r#"<meta name="robots" content="noindex">"#));
        assert!(html.contains(r#"<meta name="color-scheme" content="light dark">"#));
    }
}
