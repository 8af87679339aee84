//! Seen: one error at the type, in the words of the declaration.
mod auth {
    auth::auth! {
        providers: [github],
        session: { data: Preferences },
    }

    #[derive(Debug, Clone, Default)]
    pub struct Preferences {
        pub dark: bool,
    }
}

fn main() {}
