//! `providers: [ … ]`

use std::borrow::Cow;

use auth_spec::{ErrorCode, Protocol, ProviderSpec, presets};
use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{LitStr, Path};

use super::Reading;
use super::entry::{Field, Key, Keys, entries};
use super::session::lifetime;
use super::slice::{Angles, Slice, split};
use super::value::{self, Amount, List, Setting};
use super::word::Place;

/// The declared providers.
#[derive(Clone)]
pub(crate) struct Providers(pub(crate) List<Provider>);

/// `[id :] preset [{ options }]`
#[derive(Clone)]
pub(crate) struct Provider {
    pub(crate) id: Ident,
    /// One word is both id and preset.
    pub(crate) shorthand: bool,
    /// `None` when it could not be read, which has been reported.
    pub(crate) preset: Option<Ident>,
    pub(crate) options: Options,
}

impl Provider {
    /// One word that is nobody's name.
    fn is_half_typed(&self) -> bool {
        let known = |preset: &Ident| presets::find(&preset.to_string()).is_some();
        self.shorthand && !self.preset.as_ref().is_some_and(known)
    }
}

/// What is said of a provider beyond its name.
#[derive(Clone, Default)]
pub(crate) struct Options {
    pub(crate) name: Option<Field<LitStr>>,
    pub(crate) issuer: Option<Field<Setting>>,
    pub(crate) client_id: Option<Field<Setting>>,
    pub(crate) client_secret: Option<Field<Setting>>,
    pub(crate) private_key: Option<Field<Setting>>,
    pub(crate) scopes: Option<Field<List<LitStr>>>,
    pub(crate) params: Option<Field<Vec<Param>>>,
    pub(crate) authorization: Option<Field<Setting>>,
    pub(crate) par: Option<Field<Ident>>,
    pub(crate) pushed_authorization: Option<Field<Setting>>,
    pub(crate) token: Option<Field<Setting>>,
    pub(crate) userinfo: Option<Field<Setting>>,
    pub(crate) revocation: Option<Field<Setting>>,
    pub(crate) end_session: Option<Field<Setting>>,
    pub(crate) client_auth: Option<Field<Ident>>,
    pub(crate) response_mode: Option<Field<Ident>>,
    pub(crate) profile: Option<Field<Path>>,
    pub(crate) refresh: Option<Field<Ident>>,
    pub(crate) dpop: Option<Field<Ident>>,
    pub(crate) link_by_email: Option<Field<Ident>>,
    pub(crate) authorize: Option<Field<Path>>,
    pub(crate) fields: Option<Field<Vec<Param>>>,
    pub(crate) from: Option<Field<LitStr>>,
    pub(crate) max_age: Option<Field<Amount>>,
    /// The keys that were written, in order.
    pub(crate) keys: Vec<(Item, Ident)>,
    /// Something in it could not be read; what is missing may have been meant by it.
    pub(crate) poisoned: bool,
}

