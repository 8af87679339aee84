//! Seen: one error at the path of the function: rustc's, for nothing says what `T` is.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { sign_in: may_sign_in },
    }

    async fn may_sign_in<T>(attempt: &mut SignInAttempt) -> SignInDecision {
        let _ = attempt;
        SignInDecision::Allow
    }
}

fn main() {}
