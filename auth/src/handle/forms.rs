//! Forms that sign in and out, as values for the pages of the application.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use auth_spec::Protocol;
use axum::response::{IntoResponseParts, ResponseParts};
use http::header::{CACHE_CONTROL, SET_COOKIE, VARY};
use http::{HeaderMap, HeaderValue};
use maud::{Markup, html};
use serde::Serialize;

use crate::callback_url::Destination;
use crate::declaration::{
    Declaration, DeclaredProvider, EndSession, ProviderDeclaration, ProviderId, RevocableSessions,
    Revocation,
};
use crate::handle::{Auth, Layers};
use crate::pages::{self, FormInput, Texts};

/// What the forms of one page have in common: the proof that it is this application's page which sends them.
///
/// It goes into the response, because a browser that has no such proof yet gets one as a cookie; no cache keeps that
/// response.
///
/// ```standalone_crate
/// # extern crate auth as _;
/// # mod auth { ::auth::auth! { providers: [github, keycloak], callbacks: { allow: ["/", "/dashboard"] } } }
/// # use axum::response::{Html, IntoResponse};
/// use crate::auth::{Auth, Session, callback_url, provider};
///
/// async fn home(auth: Auth, session: Option<Session>) -> impl IntoResponse {
///     let forms = auth.forms();
///     let form = match session {
///         Some(_) => forms.sign_out().provider().to_string(),
///         None => forms
///             .sign_in(provider::github)
///             .callback_url(callback_url!("/dashboard"))
///             .to_string(),
///     };
///     (forms, Html(format!("<!doctype html><title>Home</title>{form}")))
/// }
/// # fn main() {}
/// ```
#[must_use = "it carries a cookie: put it into the response"]
pub struct Forms<D: Declaration> {
    csrf_token: Option<String>,
    cookie: Option<HeaderValue>,
    texts: &'static Texts,
    /// The browser was asked for the language.
    negotiated: bool,
    declaration: PhantomData<fn() -> D>,
}

/// A form for any template engine. It displays as HTML, escaped, and serializes as
/// `{ method, action, fields: [{ name, value }], inputs: [{ name, label, type, autocomplete, required, maxlength }], button }`.
///
/// An application that wants another look writes its own `<form>` with [`method`](Self::method), [`action`](Self::action) and
/// [`hidden_fields`](Self::hidden_fields).
#[derive(Clone, Serialize)]
#[non_exhaustive]
pub struct Form {
    method: &'static str,
    action: String,
    fields: Vec<HiddenField>,
    inputs: Vec<FormInput>,
    button: String,
}

/// Something that the form sends and nobody sees.
#[derive(Clone, Serialize)]
#[non_exhaustive]
pub struct HiddenField {
    /// Its name.
    pub name: &'static str,
    /// What it sends.
    pub value: String,
}

/// A [`Form`] that signs in.
#[derive(Serialize)]
#[serde(transparent)]
pub struct SignInForm<D: Declaration> {
    form: Form,
    #[serde(skip)]
    declaration: PhantomData<fn() -> D>,
}

/// A [`Form`] that signs out: of this application in this browser, unless it says more.
#[derive(Serialize)]
#[serde(transparent)]
pub struct SignOutForm<D: Declaration> {
    form: Form,
    #[serde(skip)]
    layers: Layers,
    #[serde(skip)]
    declaration: PhantomData<fn() -> D>,
}

impl<D: Declaration> Auth<D> {
    /// Forms for a page of the application's own, with what proves that they are this page's.
    ///
    /// The handle has to be the one that the handler was given (`auth: Auth`), which knows the request; with another one the
    /// forms carry no token, and only browsers that say where a request comes from (`Sec-Fetch-Site`, `Origin`), which is
    /// every current one, can send them.
    ///
    /// Labels and buttons are in the language that the built-in pages have for this browser (`pages: { languages }`);
    /// [`Forms::in_language`] says another.
    pub fn forms(&self) -> Forms<D> {
        let proof = self.request_headers().and_then(|headers: &HeaderMap| {
            let session = self.sessions().id(headers).unwrap_or_default();
            self.core().csrf.token(headers, &session).ok()
        });
        let (csrf_token, cookie) =
            proof.map_or((None, None), |(token, cookie)| (Some(token), cookie));
        let nobody = HeaderMap::new();
        let request = self.request_headers().unwrap_or(&nobody);
        Forms {
            csrf_token,
            cookie,
            texts: self.core().layout(request).texts(),
            negotiated: D::LANGUAGES.len() > 1,
            declaration: PhantomData,
        }
    }
}

