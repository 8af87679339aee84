//! Seen: one error at the path of the function, with the signature that is wanted.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { sign_in: may_sign_in },
    }

    async fn may_sign_in(attempt: &SignInAttempt) -> SignInDecision {
        let _ = attempt;
        SignInDecision::Allow
    }
}

fn main() {}
