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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use auth_spec::ProviderSpec;
    use http::HeaderMap;

    use super::*;
    use crate::account::User;
    use crate::clock::SystemClock;
    use crate::declaration::{NoEmail, ProviderDeclaration, SealedCookies};
    use crate::testing::SessionCookies;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    struct App;

    impl Declaration for App {
        type Provider = App;
        type Role = Role;
        type SessionData = ();
        type Sessions = SealedCookies;
        type Email = NoEmail;

        const PROVIDERS: &'static [ProviderDeclaration] =
            &[ProviderDeclaration::new("dev", &ProviderSpec::DEV)];
    }

    impl ProviderId for App {
        const ALL: &'static [Self] = &[Self];

        fn index(self) -> usize {
            0
        }
    }

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Role {
        Admin,
        Editor,
    }

    impl RoleId for Role {
        const ALL: &'static [Self] = &[Self::Admin, Self::Editor];
        const IDS: &'static [&'static str] = &["admin", "editor"];

        fn index(self) -> usize {
            self as usize
        }
    }

    /// A condition that says always the same.
    struct Says<const VERDICT: u8>;

    impl<const VERDICT: u8> Condition<App> for Says<VERDICT> {
        fn verdict(_: &Session<App>, _: u64) -> Verdict {
            VERDICTS[usize::from(VERDICT)]
        }
    }

    /// From the worst to the best.
    const VERDICTS: [Verdict; 3] = [Verdict::Unmet, Verdict::Stale, Verdict::Met];

    fn somebody() -> Session<App> {
        let secret = "b2Zr0Qh8vK1xT6mW9pL3sD7fG5jY4cNa";
        let cookies = SessionCookies::<App>::new(&[secret], true, Arc::new(SystemClock));
        let cookies = cookies.unwrap().with_roles([Role::Editor]);
        let user = User {
            id: "1".into(),
            name: None,
            email: None,
            email_verified: false,
            image: None,
        };
        cookies.sign_in(&HeaderMap::new(), user, App, ()).unwrap().0
    }

    /// Every list of three, against the worst and the best of them.
    #[test]
    fn all_is_as_bad_as_the_worst_and_any_as_good_as_the_best() {
        let session = somebody();
        macro_rules! every {
            ($($a:literal)*) => { $(every!(@ $a 0 1 2);)* };
            (@ $a:literal $($b:literal)*) => { $(every!(@@ $a $b 0 1 2);)* };
            (@@ $a:literal $b:literal $($c:literal)*) => { $({
                type List = (Says<$a>, (Says<$b>, (Says<$c>, ())));
                let worst = [$a, $b, $c].into_iter().min().unwrap_or(2);
                let best = [$a, $b, $c].into_iter().max().unwrap_or(0);
                assert_eq!(All::<List>::verdict(&session, 0), VERDICTS[worst]);
                assert_eq!(Any::<List>::verdict(&session, 0), VERDICTS[best]);
            })* };
        }
        every!(0 1 2);
        assert_eq!(All::<()>::verdict(&session, 0), Verdict::Met);
        assert_eq!(Any::<()>::verdict(&session, 0), Verdict::Unmet);
    }

    /// Who is wanted not to have signed in recently is not sent to sign in.
    #[test]
    fn not_is_met_by_whatever_is_not_met() {
        let session = somebody();
        assert_eq!(Not::<Says<0>>::verdict(&session, 0), Verdict::Met);
        assert_eq!(Not::<Says<1>>::verdict(&session, 0), Verdict::Met);
        assert_eq!(Not::<Says<2>>::verdict(&session, 0), Verdict::Unmet);
    }

    #[test]
    fn a_name_stands_for_what_is_declared_under_it_and_nothing_else() {
        const fn piece(text: u128, length: u32) -> u128 {
            text << (128 - 8 * length)
        }
        type Id<const BYTES: u128> = (crate::protection::Piece<BYTES>, ());
        type Dev = Id<{ piece(0x0064_6576, 3) }>;
        type Deu = Id<{ piece(0x0064_6575, 3) }>;
        type Admin = Id<{ piece(0x0061_646d_696e, 5) }>;
        type Editor = Id<{ piece(0x6564_6974_6f72, 6) }>;
        let session = somebody();
        assert_eq!(SignedInWith::<Dev>::verdict(&session, 0), Verdict::Met);
        assert_eq!(SignedInWith::<Deu>::verdict(&session, 0), Verdict::Unmet);
        assert_eq!(HasRole::<Editor>::verdict(&session, 0), Verdict::Met);
        assert_eq!(HasRole::<Admin>::verdict(&session, 0), Verdict::Unmet);
        assert_eq!(HasRole::<Dev>::verdict(&session, 0), Verdict::Unmet);
    }

    #[test]
    fn recent_is_up_to_the_second() {
        let session = somebody();
        let at = session.signed_in_at;
        assert_eq!(Fresh::<600>::verdict(&session, at + 600), Verdict::Met);
        assert_eq!(Fresh::<600>::verdict(&session, at + 601), Verdict::Stale);
        // A clock that was set back makes nobody wait.
        assert_eq!(Fresh::<600>::verdict(&session, at - 5), Verdict::Met);
    }
}
