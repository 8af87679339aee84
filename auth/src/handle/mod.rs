//! The handle: everything a declaration can do, in one value that is cheap to clone.

mod access_token;
mod admission;
mod builder;
mod completion;
mod core;
mod credentials;
#[cfg(feature = "_sql")]
mod database_url;
mod email;
mod ended;
mod extract;
mod forms;
mod keeping;
mod known_users;
mod mounted;
mod my_accounts;
mod my_sessions;
mod outcome;
mod provider_logout;
mod refusal;
mod registration;
#[cfg(any(debug_assertions, feature = "testing"))]
mod rehearsal;
mod sign_in;
mod sign_out;
mod visitor;

use std::fmt;
use std::sync::Arc;

use auth_spec::ErrorCode;
use http::HeaderMap;
use http::request::Parts;

use crate::callback_url::CallbackUrl;
use crate::client;
use crate::clock::SharedClock;
use crate::config::Checked;
use crate::declaration::{
    Declaration, DeclaredProvider, EmailSignIn, Kept, ProviderId, RevocableSessions,
    SessionStrategy, StoredSessions, WithoutStore,
};
use crate::email::{Links, Mailer};
use crate::error::ConfigurationError;
use crate::outbound::HttpClient;
use crate::protection::CsrfRejected;
use crate::registry::Registry;
use crate::renewal::{self, SessionLayer};
use crate::session::{Reading, Session, Sessions};

use self::core::Ready;

pub(crate) use self::core::Core;
pub(crate) use self::email::LinkRequest;
pub use access_token::AccessToken;
pub(crate) use access_token::Refreshing;
pub use builder::{Builder, GivenMailer, GivenStore, NoMailer, NoStore};
pub(crate) use credentials::Typed;
pub use forms::{Form, Forms, HiddenField, SignInForm, SignOutForm};
pub(crate) use keeping::Renewal;
pub use known_users::{KnownUser, KnownUsers};
pub(crate) use my_accounts::linking;
pub use my_accounts::{ListedAccount, MyAccounts};
pub use my_sessions::{ListedSession, MySessions};
pub use outcome::{Outcome, ProviderSignOut, SignInRefused, TokenRevocation};
pub use sign_in::SignIn;
pub(crate) use sign_in::Start;
pub(crate) use sign_out::{Layers, SignedOut};
pub use sign_out::{SignOut, SignOutUser};
pub(crate) use visitor::{ClientAddress, Visitor};

/// What `auth!` declared, configured and ready: the state of the router, and an extractor.
///
/// As an extractor (`auth: Auth` among a handler's arguments) it also knows the request, so that a sign-in can end on
/// the page where it began.
pub struct Auth<D: Declaration> {
    shared: Arc<Shared<D>>,
    request: Option<Arc<HeaderMap>>,
}

/// What all clones share.
struct Shared<D: Declaration> {
    core: Core,
    sessions: Sessions<D>,
}

/// What an application was given beyond its configuration.
pub(crate) struct Given {
    pub(crate) clock: SharedClock,
    pub(crate) http_client: Option<Arc<dyn HttpClient>>,
    pub(crate) store: Kept,
    pub(crate) mailer: Option<Arc<dyn Mailer>>,
    pub(crate) client_address: ClientAddress,
}

/// A provider that is offered, for an application's own buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OfferedProvider<P> {
    /// Which one.
    pub provider: P,
    /// Its id in URLs.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// Where a form that signs in with it posts to.
    pub sign_in_url: String,
    /// The redirect URI to register with it; `None` where the application identifies its users itself.
    pub redirect_uri: Option<String>,
}

