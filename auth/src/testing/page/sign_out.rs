//! The page that asks before somebody is signed out of the provider.

use http::StatusCode;
use maud::html;

use super::avatar::avatar;
use super::{badge, page};
use crate::pages::Texts;
use crate::testing::answer::Answer;
use crate::testing::endpoint::Endpoint;
use crate::testing::{Persona, Provider};

/// The page that waits for an answer under the id `interaction`.
pub(in crate::testing) fn sign_out(
    provider: &Provider,
    texts: &Texts,
    persona: &Persona,
    interaction: &str,
) -> Answer {
    let action = format!("{}{}", provider.inner().path, Endpoint::Interaction.path());
    let words = &texts.development;
    let content = html! {
        header {
            (badge(texts))
            h1 { (words.sign_out_heading) }
            p.lead { (words.sign_out_about) }
        }
        p.persona {
            (avatar(persona))
            span.who {
                span.name { bdi { (persona.display_name()) } }
                @if let Some(email) = persona.email_address() {
                    " " span.email { bdi { (email) } }
                }
            }
        }
        form.choices method="post" action=(action) {
            input type="hidden" name="interaction" value=(interaction);
            button.primary type="submit" { (words.sign_out) }
            button.quiet type="submit" name="stay" value="true" { (words.stay) }
        }
    };
    page(StatusCode::OK, texts, words.sign_out_heading, &content)
}
