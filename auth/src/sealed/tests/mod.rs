//! What opens, and what does not.

mod auth_js;
mod formats;

use std::collections::HashSet;

use super::*;

pub(super) const SECRET: &str = "b2Zr0Qh8vK1xT6mW9pL3sD7fG5jY4cNa";
const OTHER: &str = "Zx8Kq2Wn5Vt0Rb7Yj4Lm1Pd6Hs9Gf3Ce";
const COOKIE: &str = "__Host-auth.session-token";
const AUTH_JS: &str = "__Secure-authjs.session-token";
const PAYLOAD: &[u8] = br#"{"name":"Ada Lovelace","sub":"dev:ada","iat":1,"exp":2}"#;

pub(super) fn keys(secrets: &[&str], purpose: Purpose<'_>) -> SealingKeys {
    let secrets: Vec<_> = secrets
        .iter()
        .map(|secret| Secret::issued(*secret))
        .collect();
    SealingKeys::derive(&secrets, purpose)
}

pub(super) fn session(cookie_name: &str) -> Purpose<'_> {
    Purpose::Session { cookie_name }
}

fn opens(keys: &SealingKeys, token: impl AsRef<[u8]>) -> bool {
    keys.open(token).is_ok()
}

#[test]
fn what_was_sealed_opens() {
    for cookie in [COOKIE, AUTH_JS] {
        let keys = keys(&[SECRET], session(cookie));
        for length in [0, 1, 15, 16, 17, 31, 32, 33, 1_000, 4_096, 20_000] {
            let payload = vec![b'x'; length];
            let opened = keys.open(keys.seal(&payload).unwrap()).unwrap();
            assert_eq!(opened.payload, payload);
            assert!(!opened.outdated);
        }
    }
}

/// CK-01
#[test]
fn a_token_with_any_bit_flipped_is_refused() {
    for cookie in [COOKIE, AUTH_JS] {
        let keys = keys(&[SECRET, OTHER], session(cookie));
        let mut token = keys.seal(PAYLOAD).unwrap().into_bytes();
        for position in 0..token.len() {
            for bit in 0..8 {
                token[position] ^= 1 << bit;
                assert!(!opens(&keys, &token), "bit {bit} of byte {position}");
                token[position] ^= 1 << bit;
            }
        }
        assert!(opens(&keys, &token));
    }
}

/// CK-02
#[test]
fn a_token_that_was_cut_anywhere_is_refused() {
    for cookie in [COOKIE, AUTH_JS] {
        let keys = keys(&[SECRET], session(cookie));
        let token = keys.seal(PAYLOAD).unwrap();
        for length in 0..token.len() {
            assert!(!opens(&keys, &token[..length]), "first {length}");
            assert!(
                !opens(&keys, &token[token.len() - length..]),
                "last {length}"
            );
        }
    }
}

/// CK-02
#[test]
fn a_token_with_a_byte_more_anywhere_is_refused() {
    for cookie in [COOKIE, AUTH_JS] {
        let keys = keys(&[SECRET], session(cookie));
        let token = keys.seal(PAYLOAD).unwrap().into_bytes();
        for position in 0..=token.len() {
            for byte in [b'A', b'.', b'=', b' ', 0, 0xff] {
                let mut longer = token.clone();
                longer.insert(position, byte);
                assert!(!opens(&keys, longer), "{byte} at {position}");
            }
        }
    }
}

/// CK-02
#[test]
fn a_tag_that_is_shorter_or_longer_is_refused_even_if_it_starts_right() {
    let keys = keys(&[SECRET], session(AUTH_JS));
    let token = keys.seal(PAYLOAD).unwrap();
    let (rest, tag) = token.rsplit_once('.').unwrap();
    let tag = base64url::decode(tag.as_bytes()).unwrap();
    for length in [0, 1, 4, 15, 16, 31] {
        assert!(
            !opens(
                &keys,
                format!("{rest}.{}", base64url::encode(&tag[..length]))
            ),
            "{length}"
        );
    }
    let longer = [&*tag, &tag].concat();
    assert!(!opens(
        &keys,
        format!("{rest}.{}", base64url::encode(&longer))
    ));
}

