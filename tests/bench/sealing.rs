//! What a session token costs: `cargo bench -p auth-tests --bench sealing`.
//!
//! Each figure is the median of rounds that are measured in turn with those of its floor, which is the cryptography
//! alone: HMAC-SHA-512 and AES-256-CBC over as many bytes, with keys that are ready, without base64, header or copies.
//! The table is printed; nothing fails when a figure is over its budget.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a bench prints, and stops when it cannot run"
)]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockDecryptMut, BlockEncryptMut, InnerIvInit, KeyInit};
use auth::Session;
use auth::account::User;
use auth::clock::SystemClock;
use auth::declaration::{Declaration, ProviderDeclaration, ProviderId, SealedCookies};
use auth::testing::{SessionCookies, SessionTokenCodec};
use auth_spec::ProviderSpec;
use http::{HeaderMap, HeaderValue, header};
use ring::hmac;

fn main() {
    // Cargo's tests call a bench once to see that it works.
    let rounds = if std::env::args().any(|argument| argument == "--bench") {
        ROUNDS
    } else {
        1
    };
    codec(rounds);
    sessions(rounds);
}

/// The sealed format by itself.
fn codec(rounds: usize) {
    let codec = SessionTokenCodec::new(&[SECRET], COOKIE);
    let floor = Floor::new();
    heading("the token by itself", "payload", "cryptography alone");
    let none = [None, None];
    for (length, budgets) in [
        (200, none),
        (1_000, [Some(2_500.0), Some(3_500.0)]),
        (3_000, none),
    ] {
        let payload = claims(length);
        let token = codec.seal(&payload).expect("random bytes");
        let mut ciphertext = floor.seal(&payload).0;
        let opening = compare(
            rounds,
            || codec.open(black_box(&token)).expect("our own token"),
            || floor.open(black_box(&mut ciphertext)),
        );
        let sealing = compare(
            rounds,
            || codec.seal(black_box(&payload)).expect("random bytes"),
            || floor.seal(black_box(&payload)),
        );
        let size = format!("{length} B");
        row("opening", &size, opening, budgets[0]);
        row("sealing", &size, sealing, budgets[1]);
    }
}

/// The whole way from a request to a session, and from a user to cookies.
fn sessions(rounds: usize) {
    let codec = SessionTokenCodec::new(&[SECRET], COOKIE);
    heading("a session", "payload", "the token by itself");
    for length in [200, 1_000, 2_500] {
        let cookies = cookies();
        let user = user(length);
        let sign_in = |request: &HeaderMap| {
            cookies
                .sign_in(request, user.clone(), Provider::Dev, ())
                .expect("a session")
        };
        let request = request(&sign_in(&HeaderMap::new()).1);
        let payload = claims(length);
        let token = codec.seal(&payload).expect("random bytes");

        let repeated = compare(
            rounds,
            || read(&cookies, &request),
            || codec.open(black_box(&token)),
        );
        // More tokens than are remembered, each in turn, so that none is there any more when it comes again.
        let requests: Vec<_> = (0..4_096)
            .map(|_| self::request(&sign_in(&HeaderMap::new()).1))
            .collect();
        let mut next = requests.iter().cycle();
        let first = compare(
            rounds,
            || next.next().map(|request| read(&cookies, request)),
            || codec.open(black_box(&token)),
        );
        let begun = compare(
            rounds,
            || sign_in(&request),
            || codec.seal(black_box(&payload)),
        );
        let size = format!("{length} B");
        row("reading, seen before", &size, repeated, None);
        row("reading, never seen", &size, first, None);
        row("beginning", &size, begun, None);
    }
    let cookies = cookies();
    let request = HeaderMap::from_iter([(
        header::COOKIE,
        HeaderValue::from_static("theme=dark; _ga=GA1.1.1234567890.1234567890; consent=all"),
    )]);
    let anonymous = compare(
        rounds,
        || cookies.read(black_box(&request)),
        || black_box(&request).get(header::COOKIE),
    );
    heading("nobody", "cookies", "the header by itself");
    row("reading", "3", anonymous, None);
}

fn read(cookies: &SessionCookies<App>, request: &HeaderMap) -> Session<App> {
    cookies.read(black_box(request)).expect("a live session")
}

/// Medians in nanoseconds: of the one, and of its floor.
fn compare<A, B>(
    rounds: usize,
    mut one: impl FnMut() -> A,
    mut floor: impl FnMut() -> B,
) -> [f64; 2] {
    for _ in 0..rounds * CALLS / 4 {
        drop(black_box(one()));
        drop(black_box(floor()));
    }
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..rounds {
        times[0].push(time(&mut one));
        times[1].push(time(&mut floor));
    }
    times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    })
}

