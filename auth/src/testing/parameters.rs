//! Parameters of requests: `application/x-www-form-urlencoded`, in a query or in a body.

use bytes::Bytes;
use http::Request;
use http::header::CONTENT_TYPE;
use url::form_urlencoded;

/// Parameters in the order in which they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(super) fn parse(bytes: &[u8]) -> Self {
        Self(form_urlencoded::parse(bytes).into_owned().collect())
    }

    pub(super) fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(super) fn of_query(request: &Request<Bytes>) -> Self {
        Self::parse(request.uri().query().unwrap_or_default().as_bytes())
    }

    /// `None` when the body does not say that it is a form.
    pub(super) fn of_form(request: &Request<Bytes>) -> Option<Self> {
        let content_type = request.headers().get(CONTENT_TYPE)?.to_str().ok()?;
        let media_type = content_type.split(';').next()?.trim();
        let is_form = media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded");
        is_form.then(|| Self::parse(request.body()))
    }

    /// The value of that name. A parameter without a value counts as not sent (RFC 6749 §3.1).
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(key, _)| key == name);
        found
            .next()
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// A name that came more than once, which RFC 6749 §3.1 forbids.
    pub(super) fn repeated(&self) -> Option<&str> {
        let mut names: Vec<&str> = self.0.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names
            .windows(2)
            .find_map(|pair| (pair.first() == pair.get(1)).then(|| pair.first().copied())?)
    }

    pub(super) fn is_repeated(&self, name: &str) -> bool {
        self.0
            .iter()
            .filter(|(key, _)| key == name)
            .nth(1)
            .is_some()
    }

    pub(super) fn into_pairs(self) -> Vec<(String, String)> {
        self.0
    }
}

/// The space-separated values of a parameter such as `scope` or `prompt`.
pub(super) fn words(value: &str) -> impl Iterator<Item = &str> {
    value.split(' ').filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::Parameters;

    #[test]
    fn plus_and_percent_are_decoded() {
        let parameters = Parameters::parse(b"scope=openid+email&state=a%26b");
        assert_eq!(parameters.get("scope"), Some("openid email"));
        assert_eq!(parameters.get("state"), Some("a&b"));
    }

    #[test]
    fn a_parameter_without_a_value_is_not_there() {
        assert_eq!(Parameters::parse(b"state=&nonce").get("state"), None);
        assert_eq!(Parameters::parse(b"state=&nonce").get("nonce"), None);
    }

    #[test]
    fn a_repeated_name_is_found_wherever_it_stands() {
        let parameters = Parameters::parse(b"code=A&state=s&code=A");
        assert_eq!(parameters.repeated(), Some("code"));
        assert!(parameters.is_repeated("code") && !parameters.is_repeated("state"));
        assert_eq!(Parameters::parse(b"a=1&b=1").repeated(), None);
    }
}
