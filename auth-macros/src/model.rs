//! What a declaration says once it has been checked: only what is right can be written here.
//!
//! What was wrong has been left out, so that everything the user's other code names exists all the same.

use auth_spec::{ClientAuthentication, ResponseMode};
use proc_macro2::{Ident, Span, TokenStream};
use syn::{LitStr, Path, Type};

pub(crate) use crate::syntax::callback_url::Allow;
use crate::syntax::handler::Function;
pub(crate) use crate::syntax::value::Setting;

/// `auth! { … }`
#[derive(Clone)]
pub(crate) struct Declaration {
    pub(crate) providers: Vec<Provider>,
    /// Where they are declared: the word `providers`.
    pub(crate) place: Span,
    /// There may have been more, so that nobody is told what these cannot do.
    pub(crate) providers_poisoned: bool,
    /// The variant of the enum.
    pub(crate) default_provider: Option<Ident>,
    pub(crate) pages: Vec<(&'static str, LitStr)>,
    /// Each a field of `Theme`.
    pub(crate) theme: Vec<(&'static str, LitStr)>,
    pub(crate) languages: Vec<Language>,
    pub(crate) callbacks: Callbacks,
    pub(crate) events: Events,
    pub(crate) session: Session,
    pub(crate) roles: Roles,
    pub(crate) base_path: Option<LitStr>,
}

/// What the built-in pages speak.
#[derive(Clone)]
pub(crate) enum Language {
    /// A constant of `::auth::pages`.
    BuiltIn(Ident),
    /// A table of the application's.
    Table(Path),
}

/// One declared provider.
#[derive(Clone)]
pub(crate) struct Provider {
    /// `microsoft_entra_id`
    pub(crate) id: Ident,
    /// Another spelling under which other code may name it, when this one is a mistake.
    pub(crate) alias: Option<Ident>,
    /// `MicrosoftEntraId`
    pub(crate) variant: Ident,
    /// `microsoft-entra-id`
    pub(crate) wire: String,
    /// What people call it.
    pub(crate) display_name: String,
    pub(crate) row: Row,
    pub(crate) options: Options,
    /// Its own session can be ended, or discovery may say so.
    pub(crate) end_session: bool,
    /// Its tokens can be revoked, or discovery may say so.
    pub(crate) revocation: bool,
    /// It sends links; `None` when it could not be read what it is.
    pub(crate) sends_links: Option<bool>,
    /// The `dev` of a provider that release builds do not have.
    pub(crate) dev: Option<Ident>,
}

/// Where the provider's row of data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Row {
    /// `github` is `presets::GITHUB`.
    Preset(&'static str),
    /// `oidc` is `ProviderSpec::OIDC`.
    Kind(&'static str),
}

/// What is said of a provider; `None` is what its row says.
#[derive(Clone, Default)]
pub(crate) struct Options {
    /// Each a field of `ProviderDeclaration` that is an `Option<Setting>`, in their order there.
    pub(crate) settings: Vec<(&'static str, Setting)>,
    pub(crate) name: Option<LitStr>,
    pub(crate) scopes: Option<Vec<LitStr>>,
    pub(crate) params: Vec<(String, LitStr)>,
    pub(crate) client_auth: Option<ClientAuthentication>,
    pub(crate) response_mode: Option<ResponseMode>,
    pub(crate) profile: Option<Path>,
    /// `par: on`
    pub(crate) par: bool,
    /// `refresh: on`
    pub(crate) refresh: bool,
    /// `dpop: on`
    pub(crate) dpop: bool,
    /// The key of `link_by_email: verified`.
    pub(crate) link_by_email: Option<Ident>,
    /// Only of `credentials`.
    pub(crate) credentials: Option<Credentials>,
    /// Only of `email`.
    pub(crate) email: Option<Email>,
}

/// What is sent, and how long it can be used.
#[derive(Clone, Default)]
pub(crate) struct Email {
    pub(crate) from: Option<LitStr>,
    /// In seconds.
    pub(crate) max_age: Option<u64>,
}

/// What people type, and what checks it.
#[derive(Clone)]
pub(crate) struct Credentials {
    /// Names and labels; none is the usual two.
    pub(crate) fields: Vec<(String, LitStr)>,
    pub(crate) authorize: Path,
}

/// Where users may be sent, and who may come in.
#[derive(Clone)]
pub(crate) struct Callbacks {
    pub(crate) allow: Allow,
    pub(crate) after_sign_in: Option<LitStr>,
    pub(crate) after_sign_out: Option<LitStr>,
    pub(crate) sign_in: Option<Path>,
    pub(crate) jwt: Option<Path>,
    pub(crate) update: Option<Path>,
    pub(crate) session: Option<Path>,
    pub(crate) roles: Option<Path>,
}

/// Which functions are told what happens.
#[derive(Clone, Default)]
pub(crate) struct Events {
    pub(crate) sign_in: Option<Path>,
    pub(crate) sign_out: Option<Path>,
    pub(crate) after_sign_out: Option<Path>,
    pub(crate) create_user: Option<Path>,
    pub(crate) update_user: Option<Path>,
    pub(crate) link_account: Option<Path>,
    pub(crate) session: Option<Path>,
    pub(crate) refused: Option<Path>,
}

/// How long sessions live, in seconds, and what they carry.
#[derive(Clone, Default)]
pub(crate) struct Session {
    pub(crate) max_age: Option<u64>,
    pub(crate) idle: Option<u64>,
    pub(crate) update_age: Option<u64>,
    pub(crate) cookie: Option<LitStr>,
    pub(crate) data: Option<Type>,
    pub(crate) strategy: Strategy,
}

/// Where sessions are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Strategy {
    /// Sealed into cookies, and nowhere else.
    #[default]
    SealedCookies,
    /// Sealed into cookies; a store knows which have been ended.
    RevocableCookies,
    /// Kept in a store, together with users and their accounts.
    Database,
    /// What was said of it could not be read.
    Undecided,
}

/// The declared roles.
#[derive(Clone)]
pub(crate) struct Roles {
    pub(crate) roles: Vec<Role>,
    /// There may have been more.
    pub(crate) poisoned: bool,
}

/// One declared role.
#[derive(Clone)]
pub(crate) struct Role {
    /// `site_editor`
    pub(crate) id: String,
    /// `SiteEditor`
    pub(crate) variant: Ident,
}

/// What the declaration says of the names that other code uses.
pub(crate) struct Names {
    pub(crate) allow: Allow,
    pub(crate) roles: Known,
    pub(crate) providers: Known,
}

/// The names of a closed set.
pub(crate) struct Known {
    pub(crate) ids: Vec<String>,
    /// There may have been more.
    pub(crate) poisoned: bool,
}

impl Known {
    /// Any name may be among them.
    pub(crate) const fn unknown() -> Self {
        Self {
            ids: Vec::new(),
            poisoned: true,
        }
    }
}

/// What `#[protected(…)]` asks for.
#[derive(Default)]
pub(crate) struct Requirement {
    /// All of them are to be met.
    pub(crate) conditions: Vec<Condition>,
    pub(crate) callback_url: Option<LitStr>,
}

/// One condition.
pub(crate) enum Condition {
    /// The id of a role.
    Role(String),
    /// The id of a provider, as it stands in URLs.
    Provider(String),
    /// Signed in that many seconds ago at most.
    Fresh(u64),
    /// The word `when`, and the function.
    When {
        key: Ident,
        path: Path,
    },
    Any(Vec<Self>),
    All(Vec<Self>),
    Not(Box<Self>),
}

/// A callback URL that stands in the source and may be used.
pub(crate) struct CallbackUrl {
    /// Where the declaration stands.
    pub(crate) module: TokenStream,
    /// `None` when it was wrong.
    pub(crate) url: Option<LitStr>,
}

/// A function that is to be guarded.
pub(crate) enum Handler {
    /// One more argument, in front of the others.
    Before(Function),
    /// The first argument becomes a pair, so that there are as many as before.
    With(Function),
    /// It cannot be guarded, which has been reported: what the user wrote.
    Unguarded(TokenStream),
}
