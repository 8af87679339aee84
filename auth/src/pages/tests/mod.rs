//! What holds for every page, whatever it says.

mod content;
mod escaping;
mod headers;
mod languages;
mod markup;
mod tags;
mod theme;

use auth_spec::{ErrorCode, Protocol, ProviderSpec, Style};
use http::HeaderMap;

use super::*;
use crate::base_url::BaseUrl;
use crate::credentials::{CredentialsDeclaration, CredentialsField};
use crate::declaration::{ProviderDeclaration, Theme};

/// Every text that a page can be given.
#[derive(Debug, Clone, Copy)]
struct Inputs<'a> {
    application: &'a str,
    csrf_token: &'a str,
    callback_url: &'a str,
    display_name: &'a str,
    provider: &'a str,
    path: &'a str,
}

impl<'a> Inputs<'a> {
    const PLAIN: Self = Self::all("a");

    const fn all(text: &'a str) -> Self {
        Self {
            application: text,
            csrf_token: text,
            callback_url: text,
            display_name: text,
            provider: text,
            path: text,
        }
    }

    /// One of each kind of page.
    fn pages(&self) -> Vec<Page> {
        self.pages_of(&self.layout())
    }

    fn layout(&self) -> Layout {
        layout_in(&ENGLISH, self.application)
    }

    /// The same, in the language of this layout.
    fn pages_of(&self, layout: &Layout) -> Vec<Page> {
        let mut pages = vec![
            sign_in(layout, &self.sign_in(None)),
            sign_in(layout, &self.sign_in(Some(&ErrorCode::ACCESS_DENIED))),
            sign_in(layout, &self.sign_in(Some(&ErrorCode::UNAUTHENTICATED))),
            sign_out(
                layout,
                &SignOut {
                    base_path: self.path,
                    csrf_token: self.csrf_token,
                    callback_url: Some(self.callback_url),
                    display_name: self.display_name,
                    provider: Some(self.provider),
                    offers: ALL_LAYERS,
                },
            ),
            signed_out_here(
                layout,
                &Incomplete {
                    provider: Some(self.provider),
                    signed_in: true,
                    granted: true,
                    destination: self.path,
                },
            ),
            not_signed_in(layout, self.path),
            signed_out(layout, self.path, self.path),
            way_out(layout, self.path, true),
            way_out(layout, self.path, false),
            forbidden(
                layout,
                &Forbidden {
                    display_name: self.display_name,
                    sign_in: self.path,
                },
            ),
            verify_request(layout),
            link(
                layout,
                &Link {
                    base_path: self.path,
                    provider: "email",
                    csrf_token: self.csrf_token,
                    address: self.display_name,
                    token: self.csrf_token,
                    callback_url: Some(self.callback_url),
                },
            ),
            form_post(
                layout,
                &FormPost {
                    base_path: self.path,
                    provider: "acme-staff",
                    parameters: vec![("state", self.csrf_token), ("user", self.display_name)],
                },
            ),
        ];
        pages.extend(ErrorCode::ALL.iter().map(|code| {
            error(
                layout,
                &Failure {
                    code,
                    sign_in: self.path,
                    callback_url: Some(self.callback_url),
                },
            )
        }));
        pages
    }

    fn sign_in(&self, error: Option<&'static ErrorCode>) -> SignIn<'a> {
        SignIn {
            base_path: self.path,
            providers: PROVIDERS,
            csrf_token: self.csrf_token,
            callback_url: Some(self.callback_url),
            error,
            again: false,
            another_account: false,
        }
    }
}

/// A layout in this language, of an application with this name and nothing else of its own.
fn layout_in(texts: &'static Texts, application: &str) -> Layout {
    let theme = Theme {
        // A declaration has its name for ever; so does a test.
        name: Some(String::leak(application.to_owned())),
        ..Theme::BUILT_IN
    };
    themed(theme, &[texts]).of(&HeaderMap::new()).clone()
}

/// The layouts of an application at `https://app.test`.
fn themed(theme: Theme, languages: &[&'static Texts]) -> Layouts {
    let base_url = BaseUrl::parse("https://app.test").unwrap();
    Layouts::new(&base_url, theme, languages, PROVIDERS)
}

/// The layout of an application that says nothing of its pages.
fn plain() -> Layout {
    themed(Theme::BUILT_IN, &[&ENGLISH])
        .of(&HeaderMap::new())
        .clone()
}

const ALL_LAYERS: Offers = Offers {
    provider: true,
    everywhere: true,
    revocation: true,
};

fn html(page: &Page) -> &str {
    &page.html.0
}

const PROVIDERS: &[ProviderDeclaration] = &[
    ProviderDeclaration::new(
        "github",
        &ProviderSpec {
            id: "github",
            name: "GitHub",
            protocol: Protocol::OAuth2,
            style: Style {
                background: "#24292f",
                text: "#ffffff",
            },
            ..ProviderSpec::OAUTH2
        },
    ),
    ProviderDeclaration {
        name: Some("Staff <ACME>"),
        ..ProviderDeclaration::new("acme-staff", &ProviderSpec::OIDC)
    },
    ProviderDeclaration {
        name: Some("Members <ACME>"),
        credentials: Some(CredentialsDeclaration {
            fields: &[
                CredentialsField {
                    name: "member",
                    label: "Number & <name>",
                },
                CredentialsField {
                    name: CredentialsField::PASSWORD,
                    label: "PIN",
                },
            ],
            authorize: |_| Box::pin(async { Ok(None) }),
        }),
        ..ProviderDeclaration::new("credentials", &ProviderSpec::CREDENTIALS)
    },
    ProviderDeclaration::new("dev", &ProviderSpec::DEV),
];