impl<D: Declaration> Forms<D> {
    /// The labels and buttons of this language, whatever the browser asks for: that of the page that has the forms.
    ///
    /// ```standalone_crate
    /// # extern crate auth as _;
    /// # mod auth { ::auth::auth! { providers: [github] } }
    /// use ::auth::pages::GERMAN;
    /// # use crate::auth::Auth;
    ///
    /// async fn anmelden(auth: Auth) -> String {
    ///     auth.forms().in_language(&GERMAN).sign_out().to_string()
    /// }
    /// # fn main() {}
    /// ```
    pub fn in_language(mut self, texts: &'static Texts) -> Self {
        self.texts = texts;
        self.negotiated = false;
        self
    }

    /// A form that signs in with this provider: a button, and for `credentials` and `email` what is to be typed.
    pub fn sign_in(&self, provider: impl DeclaredProvider<D>) -> SignInForm<D> {
        let declared = D::PROVIDERS.get(provider.provider().index());
        let (action, inputs, button) = match declared {
            Some(declared) => {
                let texts = &self.texts.sign_in;
                let button = pages::ButtonText::of(texts, declared, false);
                (
                    action::<D>(declared),
                    pages::inputs(texts, declared),
                    button.text(),
                )
            }
            // `auth!` makes as many values as it declares providers.
            None => (
                [D::BASE_PATH, "/signin"].concat(),
                Vec::new(),
                String::new(),
            ),
        };
        SignInForm {
            form: self.form(action, inputs, button),
            declaration: PhantomData,
        }
    }

    /// A form that signs out of this application in this browser.
    pub fn sign_out(&self) -> SignOutForm<D> {
        let action = [D::BASE_PATH, "/signout"].concat();
        SignOutForm {
            form: self.form(action, Vec::new(), self.texts.sign_out.sign_out.to_owned()),
            layers: Layers::default(),
            declaration: PhantomData,
        }
    }

    /// What the forms carry as `csrfToken`, for a page whose script sends requests of its own.
    #[must_use]
    pub fn csrf_token(&self) -> Option<&str> {
        self.csrf_token.as_deref()
    }

    fn form(&self, action: String, inputs: Vec<FormInput>, button: String) -> Form {
        let token = self.csrf_token.clone();
        Form {
            method: "post",
            action,
            fields: token
                .map(|value| HiddenField {
                    name: "csrfToken",
                    value,
                })
                .into_iter()
                .collect(),
            inputs,
            button,
        }
    }
}

impl Form {
    /// `post`.
    #[must_use]
    pub fn method(&self) -> &'static str {
        self.method
    }

    /// Where it is sent: a path of this application.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.action
    }

    /// What it sends besides what people type.
    #[must_use]
    pub fn fields(&self) -> &[HiddenField] {
        &self.fields
    }

    /// What people type; nothing for a button.
    #[must_use]
    pub fn inputs(&self) -> &[FormInput] {
        &self.inputs
    }

    /// What stands on its button.
    #[must_use]
    pub fn button(&self) -> &str {
        &self.button
    }

    /// The hidden `<input>`s, as HTML.
    #[must_use]
    pub fn hidden_fields(&self) -> String {
        self.hidden().into_string()
    }

    fn hidden(&self) -> Markup {
        html! {
            @for field in &self.fields { input type="hidden" name=(field.name) value=(field.value); }
        }
    }

    /// Sets a field, which stands once.
    fn set(&mut self, name: &'static str, value: Option<String>) {
        self.fields.retain(|field| field.name != name);
        self.fields
            .extend(value.map(|value| HiddenField { name, value }));
    }
}

impl fmt::Display for Form {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let markup = html! {
            form method=(self.method) action=(self.action) {
                (self.hidden())
                @for input in &self.inputs {
                    label {
                        (input.label) " "
                        input name=(input.name) type=(input.kind) autocomplete=(input.autocomplete)
                            maxlength=(input.longest) autocapitalize="none" spellcheck="false"
                            required[input.required];
                    }
                }
                button type="submit" { (self.button) }
            }
        };
        formatter.write_str(&markup.into_string())
    }
}

