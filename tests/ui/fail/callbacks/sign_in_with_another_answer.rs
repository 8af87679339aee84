//! Seen: one error at the path of the function, in the words of the declaration.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { sign_in: may_sign_in },
    }

    async fn may_sign_in(attempt: &mut SignInAttempt) -> bool {
        attempt.user.email_verified
    }
}

fn main() {}
