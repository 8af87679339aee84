//! Seen: one error at the path of the function, with the signature that is wanted.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { sign_in: Door::may_sign_in },
    }

    struct Door;

    impl Door {
        async fn may_sign_in(&self, attempt: &mut SignInAttempt) -> SignInDecision {
            let _ = attempt;
            SignInDecision::Allow
        }
    }
}

fn main() {}
