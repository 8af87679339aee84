//! What `auth!` says, as data and types: the one thing generated code implements.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use auth_spec::{ClientAuthentication, ProviderSpec, ResponseMode, presets};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::account::{Claims, Profile, Roles, User};
use crate::callbacks::{Jwt, JwtDecision, RolesQuery, UpdateDecision};
use crate::events::{
    AfterSignOutEvent, CreateUserEvent, LinkAccountEvent, RefusedEvent, SessionEvent, SignInEvent,
    SignOutEvent, UpdateUserEvent,
};
use crate::pages::{ENGLISH, Texts};
use crate::session::Session;

pub use crate::credentials::{AuthorizeFn, CredentialsDeclaration, CredentialsField};
pub use crate::session::strategy::{
    DatabaseSessions, EmailLinks, EmailSignIn, NoEmail, RevocableCookies, RevocableSessions,
    SealedCookies, SessionStrategy, StoreFor, StoredSessions, WithMailer, WithStore, WithoutMailer,
    WithoutStore,
};
#[doc(hidden)]
pub use crate::session::strategy::{Kept, Undecided};

/// A declaration made with `auth!`. Only the macro implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a declaration made with `auth!`",
    label = "only `auth::auth! {{ … }}` makes one"
)]
pub trait Declaration: Sized + Copy + fmt::Debug + Send + Sync + 'static {
    /// The enum of the declared providers.
    type Provider: ProviderId;
    /// The enum of the declared roles; [`NoRole`] without any.
    type Role: RoleId;
    /// What `session: { data: … }` names; `()` without it.
    type SessionData: SessionData;
    /// Where its sessions are kept.
    type Sessions: SessionStrategy;
    /// Whether it sends links by e-mail.
    type Email: EmailSignIn;

    /// The providers, in the order of the declaration; never empty.
    const PROVIDERS: &'static [ProviderDeclaration];
    /// The application's own pages.
    const PAGES: Pages = Pages::BUILT_IN;
    /// What the built-in pages look like.
    const THEME: Theme = Theme::BUILT_IN;
    /// The languages that they speak; the first is for whoever asks for none of them.
    const LANGUAGES: &'static [&'static Texts] = &[&ENGLISH];
    /// Where users may be sent when a flow has ended.
    const CALLBACKS: Callbacks = Callbacks::DEFAULT;
    /// How long sessions live and what their cookie is called.
    const SESSION: SessionDeclaration = SessionDeclaration::DEFAULT;
    /// Where the routes are mounted; starts with a slash and ends without one.
    const BASE_PATH: &'static str = "/auth";
    /// What sign-in without a provider means: a provider, or (`None`) the sign-in page.
    const DEFAULT_PROVIDER: Option<Self::Provider> = None;

    /// The declaration's `callbacks: { sign_in }`; everybody may come in without it.
    fn sign_in(attempt: &mut SignInAttempt<Self>) -> Answer<'_, SignInDecision<Self>> {
        let _ = attempt;
        Box::pin(std::future::ready(SignInDecision::Allow))
    }

    /// The declaration's `callbacks: { jwt }`, if it has one: asked at sign-in, and whenever a session is sealed anew.
    fn jwt(jwt: &mut Jwt<Self>) -> Option<Answer<'_, JwtDecision>> {
        let _ = jwt;
        None
    }

    /// The declaration's `callbacks: { update }`, if it has one: asked when a browser sends something for its session.
    ///
    /// Where nobody has sent anything nothing is asked, and what it would take is only described.
    fn update<'a>(sent: Option<(&'a mut Jwt<Self>, Value)>) -> Option<Update<'a>> {
        let _ = sent;
        None
    }

    /// The declaration's `callbacks: { roles }`, if it has one: asked at sign-in, and whenever a session is sealed anew or,
    /// where a store keeps it, read. What it answers are the roles of the session.
    fn roles(query: &RolesQuery<Self>) -> Option<Answer<'_, Roles<Self::Role>>> {
        let _ = query;
        None
    }

    /// The declaration's `callbacks: { session }`, if it has one: asked whenever a browser reads its session.
    ///
    /// The answer is a JSON object, and as such a merge patch (RFC 7396) on what is shown without it, `{ user: { name,
    /// email, image, id }, expires }`: members are added or replaced, and `null` takes one away. `expires` is what it is,
    /// and `user` stays an object, for that is what clients parse. `null` or nothing, as `()` is, changes nothing; what is
    /// no object is answered with AUTH-550, and nothing is shown.
    ///
    /// Without a session nothing is asked, and what it would answer with is only described.
    fn shown(session: Option<&Session<Self>>) -> Option<Shown<'_>> {
        let _ = session;
        None
    }

    /// The declaration's `events: { sign_in }`, if it has one.
    fn on_sign_in(event: &SignInEvent<Self>) -> Option<Answer<'_, ()>> {
        let _ = event;
        None
    }

    /// The declaration's `events: { sign_out }`, if it has one.
    fn on_sign_out(event: &SignOutEvent<Self>) -> Option<Answer<'_, ()>> {
        let _ = event;
        None
    }

    /// The declaration's `events: { after_sign_out }`, if it has one.
    fn on_after_sign_out(event: &AfterSignOutEvent<Self>) -> Option<Answer<'_, ()>> {
        let _ = event;
        None
    }

    /// The declaration's `events: { create_user }`, if it has one.
    fn on_create_user(event: &CreateUserEvent<Self>) -> Option<Answer<'_, ()>> {
        let _ = event;
        None
    }

    /// The declaration's `events: { update_user }`, if it has one.
    fn on_update_user(event: &UpdateUserEvent<Self>) -> Option<Answer<'_, ()>> {
        let _ = event;
        None
    }

    /// The declaration's `events: { link_account }`, if it has one.
    fn on_link_account(event: &LinkAccountEvent<Self>) -> Option<Answer<'_, ()>> {
        let _ = event;
        None
    }

    /// The declaration's `events: { session }`, if it has one.
    fn on_session(event: &SessionEvent<Self>) -> Option<Answer<'_, ()>> {
        let _ = event;
        None
    }

    /// The declaration's `events: { refused }`, if it has one.
    fn on_refused(event: &RefusedEvent<Self>) -> Option<Answer<'_, ()>> {
        let _ = event;
        None
    }
}

