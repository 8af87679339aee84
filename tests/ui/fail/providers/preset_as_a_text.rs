//! Seen: one error at the text: presets are names.
mod auth {
    auth::auth! {
        providers: ["github"],
    }
}

fn main() {}