impl<D: Declaration> SignInForm<D> {
    /// Where the user comes to when they are signed in; without it where the page is that has the form.
    #[must_use]
    pub fn callback_url(mut self, url: impl Destination<D>) -> Self {
        let url = url.checked().into_string();
        self.form.set("callbackUrl", Some(url));
        self
    }

    /// What stands on the button instead of "Continue with …".
    #[must_use]
    pub fn with_button(mut self, text: impl Into<String>) -> Self {
        self.form.button = text.into();
        self
    }
}

impl<D: Declaration> SignOutForm<D> {
    /// Where the user comes to; without it where the page is that has the form, or `after_sign_out`.
    #[must_use]
    pub fn callback_url(mut self, url: impl Destination<D>) -> Self {
        let url = url.checked().into_string();
        self.form.set("callbackUrl", Some(url));
        self
    }

    /// What stands on the button instead of "Sign out".
    #[must_use]
    pub fn with_button(mut self, text: impl Into<String>) -> Self {
        self.form.button = text.into();
        self
    }

    /// Signs out of the provider too, as [`SignOut::provider`](crate::SignOut::provider).
    #[must_use]
    pub fn provider(mut self) -> Self
    where
        D: EndSession,
    {
        self.layers.provider = true;
        self.with_scope()
    }

    /// Ends every session of the user, as [`SignOut::everywhere`](crate::SignOut::everywhere).
    #[must_use]
    pub fn everywhere(mut self) -> Self
    where
        D::Sessions: RevocableSessions,
    {
        self.layers.everywhere = true;
        self.with_scope()
    }

    /// Revokes what the provider has granted, as [`SignOut::revoke`](crate::SignOut::revoke).
    #[must_use]
    pub fn revoke(mut self) -> Self
    where
        D: Revocation,
    {
        self.form.set("revoke", Some("true".to_owned()));
        self
    }

    fn with_scope(mut self) -> Self {
        let layers = [
            (true, "app"),
            (self.layers.provider, "provider"),
            (self.layers.everywhere, "everywhere"),
        ];
        let scope: Vec<&str> = layers
            .into_iter()
            .filter_map(|(asked, word)| asked.then_some(word))
            .collect();
        self.form.set("scope", Some(scope.join(" ")));
        self
    }
}

/// Where a form of this provider is sent; a path, so that it stays at the origin that the page is at.
fn action<D: Declaration>(provider: &ProviderDeclaration) -> String {
    let route = match provider.spec.protocol {
        Protocol::Credentials => "/callback/",
        Protocol::OpenIdConnect | Protocol::OAuth2 | Protocol::Email => "/signin/",
    };
    [D::BASE_PATH, route, provider.id].concat()
}

impl<D: Declaration> IntoResponseParts for Forms<D> {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        let headers = parts.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.append(VARY, HeaderValue::from_static("cookie"));
        if self.negotiated {
            headers.append(VARY, HeaderValue::from_static("accept-language"));
        }
        if let Some(cookie) = self.cookie {
            headers.append(SET_COOKIE, cookie);
        }
        Ok(parts)
    }
}

impl<D: Declaration> Deref for SignInForm<D> {
    type Target = Form;

    fn deref(&self) -> &Form {
        &self.form
    }
}

impl<D: Declaration> Deref for SignOutForm<D> {
    type Target = Form;

    fn deref(&self) -> &Form {
        &self.form
    }
}

impl<D: Declaration> fmt::Display for SignInForm<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.form, formatter)
    }
}

impl<D: Declaration> fmt::Display for SignOutForm<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.form, formatter)
    }
}

/// Not the token.
impl<D: Declaration> fmt::Debug for Forms<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Forms").finish_non_exhaustive()
    }
}

/// Not what it sends.
impl fmt::Debug for Form {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Form")
            .field("action", &self.action)
            .finish_non_exhaustive()
    }
}

impl<D: Declaration> fmt::Debug for SignInForm<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.form, formatter)
    }
}

impl<D: Declaration> fmt::Debug for SignOutForm<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.form, formatter)
    }
}

impl fmt::Debug for HiddenField {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "HiddenField({})", self.name)
    }
}
