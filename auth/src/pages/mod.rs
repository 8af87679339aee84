//! The built-in pages: pure functions from what a page says to a finished [`Page`], without JavaScript and without
//! anything from elsewhere.
//!
//! A [`Layout`] is made once at start-up; it holds the stylesheet, the Content Security Policy that names the stylesheet's
//! hash, and the name of the application. Each page is a function of it and of a small input struct.
#![allow(
    dead_code,
    unused_imports,
    reason = "the routes are what calls these pages"
)]

mod colour;
mod layout;
mod page;
mod palette;
mod stylesheet;

pub(crate) use layout::{Content, Forms, Layout, Width};
pub(crate) use page::Page;