/// What `callbacks: { update }` takes.
#[doc(hidden)]
#[expect(missing_debug_implementations, reason = "a future has nothing to say")]
pub struct Update<'a> {
    /// What that is in TypeScript, if its type says so.
    pub typescript: Option<fn() -> String>,
    /// What it says of what was sent; of what is not of its type, what is wrong with it.
    pub answer: Option<Answer<'a, serde_json::Result<UpdateDecision>>>,
}

/// What `callbacks: { session }` shows.
#[doc(hidden)]
#[expect(missing_debug_implementations, reason = "a future has nothing to say")]
pub struct Shown<'a> {
    /// What that is in TypeScript, if its type says so.
    pub typescript: Option<fn() -> String>,
    /// What it is of a session, as JSON.
    pub answer: Option<Answer<'a, serde_json::Result<Value>>>,
}

/// What a function of the declaration will answer.
#[doc(hidden)]
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// An enum of declared providers. Only `auth!` implements it.
pub trait ProviderId: Copy + Eq + fmt::Debug + Send + Sync + 'static {
    /// Every provider, in the order of the declaration.
    const ALL: &'static [Self];

    /// The place in [`Self::ALL`] and in [`Declaration::PROVIDERS`].
    fn index(self) -> usize;
}

/// An enum of declared roles. Only `auth!` implements it.
pub trait RoleId: Copy + Eq + fmt::Debug + Send + Sync + 'static {
    /// Every role, in the order of the declaration.
    const ALL: &'static [Self];
    /// Their ids (`site_editor` for `SiteEditor`), in the same order.
    const IDS: &'static [&'static str];

    /// The place in [`Self::ALL`] and [`Self::IDS`].
    fn index(self) -> usize;
}

