//! Load: connections that are kept alive, each with one request under way.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Connections to one server.
pub(crate) struct Connections {
    streams: Vec<TcpStream>,
    /// How long an answer is, once that is known.
    answer: Vec<u8>,
}

impl Connections {
    /// Opens so many of them.
    pub(crate) fn open(server: SocketAddr, count: usize) -> Self {
        let connect = |_| {
            let stream = TcpStream::connect(server).expect("a server that listens");
            stream.set_nodelay(true).expect("a socket");
            stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
            stream
        };
        Self {
            streams: (0..count).map(connect).collect(),
            answer: vec![0; 4096],
        }
    }

    /// Sends each request over the next connection, and reads all the answers, whose body must be this one.
    pub(crate) fn send(&mut self, requests: &[String], body: &str) {
        for batch in requests.chunks(self.streams.len()) {
            for (stream, request) in self.streams.iter_mut().zip(batch) {
                stream
                    .write_all(request.as_bytes())
                    .expect("a server that reads");
            }
            for (stream, _) in self.streams.iter_mut().zip(batch) {
                let mut length = 0;
                while !self.answer[..length].ends_with(body.as_bytes()) {
                    let read = stream.read(&mut self.answer[length..]).unwrap_or_default();
                    length += read;
                    assert!(
                        read > 0,
                        "this is not the answer with {body:?}: {}",
                        String::from_utf8_lossy(&self.answer[..length])
                    );
                }
            }
        }
    }
}

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
