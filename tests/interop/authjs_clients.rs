//! The browser clients of Auth.js, as they are published, against this library: `next-auth/react` 5 and 4, and
//! `@auth/sveltekit/client`. `authjs-clients` has a small application for each.

#[path = "authjs-clients/react.rs"]
pub(crate) mod react;
#[path = "authjs-clients/session.rs"]
pub(crate) mod session;
#[path = "authjs-clients/sveltekit.rs"]
pub(crate) mod sveltekit;

use std::collections::HashMap;

use axum::Router;
use axum::extract::Path;
use axum::response::Html;
use axum::routing::get;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use tokio::sync::OnceCell;

use crate::app::App;
use crate::node;

/// The application, with a page for each client.
async fn start() -> App {
    start_behind(|app| app).await
}

/// The same, behind something that changes what it serves.
async fn start_behind(around: impl FnOnce(Router) -> Router) -> App {
    let scripts = SCRIPTS
        .get_or_init(|| node::ask("authjs-clients/bundle.mjs", &[], &()))
        .await;
    let script = async |Path(name): Path<String>| {
        (
            [(CONTENT_TYPE, "text/javascript; charset=utf-8")],
            scripts[&name].clone(),
        )
    };
    let pages = Router::new()
        .route("/app/{name}", get(shell))
        .route("/script/{name}", get(script));
    App::start_alone(|app| around(app.merge(pages).fallback(missing))).await
}

/// Where one client goes that does not know where the library is.
async fn missing() -> (StatusCode, Html<&'static str>) {
    (
        StatusCode::NOT_FOUND,
        Html("<!doctype html><title>missing</title>"),
    )
}

/// What a client asks is in `requests`, from before it was led elsewhere too; what a component saw is in `seen`.
/// `asked` leaves out what follows its like: version 5 hears its own broadcast, and asks once more.
async fn shell(Path(name): Path<String>) -> Html<String> {
    Html(format!(
        "<!doctype html><title>{name}</title><div id=root></div><script>
            window.seen = [];
            window.requests = JSON.parse(sessionStorage.getItem('requests') ?? '[]');
            window.asked = (all) => all.filter((one, place) => one !== all[place - 1]);
            const send = window.fetch;
            window.fetch = (url, options) => {{
                const method = (options?.method ?? 'GET').toUpperCase();
                requests.push(method + ' ' + new URL(url, location.href).pathname);
                sessionStorage.setItem('requests', JSON.stringify(requests));
                return send(url, options);
            }};
        </script><script src=/script/{name}></script>"
    ))
}

fn page(client: &str) -> String {
    format!("/app/{client}")
}

/// A script that signs in with what somebody has typed.
fn typed(password: &str) -> String {
    format!(
        "return client.signIn('credentials', {{ username: 'ada', password: '{password}', redirect: false }})"
    )
}

static SCRIPTS: OnceCell<HashMap<String, String>> = OnceCell::const_new();

const REACT: [&str; 2] = ["v5", "v4"];
const NOBODY: &str = "window.session?.status === 'unauthenticated'";
const SOMEBODY: &str = "window.session?.status === 'authenticated'";
