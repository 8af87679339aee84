//! How often somebody may try, and how much is done at once.

use std::future::Future;
use std::sync::Arc;

use auth_tests::support::browser::Answer;
use http::HeaderName;

use crate::app::{App, type_in, who};
use crate::auth::{PASSWORD, calls};

fn json(name: &str, password: &str) -> String {
    serde_json::json!({ "username": name, "password": password }).to_string()
}

/// The statuses of many at once, sorted.
async fn all<F>(requests: impl IntoIterator<Item = F>) -> Vec<u16>
where
    F: Future<Output = Answer> + Send + 'static,
{
    let tasks: Vec<_> = requests.into_iter().map(tokio::spawn).collect();
    let mut statuses = Vec::new();
    for task in tasks {
        statuses.push(task.await.unwrap().status.as_u16());
    }
    statuses.sort_unstable();
    statuses
}

/// AL-18
#[tokio::test(start_paused = true)]
async fn of_many_attempts_at_once_five_are_made_and_the_owner_comes_in_later() {
    let app = Arc::new(App::new());
    let statuses = all((0..20).map(|_| {
        let app = Arc::clone(&app);
        async move { app.program(&json("carol", "wrong"), &[]).await }
    }))
    .await;
    assert_eq!(statuses, [[401; 5].as_slice(), &[429; 15]].concat());
    assert_eq!(calls("carol").made, 5);

    let mut owner = app.browser();
    let page = type_in(&mut owner, "Carol ", PASSWORD).await;
    assert_eq!(
        (page.status.as_u16(), page.header("retry-after")),
        (429, "60")
    );
    assert!(page.text().contains("AUTH-561"));
    app.wait(60);
    type_in(&mut owner, "carol", PASSWORD).await;
    assert_eq!(who(&mut owner).await, "credentials:carol");
}

#[tokio::test(start_paused = true)]
async fn a_name_that_nobody_has_runs_out_of_attempts_likewise() {
    let app = App::new();
    let mut answers = Vec::new();
    for name in ["nobody 2", "cleo"] {
        for _ in 0..5 {
            app.program(&json(name, "wrong"), &[]).await;
        }
        let answer = app.program(&json(name, "wrong"), &[]).await;
        answers.push((answer.status, answer.headers, answer.body));
    }
    assert_eq!(answers[0].0, 429);
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test(start_paused = true)]
async fn the_clients_of_auth_js_are_told_too() {
    let app = App::new();
    let envelope = (HeaderName::from_static("x-auth-return-redirect"), "1");
    for _ in 0..5 {
        app.program(&json("cyd", "wrong"), &[]).await;
    }
    let answer = app.program(&json("cyd", "wrong"), &[envelope]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("retry-after")),
        (429, "60")
    );
    assert_eq!(
        answer.json(),
        serde_json::json!({ "url": "https://app.test/auth/error?error=TooManyAttempts&code=AUTH-561" })
    );
}

#[tokio::test(start_paused = true)]
async fn what_succeeds_counts_for_nothing_and_neither_does_what_could_not_be_found_out() {
    let app = App::new();
    for _ in 0..20 {
        assert_eq!(app.program(&json("cora", PASSWORD), &[]).await.status, 200);
        assert_eq!(app.program(&json("down", PASSWORD), &[]).await.status, 503);
    }
}

#[tokio::test(start_paused = true)]
async fn an_address_has_thirty_attempts_whatever_a_header_says() {
    let app = App::new();
    for number in 0..30 {
        let body = json(&format!("nobody from {number}"), "wrong");
        let answer = app
            .program_from(Some("[2001:db8::1]:50000"), &body, &[])
            .await;
        assert_eq!(answer.status, 401, "{number}");
    }
    for (number, forwarded) in ["192.0.2.1", "198.51.100.7"].into_iter().enumerate() {
        let headers = [
            (HeaderName::from_static("x-forwarded-for"), forwarded),
            (HeaderName::from_static("x-real-ip"), forwarded),
        ];
        let body = json(&format!("nobody behind {number}"), "wrong");
        let peer = Some("[2001:db8::2:3]:50001");
        let answer = app.program_from(peer, &body, &headers).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("retry-after")),
            (429, "10")
        );
    }
    let body = json("nobody else", "wrong");
    let answer = app
        .program_from(Some("[2001:db8:0:1::1]:50000"), &body, &[])
        .await;
    assert_eq!(answer.status, 401);
    assert_eq!(app.program(&body, &[]).await.status, 401);
}

/// LD-04
#[tokio::test(start_paused = true)]
async fn sixteen_passwords_are_checked_at_once_and_the_others_wait_or_are_sent_away() {
    let app = Arc::new(App::new());
    let statuses = all((0..200).map(|number| {
        let app = Arc::clone(&app);
        async move {
            app.program(&json(&format!("slow {number}"), "wrong"), &[])
                .await
        }
    }))
    .await;
    let checked = statuses.iter().filter(|status| **status == 401).count();
    assert_eq!(
        statuses.iter().filter(|status| **status == 503).count(),
        200 - checked
    );
    assert_eq!(calls("slow").most_at_once, 16);
    assert_eq!(calls("slow").made, checked);
}
