//! Seen: one error at the path: a page is one path.
mod auth {
    auth::auth! {
        providers: [github],
        pages: { error: "/oops/{code}" },
    }
}

fn main() {}
