//! Who does not know the password learns nothing.

use http::HeaderName;
use tokio::time::Instant;

use crate::app::{App, FORM, type_in, who};
use crate::auth::{PASSWORD, calls};

const ENVELOPE: (HeaderName, &str) = (HeaderName::from_static("x-auth-return-redirect"), "1");

fn json(name: &str, password: &str) -> String {
    serde_json::json!({ "username": name, "password": password }).to_string()
}

/// SR-10
#[tokio::test(start_paused = true)]
async fn people_come_back_to_the_form_with_the_way_on() {
    let app = App::new();
    let mut browser = app.browser();
    let fields = [
        ("username", "ben"),
        ("password", "wrong"),
        ("callbackUrl", "/dashboard"),
    ];
    let answer = browser.submit(FORM, &fields).await;
    assert_eq!(answer.status, 303);
    assert_eq!(
        answer.location(),
        "https://app.test/auth/signin?error=CredentialsSignin&code=credentials&callbackUrl=%2Fdashboard"
    );
    assert_eq!(answer.cookie_names(), Vec::<&str>::new());
    assert_eq!(who(&mut browser).await, "nobody");
}

/// S0-11
#[tokio::test(start_paused = true)]
async fn the_clients_of_auth_js_read_what_they_know() {
    let app = App::new();
    let answer = app.program(&json("bea", "wrong"), &[ENVELOPE]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.json(),
        serde_json::json!({ "url": "https://app.test/auth/signin?error=CredentialsSignin&code=credentials" })
    );
    let answer = app.program(&json("bea", PASSWORD), &[ENVELOPE]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.json(),
        serde_json::json!({ "url": "https://app.test/" })
    );
    assert!(answer.cookie_names().contains(&"__Host-auth.session-token"));
}

/// The client of NextAuth.js 4 says in the body what those of version 5 say in a header, and takes any 200 for a success.
#[tokio::test(start_paused = true)]
async fn the_client_of_nextauth_4_reads_the_status_too() {
    let app = App::new();
    let json = |password: &str| {
        serde_json::json!({ "username": "bella", "password": password, "json": "true" }).to_string()
    };
    let answer = app.program(&json("wrong"), &[]).await;
    assert_eq!(answer.status, 401);
    assert_eq!(
        answer.json(),
        serde_json::json!({ "url": "https://app.test/auth/signin?error=CredentialsSignin&code=credentials" })
    );
    assert_eq!(answer.cookie_names(), Vec::<&str>::new());
    let answer = app.program(&json(PASSWORD), &[]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.json(),
        serde_json::json!({ "url": "https://app.test/" })
    );
    assert!(answer.cookie_names().contains(&"__Host-auth.session-token"));
}

#[tokio::test(start_paused = true)]
async fn programs_get_a_problem_document() {
    let app = App::new();
    let answer = app.program(&json("bob", "wrong"), &[]).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.json()["code"], "credentials_rejected");
    assert_eq!(answer.json()["id"], "AUTH-560");
}

/// S0-11: the module `client.js`, which reads the status and goes where the problem says only if it is to go anywhere.
#[tokio::test(start_paused = true)]
async fn who_names_problem_documents_gets_them_with_the_way_back_to_the_form() {
    let app = App::new();
    let accept = (http::header::ACCEPT, "application/problem+json");
    let answer = app
        .program(&json("berta", "wrong"), &[ENVELOPE, accept])
        .await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.json()["code"], "credentials_rejected");
    assert_eq!(
        answer.json()["url"],
        "https://app.test/auth/signin?error=CredentialsSignin&code=credentials"
    );
}

/// AL-16: same status, headers, body and time, whatever `authorize` does with a name it does not know.
#[tokio::test(start_paused = true)]
async fn an_unknown_name_is_answered_like_a_wrong_password() {
    let app = App::new();
    let mut answers = Vec::new();
    for name in ["bill", "nobody 1"] {
        let begun = Instant::now();
        let program = app.program(&json(name, "wrong"), &[]).await;
        let page = type_in(&mut app.browser(), name, "wrong").await;
        let client = app.program(&json(name, "wrong"), &[ENVELOPE]).await;
        let answered = [program, page, client];
        answers.push((
            answered.map(|one| (one.status, one.headers, one.body)),
            begun.elapsed(),
        ));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].1.as_millis(), 1500);
}

#[tokio::test(start_paused = true)]
async fn an_empty_name_or_password_is_wrong_without_being_asked_for() {
    let app = App::new();
    for body in [
        r#"{"username":"bo"}"#,
        r#"{"username":"bo","password":""}"#,
        r#"{"username":"bo","password":7}"#,
        r#"{"username":" ","password":"x"}"#,
        r#"{"password":"x"}"#,
        "{}",
    ] {
        let answer = app.program(body, &[]).await;
        assert_eq!(answer.json()["id"], "AUTH-560", "{body}");
    }
    assert_eq!(calls("bo").made + calls("").made, 0);
}

/// AL-17
#[tokio::test(start_paused = true)]
async fn a_password_arrives_whole_or_is_refused_before_it_is_hashed() {
    let app = App::new();
    let whole = [64, 72, 73, 1024].map(|length| "p".repeat(length));
    for password in &whole {
        app.program(&json("bruno", password), &[]).await;
    }
    assert_eq!(calls("bruno").passwords, whole);
    for (length, status, code) in [
        (1025, 400, "AUTH-563"),
        (4096, 400, "AUTH-563"),
        (1 << 20, 413, "AUTH-507"),
    ] {
        let answer = app.program(&json("bruno", &"p".repeat(length)), &[]).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["id"].clone()),
            (status, code.into())
        );
    }
    assert_eq!(calls("bruno").made, whole.len());
    app.program(&json("bruna", "a\0b"), &[]).await;
    assert_eq!(calls("bruna").passwords, ["a\0b"]);
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_found_out_is_no_wrong_password() {
    let app = App::new();
    for name in ["down", "panic", "never"] {
        let answer = app.program(&json(name, PASSWORD), &[]).await;
        assert_eq!(answer.status, 503, "{name}");
        assert_eq!(answer.json()["id"], "AUTH-562", "{name}");
        assert_eq!(answer.header("retry-after"), "10", "{name}");
        let page = type_in(&mut app.browser(), name, PASSWORD).await;
        assert_eq!(page.status, 503, "{name}");
        assert!(page.text().contains("Sign-in has to wait"), "{name}");
        assert!(!page.text().contains("database"), "{name}");
    }
}
