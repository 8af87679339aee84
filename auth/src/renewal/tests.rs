use std::convert::Infallible;

use http::{Request, Response};
use tower::{Layer, Service, ServiceExt, service_fn};

use super::*;

const RENEWED: &str = "__Host-auth.session-token=new; Path=/; Secure; HttpOnly; SameSite=Lax";

/// What leaves the layer when a handler answers with these headers, and did that before.
async fn answer(headers: &[(&'static str, &'static str)], handler: impl Fn() + Clone) -> HeaderMap {
    let service = service_fn(|_: Request<()>| async {
        handler();
        let mut response = Response::new(());
        for (name, value) in headers {
            let value = HeaderValue::from_static(value);
            response.headers_mut().append(*name, value);
        }
        Ok::<_, Infallible>(response)
    });
    let mut layered = SessionLayer::new().layer(service);
    let response = layered.ready().await.unwrap().call(Request::new(()));
    response.await.unwrap().into_parts().0.headers
}

fn all<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a str> {
    headers
        .get_all(name)
        .iter()
        .map(|value| value.to_str().unwrap())
        .collect()
}

fn read_and_due() {
    assert!(note());
    send(vec![HeaderValue::from_static(RENEWED)], "renewed");
}

fn read() {
    assert!(note());
}

#[tokio::test]
async fn what_reads_no_session_stays_as_it_is() {
    let headers = answer(&[("cache-control", "public, max-age=60")], || {}).await;
    assert_eq!(all(&headers, "cache-control"), ["public, max-age=60"]);
    assert_eq!(headers.len(), 1);
}

/// SR-07
#[tokio::test]
async fn what_read_a_session_is_kept_by_no_cache_whatever_the_handler_says() {
    for said in [
        "public, max-age=60",
        "max-age=3600",
        "no-cache",
        "private=\"set-cookie\", max-age=60",
        "x-private",
    ] {
        let headers = answer(&[("cache-control", said)], read).await;
        assert_eq!(all(&headers, "cache-control"), ["no-store"], "{said}");
        assert_eq!(all(&headers, "vary"), ["cookie"], "{said}");
        assert!(!headers.contains_key("set-cookie"));
    }
}

#[tokio::test]
async fn a_response_that_is_private_already_says_itself_how_long_it_is_kept() {
    for said in ["private", "Private, max-age=60", "max-age=0,no-store"] {
        let headers = answer(&[("cache-control", said)], read).await;
        assert_eq!(all(&headers, "cache-control"), [said]);
    }
}

#[tokio::test]
async fn vary_names_the_cookie_once() {
    for (said, expected) in [
        ("Accept, Cookie", &["Accept, Cookie"][..]),
        ("*", &["*"]),
        ("accept-encoding", &["accept-encoding", "cookie"]),
    ] {
        let headers = answer(&[("vary", said)], read).await;
        assert_eq!(all(&headers, "vary"), expected);
    }
}

#[tokio::test]
async fn a_session_that_is_due_goes_with_the_response_beside_other_cookies() {
    let headers = answer(&[("set-cookie", "theme=dark")], read_and_due).await;
    assert_eq!(all(&headers, "set-cookie"), ["theme=dark", RENEWED]);
}

/// What has ended is not brought back.
#[tokio::test]
async fn a_response_that_says_something_of_the_session_has_the_last_word() {
    for said in [
        "__Host-auth.session-token=; Path=/; Secure; Max-Age=0",
        "__Host-auth.session-token=other; Path=/; Secure",
        "__Host-auth.session-token.0=; Path=/; Secure; Max-Age=0",
        "__Host-auth.session-token.12=; Path=/; Secure; Max-Age=0",
    ] {
        let headers = answer(&[("set-cookie", said)], read_and_due).await;
        assert_eq!(all(&headers, "set-cookie"), [said]);
    }
    for other in ["__Host-auth.session-token.x=1", "__Host-auth.session=1"] {
        let headers = answer(&[("set-cookie", other)], read_and_due).await;
        assert_eq!(all(&headers, "set-cookie"), [other, RENEWED]);
    }
}

/// Guard, `Session` and `Option<Session>` may all read the session of one request.
#[tokio::test]
async fn who_reads_a_session_after_it_was_sealed_anew_can_know() {
    let headers = answer(&[], || {
        read();
        assert_eq!(became::<&str>(), None);
        read_and_due();
        assert_eq!(became::<&str>(), Some("renewed"));
        assert_eq!(became::<u8>(), None, "of another declaration");
    })
    .await;
    assert_eq!(all(&headers, "set-cookie"), [RENEWED]);
}

#[test]
fn without_a_layer_nobody_would_send_cookies() {
    assert!(!note());
    send(Vec::new(), "renewed");
    assert_eq!(became::<&str>(), None);
}

/// SR-08: what nobody gets is not what somebody would get.
#[tokio::test]
async fn a_response_to_nobody_may_be_kept_for_others_without_a_cookie() {
    let headers = answer(&[("cache-control", "public, max-age=60")], note_asked).await;
    assert_eq!(all(&headers, "cache-control"), ["public, max-age=60"]);
    assert_eq!(all(&headers, "vary"), ["cookie"]);
    assert!(!headers.contains_key("set-cookie"));
}
