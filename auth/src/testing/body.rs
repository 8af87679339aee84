//! Bodies that arrive slowly, never end, or break off.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf, Bytes};
use http_body::{Body, Frame};
use tokio::time::Sleep;

/// One byte at a time.
pub(super) struct Drip {
    rest: Bytes,
    interval: Duration,
    next: Pin<Box<Sleep>>,
}

impl Drip {
    pub(super) fn new(body: Bytes, interval: Duration) -> Self {
        Self {
            rest: body,
            interval,
            next: Box::pin(tokio::time::sleep(interval)),
        }
    }
}

impl Body for Drip {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if !self.rest.has_remaining() {
            return Poll::Ready(None);
        }
        std::task::ready!(self.next.as_mut().poll(context));
        self.next = Box::pin(tokio::time::sleep(self.interval));
        let byte = self.rest.split_to(1);
        Poll::Ready(Some(Ok(Frame::data(byte))))
    }
}

/// A JSON object with one very long string, of which one piece is in memory.
pub(super) struct Huge {
    opening: Bytes,
    left: u64,
    piece: Bytes,
    closing: Bytes,
}

impl Huge {
    /// `bytes` in all, but never fewer than the object needs.
    pub(super) fn new(bytes: u64) -> Self {
        let frame = (OPENING.len() + CLOSING.len()) as u64;
        Self {
            opening: Bytes::from_static(OPENING),
            left: bytes.saturating_sub(frame),
            piece: Bytes::from(vec![b'x'; PIECE]),
            closing: Bytes::from_static(CLOSING),
        }
    }
}

impl Body for Huge {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let piece = if !self.opening.is_empty() {
            std::mem::take(&mut self.opening)
        } else if self.left > 0 {
            let length = usize::try_from(self.left).map_or(PIECE, |left| left.min(PIECE));
            self.left -= length as u64;
            self.piece.slice(..length)
        } else {
            std::mem::take(&mut self.closing)
        };
        Poll::Ready((!piece.is_empty()).then(|| Ok(Frame::data(piece))))
    }
}

/// A body that ends in a transport error at once.
pub(super) struct Broken;

impl Body for Broken {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())))
    }
}

const PIECE: usize = 64 * 1024;
const OPENING: &[u8] = br#"{"padding":""#;
const CLOSING: &[u8] = br#""}"#;
