//! Functions of the application that may fail without harm: awaited for a bounded time, their panics caught.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use auth_spec::ErrorCode;

use crate::declaration::Answer;

/// Calls a function that the declaration may name, and waits for its answer, [`LIMIT`] at most. `None` when there is no
/// such function; `Some(None)` when it has no answer to give, which has been logged under its `name`.
///
/// What such a function leaves half done is the application's own; nothing of this library is in its hands.
pub(crate) async fn supervised<'a, T>(
    name: &'static str,
    call: impl FnOnce() -> Option<Answer<'a, T>>,
) -> Option<Option<T>> {
    let called = catch_unwind(AssertUnwindSafe(call));
    let mut answer = match called {
        Ok(answer) => answer?,
        Err(_) => return Some(failed(name, "it panicked")),
    };
    let polled =
        poll_fn(
            |context| match catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(context))) {
                Ok(poll) => poll.map(Some),
                Err(_) => None.into(),
            },
        );
    Some(match tokio::time::timeout(LIMIT, polled).await {
        Ok(Some(value)) => Some(value),
        Ok(None) => failed(name, "it panicked"),
        Err(_) => failed(name, "it took longer than five seconds"),
    })
}

fn failed<T>(name: &'static str, why: &'static str) -> Option<T> {
    let code = ErrorCode::FUNCTION_FAILED.code;
    tracing::error!(code, function = name, "a function of `auth!` failed: {why}");
    None
}

/// How long such a function may take.
const LIMIT: Duration = Duration::from_secs(5);

#[cfg(test)]
mod tests {
    use std::future::{Future, pending, ready};

    use super::*;

    fn answer<'a, T: 'a>(future: impl Future<Output = T> + Send + 'a) -> Option<Answer<'a, T>> {
        Some(Box::pin(future))
    }

    #[tokio::test]
    async fn what_answers_is_heard() {
        assert_eq!(supervised("f", || answer(ready(7))).await, Some(Some(7)));
        assert_eq!(supervised::<u8>("f", || None).await, None);
    }

    /// S3-19
    #[tokio::test]
    async fn a_panic_is_no_answer() {
        let called = supervised::<u8>("f", || panic!("while it is called"));
        assert_eq!(called.await, Some(None));
        let polled = supervised::<u8>("f", || answer(async { panic!("while it is polled") }));
        assert_eq!(polled.await, Some(None));
        let later = supervised::<u8>("f", || {
            answer(async {
                tokio::task::yield_now().await;
                panic!("after it has waited")
            })
        });
        assert_eq!(later.await, Some(None));
    }

    #[tokio::test(start_paused = true)]
    async fn what_takes_too_long_is_waited_for_no_longer() {
        let began = tokio::time::Instant::now();
        let never = supervised::<u8>("f", || answer(pending()));
        assert_eq!(never.await, Some(None));
        assert_eq!(began.elapsed().as_secs(), 5);
    }
}
