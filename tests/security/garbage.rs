//! garbage
