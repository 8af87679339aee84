//! The UserInfo endpoint (OpenID Connect Core §5.3): what the ID token did not say of its user.

use serde_json::{Map, Value};

use crate::error::{ProviderEndpoint, ProviderFault};
use crate::outbound::{Endpoint, Outbound};
use crate::token::{Presented, fetch_protected_resource};

/// Asks for the claims about `subject`, the user of the ID token.
pub(super) async fn fetch(
    outbound: &Outbound,
    url: &Endpoint,
    access_token: Presented<'_>,
    subject: &str,
) -> Result<Map<String, Value>, ProviderFault> {
    let endpoint = ProviderEndpoint::UserInfo;
    match fetch_protected_resource(outbound, url, endpoint, access_token).await? {
        // §5.3.2: exactly the same, or none of it is used.
        Value::Object(claims) if claims.get("sub").and_then(Value::as_str) == Some(subject) => {
            Ok(claims)
        }
        _ => Err(ProviderFault::UserInfoSubject),
    }
}

/// Adds what the ID token does not say. What it says stands; what only an ID token can say is not taken from elsewhere;
/// and an address keeps the word of whoever stated it on whether it is verified.
pub(super) fn complete(claims: &mut Map<String, Value>, mut userinfo: Map<String, Value>) {
    userinfo.retain(|name, _| !PROTOCOL_CLAIMS.contains(&name.as_str()));
    if is_said(claims, "email") {
        userinfo.remove("email");
        userinfo.remove("email_verified");
    } else if is_said(&userinfo, "email") {
        claims.remove("email");
        claims.remove("email_verified");
    }
    for (name, value) in userinfo {
        if !is_said(claims, &name) {
            claims.insert(name, value);
        }
    }
}

/// Whether there is such a claim, and it is not null.
fn is_said(claims: &Map<String, Value>, name: &str) -> bool {
    claims.get(name).is_some_and(|value| !value.is_null())
}

/// Claims about the token or the sign-in (RFC 7519 §4.1, OpenID Connect Core §2 and §3.1.3.6), and Microsoft's tenant.
const PROTOCOL_CLAIMS: &[&str] = &[
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "azp",
    "nonce",
    "at_hash",
    "c_hash",
    "auth_time",
    "acr",
    "amr",
    "sid",
    "tid",
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn completed(claims: Value, userinfo: Value) -> Value {
        let (Value::Object(mut claims), Value::Object(userinfo)) = (claims, userinfo) else {
            unreachable!()
        };
        complete(&mut claims, userinfo);
        claims.into()
    }

    #[test]
    fn what_is_missing_is_added_and_what_is_said_stands() {
        let completed = completed(
            json!({ "sub": "x", "name": "Ada", "picture": null }),
            json!({ "sub": "x", "name": "Eve", "picture": "https://p.test/", "locale": "en" }),
        );
        assert_eq!(
            completed,
            json!({ "sub": "x", "name": "Ada", "picture": "https://p.test/", "locale": "en" })
        );
    }

    #[test]
    fn what_only_an_id_token_can_say_is_not_added() {
        let userinfo = json!({ "sub": "x", "amr": ["mfa"], "auth_time": 1, "acr": "high", "tid": "t", "iss": "i", "sid": "s" });
        assert_eq!(
            completed(json!({ "sub": "x" }), userinfo),
            json!({ "sub": "x" })
        );
    }

    /// AL-02: `email_verified` is about the address it stands beside.
    #[test]
    fn an_address_is_verified_by_whoever_stated_it() {
        for (claims, userinfo, verified) in [
            (
                json!({ "email": "a@x.test" }),
                json!({ "email": "b@x.test", "email_verified": true }),
                None,
            ),
            (
                json!({ "email": "a@x.test" }),
                json!({ "email_verified": true }),
                None,
            ),
            (
                json!({ "email_verified": true }),
                json!({ "email": "b@x.test" }),
                None,
            ),
            (
                json!({ "email": null, "email_verified": true }),
                json!({ "email": "b@x.test" }),
                None,
            ),
            (
                json!({}),
                json!({ "email": "b@x.test", "email_verified": true }),
                Some(true),
            ),
            (
                json!({ "email": "a@x.test", "email_verified": false }),
                json!({ "email_verified": true }),
                Some(false),
            ),
        ] {
            let completed = completed(claims, userinfo);
            assert_eq!(
                completed.get("email_verified"),
                verified.map(Value::from).as_ref(),
                "{completed}"
            );
        }
    }
}
