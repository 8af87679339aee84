//! `session: { data: MyType }`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::*;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Cart {
    items: Vec<u32>,
    note: Option<String>,
}

fn round_trip<T: SessionData>(data: T) -> Result<T, SessionError> {
    let clock = StoppedClock::at(NOW);
    let mut browser = Browser::default();
    let issued = sessions::<App<T>>(&clock).issue(&HeaderMap::new(), ada(), Provider::Dev, data)?;
    browser.receive(&issued.1);
    // A process that has not seen the token.
    Ok(sessions::<App<T>>(&clock)
        .open(&browser.request())
        .live()
        .data
        .clone())
}

/// The payload of the cookie that a session with this data has.
fn payload<T: SessionData>(data: T) -> String {
    let mut browser = Browser::default();
    let sessions = sessions::<App<T>>(&StoppedClock::at(NOW));
    browser.receive(
        &sessions
            .issue(&HeaderMap::new(), ada(), Provider::Dev, data)
            .unwrap()
            .1,
    );
    let keys = SealingKeys::derive(
        &[Secret::issued(SECRET)],
        Purpose::Session { cookie_name: NAME },
    );
    String::from_utf8(keys.open(browser.value(NAME)).unwrap().payload).unwrap()
}

/// What a token with these claims beside the necessary ones is read as.
fn read<T: SessionData>(claims: &str) -> Reading<App<T>> {
    let token = sealed(
        NAME,
        &format!(r#"{{"sub":"x","iat":{NOW},"exp":{}{claims}}}"#, NOW + 60),
    );
    sessions::<App<T>>(&StoppedClock::at(NOW)).open(&request(&format!("{NAME}={token}")))
}

#[test]
fn data_comes_back_as_it_was() {
    let cart = Cart {
        items: vec![1, 2, 3],
        note: Some("für \"Ada\"\n\u{1F980}".into()),
    };
    assert_eq!(round_trip(cart.clone()).unwrap(), cart);
    assert_eq!(round_trip(Some(cart.clone())).unwrap(), Some(cart));
    assert_eq!(round_trip(None::<Cart>).unwrap(), None);
    assert_eq!(round_trip(u64::MAX).unwrap(), u64::MAX);
    assert_eq!(
        round_trip(BTreeMap::from([(1, 2)])).unwrap(),
        BTreeMap::from([(1, 2)])
    );
}

#[test]
fn data_that_is_nothing_is_not_written() {
    assert!(payload(Cart::default()).contains(r#""data":{"#));
    assert!(!payload(()).contains("data"));
    assert!(!payload(None::<Cart>).contains("data"));
}

#[test]
fn a_session_begun_before_there_was_data_has_the_default() {
    assert_eq!(read::<Cart>("").live().data, Cart::default());
    assert_eq!(read::<Cart>(r#","data":null"#).live().data, Cart::default());
}

#[test]
fn data_of_another_type_ends_the_session() {
    assert!(read::<Cart>(r#","data":{"items":"many"}"#).is_refused());
    assert!(read::<Cart>(r#","data":7"#).is_refused());
    assert_eq!(read::<u8>(r#","data":7"#).live().data, 7);
}

#[test]
fn without_declared_data_the_claim_is_somebody_elses() {
    assert_eq!(
        read::<()>(r#","data":{"items":"many"}"#).live().user.id,
        "x"
    );
}

#[test]
fn data_that_has_no_json_is_an_error_and_not_a_session() {
    let error = round_trip(BTreeMap::from([(Some(vec![1]), 2)])).unwrap_err();
    assert!(matches!(error, SessionError::Data(_)));
    assert_eq!(error.code().name, "session_unwritable");
}

#[test]
fn data_that_could_not_be_read_back_is_an_error_at_sign_in() {
    assert!(
        matches!(round_trip(f64::NAN), Ok(0.0)),
        "JSON has null for it"
    );
    assert!(matches!(
        round_trip(vec![f64::NAN]),
        Err(SessionError::Data(_))
    ));

    #[derive(Debug, Clone, Default, Serialize, Deserialize)]
    struct Nested(Vec<Nested>);
    let nested = |depth| (0..depth).fold(Nested::default(), |inner, _| Nested(vec![inner]));
    assert!(round_trip(nested(100)).is_ok());
    assert!(matches!(
        round_trip(nested(200)),
        Err(SessionError::Data(_))
    ));
}
