//! Seen: one error at `postgres`, with the line and where a store is given; nothing of the sessions that could not be read.
mod auth {
    auth::auth! {
        providers: [github],
        session: { strategy: postgres },
    }
}

async fn leave(auth: auth::Auth, session: auth::Session) -> impl axum::response::IntoResponse {
    auth.sign_out(session).everywhere().await
}

fn main() {
    let _ = leave;
}
