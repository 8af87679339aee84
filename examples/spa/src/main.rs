//! A single-page application: React, built by Vite, against an API at the same origin, with the session in a cookie.
//!
//! `examples/spa/start` builds the front end in `web/` and starts it. While the front end is worked on, Vite serves it and
//! hands `/auth` and `/api` on to this program; browsers then see Vite's origin, and so that is what `AUTH_URL` has to say:
//!
//! ```text
//! AUTH_URL=http://localhost:5173 cargo run -p spa       # the API, at port 3000
//! npm run dev --prefix examples/spa/web                 # the page to open: http://localhost:5173
//! ```

mod api;
mod auth;

use std::path::Path;

use ::auth::routing::{Router, get};
use axum::extract::FromRef;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::http::{HeaderValue, StatusCode};
use tokio::net::TcpListener;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::api::Notes;
use crate::auth::{Auth, provider};

/// What handlers can ask for.
#[derive(Clone, FromRef)]
struct App {
    auth: Auth,
    notes: Notes,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port: u16 = std::env::var("PORT").map_or(Ok(3000), |port| port.parse())?;
    let auth = Auth::builder().optional(provider::github).build()?;
    // This router takes only handlers that say who may reach them: one that was forgotten does not compile.
    let app = Router::new()
        .route("/api/notes", get(api::list).post(api::add))
        .merge(auth.routes())
        .layer(auth.layer())
        .with_state(App {
            auth: auth.clone(),
            notes: Notes::default(),
        });
    let app = front_end(app.into());

    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(|error| {
            format!("port {port} cannot be used ({error}); choose another one with PORT=…")
        })?;
    let port = listener.local_addr()?.port();
    auth.announce();
    eprintln!("\n  Open http://localhost:{port} in a browser. Ctrl-C ends it.\n");
    axum::serve(listener, app).await?;
    Ok(())
}

/// Serves what Vite has built: its files, and its one page at every path that the front end knows.
fn front_end(app: axum::Router) -> axum::Router {
    let built = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/web/dist"));
    let page = built.join("index.html");
    if !page.exists() {
        eprintln!("{NOT_BUILT}");
        return app.fallback((StatusCode::NOT_FOUND, NOT_BUILT));
    }
    app.route_service("/notes", ServeFile::new(page))
        .fallback_service(ServeDir::new(built))
        // For what has no such header of its own: the pages and answers of the library do.
        .layer(SetResponseHeaderLayer::if_not_present(
            CACHE_CONTROL,
            HeaderValue::from_static("no-cache"),
        ))
        .layer(SetResponseHeaderLayer::if_not_present(
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(POLICY),
        ))
}

const NOT_BUILT: &str = "
  The front end has not been built, so there is nothing here but the API. With Node.js 20.19 or later, either

    examples/spa/start                        builds it and starts again, or
    npm ci --prefix examples/spa/web          …and then
    npm run dev --prefix examples/spa/web     serves it while you work on it (this program needs AUTH_URL=http://localhost:5173 then)
";

/// The front end is files of this origin, and talks to this origin.
const POLICY: &str =
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// What TypeScript reads is written by this test when a declaration or a type of the API has changed.
    #[test]
    fn the_types_of_the_front_end_are_current() {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/web"));
        let mut old = Vec::new();
        for (name, current) in [
            ("auth.d.ts", Auth::client_d_ts()),
            ("api.d.ts", api::typescript()),
        ] {
            let file = folder.join(name);
            if fs::read_to_string(&file).is_ok_and(|found| found == current) {
                continue;
            }
            old.push(name);
            let written = fs::write(&file, current);
            assert!(written.is_ok(), "{}: {written:?}", file.display());
        }
        assert!(
            old.is_empty(),
            "{old:?} were not current, and have been written anew: look at them and commit them"
        );
    }
}
