//! `events: { create_user, update_user, link_account }`, and the page for those who are new.

use auth::testing::Persona;

use crate::book::Book;
use crate::world::{World, who};

#[tokio::test]
async fn whoever_signs_in_for_the_first_time_is_told_of_and_sees_the_page_for_those_who_are_new() {
    let world = World::new();
    let mut browser = world.browser();
    let answer = world.sign_in(&mut browser, "op", "ada").await;
    assert_eq!(answer.location(), "https://app.test/welcome");
    assert_eq!(
        Book::read(),
        ["created ada@example.com by Op", "signed in by Op"]
    );
    let answer = world.sign_in(&mut browser, "op", "ada").await;
    assert_eq!(answer.location(), "https://app.test/");
    assert_eq!(Book::read(), ["signed in by Op"]);
}

#[tokio::test]
async fn the_page_for_those_who_are_new_knows_where_they_were_going() {
    let world = World::new();
    let mut browser = world.browser();
    let fields = [("callbackUrl", "/dashboard")];
    for (persona, location) in [
        ("ada", "https://app.test/welcome?callbackUrl=%2Fdashboard"),
        ("ada", "https://app.test/dashboard"),
    ] {
        let start = browser.submit("/auth/signin/op", &fields).await;
        let answer = world.finish(&mut browser, "op", &start, persona).await;
        assert_eq!(answer.location(), location);
    }
}

#[tokio::test]
async fn a_link_and_a_password_make_users_too() {
    let world = World::new();
    let mut browser = world.browser();
    let answer = world.type_in(&mut browser, "margaret").await;
    assert_eq!(answer.location(), "https://app.test/welcome");
    assert_eq!(who(&mut browser).await, "margaret@example.com");
    let mut browser = world.browser();
    let answer = world.follow_a_link(&mut browser, "joan@example.com").await;
    assert_eq!(answer.location(), "https://app.test/welcome");
    assert_eq!(who(&mut browser).await, "joan@example.com");
    assert_eq!(
        Book::read(),
        [
            "created margaret@example.com by Credentials",
            "signed in by Credentials",
            "created joan@example.com by Email",
            "signed in by Email",
        ]
    );
}

#[tokio::test]
async fn a_user_whose_address_has_been_verified_since_is_told_of() {
    let world = World::new();
    world.signed_in("alan").await;
    Book::read();
    let verified = Persona::new("alan").verified_email("Alan@Example.com");
    world.signed_in_by("op", verified.clone()).await;
    assert_eq!(
        Book::read(),
        [
            "updated alan@example.com, verified: true",
            "signed in by Op"
        ]
    );
    world.signed_in_by("op", verified).await;
    assert_eq!(Book::read(), ["signed in by Op"], "once");
}

#[tokio::test]
async fn an_account_that_is_linked_is_told_of_once() {
    let world = World::new();
    let mut browser = world.signed_in("ada").await;
    Book::read();
    for _ in 0..2 {
        world.link(&mut browser, "other", "grace").await;
    }
    assert_eq!(Book::read(), ["linked Other to ada@example.com"]);
}

#[tokio::test]
async fn who_is_refused_makes_nobody() {
    let world = World::new();
    world.sign_in(&mut world.browser(), "op", "banned").await;
    assert_eq!(Book::read(), Vec::<String>::new());
    assert_eq!(world.id_of("banned@example.com").await, None);
}
