//! The marks on the providers' buttons: our own drawings, small, on a 24 × 24 grid.
//!
//! Most are drawn in one colour, which the button's tile gives them; what is cut out of them has the tile's background.
//! The names and marks belong to their owners; they stand here only to say where a button leads.

use auth_spec::{Protocol, ProviderSpec};
use maud::{Markup, html};

/// How a provider is drawn.
pub(super) struct Mark {
    /// Inline SVG, hidden from screen readers: the button's text says the same.
    pub(super) svg: Markup,
    /// Whether it has colours of its own, for which the tile must be white.
    pub(super) coloured: bool,
}

impl Mark {
    /// The provider's own mark, else a key (OpenID Connect) or a padlock (OAuth 2.0).
    pub(super) fn of(spec: &ProviderSpec) -> Self {
        let (coloured, shapes) = match spec.id {
            "apple" => (false, apple()),
            "auth0" => (false, auth0()),
            "dev" => (false, flask()),
            "discord" => (false, discord()),
            "facebook" => (false, facebook()),
            "github" => (false, github()),
            "gitlab" => (true, gitlab()),
            "google" => (true, google()),
            "keycloak" => (false, keycloak()),
            "linkedin" => (false, linkedin()),
            "microsoft_entra_id" => (true, microsoft()),
            "okta" => (false, okta()),
            "slack" => (true, slack()),
            "spotify" => (false, spotify()),
            "twitch" => (false, twitch()),
            "twitter" => (false, x()),
            _ => match spec.protocol {
                Protocol::OpenIdConnect | Protocol::Credentials | Protocol::Email => (false, key()),
                Protocol::OAuth2 => (false, padlock()),
            },
        };
        let svg = html! {
            svg viewBox="0 0 24 24" width="24" height="24" fill="currentColor" aria-hidden="true" focusable="false" { (shapes) }
        };
        Self { svg, coloured }
    }
}

fn apple() -> Markup {
    html! {
        path d="M12.1 7.6c1-.7 2.2-1.2 3.6-1 2.5.3 4.4 2.4 4.4 5.7 0 4.4-2.9 9.5-5.4 9.5-1.1 0-1.6-.6-2.6-.6s-1.5.6-2.6.6c-2.6 0-5.6-5.1-5.6-9.5 0-3.3 1.9-5.4 4.5-5.7 1.4-.2 2.7.3 3.7 1z" {}
        circle.cut cx="20.9" cy="11.2" r="3.1" {}
        path d="M11.9 5.9c-.2-2.3 1.3-4.2 3.7-4.6.2 2.4-1.4 4.4-3.7 4.6z" {}
    }
}

fn auth0() -> Markup {
    html! {
        path d="M12 1.8 20.2 4.6v6.3c0 5.3-3.2 8.9-8.2 11.3-5-2.4-8.2-6-8.2-11.3V4.6z" {}
        path.cut d="m12 6.1 1.5 4h4.2l-3.4 2.6 1.3 4.1-3.6-2.5-3.6 2.5 1.3-4.1-3.4-2.6h4.2z" {}
    }
}

fn discord() -> Markup {
    html! {
        path d="M8.6 4.6c-1.7.3-3.2.8-4.3 1.4C2.4 9 1.5 12.5 1.8 16.6c1.6 1.3 3.3 2.2 5.2 2.7l1.3-2.1c2.4.7 5 .7 7.4 0l1.3 2.1c1.9-.5 3.6-1.4 5.2-2.7.3-4.1-.6-7.6-2.5-10.6-1.1-.6-2.6-1.1-4.3-1.4l-.8 1.5a15 15 0 0 0-5.2 0z" {}
        ellipse.cut cx="8.5" cy="12.4" rx="1.8" ry="2.1" {}
        ellipse.cut cx="15.5" cy="12.4" rx="1.8" ry="2.1" {}
    }
}

