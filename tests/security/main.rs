//! Attacks on the whole application: what is forged, altered, planted, replayed, withheld or simply garbage.

mod aftermath;
mod callback_url;
mod cookie_header;
mod cookie_store;
mod csrf;
mod destinations;
mod garbage;
mod headers;
mod id_token;
mod load;
mod logs;
mod provider_faults;
mod sealed_cookies;
mod secrets;