/// The `Role` of a declaration without `roles: [ … ]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoRole {}

impl RoleId for NoRole {
    const ALL: &'static [Self] = &[];
    const IDS: &'static [&'static str] = &[];

    fn index(self) -> usize {
        match self {}
    }
}

/// A provider of the declaration `D`: `provider::github`, or a value of its enum `Provider`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a provider of this application: write `provider::` and one of the ids in `providers: [ … ]` of `auth!` [AUTH-102]",
    label = "not a declared provider"
)]
pub trait DeclaredProvider<D: Declaration>: Copy {
    /// The provider as a value of the enum.
    fn provider(self) -> D::Provider;
}

/// A page of the application's own that the declaration names: `page::sign_in`. Only `auth!` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a page of this application: write `page::` and one of the keys in `pages: {{ … }}` of `auth!`",
    label = "not a declared page"
)]
pub trait DeclaredPage: Copy {
    /// Where it is declared.
    type Declaration: Declaration;
    /// The strictest policy of its handlers: `Open` for a page that people see who are not signed in.
    type AtMost;

    /// Its path.
    const PATH: &'static str;
}

/// A declared provider whose own session can be ended (OpenID Connect RP-Initiated Logout).
#[diagnostic::on_unimplemented(
    message = "no provider of this application can end its own session: add `end_session: \"https://…\"` to the options of one that can [AUTH-140]",
    label = "none of the providers in `auth!` has an end-session endpoint",
    note = "or declare a provider that comes with it: `auth0`, `keycloak`, `microsoft_entra_id`, `oidc` or `okta`"
)]
pub trait EndSession {}

/// A declared provider that revokes tokens (RFC 7009).
#[diagnostic::on_unimplemented(
    message = "no provider of this application can revoke tokens: add `revocation: \"https://…\"` to the options of one that can [AUTH-141]",
    label = "none of the providers in `auth!` has a revocation endpoint",
    note = "or declare a provider that comes with it, such as `google`, `keycloak`, `okta` or `oidc`"
)]
pub trait Revocation {}

/// What a session can carry for the application: `session: { data: MyType }`.
///
/// Implemented for every type that serde can write and read and that has a default: what a session holds that was begun
/// before the type existed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be kept in a session: derive `Clone`, `Debug`, `Default`, `serde::Serialize` and `serde::Deserialize` for it",
    label = "this type"
)]
pub trait SessionData:
    Clone + fmt::Debug + Default + Serialize + DeserializeOwned + Send + Sync + 'static
{
}

impl<T> SessionData for T where
    T: Clone + fmt::Debug + Default + Serialize + DeserializeOwned + Send + Sync + 'static
{
}

