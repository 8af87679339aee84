//! Requests that mean nothing, to every route: each gets an answer, and none an alarm.

use std::panic::AssertUnwindSafe;

use auth_tests::support::browser::Answer;
use auth_tests::support::world::World;
use axum::body::Body;
use http::{HeaderName, HeaderValue, Method, Request, Uri};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use tower::ServiceExt;

use crate::aftermath::{CSRF, FLOW, SESSION};

/// One request, as bytes.
#[derive(Debug, Clone)]
struct Garbage {
    method: String,
    target: String,
    headers: Vec<(&'static str, Vec<u8>)>,
    body: Vec<u8>,
}

impl Garbage {
    /// `None` for what no HTTP server would hand on.
    fn request(&self, real_cookies: &str) -> Option<Request<Body>> {
        let method = Method::from_bytes(self.method.as_bytes()).ok()?;
        let uri = Uri::try_from(self.target.as_str()).ok()?;
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in &self.headers {
            let value = if value == b"REAL" {
                HeaderValue::from_str(real_cookies).ok()?
            } else {
                HeaderValue::from_bytes(value).ok()?
            };
            request = request.header(HeaderName::from_static(name), value);
        }
        request.body(Body::from(self.body.clone())).ok()
    }
}

/// SR-05's neighbour ASVS 16.5: no status but 503 may say that the server has failed.
fn assert_calm(answer: &Answer, garbage: &Garbage) -> Result<(), TestCaseError> {
    let of_the_page = garbage.target.contains("/auth/error") && answer.status == 502;
    prop_assert!(
        !answer.status.is_server_error() || answer.status == 503 || of_the_page,
        "{}: {:?}",
        answer.status,
        garbage
    );
    prop_assert!(answer.body.len() < 64 * 1024);
    prop_assert!(answer.headers.len() < 128);
    for cookie in answer.cookie_names() {
        prop_assert!(cookie.starts_with("__Host-auth."), "{}", cookie);
    }
    Ok(())
}

/// V3 (CVE-2022-31093), V10, V60, S2-15
#[test]
fn no_request_makes_a_route_fail() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    let mut world = World::new();
    let cookies = runtime.block_on(async {
        world.sign_in("op", "ada").await;
        world.browser.open("/auth/csrf").await;
        world.begin("op").await;
        world.browser.cookie_header()
    });
    let mut runner = TestRunner::new(Config {
        cases: 1_500,
        failure_persistence: None,
        ..Config::default()
    });
    let router = world.router.clone();
    let counted = std::cell::Cell::new(0_u32);
    runner
        .run(&requests(), |garbage| {
            let Some(request) = garbage.request(&cookies) else {
                return Ok(());
            };
            let sent = std::panic::catch_unwind(AssertUnwindSafe(|| {
                runtime.block_on(async {
                    let response = router.clone().oneshot(request).await;
                    Answer::read(response.expect("an answer")).await
                })
            }));
            counted.set(counted.get() + 1);
            match sent {
                Ok(answer) => assert_calm(&answer, &garbage),
                Err(_) => Err(TestCaseError::fail(format!("a panic: {garbage:?}"))),
            }
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert!(counted.get() > 500, "{}", counted.get());
}

fn requests() -> impl Strategy<Value = Garbage> {
    (methods(), targets(), vec(headers(), 0..8), bodies()).prop_map(
        |(method, target, headers, body)| Garbage {
            method,
            target,
            headers,
            body,
        },
    )
}

fn methods() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => select(vec!["GET", "POST"]).prop_map(str::to_owned),
        1 => select(vec!["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE", "get", "X-Y"]).prop_map(str::to_owned),
    ]
}

fn targets() -> impl Strategy<Value = String> {
    let path = prop_oneof![
        6 => select(vec![
            "/auth/signin",
            "/auth/signin/op",
            "/auth/signin/posting",
            "/auth/signin/plain",
            "/auth/callback/op",
            "/auth/callback/posting",
            "/auth/signout",
            "/auth/session",
            "/auth/csrf",
            "/auth/providers",
            "/auth/error",
            "/auth/verify-request",
            "/dashboard",
            "/enter-any",
            "/leave",
        ])
        .prop_map(str::to_owned),
        1 => "/auth/(signin|callback)/[a-z%0-9/.;]{0,12}",
        1 => "/auth(/[a-z%0-9.;]{0,8}){0,4}",
        1 => select(vec!["/auth/signin/%ff", "/auth/callback/%c0%af", "/auth/signin/%", "/auth/callback/%00", "/auth//", "//auth/signin", "*"])
            .prop_map(str::to_owned),
    ];
    let query = prop_oneof![
        Just(String::new()),
        vec((names(), values()), 0..6).prop_map(|pairs| {
            let mut query = url::form_urlencoded::Serializer::new(String::from("?"));
            query.extend_pairs(pairs);
            query.finish()
        }),
        "\\?[!-~]{0,60}",
        "\\?([a-z]{0,8}=?%[0-9a-fA-F]{0,2}&?){0,8}",
    ];
    (path, query).prop_map(|(path, query)| path + &query)
}

