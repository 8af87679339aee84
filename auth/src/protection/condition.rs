//! What `#[protected(…)]` asks for beyond a session, as types: each is looked at by a call, and combined by calls.

use std::marker::PhantomData;

use super::text::{self, Text};
use crate::declaration::{Declaration, ProviderId, RoleId};
use crate::session::Session;

/// What a condition says of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is met.
    Met,
    /// It is not met, and would be by signing in again.
    Stale,
    /// It is not met.
    Unmet,
}

impl Verdict {
    const fn of(met: bool) -> Self {
        if met { Self::Met } else { Self::Unmet }
    }

    /// The worse of two: what both together come to.
    const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unmet, _) | (_, Self::Unmet) => Self::Unmet,
            (Self::Stale, _) | (_, Self::Stale) => Self::Stale,
            (Self::Met, Self::Met) => Self::Met,
        }
    }

    /// The better of two: what one of them is enough for.
    const fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Met, _) | (_, Self::Met) => Self::Met,
            (Self::Stale, _) | (_, Self::Stale) => Self::Stale,
            (Self::Unmet, Self::Unmet) => Self::Unmet,
        }
    }

    /// Signing in again helps nobody who is wanted not to have done so.
    const fn not(self) -> Self {
        match self {
            Self::Met => Self::Unmet,
            Self::Stale | Self::Unmet => Self::Met,
        }
    }
}

/// What a guard asks of a session.
pub trait Condition<D: Declaration>: 'static {
    /// Whether this session meets it; `now` in seconds since 1970-01-01T00:00:00Z.
    fn verdict(session: &Session<D>, now: u64) -> Verdict;

    /// Where a sign-in that begins here ends, when it is said.
    fn callback_url() -> Option<String> {
        None
    }
}

/// `#[protected]`: a session is enough.
#[derive(Debug)]
pub struct SignedIn;

/// `role = admin`
#[derive(Debug)]
pub struct HasRole<Id>(PhantomData<Id>);

/// `provider = google`
#[derive(Debug)]
pub struct SignedInWith<Id>(PhantomData<Id>);

/// `fresh = 10 minutes`, in seconds.
#[derive(Debug)]
pub struct Fresh<const SECONDS: u64>;

/// `when = path`
#[derive(Debug)]
pub struct When<P>(PhantomData<P>);

/// `all(a, b)`: a list `(A, (B, ()))`.
#[derive(Debug)]
pub struct All<List>(PhantomData<List>);

/// `any(a, b)`: a list `(A, (B, ()))`.
#[derive(Debug)]
pub struct Any<List>(PhantomData<List>);

/// `not(a)`
#[derive(Debug)]
pub struct Not<C>(PhantomData<C>);

/// `callback_url = "/dashboard"`, with the condition beside it.
#[derive(Debug)]
pub struct EndsAt<C, Url>(PhantomData<(C, Url)>);

impl<D: Declaration> Condition<D> for SignedIn {
    fn verdict(_: &Session<D>, _: u64) -> Verdict {
        Verdict::Met
    }
}

impl<D: Declaration, Id: Text> Condition<D> for HasRole<Id> {
    /// A role that is not declared, which does not compile, is nobody's.
    fn verdict(session: &Session<D>, _: u64) -> Verdict {
        struct Place<D, Id>(PhantomData<(D, Id)>);
        impl<D: Declaration, Id: Text> Place<D, Id> {
            const AMONG_ROLES: Option<usize> = text::place_of::<Id>(D::Role::IDS);
        }
        let place = Place::<D, Id>::AMONG_ROLES;
        Verdict::of(place.is_some() && session.roles.iter().any(|role| Some(role.index()) == place))
    }
}

impl<D: Declaration, Id: Text> Condition<D> for SignedInWith<Id> {
    fn verdict(session: &Session<D>, _: u64) -> Verdict {
        struct Place<D, Id>(PhantomData<(D, Id)>);
        impl<D: Declaration, Id: Text> Place<D, Id> {
            const AMONG_PROVIDERS: Option<usize> = {
                let mut place = 0;
                let mut found = None;
                while place < D::PROVIDERS.len() {
                    if text::place_of::<Id>(&[D::PROVIDERS[place].id]).is_some() {
                        found = Some(place);
                    }
                    place += 1;
                }
                found
            };
        }
        let place = Place::<D, Id>::AMONG_PROVIDERS;
        let provider = session.provider.map(ProviderId::index);
        Verdict::of(place.is_some() && provider == place)
    }
}

impl<D: Declaration, const SECONDS: u64> Condition<D> for Fresh<SECONDS> {
    fn verdict(session: &Session<D>, now: u64) -> Verdict {
        match session.authenticated_at() {
            Some(at) if now.saturating_sub(at) <= SECONDS => Verdict::Met,
            _ => Verdict::Stale,
        }
    }
}

impl<D: Declaration, P: Predicate<D>> Condition<D> for When<P> {
    fn verdict(session: &Session<D>, _: u64) -> Verdict {
        Verdict::of(P::holds(session))
    }
}

impl<D: Declaration, C: Condition<D>> Condition<D> for Not<C> {
    fn verdict(session: &Session<D>, now: u64) -> Verdict {
        C::verdict(session, now).not()
    }
}

impl<D: Declaration> Condition<D> for All<()> {
    fn verdict(_: &Session<D>, _: u64) -> Verdict {
        Verdict::Met
    }
}

impl<D: Declaration, C: Condition<D>, Rest: 'static> Condition<D> for All<(C, Rest)>
where
    All<Rest>: Condition<D>,
{
    fn verdict(session: &Session<D>, now: u64) -> Verdict {
        match C::verdict(session, now) {
            Verdict::Unmet => Verdict::Unmet,
            verdict => verdict.and(All::<Rest>::verdict(session, now)),
        }
    }
}

impl<D: Declaration> Condition<D> for Any<()> {
    fn verdict(_: &Session<D>, _: u64) -> Verdict {
        Verdict::Unmet
    }
}

impl<D: Declaration, C: Condition<D>, Rest: 'static> Condition<D> for Any<(C, Rest)>
where
    Any<Rest>: Condition<D>,
{
    fn verdict(session: &Session<D>, now: u64) -> Verdict {
        match C::verdict(session, now) {
            Verdict::Met => Verdict::Met,
            verdict => verdict.or(Any::<Rest>::verdict(session, now)),
        }
    }
}

impl<D: Declaration, C: Condition<D>, Url: Text> Condition<D> for EndsAt<C, Url> {
    fn verdict(session: &Session<D>, now: u64) -> Verdict {
        C::verdict(session, now)
    }

    fn callback_url() -> Option<String> {
        Some(text::read::<Url>())
    }
}

/// What `when = path` becomes: the type that stands for the function.
pub trait Predicate<D: Declaration>: 'static {
    /// Whether it is true of this session.
    fn holds(session: &Session<D>) -> bool;
}
