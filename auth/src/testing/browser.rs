//! A browser for tests that have none.

use std::fmt;

use axum::body::{Body, to_bytes};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use http::{Request, Response, StatusCode};
use url::form_urlencoded;

use super::answer::{Answer, Delivery, Shown};
use super::{Endpoint, Persona, Provider};

/// Visits a provider's pages and chooses on them, without reading HTML. It keeps the provider's cookie, so a second sign-in
/// asks nobody; [`Provider::authorize`] is a new browser each time.
///
/// ```
/// use auth::testing::{Client, Provider};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::new("shop").redirect_uri("https://shop.test/callback");
/// let provider = Provider::builder().client(client).build()?;
/// let url = "https://provider.test/authorize?response_type=code&client_id=shop&scope=openid\
///     &redirect_uri=https://shop.test/callback\
///     &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
///
/// let mut browser = provider.browser();
/// assert!(browser.authorize(url, "grace").await?.was_asked());
/// assert!(!browser.authorize(url, "grace").await?.was_asked());
/// assert!(browser.authorize(format!("{url}&prompt=login"), "ada").await?.was_asked());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Browser {
    provider: Provider,
    cookie: Option<String>,
}

/// What is chosen on the authorization page.
#[derive(Debug, Clone)]
pub enum Choice {
    /// The persona with this subject, one of those that the page offers. A `&str` converts into it.
    Persona(String),
    /// Anybody else. A [`Persona`] converts into it.
    Somebody(Box<Persona>),
    /// To go back without signing in.
    Cancel,
}

/// What the provider sends back to the application (RFC 6749 §4.1.2): what a test hands to the code that it tests.
#[derive(Debug, Clone)]
pub struct AuthorizationResponse {
    url: String,
    parameters: Vec<(String, String)>,
    form: Option<String>,
    asked: bool,
}

/// Where a sign-out ends.
#[derive(Debug, Clone)]
pub struct EndSessionResponse {
    location: Option<String>,
    frames: Vec<String>,
    asked: bool,
}

/// Why a browser does not get where it should.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum BrowserError {
    /// The provider shows a page that leads nowhere: a redirect URI that is not registered, for instance.
    Page {
        /// The page's status.
        status: StatusCode,
        /// Its HTML.
        html: String,
    },
    /// There was no answer.
    Disconnected,
    /// The URL is none of this provider's.
    NotThisProvider,
}

impl Provider {
    /// A browser without cookies.
    #[must_use]
    pub fn browser(&self) -> Browser {
        Browser {
            provider: self.clone(),
            cookie: None,
        }
    }

    /// Opens an authorization request in a new browser and makes the choice on the page, if one is shown.
    ///
    /// # Errors
    /// When the browser is not sent back to an application.
    pub async fn authorize(
        &self,
        url: impl AsRef<str>,
        choice: impl Into<Choice>,
    ) -> Result<AuthorizationResponse, BrowserError> {
        self.browser().authorize(url, choice).await
    }
}

impl Browser {
    /// Opens an authorization request and makes the choice on the page, if one is shown.
    ///
    /// # Errors
    /// When the browser is not sent back to an application.
    pub async fn authorize(
        &mut self,
        url: impl AsRef<str>,
        choice: impl Into<Choice>,
    ) -> Result<AuthorizationResponse, BrowserError> {
        let response = self.open(url.as_ref()).await?;
        let shown = response.extensions().get::<Shown>().cloned();
        let (response, asked) = match shown {
            Some(Shown::SignIn { interaction }) => {
                (self.choose(&interaction, choice.into()).await?, true)
            }
            _ => (response, false),
        };
        if let Some(Shown::FormPost {
            redirect_uri,
            parameters,
        }) = response.extensions().get()
        {
            let mut form = form_urlencoded::Serializer::new(String::new());
            form.extend_pairs(parameters);
            return Ok(AuthorizationResponse {
                url: redirect_uri.clone(),
                parameters: parameters.clone(),
                form: Some(form.finish()),
                asked,
            });
        }
        match location(&response) {
            Some(url) => {
                let query = url.split_once('?').map_or("", |(_, query)| query);
                let parameters = form_urlencoded::parse(query.as_bytes())
                    .into_owned()
                    .collect();
                Ok(AuthorizationResponse {
                    url,
                    parameters,
                    form: None,
                    asked,
                })
            }
            None => Err(page(response).await),
        }
    }

    /// Opens a sign-out request and confirms it on the page, if one asks.
    ///
    /// # Errors
    /// When the provider refuses the request.
    pub async fn end_session(
        &mut self,
        url: impl AsRef<str>,
    ) -> Result<EndSessionResponse, BrowserError> {
        let response = self.open(url.as_ref()).await?;
        let shown = response.extensions().get::<Shown>().cloned();
        let (response, asked) = match shown {
            Some(Shown::SignOut { interaction }) => {
                (self.post(&[("interaction", &interaction)]).await?, true)
            }
            _ => (response, false),
        };
        if let Some(Shown::Frames { frames, location }) = response.extensions().get() {
            return Ok(EndSessionResponse {
                location: location.clone(),
                frames: frames.clone(),
                asked,
            });
        }
        let location = location(&response);
        if location.is_none() && response.status() != StatusCode::OK {
            return Err(page(response).await);
        }
        Ok(EndSessionResponse {
            location,
            frames: Vec::new(),
            asked,
        })
    }

