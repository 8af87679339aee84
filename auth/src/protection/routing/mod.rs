//! A router that takes only handlers which say who may reach them.
//!
//! An application may use axum's own router and put `#[protected]` where it belongs; nothing says then which handler has been
//! forgotten. With [`Router`] and [`get`], [`post`] and the like from here a forgotten handler does not compile. See
//! [`Router`].

mod method_router;
mod policy;
mod router;
mod routes;

pub use axum::routing::MethodFilter;
pub use method_router::{
    MethodRouter, any, connect, delete, get, head, on, options, patch, post, put, trace,
};
pub use policy::{Guarded, Open, Public};
pub use router::Router;
pub use routes::Routes;

#[doc(hidden)]
pub use policy::Marker;