/// One entry of `providers: [ … ]`.
#[derive(Debug, Clone, Copy)]
pub struct ProviderDeclaration {
    /// The id as it stands in URLs: `microsoft-entra-id`.
    pub id: &'static str,
    /// The preset or kind it is made from.
    pub spec: &'static ProviderSpec,
    /// `name`: shown instead of the preset's.
    pub name: Option<&'static str>,
    /// `issuer`; without it the preset's, or `AUTH_<ID>_ISSUER`.
    pub issuer: Option<Setting>,
    /// `client_id`; without it `AUTH_<ID>_ID`.
    pub client_id: Option<Setting>,
    /// `client_secret`, always the name of an environment variable; without it `AUTH_<ID>_SECRET`.
    pub client_secret: Option<Setting>,
    /// `private_key`, always the name of an environment variable; without it `AUTH_<ID>_PRIVATE_KEY`. Only with
    /// `client_auth: private_key_jwt`.
    pub private_key: Option<Setting>,
    /// `scopes`: replaces the preset's list.
    pub scopes: Option<&'static [&'static str]>,
    /// `params`: further authorization parameters, after the preset's.
    pub params: &'static [(&'static str, &'static str)],
    /// `authorization`: replaces the preset's endpoint or the discovered one.
    pub authorization: Option<Setting>,
    /// `par: on`: authorization requests are pushed (RFC 9126), not only where the provider requires it.
    pub par: bool,
    /// `pushed_authorization`: where they are pushed, instead of the discovered endpoint; they are then.
    pub pushed_authorization: Option<Setting>,
    /// `token`, likewise.
    pub token: Option<Setting>,
    /// `userinfo`, likewise.
    pub userinfo: Option<Setting>,
    /// `revocation`, likewise.
    pub revocation: Option<Setting>,
    /// `end_session`, likewise.
    pub end_session: Option<Setting>,
    /// `client_auth`: replaces the preset's.
    pub client_auth: Option<ClientAuthentication>,
    /// `response_mode`: replaces the preset's.
    pub response_mode: Option<ResponseMode>,
    /// `profile`: replaces the preset's mapping.
    pub profile: Option<ProfileFn>,
    /// `refresh: on`: the provider is asked for a refresh token, as its preset says that it wants to be asked.
    pub refresh: bool,
    /// `dpop: on`: its tokens are bound to a key, and a token that is not is refused (RFC 9449).
    pub dpop: bool,
    /// `link_by_email: verified`: who signs in with an address that this provider has verified signs in as the user who has
    /// the same one, verified too. Without it an address links nothing.
    pub link_by_email: bool,
    /// `from` of `email`: who its messages are from; without it the mailer knows.
    pub from: Option<&'static str>,
    /// `max_age` of `email`: how long a link can be used, in seconds.
    pub link_max_age: u64,
    /// `fields` and `authorize` of `credentials`; `None` for every other kind.
    pub credentials: Option<CredentialsDeclaration>,
}

/// Makes a profile of what a provider states; `None` when the statements identify nobody.
pub type ProfileFn = fn(&Claims) -> Option<Profile>;

impl ProviderDeclaration {
    /// An entry with nothing said but its id: `github`.
    #[must_use]
    pub const fn new(id: &'static str, spec: &'static ProviderSpec) -> Self {
        Self {
            id,
            spec,
            name: None,
            issuer: None,
            client_id: None,
            client_secret: None,
            private_key: None,
            scopes: None,
            params: &[],
            authorization: None,
            par: false,
            pushed_authorization: None,
            token: None,
            userinfo: None,
            revocation: None,
            end_session: None,
            client_auth: None,
            response_mode: None,
            profile: None,
            refresh: false,
            dpop: false,
            link_by_email: false,
            from: None,
            link_max_age: 10 * 60,
            credentials: None,
        }
    }

    /// The name people see.
    #[must_use]
    pub const fn display_name(&self) -> &'static str {
        match self.name {
            Some(name) => name,
            None => self.spec.name,
        }
    }

    /// Whether its own session can be ended: by its preset, by what is declared, or perhaps by discovery.
    #[must_use]
    pub const fn may_end_session(&self) -> bool {
        self.end_session.is_some() || self.spec.may_end_session()
    }

    /// Whether its tokens can be revoked, likewise.
    #[must_use]
    pub const fn may_revoke(&self) -> bool {
        self.revocation.is_some() || self.spec.may_revoke()
    }

    /// Whom an application is registered with, for a sentence. The entry's own name is for those who sign in.
    pub(crate) fn registrar(&self) -> &'static str {
        if presets::KINDS.iter().any(|kind| kind.id == self.spec.id) {
            "the provider"
        } else {
            self.spec.name
        }
    }

    /// Whether the application identifies its users itself: there is nothing to register, no client and no redirect URI.
    #[must_use]
    pub const fn is_own(&self) -> bool {
        self.spec.protocol.is_own()
    }

    /// Whether this is the provider inside the app.
    #[must_use]
    pub fn is_dev(&self) -> bool {
        self.spec.id == ProviderSpec::DEV.id
    }
}

