//! What can go wrong between a relying party and its provider.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, LOCATION};
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::answer::{Answer, Delivery};
use super::body::{Drip, Huge};
use super::edit::{Edit, edited_json};
use super::schedule::Times;

/// What goes wrong with the next answer of an endpoint; several can be combined with [`and`](Self::and).
///
/// Without [`times`](Self::times) or [`always`](Self::always) it happens once. Faults for one endpoint happen one after the
/// other, one per request.
///
/// *Members* are the members of the JSON object that an endpoint answers with, or, at
/// [`Endpoint::Authorization`](crate::testing::Endpoint::Authorization), the parameters of the authorization response.
///
/// ```
/// use std::time::Duration;
///
/// use auth::testing::{Endpoint, Fault, Provider};
/// use axum::http::StatusCode;
///
/// # fn main() -> Result<(), auth::testing::ProviderBuildError> {
/// let provider = Provider::builder().build()?;
/// provider.next(Endpoint::Token, Fault::status(StatusCode::BAD_GATEWAY).and(Fault::body("text/html", "<h1>Oh</h1>")));
/// provider.next(Endpoint::Token, Fault::set("token_type", "mac"));
/// provider.next(Endpoint::UserInfo, Fault::delay(Duration::from_secs(2)).times(3));
/// provider.next(Endpoint::Keys, Fault::hang());
/// provider.next(Endpoint::Discovery, Fault::patch(|document| document["issuer"] = "https://other.example".into()));
/// provider.next(Endpoint::Authorization, Fault::remove("iss"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a fault does nothing until it is handed to `Provider::next`"]
pub struct Fault {
    actions: Vec<Action>,
    acts_first: bool,
    times: Times,
}

#[derive(Debug, Clone)]
enum Action {
    Delay(Duration),
    Hang,
    Disconnect,
    Status(StatusCode),
    Header(HeaderName, HeaderValue),
    Body(Option<HeaderValue>, Bytes),
    Redirect(HeaderValue),
    Huge(u64),
    Truncate(usize),
    Drip(Duration),
    Edit(Edit),
    Error(String),
}

impl Fault {
    /// The answer comes so much later, by tokio's clock.
    pub fn delay(by: Duration) -> Self {
        Self::of(Action::Delay(by))
    }

    /// The connection is accepted and never answered.
    pub fn hang() -> Self {
        Self::of(Action::Hang)
    }

    /// There is no answer: a transport error in process, a body that breaks off at its beginning over a socket.
    pub fn disconnect() -> Self {
        Self::of(Action::Disconnect)
    }

    /// This status with an empty body, in place of the answer.
    pub fn status(status: StatusCode) -> Self {
        Self::of(Action::Status(status))
    }

    /// This body with this `Content-Type`, and status 200 unless another is set, in place of the answer.
    ///
    /// A content type that is not a header value is left out.
    pub fn body(content_type: &str, body: impl Into<Bytes>) -> Self {
        Self::of(Action::Body(
            HeaderValue::from_str(content_type).ok(),
            body.into(),
        ))
    }

    /// 302 to somewhere else, in place of the answer. A location that is not a header value becomes `/`.
    pub fn redirect(location: &str) -> Self {
        let location = HeaderValue::from_str(location);
        Self::of(Action::Redirect(
            location.unwrap_or(HeaderValue::from_static("/")),
        ))
    }

    /// A JSON object of that many bytes and without a `Content-Length`, in place of the answer. It is written as it is read.
    pub fn huge(bytes: u64) -> Self {
        Self::of(Action::Huge(bytes))
    }

    /// So many JSON arrays within each other, in place of the answer.
    pub fn nested(depth: usize) -> Self {
        Self::body("application/json", "[".repeat(depth) + &"]".repeat(depth))
    }

    /// An error response, in place of the answer: `{"error": code}` with status 400 (RFC 6749 §5.2), or at the authorization
    /// endpoint the browser sent back with `error` (§4.1.2.1) without asking anybody.
    pub fn error(code: impl Into<String>) -> Self {
        Self::of(Action::Error(code.into()))
    }

    /// One header of the answer replaced.
    pub fn header(name: HeaderName, value: HeaderValue) -> Self {
        Self::of(Action::Header(name, value))
    }

    /// The first so many bytes of the answer's body, as if they were all.
    pub fn truncated(bytes: usize) -> Self {
        Self::of(Action::Truncate(bytes))
    }

    /// The answer's body byte by byte, with that much time before each.
    pub fn drip(interval: Duration) -> Self {
        Self::of(Action::Drip(interval))
    }

    /// This value for that member.
    pub fn set(name: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::of(Action::Edit(Edit::Set(name.into(), value.into())))
    }

    /// This text as that member's value, for what no JSON library would write.
    pub fn set_raw(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::of(Action::Edit(Edit::SetRaw(name.into(), text.into())))
    }

    /// Without that member.
    pub fn remove(name: impl Into<String>) -> Self {
        Self::of(Action::Edit(Edit::Remove(name.into())))
    }

    /// That member a second time, with another value.
    pub fn repeat(name: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::of(Action::Edit(Edit::Append(name.into(), value.into())))
    }

