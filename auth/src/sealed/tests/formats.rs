//! The two formats, and what is near to them.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde_json::{Value, json};

use super::*;

fn key(cookie: &str) -> [u8; 64] {
    derived_key(&Secret::issued(SECRET), session(cookie))
}

fn kid(cookie: &str) -> String {
    derivation::thumbprint(&key(cookie), &ring::digest::SHA512)
}

/// A token of `A256CBC-HS512` under that cookie's key with whatever header.
fn with_header(cookie: &str, header: &str) -> String {
    let header = base64url::encode(header.as_bytes());
    let content = A256CbcHs512::new(&key(cookie), header.as_bytes());
    content.seal(&format!("{header}.."), PAYLOAD, &[7; 16])
}

/// A token of `A256GCM` under that cookie's key with whatever header.
fn gcm(cookie: &str, header: &Value) -> String {
    let header = base64url::encode(header.to_string().as_bytes());
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key(cookie)[..32]).unwrap());
    let mut text = PAYLOAD.to_vec();
    let nonce = Nonce::assume_unique_for_key([7; 12]);
    let tag = key
        .seal_in_place_separate_tag(nonce, Aad::from(header.as_bytes()), &mut text)
        .unwrap();
    let parts = [&[7; 12][..], &text, tag.as_ref()].map(base64url::encode);
    format!("{header}..{}", parts.join("."))
}

/// RFC 7518 appendix B.3.
#[test]
fn the_encryption_is_that_of_the_standard() {
    let key = std::array::from_fn(|byte| byte as u8);
    let plaintext =
        b"A cipher system must not be required to be secret, and it must be able to fall \
        into the hands of the enemy without inconvenience";
    let header = b"The second principle of Auguste Kerckhoffs";
    let iv = hex("1af38c2dc2b96ffdd86694092341bc04").try_into().unwrap();
    let ciphertext = hex(
        "4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd822c301dd67c373bccb584ad3e9279c2\
         e6d12a1374b77f077553df829410446b36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28c73f09b3\
         a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f51950bbe2638d09dd7a4930930806d0703b1f6",
    );
    let tag = hex("4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5");

    let token = A256CbcHs512::new(&key, header).seal("", plaintext, &iv);
    let parts = [&iv[..], &ciphertext, &tag]
        .map(base64url::encode)
        .join(".");
    assert_eq!(token, parts);
    assert_eq!(
        A256CbcHs512::new(&key, header)
            .open(parts.as_bytes())
            .unwrap(),
        plaintext
    );
}

#[test]
fn the_header_is_that_of_auth_js() {
    let token = keys(&[SECRET], session(COOKIE)).seal(PAYLOAD).unwrap();
    let header = base64url::decode(token.split('.').next().unwrap().as_bytes()).unwrap();
    let expected = format!(
        r#"{{"alg":"dir","enc":"A256CBC-HS512","kid":"{}"}}"#,
        kid(COOKIE)
    );
    assert_eq!(String::from_utf8(header).unwrap(), expected);
}

