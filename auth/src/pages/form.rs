//! The parts that several pages share.

use maud::{Markup, html};

use super::texts::Sentence;

/// A sentence with its value, which is kept apart from the direction of the text around it.
pub(super) fn sentence(sentence: Sentence, value: &str) -> Markup {
    html! { (sentence.before) bdi.strong { (value) } (sentence.after) }
}

/// The same on a button, where everything is of one weight, as one text: the button's parts stand apart.
pub(super) fn label(sentence: Sentence, value: &str) -> Markup {
    html! { span { (sentence.before) bdi { (value) } (sentence.after) } }
}

/// The hidden fields of every form: the token that proves where it comes from, and where the flow ends.
pub(super) fn hidden_fields(csrf_token: &str, callback_url: Option<&str>) -> Markup {
    html! {
        input type="hidden" name="csrfToken" value=(csrf_token);
        @if let Some(callback_url) = callback_url {
            input type="hidden" name="callbackUrl" value=(callback_url);
        }
    }
}

/// Something to type into.
#[derive(Debug, Clone, Copy)]
pub(super) struct Input<'a> {
    /// Unique in the page.
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    /// What people read above it.
    pub(super) label: &'a str,
    /// `type`: `text`, `email`, `password`.
    pub(super) kind: &'static str,
    /// `autocomplete` (HTML §4.10.18.7), by which password managers know it.
    pub(super) autocomplete: &'static str,
    pub(super) required: bool,
    /// How much may be typed, in characters.
    pub(super) longest: usize,
}

/// A field with its label. It comes empty: nothing that was typed is ever shown again.
pub(super) fn input(input: Input<'_>) -> Markup {
    html! {
        div.field {
            label for=(input.id) { (input.label) }
            input id=(input.id) name=(input.name) type=(input.kind) autocomplete=(input.autocomplete)
                maxlength=(input.longest) autocapitalize="none" spellcheck="false" required[input.required];
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
