//! How the client says who it is (RFC 6749 §2.3).

use auth_spec::ClientAuthentication;
use http::HeaderValue;
use url::form_urlencoded::{self, byte_serialize};

use super::client_assertion::{ASSERTION_TYPE, ClientAssertion};
use crate::config::Secret;

/// Who the client is, and how it proves that.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ClientCredentials<'a> {
    /// `client_secret_basic`.
    Basic { id: &'a str, secret: &'a Secret },
    /// `client_secret_post`.
    Post { id: &'a str, secret: &'a Secret },
    /// `private_key_jwt`: a new assertion with each request.
    PrivateKeyJwt {
        id: &'a str,
        assertion: ClientAssertion<'a>,
    },
    /// `none`: a public client; PKCE is what binds the code.
    Public { id: &'a str },
}

impl<'a> ClientCredentials<'a> {
    /// The credentials by a method that sends a secret, or none. Without a secret the client is a public one, whatever the method.
    pub(crate) fn new(
        id: &'a str,
        secret: Option<&'a Secret>,
        method: ClientAuthentication,
    ) -> Self {
        match (method, secret) {
            (ClientAuthentication::Basic, Some(secret)) => Self::Basic { id, secret },
            (ClientAuthentication::Post, Some(secret)) => Self::Post { id, secret },
            _ => Self::Public { id },
        }
    }

    /// Adds what goes into the body.
    pub(crate) fn write(&self, form: &mut form_urlencoded::Serializer<'_, String>) {
        match self {
            Self::Basic { .. } => {}
            Self::Post { id, secret } => {
                form.append_pair("client_id", id)
                    .append_pair("client_secret", secret.expose());
            }
            Self::PrivateKeyJwt { id, assertion } => {
                form.append_pair("client_id", id);
                if let Some(assertion) = assertion.sign(id) {
                    form.append_pair("client_assertion_type", ASSERTION_TYPE)
                        .append_pair("client_assertion", &assertion);
                }
            }
            Self::Public { id } => {
                form.append_pair("client_id", id);
            }
        }
    }

    /// What goes into the header. Id and secret are form-encoded before they are joined, so that a colon in the id and
    /// characters outside ASCII survive (§2.3.1). A space becomes `%20`, which whoever decodes a form reads as one; some
    /// providers decode percent-encoding alone and would take a `+` for what it is.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        let Self::Basic { id, secret } = self else {
            return None;
        };
        let encoded = |text: &str| {
            let form: String = byte_serialize(text.as_bytes()).collect();
            form.replace('+', "%20")
        };
        let pair = format!("{}:{}", encoded(id), encoded(secret.expose()));
        let value = format!("Basic {}", base64_simd::STANDARD.encode_to_string(pair));
        HeaderValue::try_from(value).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credentials(
        id: &str,
        secret: &str,
        method: ClientAuthentication,
    ) -> (Option<String>, String) {
        let secret = Secret::issued(secret);
        let credentials = ClientCredentials::new(id, Some(&secret), method);
        let mut form = form_urlencoded::Serializer::new(String::new());
        credentials.write(&mut form);
        let header = credentials
            .header()
            .map(|value| value.to_str().unwrap().to_owned());
        (header, form.finish())
    }

    /// RFC 6749 §2.3.1
    #[test]
    fn basic_form_encodes_before_it_joins() {
        let (header, body) = credentials("id", "s3cr:t/ +", ClientAuthentication::Basic);
        let pair = base64_simd::STANDARD.encode_to_string("id:s3cr%3At%2F%20%2B");
        assert_eq!(header.unwrap(), format!("Basic {pair}"));
        assert_eq!(body, "");
        let (header, _) = credentials("a:b", "ü\n", ClientAuthentication::Basic);
        let pair = base64_simd::STANDARD.encode_to_string("a%3Ab:%C3%BC%0A");
        assert_eq!(header.unwrap(), format!("Basic {pair}"));
    }

    #[test]
    fn post_sends_both_in_the_body_and_nothing_in_a_header() {
        let (header, body) = credentials("id", "s&c=t", ClientAuthentication::Post);
        assert_eq!(
            (header, body.as_str()),
            (None, "client_id=id&client_secret=s%26c%3Dt")
        );
    }

    #[test]
    fn a_public_client_names_itself_and_sends_no_secret() {
        let (header, body) = credentials("id", "unused", ClientAuthentication::None);
        assert_eq!((header, body.as_str()), (None, "client_id=id"));
        let without = ClientCredentials::new("id", None, ClientAuthentication::Basic);
        assert!(matches!(without, ClientCredentials::Public { id: "id" }));
    }

    #[test]
    fn credentials_do_not_print_the_secret() {
        let secret = Secret::issued("hidden words");
        let credentials = ClientCredentials::new("id", Some(&secret), ClientAuthentication::Basic);
        assert!(!format!("{credentials:?}").contains("hidden"));
    }
}
