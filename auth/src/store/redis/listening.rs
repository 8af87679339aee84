//! Hearing whose sessions are ended, for as long as the process lives.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{PushInfo, PushKind, RedisError, cmd, from_redis_value};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{sleep, timeout};

use super::connection::Connections;
use crate::store::{EndingListener, StoreError};

/// Tells the listener for as long as the future is awaited, and connects anew whenever the connection is lost.
pub(super) async fn listen(
    connections: &Connections,
    channel: &str,
    listener: &dyn EndingListener,
) {
    let mut attempt = 0;
    let mut pause = SHORTEST;
    let mut heard = true;
    loop {
        let ended = match Heard::begin(connections, attempt, channel).await {
            Ok(mut server) => {
                // What was published before has not been heard.
                listener.missed();
                (pause, heard) = (SHORTEST, true);
                server.tell(listener).await
            }
            Err(error) => error,
        };
        if heard {
            let error = StoreError::from(ended);
            tracing::warn!(code = error.code().code, %error, "it is not heard which sessions other processes end");
            heard = false;
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST);
        attempt += 1;
    }
}

/// A connection on which what is published is heard.
struct Heard {
    connection: MultiplexedConnection,
    pushes: UnboundedReceiver<PushInfo>,
}

impl Heard {
    async fn begin(
        connections: &Connections,
        attempt: usize,
        channel: &str,
    ) -> Result<Self, RedisError> {
        let (sender, pushes) = unbounded_channel();
        let mut connection = connections.listen(attempt, sender).await?;
        connection.subscribe(channel).await?;
        Ok(Self { connection, pushes })
    }

    /// Until nothing is heard any more. A connection can be lost without anybody saying so: silence is asked about.
    async fn tell(&mut self, listener: &dyn EndingListener) -> RedisError {
        loop {
            match timeout(SILENCE, self.pushes.recv()).await {
                Ok(Some(push)) if push.kind == PushKind::Disconnection => return lost(),
                Ok(Some(push)) => told(push, listener),
                Ok(None) => return lost(),
                Err(_) => {
                    let answer = cmd("PING").exec_async(&mut self.connection).await;
                    if let Err(error) = answer {
                        return error;
                    }
                }
            }
        }
    }
}

/// `[channel, message]`, whose text is the id of a user.
fn told(push: PushInfo, listener: &dyn EndingListener) {
    if push.kind != PushKind::Message {
        return;
    }
    let message = push.data.into_iter().nth(1);
    match message.map(from_redis_value::<String>) {
        Some(Ok(user_id)) => listener.ended(&user_id),
        // Not one of ours.
        _ => listener.missed(),
    }
}

fn lost() -> RedisError {
    std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into()
}

/// How long nobody says anything until the server is asked whether it is still there.
const SILENCE: Duration = Duration::from_secs(5);
/// How long until it is tried again, at first and at last.
const SHORTEST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_secs(2);
