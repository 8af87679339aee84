//! What the browser may see of a session.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::declaration::Declaration;
use crate::session::Session;
use crate::timestamp::rfc3339_milliseconds;

/// The public view, in the shape that the clients of Auth.js parse, with the user's id.
#[derive(Serialize)]
struct PublicSession<'a> {
    user: PublicUser<'a>,
    expires: String,
}

#[derive(Serialize)]
struct PublicUser<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    id: &'a str,
}

/// The application shows what is no JSON object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotAnObject;

/// The public view, changed as `callbacks: { session }` says.
///
/// # Errors
/// When that is no object. What would have been hidden is then not shown either.
pub(super) async fn public_session<D: Declaration>(
    session: &Session<D>,
) -> Result<Value, NotAnObject> {
    let own = PublicSession {
        user: PublicUser {
            name: session.user.name.as_deref(),
            email: session.user.email.as_deref(),
            image: session.user.image.as_deref(),
            id: &session.user.id,
        },
        expires: rfc3339_milliseconds(session.expires_at),
    };
    let own = serde_json::to_value(own).map_err(|_| NotAnObject)?;
    match D::shown(Some(session)).and_then(|shown| shown.answer) {
        None => Ok(own),
        Some(answer) => match answer.await {
            Ok(shown) => patched(own, shown),
            Err(_) => Err(NotAnObject),
        },
    }
}

/// The application's answer as a JSON Merge Patch (RFC 7396) on what is shown without it, as far as the shape allows:
/// `expires` is what it is, and `user` an object.
fn patched(mut own: Value, shown: Value) -> Result<Value, NotAnObject> {
    let mut patch = match shown {
        Value::Object(patch) => patch,
        Value::Null => return Ok(own),
        _ => return Err(NotAnObject),
    };
    patch.remove("expires");
    match patch.get("user") {
        None | Some(Value::Object(_)) => {}
        Some(Value::Null) => drop(patch.remove("user")),
        Some(_) => return Err(NotAnObject),
    }
    merge(&mut own, Value::Object(patch));
    Ok(own)
}

/// RFC 7396 §2.
fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(members) = target else {
        return;
    };
    for (name, value) in patch {
        if value.is_null() {
            members.remove(&name);
        } else {
            merge(members.entry(name).or_insert(Value::Null), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn own() -> Value {
        json!({ "user": { "name": "Ada", "email": "ada@x.test", "id": "op:1" }, "expires": "E" })
    }

    #[test]
    fn members_are_added_replaced_and_removed() {
        let shown =
            json!({ "theme": "dark", "user": { "admin": true, "name": "A.", "email": null } });
        assert_eq!(
            patched(own(), shown),
            Ok(json!({
                "user": { "name": "A.", "id": "op:1", "admin": true }, "expires": "E", "theme": "dark",
            }))
        );
    }

    #[test]
    fn what_clients_parse_keeps_its_shape() {
        assert_eq!(patched(own(), json!({ "expires": null })), Ok(own()));
        assert_eq!(patched(own(), json!({ "expires": 7 })), Ok(own()));
        assert_eq!(patched(own(), json!({ "user": null })), Ok(own()));
        for user in [json!("ada"), json!(["ada"])] {
            assert_eq!(patched(own(), json!({ "user": user })), Err(NotAnObject));
        }
    }

    #[test]
    fn nothing_changes_nothing_and_what_is_no_object_is_refused() {
        assert_eq!(patched(own(), Value::Null), Ok(own()));
        assert_eq!(patched(own(), json!({})), Ok(own()));
        for shown in [json!("dark"), json!(["a"]), json!(1), json!(true)] {
            assert_eq!(patched(own(), shown), Err(NotAnObject));
        }
    }

    /// RFC 7396, appendix A
    #[test]
    fn a_merge_patch_is_that_of_the_standard() {
        for (target, patch, result) in [
            (json!({"a":"b"}), json!({"a":"c"}), json!({"a":"c"})),
            (json!({"a":"b"}), json!({"b":"c"}), json!({"a":"b","b":"c"})),
            (json!({"a":"b"}), json!({"a":null}), json!({})),
            (
                json!({"a":"b","b":"c"}),
                json!({"a":null}),
                json!({"b":"c"}),
            ),
            (json!({"a":["b"]}), json!({"a":"c"}), json!({"a":"c"})),
            (json!({"a":"c"}), json!({"a":["b"]}), json!({"a":["b"]})),
            (
                json!({"a":{"b":"c"}}),
                json!({"a":{"b":"d","c":null}}),
                json!({"a":{"b":"d"}}),
            ),
            (json!({"a":[{"b":"c"}]}), json!({"a":[1]}), json!({"a":[1]})),
            (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
            (json!({"e":null}), json!({"a":1}), json!({"e":null,"a":1})),
            (json!([1, 2]), json!({"a":"b","c":null}), json!({"a":"b"})),
            (
                json!({}),
                json!({"a":{"bb":{"ccc":null}}}),
                json!({"a":{"bb":{}}}),
            ),
        ] {
            let mut merged = target;
            merge(&mut merged, patch);
            assert_eq!(merged, result);
        }
    }
}
