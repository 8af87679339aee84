//! Ports for servers that are started, stopped and started again.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::{Ipv4Addr, TcpListener};

/// A port of 127.0.0.1 that is free, as is the one 10,000 above it, where a node of a Redis cluster listens too.
///
/// Both are below those that a system gives to connections of clients: one that keeps trying to reach a server that has
/// been stopped would otherwise be given the server's own port sooner or later, and speak to itself.
pub(crate) fn free() -> u16 {
    let random = RandomState::new();
    (0_u16..1_000)
        .filter_map(|attempt| u16::try_from(random.hash_one(attempt) % 10_000).ok())
        .map(|number| 12_000 + number)
        .find(|port| is_free(*port) && is_free(port + 10_000))
        .expect("some of a thousand ports are free")
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}
