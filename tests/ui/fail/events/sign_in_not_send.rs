//! Seen: one error at the path of the function: what is wrong is what it keeps across an `.await`.
mod auth {
    auth::auth! {
        providers: [github],
        events: { sign_in: signed_in },
    }

    async fn signed_in(event: &SignInEvent) {
        let lock = std::sync::Mutex::new(event.at);
        let guard = lock.lock();
        std::future::ready(()).await;
        drop(guard);
    }
}

fn main() {}
