//! What the guide shows of start-up is what start-up says.

use auth::error::ConfigurationError;
use auth_tests::support::world::SECRET;

use crate::page::{Page, files};

mod declared {
    auth::auth! {
        providers: [
            github,
            staff: keycloak,
            acme: oidc { issuer: env("ACME_ISSUER") },
            plain: oauth2 {
                authorization: env("PLAIN_AUTHORIZATION"),
                token: "https://plain.test/token",
                userinfo: "https://plain.test/userinfo",
                client_auth: none,
            },
            bank: oidc { issuer: "https://bank.test", client_auth: private_key_jwt },
        ],
        session: { cookie: "__Host-acme.session" },
    }
}

#[test]
fn every_problem_of_start_up_is_shown_as_it_is_printed() {
    let said = [
        report(&[("AUTH_SECRET", SECRET), ("AUTH_URL", "https://app.test")]),
        report(&[
            ("AUTH_SECRET", "changeme"),
            ("AUTH_URL", "http://localhost"),
        ]),
        report(&[
            ("ACME_ISSUER", "http://acme.test"),
            ("AUTH_URL", "https://app.test/auth"),
        ]),
        report(&[("AUTH_URL", "http://app.test")]),
        report(&[
            ("AUTH_URL", "https://app.test"),
            ("AUTH_BANK_PRIVATE_KEY", "-----BEGIN EC PRIVATE KEY-----"),
        ]),
        report(&[
            ("AUTH_SECRET", SECRET),
            ("AUTH_URL", "http://localhost"),
            ("AUTH_GITHUB_ID", "x"),
            ("AUTH_GITHUB_SECRET", "x"),
            ("AUTH_STAFF_ID", "x"),
            ("AUTH_STAFF_SECRET", "x"),
            ("AUTH_STAFF_ISSUER", "https://sso.test/realms/staff"),
            ("AUTH_ACME_ID", "x"),
            ("AUTH_ACME_SECRET", "x"),
            ("ACME_ISSUER", "https://acme.test"),
            ("AUTH_PLAIN_ID", "x"),
            ("PLAIN_AUTHORIZATION", "https://plain.test/authorize"),
        ]),
    ]
    .concat();
    let sources: String = files("auth/src", ".rs")
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    let page = Page::read("refused.md");
    let mut seen = 0;
    for block in page.blocks() {
        let Some(problem) = block.text.strip_prefix("  AUTH-") else {
            continue;
        };
        seen += 1;
        assert_eq!(block.heading, format!("AUTH-{}", &problem[..3]));
        if said.contains(&block.text) {
            continue;
        }
        // What a debug build, or a healthy machine, does not say, and what the log says.
        assert!(UNSAID.contains(&block.heading.as_str()), "{}", block.text);
        for line in block.text.lines() {
            let text = line
                .trim()
                .trim_start_matches(block.heading.as_str())
                .trim();
            let text = text.trim_end_matches('…').trim();
            assert!(sources.contains(&format!("\"{text}")), "{text}");
        }
    }
    assert!(seen >= 11, "{seen}");
}

fn report(variables: &'static [(&'static str, &'static str)]) -> String {
    let error: ConfigurationError = declared::Auth::builder()
        .variables(|asked| {
            let found = variables.iter().find(|(name, _)| *name == asked);
            found.map(|(_, value)| (*value).to_owned())
        })
        .build()
        .expect_err("something to put right");
    error.to_string()
}

const UNSAID: [&str; 6] = [
    "AUTH-135", "AUTH-154", "AUTH-155", "AUTH-201", "AUTH-203", "AUTH-208",
];
