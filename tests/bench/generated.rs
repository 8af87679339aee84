//! The crates whose builds are compared.

use std::fmt::Write;

/// One comparison.
pub(crate) struct Row {
    pub(crate) what: &'static str,
    pub(crate) with: &'static str,
    pub(crate) without: &'static str,
    /// How much longer it may take, in milliseconds.
    pub(crate) budget: Option<f64>,
}

/// The comparisons, in the order in which they are printed.
pub(crate) const ROWS: [Row; 6] = [
    Row {
        what: "`auth!` with 12 providers / an application without",
        with: "declaration",
        without: "application",
        budget: Some(30.0),
    },
    Row {
        what: "200 `#[protected]` handlers / 200 handlers",
        with: "protected",
        without: "handlers",
        budget: Some(250.0),
    },
    Row {
        what: "200 `#[debug_handler]`s of axum / 200 handlers",
        with: "debug_handler",
        without: "handlers",
        budget: None,
    },
    Row {
        what: "200 `#[protected]` in a router / 200 in a router",
        with: "protected_routes",
        without: "routes",
        budget: Some(250.0),
    },
    Row {
        what: "the same in `auth::routing::Router` / 200 in a router",
        with: "stated_routes",
        without: "routes",
        budget: None,
    },
    Row {
        what: "2,000 `callback_url!` / 2,000 empty functions",
        with: "callback_urls",
        without: "empty_functions",
        budget: Some(350.0),
    },
];

/// Writes the source of a crate.
type Source = fn() -> String;

/// Each with its source.
pub(crate) const CRATES: [(&str, Source); 10] = [
    ("application", || application("")),
    ("declaration", || application(&declared(&PROVIDERS))),
    ("handlers", || handlers("")),
    ("protected", || handlers("#[crate::auth::protected]")),
    ("debug_handler", || {
        handlers("#[axum::debug_handler(state = crate::auth::Auth)]")
    }),
    ("routes", || {
        handlers("") + &routes("axum::Router", "axum::routing::get")
    }),
    ("protected_routes", || {
        handlers("#[crate::auth::protected]") + &routes("axum::Router", "axum::routing::get")
    }),
    ("stated_routes", || {
        let routes = routes("::auth::routing::Router", "::auth::routing::get");
        handlers("#[crate::auth::protected]") + &routes
    }),
    ("callback_urls", || {
        functions(
            " -> crate::auth::CallbackUrl",
            "crate::auth::callback_url!(\"/account/{number}\")",
        )
    }),
    ("empty_functions", || functions("", "")),
];

const PROVIDERS: [&str; 12] = [
    "github",
    "google",
    "gitlab",
    "discord",
    "facebook",
    "linkedin",
    "twitter",
    "slack",
    "twitch",
    "spotify",
    "staff: keycloak { issuer: \"https://id.acme.example/realms/staff\", name: \"Staff\" }",
    "acme: oidc { issuer: env(\"ACME_ISSUER\"), scopes: [\"openid\", \"email\"] }",
];

fn declared(providers: &[&str]) -> String {
    format!(
        "pub mod auth {{\n    ::auth::auth! {{\n        providers: [{}],\n        \
         pages: {{ sign_in: \"/login\" }},\n        callbacks: {{ allow: [\"/\", \"/account/{{*rest}}\"] }},\n    }}\n}}\n",
        providers.join(", ")
    )
}

/// A small application of axum's that needs nobody to sign in, and what is added to it.
fn application(addition: &str) -> String {
    let mut source = format!(
        "extern crate auth as _;\n{addition}\n#[derive(Debug, Clone, Default, PartialEq)]\npub struct App {{\n    pub names: Vec<String>,\n}}\n"
    );
    for number in 0..20 {
        let _ = writeln!(
            source,
            "pub async fn page_{number}(app: axum::extract::State<App>, body: String) -> String {{\n    \
             format!(\"{{:?}} {number} {{body}}\", app.names)\n}}"
        );
    }
    source.push_str("pub fn router() -> axum::Router<App> {\n    axum::Router::new()\n");
    for number in 0..20 {
        let _ = writeln!(
            source,
            "        .route(\"/{number}\", axum::routing::get(page_{number}))"
        );
    }
    source.push_str("}\n");
    source
}

/// A small declaration, and handlers below an attribute.
fn handlers(attribute: &str) -> String {
    let mut source = declared(&PROVIDERS[..1]);
    for number in 0..HANDLERS {
        let _ = writeln!(
            source,
            "{attribute}\npub async fn handler_{number}(session: crate::auth::Session, body: String) -> String {{\n    \
             format!(\"{{}} {number} {{body}}\", session.user.id)\n}}"
        );
    }
    source
}

/// A router with all of them.
fn routes(router: &str, get: &str) -> String {
    let mut source =
        format!("pub fn router() -> {router}<crate::auth::Auth> {{\n    {router}::new()\n");
    for number in 0..HANDLERS {
        let _ = writeln!(
            source,
            "        .route(\"/{number}\", {get}(handler_{number}))"
        );
    }
    source.push_str("}\n");
    source
}

/// A small declaration, and functions; `{number}` in the body stands for which it is.
fn functions(returns: &str, body: &str) -> String {
    let mut source = declared(&PROVIDERS[..1]);
    for number in 0..CALLBACK_URLS {
        let body = body.replace("{number}", &number.to_string());
        let _ = writeln!(source, "pub fn function_{number}(){returns} {{ {body} }}");
    }
    source
}

const HANDLERS: usize = 200;
const CALLBACK_URLS: usize = 2_000;