fn names() -> impl Strategy<Value = String> {
    prop_oneof![
        5 => select(vec![
            "state", "code", "error", "iss", "error_description", "callbackUrl", "csrfToken", "scope", "revoke",
            "max_age", "prompt", "login_hint", "redirect_uri", "user", "session_state", "id_token",
        ])
        .prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn values() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => any::<String>(),
        2 => select(vec![
            "", "/", "//", "/dashboard", "https://app.test/", "null", "true", "{}", "[", "-1", "18446744073709551616",
            "access_denied", "server_error", "https://op.test", "AUTH-301", "AUTH-201", "Configuration", "\u{0}", "\r\n",
            "app everywhere",
        ])
        .prop_map(str::to_owned),
        1 => "[A-Za-z0-9_-]{43}",
        1 => "\\PC{0,300}",
    ]
}

fn headers() -> impl Strategy<Value = (&'static str, Vec<u8>)> {
    let name = select(vec![
        "cookie",
        "cookie",
        "accept",
        "content-type",
        "origin",
        "sec-fetch-site",
        "referer",
        "host",
        "hx-request",
        "hx-current-url",
        "x-auth-return-redirect",
        "authorization",
        "user-agent",
        "content-length",
        "transfer-encoding",
        "forwarded",
        "if-none-match",
        "range",
    ]);
    let value = prop_oneof![
        4 => select(vec![
            &b"REAL"[..],
            b"text/html",
            b"application/json",
            b"*/*",
            b"text/html;q=abc,;,=",
            b"application/x-www-form-urlencoded",
            b"application/json; charset=\xff",
            b"https://app.test",
            b"https://app.test/dashboard",
            b"same-origin",
            b"null",
            b"true",
            b"1",
            b"",
            b"\xff\xfe",
        ])
        .prop_map(<[u8]>::to_vec),
        1 => vec(any::<u8>(), 0..200),
        2 => cookies(),
    ];
    (name, value)
}

fn cookies() -> impl Strategy<Value = Vec<u8>> {
    let name = prop_oneof![
        select(vec![
            SESSION.to_owned(),
            format!("{SESSION}.0"),
            format!("{SESSION}.1"),
            format!("{SESSION}.99999999999"),
            CSRF.to_owned(),
            format!("{FLOW}AAAAAAAAAAAAAAAA"),
            FLOW.to_owned(),
        ]),
        "[!-~]{0,12}",
    ];
    let value = prop_oneof![
        "[A-Za-z0-9._-]{0,80}",
        "eyJ[A-Za-z0-9_-]{10,40}\\.\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{0,80}\\.[A-Za-z0-9_-]{43}",
        "\\PC{0,20}",
    ];
    vec((name, value), 0..8).prop_map(|pairs| {
        let pairs: Vec<_> = pairs
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ").into_bytes()
    })
}

fn bodies() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        2 => Just(Vec::new()),
        2 => vec((names(), values()), 0..8).prop_map(|pairs| {
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            form.extend_pairs(pairs);
            form.finish().into_bytes()
        }),
        2 => vec((names(), values()), 0..8).prop_map(|pairs| {
            let members: serde_json::Map<_, _> =
                pairs.into_iter().map(|(name, value)| (name, value.into())).collect();
            serde_json::Value::Object(members).to_string().into_bytes()
        }),
        1 => vec(any::<u8>(), 0..300),
        1 => select(vec![
            b"[".repeat(5_000),
            br#"{"a":"#.repeat(5_000),
            b"a=b&".repeat(20_000),
            vec![b'a'; 70_000],
            b"null".to_vec(),
            br#"{"csrfToken":{"a":[]},"callbackUrl":7}"#.to_vec(),
        ]),
    ]
}
