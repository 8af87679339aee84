//! Seen: one error at the path of the function, with the signature that is wanted.
mod auth {
    auth::auth! {
        providers: [github],
        events: { sign_out: signing_out },
    }

    fn signing_out(event: &SignOutEvent) {
        let _ = event;
    }
}

fn main() {}