/// A value that a declaration states or leaves to the environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// It stands in the source.
    Literal(&'static str),
    /// `env("NAME")`: read at start-up.
    Env(&'static str),
}

/// `pages: { … }`: same-origin paths of the application's own pages; `None` is the built-in one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pages {
    /// Where people choose how to sign in.
    pub sign_in: Option<&'static str>,
    /// Where people confirm signing out.
    pub sign_out: Option<&'static str>,
    /// Where a sign-in that failed ends.
    pub error: Option<&'static str>,
    /// "Check your e-mail."
    pub verify_request: Option<&'static str>,
    /// Where somebody who signs in for the first time is sent; only of declarations that keep users.
    pub new_user: Option<&'static str>,
}

impl Pages {
    /// All built in.
    pub const BUILT_IN: Self = Self {
        sign_in: None,
        sign_out: None,
        error: None,
        verify_request: None,
        new_user: None,
    };
}

/// `pages: { theme: { … } }`: what the built-in pages look like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Theme {
    /// What people know the application by; `None`: the host of its base URL.
    pub name: Option<&'static str>,
    /// The colour of what is to be done next, `#rrggbb`. The pages darken or lighten it where it could not be read.
    pub accent: Option<&'static str>,
    /// The path of a picture that this application serves, shown instead of its name.
    pub logo: Option<&'static str>,
}

impl Theme {
    /// Nothing of the application's own.
    pub const BUILT_IN: Self = Self {
        name: None,
        accent: None,
        logo: None,
    };
}

/// `callbacks: { allow, after_sign_in, after_sign_out }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Callbacks {
    /// The patterns of callback URLs; `None` is every path of this application and nothing else.
    pub allow: Option<&'static [&'static str]>,
    /// Where a sign-in ends that did not say where.
    pub after_sign_in: &'static str,
    /// Where a sign-out ends that did not say where.
    pub after_sign_out: &'static str,
}

impl Callbacks {
    /// Any path of this application; `/`; `/`.
    pub const DEFAULT: Self = Self {
        allow: None,
        after_sign_in: "/",
        after_sign_out: "/",
    };
}

/// `session: { … }`; lifetimes in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionDeclaration {
    /// How long after signing in a session ends, whatever happens.
    pub max_age: u64,
    /// How long a session lives without being used; `None`: as long as `max_age` says.
    pub idle: Option<u64>,
    /// How often at most a session in use is sealed anew, or its use noted in the store.
    pub update_age: u64,
    /// The cookie's name; `None`: `__Host-auth.session-token` (without the prefix on http://localhost).
    pub cookie: Option<&'static str>,
}

impl SessionDeclaration {
    /// 30 days, no idle limit, sealed anew once a day, the default name.
    pub const DEFAULT: Self = Self {
        max_age: 30 * 86_400,
        idle: None,
        update_age: 86_400,
        cookie: None,
    };
}

/// Somebody whom a provider has just identified, before they have a session: what `callbacks: { sign_in }` decides on.
#[derive(Debug)]
#[non_exhaustive]
pub struct SignInAttempt<D: Declaration> {
    /// Which provider identified them.
    pub provider: D::Provider,
    /// Who they are; what you change here is what the session says.
    pub user: User,
    /// What the provider stated, word for word.
    pub claims: Claims,
    /// Which roles they have; none unless something is put here. Where the declaration has `callbacks: { roles }`, that
    /// function has the last word.
    pub roles: Roles<D::Role>,
    /// What the session will carry.
    pub data: D::SessionData,
}

impl<D: Declaration> SignInAttempt<D> {
    /// An attempt with the data at its default.
    pub(crate) fn new(provider: D::Provider, user: User, claims: Claims) -> Self {
        Self {
            provider,
            user,
            claims,
            roles: Roles::none(),
            data: D::SessionData::default(),
        }
    }
}

/// What `callbacks: { sign_in }` answers.
#[derive(Debug, Clone)]
pub enum SignInDecision<D: Declaration> {
    /// They come in.
    Allow,
    /// They do not: the error page says `access_denied`.
    Deny,
    /// They do not, and are sent here instead.
    RedirectTo(crate::CallbackUrl<D>),
}
