//! Declaration, builder and environment → configuration; finds every problem before it stops.

mod provider;
#[cfg(test)]
mod tests;

use auth_spec::ErrorCode;
use auth_spec::callback_url::parse_pattern;
use auth_spec::theme::is_language_tag;

use crate::base_url::{BaseUrl, BaseUrlFault};
use crate::callback_url::CallbackUrls;
use crate::config::said::{ProviderSaid, Said};
use crate::config::{Configuration, ProviderConfiguration, Secret, SecretFault};
use crate::declaration::{Declaration, SessionData, SessionStrategy, Setting};
use crate::error::Problems;
use crate::pages::Texts;

/// Everything that start-up read. Only without problems is it all there, and used.
pub(crate) struct Checked {
    /// To derive keys from: the first seals, all open. They are not kept once that is done.
    pub(crate) secrets: Vec<Secret>,
    pub(crate) configuration: Configuration,
    /// As declared; `None` where an optional provider is not configured, or where something is wrong.
    pub(crate) providers: Vec<Option<ProviderConfiguration>>,
    pub(crate) problems: Problems,
}

pub(crate) fn check<D: Declaration>(said: &Said) -> Checked {
    let mut check = Check {
        said,
        base_path: D::BASE_PATH,
        stored: <D::Sessions as SessionStrategy>::STORED,
        problems: Problems::default(),
        notices: Vec::new(),
    };
    let secrets = check.secrets();
    let base_url = check.base_url();
    let providers: Vec<_> = D::PROVIDERS
        .iter()
        .enumerate()
        .map(|(place, declaration)| {
            let said = said.providers.get(&place).unwrap_or(&NOTHING_SAID);
            check.provider(declaration, said, base_url.as_ref())
        })
        .collect();
    if providers.iter().all(Option::is_none) {
        check
            .notices
            .push("nobody can sign in: no provider is configured".into());
    }
    check.notice_whole_origins(D::CALLBACKS.allow.unwrap_or_default());
    check.languages(D::LANGUAGES);
    check.notices.extend(large_data::<D::SessionData>());
    let base_url = base_url.unwrap_or_else(BaseUrl::unknown);
    let callback_urls = CallbackUrls::new(&base_url, D::CALLBACKS.allow, &mut check.problems);
    let Check {
        problems, notices, ..
    } = check;
    Checked {
        secrets,
        configuration: Configuration {
            base_url,
            base_path: D::BASE_PATH,
            pages: D::PAGES,
            theme: D::THEME,
            languages: D::LANGUAGES,
            callbacks: D::CALLBACKS,
            callback_urls,
            notices,
        },
        providers,
        problems,
    }
}

/// Where the environment says that a store is.
#[cfg(feature = "_sql")]
pub(crate) fn database_url(said: &Said) -> Option<String> {
    present(&(said.variables)("DATABASE_URL")?)
}

struct Check<'a> {
    said: &'a Said,
    base_path: &'static str,
    /// Whether a store keeps the sessions.
    stored: bool,
    problems: Problems,
    notices: Vec<String>,
}