impl<D: Declaration> Auth<D> {
    /// Reads everything from the environment and says on standard error what to register where.
    ///
    /// Variables: `AUTH_SECRET`, `AUTH_URL`, and for each provider `AUTH_<ID>_ID`, `AUTH_<ID>_SECRET`,
    /// `AUTH_<ID>_ISSUER`.
    ///
    /// A declaration that needs a store (`session: { strategy: database }` or `{ revocable: on }`) is given the one that
    /// `DATABASE_URL` names (`sqlite:auth.db`, `postgres://…`, `mysql://…`) where one of the features `sqlite`, `postgres` and
    /// `mysql` is on; with `sqlite` it is the file `auth.db` if that is not set. Without these features it is made with
    /// [`builder`](Self::builder)`().store(…).build()` instead. One that sends links (`email`) needs `.mailer(…)` there, too.
    ///
    /// # Errors
    /// With every problem of the configuration in one report.
    pub fn from_env() -> Result<Self, ConfigurationError>
    where
        (D::Sessions, D::Email): WithoutStore,
    {
        let auth = Self::builder().build()?;
        auth.announce();
        Ok(auth)
    }

    /// Says in code what is not to be read from the environment.
    pub fn builder() -> Builder<D> {
        Builder::new()
    }

    /// A layer that keeps sessions alive while they are used: the cookie is sealed anew once per `update_age`, and under
    /// the newest secret, with whatever response the user gets; and responses that needed a session are kept by no cache.
    ///
    /// Without it a session is renewed only when a client reads `GET {base_path}/session`.
    ///
    /// ```
    /// # extern crate auth as _;
    /// # mod auth { ::auth::auth! { providers: [github] } }
    /// # use axum::Router;
    /// # fn router(auth: auth::Auth) -> Router {
    /// Router::new()
    ///     .merge(auth.routes())
    ///     .layer(auth.layer())
    ///     .with_state(auth)
    /// # }
    /// ```
    #[must_use]
    pub fn layer(&self) -> SessionLayer {
        SessionLayer::new()
    }