/// Nanoseconds of one call.
fn time<T>(call: &mut impl FnMut() -> T) -> f64 {
    let start = Instant::now();
    for _ in 0..CALLS {
        drop(black_box(call()));
    }
    start.elapsed().as_nanos() as f64 / CALLS as f64
}

fn heading(what: &str, size: &str, floor: &str) {
    println!(
        "\n{what:<22}{size:>10}{:>10}{:>8}  {floor:<20}{:>10}",
        "ns", "ratio", "budget"
    );
}

fn row(what: &str, size: &str, [time, floor]: [f64; 2], budget: Option<f64>) {
    let verdict = match budget {
        None => String::new(),
        Some(budget) if time <= budget => format!("{budget:.0}"),
        Some(budget) => format!("{budget:.0} EXCEEDED"),
    };
    println!(
        "{what:<22}{size:>10}{time:>10.0}{:>8.2}  {floor:<20.0}{verdict:>10}",
        time / floor
    );
}

/// The same cryptography, bare.
struct Floor {
    mac: hmac::Key,
    encryption: aes::Aes256Enc,
    decryption: aes::Aes256Dec,
}

impl Floor {
    fn new() -> Self {
        Self {
            mac: hmac::Key::new(hmac::HMAC_SHA512, &[1; 32]),
            encryption: aes::Aes256Enc::new(&[2; 32].into()),
            decryption: aes::Aes256Dec::new(&[2; 32].into()),
        }
    }

    fn seal(&self, payload: &[u8]) -> (Vec<u8>, hmac::Tag) {
        let encryptor = cbc::Encryptor::inner_iv_init(&self.encryption, &[3; 16].into());
        let ciphertext = encryptor.encrypt_padded_vec_mut::<Pkcs7>(payload);
        let tag = hmac::sign(&self.mac, &ciphertext);
        (ciphertext, tag)
    }

    fn open(&self, ciphertext: &mut [u8]) {
        black_box(hmac::sign(&self.mac, ciphertext));
        let decryptor = cbc::Decryptor::inner_iv_init(&self.decryption, &[3; 16].into());
        // The second time it is no longer a ciphertext; that changes nothing of what it costs.
        let _ = black_box(decryptor.decrypt_padded_mut::<Pkcs7>(ciphertext));
    }
}

/// Claims of about that many bytes.
fn claims(length: usize) -> Vec<u8> {
    let claims = r#"{"name":"","email":"ada@example.com","sub":"dev:ada","iat":1800000000,"exp":1802592000,"jti":"AAAAAAAAAAAAAAAAAAAAAA"}"#;
    let name = "x".repeat(length.saturating_sub(claims.len()));
    claims
        .replacen(r#""name":"""#, &format!(r#""name":"{name}""#), 1)
        .into_bytes()
}

/// A user whose session has about that many bytes of claims.
fn user(length: usize) -> User {
    let mut user = User::default();
    user.id = "dev:ada".into();
    user.email = Some("ada@example.com".into());
    user.name = Some("x".repeat(length.saturating_sub(160)));
    user
}

fn cookies() -> SessionCookies<App> {
    SessionCookies::new(&[SECRET], true, Arc::new(SystemClock)).expect("a good name")
}

/// A request with the cookies that a response set.
fn request(set: &[HeaderValue]) -> HeaderMap {
    let pairs: Vec<_> = set
        .iter()
        .filter_map(|field| field.to_str().ok()?.split("; ").next())
        .collect();
    let value = HeaderValue::from_str(&pairs.join("; ")).expect("cookies are ASCII");
    HeaderMap::from_iter([(header::COOKIE, value)])
}

#[derive(Debug, Clone, Copy)]
struct App;

impl Declaration for App {
    type Provider = Provider;
    type Role = auth::declaration::NoRole;
    type SessionData = ();
    type Sessions = SealedCookies;

    const PROVIDERS: &'static [ProviderDeclaration] =
        &[ProviderDeclaration::new("dev", &ProviderSpec::DEV)];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Provider {
    Dev,
}

impl ProviderId for Provider {
    const ALL: &'static [Self] = &[Self::Dev];

    fn index(self) -> usize {
        self as usize
    }
}

const SECRET: &str = "b2Zr0Qh8vK1xT6mW9pL3sD7fG5jY4cNa";
const COOKIE: &str = "__Host-auth.session-token";
const ROUNDS: usize = 1_001;
/// So few that most rounds end before another process gets the core.
const CALLS: usize = 100;
