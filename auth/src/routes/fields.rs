//! What a request says: its path, its query and its body, each field once.

use std::fmt;

use auth_spec::ErrorCode;
use axum::body::{Body, to_bytes};
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde_json::Value;
use url::form_urlencoded;

use crate::declaration::Declaration;
use crate::error::Family;
use crate::handle::Auth;

/// The last segment of the path, as the router found it.
pub(super) type Segment = Result<Path<String>, PathRejection>;

/// The provider's id that it names; what is no text is nobody's, as an empty one is.
pub(super) fn provider_id(segment: Segment) -> String {
    segment.map(|Path(id)| id).unwrap_or_default()
}

/// Names and values, each name at most once.
#[derive(Default)]
pub(super) struct Fields {
    texts: Vec<(String, String)>,
    /// What the member `data` of a JSON object is, whatever that is.
    data: Option<Value>,
}

impl Fields {
    /// The fields of a query or of a form body.
    pub(super) fn parse(text: &str) -> Result<Self, &'static ErrorCode> {
        let mut fields = Self::default();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            fields.add(name.into_owned(), value.into_owned())?;
        }
        Ok(fields)
    }

    /// The fields of a body that a page of this application has sent: what anybody else sends is refused, whatever it says.
    pub(super) async fn submitted<D: Declaration>(
        auth: &Auth<D>,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<Self, &'static ErrorCode> {
        let fields = Self::read(headers, body).await?;
        let token = fields.value("csrfToken");
        match auth.check_csrf(headers, token).await {
            Ok(()) => Ok(fields),
            Err(_) => Err(&ErrorCode::CSRF_REJECTED),
        }
    }

    /// The fields of a body: a form, a JSON object, or nothing at all.
    async fn read(headers: &HeaderMap, body: Body) -> Result<Self, &'static ErrorCode> {
        let body = to_bytes(body, LIMIT)
            .await
            .map_err(|_| &ErrorCode::BODY_TOO_LARGE)?;
        if body.is_empty() {
            return Ok(Self::default());
        }
        match content_type(headers).as_deref() {
            Some("application/x-www-form-urlencoded") => {
                Self::parse(std::str::from_utf8(&body).map_err(|_| &ErrorCode::BAD_REQUEST)?)
            }
            Some("application/json") => Self::from_json(&body),
            _ => Err(&ErrorCode::UNSUPPORTED_CONTENT),
        }
    }

    /// The value of a field.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.texts
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The error that a redirect to one of our pages named: by `code`, else by its type in `error`. Only those that a
    /// request can meet: what is wrong with a configuration is nobody's to type.
    pub(super) fn error(&self) -> Option<&'static ErrorCode> {
        let by = |name: &str, said: fn(&ErrorCode) -> &'static str| {
            let value = self.value(name)?;
            ErrorCode::ALL
                .iter()
                .filter(|code| Family::of(code) != Family::Configuration)
                .find(|code| said(code) == value)
        };
        by("code", |code| code.code).or_else(|| by("error", |code| code.error_type))
    }

    /// Whether they say who somebody is. A browser has one session, and that says it.
    pub(super) fn names_somebody(&self) -> bool {
        self.iter().any(|(name, _)| OF_SOMEBODY.contains(&name))
    }

    /// What a client sends for its session.
    pub(super) fn into_data(self) -> Option<Value> {
        self.data
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The members of an object that are strings or booleans, and a list of scopes; what else it holds is nobody's field.
    fn from_json(body: &[u8]) -> Result<Self, &'static ErrorCode> {
        let members: Members = serde_json::from_slice(body).map_err(|_| &ErrorCode::BAD_REQUEST)?;
        let mut fields = Self::default();
        for (name, value) in members.0 {
            if name == "data" && fields.data.replace(value.clone()).is_some() {
                return Err(&ErrorCode::BAD_REQUEST);
            }
            match value {
                Value::String(value) => fields.add(name, value)?,
                Value::Bool(value) => fields.add(name, value.to_string())?,
                // As `scope` is in a form: words separated by spaces (RFC 6749 §3.3).
                Value::Array(words) if name == "scope" => {
                    let words: Option<Vec<&str>> = words.iter().map(Value::as_str).collect();
                    let words = words.ok_or(&ErrorCode::BAD_REQUEST)?;
                    fields.add(name, words.join(" "))?;
                }
                _ => {}
            }
        }
        Ok(fields)
    }

    fn add(&mut self, name: String, value: String) -> Result<(), &'static ErrorCode> {
        if self.value(&name).is_some() || self.texts.len() >= MOST_FIELDS {
            return Err(&ErrorCode::BAD_REQUEST);
        }
        self.texts.push((name, value));
        Ok(())
    }
}

