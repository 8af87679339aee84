//! Seen: one error at `note`.
mod auth {
    auth::auth! {
        providers: [github],
        events: { update_user: changed, link_account: note },
        session: { strategy: database },
    }

    async fn changed(_: &UpdateUserEvent) {}

    async fn note(_: LinkAccountEvent) {}
}

fn main() {}