#[test]
fn for_our_own_names_only_our_own_header_opens() {
    let kid = kid(COOKIE);
    let ours = keys(&[SECRET], session(COOKIE));
    assert!(opens(
        &ours,
        with_header(
            COOKIE,
            &format!(r#"{{"alg":"dir","enc":"A256CBC-HS512","kid":"{kid}"}}"#)
        )
    ));
    for header in [
        format!(r#"{{"enc":"A256CBC-HS512","alg":"dir","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"dir","enc":"A256CBC-HS512","kid":"{kid}","typ":"JWT"}}"#),
        format!(r#"{{"alg":"dir","enc":"A256CBC-HS512","kid":"{kid}"}} "#),
        r#"{"alg":"dir","enc":"A256CBC-HS512"}"#.into(),
    ] {
        assert!(!opens(&ours, with_header(COOKIE, &header)), "{header}");
    }
    assert!(!opens(
        &ours,
        gcm(COOKIE, &json!({"alg": "dir", "enc": "A256GCM"}))
    ));
}

#[test]
fn for_names_of_auth_js_what_it_reads_opens_and_is_to_be_sealed_anew() {
    let kid = kid(AUTH_JS);
    let gcm_kid = derivation::thumbprint(&key(AUTH_JS)[..32], &ring::digest::SHA256);
    let theirs = keys(&[SECRET], session(AUTH_JS));
    let tokens = [
        with_header(
            AUTH_JS,
            &format!(r#"{{"kid":"{kid}", "enc":"A256CBC-HS512", "alg":"dir"}}"#),
        ),
        with_header(
            AUTH_JS,
            &format!(
                r#"{{"alg":"dir","enc":"A256CBC-HS512","kid":"{kid}","typ":"JWT","cty":"x"}}"#
            ),
        ),
        with_header(AUTH_JS, r#"{"alg":"dir","enc":"A256CBC-HS512"}"#),
        gcm(AUTH_JS, &json!({"alg": "dir", "enc": "A256GCM"})),
        gcm(
            AUTH_JS,
            &json!({"alg": "dir", "enc": "A256GCM", "kid": gcm_kid}),
        ),
    ];
    for token in tokens {
        let opened = theirs.open(&token).unwrap();
        assert_eq!(opened.payload, PAYLOAD);
        assert!(opened.outdated);
    }
}

#[test]
fn a_token_without_kid_is_tried_with_the_first_secret_alone() {
    for token in [
        with_header(AUTH_JS, r#"{"alg":"dir","enc":"A256CBC-HS512"}"#),
        gcm(AUTH_JS, &json!({"alg": "dir", "enc": "A256GCM"})),
    ] {
        assert!(opens(&keys(&[SECRET, OTHER], session(AUTH_JS)), &token));
        assert!(!opens(&keys(&[OTHER, SECRET], session(AUTH_JS)), &token));
    }
}

#[test]
fn headers_that_ask_for_more_than_is_done_are_refused() {
    let kid = kid(AUTH_JS);
    let theirs = keys(&[SECRET], session(AUTH_JS));
    let long = format!(
        r#"{{"alg":"dir","enc":"A256CBC-HS512","x":"{}"}}"#,
        "x".repeat(1_000)
    );
    for header in [
        r#"{"alg":"none","enc":"A256CBC-HS512"}"#,
        r#"{"alg":"A256KW","enc":"A256CBC-HS512"}"#,
        r#"{"alg":"PBES2-HS256+A128KW","enc":"A256CBC-HS512","p2c":1000000000}"#,
        r#"{"alg":"dir","enc":"A192CBC-HS384"}"#,
        r#"{"alg":"dir","enc":"A128GCM"}"#,
        r#"{"alg":"dir"}"#,
        r#"{"enc":"A256CBC-HS512"}"#,
        r#"{"alg":"dir","enc":"A256CBC-HS512","zip":"DEF"}"#,
        r#"{"alg":"dir","enc":"A256CBC-HS512","zip":null}"#,
        r#"{"alg":"dir","enc":"A256CBC-HS512","crit":["exp"]}"#,
        r#"{"alg":"dir","enc":"A256CBC-HS512","crit":[]}"#,
        r#"{"alg":"dir","enc":"A256CBC-HS512","kid":null}"#,
        r#"{"alg":"dir","enc":"A256CBC-HS512","kid":1}"#,
        r#"{"alg":"dir","enc":"A256CBC-HS512","kid":""}"#,
        r#"{"alg":"dir","enc":"A256CBC-HS512","kid":"unknown"}"#,
        r#"{"alg":"dir","enc":"A256CBC-HS512","enc":"A256CBC-HS512"}"#,
        r#"{"alg":"dir","alg":"dir","enc":"A256CBC-HS512"}"#,
        r#"["dir","A256CBC-HS512"]"#,
        r#"[["dir","A256CBC-HS512"]]"#,
        r#"{"alg":"dir","enc":"A256CBC-HS512"}{}"#,
        "",
        &long,
        &format!(r#"{{"alg":"dir","enc":"A256GCM","kid":"{kid}"}}"#),
    ] {
        assert!(!opens(&theirs, with_header(AUTH_JS, header)), "{header}");
    }
}

#[test]
fn a_header_has_at_most_1024_characters() {
    let theirs = keys(&[SECRET], session(AUTH_JS));
    let header = |length: usize| {
        let empty = r#"{"alg":"dir","enc":"A256CBC-HS512","x":""}"#;
        empty.replace(
            r#""""#,
            &format!(r#""{}""#, "x".repeat(length - empty.len())),
        )
    };
    assert!(opens(&theirs, with_header(AUTH_JS, &header(768))));
    assert!(!opens(&theirs, with_header(AUTH_JS, &header(769))));
}

/// CK-02
#[test]
fn a_gcm_token_with_a_short_tag_or_a_flipped_bit_is_refused() {
    let theirs = keys(&[SECRET], session(AUTH_JS));
    let token = gcm(AUTH_JS, &json!({"alg": "dir", "enc": "A256GCM"}));
    let (rest, tag) = token.rsplit_once('.').unwrap();
    let tag = base64url::decode(tag.as_bytes()).unwrap();
    for length in [0, 1, 4, 15] {
        assert!(!opens(
            &theirs,
            format!("{rest}.{}", base64url::encode(&tag[..length]))
        ));
    }
    let mut bytes = token.into_bytes();
    for position in 0..bytes.len() {
        for bit in 0..8 {
            bytes[position] ^= 1 << bit;
            assert!(!opens(&theirs, &bytes), "bit {bit} of byte {position}");
            bytes[position] ^= 1 << bit;
        }
    }
}

#[test]
fn a_token_with_an_encrypted_key_is_refused() {
    for cookie in [COOKIE, AUTH_JS] {
        let keys = keys(&[SECRET], session(cookie));
        let token = keys.seal(PAYLOAD).unwrap();
        assert!(!opens(&keys, token.replace("..", ".AAAA.")));
    }
}

/// A right tag over what is no CBC text: only who has the key could make it, and still nothing comes of it.
#[test]
fn a_ciphertext_of_a_wrong_length_or_padding_is_refused() {
    use aes::cipher::block_padding::NoPadding;
    use aes::cipher::{BlockEncryptMut, KeyIvInit};
    use ring::hmac;

    let (key, header, iv) = (key(COOKIE), b"header", [7; 16]);
    let content = A256CbcHs512::new(&key, header);
    let open = |ciphertext: &[u8]| {
        let signing = hmac::Key::new(hmac::HMAC_SHA512, &key[..32]);
        let bits = 8 * header.len() as u64;
        let mac = hmac::sign(
            &signing,
            &[header, &iv[..], ciphertext, &bits.to_be_bytes()].concat(),
        );
        let parts = [&iv[..], ciphertext, &mac.as_ref()[..32]]
            .map(base64url::encode)
            .join(".");
        content.open(parts.as_bytes())
    };
    let encrypted = |plaintext: &[u8]| {
        cbc::Encryptor::<aes::Aes256>::new_from_slices(&key[32..], &iv)
            .unwrap()
            .encrypt_padded_vec_mut::<NoPadding>(plaintext)
    };
    assert_eq!(
        open(&encrypted(b"twelve bytes\x04\x04\x04\x04")).unwrap(),
        b"twelve bytes"
    );
    assert_eq!(open(&encrypted(&[16; 16])).unwrap(), b"");
    for plaintext in [
        b"twelve bytes\x04\x04\x03\x04",
        b"fifteen bytes..\x00",
        b"fifteen bytes..\x11",
    ] {
        assert_eq!(open(&encrypted(plaintext)), Err(OpenError));
    }
    assert_eq!(open(b""), Err(OpenError));
    assert_eq!(open(&encrypted(&[16; 32])[..31]), Err(OpenError));
}

pub(super) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<_> = text
        .chars()
        .map(|digit| digit.to_digit(16).unwrap() as u8)
        .collect();
    digits
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect()
}
