//! Seen: a type whose JSON only a function of the application knows, derived as if serde's attributes said it.
mod auth {
    use auth::TypeScript;
    use serde::Serialize;

    auth::auth! {
        providers: [github],
        callbacks: { session: show },
    }

    #[derive(Serialize, TypeScript)]
    pub struct Shown {
        #[serde(serialize_with = "as_text")]
        paid_until: u64,
    }

    fn as_text<S: serde::Serializer>(seconds: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(seconds)
    }

    async fn show(_: &Session) -> Shown {
        Shown { paid_until: 0 }
    }
}

fn main() {}
