//! The end of a session, for whoever holds a connection open under it: a WebSocket, or a stream of server-sent events.
//!
//! 1. A session whose end is awaited stands on a list, once for all who await it, and for as long as somebody does.
//! 2. One task per process attends to the list while anybody is on it: once a second it looks at the clock, and one after
//!    another it asks the store that sessions have. A session that is new on the list, and one of whose end something has
//!    been heard, are asked for first.
//! 3. What ends here, and what a store tells, is only a reason to ask: the store has the last word, as for a request.
//! 4. When the store does not answer for [`UNANSWERED`] seconds, nothing is known, and the sessions are over.

mod asking;
mod list;
mod until;

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

pub(super) use asking::{Authority, attend};
pub(super) use list::{Awaited, List};
pub use until::UntilEnded;

/// Why a session is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SessionEnd {
    /// Its time is over: the absolute limit (`max_age`), or the one for a session that nobody uses (`idle`).
    Expired,
    /// It was ended before its time: by a sign-out here or elsewhere, by a provider's logout token, because its user is kept
    /// out or deleted.
    Ended,
    /// The store has not said for a minute whether it lives. It may: whoever comes again is asked for it again.
    Unconfirmed,
}

impl fmt::Display for SessionEnd {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Expired => "the session has expired",
            Self::Ended => "the session was ended",
            Self::Unconfirmed => "whether the session lives is not known",
        })
    }
}

impl Error for SessionEnd {}

/// The end of a session, as a future: [`Auth::ended`](crate::Auth::ended).
///
/// It can be polled by reference in a loop with `tokio::select!`, and dropped at any time. Whoever asks again after the
/// end gets the same answer.
#[must_use = "nobody hears of the end unless it is awaited"]
pub struct Ended {
    state: State,
}

enum State {
    Awaited(Pin<Box<dyn Future<Output = SessionEnd> + Send>>),
    Over(SessionEnd),
}

impl Ended {
    pub(super) fn of(awaited: Awaited) -> Self {
        Self {
            state: State::Awaited(Box::pin(awaited.end())),
        }
    }
}

impl Future for Ended {
    type Output = SessionEnd;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<SessionEnd> {
        let end = match &mut self.state {
            State::Over(end) => return Poll::Ready(*end),
            State::Awaited(end) => std::task::ready!(end.as_mut().poll(context)),
        };
        self.state = State::Over(end);
        Poll::Ready(end)
    }
}

/// Not whose session it is.
impl fmt::Debug for Ended {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.state {
            State::Over(end) => formatter.debug_tuple("Ended").field(end).finish(),
            State::Awaited(_) => formatter.debug_struct("Ended").finish_non_exhaustive(),
        }
    }
}

/// A session on the list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub(super) user_id: Box<str>,
    pub(super) id: Box<str>,
}

type SharedKey = Arc<Key>;

/// How often a session is asked for, in seconds: as [`KNOWN_FOR`](super::revocation::KNOWN_FOR) has it for requests.
const ASKED_EVERY: u64 = 5;
/// The same where the store tells what has ended, in seconds: then this only finds out whether it still can.
const ASKED_EVERY_WHERE_TOLD: u64 = 30;
/// How long a store may say nothing of a session before that is over, in seconds.
const UNANSWERED: u64 = 60;