    /// The providers that are offered, in the order of the declaration.
    pub fn providers(&self) -> impl Iterator<Item = OfferedProvider<D::Provider>> + '_ {
        D::Provider::ALL.iter().filter_map(|provider| {
            let configured = self.core().configured(provider.index())?;
            Some(OfferedProvider {
                provider: *provider,
                id: configured.declaration.id,
                name: configured.declaration.display_name(),
                sign_in_url: self.core().form_action(configured),
                redirect_uri: Some(configured.redirect_uri.clone())
                    .filter(|_| !configured.declaration.is_own()),
            })
        })
    }

    /// The public keys with which providers check who asks, of those that are declared with `client_auth: private_key_jwt`: a
    /// JWK set (RFC 7517 §5), and nothing secret. Without such a provider it is empty.
    ///
    /// A provider that takes a `jwks_uri` finds the same at `{base_path}/jwks`; this is for one that wants the keys themselves.
    ///
    /// ```
    /// # extern crate auth as _;
    /// # mod auth { ::auth::auth! { providers: [acme: oidc { issuer: "https://id.acme.example", client_auth: private_key_jwt }] } }
    /// # use auth::{Auth, provider};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let key = ::auth::testing::ClientKey::generate(::auth::testing::SigningAlgorithm::Es256)?;
    /// # let private_key = key.pem();
    /// let auth = Auth::builder()
    ///     .base_url("https://app.example")
    ///     .client_key(provider::acme, "shop", private_key)
    ///     .build()?;
    /// assert_eq!(auth.jwks()["keys"][0]["kty"], "EC");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn jwks(&self) -> serde_json::Value {
        let keys = self.core().jwks();
        keys.unwrap_or_else(|| serde_json::json!({ "keys": [] }))
    }

    /// The path of the browser's module, `{base_path}/client.js`, with the hash of its content in the query: what is under
    /// this URL never changes, and browsers keep it. Under the plain name they ask each time whether it has changed.
    ///
    /// A page should import it under one URL only, for to a browser two URLs are two modules.
    ///
    /// ```
    /// # extern crate auth as _;
    /// # mod auth { ::auth::auth! { providers: [github] } }
    /// # use axum::response::Html;
    /// async fn page(auth: auth::Auth) -> Html<String> {
    ///     let client = auth.client_js();
    ///     Html(format!(
    ///         r#"<button id="sign-in">Sign in</button>
    ///         <script type="module">
    ///           import {{ signIn }} from "{client}";
    ///           document.getElementById("sign-in").onclick = () => signIn("github");
    ///         </script>"#
    ///     ))
    /// }
    /// ```
    #[must_use]
    pub fn client_js(&self) -> String {
        [D::BASE_PATH, "/client.js?v=", client::version()].concat()
    }

    /// What `{base_path}/client.d.ts` serves: the types of the browser's module, for this declaration. Written to a file (by a
    /// test, for instance), it is what TypeScript reads.
    #[must_use]
    pub fn client_d_ts() -> String {
        client::declarations::<D>()
    }

    /// Signs in with this provider: awaited, it is a response that goes straight there.
    ///
    /// It may be answered to any request; as with every redirect, an application decides itself which of its requests
    /// may start one. The user comes back to `callback_url`, else to where this request came from (`Referer`, when this
    /// handle was extracted from the request), else to `after_sign_in`.
    pub fn sign_in(&self, provider: impl DeclaredProvider<D>) -> SignIn<'_, D> {
        SignIn::new(self, Some(provider.provider().index()))
    }

    /// Signs in with the default provider; where there is none, the response goes to the sign-in page.
    pub fn sign_in_any(&self) -> SignIn<'_, D> {
        SignIn::new(self, self.core().default_provider)
    }

    /// Signs out of this application in this browser: awaited, it is a response that removes the session.
    ///
    /// The provider's own session is untouched: who signs in again may not be asked for anything.
    /// [`SignOut::provider`] ends that too, and [`SignOut::revoke`] what the provider has granted.
    pub fn sign_out(&self, session: Session<D>) -> SignOut<'_, D> {
        SignOut::new(self, Some(session))
    }

    /// Ends every session of a user, in every browser: from a job or an admin page.
    ///
    /// `user_id` is what [`User::id`](crate::User::id) says: `google:1234`. What other processes knew of these sessions they
    /// forget within five seconds. Afterwards the user can sign in again.
    ///
    /// Awaited, it is an error when the store does not say that they have been ended.
    ///
    /// ```standalone_crate
    /// # extern crate auth as _;
    /// # mod auth { ::auth::auth! { providers: [github], session: { revocable: on } } }
    /// # use ::auth::error::SessionError;
    /// # use crate::auth::Auth;
    /// async fn ban(auth: &Auth, user_id: &str) -> Result<(), SessionError> {
    ///     auth.sign_out_user(user_id).await
    /// }
    /// # fn main() {}
    /// ```
    pub fn sign_out_user<'a>(&'a self, user_id: &'a str) -> SignOutUser<'a, D>
    where
        D::Sessions: RevocableSessions,
    {
        SignOutUser::new(self, user_id)
    }

    /// The sessions of whoever is signed in: to look at, and to end.
    #[must_use]
    pub fn my_sessions<'a>(&'a self, session: &'a Session<D>) -> MySessions<'a, D>
    where
        D::Sessions: StoredSessions,
    {
        MySessions::new(self, session)
    }

    /// The accounts that whoever is signed in can sign in with: to look at, to link, and to take away.
    #[must_use]
    pub fn my_accounts<'a>(&'a self, session: &'a Session<D>) -> MyAccounts<'a, D>
    where
        D::Sessions: StoredSessions,
    {
        MyAccounts::new(self, session)
    }

    /// Everybody who has ever signed in, for jobs and for the pages of administrators.
    #[must_use]
    pub fn users(&self) -> KnownUsers<'_, D>
    where
        D::Sessions: StoredSessions,
    {
        KnownUsers::new(self)
    }

    /// The session of a request, if there is one. There is none where nobody can say whether it has been ended.
    ///
    /// Nor is there one where a page of another origin opens a WebSocket (RFC 6455 §10.2).
    pub async fn session(&self, request: &Parts) -> Option<Session<D>> {
        if self.core().csrf.is_foreign_socket(&request.headers) {
            return None;
        }
        match self.read(&request.headers).await {
            Reading::Live { session, .. } => Some(session),
            Reading::Absent | Reading::Refused | Reading::Unavailable => None,
        }
    }

    /// Reads the session for the application, and tells the [layer](Self::layer) around the handler, if there is one, that
    /// the response needs it. Where it is due it is sealed anew, and is then what the application's functions made of it.
    pub(crate) async fn read(&self, headers: &HeaderMap) -> Reading<D> {
        renewal::note_asked();
        let reading = self.reading(headers).await;
        let Reading::Live {
            session,
            renewal_due,
        } = reading
        else {
            if !matches!(reading, Reading::Absent) {
                renewal::note();
            }
            return reading;
        };
        // What a store keeps is continued without a new cookie.
        let somebody_sends = renewal::note() || <D::Sessions as SessionStrategy>::STORED;
        if !renewal_due || !somebody_sends {
            return Reading::Live {
                session,
                renewal_due,
            };
        }
        let id = session.id().to_owned();
        if let Some((of, became)) = renewal::became::<(String, Reading<D>)>()
            && of == id
        {
            return became;
        }
        let (became, cookies) = match self.renew(headers, &session).await {
            Renewal::Sealed(session, cookies) => {
                let renewal_due = false;
                let live = Reading::Live {
                    session,
                    renewal_due,
                };
                (live, cookies)
            }
            Renewal::Ended => (Reading::Refused, self.sessions().clear(headers)),
            // It still lives; the next request tries again.
            Renewal::NotNow => {
                return Reading::Live {
                    session,
                    renewal_due,
                };
            }
        };
        renewal::send(cookies, (id, became.clone()));
        became
    }

    /// Reads the session. Where a store keeps it and the declaration has `callbacks: { roles }`, that function says at each
    /// request which roles its user has: what it takes away is gone at once.
    pub(crate) async fn reading(&self, headers: &HeaderMap) -> Reading<D> {
        match self.sessions().read(headers).await {
            Reading::Live {
                session,
                renewal_due,
            } if <D::Sessions as SessionStrategy>::STORED => {
                match keeping::with_current_roles(session).await {
                    Some(session) => Reading::Live {
                        session,
                        renewal_due,
                    },
                    None => Reading::Unavailable,
                }
            }
            reading => reading,
        }
    }

    /// The session of a request to one of the library's own routes, whose responses no cache keeps anyway.
    ///
    /// # Errors
    /// When nobody can say whether it has been ended.
    pub(crate) async fn session_of(
        &self,
        headers: &HeaderMap,
    ) -> Result<Option<Session<D>>, &'static ErrorCode> {
        match self.reading(headers).await {
            Reading::Live { session, .. } => Ok(Some(session)),
            Reading::Absent | Reading::Refused => Ok(None),
            Reading::Unavailable => Err(&ErrorCode::STORE_UNAVAILABLE),
        }
    }

    /// Whether a page of this application made the request; `submitted` is the token that came with it.
    pub(crate) async fn check_csrf(
        &self,
        headers: &HeaderMap,
        submitted: Option<&str>,
    ) -> Result<(), CsrfRejected> {
        let session = self.session_id(headers).await;
        self.core().csrf.check(headers, submitted, &session)
    }

    /// What CSRF tokens are bound to: the session's id, or nothing. Whether the session has been ended makes no difference to
    /// whose page it was, so no store is asked.
    pub(crate) async fn session_id(&self, headers: &HeaderMap) -> String {
        self.sessions().id(headers).unwrap_or_default()
    }

    /// Checks a destination that came from outside: a path of this application, its own origin with a path, or what
    /// `callbacks.allow` says. `None` for everything else.
    #[must_use]
    pub fn callback_url(&self, candidate: &str) -> Option<CallbackUrl<D>> {
        self.core()
            .callback_url(candidate)
            .map(CallbackUrl::checked)
    }

    /// Makes the handle of what start-up read. What only now turns out to be wrong goes into the same report.
    pub(crate) fn assemble(checked: Checked, given: Given) -> Result<Self, ConfigurationError> {
        let Given {
            clock,
            http_client,
            store,
            mailer,
            client_address,
        } = given;
        let Checked {
            secrets,
            configuration,
            providers,
            mut problems,
        } = checked;
        let sessions = Sessions::new(
            &secrets,
            &D::SESSION,
            configuration.base_url.is_secure(),
            Arc::clone(&clock),
        )
        .map_err(|fault| {
            problems.push(
                fault.code(),
                format!(
                    "the session cookie cannot be called `{}`: {fault}",
                    D::SESSION.cookie.unwrap_or_default()
                ),
                "change `session: { cookie }` in `auth!`, or leave it out while developing",
            );
        });
        let sends_links = <D::Email as EmailSignIn>::LINKS;
        if sends_links && mailer.is_none() {
            problems.push(
                &ErrorCode::MAILER_MISSING,
                "the declaration sends links by e-mail, and there is no mailer",
                "add `.mailer(…)` to `Auth::builder()`",
            );
        }
        let links_lack_store = sends_links && store.tokens.is_none();
        let links = store.tokens.clone().zip(mailer);
        let links = links.map(|(tokens, mailer)| Links::new(tokens, mailer, Arc::clone(&clock)));
        let registry = store.stored.as_ref().map(|stored| {
            let (users, accounts) = (Arc::clone(&stored.users), Arc::clone(&stored.accounts));
            Registry::new(users, accounts, &secrets, Arc::clone(&clock))
        });
        let sessions = sessions.map(|sessions| sessions.kept_in(store, &secrets));
        let sessions_lack_store = <D::Sessions as SessionStrategy>::REVOCABLE
            && sessions
                .as_ref()
                .is_ok_and(|sessions| !sessions.are_revocable());
        let lacks_store = sessions_lack_store || links_lack_store;
        // One that cannot be used has been reported.
        if lacks_store && !problems.has(&ErrorCode::STORE_UNUSABLE) {
            problems.push(
                &ErrorCode::STORE_MISSING,
                "the declaration needs a store, and there is none",
                "add `.store(…)` to `Auth::builder()`",
            );
        }
        let default_provider = D::DEFAULT_PROVIDER.map(ProviderId::index);
        let core = Core::assemble(
            Ready {
                secrets: &secrets,
                configuration,
                providers,
                default_provider,
                clock,
                http_client,
                links,
                client_address,
                registry,
            },
            &mut problems,
        );
        problems.finish(core.zip(sessions.ok()).map(|(core, sessions)| Self {
            shared: Arc::new(Shared { core, sessions }),
            request: None,
        }))
    }

    pub(crate) fn core(&self) -> &Core {
        &self.shared.core
    }

    pub(crate) fn sessions(&self) -> &Sessions<D> {
        &self.shared.sessions
    }

    /// Whether this is a clone of that handle.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// The headers of the request this handle was extracted from.
    pub(crate) fn request_headers(&self) -> Option<&HeaderMap> {
        self.request.as_deref()
    }

    /// The same handle, knowing this request.
    pub(crate) fn for_request(&self, headers: &HeaderMap) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            request: Some(Arc::new(headers.clone())),
        }
    }
}

impl<D: Declaration> Clone for Auth<D> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            request: self.request.clone(),
        }
    }
}

impl<D: Declaration> fmt::Debug for Auth<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Auth")
            .field("base_url", &self.core().configuration.base_url)
            .field("base_path", &D::BASE_PATH)
            .finish_non_exhaustive()
    }
}
