//! The application under test, on a free port of this machine.

use auth::email::Printed;
use auth::store::Memory;
use auth::testing::{self, Persona};
use axum::Router;
use axum::extract::State;
use axum::response::{AppendHeaders, Html, IntoResponse, Redirect};
use axum::routing::get;
use http::header::{CONTENT_TYPE, SET_COOKIE};
use tokio::net::TcpListener;

use crate::auth::{Auth, Session, protected, provider};

/// Starts it, and says where it is.
pub(crate) async fn start() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let origin = format!("http://localhost:{port}");
    let auth = Auth::builder()
        .variables(|_| None)
        .secret("1c0a5b7de9f24318a6b0c2d4e6f80913-only-for-these-tests")
        .base_url(&origin)
        .client(provider::github, "acme", "secret")
        .client(provider::google, "acme", "secret")
        .client(provider::acme, "acme", "secret")
        .store(Memory::new())
        .mailer(Printed)
        .build()
        .unwrap();
    let app = Router::new()
        .route(
            "/",
            get(async || Html("<!doctype html><title>home</title>")),
        )
        .route(
            "/logo.svg",
            get(async || ([(CONTENT_TYPE, "image/svg+xml")], LOGO)),
        )
        .route("/account", get(account))
        .route("/as-grace-of-github", get(as_grace_of_github))
        .route("/admin", get(admin))
        .merge(auth.routes())
        .with_state(auth);
    tokio::spawn(async move { axum::serve(listener, app).await });
    origin
}

/// Signs in without the provider, which is out of reach.
async fn as_grace_of_github(State(auth): State<Auth>) -> impl IntoResponse {
    let grace = Persona::new("1906").name("Grace Hopper");
    let cookie = testing::sign_in(&auth, provider::github, &grace)
        .await
        .unwrap();
    let pairs = cookie.to_str().unwrap().split("; ");
    let cookies: Vec<_> = pairs
        .map(|pair| (SET_COOKIE, format!("{pair}; Path=/; HttpOnly")))
        .collect();
    (AppendHeaders(cookies), Redirect::to("/account"))
}

/// With a form that asks for more than every provider can do.
#[protected]
async fn account(session: Session) -> Html<String> {
    Html(format!(
        "<!doctype html><title>account of {}</title>
        <form method=post action=/auth/signout><input type=hidden name=revoke value=true>
        <button name=scope value='app provider'>Leave</button></form>",
        session.user.display_name()
    ))
}

#[protected(role = admin)]
async fn admin() -> &'static str {
    "for administrators"
}

/// A picture is shown in the colours that the page has.
const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 148 40" width="148" height="40">
<style>text { fill: #16202a } @media (prefers-color-scheme: dark) { text { fill: #e8edf1 } }</style>
<path fill="#4f46e5" d="M20 3 37 35H3z"/><path fill="#a5b4fc" d="m20 17 9.5 18h-19z"/>
<text x="48" y="30" font-family="system-ui, sans-serif" font-size="28" font-weight="700">Acme</text></svg>"##;
