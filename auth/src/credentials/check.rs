//! Calls the `authorize` function: not too often at once, not for too long, and where a browser that goes away stops nothing.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::timeout;
use tracing::Instrument;

use super::{AuthorizeFn, Credentials};
use crate::account::Profile;

/// Where passwords are checked, a few at a time (ASVS 5.0 §15.1.3): hashing them is meant to be slow.
#[derive(Debug)]
pub(crate) struct Desk {
    places: Arc<Semaphore>,
}

/// Nobody could find out whether it is right.
#[derive(Debug)]
pub(crate) enum Unchecked {
    /// There were too many at once: the function was not called.
    Busy,
    /// The function has not answered in time.
    Late,
    /// The function panicked.
    Panicked,
    /// The function says that it could not find out.
    Failed(Box<dyn Error + Send + Sync>),
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self {
            places: Arc::new(Semaphore::new(PLACES)),
        }
    }

    /// Whom it belongs to; `None` when the name or the password is wrong.
    ///
    /// # Errors
    /// When nobody could find out.
    pub(crate) async fn check(
        &self,
        authorize: AuthorizeFn,
        credentials: Credentials,
    ) -> Result<Option<Profile>, Unchecked> {
        let place = timeout(PATIENCE, Arc::clone(&self.places).acquire_owned());
        let Ok(Ok(place)) = place.await else {
            return Err(Unchecked::Busy);
        };
        // A task of its own: whoever hangs up leaves the place taken for as long as the work goes on, and so cannot have
        // more of it done at once than there are places.
        let work = async move {
            let _place = place;
            timeout(LIMIT, authorize(&credentials)).await
        };
        match tokio::spawn(work.in_current_span()).await {
            Ok(Ok(Ok(found))) => Ok(found),
            Ok(Ok(Err(error))) => Err(Unchecked::Failed(error)),
            Ok(Err(_)) => Err(Unchecked::Late),
            Err(_) => Err(Unchecked::Panicked),
        }
    }
}

impl fmt::Display for Unchecked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => formatter.write_str("too many passwords are being checked at once"),
            Self::Late => formatter.write_str("`authorize` has not answered within ten seconds"),
            Self::Panicked => formatter.write_str("`authorize` panicked"),
            Self::Failed(error) => write!(formatter, "`authorize` could not find out: {error}"),
        }
    }
}

impl Error for Unchecked {}

/// How many calls are made at once.
const PLACES: usize = 16;
/// How long to wait for one of them to end.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long a call may take.
const LIMIT: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::time::sleep;

    use super::*;
    use crate::credentials::{Checked, CredentialsDeclaration};
    use crate::declaration::Answer;

    fn typed(name: &str) -> Credentials {
        let declaration = CredentialsDeclaration {
            fields: &[],
            authorize: by_name,
        };
        let sent = |field: &str| (field == "username").then(|| name.to_owned());
        Credentials::take(&declaration, sent).unwrap()
    }

    /// Does what the name says.
    fn by_name(credentials: &Credentials) -> Answer<'_, Checked> {
        Box::pin(async {
            match credentials.value("username") {
                "ada" => Ok(Some(Profile {
                    subject: "1".into(),
                    ..Profile::default()
                })),
                "panic" => panic!("as it was told"),
                "never" => std::future::pending().await,
                "error" => Err("no database".into()),
                _ => Ok(None),
            }
        })
    }

    #[tokio::test(start_paused = true)]
    async fn what_the_function_says_is_what_counts() {
        let desk = Desk::new();
        let found = desk.check(by_name, typed("ada")).await.unwrap();
        assert_eq!(found.map(|profile| profile.subject), Some("1".into()));
        assert_eq!(desk.check(by_name, typed("bob")).await.unwrap(), None);
        for (name, why) in [
            ("panic", "`authorize` panicked"),
            ("never", "`authorize` has not answered within ten seconds"),
            ("error", "`authorize` could not find out: no database"),
        ] {
            let error = desk.check(by_name, typed(name)).await.unwrap_err();
            assert_eq!(error.to_string(), why);
        }
    }

    static AT_ONCE: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);

    fn slowly(_: &Credentials) -> Answer<'_, Checked> {
        Box::pin(async {
            let now = AT_ONCE.fetch_add(1, Ordering::SeqCst) + 1;
            MOST.fetch_max(now, Ordering::SeqCst);
            sleep(Duration::from_secs(3)).await;
            AT_ONCE.fetch_sub(1, Ordering::SeqCst);
            Ok(None)
        })
    }

    /// LD-04: neither many at once nor those who hang up take more places than there are.
    #[tokio::test(start_paused = true)]
    async fn only_so_many_are_checked_at_once_whoever_hangs_up() {
        let desk = Arc::new(Desk::new());
        let check = || {
            let desk = Arc::clone(&desk);
            tokio::spawn(async move { desk.check(slowly, typed("ada")).await })
        };
        let impatient: Vec<_> = (0..PLACES).map(|_| check()).collect();
        sleep(Duration::from_secs(1)).await;
        for one in impatient {
            one.abort();
        }
        let others: Vec<_> = (0..100).map(|_| check()).collect();
        let mut busy = 0;
        for other in others {
            busy += usize::from(matches!(other.await.unwrap(), Err(Unchecked::Busy)));
        }
        assert!(MOST.load(Ordering::SeqCst) <= PLACES);
        assert!(busy >= 100 - PLACES, "{busy}");
    }
}
