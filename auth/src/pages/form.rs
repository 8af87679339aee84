//! The parts that forms on several pages share.

use maud::{Markup, html};

/// The hidden fields of every form: the token that proves where it comes from, and where the flow ends.
pub(super) fn hidden_fields(csrf_token: &str, callback_url: Option<&str>) -> Markup {
    html! {
        input type="hidden" name="csrfToken" value=(csrf_token);
        @if let Some(callback_url) = callback_url {
            input type="hidden" name="callbackUrl" value=(callback_url);
        }
    }
}

/// The sign-in page's URL with the callback URL in its query.
pub(super) fn sign_in_url(sign_in: &str, callback_url: Option<&str>) -> String {
    match callback_url {
        None => sign_in.to_owned(),
        Some(callback_url) => {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("callbackUrl", callback_url);
            format!("{sign_in}?{}", query.finish())
        }
    }
}
