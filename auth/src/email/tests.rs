//! Links, with a store and a mailer that can fail.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use super::*;
use crate::clock::Clock;
use crate::error::EmailError;
use crate::outbound::BoxFuture;
use crate::pages::ENGLISH;
use crate::store::{
    Creation, Memory, StoreError, TakenToken, VerificationToken, VerificationTokens,
};

const NOW: u64 = 1_800_000_000;

/// What the mailer was given, and what went wrong there.
#[derive(Debug, Clone, Default)]
struct Post {
    sent: Arc<Mutex<Vec<Message>>>,
    silent: Arc<AtomicBool>,
    broken: Arc<AtomicBool>,
}

impl Mailer for Post {
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<(), MailError>> {
        Box::pin(async move {
            if self.silent.load(Ordering::SeqCst) {
                std::future::pending::<()>().await;
            }
            if self.broken.load(Ordering::SeqCst) {
                return Err(MailError::new("550 no such mailbox"));
            }
            self.sent.lock().unwrap().push(message.clone());
            Ok(())
        })
    }
}

/// A store that shows what it is given, and can be down.
#[derive(Debug, Clone, Default)]
struct Shelf {
    memory: Memory,
    kept: Arc<Mutex<Vec<(String, String, u64)>>>,
    down: Arc<AtomicBool>,
}

impl Shelf {
    fn works(&self) -> Result<(), StoreError> {
        match self.down.load(Ordering::SeqCst) {
            true => Err(StoreError::unavailable("down")),
            false => Ok(()),
        }
    }
}

impl VerificationTokens for Shelf {
    fn create_token<'a>(
        &'a self,
        token: &'a VerificationToken<'a>,
    ) -> BoxFuture<'a, Result<Creation, StoreError>> {
        Box::pin(async move {
            self.works()?;
            let row = (
                token.identifier.into(),
                token.token.into(),
                token.expires_at,
            );
            self.kept.lock().unwrap().push(row);
            self.memory.create_token(token).await
        })
    }

    fn take_token<'a>(
        &'a self,
        identifier: &'a str,
        token: &'a str,
    ) -> BoxFuture<'a, Result<Option<TakenToken>, StoreError>> {
        Box::pin(async move {
            self.works()?;
            self.memory.take_token(identifier, token).await
        })
    }

    fn delete_expired_tokens(
        &self,
        now: u64,
        at_most: usize,
    ) -> BoxFuture<'_, Result<usize, StoreError>> {
        self.memory.delete_expired_tokens(now, at_most)
    }
}

#[derive(Debug, Clone)]
struct Hands(Arc<AtomicU64>);

impl Clock for Hands {
    fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

struct World {
    links: Links,
    post: Post,
    shelf: Shelf,
    hands: Hands,
}

impl World {
    fn new() -> Self {
        let (post, shelf) = (Post::default(), Shelf::default());
        let hands = Hands(Arc::new(AtomicU64::new(NOW)));
        let clock = Arc::new(hands.clone());
        let links = Links::new(Arc::new(shelf.clone()), Arc::new(post.clone()), clock);
        Self {
            links,
            post,
            shelf,
            hands,
        }
    }

    fn request(address: &str) -> Request<'static> {
        Request {
            provider: "email",
            address: EmailAddress::parse(address).unwrap(),
            callback_url: Some("/dashboard".into()),
            redirect_uri: "https://app.test/auth/callback/email",
            from: None,
            max_age: 600,
            application: "app.test",
            texts: &ENGLISH,
            peer: None,
        }
    }

    /// Sends a link to an address; the link.
    async fn send(&self, address: &str) -> Link {
        self.links.send(Self::request(address)).await.unwrap();
        let message = self.post.sent.lock().unwrap().last().cloned().unwrap();
        let value = |wanted: &str| {
            let mut pairs = message.url.query_pairs();
            pairs
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.into_owned())
        };
        Link::read(
            value("email").as_deref(),
            value("token").as_deref(),
            value("callbackUrl").as_deref(),
        )
        .unwrap()
    }

    async fn redeem(&self, link: &Link) -> Result<(), EmailError> {
        self.links.redeem("email", link).await
    }
}

fn is_none(result: &Result<(), EmailError>) -> bool {
    matches!(result, Err(EmailError::Link))
}

/// AL-12
#[tokio::test]
async fn a_link_works_once() {
    let world = World::new();
    let link = world.send("ada@x.test").await;
    world.redeem(&link).await.unwrap();
    assert!(is_none(&world.redeem(&link).await));
}

/// AL-12
#[tokio::test]
async fn of_many_that_use_a_link_at_once_one_succeeds() {
    let world = World::new();
    let link = world.send("ada@x.test").await;
    let uses: Vec<_> = (0..20).map(|_| world.redeem(&link)).collect();
    let mut succeeded = 0;
    for one in uses {
        succeeded += usize::from(one.await.is_ok());
    }
    assert_eq!(succeeded, 1);
}

