//! Routers whose handlers all say who may reach them, and the application's own pages among the routes.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not go as a test expects ends the test"
)]

mod app;
mod guards;
mod log;
mod pages;

/// The declaration of the application under test.
mod auth {
    auth::auth! {
        providers: [github],
        roles: [admin],
        pages: { sign_in: "/login", error: "/oops", sign_out: "/bye" },
    }
}
