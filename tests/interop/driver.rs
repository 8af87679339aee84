//! The driver itself: that it sees what the other tests rely on it to see.

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use http::header::{CONTENT_SECURITY_POLICY, LOCATION, SET_COOKIE};
use http::{HeaderMap, StatusCode};
use tokio::net::TcpListener;

use crate::browser::Person;
use crate::parts::Parts;
use crate::tests;

tests![
    a_page_that_breaks_its_own_policy_is_complained_of,
    a_request_to_another_host_is_complained_of_and_goes_nowhere,
    a_form_works_with_and_without_javascript,
    a_refused_page_is_no_complaint,
];

async fn a_page_that_breaks_its_own_policy_is_complained_of(parts: &'static Parts) {
    let origin = serve().await;
    let report = Person::at(&origin, "driver")
        .opens("/broken")
        .notes("page")
        .done(parts)
        .await;
    assert!(
        report
            .complaints()
            .iter()
            .any(|complaint| complaint.contains("style-src")),
        "{report:#?}"
    );
}

async fn a_request_to_another_host_is_complained_of_and_goes_nowhere(parts: &'static Parts) {
    let origin = serve().await;
    let report = Person::at(&origin, "driver")
        .opens("/outside")
        .notes("page")
        .done(parts)
        .await;
    assert!(
        report
            .complaints()
            .contains(&"GET http://elsewhere.test/picture.png: net::ERR_NAME_NOT_RESOLVED"),
        "{report:#?}"
    );
}

async fn a_form_works_with_and_without_javascript(parts: &'static Parts) {
    let origin = serve().await;
    for person in [
        Person::at(&origin, "driver"),
        Person::at(&origin, "driver").without_javascript(),
    ] {
        let report = person
            .opens("/")
            .fills_in("Name", "alice")
            .presses("Go")
            .notes("pressed")
            .presses("Away")
            .goes_back()
            .in_tab(1)
            .opens("/")
            .notes("other tab")
            .done(parts)
            .await;
        assert_eq!(report.complaints(), [] as [&str; 0]);
        assert_eq!(report.page("pressed").url, format!("{origin}/"));
        assert!(
            report.page("pressed").text.contains("auth.test=alice"),
            "{report:#?}"
        );
        assert_eq!(report.page("other tab").auth_cookies(), ["auth.test"]);
        let posted = &report.navigations[1];
        assert_eq!(
            (posted.tab, &*posted.method, posted.status),
            (0, "POST", 303)
        );
    }
}

async fn a_refused_page_is_no_complaint(parts: &'static Parts) {
    let origin = serve().await;
    let report = Person::at(&origin, "driver")
        .opens("/refused")
        .notes("page")
        .done(parts)
        .await;
    assert_eq!(report.page("page").status, 403);
    assert_eq!(report.page("page").title, "no");
    assert_eq!(report.complaints(), [] as [&str; 0]);
}

async fn serve() -> String {
    let form = |headers: HeaderMap| async move {
        let cookie = headers
            .get("cookie")
            .map_or("", |value| value.to_str().unwrap());
        Html(format!(
            "<title>form</title><p>{cookie}</p><a href=/refused>Away</a>
            <form method=post><label>Name <input name=name></label><button>Go</button></form>"
        ))
    };
    let post = |body: String| async move {
        let cookie = format!(
            "auth.test={}; HttpOnly; SameSite=Lax",
            body.trim_start_matches("name=")
        );
        (
            StatusCode::SEE_OTHER,
            [(LOCATION, "/".to_owned()), (SET_COOKIE, cookie)],
        )
    };
    let app = Router::new()
        .route("/", get(form).post(post))
        .route(
            "/broken",
            get(|| async {
                (
                    [(CONTENT_SECURITY_POLICY, "default-src 'none'")],
                    Html("<title>b</title><style>p { color: red }</style>"),
                )
            }),
        )
        .route(
            "/outside",
            get(|| async { Html("<title>o</title><img src=http://elsewhere.test/picture.png>") }),
        )
        .route(
            "/refused",
            get(|| async { (StatusCode::FORBIDDEN, Html("<title>no</title>")) }),
        );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    origin
}
