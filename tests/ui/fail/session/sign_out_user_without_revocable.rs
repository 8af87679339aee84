//! Seen: one error at `sign_out_user`, with the line to add.
mod auth {
    auth::auth! {
        providers: [github],
        session: { revocable: off },
    }
}

async fn ban(auth: auth::Auth) {
    let _ = auth.sign_out_user("github:1").await;
}

fn main() {
    let _ = ban;
}
