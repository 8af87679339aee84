//! Seen: one error at each key, with what to do meanwhile.
mod auth {
    auth::auth! {
        providers: [github],
        events: { create_user: welcome, updateUser: note, link_account: note },
    }
}

fn main() {}