    /// The whole answer changed by a function; it may become another JSON type. Authorization responses are handed over as
    /// an object of strings.
    pub fn patch(patch: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        Self::of(Action::Edit(Edit::Patch(Arc::new(patch))))
    }

    /// Both, in this order. How often is what `self` says.
    pub fn and(mut self, other: Self) -> Self {
        self.actions.extend(other.actions);
        self.acts_first |= other.acts_first;
        self
    }

    /// The provider does what it was asked, uses up the code or rotates the refresh token, and only then does the answer go
    /// wrong. Otherwise an answer that is replaced leaves the provider as it was.
    pub fn after_acting(mut self) -> Self {
        self.acts_first = true;
        self
    }

    /// As many requests as that meet it.
    pub fn times(mut self, number: u32) -> Self {
        self.times = Times::Limited(number);
        self
    }

    /// Every request from now on, until [`Provider::clear_faults`](crate::testing::Provider::clear_faults).
    pub fn always(mut self) -> Self {
        self.times = Times::Always;
        self
    }

    pub(super) fn repetition(&self) -> Times {
        self.times
    }

    /// The changes to members, for a response that is made later.
    pub(super) fn member_edits(&self) -> Vec<Edit> {
        let edits = self.actions.iter().flat_map(|action| match action {
            Action::Edit(edit) => vec![edit.clone()],
            Action::Error(code) => vec![
                Edit::Remove("code".to_owned()),
                Edit::Set("error".to_owned(), code.as_str().into()),
            ],
            _ => Vec::new(),
        });
        edits.collect()
    }

    /// Whether it answers with an error.
    pub(super) fn is_error(&self) -> bool {
        self.actions
            .iter()
            .any(|action| matches!(action, Action::Error(_)))
    }

    /// At the authorization endpoint: what concerns the page or the redirect itself. Members are changed in the response.
    pub(super) fn without_members(mut self) -> Self {
        self.actions
            .retain(|action| !matches!(action, Action::Edit(_) | Action::Error(_)));
        self
    }

    /// Lets it happen to an answer.
    pub(super) async fn deliver(self, answer: impl Future<Output = Answer>) -> Delivery {
        let mut answer = if self.stands_in() {
            if self.acts_first {
                answer.await;
            }
            Answer::new(StatusCode::OK)
        } else {
            answer.await
        };
        self.edit_members(&mut answer);
        let mut huge = None;
        let mut drip = None;
        for action in self.actions {
            match action {
                Action::Delay(by) => tokio::time::sleep(by).await,
                Action::Hang => std::future::pending().await,
                Action::Disconnect => return Delivery::Disconnected,
                Action::Status(status) => answer.status = status,
                Action::Header(name, value) => {
                    answer.headers.insert(name, value);
                }
                Action::Body(content_type, body) => {
                    content_type.map(|value| answer.headers.insert(CONTENT_TYPE, value));
                    answer.body = body;
                }
                Action::Redirect(location) => {
                    answer.status = StatusCode::FOUND;
                    answer.headers.insert(LOCATION, location);
                }
                Action::Huge(bytes) => {
                    answer.headers.insert(CONTENT_TYPE, JSON);
                    huge = Some(bytes);
                }
                Action::Truncate(bytes) => answer.body.truncate(bytes),
                Action::Drip(interval) => drip = Some(interval),
                Action::Error(code) => {
                    answer.status = StatusCode::BAD_REQUEST;
                    answer.headers.insert(CONTENT_TYPE, JSON);
                    answer.body = json!({"error": code}).to_string().into();
                }
                Action::Edit(_) => {}
            }
        }
        match (huge, drip) {
            (Some(bytes), _) => answer.delivered_as(Body::new(Huge::new(bytes))),
            (None, Some(interval)) => {
                let body = Drip::new(std::mem::take(&mut answer.body), interval);
                answer.delivered_as(Body::new(body))
            }
            (None, None) => answer.into_delivery(),
        }
    }

    fn of(action: Action) -> Self {
        Self {
            actions: vec![action],
            acts_first: false,
            times: Times::default(),
        }
    }

    /// Changes the members of a JSON body; any other body stays as it is.
    fn edit_members(&self, answer: &mut Answer) {
        let edits: Vec<&Edit> = self
            .actions
            .iter()
            .filter_map(|action| match action {
                Action::Edit(edit) => Some(edit),
                _ => None,
            })
            .collect();
        if !edits.is_empty()
            && let Ok(value) = serde_json::from_slice::<Value>(&answer.body)
        {
            answer.body = edited_json(value, edits).into();
        }
    }

    /// Whether the provider's own answer is of no use.
    fn stands_in(&self) -> bool {
        self.actions.iter().any(|action| {
            matches!(
                action,
                Action::Hang
                    | Action::Disconnect
                    | Action::Status(_)
                    | Action::Body(..)
                    | Action::Redirect(_)
                    | Action::Huge(_)
                    | Action::Error(_)
            )
        })
    }
}

const JSON: HeaderValue = HeaderValue::from_static("application/json");
