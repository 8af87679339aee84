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
        T::deserialize(Value::Object(self.0.clone()))
    }
}

impl From<Map<String, Value>> for Claims {
    fn from(members: Map<String, Value>) -> Self {
        Self(members)
    }
}
