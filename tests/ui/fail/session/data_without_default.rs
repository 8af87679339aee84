//! Seen: one error at the type, with the derive that is missing.
mod auth {
    auth::auth! {
        providers: [github],
        session: { data: Preferences },
    }

    #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
    pub struct Preferences {
        pub dark: bool,
    }
}

fn main() {}
