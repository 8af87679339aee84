//! Seen: one error at the path of the function, with the signature that is wanted.
mod auth {
    auth::auth! {
        providers: [github],
        events: { after_sign_out: signed_out },
    }

    async fn signed_out() {}
}

fn main() {}
