//! Seen: one error at the closure: a function is named here.
mod auth {
    auth::auth! {
        providers: [credentials { authorize: |credentials| None }],
    }
}

fn main() {}
