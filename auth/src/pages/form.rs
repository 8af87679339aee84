//! The parts that several pages share.

use maud::{Markup, html};
use serde::Serialize;

use crate::credentials::{CredentialsDeclaration, CredentialsField, LONGEST};

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

/// Something that people type into a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FormInput {
    /// What it is sent as.
    pub name: &'static str,
    /// What people read above it.
    pub label: &'static str,
    /// `type`: `text`, `email` or `password`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// `autocomplete` (HTML §4.10.18.7), by which password managers know it.
    pub autocomplete: &'static str,
    /// Whether it may not be left empty.
    pub required: bool,
    /// How much may be typed, in characters.
    #[serde(rename = "maxlength")]
    pub longest: usize,
}

/// What is typed to ask for a link.
pub(crate) const EMAIL_FIELD: FormInput = FormInput {
    name: "email",
    label: "E-mail address",
    kind: "email",
    autocomplete: "email",
    required: true,
    longest: LONGEST_ADDRESS,
};

/// What is typed to sign in by a function of the application.
pub(crate) fn typed_fields(declared: &CredentialsDeclaration) -> Vec<FormInput> {
    let first = declared.fields().first().map(|field| field.name);
    let input = |field: &CredentialsField| {
        let says_whose = first == Some(field.name);
        FormInput {
            name: field.name,
            label: field.label,
            kind: match field.name {
                CredentialsField::PASSWORD => "password",
                "email" => "email",
                _ => "text",
            },
            autocomplete: match field.name {
                CredentialsField::PASSWORD => "current-password",
                _ if says_whose => "username",
                "otp" | "code" => "one-time-code",
                _ => "off",
            },
            required: says_whose || field.name == CredentialsField::PASSWORD,
            longest: LONGEST,
        }
    };
    declared.fields().iter().map(input).collect()
}

/// A field with its label; `id` is unique in the page. It comes empty: nothing that was typed is ever shown again.
pub(super) fn input(id: &str, input: &FormInput) -> Markup {
    html! {
        div.field {
            label for=(id) { (input.label) }
            input id=(id) name=(input.name) type=(input.kind) autocomplete=(input.autocomplete)
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

/// In characters; an address has no more bytes (RFC 5321 §4.5.3.1.3).
const LONGEST_ADDRESS: usize = 254;
