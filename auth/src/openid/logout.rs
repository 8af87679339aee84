//! Signing out at the provider (OpenID Connect RP-Initiated Logout 1.0): the request, and what the browser keeps of it.

mod returning;

use url::Url;

use crate::config::Secret;
use crate::outbound::Endpoint;

pub(crate) use returning::{Departures, NotDone, Onward};

/// A logout request (§2), but for where it goes.
#[derive(Debug)]
pub(crate) struct LogoutRequest<'a> {
    pub(crate) client_id: &'a str,
    /// The ID token of the session that is to end.
    pub(crate) id_token_hint: Option<&'a Secret>,
    /// One of those that are registered with the provider.
    pub(crate) post_logout_redirect_uri: &'a str,
    /// What the provider gives back unchanged.
    pub(crate) state: &'a str,
}

impl LogoutRequest<'_> {
    /// Where the browser is sent. A query that the endpoint has of its own stays; none of its parameters has one of our
    /// names.
    pub(crate) fn url(&self, endpoint: &Endpoint) -> Url {
        let mut parameters = vec![
            ("client_id", self.client_id),
            ("post_logout_redirect_uri", self.post_logout_redirect_uri),
            ("state", self.state),
        ];
        let hint = self.id_token_hint.map(Secret::expose);
        // Without a hint the provider asks; a request line that it refuses would end nothing.
        if let Some(hint) = hint.filter(|hint| hint.len() <= LONGEST_HINT) {
            parameters.insert(0, ("id_token_hint", hint));
        }
        let mut url = endpoint.url().clone();
        let own: Vec<(String, String)> = url
            .query_pairs()
            .into_owned()
            .filter(|(name, _)| !OURS.contains(&name.as_str()))
            .collect();
        url.query_pairs_mut()
            .clear()
            .extend_pairs(own)
            .extend_pairs(parameters);
        url
    }
}

/// The parameters that a request of ours can have.
const OURS: [&str; 4] = [
    "id_token_hint",
    "client_id",
    "post_logout_redirect_uri",
    "state",
];

/// In bytes. Common servers take a request line of 8 KiB.
const LONGEST_HINT: usize = 6 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn url(endpoint: &str, hint: Option<&str>) -> Url {
        let hint = hint.map(Secret::issued);
        let request = LogoutRequest {
            client_id: "shop",
            id_token_hint: hint.as_ref(),
            post_logout_redirect_uri: "https://app.test/auth/signed-out",
            state: "s",
        };
        request.url(&Endpoint::parse(endpoint).unwrap())
    }

    fn parameters(url: &Url) -> Vec<(String, String)> {
        url.query_pairs().into_owned().collect()
    }

    /// LO-01, S4-6, S4-7
    #[test]
    fn a_request_has_the_hint_the_client_the_way_back_and_the_state() {
        let url = url("https://op.test/end", Some("a.b.c"));
        assert_eq!(
            url.as_str(),
            "https://op.test/end?id_token_hint=a.b.c&client_id=shop\
             &post_logout_redirect_uri=https%3A%2F%2Fapp.test%2Fauth%2Fsigned-out&state=s"
        );
    }

    #[test]
    fn an_endpoint_keeps_its_own_query_but_for_our_parameters() {
        let url = url("https://op.test/end?tenant=a%26b&state=x&client_id=y", None);
        let found = parameters(&url);
        assert_eq!(found[0], ("tenant".into(), "a&b".into()));
        assert_eq!(found.len(), 4);
        assert_eq!(found[3], ("state".into(), "s".into()));
        assert_eq!(found[1], ("client_id".into(), "shop".into()));
    }

    #[test]
    fn a_hint_that_no_server_would_take_is_left_out() {
        let hinted = |length: usize| {
            let hint = "x".repeat(length);
            let url = url("https://op.test/end", Some(&hint));
            parameters(&url)
                .iter()
                .any(|(name, _)| name == "id_token_hint")
        };
        assert!(hinted(6 * 1024));
        assert!(!hinted(6 * 1024 + 1));
    }
}
