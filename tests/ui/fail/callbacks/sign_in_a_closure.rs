//! Seen: one error at the closure.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { sign_in: |attempt| async { SignInDecision::Allow } },
    }
}

fn main() {}
