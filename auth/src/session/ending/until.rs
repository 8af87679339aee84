//! A stream that ends with a session.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use pin_project_lite::pin_project;

use super::Ended;

pin_project! {
    /// A stream that is over when a session is: [`Auth::until_ended`](crate::Auth::until_ended).
    #[derive(Debug)]
    #[must_use = "a stream does nothing unless it is polled"]
    pub struct UntilEnded<S> {
        #[pin]
        stream: S,
        ended: Ended,
        over: bool,
    }
}

impl<S> UntilEnded<S> {
    pub(crate) fn new(ended: Ended, stream: S) -> Self {
        Self {
            stream,
            ended,
            over: false,
        }
    }
}

/// The end comes first: whatever else is ready is for nobody any more.
impl<S: Stream> Stream for UntilEnded<S> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let this = self.project();
        if *this.over || Pin::new(this.ended).poll(context).is_ready() {
            *this.over = true;
            return Poll::Ready(None);
        }
        let item = std::task::ready!(this.stream.poll_next(context));
        *this.over = item.is_none();
        Poll::Ready(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self.over {
            true => (0, Some(0)),
            false => (0, self.stream.size_hint().1),
        }
    }
}
