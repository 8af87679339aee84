//! The page on which one chooses who signs in.

use http::StatusCode;
use maud::{Markup, html};

use super::avatar::avatar;
use super::{around, badge, page};
use crate::pages::{DevelopmentTexts, Texts};
use crate::testing::answer::Answer;
use crate::testing::endpoint::{AuthorizationRequest, Endpoint};
use crate::testing::{Client, Persona, Provider};

/// The page that waits for an answer under the id `interaction`.
pub(in crate::testing) fn sign_in(
    provider: &Provider,
    texts: &Texts,
    client: &Client,
    request: &AuthorizationRequest,
    interaction: &str,
) -> Answer {
    let hint = request.login_hint.as_deref();
    let hinted = |persona: &&Persona| hint.is_some_and(|hint| persona.is_hinted_by(hint));
    let known = provider.personas().any(|persona| hinted(&persona));
    let (first, rest): (Vec<_>, Vec<_>) = provider.personas().partition(hinted);
    let personas: Vec<_> = first.into_iter().chain(rest).collect();
    let stranger = hint.filter(|_| !known);
    let action = format!("{}{}", provider.inner().path, Endpoint::Interaction.path());

    let words = &texts.development;
    let content = html! {
        header {
            (badge(texts))
            h1 { (words.who) }
            p.lead { (around(words.who_about, client.display_name())) }
        }
        form method="post" action=(action) {
            input type="hidden" name="interaction" value=(interaction);
            ul.personas {
                @for persona in &personas {
                    li { (entry(words, persona, hinted(persona))) }
                }
            }
        }
        details.panel open[stranger.is_some() || personas.is_empty()] {
            summary { (words.somebody_else) }
            form.fields method="post" action=(action) {
                input type="hidden" name="interaction" value=(interaction);
                label for="name" { (words.name) }
                input #name name="name" autocomplete="off" maxlength="100" placeholder="Katherine Johnson";
                label for="email" { (words.email_address) }
                input #email type="email" name="email" autocomplete="off" maxlength="254" value=[stranger]
                    placeholder="katherine@example.com" autofocus[stranger.is_some()];
                label.check {
                    input type="checkbox" name="email_verified" value="true" checked;
                    span { (words.address_verified) }
                }
                button.primary type="submit" { (words.sign_in) }
            }
        }
        (asked_for(words, client, request))
        footer {
            form method="post" action=(action) {
                input type="hidden" name="interaction" value=(interaction);
                button.quiet type="submit" name="cancel" value="true" { (words.cancel) }
            }
            p { (around(words.cancel_about, client.display_name())) }
        }
    };
    page(StatusCode::OK, texts, words.who, &content)
}

fn entry(words: &DevelopmentTexts, persona: &Persona, hinted: bool) -> Markup {
    html! {
        button.persona type="submit" name="persona" value=(persona.subject()) autofocus[hinted] {
            (avatar(persona))
            span.who {
                span.name { bdi { (persona.display_name()) } }
                " "
                (email(words, persona))
            }
            @if !persona.roles().is_empty() {
                span.roles {
                    @for role in persona.roles() { " " span.mark.role { (role) } }
                }
            }
        }
    }
}

fn email(words: &DevelopmentTexts, persona: &Persona) -> Markup {
    html! {
        span.email {
            @match persona.email_address() {
                None => { (words.no_email_address) }
                Some(email) => {
                    bdi { (email) }
                    " "
                    @if persona.has_verified_email() {
                        span.mark.verified { (check_mark()) (words.verified) }
                    } @else {
                        span.mark.unverified { (words.not_verified) }
                    }
                }
            }
        }
    }
}

/// What stands in the request, for whoever wonders why something does not work.
fn asked_for(words: &DevelopmentTexts, client: &Client, request: &AuthorizationRequest) -> Markup {
    let rows = [
        ("client_id", client.id()),
        ("redirect_uri", &request.target.redirect_uri),
        ("scope", &request.scopes.join(" ")),
        ("nonce", request.nonce.as_deref().unwrap_or(words.none)),
        ("code_challenge", &request.code_challenge),
    ];
    html! {
        details.panel {
            summary { (words.asked_for) }
            dl {
                @for (name, value) in rows {
                    dt { (name) }
                    dd dir="ltr" { (value) }
                }
            }
        }
    }
}

fn check_mark() -> Markup {
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false" {
            path d="M3.5 8.5l3 3 6-7" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"
                stroke-linejoin="round" {}
        }
    }
}
