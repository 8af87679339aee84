//! The pages around signing out.

use http::StatusCode;
use maud::html;

use super::form::{hidden_fields, label, sentence};
use super::layout::{Content, Forms, Layout, Width};
use super::page::Page;

/// What the confirmation is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SignOut<'a> {
    /// Where the routes are mounted: `/auth`.
    pub(crate) base_path: &'a str,
    pub(crate) csrf_token: &'a str,
    /// Where the sign-out ends; one that has been checked.
    pub(crate) callback_url: Option<&'a str>,
    /// Who is signed in.
    pub(crate) display_name: &'a str,
    /// The name of the provider they signed in with, if it is still declared.
    pub(crate) provider: Option<&'a str>,
    /// Which layers there are beside the session here.
    pub(crate) offers: Offers,
}

/// What a sign-out can end beside the session here, in this declaration and for this session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Offers {
    /// The provider's own session.
    pub(crate) provider: bool,
    /// Every session of this user.
    pub(crate) everywhere: bool,
    /// What the provider has granted.
    pub(crate) revocation: bool,
}

/// A sign-out that ended the session here, and not all that it was asked to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Incomplete<'a> {
    /// The name of the provider they signed in with, if it is known.
    pub(crate) provider: Option<&'a str>,
    /// They may still be signed in there.
    pub(crate) signed_in: bool,
    /// What it has granted was not revoked.
    pub(crate) granted: bool,
    /// Where the sign-out ends; one that has been checked.
    pub(crate) destination: &'a str,
}

/// `GET {base}/signout` of somebody who is signed in.
pub(crate) fn sign_out(layout: &Layout, page: &SignOut<'_>) -> Page {
    let action = format!("{}/signout", page.base_path);
    let (texts, offers) = (&layout.texts.sign_out, page.offers);
    let main = html! {
        div.intro {
            h1 { (texts.heading) }
            p.muted { (sentence(texts.signed_in_as, page.display_name)) }
        }
        form.layers method="post" action=(action) {
            (hidden_fields(page.csrf_token, page.callback_url))
            @if let Some(provider) = page.provider.filter(|_| offers.revocation) {
                div.check {
                    input #revoke type="checkbox" name="revoke" value="true" aria-describedby="revoke-about";
                    div {
                        label for="revoke" { (label(texts.revoke, provider)) }
                        p.small.muted #revoke-about { (texts.revoke_about) }
                    }
                }
            }
            div.layer {
                button.button.primary type="submit" aria-describedby="here-about" { (texts.sign_out) }
                p.small.muted #here-about {
                    @match page.provider {
                        Some(provider) => { (sentence(texts.only_here, provider)) }
                        None => { (texts.only_here_plain) }
                    }
                }
            }
            @if let Some(provider) = page.provider.filter(|_| offers.provider) {
                div.layer {
                    button.button type="submit" name="scope" value="app provider" aria-describedby="provider-about" {
                        (label(texts.provider_too, provider))
                    }
                    p.small.muted #provider-about { (texts.provider_too_about) }
                }
            }
            @if offers.everywhere {
                div.layer {
                    button.button type="submit" name="scope" value="everywhere" aria-describedby="everywhere-about" {
                        (texts.everywhere)
                    }
                    p.small.muted #everywhere-about { (texts.everywhere_about) }
                }
            }
        }
        p.note { a href=(HOME) { (texts.stay) } }
    };
    layout.page(&Content {
        status: StatusCode::OK,
        title: texts.sign_out,
        forms: Forms::Submit,
        width: Width::Narrow,
        main,
    })
}

/// `GET {base}/signout` of somebody who is not signed in.
pub(crate) fn not_signed_in(layout: &Layout, sign_in: &str) -> Page {
    let texts = &layout.texts.sign_out;
    nobody(layout, texts.not_signed_in, texts.no_session, sign_in, HOME)
}

/// `GET {base}/signed-out` of somebody who is not signed in: where a sign-out ends that leads nowhere else. `destination` is
/// where the declaration lets sign-outs end.
pub(crate) fn signed_out(layout: &Layout, sign_in: &str, destination: &str) -> Page {
    let texts = &layout.texts.sign_out;
    nobody(
        layout,
        texts.signed_out,
        texts.session_ended,
        sign_in,
        destination,
    )
}

/// `GET {base}/signed-out` on the way from a page of the session to where the sign-out ends; `onward` goes on, and `whole` says
/// that nothing remains to be done or told.
pub(crate) fn way_out(layout: &Layout, onward: &str, whole: bool) -> Page {
    let texts = &layout.texts.sign_out;
    let (heading, about) = match whole {
        true => (texts.signed_out, Some(texts.session_ended)),
        false => (texts.signed_out_here, None),
    };
    let main = html! {
        div.intro {
            h1 { (heading) }
            @if let Some(about) = about { p.muted { (about) } }
        }
        div.actions { a.button.primary href=(onward) { (texts.go_on) } }
    };
    layout.page(&Content {
        status: StatusCode::OK,
        title: heading,
        forms: Forms::None,
        width: Width::Narrow,
        main,
    })
}

fn nobody(
    layout: &Layout,
    heading: &'static str,
    about: &'static str,
    sign_in: &str,
    destination: &str,
) -> Page {
    let main = html! {
        div.intro {
            h1 { (heading) }
            p.muted { (about) }
        }
        div.actions {
            a.button.primary href=(sign_in) { (layout.texts.sign_in.sign_in) }
            a.button href=(destination) { (layout.texts.back) }
        }
        p.note.small { (layout.texts.sign_out.perhaps_at_provider) }
    };
    layout.page(&Content {
        status: StatusCode::OK,
        title: heading,
        forms: Forms::None,
        width: Width::Narrow,
        main,
    })
}

/// The answer to a `POST {base}/signout` that could not do all of it.
pub(crate) fn signed_out_here(layout: &Layout, page: &Incomplete<'_>) -> Page {
    // Whatever the checker lets through, a link is no place for a script.
    let leads = ["/", "https://", "http://"]
        .iter()
        .any(|start| page.destination.starts_with(start));
    let destination = if leads { page.destination } else { HOME };
    let texts = &layout.texts.sign_out;
    let main = html! {
        div.intro {
            h1 { (texts.signed_out_here) }
            @if page.signed_in {
                p {
                    @match page.provider {
                        Some(provider) => { (sentence(texts.still_at, provider)) }
                        None => { (texts.still_at_provider) }
                    }
                }
            }
            @if page.granted {
                p {
                    @match page.provider {
                        Some(provider) => { (sentence(texts.not_revoked, provider)) }
                        None => { (texts.not_revoked_plain) }
                    }
                }
            }
        }
        div.actions { a.button.primary href=(destination) { (texts.go_on) } }
    };
    layout.page(&Content {
        status: StatusCode::OK,
        title: texts.signed_out_here,
        forms: Forms::None,
        width: Width::Narrow,
        main,
    })
}

/// Where the application begins.
pub(super) const HOME: &str = "/";
