//! An axum server on a thread of its own, whose CPU time can be read.

use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use axum::Router;
use cpu_time::ThreadTime;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Handle};

/// It serves until the process ends.
pub(crate) struct Server {
    address: SocketAddr,
    runtime: Handle,
}

impl Server {
    /// Starts it on a free port.
    pub(crate) fn start(app: Router) -> Self {
        let (ready, started) = mpsc::channel();
        thread::spawn(move || {
            let runtime = Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
                let address = listener.local_addr().expect("an address");
                ready
                    .send(Self {
                        address,
                        runtime: Handle::current(),
                    })
                    .expect("somebody waits for it");
                axum::serve(listener, app)
                    .await
                    .expect("a server that never ends");
            });
        });
        started.recv().expect("a server that starts")
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The CPU time that its thread has used since it began.
    pub(crate) fn cpu_time(&self) -> Duration {
        let (answer, question) = mpsc::channel();
        self.runtime.spawn(async move {
            answer
                .send(ThreadTime::now().as_duration())
                .expect("somebody waits for it");
        });
        question.recv().expect("a server that lives")
    }
}
