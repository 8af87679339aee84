//! Seen: one error at the URL; that its provider can do nothing without it is not said.
mod auth {
    auth::auth! {
        providers: [github { end_session: "http://github.com/logout" }],
    }
}

async fn leave(auth: crate::auth::Auth, session: crate::auth::Session) -> ::auth::Redirection {
    auth.sign_out(session).provider().await
}

fn main() {}
