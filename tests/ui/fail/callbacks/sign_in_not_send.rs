//! Seen: one error at the path of the function: what is wrong is what it keeps across an `.await`.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { sign_in: may_sign_in },
    }

    async fn may_sign_in(attempt: &mut SignInAttempt) -> SignInDecision {
        let name = std::rc::Rc::new(attempt.user.name.clone());
        std::future::ready(()).await;
        match name.as_deref() {
            Some(_) => SignInDecision::Allow,
            None => SignInDecision::Deny,
        }
    }
}

fn main() {}
