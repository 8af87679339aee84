//! No text can be more than text.

use super::tags::{shape, tags};
use super::*;

/// RU-09, FL-13
#[test]
fn no_text_can_add_or_end_an_element_or_an_attribute() {
    let plain: Vec<_> = Inputs::PLAIN
        .pages()
        .iter()
        .map(|page| shape(html(page)))
        .collect();
    let mut random = Xorshift(0x9e37_79b9_7f4a_7c15);
    let made = (0..40).map(|_| random.hostile_text());
    for text in HOSTILE.iter().map(|text| (*text).to_owned()).chain(made) {
        for (page, plain) in Inputs::all(&text).pages().iter().zip(&plain) {
            assert_eq!(shape(html(page)), *plain, "{text:?}");
        }
    }
}

/// HI-01
#[test]
fn no_text_reaches_a_header() {
    let plain: Vec<_> = Inputs::PLAIN
        .pages()
        .into_iter()
        .map(|page| page.headers)
        .collect();
    for text in HOSTILE {
        let pages = Inputs::all(text).pages();
        let headers: Vec<_> = pages.into_iter().map(|page| page.headers).collect();
        assert_eq!(headers, plain, "{text:?}");
    }
}

/// RU-09
#[test]
fn every_link_and_form_begins_with_a_path_of_the_application() {
    for callback_url in [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.test/",
        "https://evil.test/",
    ] {
        let texts = Inputs {
            callback_url,
            path: "/auth",
            ..Inputs::PLAIN
        };
        let mut targets = 0;
        for page in texts.pages() {
            for tag in tags(html(&page)) {
                for (name, value) in tag.attributes {
                    if tag.name != "link" && ["href", "action", "src", "formaction"].contains(&name)
                    {
                        assert!(
                            value == "/" || value.starts_with("/auth"),
                            "{} {name}={value}",
                            tag.name
                        );
                        targets += 1;
                    }
                }
            }
        }
        assert!(targets > 20);
    }
}

#[test]
fn the_callback_url_arrives_as_it_was() {
    let callback_url = "/search?q=a&b=\"c\"#d e";
    let page = &Inputs {
        callback_url,
        ..Inputs::PLAIN
    }
    .pages()[0];
    let value = "/search?q=a&amp;b=&quot;c&quot;#d e";
    let field = format!(r#"<input type="hidden" name="callbackUrl" value="{value}">"#);
    assert_eq!(html(page).matches(&field).count(), PROVIDERS.len());

    let layout = plain();
    let failure = Failure {
        code: &ErrorCode::STATE_EXPIRED,
        sign_in: "/auth/signin",
        callback_url: Some(callback_url),
    };
    let page = error(&layout, &failure);
    let href = r#"href="/auth/signin?callbackUrl=%2Fsearch%3Fq%3Da%26b%3D%22c%22%23d+e""#;
    assert!(html(&page).contains(href));
}

#[test]
fn without_a_callback_url_nothing_is_said_of_one() {
    let layout = plain();
    let input = SignIn {
        callback_url: None,
        ..Inputs::PLAIN.sign_in(None)
    };
    assert!(!html(&sign_in(&layout, &input)).contains("callbackUrl"));
    let failure = Failure {
        code: &ErrorCode::STATE_EXPIRED,
        sign_in: "/auth/signin",
        callback_url: None,
    };
    assert!(html(&error(&layout, &failure)).contains(r#"href="/auth/signin""#));
}

#[test]
fn a_name_cannot_turn_the_text_around_it() {
    let display_name = "\u{202e}drowssap";
    for page in (Inputs {
        display_name,
        ..Inputs::PLAIN
    })
    .pages()
    {
        for (start, _) in html(&page).match_indices(display_name) {
            let before = &html(&page)[..start];
            // What a form sends is not shown.
            if before.ends_with("value=\"") {
                continue;
            }
            assert!(before.rfind("<bdi").unwrap() > before.rfind("</").unwrap());
        }
    }
}

/// Marsaglia's generator: the same texts in every run.
struct Xorshift(u64);

impl Xorshift {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % bound
    }

    fn hostile_text(&mut self) -> String {
        let length = 1 + self.below(24);
        (0..length)
            .map(|_| PIECES[self.below(PIECES.len())])
            .collect()
    }
}

const PIECES: &[&str] = &[
    "<",
    ">",
    "\"",
    "'",
    "`",
    "&",
    "=",
    "/",
    "\\",
    " ",
    "\n",
    "\r",
    "\t",
    "\0",
    "-",
    "!",
    "--",
    "&#34;",
    "&quot",
    "&lt;",
    "script",
    "style",
    "</style>",
    "</title>",
    "onload",
    "javascript:",
    "{",
    "}",
    "%22",
    "%3c",
    "\u{202e}",
    "\u{2028}",
    "é",
    "a",
];

const HOSTILE: &[&str] = &[
    "",
    "<script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "\" autofocus onfocus=\"alert(1)",
    "' onmouseover='alert(1)",
    "</title></style></head><body onload=alert(1)>",
    "<!--",
    "]]><svg/onload=alert(1)>",
    "x\r\nSet-Cookie: a=b\r\n\r\n<html>",
    "&quot;&#62;&lt;img src=x onerror=alert(1)&gt;",
    "{{7*7}}${7*7}",
    "javascript:alert(1)//",
    "\u{feff}\u{200b}\u{2066}<b>",
];
