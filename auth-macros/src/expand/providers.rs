//! The declared providers: their data, the enum, and one value and type each.

use auth_spec::{ClientAuthentication, Protocol, ResponseMode, presets};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::declaration::option;
use super::functions;
use crate::model::{Declaration, Provider, Row, Setting};

/// The constant.
pub(super) fn constant(providers: &[Provider]) -> TokenStream {
    let entries = providers.iter().map(entry);
    quote! {
        const PROVIDERS: &'static [::auth::declaration::ProviderDeclaration] = &[#(#entries),*];
    }
}

/// `enum Provider` and `mod provider`.
pub(super) fn items(declaration: &Declaration) -> TokenStream {
    let providers = &declaration.providers;
    let variants = providers.iter().map(|provider| {
        let (variant, doc) = (
            placed(&provider.variant),
            format!(" {}, `{}` in URLs.", provider.display_name, provider.wire),
        );
        quote!(#[doc = #doc] #variant)
    });
    let names: Vec<&Ident> = providers.iter().map(|provider| &provider.variant).collect();
    let indices = 0..providers.len();
    let values = providers.iter().map(value);
    let dev = providers
        .iter()
        .filter_map(|provider| provider.dev.as_ref())
        .map(dev_only);
    let any =
        |can: fn(&Provider) -> bool| declaration.providers_poisoned || providers.iter().any(can);
    let application = [
        (quote!(EndSession), any(|one| one.end_session)),
        (quote!(Revocation), any(|one| one.revocation)),
    ];
    let application = application
        .into_iter()
        .filter(|(_, can)| *can)
        .map(|(capability, _)| {
            quote! {
                #[diagnostic::do_not_recommend]
                impl ::auth::declaration::#capability for Declared {}
            }
        });
    quote! {
        /// The providers of this application: those that `auth!` names in this module.
        #[derive(
            ::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy,
            ::core::cmp::PartialEq, ::core::cmp::Eq, ::core::hash::Hash,
        )]
        pub enum Provider {
            #(#variants,)*
        }

        impl ::auth::declaration::ProviderId for Provider {
            const ALL: &'static [Self] = &[#(Self::#names),*];

            fn index(self) -> usize {
                match self {
                    #(Self::#names => #indices,)*
                }
            }
        }

        impl ::auth::declaration::DeclaredProvider<Declared> for Provider {
            fn provider(self) -> Provider {
                self
            }
        }

        /// The providers of this application, one value and type each.
        pub mod provider {
            #(#values)*
        }

        #(#application)*
        #(#dev)*
    }
}

