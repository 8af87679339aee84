//! Seen: rustc's own error, at the table: a sentence is missing.
mod auth {
    use auth::pages::{ENGLISH, LinkTexts, Sentence, Texts};

    auth::auth! {
        providers: [github],
        pages: { languages: [en, FRENCH] },
    }

    const FRENCH: Texts = Texts {
        language: "fr",
        link: LinkTexts {
            heading: "Se connecter ?",
            as_whom: Sentence::around("Vous allez vous connecter en tant que ", "."),
            do_not: "Ne pas se connecter",
        },
        ..ENGLISH
    };
}

fn main() {}
