//! The page that a link in an e-mail leads to.

use http::StatusCode;
use maud::html;

use super::form::{hidden_fields, sentence};
use super::layout::{Content, Forms, Layout, Width};
use super::page::Page;
use super::sign_out::HOME;

/// What it is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link<'a> {
    /// Where the routes are mounted: `/auth`.
    pub(crate) base_path: &'a str,
    /// The provider's id.
    pub(crate) provider: &'a str,
    pub(crate) csrf_token: &'a str,
    /// Whom the link was sent to.
    pub(crate) address: &'a str,
    pub(crate) token: &'a str,
    /// Where the sign-in ends, as it stands in the link: it is checked when the button is pressed.
    pub(crate) callback_url: Option<&'a str>,
}

/// `GET {base}/callback/email`. What it shows has not been looked up: that is what the button does.
pub(crate) fn link(layout: &Layout, page: &Link<'_>) -> Page {
    let action = format!("{}/callback/{}", page.base_path, page.provider);
    let (texts, sign_in) = (&layout.texts.link, layout.texts.sign_in.sign_in);
    let main = html! {
        div.intro {
            h1 { (texts.heading) }
            p.muted { (sentence(texts.as_whom, page.address)) }
        }
        form.actions method="post" action=(action) {
            (hidden_fields(page.csrf_token, page.callback_url))
            input type="hidden" name="email" value=(page.address);
            input type="hidden" name="token" value=(page.token);
            button.button.primary type="submit" { (sign_in) }
            a.button href=(HOME) { (texts.do_not) }
        }
        p.note.small { (texts.warning) }
    };
    layout.page(&Content {
        status: StatusCode::OK,
        title: sign_in,
        forms: Forms::Submit,
        width: Width::Narrow,
        main,
    })
}
