//! From a provider's JSON to a profile, by a row of data.

use auth_spec::{ProfileMapping, ProfileQuirk};
use serde_json::Value;

use super::claims::Claims;
use super::profile::{Profile, clean_name, clean_picture, is_email, is_subject};

/// What a provider says of a user in another place than its claims.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Supplement<'a> {
    /// The answer of the e-mail endpoint ([`ProfileQuirk::GitHubEmails`]).
    pub(crate) emails: Option<&'a Value>,
    /// The `user` parameter of the authorization response ([`ProfileQuirk::AppleUser`]).
    pub(crate) user: Option<&'a str>,
}

impl Profile {
    /// Reads a profile where the mapping says that it is; `None` when no pointer leads to an identifier.
    pub(crate) fn from_claims(
        mapping: &ProfileMapping,
        claims: &Claims,
        supplement: Supplement<'_>,
    ) -> Option<Self> {
        let first = |pointers: &[&str], usable: fn(&str) -> bool| {
            let mut texts = pointers
                .iter()
                .filter_map(|pointer| claims.pointer(pointer)?.as_str());
            texts.find(|text| usable(text)).map(str::to_owned)
        };
        let mut profile = Self {
            subject: mapping
                .subject
                .iter()
                .filter_map(|pointer| identifier(claims.pointer(pointer)?))
                .find(|identifier| is_subject(identifier))?,
            name: first(mapping.name, |text| clean_name(text).is_some()),
            email: first(mapping.email, is_email),
            // AL-02: the boolean, and no word or number that looks like it.
            email_verified: mapping
                .email_verified
                .iter()
                .filter_map(|pointer| claims.pointer(pointer))
                .find(|value| !value.is_null())
                .is_some_and(|value| *value == Value::Bool(true)),
            picture: first(mapping.picture, |text| clean_picture(text).is_some()),
        };
        match mapping.quirk {
            None => {}
            Some(ProfileQuirk::GitHubEmails) => add_github_email(&mut profile, supplement.emails),
            Some(ProfileQuirk::DiscordAvatar) => profile.picture = discord_avatar(claims),
            Some(ProfileQuirk::AppleUser) => {
                // Apple writes the boolean as text at times; nobody else is forgiven that.
                profile.email_verified |= claims.text("email_verified") == Some("true");
                add_apple_name(&mut profile, supplement.user);
            }
        }
        profile.cleaned()
    }
}

/// A text, or an integer in digits. An integer that JSON readers round is no identifier: two users would share it.
fn identifier(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if number.is_u64() || number.is_i64() => Some(number.to_string()),
        _ => None,
    }
}

/// Without a public address: the primary one, else the first. With one: the list says whether it is verified.
fn add_github_email(profile: &mut Profile, emails: Option<&Value>) {
    let listed = emails
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let address = |entry: &Value| entry.get("email")?.as_str().map(str::to_owned);
    let is_true = |entry: &Value, name: &str| entry.get(name) == Some(&Value::Bool(true));
    let entry = match &profile.email {
        Some(email) => listed
            .iter()
            .find(|entry| address(entry).as_ref() == Some(email)),
        None => listed
            .iter()
            .find(|entry| is_true(entry, "primary"))
            .or(listed.first()),
    };
    if let Some(entry) = entry {
        profile.email = address(entry);
        profile.email_verified = is_true(entry, "verified");
    }
}

/// <https://docs.discord.com/developers/reference#image-formatting>
fn discord_avatar(claims: &Claims) -> Option<String> {
    let id: u64 = claims.text("id")?.parse().ok()?;
    let Some(avatar) = claims.text("avatar") else {
        let discriminator: u64 = claims
            .text("discriminator")
            .and_then(|text| text.parse().ok())
            .unwrap_or(0);
        let index = if discriminator == 0 {
            (id >> 22) % 6
        } else {
            discriminator % 5
        };
        return Some(format!(
            "https://cdn.discordapp.com/embed/avatars/{index}.png"
        ));
    };
    let is_hash = !avatar.is_empty()
        && avatar
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let format = if avatar.starts_with("a_") {
        "gif"
    } else {
        "png"
    };
    is_hash.then(|| format!("https://cdn.discordapp.com/avatars/{id}/{avatar}.{format}"))
}

