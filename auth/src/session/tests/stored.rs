//! Sessions that a store has found, as the application sees them.

use super::super::stored::content;
use super::*;
use crate::account::User;
use crate::store::{FoundSession, SessionToken, UserRecord};

fn found(provider: &str, authenticated_at: Option<u64>) -> FoundSession {
    FoundSession {
        user: UserRecord {
            user: User::default(),
            roles: Vec::new(),
            disabled: false,
            created_at: NOW,
        },
        provider: provider.to_owned(),
        signed_in_at: NOW,
        authenticated_at,
        begun_elsewhere: authenticated_at.is_none(),
        seen_at: NOW,
        expires_at: NOW + DAY,
        data: None,
    }
}

fn read(found: FoundSession) -> SessionContent<App> {
    content(SessionToken::new("a token").hash(), found).unwrap()
}

/// What another library began says nothing of when anybody proved who they are.
#[test]
fn a_session_of_which_nobody_has_said_when_it_was_proved_is_never_fresh() {
    let proved = read(found("dev", Some(NOW - 60)));
    assert_eq!(proved.authenticated_at(), Some(NOW - 60));
    assert_eq!(proved.signed_in_at, NOW);
    assert_eq!(read(found("dev", None)).authenticated_at(), None);
}

#[test]
fn a_session_that_began_with_no_provider_of_ours_has_none() {
    let session = read(found("", None));
    assert!(session.provider.is_none() && session.undeclared_provider.is_none());
    let session = read(found("gone", Some(NOW)));
    assert_eq!(session.undeclared_provider.as_deref(), Some("gone"));
}
