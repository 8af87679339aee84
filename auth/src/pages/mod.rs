//! The words of the built-in pages and of the sign-in mail, for an application that has a language of its own: [`Texts`].
//!
//! `auth!` names the languages that the pages speak: `pages: { languages: [en, de] }`. Each page is served in the one that the
//! browser asks for (`Accept-Language`), and else in the first.

// The pages are pure functions from what a page says to a finished `Page`, without anything from elsewhere, and
// without JavaScript but for the one line that sends the form of `form_post`. A `Layout` is made once at start-up for each language; it holds the document's head with the stylesheet, the
// Content Security Policy that names the stylesheet's hash, and the name of the application. Each page is a function of it and
// of a small input struct.

mod advice;
mod brand;
mod colour;
mod error;
mod forbidden;
mod form;
mod form_post;
mod language;
mod layout;
mod link;
mod notice;
mod page;
mod palette;
mod sign_in;
mod sign_out;
mod stylesheet;
mod texts;
mod verify_request;

#[cfg(test)]
mod tests;

pub use texts::{
    DevelopmentTexts, Direction, ENGLISH, ErrorText, ErrorTexts, ForbiddenTexts, FormPostTexts,
    GERMAN, LinkTexts, MailTexts, Sentence, SignInTexts, SignOutTexts, Texts, TimeUnit,
    VerifyRequestTexts,
};

pub(crate) use error::{Failure, error};
pub(crate) use forbidden::{Forbidden, forbidden};
pub use form::FormInput;
pub(crate) use form::{ButtonText, inputs};
pub(crate) use form_post::{FormPost, form_post};
#[cfg(any(debug_assertions, feature = "testing"))]
pub(crate) use language::spoken;
pub(crate) use layout::{Layout, Layouts};
pub(crate) use link::{Link, link};
pub(crate) use page::{LANGUAGES, Page};
pub(crate) use sign_in::{SignIn, sign_in};
pub(crate) use sign_out::{
    Incomplete, Offers, SignOut, not_signed_in, sign_out, signed_out, signed_out_here, way_out,
};
pub(crate) use verify_request::verify_request;