fn entry(provider: &Provider) -> TokenStream {
    let Provider {
        wire, row, options, ..
    } = provider;
    let row = match row {
        Row::Preset(id) => {
            let row = format_ident!("{}", id.to_ascii_uppercase());
            quote!(&::auth::__private::presets::#row)
        }
        Row::Kind(kind) => {
            let kind = format_ident!("{}", kind.to_ascii_uppercase());
            quote!(&::auth::__private::ProviderSpec::#kind)
        }
    };
    let new = quote!(::auth::declaration::ProviderDeclaration::new(#wire, #row));
    let mut fields = TokenStream::new();
    if let Some(name) = &options.name {
        let name = option(&quote!(#name));
        fields.extend(quote!(name: #name,));
    }
    for (field, setting) in &options.settings {
        let field = format_ident!("{field}");
        let setting = option(&match setting {
            Setting::Literal(text) => quote!(::auth::declaration::Setting::Literal(#text)),
            Setting::Env(name) => quote!(::auth::declaration::Setting::Env(#name)),
        });
        fields.extend(quote!(#field: #setting,));
    }
    if let Some(scopes) = &options.scopes {
        let scopes = option(&quote!(&[#(#scopes),*]));
        fields.extend(quote!(scopes: #scopes,));
    }
    if !options.params.is_empty() {
        let params = options
            .params
            .iter()
            .map(|(name, value)| quote!((#name, #value)));
        fields.extend(quote!(params: &[#(#params),*],));
    }
    if let Some(client_auth) = options.client_auth {
        let client_auth = option(&match client_auth {
            ClientAuthentication::Basic => quote!(::auth::__private::ClientAuthentication::Basic),
            ClientAuthentication::Post => quote!(::auth::__private::ClientAuthentication::Post),
            ClientAuthentication::PrivateKeyJwt => {
                quote!(::auth::__private::ClientAuthentication::PrivateKeyJwt)
            }
            ClientAuthentication::None => quote!(::auth::__private::ClientAuthentication::None),
        });
        fields.extend(quote!(client_auth: #client_auth,));
    }
    if let Some(response_mode) = options.response_mode {
        let response_mode = option(&match response_mode {
            ResponseMode::Query => quote!(::auth::__private::ResponseMode::Query),
            ResponseMode::FormPost => quote!(::auth::__private::ResponseMode::FormPost),
        });
        fields.extend(quote!(response_mode: #response_mode,));
    }
    if let Some(profile) = &options.profile {
        let profile = functions::profile(profile);
        fields.extend(quote!(profile: #profile,));
    }
    if let Some(credentials) = &options.credentials {
        let typed = credentials.fields.iter().map(|(name, label)| {
            quote!(::auth::declaration::CredentialsField { name: #name, label: #label })
        });
        let authorize = functions::authorize(&credentials.authorize);
        let credentials = option(&quote! {
            ::auth::declaration::CredentialsDeclaration {
                fields: &[#(#typed),*],
                authorize: #authorize,
            }
        });
        fields.extend(quote!(credentials: #credentials,));
    }
    if options.par {
        fields.extend(quote!(par: true,));
    }
    if options.refresh {
        fields.extend(quote!(refresh: true,));
    }
    if options.dpop {
        fields.extend(quote!(dpop: true,));
    }
    if options.link_by_email.is_some() {
        fields.extend(quote!(link_by_email: true,));
    }
    if let Some(email) = &options.email {
        if let Some(from) = &email.from {
            let from = option(&quote!(#from));
            fields.extend(quote!(from: #from,));
        }
        if let Some(seconds) = email.max_age {
            fields.extend(quote!(link_max_age: #seconds,));
        }
    }
    if fields.is_empty() {
        return new;
    }
    quote!(::auth::declaration::ProviderDeclaration { #fields ..#new })
}

/// `provider::github`
fn value(provider: &Provider) -> TokenStream {
    let (id, variant) = (placed(&provider.id), &provider.variant);
    let (name, about) = (&provider.display_name, about(provider));
    let doc = match provider.row {
        // What it is called says what it speaks.
        Row::Kind(_) if about.starts_with(name.as_str()) => about,
        _ => format!("{name}: {about}"),
    };
    let doc = format!(
        " {doc} As a value of the enum: [`Provider::{variant}`](super::Provider::{variant})."
    );
    let capabilities = [
        (quote!(EndSession), provider.end_session),
        (quote!(Revocation), provider.revocation),
    ];
    let capabilities = capabilities
        .into_iter()
        .filter(|(_, can)| *can)
        .map(|(capability, _)| {
            quote! {
                #[diagnostic::do_not_recommend]
                impl ::auth::declaration::#capability for #id {}
            }
        });
    let alias = provider.alias.as_ref().map(|alias| {
        let alias = placed(alias);
        quote!(#[doc(hidden)] pub use self::#id as #alias;)
    });
    quote! {
        #[doc = #doc]
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy)]
        pub struct #id;

        impl ::auth::declaration::DeclaredProvider<super::Declared> for #id {
            fn provider(self) -> super::Provider {
                super::Provider::#variant
            }
        }

        #(#capabilities)*
        #alias
    }
}

/// What it speaks and what it can do, in a sentence or two for the documentation of the user's crate.
fn about(provider: &Provider) -> String {
    let (Row::Preset(id) | Row::Kind(id)) = provider.row;
    let protocol = match presets::find(id).map(|spec| spec.protocol) {
        Some(Protocol::OAuth2) => "OAuth 2.0",
        Some(Protocol::Credentials) => return OWN.to_owned(),
        Some(Protocol::Email) => return LINKS.to_owned(),
        Some(Protocol::OpenIdConnect) | None => "OpenID Connect",
    };
    let made_from = match provider.row {
        Row::Preset(id) if provider.id != id => format!(" by the preset `{id}`"),
        _ => String::new(),
    };
    let can = match (provider.end_session, provider.revocation) {
        _ if provider.row == Row::Kind("oidc") => {
            "Discovery says whether its own session can be ended and its tokens be revoked."
        }
        (true, true) => "Its own session can be ended, and its tokens can be revoked.",
        (true, false) => "Its own session can be ended; its tokens cannot be revoked.",
        (false, true) => "Its tokens can be revoked; its own session cannot be ended.",
        (false, false) => "Neither can its own session be ended nor its tokens be revoked.",
    };
    format!("{protocol}{made_from}. {can}")
}

/// Of links that are sent.
const LINKS: &str = "A link that is sent to the address that people type.";

/// Of what the application does itself.
const OWN: &str = "What people type, checked by a function of this application.";

/// Fails release builds, with the caret on `dev`: the runtime's macro lets what it is given stand only there.
fn dev_only(dev: &Ident) -> TokenStream {
    let code = auth_spec::ErrorCode::DEV_IN_RELEASE.code;
    let text = format!(
        "`{dev}` lets anybody sign in as anybody, so release builds do not have it: declare a real provider in its place, or build with the feature `testing` of `auth` if this is a test environment [{code}]"
    );
    let error = quote_spanned!(dev.span()=> ::core::compile_error! { #text });
    quote!(::auth::__private::unless_dev_provider! { #error })
}

/// The user's place with the macro's hygiene: editors find the word, lints about names are not for its author.
pub(super) fn placed(word: &Ident) -> Ident {
    let mut word = word.clone();
    word.set_span(Span::call_site().located_at(word.span()));
    word
}
