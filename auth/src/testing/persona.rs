//! Who can sign in at the provider.

use ring::digest::{SHA256, digest};
use serde_json::{Map, Value};

use crate::account::{Claims, Profile};

/// Somebody who can be signed in with one click, and what the provider states about them.
///
/// Which statements an application gets depends on the scopes it asks for, as at any OpenID provider: `profile` gives the
/// name and the picture, `email` the address and whether it is verified. Roles and other claims are always stated.
///
/// ```
/// use auth::testing::Persona;
///
/// let persona = Persona::new("margaret")
///     .name("Margaret Hamilton")
///     .verified_email("margaret@example.com")
///     .role("admin")
///     .claim("locale", "en-US");
/// assert_eq!(persona.subject(), "margaret");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Persona {
    subject: String,
    name: Option<String>,
    email: Option<String>,
    email_verified: bool,
    picture: Picture,
    roles: Vec<String>,
    claims: Map<String, Value>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Picture {
    /// The provider draws one: initials on a colour.
    Drawn,
    Url(String),
    None,
}

impl Persona {
    /// Somebody of whom nothing is known but the `sub` claim and a drawn picture.
    #[must_use]
    pub fn new(subject: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            name: None,
            email: None,
            email_verified: false,
            picture: Picture::Drawn,
            roles: Vec::new(),
            claims: Map::new(),
        }
    }

    /// The `name` claim.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The `email` claim, with `email_verified: false`.
    #[must_use]
    pub fn email(mut self, address: impl Into<String>) -> Self {
        self.email = Some(address.into());
        self.email_verified = false;
        self
    }

    /// The `email` claim, with `email_verified: true`.
    #[must_use]
    pub fn verified_email(mut self, address: impl Into<String>) -> Self {
        self.email = Some(address.into());
        self.email_verified = true;
        self
    }

    /// The `picture` claim, instead of the picture that the provider draws.
    #[must_use]
    pub fn picture(mut self, url: impl Into<String>) -> Self {
        self.picture = Picture::Url(url.into());
        self
    }

    /// No `picture` claim.
    #[must_use]
    pub fn without_picture(mut self) -> Self {
        self.picture = Picture::None;
        self
    }

    /// One more entry of the `roles` claim, which is an array of strings.
    #[must_use]
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.roles.push(role.into());
        self
    }

    /// Any other claim, or another value for one of those above: `email_verified` as a string, for instance. What makes it
    /// an ID token (`iss`, `sub`, `aud`, `exp`, `nonce`, …) stays the provider's; see [`IdTokenForgery`] for that.
    ///
    /// [`IdTokenForgery`]: crate::testing::IdTokenForgery
    #[must_use]
    pub fn claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.claims.insert(name.into(), value.into());
        self
    }

    /// The `sub` claim.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The five personas of a provider that was given none: an admin, an editor, somebody whose address is not verified,
    /// somebody without an address, and somebody whose name is not written in Latin letters.
    #[must_use]
    pub fn examples() -> Vec<Self> {
        vec![
            Self::new("ada")
                .name("Ada Lovelace")
                .verified_email("ada@example.com")
                .role("admin"),
            Self::new("grace")
                .name("Grace Hopper")
                .verified_email("grace@example.com")
                .role("editor"),
            Self::new("alan")
                .name("Alan Turing")
                .email("alan@example.com"),
            Self::new("emmy").name("Emmy Noether"),
            Self::new("sofya")
                .name("Софья Ковалевская")
                .verified_email("sofya@example.com"),
        ]
    }

    /// As an application gets to know them that asks for everything; without a picture that a provider would draw.
    pub(super) fn identified(&self) -> (Profile, Claims) {
        let mut claims = self.claims_for(&["profile", "email"].map(str::to_owned), "");
        let picture = match &self.picture {
            Picture::Url(url) => Some(url.clone()),
            Picture::Drawn | Picture::None => None,
        };
        if picture.is_none() {
            claims.remove("picture");
        }
        let profile = Profile {
            subject: self.subject.clone(),
            name: self.name.clone(),
            email: self.email.clone(),
            email_verified: self.email_verified,
            picture,
        };
        (profile, Claims::from(claims))
    }

    /// Somebody typed in on the page. The same name and address are the same person next time.
    pub(super) fn somebody_else(
        name: Option<&str>,
        email: Option<&str>,
        email_verified: bool,
    ) -> Self {
        let typed = format!("{}\n{}", name.unwrap_or(""), email.unwrap_or(""));
        let fingerprint =
            base64_simd::URL_SAFE_NO_PAD.encode_to_string(digest(&SHA256, typed.as_bytes()));
        let mut subject = String::from("somebody-");
        subject.extend(fingerprint.chars().take(16));
        let mut persona = Self::new(subject).without_picture();
        persona.name = name.map(str::to_owned);
        persona.email = email.map(str::to_owned);
        persona.email_verified = email_verified;
        persona
    }

    /// What to call them on the page.
    pub(super) fn display_name(&self) -> &str {
        let said = self.name.as_deref().or(self.email.as_deref());
        said.unwrap_or(&self.subject)
    }

    pub(super) fn email_address(&self) -> Option<&str> {
        self.email.as_deref()
    }

    pub(super) fn has_verified_email(&self) -> bool {
        self.email_verified
    }

    pub(super) fn roles(&self) -> &[String] {
        &self.roles
    }

    /// Whether a `login_hint` means this persona.
    pub(super) fn is_hinted_by(&self, hint: &str) -> bool {
        let email = self.email.as_deref();
        self.subject == hint || email.is_some_and(|email| email.eq_ignore_ascii_case(hint))
    }

    /// The claims about this persona for these scopes (OpenID Connect Core §5.4).
    pub(super) fn claims_for(&self, scopes: &[String], drawn_picture: &str) -> Map<String, Value> {
        let asked = |scope: &str| scopes.iter().any(|one| one == scope);
        let mut claims = Map::new();
        let mut state = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        if asked("profile") {
            if let Some(name) = &self.name {
                state("name", name.as_str().into());
            }
            match &self.picture {
                Picture::Drawn => state("picture", drawn_picture.into()),
                Picture::Url(url) => state("picture", url.as_str().into()),
                Picture::None => None,
            };
        }
        if asked("email")
            && let Some(email) = &self.email
        {
            state("email", email.as_str().into());
            state("email_verified", self.email_verified.into());
        }
        if !self.roles.is_empty() {
            state("roles", self.roles.clone().into());
        }
        claims.extend(self.claims.clone());
        claims.insert("sub".to_owned(), self.subject.as_str().into());
        claims
    }
}
