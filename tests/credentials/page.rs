//! The form on the sign-in page.

use crate::app::{App, type_in};

/// The start tag that contains this.
fn tag<'a>(page: &'a str, part: &str) -> &'a str {
    let at = page
        .find(part)
        .unwrap_or_else(|| panic!("{part} in {page}"));
    let start = page[..at].rfind('<').unwrap();
    &page[start..=start + page[start..].find('>').unwrap()]
}

#[tokio::test]
async fn a_form_has_labels_and_is_known_to_password_managers() {
    let answer = App::new().browser().open("/auth/signin").await;
    let page = answer.text();
    let form = tag(page, r#"action="/auth/callback/credentials""#);
    assert!(form.contains(r#"method="post""#), "{form}");
    for (id, parts) in [
        (
            "credentials-username",
            [
                "name=\"username\"",
                "type=\"text\"",
                "autocomplete=\"username\"",
                " required",
            ],
        ),
        (
            "credentials-password",
            [
                "name=\"password\"",
                "type=\"password\"",
                "autocomplete=\"current-password\"",
                " required",
            ],
        ),
        (
            "staff-member",
            [
                "name=\"member\"",
                "type=\"text\"",
                "autocomplete=\"username\"",
                " required",
            ],
        ),
        (
            "staff-password",
            [
                "name=\"password\"",
                "type=\"password\"",
                "autocomplete=\"current-password\"",
                " required",
            ],
        ),
        (
            "staff-otp",
            [
                "name=\"otp\"",
                "type=\"text\"",
                "autocomplete=\"one-time-code\"",
                "",
            ],
        ),
    ] {
        let input = tag(page, &format!("id=\"{id}\""));
        for part in parts {
            assert!(input.contains(part), "{part} in {input}");
        }
        assert!(!input.contains("value="), "{input}");
        assert!(page.contains(&format!("<label for=\"{id}\">")), "{id}");
    }
    assert!(page.contains(">PIN</label>") && page.contains(">User name</label>"));
    assert!(page.contains("Sign in with <bdi>Staff</bdi>"));
    assert!(page.contains(r#"action="/auth/signin/op""#));
    assert!(!page.contains("<script"));
}

#[tokio::test(start_paused = true)]
async fn after_a_wrong_password_it_says_so_and_shows_nothing_that_was_typed() {
    let app = App::new();
    let mut browser = app.browser();
    let answer = type_in(&mut browser, "dora", "hunter2").await;
    let location = answer.location_url();
    assert!(!location.as_str().contains("dora") && !location.as_str().contains("hunter2"));
    let page = browser
        .open(&format!(
            "{}?{}",
            location.path(),
            location.query().unwrap()
        ))
        .await;
    let text = page.text();
    assert!(text.contains("The name or the password is wrong.") && text.contains("AUTH-560"));
    assert!(text.contains(r#"role="alert""#));
    assert!(!text.contains("dora") && !text.contains("hunter2"));
}
