//! The destinations that a declaration's application names.

use crate::callback_url::CallbackUrl;
use crate::declaration::Declaration;

/// The value of `callback_url!`. The literal was checked while the crate was built; here it only gets its final form.
#[must_use]
pub fn checked_callback_url<D: Declaration>(url: &'static str) -> CallbackUrl<D> {
    CallbackUrl::parse(url).unwrap_or_else(|_| CallbackUrl::after_sign_in())
}
