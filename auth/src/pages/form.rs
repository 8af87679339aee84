//! The parts that several pages share.

use auth_spec::Protocol;
use maud::{Markup, Render, html};
use serde::Serialize;

use super::texts::{Sentence, SignInTexts};
use crate::credentials::{CredentialsDeclaration, CredentialsField, LONGEST};
use crate::declaration::ProviderDeclaration;

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

/// What people type to sign in with this provider: nothing where it is a button.
pub(crate) fn inputs(texts: &SignInTexts, provider: &ProviderDeclaration) -> Vec<FormInput> {
    match (provider.spec.protocol, &provider.credentials) {
        (Protocol::Credentials, Some(declared)) => credentials(texts, declared),
        (Protocol::Email, _) => vec![FormInput {
            name: "email",
            label: texts.email_address,
            kind: "email",
            autocomplete: "email",
            required: true,
            longest: LONGEST_ADDRESS,
        }],
        _ => Vec::new(),
    }
}

/// What is typed to sign in by a function of the application.
fn credentials(texts: &SignInTexts, declared: &CredentialsDeclaration) -> Vec<FormInput> {
    let first = declared.fields().first().map(|field| field.name);
    let input = |field: &CredentialsField| {
        let says_whose = first == Some(field.name);
        FormInput {
            name: field.name,
            label: match field.name {
                // The usual two have no labels of the application's.
                _ if !declared.fields.is_empty() => field.label,
                CredentialsField::PASSWORD => texts.password,
                _ => texts.user_name,
            },
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

/// What stands on the button that signs in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ButtonText {
    sentence: Sentence,
    /// The provider's name, in it.
    name: Option<&'static str>,
}

impl ButtonText {
    /// `named` tells a form from others of its kind.
    pub(crate) fn of(texts: &SignInTexts, provider: &ProviderDeclaration, named: bool) -> Self {
        let named = named || provider.name.is_some();
        let plain = |text| Self {
            sentence: Sentence::around(text, ""),
            name: None,
        };
        let around = |sentence| Self {
            sentence,
            name: Some(provider.display_name()),
        };
        match provider.spec.protocol {
            Protocol::Credentials if named => around(texts.sign_in_with),
            Protocol::Credentials => plain(texts.sign_in),
            Protocol::Email if !named => plain(texts.send_link),
            // "Continue with Development sign-in" is nobody's sentence.
            _ if provider.is_dev() && !named => around(Sentence::around("", "")),
            _ => around(texts.continue_with),
        }
    }

    /// As plain text.
    pub(crate) fn text(self) -> String {
        self.sentence.of(self.name.unwrap_or_default())
    }
}

impl Render for ButtonText {
    fn render(&self) -> Markup {
        html! {
            (self.sentence.before)
            @if let Some(name) = self.name { bdi { (name) } }
            (self.sentence.after)
        }
    }
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