fn facebook() -> Markup {
    html! {
        path d="M9.7 22v-8.7H6.8V9.7h2.9V7.4C9.7 4 11.5 2 14.9 2c1.1 0 2 .1 2.6.2v3.3h-1.9c-1.5 0-2 .8-2 2v2.2h3.8l-.6 3.6h-3.2V22z" {}
    }
}

fn flask() -> Markup {
    html! {
        path fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round"
            d="M8.5 3h7M9.8 3v6.2L4.4 18.3A1.8 1.8 0 0 0 6 21h12a1.8 1.8 0 0 0 1.6-2.7L14.2 9.2V3" {}
        path d="M8.4 14.2h7.2l2.7 4.6H5.7z" {}
        circle cx="12.2" cy="11.5" r=".9" {}
    }
}

fn github() -> Markup {
    html! {
        circle cx="12" cy="12" r="10.4" {}
        path.cut d="M5.9 6.2c1.5 0 2.7.6 3.5 1.2a10 10 0 0 1 5.2 0c.8-.6 2-1.2 3.5-1.2.5 1.2.5 2.3.2 3.2.7.8 1 1.8 1 2.9 0 3-2 4.4-4.7 4.8.4.5.6 1.2.6 2.1v3.6H8.8v-1.9c-2 .4-2.9-.6-3.4-1.6-.2-.5-.6-1-1-1.2 1-.6 1.8.1 2.3.9.5.7 1.1 1 2.1.7.1-.6.3-1 .6-1.4-2.7-.4-4.7-1.8-4.7-4.8 0-1.1.3-2.1 1-2.9-.3-.9-.3-2 .2-3.2z" {}
    }
}

fn gitlab() -> Markup {
    html! {
        path fill="#e24329" d="M12 21.5 7.9 9.8h8.2z" {}
        path fill="#fc6d26" d="M12 21.5 2 14.2 3.8 9.8h4.1zM12 21.5l10-7.3-1.8-4.4h-4.1z" {}
        path fill="#fca326" d="M2 14.2 5.7 3l2.2 6.8H3.6zM22 14.2 18.3 3l-2.2 6.8h4.3z" {}
    }
}

fn google() -> Markup {
    html! {
        g fill="none" stroke-width="4" {
            path stroke="#ea4335" d="M17.66 6.34A8 8 0 0 0 4.75 8.62" {}
            path stroke="#fbbc05" d="M4.75 8.62a8 8 0 0 0 0 6.76" {}
            path stroke="#34a853" d="M4.75 15.38a8 8 0 0 0 12.7 2.41" {}
            path stroke="#4285f4" d="M17.45 17.79A8 8 0 0 0 20 12.2h-7.7" {}
        }
    }
}

fn key() -> Markup {
    html! {
        g fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" {
            circle cx="8" cy="16" r="4.5" {}
            path d="M11.2 12.8 20 4m-3.5 3.5 3 3m-6 0 1.8 1.8" {}
        }
    }
}

fn keycloak() -> Markup {
    html! {
        g fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" {
            path d="M7 3.3h10L22 12l-5 8.7H7L2 12z" {}
            path stroke-linecap="round" d="M10.5 8.2 8.2 12l2.3 3.8M13.5 8.2l2.3 3.8-2.3 3.8" {}
        }
    }
}

fn linkedin() -> Markup {
    html! {
        circle cx="5.2" cy="5.1" r="2.3" {}
        path d="M3.3 9.2h3.9V21H3.3zM9.8 9.2h3.7v1.6c.6-1.1 1.9-1.9 3.7-1.9 3.2 0 4.6 1.9 4.6 5.2V21h-3.9v-6.2c0-1.7-.5-2.6-1.9-2.6-1.5 0-2.3 1-2.3 2.7V21H9.8z" {}
    }
}

fn microsoft() -> Markup {
    html! {
        path fill="#f25022" d="M2.5 2.5h9v9h-9z" {}
        path fill="#7fba00" d="M12.5 2.5h9v9h-9z" {}
        path fill="#00a4ef" d="M2.5 12.5h9v9h-9z" {}
        path fill="#ffb900" d="M12.5 12.5h9v9h-9z" {}
    }
}