/// The name alone: whoever holds the browser can write anything here (V19).
fn add_apple_name(profile: &mut Profile, user: Option<&str>) {
    let Some(user) = user.filter(|user| user.len() <= LONGEST_USER) else {
        return;
    };
    let Ok(user) = serde_json::from_str::<Value>(user) else {
        return;
    };
    let part = |pointer| {
        user.pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let name = format!("{} {}", part("/name/firstName"), part("/name/lastName"));
    profile.name = clean_name(&name).or_else(|| profile.name.take());
}

/// Of Apple's `user` parameter, in bytes.
const LONGEST_USER: usize = 4096;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const STANDARD: ProfileMapping = ProfileMapping::STANDARD_CLAIMS;

    fn claims(value: Value) -> Claims {
        serde_json::from_value(value).unwrap()
    }

    fn read(mapping: &ProfileMapping, value: Value) -> Option<Profile> {
        Profile::from_claims(mapping, &claims(value), Supplement::default())
    }

    #[test]
    fn standard_claims_are_read() {
        let profile = read(
            &STANDARD,
            json!({
                "sub": "248289761001", "name": "Ada", "email": "ada@x.test", "email_verified": true,
                "picture": "https://p.test/a.png",
            }),
        );
        let expected = Profile {
            subject: "248289761001".into(),
            name: Some("Ada".into()),
            email: Some("ada@x.test".into()),
            email_verified: true,
            picture: Some("https://p.test/a.png".into()),
        };
        assert_eq!(profile, Some(expected));
    }

    #[test]
    fn the_first_pointer_that_holds_a_usable_value_wins() {
        for (value, name) in [
            (
                json!({ "sub": "1", "name": null, "nickname": "n", "preferred_username": "p" }),
                Some("n"),
            ),
            (
                json!({ "sub": "1", "name": "", "preferred_username": "p" }),
                Some("p"),
            ),
            (
                json!({ "sub": "1", "name": "\r\n", "nickname": 7, "preferred_username": "p" }),
                Some("p"),
            ),
            (json!({ "sub": "1" }), None),
        ] {
            assert_eq!(read(&STANDARD, value).unwrap().name.as_deref(), name);
        }
    }

    #[test]
    fn pointers_reach_into_objects_and_lists() {
        let mapping = ProfileMapping {
            subject: &["/data/id"],
            picture: &["/data/images/0/url"],
            ..STANDARD
        };
        let value = json!({ "data": { "id": "7", "images": [{ "url": "https://p.test/0" }] }, "sub": "other" });
        let profile = read(&mapping, value).unwrap();
        assert_eq!(
            (profile.subject.as_str(), profile.picture.as_deref()),
            ("7", Some("https://p.test/0"))
        );
    }

    #[test]
    fn a_number_is_an_identifier_only_in_all_its_digits() {
        let mapping = ProfileMapping {
            subject: &["/id"],
            ..STANDARD
        };
        let text = |json: &str| {
            read(&mapping, serde_json::from_str(json).unwrap()).map(|profile| profile.subject)
        };
        assert_eq!(text(r#"{"id":583231}"#).as_deref(), Some("583231"));
        assert_eq!(
            text(r#"{"id":18446744073709551615}"#).as_deref(),
            Some("18446744073709551615")
        );
        assert_eq!(
            text(r#"{"id":9007199254740993}"#).as_deref(),
            Some("9007199254740993")
        );
        assert_eq!(text(r#"{"id":-5}"#).as_deref(), Some("-5"));
        for lossy in [
            r#"{"id":18446744073709551616}"#,
            r#"{"id":1.5}"#,
            r#"{"id":1e3}"#,
        ] {
            assert_eq!(text(lossy), None, "{lossy}");
        }
    }

    #[test]
    fn without_an_identifier_there_is_no_profile() {
        for subject in [
            json!(null),
            json!(""),
            json!(" "),
            json!("a\nb"),
            json!(true),
            json!(["1"]),
            json!({}),
            json!("x".repeat(256)),
        ] {
            assert_eq!(
                read(&STANDARD, json!({ "sub": subject, "email": "a@x.test" })),
                None,
                "{subject}"
            );
        }
        assert_eq!(
            read(&STANDARD, json!({ "email": "a@x.test", "id": "1" })),
            None
        );
    }

    /// AL-02
    #[test]
    fn an_address_is_verified_by_the_boolean_alone() {
        for value in [
            json!("true"),
            json!(1),
            json!(null),
            json!("1"),
            json!([true]),
            json!(false),
        ] {
            let profile = read(
                &STANDARD,
                json!({ "sub": "1", "email": "a@x.test", "email_verified": value }),
            );
            assert!(!profile.unwrap().email_verified, "{value}");
        }
        let unsaid = read(&STANDARD, json!({ "sub": "1", "email": "a@x.test" }));
        assert!(!unsaid.unwrap().email_verified);
        let several = ProfileMapping {
            email_verified: &["/verified", "/email_verified"],
            ..STANDARD
        };
        for (first, verified) in [
            (json!(null), true),
            (json!(false), false),
            (json!("no"), false),
        ] {
            let value = json!({ "sub": "1", "email": "a@x.test", "verified": first, "email_verified": true });
            let profile = read(&several, value).unwrap();
            assert_eq!(
                profile.email_verified, verified,
                "the first pointer that holds a value wins"
            );
        }
        let never = ProfileMapping {
            email_verified: &[],
            ..STANDARD
        };
        let profile = read(
            &never,
            json!({ "sub": "1", "email": "a@x.test", "email_verified": true }),
        );
        assert!(!profile.unwrap().email_verified);
    }

    const GITHUB: ProfileMapping = ProfileMapping {
        subject: &["/id"],
        email_verified: &[],
        quirk: Some(ProfileQuirk::GitHubEmails),
        ..STANDARD
    };

    fn github(email: &Value, emails: &Value) -> (Option<String>, bool) {
        let supplement = Supplement {
            emails: Some(emails),
            ..Supplement::default()
        };
        let profile = Profile::from_claims(
            &GITHUB,
            &claims(json!({ "id": 1, "email": email })),
            supplement,
        );
        let profile = profile.unwrap();
        (profile.email, profile.email_verified)
    }

    #[test]
    fn github_lists_addresses_apart() {
        let list = json!([
            { "email": "old@x.test", "primary": false, "verified": true },
            { "email": "ada@x.test", "primary": true, "verified": true },
            { "email": "new@x.test", "primary": false, "verified": false },
        ]);
        assert_eq!(
            github(&json!(null), &list),
            (Some("ada@x.test".into()), true)
        );
        assert_eq!(
            github(&json!("old@x.test"), &list),
            (Some("old@x.test".into()), true)
        );
        assert_eq!(
            github(&json!("new@x.test"), &list),
            (Some("new@x.test".into()), false)
        );
        assert_eq!(
            github(&json!("public@x.test"), &list),
            (Some("public@x.test".into()), false)
        );
    }

    #[test]
    fn githubs_first_address_serves_where_none_is_primary() {
        let list = json!([{ "email": "a@x.test", "verified": "true" }, { "email": "b@x.test", "verified": true }]);
        assert_eq!(
            github(&json!(null), &list),
            (Some("a@x.test".into()), false)
        );
        for odd in [
            json!([]),
            json!({}),
            json!(null),
            json!([1]),
            json!([{ "primary": true, "verified": true }]),
        ] {
            assert_eq!(github(&json!(null), &odd), (None, false));
        }
    }

    const DISCORD: ProfileMapping = ProfileMapping {
        subject: &["/id"],
        quirk: Some(ProfileQuirk::DiscordAvatar),
        ..STANDARD
    };

    #[test]
    fn discords_avatar_is_computed() {
        for (discriminator, avatar, path) in [
            (
                json!("0"),
                json!("abc123"),
                "avatars/80351110224678912/abc123.png",
            ),
            (
                json!("0"),
                json!("a_abc123"),
                "avatars/80351110224678912/a_abc123.gif",
            ),
            (json!("0"), json!(null), "embed/avatars/5.png"),
            (json!("1337"), json!(null), "embed/avatars/2.png"),
            (json!(null), json!(null), "embed/avatars/5.png"),
        ] {
            let value = json!({ "id": "80351110224678912", "discriminator": discriminator, "avatar": avatar });
            let picture = read(&DISCORD, value).unwrap().picture.unwrap();
            assert_eq!(picture, format!("https://cdn.discordapp.com/{path}"));
        }
        let odd = read(&DISCORD, json!({ "id": "1", "avatar": "../../evil" }));
        assert_eq!(odd.unwrap().picture, None);
        assert_eq!(
            read(&DISCORD, json!({ "id": "not a number" }))
                .unwrap()
                .picture,
            None
        );
    }

    const APPLE: ProfileMapping = ProfileMapping {
        quirk: Some(ProfileQuirk::AppleUser),
        ..STANDARD
    };

    fn apple(user: &str) -> Profile {
        let claims = claims(json!({ "sub": "1", "email": "real@x.test", "email_verified": true }));
        let supplement = Supplement {
            user: Some(user),
            ..Supplement::default()
        };
        Profile::from_claims(&APPLE, &claims, supplement).unwrap()
    }

    /// V19 (CVE-2020-26254)
    #[test]
    fn apples_user_parameter_gives_a_name_and_nothing_else() {
        let user = json!({
            "sub": "2", "email": "victim@x.test", "email_verified": true,
            "name": { "firstName": "Ada", "lastName": "Lovelace" },
        });
        let profile = apple(&user.to_string());
        assert_eq!(profile.name.as_deref(), Some("Ada Lovelace"));
        assert_eq!(
            (profile.subject.as_str(), profile.email.as_deref()),
            ("1", Some("real@x.test"))
        );
    }

    /// AL-02: a string only by this quirk, and only this string.
    #[test]
    fn apples_word_for_verified_may_be_a_text() {
        for (value, verified) in [
            (json!("true"), true),
            (json!(true), true),
            (json!("false"), false),
            (json!("TRUE"), false),
            (json!(1), false),
            (json!(null), false),
        ] {
            let value = json!({ "sub": "1", "email": "a@x.test", "email_verified": value });
            assert_eq!(
                read(&APPLE, value.clone()).unwrap().email_verified,
                verified,
                "{value}"
            );
        }
    }

    #[test]
    fn an_odd_user_parameter_is_no_name() {
        assert_eq!(
            apple(r#"{"name":{"firstName":"Ada"}}"#).name.as_deref(),
            Some("Ada")
        );
        assert_eq!(
            apple(r#"{"name":{"firstName":"a\r\nb"}}"#).name.as_deref(),
            Some("a b")
        );
        for odd in [
            "",
            "{",
            "[]",
            "null",
            r#"{"name":"Ada"}"#,
            r#"{"name":{"firstName":7}}"#,
            &"[".repeat(4000),
        ] {
            assert_eq!(apple(odd).name, None, "{odd}");
        }
        let long = json!({ "name": { "firstName": "x".repeat(5000) } }).to_string();
        assert_eq!(apple(&long).name, None);
    }
}