/// `key: "value"` of `params` and `fields`.
#[derive(Clone)]
pub(crate) struct Param {
    pub(crate) name: String,
    /// The name as it stands there: a word, or a text where it is none.
    pub(crate) key: TokenTree,
    pub(crate) value: LitStr,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Item {
    Name,
    Issuer,
    ClientId,
    ClientSecret,
    PrivateKey,
    Scopes,
    Params,
    Authorization,
    Par,
    PushedAuthorization,
    Token,
    UserInfo,
    Revocation,
    EndSession,
    ClientAuth,
    ResponseMode,
    Profile,
    Refresh,
    Dpop,
    LinkByEmail,
    Authorize,
    Fields,
    From,
    MaxAge,
}

impl Item {
    /// Whether a provider made from this row can be told that.
    pub(crate) fn applies_to(self, spec: &ProviderSpec) -> bool {
        match self {
            Self::Name => true,
            Self::Authorize | Self::Fields => spec.protocol == Protocol::Credentials,
            Self::From | Self::MaxAge => spec.protocol == Protocol::Email,
            Self::LinkByEmail => spec.protocol != Protocol::Credentials,
            Self::Scopes | Self::Params | Self::Profile | Self::Refresh | Self::Dpop => {
                !spec.protocol.is_own()
            }
            Self::Issuer
            | Self::ClientId
            | Self::ClientSecret
            | Self::PrivateKey
            | Self::Authorization
            | Self::Par
            | Self::PushedAuthorization
            | Self::Token
            | Self::UserInfo
            | Self::Revocation
            | Self::EndSession
            | Self::ClientAuth
            | Self::ResponseMode => {
                // `dev` is a part of the application.
                !spec.protocol.is_own() && spec.id != ProviderSpec::DEV.id
            }
        }
    }
}

pub(crate) fn parse(reading: &mut Reading, value: &Slice, form: &str) -> Option<Providers> {
    let list = value::list(reading, value, form, |reading, slice, providers| {
        // Entries that only lack a comma between them are read all the same.
        let mut next = Some(slice);
        let mut whole = true;
        let mut doubtful = false;
        while let Some(slice) = next {
            let errors = reading.report.count();
            // What is no provider either is a part of the mistake that has been reported.
            let both = reading.doubting(doubtful, |reading| Some(provider(reading, slice)));
            let (read, following) = both.unwrap_or_default();
            let read = read.filter(|read| !(doubtful && read.is_half_typed()));
            whole &= read.is_some();
            doubtful = reading.report.count() > errors && following.is_some();
            providers.extend(read);
            next = following;
        }
        whole
    })?;
    Some(Providers(list))
}

/// One entry, and what follows it without a comma.
fn provider(reading: &mut Reading, slice: Slice) -> (Option<Provider>, Option<Slice>) {
    let (first, rest) = name(reading, slice);
    let Some(first) = first else {
        return (None, None);
    };
    if !matches!(rest.first(), Some(TokenTree::Punct(sign)) if matches!(sign.as_char(), ':' | '='))
    {
        return finish(reading, None, first, rest);
    }
    let (sign, rest) = rest.split_at(1);
    if matches!(sign.first(), Some(TokenTree::Punct(sign)) if sign.as_char() != ':') {
        let text = "an id and its preset are separated by `:`";
        reading.report.refuse(&sign, ErrorCode::SYNTAX, text);
    }
    if rest.is_empty() {
        let text =
            format!("`{first}:` wants a preset, as in `{first}: oidc {{ issuer: \"https://…\" }}`");
        reading.report.refuse(&first, ErrorCode::SYNTAX, text);
        return (Some(broken(first)), None);
    }
    match name(reading, rest) {
        (Some(preset), rest) => finish(reading, Some(first), preset, rest),
        (None, _) => (Some(broken(first)), None),
    }
}

/// A name: an identifier, or what somebody may write in its place.
fn name(reading: &mut Reading, slice: Slice) -> (Option<Ident>, Slice) {
    let report = &mut reading.report;
    let (first, mut rest) = slice.split_at(1);
    match first.first() {
        Some(TokenTree::Ident(word)) => {
            // `microsoft-entra-id`, as it stands in URLs.
            let mut spelling = word.to_string();
            let mut written = first.to_token_stream();
            while let [
                TokenTree::Punct(hyphen),
                part @ (TokenTree::Ident(_) | TokenTree::Literal(_)),
                ..,
            ] = rest.tokens()
                && hyphen.as_char() == '-'
            {
                spelling.push('_');
                spelling.push_str(&part.to_string());
                written.extend(part.to_token_stream());
                rest = rest.split_at(2).1;
            }
            if *word == spelling {
                return (Some(word.clone()), rest);
            }
            let text = format!("ids are Rust identifiers: write `{spelling}`");
            report.refuse(written, ErrorCode::SYNTAX, text);
            let spelling = syn::parse_str::<Ident>(&spelling).ok();
            (spelling.map(|name| at(name, word.span())), rest)
        }
        Some(TokenTree::Literal(literal)) => {
            let word = syn::parse2::<LitStr>(literal.to_token_stream())
                .and_then(|text| text.parse::<Ident>());
            let text = match &word {
                Ok(word) => {
                    format!("providers are names, not texts: write `{word}` without quotes")
                }
                Err(_) => NAME.to_owned(),
            };
            report.refuse(literal, ErrorCode::SYNTAX, text);
            // As a name it would be refused again, unless it is an id or somebody's.
            let is_id =
                matches!(rest.first(), Some(TokenTree::Punct(sign)) if sign.as_char() == ':');
            let word = word
                .ok()
                .filter(|word| is_id || presets::find(&word.to_string()).is_some());
            (word.map(|word| at(word, literal.span())), rest)
        }
        Some(other) => {
            report.refuse(other, ErrorCode::SYNTAX, NAME);
            (None, rest)
        }
        None => (None, rest),
    }
}

fn finish(
    reading: &mut Reading,
    id: Option<Ident>,
    preset: Ident,
    rest: Slice,
) -> (Option<Provider>, Option<Slice>) {
    reading.words.push((Place::Preset, preset.clone()));
    let (block, following) = match rest.first() {
        Some(TokenTree::Group(_)) => rest.split_at(1),
        _ => rest.split_at(0),
    };
    let options = match block.group() {
        // What they will look like is not known yet.
        Some(_) if LATER.iter().any(|kind| preset == kind) => Options::default(),
        Some(group) => {
            if group.delimiter() != Delimiter::Brace {
                let text = format!("options stand in `{{ … }}`: `{preset} {{ name: \"…\" }}`");
                reading
                    .report
                    .refuse_at(group.span_open(), ErrorCode::SYNTAX, text);
            }
            options(reading, &preset, group.stream())
        }
        None => Options::default(),
    };
    let provider = Provider {
        shorthand: id.is_none(),
        id: id.unwrap_or_else(|| preset.clone()),
        preset: Some(preset),
        options,
    };
    match following.first() {
        None => (Some(provider), None),
        // Half a name with the next entry after it: what will be said of it is that nobody knows it.
        Some(TokenTree::Ident(_)) if provider.is_half_typed() => (Some(provider), Some(following)),
        Some(next @ (TokenTree::Ident(_) | TokenTree::Literal(_))) => {
            let text = format!("a comma is missing before `{next}`");
            reading.report.refuse(next, ErrorCode::SYNTAX, text);
            // What stands there may have been meant for its options.
            let mut provider = provider;
            provider.options.poisoned |= block.is_empty();
            (Some(provider), Some(following))
        }
        Some(_) => {
            value::nothing_follows(reading, &following);
            let options = Options {
                poisoned: true,
                ..provider.options
            };
            (
                Some(Provider {
                    options,
                    ..provider
                }),
                None,
            )
        }
    }
}

fn options(reading: &mut Reading, preset: &Ident, tokens: TokenStream) -> Options {
    let keys = Keys {
        owner: Cow::Owned(format!("`{preset}`")),
        ..KEYS
    };
    let read = entries(reading, tokens, &keys, false);
    let mut options = Options {
        poisoned: read.poisoned,
        ..Options::default()
    };
    let spec = presets::find(&preset.to_string());
    for entry in read.entries {
        options.keys.push((entry.is, entry.key.clone()));
        if spec.is_some_and(|spec| !entry.is.applies_to(spec)) {
            // Its key is what will be refused, whatever its value looks like.
            match entry.is {
                Item::EndSession => options.end_session = entry.field(reading, |_, _, _| None),
                Item::Revocation => options.revocation = entry.field(reading, |_, _, _| None),
                _ => {}
            }
            continue;
        }
        match entry.is {
            Item::Name => options.name = entry.field(reading, value::text),
            Item::Issuer => options.issuer = entry.field(reading, value::setting),
            Item::ClientId => options.client_id = entry.field(reading, value::setting),
            Item::ClientSecret => options.client_secret = entry.field(reading, value::setting),
            Item::PrivateKey => options.private_key = entry.field(reading, value::setting),
            Item::Scopes => options.scopes = entry.field(reading, scopes),
            Item::Params => options.params = entry.field(reading, params),
            Item::Authorization => options.authorization = entry.field(reading, value::setting),
            Item::Par => options.par = entry.field(reading, closed(Place::Switch)),
            Item::PushedAuthorization => {
                options.pushed_authorization = entry.field(reading, value::setting);
            }
            Item::Token => options.token = entry.field(reading, value::setting),
            Item::UserInfo => options.userinfo = entry.field(reading, value::setting),
            Item::Revocation => options.revocation = entry.field(reading, value::setting),
            Item::EndSession => options.end_session = entry.field(reading, value::setting),
            Item::ClientAuth => {
                options.client_auth = entry.field(reading, closed(Place::ClientAuth));
            }
            Item::ResponseMode => {
                options.response_mode = entry.field(reading, closed(Place::ResponseMode));
            }
            Item::Profile => options.profile = entry.field(reading, value::own_function),
            Item::Refresh => options.refresh = entry.field(reading, closed(Place::Refresh)),
            Item::Dpop => options.dpop = entry.field(reading, closed(Place::Switch)),
            Item::LinkByEmail => {
                options.link_by_email = entry.field(reading, closed(Place::LinkByEmail));
            }
            Item::Authorize => options.authorize = entry.field(reading, value::own_function),
            Item::Fields => options.fields = entry.field(reading, fields),
            Item::From => options.from = entry.field(reading, value::text),
            Item::MaxAge => options.max_age = entry.field(reading, lifetime),
        }
    }
    options
}

fn scopes(reading: &mut Reading, value: &Slice, form: &str) -> Option<List<LitStr>> {
    value::texts(
        reading,
        value,
        form,
        "a scope is a text such as `\"email\"`",
    )
}

/// A word of a closed set.
fn closed(place: Place) -> impl Fn(&mut Reading, &Slice, &str) -> Option<Ident> {
    move |reading, value, form| {
        let word = value::word(reading, value, form)?;
        reading.words.push((place, word.clone()));
        Some(word)
    }
}

/// `{ key: "value", … }` with keys that the provider gives.
fn params(reading: &mut Reading, value: &Slice, form: &str) -> Option<Vec<Param>> {
    const FORM: &str = "a parameter is written `prompt: \"consent\"`";
    let read = texts_by_name(reading, value, form, FORM)?;
    Some(read.into_iter().flatten().collect())
}

/// `{ name: "label", … }`: all of them, or none.
fn fields(reading: &mut Reading, value: &Slice, form: &str) -> Option<Vec<Param>> {
    const FORM: &str = "a field and its label are written `username: \"E-mail\"`";
    let read = texts_by_name(reading, value, form, FORM)?;
    read.into_iter().collect()
}

/// Each entry of `{ … }`; `None` for those that could not be read.
fn texts_by_name(
    reading: &mut Reading,
    value: &Slice,
    form: &str,
    entry: &str,
) -> Option<Vec<Option<Param>>> {
    let block = value::block(reading, value, form)?;
    if block.delimiter() != Delimiter::Brace {
        // Other brackets hold something else.
        return None;
    }
    let slices = split(&mut reading.report, block.stream(), Angles::Plain);
    let read = |slice| param(reading, slice, entry);
    Some(slices.into_iter().map(read).collect())
}

fn param(reading: &mut Reading, slice: Slice, form: &str) -> Option<Param> {
    let (key, rest) = slice.split_at(1);
    let key = key.first()?.clone();
    let (name, word) = match &key {
        TokenTree::Ident(word) => (word.to_string(), word.clone()),
        TokenTree::Literal(literal) => match syn::parse2::<LitStr>(literal.to_token_stream()) {
            Ok(text) => (text.value(), Ident::new("parameter", literal.span())),
            Err(_) => {
                reading.report.refuse(literal, ErrorCode::SYNTAX, form);
                return None;
            }
        },
        other => {
            reading.report.refuse(other, ErrorCode::SYNTAX, form);
            return None;
        }
    };
    let errors = reading.report.count();
    let value = super::entry::value(reading, &word, rest, "\"…\"")?;
    let doubtful = reading.report.count() > errors;
    let value = reading.doubting(doubtful, |reading| value::text(reading, &value, form))?;
    Some(Param { name, key, value })
}

fn broken(id: Ident) -> Provider {
    Provider {
        id,
        shorthand: false,
        preset: None,
        options: Options {
            poisoned: true,
            ..Options::default()
        },
    }
}

fn at(mut word: Ident, place: Span) -> Ident {
    word.set_span(place);
    word
}

/// Kinds of the language that this version does not have.
pub(crate) const LATER: [&str; 1] = ["passkey"];

/// What an entry looks like.
const NAME: &str = "a provider is written `github`, or `acme: oidc { issuer: \"https://…\" }`";

pub(crate) const KEYS: Keys<Item> = Keys {
    owner: Cow::Borrowed("this provider"),
    noun: "option",
    place: Place::Option,
    known: &[
        Key::new("name", Item::Name, "\"Acme\""),
        Key::new("issuer", Item::Issuer, "\"https://…\""),
        Key::new("client_id", Item::ClientId, "env(\"NAME\")"),
        Key::new("client_secret", Item::ClientSecret, "env(\"NAME\")"),
        Key::new("private_key", Item::PrivateKey, "env(\"NAME\")"),
        Key::new("scopes", Item::Scopes, "[\"openid\", \"email\"]"),
        Key::new("params", Item::Params, "{ prompt: \"consent\" }"),
        Key::new("authorization", Item::Authorization, "\"https://…\""),
        Key::new("par", Item::Par, "on"),
        Key::new(
            "pushed_authorization",
            Item::PushedAuthorization,
            "\"https://…\"",
        ),
        Key::new("token", Item::Token, "\"https://…\""),
        Key::new("userinfo", Item::UserInfo, "\"https://…\""),
        Key::new("revocation", Item::Revocation, "\"https://…\""),
        Key::new("end_session", Item::EndSession, "\"https://…\""),
        Key::new("client_auth", Item::ClientAuth, "basic"),
        Key::new("response_mode", Item::ResponseMode, "form_post"),
        Key::new("profile", Item::Profile, "acme_profile"),
        Key::new("refresh", Item::Refresh, "on"),
        Key::new("dpop", Item::Dpop, "on"),
        Key::new("link_by_email", Item::LinkByEmail, "verified"),
        Key::new("authorize", Item::Authorize, "check_password"),
        Key::new(
            "fields",
            Item::Fields,
            "{ username: \"E-mail\", password: \"Password\" }",
        ),
        Key::new("from", Item::From, "\"Acme <login@acme.example>\""),
        Key::new("max_age", Item::MaxAge, "10 minutes"),
    ],
    later: &["personas"],
};

/// What others have as options of a provider, and what to do instead.
pub(crate) const ELSEWHERE: &[(&str, &str)] = &[
    (
        "checks",
        "there is no `checks`: PKCE, `state` and, with OpenID providers, `nonce` are always on",
    ),
    ("pkce", "there is no `pkce`: it is always on"),
    (
        "state",
        "there is no `state`: it is always sent and checked",
    ),
    (
        "nonce",
        "there is no `nonce`: with OpenID providers it is always sent and checked",
    ),
    (
        "redirect_uri",
        "there is no `redirect_uri`: it is `{AUTH_URL}{base_path}/callback/{id}`, and start-up says what to register",
    ),
    (
        "callback_url",
        "there is no `callback_url`: the redirect URI is `{AUTH_URL}{base_path}/callback/{id}`; where a sign-in ends says `callbacks: { after_sign_in }`",
    ),
    (
        "well_known",
        "there is no `well_known`: write the `issuer`, from which its discovery document follows",
    ),
    (
        "discovery_url",
        "there is no `discovery_url`: write the `issuer`, from which its discovery document follows",
    ),
    (
        "jwks_uri",
        "there is no `jwks_uri`: write the `issuer`, whose discovery document names it",
    ),
    (
        "tenant",
        "there is no `tenant`: write the whole `issuer`, as the provider's discovery document spells it",
    ),
    (
        "tenant_id",
        "there is no `tenant_id`: write the whole `issuer`, as the provider's discovery document spells it",
    ),
    (
        "realm",
        "there is no `realm`: write the whole `issuer`, as in `issuer: \"https://id.acme.example/realms/staff\"`",
    ),
    (
        "domain",
        "there is no `domain`: write the whole `issuer`, as the provider's discovery document spells it",
    ),
    (
        "prompt",
        "`prompt` is a parameter of the authorization request: write `params: { prompt: \"…\" }`",
    ),
    (
        "access_type",
        "`access_type` is a parameter of the authorization request: write `params: { access_type: \"…\" }`, or `refresh: on` for a refresh token",
    ),
    (
        "account_linking",
        "there is no `account_linking`: write `link_by_email: verified` where an address that is verified on both sides is to link accounts",
    ),
    (
        "allow_dangerous_email_account_linking",
        "there is no `allow_dangerous_email_account_linking`: an address that nobody has verified never links anything; write `link_by_email: verified` for those that are",
    ),
];