/// CK-03
#[test]
fn there_is_no_other_decoder() {
    for cookie in [COOKIE, AUTH_JS] {
        let keys = keys(&[SECRET], session(cookie));
        let json = br#"{"sub":"admin"}"#;
        let unsecured = format!(
            "{}.{}.",
            base64url::encode(br#"{"alg":"none"}"#),
            base64url::encode(json)
        );
        for token in [
            "".into(),
            ".".into(),
            "....".into(),
            "not base64 at all".into(),
            String::from_utf8(json.to_vec()).unwrap(),
            base64url::encode(json),
            unsecured,
            "\u{fffd}".repeat(100),
        ] {
            assert!(!opens(&keys, &token), "{token}");
        }
        assert!(!opens(&keys, [0xff; 500]));
    }
}

/// CK-03
#[test]
fn another_secret_does_not_open_it() {
    for cookie in [COOKIE, AUTH_JS] {
        let token = keys(&[OTHER], session(cookie)).seal(PAYLOAD).unwrap();
        assert!(!opens(&keys(&[SECRET], session(cookie)), token));
    }
}

/// CK-03
#[test]
fn a_token_that_names_our_key_but_was_made_with_another_is_refused() {
    let (ours, theirs) = (
        keys(&[SECRET], session(COOKIE)),
        keys(&[OTHER], session(COOKIE)),
    );
    let (ours_token, theirs_token) = (ours.seal(PAYLOAD).unwrap(), theirs.seal(PAYLOAD).unwrap());
    let header = ours_token.split('.').next().unwrap();
    let parts = theirs_token.split_once("..").unwrap().1;
    assert!(!opens(&ours, format!("{header}..{parts}")));
}

/// CK-04
#[test]
fn what_was_sealed_for_one_purpose_opens_for_no_other() {
    let purposes = [
        session(COOKIE),
        session("auth.session-token"),
        session(AUTH_JS),
        session("authjs.session-token"),
        session("auth.flow"),
        session("auth.csrf-token"),
        Purpose::AuthorizationFlow,
        Purpose::Csrf,
    ];
    let all = purposes.map(|purpose| (purpose, keys(&[SECRET], purpose)));
    for (sealed_for, sealing) in &all {
        let token = sealing.seal(PAYLOAD).unwrap();
        for (opened_for, opening) in &all {
            let same = sealed_for == opened_for;
            assert_eq!(
                opens(opening, &token),
                same,
                "{sealed_for:?} for {opened_for:?}"
            );
        }
    }
}

/// SR-01
#[test]
fn what_an_older_secret_sealed_opens_until_that_secret_is_gone() {
    let old = keys(&[OTHER], session(COOKIE)).seal(PAYLOAD).unwrap();
    let rotated = keys(&[SECRET, OTHER], session(COOKIE));
    let opened = rotated.open(&old).unwrap();
    assert_eq!(opened.payload, PAYLOAD);
    assert!(opened.outdated);

    let new = rotated.seal(PAYLOAD).unwrap();
    assert!(!rotated.open(&new).unwrap().outdated);
    let after = keys(&[SECRET], session(COOKIE));
    assert!(opens(&after, new));
    assert!(!opens(&after, old));
}

/// SR-02
#[test]
fn servers_that_disagree_on_the_order_of_secrets_open_each_others_tokens() {
    let one = keys(&[SECRET, OTHER], session(COOKIE));
    let two = keys(&[OTHER, SECRET], session(COOKIE));
    assert!(one.open(two.seal(PAYLOAD).unwrap()).unwrap().outdated);
    assert!(two.open(one.seal(PAYLOAD).unwrap()).unwrap().outdated);
}

#[test]
fn without_a_secret_nothing_is_sealed_or_opened() {
    let none = keys(&[], session(AUTH_JS));
    assert!(none.seal(PAYLOAD).is_err());
    assert!(!opens(
        &none,
        keys(&[SECRET], session(AUTH_JS)).seal(PAYLOAD).unwrap()
    ));
    assert!(!opens(
        &none,
        keys(&[""], session(AUTH_JS)).seal(PAYLOAD).unwrap()
    ));
}

/// CK-18
#[test]
fn no_two_tokens_have_the_same_initialization_vector() {
    let keys = keys(&[SECRET], session(COOKIE));
    let mut vectors = HashSet::new();
    for _ in 0..10_000 {
        let token = keys.seal(b"the same").unwrap();
        let parts = token.split_once("..").unwrap().1;
        assert!(vectors.insert(parts.split('.').next().unwrap().to_owned()));
    }
}

/// SR-05
#[test]
fn keys_are_not_printed() {
    let printed = format!("{:?}", keys(&[SECRET, OTHER], session(AUTH_JS)));
    assert_eq!(printed, "SealingKeys { keys: 2, .. }");
}

#[test]
fn random_texts_differ_and_have_every_byte() {
    let texts: HashSet<_> = (0..1_000).map(|_| random_text::<16>().unwrap()).collect();
    assert_eq!(texts.len(), 1_000);
    assert!(texts.iter().all(|text| text.len() == 22));
}
