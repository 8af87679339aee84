//! `auth::testing::sign_in`: somebody who is signed in, for the tests of an application.

use auth::testing::{Persona, sign_in};
use http::header::COOKIE;
use http::{Method, StatusCode};

use crate::auth::provider;
use crate::world::{World, token};

#[tokio::test]
async fn somebody_is_signed_in_as_they_would_be_by_the_provider() {
    let world = World::new();
    let ada = Persona::new("ada")
        .name("Ada Lovelace")
        .verified_email("ada@example.com");
    let cookie = sign_in(&world.auth, provider::op, &ada).await.unwrap();
    let mut browser = world.browser();
    let headers = [(COOKIE, cookie.to_str().unwrap())];
    let request = browser.request(Method::GET, "/dashboard", &headers, String::new().into());
    let answer = browser.send(request).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.text(), "Ada Lovelace {} Op 1");
    // A real sign-in is another session of the same user.
    let real = world.signed_in("ada").await;
    assert!(token(&real).is_some());
    assert_eq!(
        world.accounts_of("ada@example.com").await,
        ["https://op.test ada"]
    );
    assert_eq!(world.sessions_of("ada@example.com").await.len(), 2);
}

#[tokio::test]
async fn whoever_the_application_does_not_let_in_is_not() {
    let world = World::new();
    let banned = Persona::new("banned").verified_email("banned@example.com");
    let error = sign_in(&world.auth, provider::op, &banned)
        .await
        .unwrap_err();
    assert_eq!(error.code().name, "access_denied");
    let nobody = Persona::new("");
    assert!(sign_in(&world.auth, provider::op, &nobody).await.is_err());
}
