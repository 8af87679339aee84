//! From the first click to the last: the application, its providers and a browser, in one process.

mod guard;
mod pending;
mod readme;
mod response;
mod routes;
mod session;
mod sign_in;
mod sign_out;
mod sign_out_layers;
mod start_up;
