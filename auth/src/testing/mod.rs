//! TODO

mod clock;
mod session_token;

pub use clock::ManualClock;
pub use session_token::{SessionCookies, SessionTokenCodec, session_token};
