//! Seen: one error at `create_user`, with the line to add; it says who else needs it.
mod auth {
    auth::auth! {
        providers: [github],
        events: { create_user: greet, link_account: note },
    }

    async fn greet(event: &CreateUserEvent) {
        println!("{}", event.user.id);
    }

    async fn note(_: &LinkAccountEvent) {}
}

fn main() {}
