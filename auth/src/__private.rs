//! Everything generated code may call; nothing else calls it.

pub use auth_spec::presets;
pub use auth_spec::{ClientAuthentication, ProviderSpec, ResponseMode};

pub use crate::protection::Guard;

use crate::callback_url::CallbackUrl;
use crate::declaration::Declaration;

/// The value of `callback_url!`, whose literal was checked while the crate was built.
#[must_use]
pub fn checked_callback_url<D: Declaration>(url: &'static str) -> CallbackUrl<D> {
    CallbackUrl::checked(url.to_owned())
}
