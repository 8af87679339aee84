//! Seen: one error at the attribute: there is no `auth` in the crate.
#[auth::protected]
async fn dashboard() {}

fn main() {}
