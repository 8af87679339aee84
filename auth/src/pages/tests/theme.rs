//! What an application can say of how its pages look.

use http::header::CONTENT_SECURITY_POLICY;

use super::tags::tags;
use super::*;

const ACME: Theme = Theme {
    name: Some("Acme & Co"),
    accent: Some("#1d4ed8"),
    logo: Some("/brand/logo;v,2.svg"),
};

fn first(theme: Theme) -> Layout {
    themed(theme, &[&ENGLISH]).of(&HeaderMap::new()).clone()
}

#[test]
fn the_name_stands_in_place_of_the_host() {
    let named = Theme {
        name: ACME.name,
        ..Theme::BUILT_IN
    };
    let page = sign_in(&first(named), &Inputs::PLAIN.sign_in(None));
    assert!(html(&page).contains("<title>Sign in · Acme &amp; Co</title>"));
    assert!(html(&page).contains("<h1>Sign in to <bdi>Acme &amp; Co</bdi></h1>"));
    assert!(!html(&page).contains("app.test"));
    let page = sign_in(&plain(), &Inputs::PLAIN.sign_in(None));
    assert!(html(&page).contains("<title>Sign in · app.test</title>"));
    assert!(html(&page).contains("<h1>Sign in</h1>"));
}

/// SR-07
#[test]
fn the_logo_is_the_one_picture_that_is_let_in() {
    let page = verify_request(&first(ACME));
    let pictures: Vec<_> = tags(html(&page))
        .into_iter()
        .filter(|tag| tag.name == "img")
        .collect();
    assert_eq!(pictures.len(), 1);
    assert!(
        pictures[0]
            .attributes
            .contains(&("src", "https://app.test/brand/logo;v,2.svg"))
    );
    assert!(pictures[0].attributes.contains(&("alt", "Acme &amp; Co")));
    let policy = page.headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
    // A semicolon would end the directive, and a comma the policy.
    assert!(
        policy.contains("; img-src data: https://app.test/brand/logo%3Bv%2C2.svg; "),
        "{policy}"
    );
    let policy = verify_request(&plain())
        .headers
        .remove(CONTENT_SECURITY_POLICY)
        .unwrap();
    assert!(policy.to_str().unwrap().contains("; img-src data:; "));
}

#[test]
fn an_address_that_a_policy_cannot_name_is_its_own_origin() {
    let base_url = BaseUrl::parse("http://[::1]:3000").unwrap();
    let layouts = Layouts::new(&base_url, ACME, &[&ENGLISH], PROVIDERS);
    let page = verify_request(layouts.of(&HeaderMap::new()));
    let policy = page.headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("; img-src data: 'self'; "), "{policy}");
}

#[test]
fn the_colour_reaches_the_stylesheet_and_the_icon() {
    let page = verify_request(&first(ACME));
    assert!(html(&page).contains("--accent:#1d4ed8;"));
    assert!(html(&page).contains("%3Crect width='24' height='24' rx='6' fill='%231d4ed8'/%3E"));
    assert!(html(&verify_request(&plain())).contains("--accent:#0f766e;"));
}
