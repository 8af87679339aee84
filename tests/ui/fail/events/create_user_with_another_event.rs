//! Seen: one error at `greet`.
mod auth {
    auth::auth! {
        providers: [github],
        events: { create_user: greet },
        session: { strategy: database },
    }

    async fn greet(_: &SignInEvent) {}
}

fn main() {}
