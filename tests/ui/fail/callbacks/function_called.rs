//! Seen: one error at the parentheses: functions are named.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { sign_in: may_sign_in() },
    }
}

fn main() {}
