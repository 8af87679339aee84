//! A provider's statements about a user, as it made them.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// What a provider states about a user: the claims of an ID token, or the JSON of a UserInfo answer.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Claims(Map<String, Value>);

impl Claims {
    /// The claim of that name, of whatever type.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The claim of that name, if it is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// The value at a JSON pointer (RFC 6901), for instance `/data/0/id`.
    pub fn pointer(&self, pointer: &str) -> Option<&Value> {
        let mut segments = pointer.strip_prefix('/')?.splitn(2, '/');
        let first = segments.next()?.replace("~1", "/").replace("~0", "~");
        let value = self.0.get(&first)?;
        match segments.next() {
            None => Some(value),
            Some(rest) => value.pointer(&format!("/{rest}")),
        }
    }

    /// All claims, read into a type of yours.
    ///
    /// # Errors
    /// When a claim is missing or of another type than `T` asks for.
    pub fn deserialize<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        T::deserialize(&self.0)
    }

    pub(crate) fn members_mut(&mut self) -> &mut Map<String, Value> {
        &mut self.0
    }

    /// Whether one of these pointers leads to a value that is not null.
    pub(crate) fn states_any(&self, pointers: &[&str]) -> bool {
        let stated = |pointer: &&str| self.pointer(pointer).is_some_and(|value| !value.is_null());
        pointers.iter().any(stated)
    }
}

impl From<Map<String, Value>> for Claims {
    fn from(members: Map<String, Value>) -> Self {
        Self(members)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(value: Value) -> Claims {
        serde_json::from_value(value).unwrap()
    }

    /// RFC 6901 §5
    #[test]
    fn a_pointer_reaches_members_elements_and_odd_names() {
        let claims = claims(json!({
            "a": { "b": [10, { "c": 20 }] }, "https://slack.com/id": 1, "m~n": 2, "": 3, "~1": 4,
        }));
        for (pointer, value) in [
            ("/a/b/1/c", json!(20)),
            ("/a/b/0", json!(10)),
            ("/https:~1~1slack.com~1id", json!(1)),
            ("/m~0n", json!(2)),
            ("/", json!(3)),
            ("/~01", json!(4)),
        ] {
            assert_eq!(claims.pointer(pointer), Some(&value), "{pointer}");
        }
        for nowhere in [
            "",
            "a",
            "/b",
            "/a/c",
            "/a/b/2",
            "/a/b/-",
            "/https://slack.com/id",
        ] {
            assert_eq!(claims.pointer(nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn claims_are_read_into_a_type() {
        #[derive(Deserialize)]
        struct Groups {
            groups: Vec<String>,
        }
        let stated = claims(json!({ "sub": "1", "groups": ["a", "b"] }));
        assert_eq!(stated.deserialize::<Groups>().unwrap().groups, ["a", "b"]);
        assert!(claims(json!({})).deserialize::<Groups>().is_err());
    }

    #[test]
    fn null_states_nothing() {
        let claims = claims(json!({ "a": null, "b": false }));
        assert!(!claims.states_any(&["/a", "/c"]));
        assert!(claims.states_any(&["/a", "/b"]));
        assert!(!claims.states_any(&[]));
    }
}
