//! The provider's endpoints, one file each.

mod authorization;
mod client_assertion;
mod client_authentication;
mod discovery;
mod end_session;
mod interaction;
mod pushed_authorization;
mod revocation;
mod session;
mod token;
mod userinfo;

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, StatusCode};

use super::Provider;
use super::answer::{Answer, Delivery};
use super::edit::Edit;
use super::jose::{FOREIGN_CERTIFICATE, FOREIGN_JWKS};
use super::request_log::RecordedRequest;
use super::schedule::Schedule;

pub(super) use authorization::AuthorizationRequest;
pub(super) use interaction::Interaction;
pub(super) use pushed_authorization::PushedRequest;

/// Where a request arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Endpoint {
    /// The discovery document (OpenID Connect Discovery §4).
    Discovery,
    /// The JWK Set (RFC 7517 §5).
    Keys,
    /// The authorization endpoint (RFC 6749 §3.1). A [`Fault`](crate::testing::Fault) that changes members changes the
    /// authorization response to which the request leads, however much later.
    Authorization,
    /// Where the provider's own pages send what was chosen on them.
    Interaction,
    /// Where authorization requests are pushed (RFC 9126).
    PushedAuthorization,
    /// The token endpoint (RFC 6749 §3.2).
    Token,
    /// The UserInfo endpoint (OpenID Connect Core §5.3).
    UserInfo,
    /// The revocation endpoint (RFC 7009).
    Revocation,
    /// The end-session endpoint (OpenID Connect RP-Initiated Logout).
    EndSession,
    /// The pictures that the provider draws.
    Picture,
    /// Keys that are not the provider's, where a forged `jku` or `x5u` points.
    ForeignKeys,
    /// Any other path.
    Elsewhere,
}

impl Endpoint {
    /// Every path below the issuer.
    pub(super) const ROUTES: [(&'static str, Self); 12] = [
        (Self::Discovery.path(), Self::Discovery),
        (Self::Keys.path(), Self::Keys),
        (Self::Authorization.path(), Self::Authorization),
        (Self::Interaction.path(), Self::Interaction),
        (Self::PushedAuthorization.path(), Self::PushedAuthorization),
        (Self::Token.path(), Self::Token),
        (Self::UserInfo.path(), Self::UserInfo),
        (Self::Revocation.path(), Self::Revocation),
        (Self::EndSession.path(), Self::EndSession),
        (Self::Picture.path(), Self::Picture),
        (FOREIGN_JWKS, Self::ForeignKeys),
        (FOREIGN_CERTIFICATE, Self::ForeignKeys),
    ];

    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Discovery => "/.well-known/openid-configuration",
            Self::Keys => "/jwks",
            Self::Authorization => "/authorize",
            Self::Interaction => "/interaction",
            Self::PushedAuthorization => "/par",
            Self::Token => "/token",
            Self::UserInfo => "/userinfo",
            Self::Revocation => "/revoke",
            Self::EndSession => "/end-session",
            Self::Picture => "/picture",
            Self::ForeignKeys => FOREIGN_JWKS,
            Self::Elsewhere => "",
        }
    }

    /// The endpoint with this path below the issuer.
    pub(super) fn at(path: &str) -> Self {
        let found = Self::ROUTES.iter().find(|(route, _)| *route == path);
        found.map_or(Self::Elsewhere, |(_, endpoint)| *endpoint)
    }
}

impl Provider {
    /// Records a request, answers it, and lets go wrong what should.
    pub(super) async fn receive(&self, endpoint: Endpoint, request: Request<Bytes>) -> Delivery {
        let fault = {
            let now = self.now();
            let mut state = self.state();
            state
                .log
                .push(RecordedRequest::new(endpoint, &request, now));
            state.faults.get_mut(&endpoint).and_then(Schedule::take)
        };
        let Some(fault) = fault else {
            let answer = self.respond(endpoint, &request, Vec::new(), false);
            return self.after_logout_requests(answer).await.into_delivery();
        };
        if endpoint == Endpoint::Authorization {
            let (edits, error) = (fault.member_edits(), fault.is_error());
            let answer = async { self.respond(endpoint, &request, edits, error) };
            return fault.without_members().deliver(answer).await;
        }
        let answer = async {
            let answer = self.respond(endpoint, &request, Vec::new(), false);
            self.after_logout_requests(answer).await
        };
        fault.deliver(answer).await
    }

    /// Sends what applications are to be told before the browser gets its answer, so that it finds them told.
    async fn after_logout_requests(&self, mut answer: Answer) -> Answer {
        let client = self.state().logout_client.clone();
        for request in std::mem::take(&mut answer.logout_requests) {
            let Some(client) = &client else { continue };
            let uri = request.uri().clone();
            let sent = tokio::time::timeout(PATIENCE, client.send(request)).await;
            match sent {
                Ok(Ok(response)) if response.status().is_success() => {}
                Ok(Ok(response)) => {
                    tracing::warn!(%uri, status = %response.status(), "a logout token was refused");
                }
                Ok(Err(_)) | Err(_) => tracing::warn!(%uri, "a logout token got no answer"),
            }
        }
        answer
    }

    fn respond(
        &self,
        endpoint: Endpoint,
        request: &Request<Bytes>,
        response_edits: Vec<Edit>,
        at_once: bool,
    ) -> Answer {
        if request.uri().query().map_or(0, str::len) > LONGEST_QUERY {
            return Answer::new(StatusCode::URI_TOO_LONG);
        }
        match endpoint {
            Endpoint::Discovery => only_get(request, || self.discovery()),
            Endpoint::Keys => only_get(request, || self.keys()),
            Endpoint::Picture => only_get(request, || self.picture(request)),
            Endpoint::ForeignKeys => only_get(request, || self.foreign_keys(request)),
            Endpoint::Authorization => self.authorization(request, response_edits, at_once),
            Endpoint::Interaction => only_post(request, || self.interaction(request)),
            Endpoint::PushedAuthorization => {
                only_post(request, || self.pushed_authorization(request))
            }
            Endpoint::Token => only_post(request, || self.token(request)),
            Endpoint::UserInfo => self.userinfo(request),
            Endpoint::Revocation => only_post(request, || self.revocation(request)),
            Endpoint::EndSession => self.end_session(request),
            Endpoint::Elsewhere => Answer::new(StatusCode::NOT_FOUND),
        }
    }
}

fn only_get(request: &Request<Bytes>, answer: impl FnOnce() -> Answer) -> Answer {
    match *request.method() {
        Method::GET | Method::HEAD => answer(),
        _ => Answer::method_not_allowed("GET, HEAD"),
    }
}

fn only_post(request: &Request<Bytes>, answer: impl FnOnce() -> Answer) -> Answer {
    match *request.method() {
        Method::POST => answer(),
        _ => Answer::method_not_allowed("POST"),
    }
}

/// How long an application may take to answer a logout token.
const PATIENCE: Duration = Duration::from_secs(10);

/// In bytes: what is remembered of a request stays small.
const LONGEST_QUERY: usize = 16 * 1024;
