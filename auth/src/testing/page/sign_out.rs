//! The page that asks before somebody is signed out of the provider.

use http::StatusCode;
use maud::html;

use super::avatar::avatar;
use super::{badge, page};
use crate::testing::answer::Answer;
use crate::testing::endpoint::Endpoint;
use crate::testing::{Persona, Provider};

/// The page that waits for an answer under the id `interaction`.
pub(in crate::testing) fn sign_out(
    provider: &Provider,
    persona: &Persona,
    interaction: &str,
) -> Answer {
    let action = format!("{}{}", provider.inner().path, Endpoint::Interaction.path());
    let content = html! {
        header {
            (badge())
            h1 { "Sign out of the provider?" }
            p.lead {
                "You are still signed in here, so the next sign-in would ask nothing."
            }
        }
        p.persona {
            (avatar(persona))
            span.who {
                bdi.name { (persona.display_name()) }
                @if let Some(email) = persona.email_address() {
                    " " bdi.email { (email) }
                }
            }
        }
        form.choices method="post" action=(action) {
            input type="hidden" name="interaction" value=(interaction);
            button.primary type="submit" { "Sign out" }
            button.quiet type="submit" name="stay" value="true" { "Stay signed in" }
        }
    };
    page(StatusCode::OK, "Sign out of the provider?", &content)
}
