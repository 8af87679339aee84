//! The built-in pages: pure functions from what a page says to a finished [`Page`], without anything from elsewhere, and
//! without JavaScript but for the one line that sends the form of [`form_post`].
//!
//! A [`Layout`] is made once at start-up; it holds the stylesheet, the Content Security Policy that names the stylesheet's
//! hash, and the name of the application. Each page is a function of it and of a small input struct.

mod advice;
mod brand;
mod colour;
mod error;
mod form;
mod form_post;
mod layout;
mod link;
mod notice;
mod page;
mod palette;
mod sign_in;
mod sign_out;
mod stylesheet;
mod verify_request;

#[cfg(test)]
mod tests;

pub(crate) use error::{Failure, error};
pub use form::FormInput;
pub(crate) use form::{EMAIL_FIELD, typed_fields};
pub(crate) use form_post::{FormPost, form_post};
pub(crate) use layout::Layout;
pub(crate) use link::{Link, link};
pub(crate) use page::Page;
pub(crate) use sign_in::{SignIn, sign_in};
pub(crate) use sign_out::{Incomplete, SignOut, not_signed_in, sign_out, signed_out};
pub(crate) use verify_request::verify_request;
