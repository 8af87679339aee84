//! security

mod callback_url;
