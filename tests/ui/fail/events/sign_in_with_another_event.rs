//! Seen: one error at the path of the function, with the signature that is wanted.
mod auth {
    auth::auth! {
        providers: [github],
        events: { sign_in: hooks::signed_in },
    }

    mod hooks {
        use super::SignOutEvent;

        pub async fn signed_in(event: &SignOutEvent) {
            let _ = event;
        }
    }
}

fn main() {}