/// Shows the names: a value may be a password.
impl fmt::Debug for Fields {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.texts.iter().map(|(name, _)| name);
        formatter.debug_set().entries(names).finish()
    }
}

/// The members of a JSON object with repetitions, which a map would hide.
struct Members(Vec<(String, Value)>);

impl<'de> serde::Deserialize<'de> for Members {
    fn deserialize<T: serde::Deserializer<'de>>(deserializer: T) -> Result<Self, T::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Members;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Visitor)
    }
}

/// The media type without its parameters, in lower case; nothing when it is given twice.
pub(super) fn content_type(headers: &HeaderMap) -> Option<String> {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (value, None) = (values.next()?, values.next()) else {
        return None;
    };
    let essence = value.to_str().ok()?.split(';').next()?;
    Some(essence.trim().to_ascii_lowercase())
}

/// The largest body, in bytes.
pub(super) const LIMIT: usize = 64 * 1024;

/// What would say whose sessions or accounts are meant.
pub(super) const OF_SOMEBODY: [&str; 4] = ["user", "userId", "user_id", "sub"];

/// More fields than any of our endpoints has use for.
const MOST_FIELDS: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_given_twice_is_refused() {
        assert!(Fields::parse("a=1&a=1").is_err());
        assert!(Fields::from_json(br#"{"a":"1","a":"2"}"#).is_err());
    }

    #[test]
    fn a_page_is_told_of_errors_by_code_or_type_and_never_of_the_configuration() {
        for (query, code) in [
            ("code=AUTH-301", Some("AUTH-301")),
            ("code=AUTH-301&error=AccessDenied", Some("AUTH-301")),
            ("error=AccessDenied", Some("AUTH-309")),
            ("error=UnknownProvider", Some("AUTH-102")),
            ("code=AUTH-121", Some("AUTH-121")),
            ("code=AUTH-201", None),
            ("code=AUTH-101", None),
            ("error=Configuration", None),
            ("code=AUTH-999&error=%3Cb%3E", None),
            ("", None),
        ] {
            let named = Fields::parse(query).unwrap().error();
            assert_eq!(named.map(|named| named.code), code, "{query}");
        }
    }

    #[test]
    fn json_gives_its_strings_and_booleans() {
        let fields = Fields::from_json(br#"{"a":"1","b":true,"c":{"d":"x"},"e":null}"#).unwrap();
        assert_eq!(
            (fields.value("a"), fields.value("b"), fields.value("c")),
            (Some("1"), Some("true"), None)
        );
    }

    #[test]
    fn json_gives_scopes_as_a_text_or_a_list() {
        for json in [
            r#"{"scope":"app provider"}"#,
            r#"{"scope":["app","provider"]}"#,
        ] {
            let fields = Fields::from_json(json.as_bytes()).unwrap();
            assert_eq!(fields.value("scope"), Some("app provider"), "{json}");
        }
        assert!(Fields::from_json(br#"{"scope":["app",1]}"#).is_err());
        let other = Fields::from_json(br#"{"callbackUrl":["/"]}"#).unwrap();
        assert_eq!(other.value("callbackUrl"), None);
    }

    #[test]
    fn debug_shows_no_value() {
        let fields = Fields::parse("username=ada&password=secret").unwrap();
        assert_eq!(format!("{fields:?}"), r#"{"username", "password"}"#);
    }

    #[test]
    fn what_is_not_an_object_is_refused() {
        let deep = "[".repeat(10_000);
        for body in ["[]", "\"a\"", "null", "{", &deep] {
            assert!(Fields::from_json(body.as_bytes()).is_err());
        }
    }
}
