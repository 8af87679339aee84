//! A layer for responses to signed-in requests: a session in use is sealed anew when that is due, and what needs a session
//! is kept by no cache.
//!
//! 1. An extractor that reads the session notes it for the layer around the handler; without the layer it notes nothing.
//! 2. When the session is due ([`update_age`], or a secret was rotated) the new cookie goes with the response — unless the
//!    response says something of the session itself, such as a sign-out: what has ended is not brought back. What the
//!    application says of the session at that moment (`callbacks: { jwt, roles }`) holds for this request already.
//! 3. The response gets `Cache-Control: no-store`, unless it says `private` or `no-store` itself, and `Vary: Cookie`. Where
//!    somebody has asked for a session and there was none it gets the latter alone: a cache may give it to others who have
//!    none, and not to whoever has one.
//!
//! Routes that read no session pay for one task-local value, and allocate nothing.
//!
//! [`update_age`]: crate::declaration::SessionDeclaration::update_age

mod future;
mod layer;
mod service;

use std::any::Any;
use std::cell::RefCell;

use http::header::{CACHE_CONTROL, GetAll, SET_COOKIE, VARY};
use http::{HeaderMap, HeaderValue};

pub use layer::SessionLayer;
pub use service::SessionService;

/// What the handler did with the session of its request.
#[derive(Debug, Default)]
struct Use {
    /// Whether there is a session was asked: the response is another for whoever has one.
    asked: bool,
    /// There was one, or what was taken for one.
    read: bool,
    /// Sets the session anew, or deletes it; empty unless that is due.
    cookies: Vec<HeaderValue>,
    /// What has become of the session that the request has brought.
    became: Option<Box<dyn Any + Send>>,
}

tokio::task_local! {
    static USE: RefCell<Use>;
}

/// Notes that somebody has asked for the session.
pub(crate) fn note_asked() {
    noted(|noted| noted.asked = true);
}

/// Notes that the session was read, and says whether there is a layer: whether cookies would be sent.
pub(crate) fn note() -> bool {
    noted(|noted| noted.read = true).is_some()
}

/// Sends cookies with the response. `became` is what has become of the session by that, for whoever reads it later in
/// the same request, which still brings the old one.
pub(crate) fn send<T: Any + Send>(cookies: Vec<HeaderValue>, became: T) {
    noted(|noted| {
        noted.cookies = cookies;
        noted.became = Some(Box::new(became));
    });
}

/// What [`send`] was told earlier in this request.
pub(crate) fn became<T: Any + Clone>() -> Option<T> {
    noted(|noted| noted.became.as_ref()?.downcast_ref::<T>().cloned()).flatten()
}

/// Without a layer there is nothing to note, and nobody to tell.
fn noted<T>(act: impl FnOnce(&mut Use) -> T) -> Option<T> {
    USE.try_with(|noted| noted.try_borrow_mut().ok().map(|mut noted| act(&mut noted)))
        .ok()
        .flatten()
}

impl Use {
    fn write_to(self, headers: &mut HeaderMap) {
        if !(self.asked || self.read) {
            return;
        }
        // What is said to nobody in particular may be kept, for others who bring no cookie.
        if self.read && !is_kept_private(headers) {
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        if !names(&headers.get_all(VARY), |name| {
            name == "*" || name.eq_ignore_ascii_case("cookie")
        }) {
            headers.append(VARY, HeaderValue::from_static("cookie"));
        }
        let said = headers.get_all(SET_COOKIE).iter().any(|set| {
            self.cookies
                .iter()
                .any(|renewed| cookie_family(set) == cookie_family(renewed))
        });
        if !said {
            for cookie in self.cookies {
                headers.append(SET_COOKIE, cookie);
            }
        }
    }
}

/// Whether no shared cache may keep the response. `private="set-cookie"` hides that field alone (RFC 9111 §5.2.2.7).
fn is_kept_private(headers: &HeaderMap) -> bool {
    names(&headers.get_all(CACHE_CONTROL), |directive| {
        directive.eq_ignore_ascii_case("private") || directive.eq_ignore_ascii_case("no-store")
    })
}

/// Whether one member of a comma-separated header is wanted.
fn names(values: &GetAll<'_, HeaderValue>, wanted: impl Fn(&str) -> bool) -> bool {
    values
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|member| wanted(member.trim()))
}

/// The name of a cookie without the number of its chunk.
fn cookie_family(set_cookie: &HeaderValue) -> &[u8] {
    let bytes = set_cookie.as_bytes();
    let name = bytes.split(|byte| *byte == b'=').next().unwrap_or_default();
    match name.iter().rposition(|byte| *byte == b'.') {
        Some(dot) if name.iter().skip(dot + 1).all(u8::is_ascii_digit) => {
            name.get(..dot).unwrap_or(name)
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests;