/// AL-12
#[tokio::test]
async fn a_link_works_for_ten_minutes_and_no_longer() {
    for (seconds, works) in [(600, true), (601, false)] {
        let world = World::new();
        let link = world.send("ada@x.test").await;
        world.hands.0.fetch_add(seconds, Ordering::SeqCst);
        assert_eq!(world.redeem(&link).await.is_ok(), works, "{seconds}");
        assert!(is_none(&world.redeem(&link).await));
    }
}

/// AL-12, AL-15
#[tokio::test]
async fn a_link_that_has_been_changed_is_none_and_uses_nothing_up() {
    let world = World::new();
    let link = world.send("ada@x.test").await;
    let token = link.token().to_owned();
    let first = if token.starts_with('A') { "B" } else { "A" };
    let changed = [first, &token[1..]].concat();
    for (email, token, callback_url) in [
        ("eve@x.test", &token, Some("/dashboard")),
        ("Ada@x.test", &token, Some("/dashboard")),
        ("ada@x.test", &changed, Some("/dashboard")),
        ("ada@x.test", &token, Some("/elsewhere")),
        ("ada@x.test", &token, None),
    ] {
        let other = Link::read(Some(email), Some(token), callback_url).unwrap();
        assert!(
            is_none(&world.redeem(&other).await),
            "{email} {callback_url:?}"
        );
    }
    assert!(is_none(&world.links.redeem("other", &link).await));
    world.redeem(&link).await.unwrap();
}

#[tokio::test]
async fn a_store_is_given_a_hash_that_makes_no_link() {
    let world = World::new();
    let link = world.send("Ada@X.test").await;
    let kept = world.shelf.kept.lock().unwrap().clone();
    let [(identifier, token, expires_at)] = kept.as_slice() else {
        panic!("{kept:?}");
    };
    assert_eq!(
        (identifier.as_str(), *expires_at),
        ("Ada@x.test", NOW + 600)
    );
    assert_eq!(token.len(), 64);
    assert!(!token.contains(link.token()) && !link.token().contains(token.as_str()));
}

#[tokio::test]
async fn what_is_not_kept_is_not_sent() {
    let world = World::new();
    world.shelf.down.store(true, Ordering::SeqCst);
    let result = world.links.send(World::request("ada@x.test")).await;
    assert!(matches!(result, Err(EmailError::Store(_))), "{result:?}");
    assert!(world.post.sent.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_store_that_is_down_lets_nobody_in_and_uses_nothing_up() {
    let world = World::new();
    let link = world.send("ada@x.test").await;
    world.shelf.down.store(true, Ordering::SeqCst);
    assert!(matches!(
        world.redeem(&link).await,
        Err(EmailError::Store(_))
    ));
    world.shelf.down.store(false, Ordering::SeqCst);
    world.redeem(&link).await.unwrap();
}

#[tokio::test]
async fn whoever_asks_is_told_when_nothing_was_sent() {
    let world = World::new();
    world.post.broken.store(true, Ordering::SeqCst);
    let error = world
        .links
        .send(World::request("ada@x.test"))
        .await
        .unwrap_err();
    assert_eq!(error.code().name, "mail_not_sent");
    assert_eq!(
        error.to_string(),
        "the e-mail could not be sent: 550 no such mailbox"
    );
}

#[tokio::test(start_paused = true)]
async fn a_mailer_that_does_not_answer_is_not_waited_for() {
    let world = World::new();
    world.post.silent.store(true, Ordering::SeqCst);
    let began = tokio::time::Instant::now();
    let result = world.links.send(World::request("ada@x.test")).await;
    assert!(matches!(result, Err(EmailError::Mail(_))));
    assert_eq!(began.elapsed().as_secs(), 15);
}

#[tokio::test]
async fn an_address_that_was_sent_enough_is_sent_nothing_and_costs_nothing() {
    let world = World::new();
    for _ in 0..5 {
        world.send("ada@x.test").await;
    }
    let result = world.links.send(World::request("ada@x.test")).await;
    assert!(matches!(
        result,
        Err(EmailError::TooOften { retry_after: 180 })
    ));
    assert_eq!(world.post.sent.lock().unwrap().len(), 5);
    assert_eq!(world.shelf.kept.lock().unwrap().len(), 5);
    world.hands.0.fetch_add(180, Ordering::SeqCst);
    world.send("ada@x.test").await;
}

#[tokio::test]
async fn links_that_have_expired_are_forgotten_when_others_are_sent() {
    let world = World::new();
    world.send("ada@x.test").await;
    world.hands.0.fetch_add(601, Ordering::SeqCst);
    world.send("bob@x.test").await;
    let printed = format!("{:?}", world.shelf.memory);
    assert!(printed.contains("entries: 1"), "{printed}");
}

/// SR-05
#[tokio::test]
async fn no_error_holds_an_address_or_a_link() {
    let errors = [
        EmailError::Address(EmailAddress::parse("canary@").unwrap_err()),
        EmailError::TooOften { retry_after: 7 },
        EmailError::Link,
        EmailError::Store(StoreError::Full),
    ];
    for error in errors {
        let printed = format!("{error} {error:?}");
        assert!(!printed.contains("canary"), "{printed}");
    }
}