    /// Opens a URL of the provider's, with the cookie that it has set.
    async fn open(&mut self, url: &str) -> Result<Response<Body>, BrowserError> {
        let request = Request::get(url).body(Bytes::new());
        let request = request.map_err(|_| BrowserError::NotThisProvider)?;
        self.send(request).await
    }

    async fn choose(
        &mut self,
        interaction: &str,
        choice: Choice,
    ) -> Result<Response<Body>, BrowserError> {
        match choice {
            Choice::Persona(subject) => {
                self.post(&[("interaction", interaction), ("persona", &subject)])
                    .await
            }
            Choice::Cancel => {
                self.post(&[("interaction", interaction), ("cancel", "true")])
                    .await
            }
            Choice::Somebody(persona) => {
                let request = self.with_cookie(Request::new(Bytes::new()));
                let answer: Answer = self.provider.sign_in(&request, interaction, *persona);
                self.received(answer.into_delivery())
            }
        }
    }

    /// Sends one of the provider's own forms.
    async fn post(&mut self, fields: &[(&str, &str)]) -> Result<Response<Body>, BrowserError> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let request = Request::post(self.provider.endpoint(Endpoint::Interaction))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Bytes::from(form.finish()));
        let request = request.map_err(|_| BrowserError::NotThisProvider)?;
        self.send(request).await
    }

    async fn send(&mut self, request: Request<Bytes>) -> Result<Response<Body>, BrowserError> {
        if !self.provider.serves(request.uri()) {
            return Err(BrowserError::NotThisProvider);
        }
        let request = self.with_cookie(request);
        let delivery = self.provider.deliver(request).await;
        self.received(delivery)
    }

    fn with_cookie(&self, mut request: Request<Bytes>) -> Request<Bytes> {
        let cookie = self
            .cookie
            .as_deref()
            .and_then(|cookie| cookie.parse().ok());
        cookie.map(|cookie| request.headers_mut().insert(COOKIE, cookie));
        request
    }

    fn received(&mut self, delivery: Delivery) -> Result<Response<Body>, BrowserError> {
        let Delivery::Response(response) = delivery else {
            return Err(BrowserError::Disconnected);
        };
        let set_cookie = response
            .headers()
            .get(SET_COOKIE)
            .and_then(|value| value.to_str().ok());
        if let Some(cookie) = set_cookie {
            let pair = cookie
                .split(';')
                .next()
                .filter(|_| !cookie.contains("Max-Age=0"));
            self.cookie = pair.map(str::to_owned);
        }
        Ok(response)
    }
}

impl AuthorizationResponse {
    /// Where the browser goes: with the parameters in its query, or the bare redirect URI for a form post.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The first parameter of that name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut found = self.parameters.iter().filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// The body of a form post (`response_mode=form_post`), form-encoded.
    #[must_use]
    pub fn form(&self) -> Option<&str> {
        self.form.as_deref()
    }

    /// Whether a page was shown. It is not where a session at the provider answers for the user.
    #[must_use]
    pub fn was_asked(&self) -> bool {
        self.asked
    }
}

impl EndSessionResponse {
    /// Where the browser is sent (`post_logout_redirect_uri` with `state`); `None` when it stays on the provider's page.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }

    /// What the provider's page shows in frames before the browser goes on (OpenID Connect Front-Channel Logout §2): URLs of
    /// applications, with `iss` and `sid`.
    #[must_use]
    pub fn frames(&self) -> &[String] {
        &self.frames
    }

    /// Whether a page asked for confirmation.
    #[must_use]
    pub fn was_asked(&self) -> bool {
        self.asked
    }
}

impl From<&str> for Choice {
    fn from(subject: &str) -> Self {
        Self::Persona(subject.to_owned())
    }
}

impl From<Persona> for Choice {
    fn from(persona: Persona) -> Self {
        Self::Somebody(Box::new(persona))
    }
}

impl fmt::Display for BrowserError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page { status, html } => {
                write!(formatter, "the provider shows a page ({status}): {html}")
            }
            Self::Disconnected => formatter.write_str("the provider does not answer"),
            Self::NotThisProvider => formatter.write_str("the URL is none of this provider's"),
        }
    }
}

impl std::error::Error for BrowserError {}

fn location(response: &Response<Body>) -> Option<String> {
    let redirects = response.status().is_redirection();
    let location = response.headers().get(LOCATION).filter(|_| redirects)?;
    location.to_str().ok().map(str::to_owned)
}

async fn page(response: Response<Body>) -> BrowserError {
    let status = response.status();
    let body = to_bytes(response.into_body(), LARGEST_PAGE)
        .await
        .unwrap_or_default();
    BrowserError::Page {
        status,
        html: String::from_utf8_lossy(&body).into_owned(),
    }
}

/// In bytes.
const LARGEST_PAGE: usize = 1024 * 1024;