impl Check<'_> {
    fn secrets(&mut self) -> Vec<Secret> {
        let (source, text) = match &self.said.secret {
            Some(text) => ("`Builder::secret`", Some(text.clone())),
            None => ("AUTH_SECRET", self.variable("AUTH_SECRET")),
        };
        let Some(text) = text else {
            return self.generated_secret();
        };
        let parts: Vec<&str> = text.split(',').collect();
        let mut secrets = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let fault = match Secret::parse(part) {
                Ok(secret) => {
                    secrets.push(secret);
                    continue;
                }
                Err(SecretFault::Short) => {
                    format!("has fewer than {} bytes", Secret::MINIMUM)
                }
                Err(SecretFault::Repeated) => "repeats a few characters".into(),
                Err(SecretFault::Sample) => "is a sample that others know".into(),
            };
            let which = if parts.len() == 1 {
                source.to_owned()
            } else {
                format!("secret {} of the {} in {source}", index + 1, parts.len())
            };
            self.problems.push(
                &ErrorCode::SECRET_WEAK,
                format!("{which} {fault}"),
                "make a new one, for instance with `openssl rand -base64 33`",
            );
        }
        secrets
    }

    /// A debug build does without one and says so; a release build does not.
    fn generated_secret(&mut self) -> Vec<Secret> {
        if !self.said.debug_build {
            self.problems.push(
                &ErrorCode::SECRET_MISSING,
                "AUTH_SECRET is not set",
                "set it to at least 32 random bytes, for instance from `openssl rand -base64 33`",
            );
            return Vec::new();
        }
        let secret = Secret::generate();
        match secret {
            Some(_) => self.notices.push(
                match self.stored {
                    true => "AUTH_SECRET is not set, so this run has made one up: what the store holds of providers' tokens ends with it; a release build needs one",
                    false => "AUTH_SECRET is not set, so this run has made one up: sessions end with it; a release build needs one",
                }
                .into(),
            ),
            None => self.problems.push(
                &ErrorCode::RANDOM_UNAVAILABLE,
                "the operating system gives no random bytes to make a secret of",
                "set AUTH_SECRET, and see to the randomness: nobody can sign in without",
            ),
        }
        secret.into_iter().collect()
    }

    fn base_url(&mut self) -> Option<BaseUrl> {
        let (source, text) = match &self.said.base_url {
            Some(text) => ("`Builder::base_url`", Some(text.clone())),
            None => ("AUTH_URL", self.variable("AUTH_URL")),
        };
        let Some(text) = text else {
            return self.assumed_base_url();
        };
        let way_out = match BaseUrl::parse(&text) {
            Ok(url) => return Some(url),
            Err(BaseUrlFault::NotAUrl) => "write an origin, for instance `https://app.example`",
            Err(BaseUrlFault::Insecure) => {
                "use https; plain http is for localhost, 127.0.0.1 and [::1] only"
            }
            Err(BaseUrlFault::MoreThanAnOrigin) => {
                "leave scheme, host and port; a path belongs into `base_path` of `auth!`"
            }
        };
        self.problems.push(
            &ErrorCode::BASE_URL_INVALID,
            format!("{source} cannot be `{}`", printable(&text)),
            way_out,
        );
        None
    }

    /// A debug build takes this machine's address, at the port that `PORT` says, and says so; a release build does not.
    fn assumed_base_url(&mut self) -> Option<BaseUrl> {
        if !self.said.debug_build {
            self.problems.push(
                &ErrorCode::BASE_URL_MISSING,
                "AUTH_URL is not set",
                "set it to the origin under which browsers reach the application, for instance `https://app.example`",
            );
            return None;
        }
        let port = self
            .variable("PORT")
            .and_then(|port| port.parse::<u16>().ok())
            .unwrap_or(3000);
        let url = BaseUrl::parse(&format!("http://localhost:{port}")).ok()?;
        self.notices.push(format!(
            "AUTH_URL is not set, so {url} is taken for it; a release build needs one"
        ));
        Some(url)
    }

    /// M-25: a destination that others decide about is worth a second look, and may be meant.
    fn notice_whole_origins(&mut self, allow: &[&str]) {
        let whole = |entry: &&&str| parse_pattern(entry).is_ok_and(|entry| entry.is_whole_origin());
        self.notices.extend(allow.iter().filter(whole).map(|entry| {
            format!(
                "`callbacks.allow` lets users be sent to every page of another site, {entry:?}: name its paths if there are few"
            )
        }));
    }

    /// What a table says of its own language stands in the document and in a header, and is what browsers ask for.
    fn languages(&mut self, languages: &[&Texts]) {
        for (place, texts) in languages.iter().enumerate() {
            let tag = texts.language;
            let same = |other: &&&Texts| other.language.eq_ignore_ascii_case(tag);
            let fault = if !is_language_tag(tag) {
                "which is no language tag"
            } else if languages.iter().take(place).any(|other| same(&other)) {
                "which another one is"
            } else {
                continue;
            };
            self.problems.push(
                &ErrorCode::LANGUAGE_INVALID,
                format!(
                    "language {} in `pages: {{ languages }}` is `{}`, {fault}",
                    place + 1,
                    printable(tag)
                ),
                "write one tag into `language` of each table, such as `de` or `pt-BR`",
            );
        }
    }

    /// A variable that is set to more than blanks: an empty one is as good as none.
    fn variable(&mut self, name: &str) -> Option<String> {
        let value = present(&(self.said.variables)(name)?)?;
        let quoted = ['"', '\'']
            .iter()
            .any(|quote| value.len() > 1 && value.starts_with(*quote) && value.ends_with(*quote));
        if quoted {
            self.notices.push(format!(
                "{name} stands in quotation marks, and they are taken for a part of it; who sets it may have meant it without"
            ));
        }
        Some(value)
    }
}

/// What to say of session data that is large even before anything is put into it (M-42). What it grows to is known when a
/// session is written: one that does not fit into cookies is refused (AUTH-503).
fn large_data<T: SessionData>() -> Option<String> {
    let length = serde_json::to_vec(&T::default()).ok()?.len();
    (length > LARGE).then(|| {
        format!(
            "`session: {{ data }}` takes {length} bytes before anything is put into it, and every request of somebody who is signed in brings it along; keep an id there, and the rest in a database"
        )
    })
}

/// Where a setting of a provider comes from, in the words of whoever has to change it.
fn source(declared: Option<Setting>, key: &str, id: &str, suffix: &str) -> String {
    match declared {
        Some(Setting::Env(name)) => name.to_owned(),
        Some(Setting::Literal(_)) => format!("`{key}` in `auth!`"),
        None => [
            "AUTH_",
            &id.to_ascii_uppercase().replace('-', "_"),
            "_",
            suffix,
        ]
        .concat(),
    }
}

/// The text without the blanks around it, if anything is left.
fn present(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// At most 100 characters, none of which moves a terminal's cursor.
fn printable(text: &str) -> String {
    text.chars()
        .take(100)
        .map(|each| if each.is_control() { '\u{fffd}' } else { each })
        .collect()
}

/// In bytes, as JSON: a quarter of what one cookie holds.
const LARGE: usize = 1_024;

const NOTHING_SAID: ProviderSaid = ProviderSaid {
    client_id: None,
    client_secret: None,
    private_key: None,
    issuer: None,
    optional: false,
};
