//! Finding out whether the sessions on the list still live: one task per process, one question at a time.

use std::sync::Arc;
use std::time::Duration;

use auth_spec::ErrorCode;
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::list::{Due, List};
use super::{ASKED_EVERY, ASKED_EVERY_WHERE_TOLD};
use crate::clock::SharedClock;
use crate::session::lifetime::Lifetime;
use crate::session::revocation::{Revocable, Revocation};
use crate::session::stored::living;
use crate::store::{Sessions, StoreError, TokenHash, in_time};

/// Who knows whether a session lives.
#[derive(Debug, Clone)]
pub(in crate::session) enum Authority {
    /// Nobody but the clock and this process.
    Nobody,
    /// A store of those that have been ended.
    Ended(Arc<Revocation>),
    /// A store of sessions.
    Stored {
        store: Arc<dyn Sessions>,
        lifetime: Lifetime,
        clock: SharedClock,
    },
}

/// Begins to attend to the list, where there is a runtime; without one nothing on it is ever known.
pub(in crate::session) fn attend(list: &Arc<List>, authority: &Authority) {
    let guard = Attending {
        list: Arc::clone(list),
        done: false,
    };
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn(look_after(guard, authority.clone()));
    }
}

/// Whoever attends. When a runtime is shut down, the task goes before it is done.
struct Attending {
    list: Arc<List>,
    done: bool,
}

impl Drop for Attending {
    fn drop(&mut self) {
        if !self.done {
            self.list.abandon();
        }
    }
}

async fn look_after(mut attending: Attending, authority: Authority) {
    let list = Arc::clone(&attending.list);
    let store_knows_best = matches!(authority, Authority::Stored { .. });
    loop {
        list.look_at_the_clock(store_knows_best);
        if let Some(due) = authority.next(&list) {
            let silent = {
                let mut answer = std::pin::pin!(authority.ask(&list, &due));
                // The clock goes on while a store is slow.
                loop {
                    match timeout(TICK, answer.as_mut()).await {
                        Ok(silent) => break silent,
                        Err(_) => list.look_at_the_clock(store_knows_best),
                    }
                }
            };
            let pause = if silent { TICK } else { PACE };
            tokio::time::sleep(pause).await;
            continue;
        }
        if list.leave_if_empty() {
            attending.done = true;
            return;
        }
        // That nobody has to hurry is all that an error says.
        let _ = timeout(TICK, list.hurry.notified()).await;
    }
}

impl Authority {
    fn next(&self, list: &List) -> Option<Due> {
        let seconds = match self {
            Self::Nobody => return None,
            Self::Ended(revocation) if revocation.is_told() => ASKED_EVERY_WHERE_TOLD,
            Self::Ended(_) | Self::Stored { .. } => ASKED_EVERY,
        };
        list.next(Duration::from_secs(seconds))
    }

    /// Asks for a session, and notes the answer. Whether there is none, for the second time in a row.
    async fn ask(&self, list: &List, due: &Due) -> bool {
        match self.lives(due).await {
            Ok(Life::Goes { until }) => list.lives(&due.key, until),
            Ok(Life::IsOver) => list.is_over(&due.key),
            Err(error) => {
                let first = list.unanswered(&due.key);
                if first {
                    let code = ErrorCode::STORE_UNAVAILABLE.code;
                    tracing::error!(code, %error, "whether sessions live that are awaited is not known");
                }
                return !first;
            }
        }
        false
    }

    async fn lives(&self, due: &Due) -> Result<Life, StoreError> {
        match self {
            Self::Nobody => Ok(Life::Goes { until: None }),
            Self::Ended(revocation) => {
                let session = Revocable {
                    user_id: &due.key.user_id,
                    id: &due.key.id,
                    epoch: due.epoch,
                };
                Ok(match revocation.stands(session).await? {
                    true => Life::Goes { until: None },
                    false => Life::IsOver,
                })
            }
            Self::Stored {
                store,
                lifetime,
                clock,
            } => {
                let Some(hash) = TokenHash::parse(&due.key.id) else {
                    return Ok(Life::IsOver);
                };
                let found = in_time(store.find_session(&hash)).await?;
                let living = living(&**store, *lifetime, &hash, found, clock.now()).await?;
                // A token is somebody's for ever; whoever has another user's is not who was let in.
                let living = living.filter(|found| *found.user.user.id == *due.key.user_id);
                Ok(match living {
                    Some(found) => Life::Goes {
                        until: Some(lifetime.ends_at(&found)),
                    },
                    None => Life::IsOver,
                })
            }
        }
    }
}

enum Life {
    /// It does, until then if the store knows.
    Goes {
        until: Option<u64>,
    },
    IsOver,
}

/// How often somebody looks at the clock.
const TICK: Duration = Duration::from_secs(1);
/// Between two questions: a store is asked at most five hundred times a second, however many sessions there are.
const PACE: Duration = Duration::from_millis(2);
