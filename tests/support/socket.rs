//! A WebSocket to an application: a real client, over a real connection.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use futures_util::{SinkExt, StreamExt};
use http::StatusCode;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// An application that serves on a port of this machine until it is dropped.
#[derive(Debug)]
pub struct Served {
    address: SocketAddr,
    server: JoinHandle<()>,
}

/// An open WebSocket.
#[derive(Debug)]
pub struct Socket(WebSocketStream<TcpStream>);

/// Why there is no socket.
#[derive(Debug)]
pub struct NotOpened {
    /// Of the answer.
    pub status: StatusCode,
    /// Of the problem document.
    pub code: Option<String>,
}

impl Served {
    /// Serves.
    ///
    /// # Panics
    /// When this machine has no free port.
    pub async fn new(router: &Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = router.clone();
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("it serves");
        });
        Self { address, server }
    }

    /// Opens a WebSocket with these header fields, as a page of that origin does; a program states none.
    ///
    /// # Errors
    /// With the answer to the handshake, when it is another.
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn socket(
        &self,
        path: &str,
        cookies: &str,
        origin: Option<&str>,
    ) -> Result<Socket, NotOpened> {
        let mut request = format!("ws://{}{path}", self.address)
            .into_client_request()
            .expect("a request");
        let headers = request.headers_mut();
        headers.insert("cookie", cookies.parse().expect("a value"));
        if let Some(origin) = origin {
            headers.insert("origin", origin.parse().expect("a value"));
        }
        let connection = TcpStream::connect(self.address).await.expect("it serves");
        match client_async(request, connection).await {
            Ok((socket, _)) => Ok(Socket(socket)),
            Err(Error::Http(answer)) => Err(NotOpened {
                status: answer.status(),
                code: answer.body().as_deref().and_then(code),
            }),
            Err(error) => panic!("{error}"),
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Socket {
    /// Says something, and gives what comes back.
    ///
    /// # Panics
    /// When nothing does.
    pub async fn say(&mut self, text: &str) -> String {
        self.0.send(Message::text(text)).await.expect("it is open");
        match self.next().await {
            Message::Text(text) => text.to_string(),
            other => panic!("{other:?}"),
        }
    }

    /// The reason with which the other side closes it.
    ///
    /// # Panics
    /// When it says something else, or does not close it within five seconds.
    pub async fn closed(mut self) -> String {
        match self.next().await {
            Message::Close(Some(frame)) => frame.reason.to_string(),
            other => panic!("{other:?}"),
        }
    }

    async fn next(&mut self) -> Message {
        let next = timeout(PATIENCE, self.0.next()).await;
        next.expect("in time")
            .expect("a message")
            .expect("no error")
    }
}

fn code(body: &[u8]) -> Option<String> {
    let problem: serde_json::Value = serde_json::from_slice(body).ok()?;
    Some(problem["code"].as_str()?.to_owned())
}

const PATIENCE: Duration = Duration::from_secs(5);
