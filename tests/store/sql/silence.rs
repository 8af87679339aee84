//! A network that lets connections vanish: nobody says that they are gone.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use auth::store::Users;
use auth_store_tests::{Mariadb, Postgresql, trial, until_async};
use libtest_mimic::Trial;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::world::{Place, add};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial(
            "postgresql::connections_that_have_vanished_take_no_places",
            async |server: &Postgresql| vanished(server, server.process().port()).await,
        ),
        trial(
            "mariadb::connections_that_have_vanished_take_no_places",
            async |server: &Mariadb| vanished(server, server.process().port()).await,
        ),
    ]
}

/// ST-01, ST-03
async fn vanished<P: Place>(place: &P, port: u16) {
    let (store, url) = place.empty();
    add(&store, "ada").await;
    let network = Network::before(port).await;
    let here = url.replace(&format!(":{port}/"), &format!(":{}/", network.port));
    let store = P::open(&here);
    let at_once = |store: &P::Store| {
        let many = (0..40).map(|_| {
            let store = store.clone();
            tokio::spawn(tokio::time::timeout(SOON, async move {
                store.find_user("ada").await
            }))
        });
        many.collect::<Vec<_>>()
    };
    for one in at_once(&store) {
        assert!(one.await.unwrap().unwrap().unwrap().is_some());
    }
    network.swallows.store(true, Ordering::SeqCst);
    // All connections there are, and some that are being made.
    for one in at_once(&store) {
        assert!(!matches!(one.await.unwrap(), Ok(Ok(_))));
    }
    until_async("none of them takes a place", async || {
        format!("{store:?}").contains("connections: 0")
    })
    .await;
    network.swallows.store(false, Ordering::SeqCst);
    until_async("it answers by new connections", async || {
        matches!(store.find_user("ada").await, Ok(Some(_)))
    })
    .await;
    for one in at_once(&store) {
        assert!(one.await.unwrap().unwrap().unwrap().is_some());
    }
}

/// Between a store and its server. While it swallows what is sent, every connection there is vanishes, for good.
struct Network {
    port: u16,
    swallows: Arc<AtomicBool>,
}

impl Network {
    async fn before(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let network = Self {
            port: listener.local_addr().unwrap().port(),
            swallows: Arc::default(),
        };
        let swallows = Arc::clone(&network.swallows);
        tokio::spawn(async move {
            while let Ok((store, _)) = listener.accept().await {
                let Ok(server) = TcpStream::connect(("127.0.0.1", port)).await else {
                    continue;
                };
                let gone = Arc::new(AtomicBool::new(false));
                let (from_store, to_store) = store.into_split();
                let (from_server, to_server) = server.into_split();
                for (mut from, mut to) in [(from_store, to_server), (from_server, to_store)] {
                    let (swallows, gone) = (Arc::clone(&swallows), Arc::clone(&gone));
                    tokio::spawn(async move {
                        let mut bytes = [0; 4_096];
                        while let Ok(count @ 1..) = from.read(&mut bytes).await {
                            if swallows.load(Ordering::SeqCst) {
                                gone.store(true, Ordering::SeqCst);
                            }
                            if !gone.load(Ordering::SeqCst)
                                && to.write_all(&bytes[..count]).await.is_err()
                            {
                                return;
                            }
                        }
                    });
                }
            }
        });
        network
    }
}

const SOON: Duration = Duration::from_secs(4);
