//! TODO

mod session_token;

pub use session_token::{SessionCookies, SessionTokenCodec, session_token};
