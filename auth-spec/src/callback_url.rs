//! THE matcher of callback URLs.
