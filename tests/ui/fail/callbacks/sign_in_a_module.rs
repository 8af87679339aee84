//! Seen: one error at the path: it is no value.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { sign_in: door },
    }

    mod door {
        pub async fn may_sign_in() {}
    }
}

fn main() {}
