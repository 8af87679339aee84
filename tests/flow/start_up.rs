//! What is read before the first request, and what is refused: everything that is wrong, in one report.

use std::collections::HashMap;

use auth::error::ConfigurationError;
use auth::outbound::{BoxFuture, HttpClient, HttpClientError, ResponseBody};
use auth_tests::support::browser::Browser;
use auth_tests::support::world::{OTHER_SECRET, SECRET};
use axum::Router;
use bytes::Bytes;
use http::StatusCode;

use self::declared::{Auth, Provider, provider};

/// A declaration that leaves much to the environment.
mod declared {
    auth::auth! {
        providers: [
            github,
            staff: keycloak,
            acme: oidc { client_id: env("ACME_CLIENT"), client_secret: env("ACME_KEY"), issuer: env("ACME_ISSUER") },
            plain: oauth2 {
                authorization: env("PLAIN_AUTHORIZATION"),
                token: "https://plain.test/token",
                userinfo: "https://plain.test/userinfo",
                revocation: env("PLAIN_REVOCATION"),
                client_auth: none,
            },
        ],
        session: { cookie: "__Host-acme.session" },
        pages: { error: "/oops" },
        default_provider: github,
    }
}

/// The environment of an application.
#[derive(Clone)]
struct Environment(HashMap<&'static str, String>);

impl Environment {
    /// With nothing set.
    fn empty() -> Self {
        Self(HashMap::new())
    }

    /// With everything set, and right.
    fn right() -> Self {
        Self::empty()
            .with("AUTH_SECRET", SECRET)
            .with("AUTH_URL", "https://app.test")
            .with("AUTH_GITHUB_ID", "github client")
            .with("AUTH_GITHUB_SECRET", "github secret")
            .with("AUTH_STAFF_ID", "staff client")
            .with("AUTH_STAFF_SECRET", "staff secret")
            .with("AUTH_STAFF_ISSUER", "https://sso.test/realms/staff")
            .with("ACME_CLIENT", "acme client")
            .with("ACME_KEY", "acme secret")
            .with("ACME_ISSUER", "https://acme.test/")
            .with("AUTH_PLAIN_ID", "plain client")
            .with("PLAIN_AUTHORIZATION", "https://plain.test/authorize")
            .with("PLAIN_REVOCATION", "https://plain.test/revoke")
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.0.insert(name, value.to_owned());
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.0.remove(name).expect("a variable that is set");
        self
    }

    fn builder(self) -> auth::Builder<declared::Declared> {
        Auth::builder()
            .http_client(NoNetwork)
            .variables(move |name| self.0.get(name).cloned())
    }

    fn start(self) -> Result<Auth, ConfigurationError> {
        self.builder().build()
    }

    /// The codes of the report, each with what is wrong and the way out.
    fn report(self) -> Vec<(&'static str, String, String)> {
        problems(&self.start().expect_err("a refusal"))
    }
}

/// A network that nobody is on.
#[derive(Debug)]
struct NoNetwork;

impl HttpClient for NoNetwork {
    fn send(
        &self,
        _: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, HttpClientError>> {
        Box::pin(async { Err(HttpClientError::new("there is no network")) })
    }
}

fn problems(error: &ConfigurationError) -> Vec<(&'static str, String, String)> {
    error
        .problems()
        .iter()
        .map(|problem| {
            (
                problem.code.code,
                problem.what.clone(),
                problem.way_out.clone(),
            )
        })
        .collect()
}

fn codes(report: &[(&'static str, String, String)]) -> Vec<&'static str> {
    report.iter().map(|(code, ..)| *code).collect()
}

#[track_caller]
fn assert_refused(environment: Environment, code: &str, what: &str, way_out: &str) {
    let report = environment.report();
    assert_eq!(codes(&report), [code], "{report:?}");
    assert!(report[0].1.contains(what), "{:?}", report[0].1);
    assert!(report[0].2.contains(way_out), "{:?}", report[0].2);
}

/// S4-11
#[test]
fn a_right_environment_starts_without_a_word_of_warning() {
    let auth = Environment::right().start().unwrap();
    assert_eq!(
        auth.registration(),
        "auth: browsers reach this application at https://app.test, and people sign in at https://app.test/auth/signin\n\
         auth: `github` needs this redirect URI registered with GitHub: https://app.test/auth/callback/github\n\
         auth: `staff` needs this redirect URI registered with Keycloak: https://app.test/auth/callback/staff\n\
         auth: `acme` needs this redirect URI registered with the provider: https://app.test/auth/callback/acme\n\
         auth: `plain` needs this redirect URI registered with the provider: https://app.test/auth/callback/plain\n\
         auth: to sign out of `staff` too, register this post-logout redirect URI with Keycloak: https://app.test/auth/signed-out\n\
         auth: to sign out of `acme` too, register this post-logout redirect URI with the provider: https://app.test/auth/signed-out\n\
         auth: to let sign-ins begin at `staff`, register this initiate login URI with Keycloak: https://app.test/auth/initiate-login/staff\n\
         auth: to let sign-ins begin at `acme`, register this initiate login URI with the provider: https://app.test/auth/initiate-login/acme\n"
    );
}

/// M-10: missing, empty and blank are the same.
#[test]
fn every_name_that_is_not_set_is_in_one_report_with_its_way_out() {
    for nothing in [None, Some(""), Some("  "), Some("\t\n")] {
        let mut environment = Environment::empty().with("AUTH_URL", "https://app.test");
        if let Some(nothing) = nothing {
            for name in Environment::right().0.into_keys() {
                if name != "AUTH_URL" && name != "AUTH_SECRET" {
                    environment = environment.with(name, nothing);
                }
            }
        }
        let report = environment.with("AUTH_SECRET", SECRET).report();
        let expected = [
            ("AUTH-205", "`github`", "AUTH_GITHUB_ID"),
            ("AUTH-206", "`github`", "AUTH_GITHUB_SECRET"),
            ("AUTH-205", "`staff`", "AUTH_STAFF_ID"),
            ("AUTH-206", "`staff`", "AUTH_STAFF_SECRET"),
            ("AUTH-207", "`staff`", "AUTH_STAFF_ISSUER"),
            ("AUTH-205", "`acme`", "ACME_CLIENT"),
            ("AUTH-206", "`acme`", "ACME_KEY"),
            ("AUTH-207", "`acme`", "ACME_ISSUER"),
            ("AUTH-205", "`plain`", "AUTH_PLAIN_ID"),
            ("AUTH-108", "`plain`", "PLAIN_AUTHORIZATION"),
            ("AUTH-108", "`plain`", "PLAIN_REVOCATION"),
        ];
        assert_eq!(report.len(), expected.len(), "{report:#?}");
        for ((code, what, way_out), (number, provider, name)) in report.iter().zip(expected) {
            assert_eq!(*code, number, "{what}");
            assert!(what.contains(provider), "{what}");
            assert!(way_out.contains(name), "{way_out}");
        }
    }
}

/// M-10
#[test]
fn a_missing_client_id_comes_with_the_redirect_uri_to_register() {
    assert_refused(
        Environment::right().without("AUTH_GITHUB_ID"),
        "AUTH-205",
        "the client id of `github` is not set",
        "register the redirect URI https://app.test/auth/callback/github with GitHub, and set AUTH_GITHUB_ID",
    );
}

/// M-10: what the application hands over itself is judged as what the environment says.
#[test]
fn an_empty_client_from_the_builder_is_none() {
    let report = Environment::right()
        .builder()
        .client(provider::github, "", " ")
        .issuer(provider::staff, "")
        .build()
        .unwrap_err();
    assert_eq!(
        codes(&problems(&report)),
        ["AUTH-205", "AUTH-206", "AUTH-207"]
    );
}

/// M-40, SR-04
#[test]
fn a_secret_that_others_can_guess_is_refused() {
    for (secret, why) in [
        ("short", "fewer than 32 bytes"),
        ("31-bytes-of-good-stuff-9Xq7Zk4m", "fewer than 32 bytes"),
        ("00000000000000000000000000000000", "repeats"),
        ("k3Y!k3Y!k3Y!k3Y!k3Y!k3Y!k3Y!k3Y!k3Y!", "repeats"),
        ("please-changeme-0192837465-before-use", "sample"),
    ] {
        assert_refused(
            Environment::right().with("AUTH_SECRET", secret),
            "AUTH-202",
            why,
            "openssl rand",
        );
    }
}

/// M-40, SR-02: a bad secret is no better for standing beside good ones.
#[test]
fn one_bad_secret_among_several_is_refused_by_its_place() {
    let secrets = format!("{SECRET},changeme,{OTHER_SECRET}");
    assert_refused(
        Environment::right().with("AUTH_SECRET", &secrets),
        "AUTH-202",
        "secret 2 of the 3 in AUTH_SECRET",
        "openssl rand",
    );
    let secrets = format!("{SECRET}, {OTHER_SECRET}");
    Environment::right()
        .with("AUTH_SECRET", &secrets)
        .start()
        .unwrap();
}

/// M-9, M-38
#[test]
fn a_base_url_is_an_https_origin() {
    for (url, way_out) in [
        ("http://app.test", "use https"),
        ("http://10.0.0.1:3000", "use https"),
        ("http://localhost.evil.test", "use https"),
        ("ftp://app.test", "use https"),
        ("https://app.test/auth", "`base_path`"),
        ("https://app.test/?x=1", "`base_path`"),
        ("https://user@app.test", "`base_path`"),
        ("app.test", "write an origin"),
        ("localhost:3000", "write an origin"),
        ("/auth", "write an origin"),
        ("undefined", "write an origin"),
    ] {
        assert_refused(
            Environment::right().with("AUTH_URL", url),
            "AUTH-204",
            url,
            way_out,
        );
    }
}

/// M-7, M-8, M-9
#[test]
fn an_issuer_is_not_a_discovery_url_and_not_plain_http() {
    for (issuer, why) in [
        ("http://acme.test", "https"),
        ("acme.test", ""),
        (
            "https://acme.test/.well-known/openid-configuration",
            "discovery document",
        ),
        ("https://acme.test/?tenant=1", "query"),
        ("https://acme.test/#x", "fragment"),
    ] {
        assert_refused(
            Environment::right().with("ACME_ISSUER", issuer),
            "AUTH-109",
            why,
            "ACME_ISSUER",
        );
    }
    for right in ["https://acme.test", "http://localhost:8080/realms/acme"] {
        Environment::right()
            .with("ACME_ISSUER", right)
            .start()
            .unwrap();
    }
}

#[test]
fn an_endpoint_from_the_environment_is_an_https_url() {
    for name in ["PLAIN_AUTHORIZATION", "PLAIN_REVOCATION"] {
        for url in ["http://plain.test/x", "plain.test/x", "/x"] {
            assert_refused(Environment::right().with(name, url), "AUTH-109", url, name);
        }
    }
}

/// M-21, CK-16
#[test]
fn a_cookie_that_needs_https_is_refused_over_http() {
    assert_refused(
        Environment::right().with("AUTH_URL", "http://localhost:3000"),
        "AUTH-116",
        "`__Host-acme.session`",
        "`auth!`",
    );
}

/// All of it at once: nobody has to start ten times to learn of ten mistakes.
#[test]
fn mistakes_of_every_kind_are_in_one_report() {
    let report = Environment::right()
        .with("AUTH_SECRET", "changeme")
        .with("AUTH_URL", "http://app.test")
        .with("ACME_ISSUER", "http://acme.test")
        .with("PLAIN_AUTHORIZATION", "http://plain.test")
        .without("AUTH_STAFF_SECRET")
        .report();
    assert_eq!(
        codes(&report),
        ["AUTH-202", "AUTH-204", "AUTH-206", "AUTH-109", "AUTH-109"],
        "{report:#?}"
    );
    let report = Environment::right()
        .with("AUTH_URL", "http://localhost:3000")
        .without("ACME_KEY")
        .report();
    assert_eq!(codes(&report), ["AUTH-206", "AUTH-116"], "{report:#?}");
}

/// `main` prints the error that it returns by `Debug`.
#[test]
fn what_main_prints_is_the_report() {
    let error = Environment::right()
        .without("AUTH_GITHUB_SECRET")
        .without("ACME_CLIENT")
        .start()
        .unwrap_err();
    let expected = "the configuration of `auth` has 2 problems:\n\
        \n  AUTH-206 the client secret of `github` is not set\
        \n           set AUTH_GITHUB_SECRET; a public client says `client_auth: none` in `auth!` instead\n\
        \n  AUTH-205 the client id of `acme` is not set\
        \n           register the redirect URI https://app.test/auth/callback/acme with the provider, and set ACME_CLIENT to the client id you get there\n";
    assert_eq!(error.to_string(), expected);
    assert_eq!(format!("{error:?}"), expected);
    let boxed: Box<dyn std::error::Error> = error.into();
    assert_eq!(format!("{boxed:?}"), expected);
}

/// SR-05, HI-04
#[test]
fn a_report_shows_no_secret_and_fits_a_terminal() {
    let error = Environment::right()
        .with("AUTH_SECRET", "canary-1")
        .with("AUTH_GITHUB_SECRET", "canary-2")
        .with("AUTH_URL", &format!("x\u{1b}[31m{}", "y".repeat(10_000)))
        .start()
        .unwrap_err();
    let text = error.to_string();
    assert!(!text.contains("canary"), "{text}");
    assert!(!text.contains('\u{1b}') && text.len() < 1_000, "{text}");
}

/// Docker's env files keep the quotation marks.
#[test]
fn a_value_in_quotation_marks_is_taken_as_it_is_and_pointed_out() {
    let auth = Environment::right()
        .with("AUTH_GITHUB_SECRET", "\"github secret\"")
        .start()
        .unwrap();
    let text = auth.registration();
    assert!(
        text.contains("AUTH_GITHUB_SECRET stands in quotation marks"),
        "{text}"
    );
    assert!(!text.contains("github secret"), "{text}");
}

/// M-10
#[tokio::test]
async fn an_optional_provider_without_a_client_is_left_out_everywhere() {
    let auth = Environment::right()
        .without("AUTH_GITHUB_ID")
        .builder()
        .optional(provider::github)
        .build()
        .unwrap();
    let text = auth.registration();
    assert!(
        text.contains("auth: `github` is not offered, as AUTH_GITHUB_ID is not set\n"),
        "{text}"
    );
    assert!(!text.contains("callback/github"), "{text}");
    let offered: Vec<_> = auth.providers().map(|offered| offered.provider).collect();
    assert_eq!(offered, [Provider::Staff, Provider::Acme, Provider::Plain]);

    let mut browser = browser(&auth);
    let page = browser.open("/auth/signin").await;
    assert!(!page.text().contains("/auth/signin/github"));
    assert!(page.text().contains("/auth/signin/staff"));
    assert!(browser.open("/auth/providers").await.json()["github"].is_null());
    let start = browser.submit("/auth/signin/github", &[]).await;
    assert_eq!(start.status, StatusCode::NOT_FOUND);
    let end = browser.open("/auth/callback/github?code=a&state=b").await;
    assert_eq!(end.status, StatusCode::NOT_FOUND);
}

#[test]
fn an_optional_provider_with_half_a_client_is_a_mistake() {
    let error = Environment::right()
        .without("AUTH_GITHUB_SECRET")
        .builder()
        .optional(provider::github)
        .build()
        .unwrap_err();
    assert_eq!(codes(&problems(&error)), ["AUTH-206"]);
}

#[tokio::test]
async fn the_only_provider_that_is_left_is_what_signing_in_means() {
    let auth = Environment::right()
        .without("AUTH_GITHUB_ID")
        .without("AUTH_STAFF_ID")
        .without("ACME_CLIENT")
        .builder()
        .optional(provider::github)
        .optional(provider::staff)
        .optional(provider::acme)
        .build()
        .unwrap();
    let start = auth.sign_in_any().outcome().await;
    let url = start.url.unwrap();
    assert!(url.starts_with("https://plain.test/authorize?"), "{url}");
}

#[tokio::test]
async fn a_default_provider_that_is_left_out_leaves_the_choice_to_the_page() {
    let with = Environment::right().start().unwrap();
    let start = with.sign_in_any().outcome().await.url.unwrap();
    assert!(start.starts_with("https://github.com/"), "{start}");

    let without = Environment::right()
        .without("AUTH_GITHUB_ID")
        .builder()
        .optional(provider::github)
        .build()
        .unwrap();
    let start = without.sign_in_any().outcome().await.url.unwrap();
    assert_eq!(start, "https://app.test/auth/signin");
}

/// S0-20: a page on the way in or out is never where somebody wants to go.
#[tokio::test]
async fn the_applications_own_error_page_is_not_where_a_new_attempt_ends() {
    let auth = Environment::right().start().unwrap();
    let mut browser = browser(&auth);
    let sent = browser.open("/auth/error?code=AUTH-301").await;
    assert_eq!(
        sent.location(),
        "https://app.test/oops?error=StateMissing&code=AUTH-301"
    );
    for (page, back) in [
        ("/settings?tab=2", Some("/settings?tab=2")),
        ("/oops?error=x&callbackUrl=%2Fdashboard", Some("/dashboard")),
        ("/oops?error=x", None),
        ("/oops?callbackUrl=https%3A%2F%2Fevil.test", None),
        ("/auth/error?code=AUTH-301", None),
        ("/auth", None),
        ("/authors", Some("/authors")),
    ] {
        let sign_in = browser.open_from(page, "/auth/signin").await;
        let field = back.map(|back| format!("name=\"callbackUrl\" value=\"{back}\""));
        match field {
            Some(field) => assert!(sign_in.text().contains(&field), "{page}"),
            None => assert!(!sign_in.text().contains("name=\"callbackUrl\""), "{page}"),
        }
    }
}

#[test]
fn an_application_that_nobody_can_sign_in_to_says_so() {
    let auth = Environment::empty()
        .with("AUTH_SECRET", SECRET)
        .with("AUTH_URL", "https://app.test")
        .with("PLAIN_AUTHORIZATION", "https://plain.test/authorize")
        .with("PLAIN_REVOCATION", "https://plain.test/revoke")
        .builder()
        .optional(provider::github)
        .optional(provider::staff)
        .optional(provider::acme)
        .optional(provider::plain)
        .build()
        .unwrap();
    assert!(auth.registration().contains("nobody can sign in"));
}

/// What a debug build makes up; that a release build does not is tested where it can be asked for one.
#[cfg(debug_assertions)]
mod debug_builds {
    use super::NoNetwork;
    use auth_tests::auth::{Auth, provider};

    fn start(variables: &'static [(&'static str, &'static str)]) -> Auth {
        Auth::builder()
            .http_client(NoNetwork)
            .variables(|asked| {
                let found = variables.iter().find(|(name, _)| *name == asked);
                found
                    .map(|(_, value)| (*value).to_owned())
                    .or_else(|| asked.ends_with("_ISSUER").then(|| "https://op.test".into()))
            })
            .client(provider::op, "app", "secret")
            .client(provider::other, "app", "secret")
            .client(provider::posting, "app", "secret")
            .client(provider::plain, "app", "secret")
            .build()
            .unwrap()
    }

    /// M-40
    #[test]
    fn a_secret_is_made_up_and_said_to_be() {
        let text = start(&[]).registration();
        assert!(text.contains("auth: AUTH_SECRET is not set"), "{text}");
        assert!(text.contains("sessions end with it"), "{text}");
    }

    /// HH-04
    #[test]
    fn the_origin_is_this_machine_at_the_port_of_the_environment() {
        for (variables, origin) in [
            (&[][..], "http://localhost:3000"),
            (&[("PORT", "8080")], "http://localhost:8080"),
            (&[("PORT", "many")], "http://localhost:3000"),
            (&[("AUTH_URL", "")], "http://localhost:3000"),
        ] {
            let auth = start(variables);
            let text = auth.registration();
            assert!(
                text.contains(&format!("{origin} is taken for it")),
                "{text}"
            );
            let offered = auth.providers().next().unwrap();
            assert_eq!(
                offered.redirect_uri,
                Some(format!("{origin}/auth/callback/op"))
            );
        }
    }
}

fn browser(auth: &Auth) -> Browser {
    let router = Router::new().merge(auth.routes()).with_state(auth.clone());
    Browser::new(router, "https://app.test")
}
