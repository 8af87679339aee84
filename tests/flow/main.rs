//! From the first click to the last: the application, its providers and a browser, in one process.

mod client;
mod condition;
mod form_post;
mod forms;
mod guard;
mod pending;
mod readme;
mod reauthentication;
mod response;
mod revocation;
mod routes;
mod session;
mod sign_in;
mod sign_out;
mod sign_out_layers;
mod start_up;
mod way_out;

// The declaration is the library's: `#[protected]` here is used from a binary of the same package.
use auth_tests::auth;
