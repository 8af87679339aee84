//! Who makes a request, as far as its connection goes.

use std::fmt;
use std::net::IpAddr;

use http::HeaderMap;

/// A request that may sign somebody in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visitor<'a> {
    pub(crate) headers: &'a HeaderMap,
    /// Where the browser is, if that is known.
    pub(crate) address: Option<IpAddr>,
}

/// How the application finds out where a browser is.
type Find = dyn Fn(&HeaderMap, Option<IpAddr>) -> Option<IpAddr> + Send + Sync;

/// Where browsers are: where their connections come from, unless the application knows better.
#[derive(Default)]
pub(crate) struct ClientAddress(Option<Box<Find>>);

impl ClientAddress {
    pub(crate) fn found_by(
        find: impl Fn(&HeaderMap, Option<IpAddr>) -> Option<IpAddr> + Send + Sync + 'static,
    ) -> Self {
        Self(Some(Box::new(find)))
    }

    /// The visitor whose connection comes from there.
    pub(crate) fn visitor<'a>(&self, headers: &'a HeaderMap, peer: Option<IpAddr>) -> Visitor<'a> {
        let address = match &self.0 {
            Some(find) => find(headers, peer),
            None => peer,
        };
        Visitor { headers, address }
    }
}

impl fmt::Debug for ClientAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match &self.0 {
            Some(_) => "ClientAddress(found by the application)",
            None => "ClientAddress(of the connection)",
        })
    }
}
