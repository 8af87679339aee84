//! Seen: one error at the path: the function cannot be seen from here.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { sign_in: door::may_sign_in },
    }

    mod door {
        use super::{SignInAttempt, SignInDecision};

        async fn may_sign_in(attempt: &mut SignInAttempt) -> SignInDecision {
            let _ = attempt;
            SignInDecision::Allow
        }
    }
}

fn main() {}
