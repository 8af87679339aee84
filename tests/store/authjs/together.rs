//! What one side does the other one knows.

use http::StatusCode;
use serde_json::{Value, json};

use crate::tests;
use crate::world::{World, status, who};

tests![
    a_session_that_auth_js_began_is_one_here_and_never_fresh,
    a_session_that_was_begun_here_is_one_there,
    a_sign_out_here_ends_it_there,
    a_sign_out_there_ends_it_here,
    whoever_auth_js_knows_by_an_account_is_the_same_user_here,
    whoever_signed_in_here_first_is_the_same_user_there,
    what_auth_js_keeps_of_tokens_stays_as_it_is,
    an_issuer_of_which_nothing_is_said_is_nobodys,
];

async fn a_session_that_auth_js_began_is_one_here_and_never_fresh(world: World) {
    let id = world.signed_in_there("ada", "token-of-theirs").await;
    let mut browser = world.with_token("token-of-theirs");
    assert_eq!(who(&mut browser).await, id);
    assert_eq!(status(&mut browser, "/fresh").await, StatusCode::SEE_OTHER);
    assert_eq!(who(&mut world.with_token("token-of-their")).await, "nobody");
    // It goes on, there and here, when its use has been noted.
    let sessions = browser.open("/auth/sessions").await.json();
    assert_eq!(sessions.as_array().map(Vec::len), Some(1), "{sessions}");
    assert_eq!(who(&mut browser).await, id);
    assert_eq!(there(&world, "token-of-theirs").await, json!(id));
}

async fn a_session_that_was_begun_here_is_one_there(world: World) {
    let (mut browser, _) = world.sign_in("op", "ada").await;
    let id = who(&mut browser).await;
    let token = World::token(&browser);
    assert_eq!(there(&world, &token).await, json!(id));
    assert_eq!(status(&mut browser, "/fresh").await, StatusCode::OK);
    let user = world
        .adapter("getUserByEmail", [json!("ada@example.com")])
        .await;
    assert_eq!(text(&user["id"]), json!(id));
    assert!(user["emailVerified"].is_string(), "{user}");
}

/// SS-04
async fn a_sign_out_here_ends_it_there(world: World) {
    world.signed_in_there("ada", "token-of-theirs").await;
    let mut browser = world.with_token("token-of-theirs");
    browser.submit("/auth/signout", &[]).await;
    assert_eq!(there(&world, "token-of-theirs").await, Value::Null);
    assert_eq!(
        who(&mut world.with_token("token-of-theirs")).await,
        "nobody"
    );
}

async fn a_sign_out_there_ends_it_here(world: World) {
    let (mut browser, _) = world.sign_in("op", "ada").await;
    let token = World::token(&browser);
    world.adapter("deleteSession", [json!(token)]).await;
    assert_eq!(who(&mut browser).await, "nobody");
}

/// AL-09
async fn whoever_auth_js_knows_by_an_account_is_the_same_user_here(world: World) {
    let id = world.signed_in_there("ada", "token-of-theirs").await;
    let (mut browser, _) = world.sign_in("op", "ada").await;
    assert_eq!(who(&mut browser).await, id);
    assert_ne!(World::token(&browser), "token-of-theirs");
}

async fn whoever_signed_in_here_first_is_the_same_user_there(world: World) {
    let (mut browser, _) = world.sign_in("op", "grace").await;
    let id = who(&mut browser).await;
    let account = json!({ "provider": "op", "providerAccountId": "grace" });
    let user = world.adapter("getUserByAccount", [account]).await;
    assert_eq!(text(&user["id"]), json!(id));
    // And those whom Auth.js makes afterwards get other ids.
    assert_ne!(world.signed_in_there("sofya", "token-of-theirs").await, id);
}

async fn what_auth_js_keeps_of_tokens_stays_as_it_is(world: World) {
    world.signed_in_there("ada", "token-of-theirs").await;
    world.sign_in("op", "ada").await;
    let account = match world.layout {
        crate::world::Layout::PgAdapter => "SELECT access_token FROM accounts",
        crate::world::Layout::Drizzle => "SELECT access_token FROM account",
    };
    let kept: Vec<Option<String>> = sqlx::query_scalar(account)
        .fetch_all(&world.pool)
        .await
        .unwrap();
    assert_eq!(kept, [Some("theirs".to_owned())]);
}

/// AL-04
async fn an_issuer_of_which_nothing_is_said_is_nobodys(world: World) {
    let id = world.signed_in_there("ada", "token-of-theirs").await;
    let (mut browser, location) = world.sign_in("other", "ada").await;
    assert_ne!(who(&mut browser).await, id);
    assert!(location.contains("AUTH-520"), "{location}");
}

/// Whose session Auth.js finds by a token.
async fn there(world: &World, token: &str) -> Value {
    let found = world.adapter("getSessionAndUser", [json!(token)]).await;
    text(&found["user"]["id"])
}

/// Ids are numbers in one layout.
fn text(id: &Value) -> Value {
    match id {
        Value::Number(id) => id.to_string().into(),
        id => id.clone(),
    }
}
