//! The authorization response: what arrives at the redirect URI (RFC 6749 §4.1.2, RFC 9207).

use url::form_urlencoded;

use crate::error::AuthorizationResponseError;

/// The parameters of an authorization response, each at most once.
#[derive(Default)]
pub(crate) struct AuthorizationResponse {
    pub(crate) state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    pub(crate) iss: Option<String>,
    /// Apple's description of the user, as JSON, at the first consent only.
    pub(crate) user: Option<String>,
    repeated: bool,
}

/// The issuer that a response may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ExpectedIssuer<'a> {
    /// As configured or discovered; `None` where the provider has none.
    pub(crate) issuer: Option<&'a str>,
    /// The provider says that it always names it (RFC 9207 §2.4).
    pub(crate) required: bool,
}

impl AuthorizationResponse {
    /// Reads a query or a form body; unknown parameters are ignored. See [`Self::well_formed`].
    pub(crate) fn parse(parameters: &str) -> Self {
        let mut response = Self::default();
        let mut repeated = false;
        for (name, value) in form_urlencoded::parse(parameters.as_bytes()) {
            let place = match &*name {
                "state" => &mut response.state,
                "code" => &mut response.code,
                "error" => &mut response.error,
                "iss" => &mut response.iss,
                "user" => &mut response.user,
                _ => continue,
            };
            if place.is_some() {
                repeated = true;
            } else {
                *place = Some(value.into_owned());
            }
        }
        Self {
            repeated,
            ..response
        }
    }

    /// Whether each parameter is given once, as RFC 6749 §3.1 demands; nothing else of it is used otherwise.
    pub(crate) fn well_formed(&self) -> Result<(), AuthorizationResponseError> {
        if self.repeated {
            return Err(AuthorizationResponseError::Malformed(
                "a parameter is given twice",
            ));
        }
        Ok(())
    }

    /// What has been read, by name.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("state", &self.state),
            ("code", &self.code),
            ("error", &self.error),
            ("iss", &self.iss),
            ("user", &self.user),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }

    /// The code, after the checks that need nothing but the response and the flow it answers.
    ///
    /// In this order: who issued it (RFC 9207 §2.4, for errors too), then what it says.
    pub(crate) fn code(
        &self,
        expected: ExpectedIssuer<'_>,
    ) -> Result<&str, AuthorizationResponseError> {
        match (&self.iss, expected.issuer) {
            (Some(iss), Some(issuer)) if iss != issuer => {
                return Err(AuthorizationResponseError::IssuerMismatch);
            }
            (None, _) if expected.required => {
                return Err(AuthorizationResponseError::IssuerMissing);
            }
            _ => {}
        }
        match (&self.code, &self.error) {
            (Some(_), Some(_)) => Err(AuthorizationResponseError::Malformed(
                "both `code` and `error` are given",
            )),
            (None, None) => Err(AuthorizationResponseError::Malformed(
                "neither `code` nor `error` is given",
            )),
            (None, Some(error)) => Err(AuthorizationResponseError::from_provider(error)),
            (Some(code), None) if code.is_empty() => {
                Err(AuthorizationResponseError::Malformed("`code` is empty"))
            }
            (Some(code), None) => Ok(code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OP: ExpectedIssuer<'_> = ExpectedIssuer {
        issuer: Some("https://op.test"),
        required: false,
    };

    fn code(
        parameters: &str,
        expected: ExpectedIssuer<'_>,
    ) -> Result<String, AuthorizationResponseError> {
        let response = AuthorizationResponse::parse(parameters);
        response.well_formed()?;
        response.code(expected).map(str::to_owned)
    }

    /// What a page carries on says the same when it comes again: nothing that is read gets lost, nothing else comes along.
    #[test]
    fn what_was_read_is_read_again_and_the_rest_is_gone() {
        let all = "state=s&code=c&error=e&iss=i&user=%7B%22a%22%3A1%7D";
        let response =
            AuthorizationResponse::parse(&format!("{all}&id_token=x&error_description=y&again=1"));
        let again = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(response.parameters())
            .finish();
        assert_eq!(again, all);
        let parameters = "user=&state=%00%26a%3Db+%C3%A4%0D%0A&unknown=1";
        let response = AuthorizationResponse::parse(parameters);
        let pairs: Vec<_> = response.parameters().collect();
        assert_eq!(pairs, [("state", "\0&a=b ä\r\n"), ("user", "")]);
    }

    #[test]
    fn a_code_is_taken() {
        assert_eq!(
            code("code=a%20b&state=s&session_state=x", OP).unwrap(),
            "a b"
        );
    }

    /// FL-09, R-9207-01
    #[test]
    fn another_issuer_is_refused_also_when_it_reports_an_error() {
        for parameters in [
            "code=a&iss=https%3A%2F%2Fattacker.test",
            "error=access_denied&iss=https%3A%2F%2Fop.test%2F",
        ] {
            assert!(
                matches!(
                    code(parameters, OP),
                    Err(AuthorizationResponseError::IssuerMismatch)
                ),
                "{parameters}"
            );
        }
    }

    /// FL-10, R-9207-02
    #[test]
    fn a_missing_issuer_is_refused_where_the_provider_promises_one() {
        let expected = ExpectedIssuer {
            required: true,
            ..OP
        };
        for parameters in ["code=a", "error=access_denied"] {
            assert!(matches!(
                code(parameters, expected),
                Err(AuthorizationResponseError::IssuerMissing)
            ));
        }
    }

    /// FL-14
    #[test]
    fn code_and_error_together_or_neither_is_malformed() {
        for parameters in ["code=a&error=b", "", "code="] {
            assert!(
                matches!(
                    code(parameters, OP),
                    Err(AuthorizationResponseError::Malformed(_))
                ),
                "{parameters}"
            );
        }
    }

    /// FL-15
    #[test]
    fn a_parameter_given_twice_is_malformed() {
        for parameters in [
            "code=A&code=B",
            "code=A&state=good&state=bad",
            "code=A&iss=a&iss=a",
            "error=a&error=a",
        ] {
            assert!(
                matches!(
                    code(parameters, OP),
                    Err(AuthorizationResponseError::Malformed(_))
                ),
                "{parameters}"
            );
        }
    }
}