fn okta() -> Markup {
    html! { circle fill="none" stroke="currentColor" stroke-width="4.8" cx="12" cy="12" r="7.2" {} }
}

fn padlock() -> Markup {
    html! {
        path fill="none" stroke="currentColor" stroke-width="2" d="M7.5 11V7.5a4.5 4.5 0 0 1 9 0V11" {}
        rect x="4.5" y="10.5" width="15" height="11" rx="2.5" {}
        circle.cut cx="12" cy="16" r="1.7" {}
    }
}

fn slack() -> Markup {
    html! {
        g fill="none" stroke-width="3.8" stroke-linecap="round" {
            path stroke="#36c5f0" d="M9.4 9.4h-5M9.4 4.2v.2" {}
            path stroke="#2eb67d" d="M14.6 9.4v-5M19.8 9.4h-.2" {}
            path stroke="#ecb22e" d="M14.6 14.6h5M14.6 19.8v-.2" {}
            path stroke="#e01e5a" d="M9.4 14.6v5M4.2 14.6h.2" {}
        }
    }
}

fn spotify() -> Markup {
    html! {
        circle cx="12" cy="12" r="10.3" {}
        g.cut-line fill="none" stroke-linecap="round" {
            path stroke-width="2.1" d="M6.2 8.8c4-1.2 8.6-.8 12 1.2" {}
            path stroke-width="1.8" d="M6.8 12.3c3.4-1 7.2-.6 10.2 1.1" {}
            path stroke-width="1.5" d="M7.3 15.5c2.9-.8 5.9-.5 8.4.9" {}
        }
    }
}

fn twitch() -> Markup {
    html! {
        path d="M4.8 1.8h16.4v11.7l-4.7 4.7h-3.5l-3.6 3.6v-3.6H2.8V5.4z" {}
        path.cut d="M6.1 3.8h13.1v8.7l-2.7 2.7h-3.6l-2.8 2.7v-2.7h-4z" {}
        path d="M10.2 7.2h2v5h-2zM15.1 7.2h2v5h-2z" {}
    }
}

fn x() -> Markup {
    html! {
        path fill="none" stroke="currentColor" stroke-width="1.9" d="M4.6 3.5h3.6l11.2 17h-3.6z" {}
        path fill="none" stroke="currentColor" stroke-width="2.2" d="m20 3-7.1 8M11 13.2 4 21" {}
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use auth_spec::presets;

    use super::*;

    fn drawing(id: &'static str, protocol: Protocol) -> String {
        Mark::of(&ProviderSpec {
            id,
            protocol,
            ..ProviderSpec::OIDC
        })
        .svg
        .into_string()
    }

    #[test]
    fn every_preset_has_a_mark_of_its_own() {
        let generic =
            [Protocol::OpenIdConnect, Protocol::OAuth2].map(|protocol| drawing("acme", protocol));
        let mut seen = BTreeSet::from(generic);
        for spec in presets::ALL.iter().copied().chain([&ProviderSpec::DEV]) {
            assert!(seen.insert(Mark::of(spec).svg.into_string()), "{}", spec.id);
        }
    }

    #[test]
    fn other_providers_are_told_apart_by_their_protocol() {
        assert_ne!(
            drawing("acme", Protocol::OpenIdConnect),
            drawing("acme", Protocol::OAuth2)
        );
        assert_eq!(
            drawing("acme", Protocol::OAuth2),
            drawing("oauth2", Protocol::OAuth2)
        );
    }

    #[test]
    fn only_marks_with_colours_of_their_own_ask_for_a_white_tile() {
        for spec in presets::ALL {
            let mark = Mark::of(spec);
            assert_eq!(mark.coloured, mark.svg.0.contains("=\"#"), "{}", spec.id);
        }
    }
}
