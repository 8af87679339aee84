//! The words of the built-in pages and of the sign-in mail: one field for every sentence, so that a language that lacks one does not compile.

mod english;
mod german;

pub use english::ENGLISH;
pub use german::GERMAN;

/// Everything that the built-in pages and the sign-in mail say in one language.
///
/// Two languages are built in, [`ENGLISH`] and [`GERMAN`]; `pages: { languages: [en, de] }` names them, or the path of a table
/// of your own. Write a table without `..ENGLISH`, and the compiler tells you of every sentence that is still missing, today
/// and after an update. To change a few words, take a built-in table and replace them:
///
/// ```
/// use auth::pages::{ENGLISH, SignInTexts, Texts};
///
/// pub const OURS: Texts = Texts {
///     sign_in: SignInTexts { choose_how: "Pick one.", ..ENGLISH.sign_in },
///     ..ENGLISH
/// };
/// # assert_eq!(OURS.sign_in.sign_in, "Sign in");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Texts {
    /// The language's tag (RFC 5646), for `lang` and to be asked for by `Accept-Language`: `de`, `pt-BR`.
    pub language: &'static str,
    /// Which way it is written.
    pub direction: Direction,
    /// The link to where the application begins.
    pub back: &'static str,
    /// Before an error's code.
    pub error_code: &'static str,
    /// Where people choose how to sign in.
    pub sign_in: SignInTexts,
    /// What a link in an e-mail leads to.
    pub link: LinkTexts,
    /// The e-mail with the link.
    pub mail: MailTexts,
    /// "Check your e-mail."
    pub verify_request: VerifyRequestTexts,
    /// The page that sends a provider's answer on by `form_post`.
    pub form_post: FormPostTexts,
    /// Around signing out.
    pub sign_out: SignOutTexts,
    /// For somebody who is signed in and may not see a page.
    pub forbidden: ForbiddenTexts,
    /// What went wrong.
    pub errors: ErrorTexts,
    /// The pages of the provider `dev`, which is there in debug builds only.
    pub development: DevelopmentTexts,
}

/// Which way a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    LeftToRight,
    /// From right to left: Arabic, Hebrew.
    RightToLeft,
}

impl Direction {
    /// `dir` (HTML §3.2.6.4).
    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

/// A sentence with one value in it, such as a name. The value is escaped, set apart from the direction of the text around it,
/// and can be nothing but text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    pub(crate) before: &'static str,
    pub(crate) after: &'static str,
}

impl Sentence {
    /// What stands before the value and what stands after it, with the blanks between.
    #[must_use]
    pub const fn around(before: &'static str, after: &'static str) -> Self {
        Self { before, after }
    }

    /// With its value, as plain text.
    pub(crate) fn of(self, value: &str) -> String {
        [self.before, value, self.after].concat()
    }
}

/// The sign-in page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignInTexts {
    /// Heading, button, link and title.
    pub sign_in: &'static str,
    /// The heading where the application has a name; around it.
    pub sign_in_to: Sentence,
    /// The heading, and the button of an error page, for somebody who has to prove anew who they are.
    pub sign_in_again: &'static str,
    /// Why they have to.
    pub still_you: &'static str,
    /// The heading for somebody who wants to use another account.
    pub another_account: &'static str,
    /// The document's title after an error.
    pub failed: &'static str,
    /// Where there are several ways.
    pub choose_how: &'static str,
    /// On a button; around the provider's name.
    pub continue_with: Sentence,
    /// On the button of a form with a name of its own; around it.
    pub sign_in_with: Sentence,
    /// Between two ways that look different.
    pub or: &'static str,
    /// The label of the field for an address.
    pub email_address: &'static str,
    /// The button that asks for a link.
    pub send_link: &'static str,
    /// The label of the field for a user name, where the declaration says none.
    pub user_name: &'static str,
    /// The label of the field for a password, where the declaration says none.
    pub password: &'static str,
    /// About the development provider.
    pub development: &'static str,
}

/// The page that a link in an e-mail leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkTexts {
    /// The heading.
    pub heading: &'static str,
    /// Around the address.
    pub as_whom: Sentence,
    /// The link that does nothing.
    pub do_not: &'static str,
    /// For those who have been sent a link by somebody else.
    pub warning: &'static str,
}

/// The e-mail with the link.
#[derive(Debug, Clone, Copy)]
pub struct MailTexts {
    /// The subject and the heading; around the application's host.
    pub subject: Sentence,
    /// Before the link.
    pub how: &'static str,
    /// On the link; around the application's host.
    pub go_on: Sentence,
    /// Before the link's address, for whoever cannot follow it.
    pub or_copy: &'static str,
    /// How often the link can be used, and how long; around the time.
    pub limits: Sentence,
    /// A time in words: `10 minutes`.
    pub time: fn(u64, TimeUnit) -> String,
    /// Around the address.
    pub as_whom: Sentence,
    /// For those who have not asked for it.
    pub unasked: &'static str,
}

/// What a time is counted in: the largest unit in which it is a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeUnit {
    /// Seconds.
    Second,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
}

impl MailTexts {
    /// A time of so many seconds.
    pub(crate) fn time_of(&self, seconds: u64) -> String {
        let (number, unit) = match seconds {
            0 => (0, TimeUnit::Second),
            _ if seconds.is_multiple_of(3_600) => (seconds / 3_600, TimeUnit::Hour),
            _ if seconds.is_multiple_of(60) => (seconds / 60, TimeUnit::Minute),
            _ => (seconds, TimeUnit::Second),
        };
        (self.time)(number, unit)
    }
}

/// "Check your e-mail."
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifyRequestTexts {
    /// The heading.
    pub heading: &'static str,
    /// What is on its way; around the application's name.
    pub on_its_way: Sentence,
    /// What to do when nothing comes.
    pub nothing_came: &'static str,
}

/// The page that sends a provider's answer on by `form_post`; with JavaScript nobody reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormPostTexts {
    /// The heading.
    pub heading: &'static str,
    /// Where people are going, and that they may have to press the button; around the application's name.
    pub on_the_way: Sentence,
    /// The button.
    pub go_on: &'static str,
}

/// The pages around signing out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignOutTexts {
    /// The heading of the question.
    pub heading: &'static str,
    /// Around the name of whoever is signed in.
    pub signed_in_as: Sentence,
    /// The button for this application in this browser, and the document's title.
    pub sign_out: &'static str,
    /// What that does; around the provider's name.
    pub only_here: Sentence,
    /// The same where the provider is not known.
    pub only_here_plain: &'static str,
    /// The button for the provider's session too; around its name.
    pub provider_too: Sentence,
    /// What that does.
    pub provider_too_about: &'static str,
    /// The button for all browsers and devices.
    pub everywhere: &'static str,
    /// What that does.
    pub everywhere_about: &'static str,
    /// The box that has the grant revoked; around the provider's name.
    pub revoke: Sentence,
    /// What that does.
    pub revoke_about: &'static str,
    /// The link that does nothing.
    pub stay: &'static str,
    /// The heading where nobody is signed in.
    pub not_signed_in: &'static str,
    /// What that means.
    pub no_session: &'static str,
    /// About the provider, where nobody is signed in here.
    pub perhaps_at_provider: &'static str,
    /// The heading after a sign-out.
    pub signed_out: &'static str,
    /// What that means.
    pub session_ended: &'static str,
    /// The heading after a sign-out that did not do all that was asked for.
    pub signed_out_here: &'static str,
    /// The provider's session is still there; around its name.
    pub still_at: Sentence,
    /// The same where the provider is not known.
    pub still_at_provider: &'static str,
    /// What was granted is still good; around the provider's name.
    pub not_revoked: Sentence,
    /// The same where the provider is not known.
    pub not_revoked_plain: &'static str,
    /// The link to where the sign-out was to end.
    pub go_on: &'static str,
}

/// For somebody who is signed in and may not see a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForbiddenTexts {
    /// Around the name of whoever is signed in.
    pub signed_in_as: Sentence,
    /// The link to the sign-in page.
    pub switch: &'static str,
}

/// The pages of the provider `dev`. What it refuses, as a provider does that speaks to developers, is in English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DevelopmentTexts {
    /// What all of them are.
    pub provider: &'static str,
    /// The question who somebody is.
    pub who: &'static str,
    /// About that; around the application's name.
    pub who_about: Sentence,
    /// The heading of the form for people who are not on the page.
    pub somebody_else: &'static str,
    /// The label of its field for a name.
    pub name: &'static str,
    /// The label of its field for an address.
    pub email_address: &'static str,
    /// The label of its box.
    pub address_verified: &'static str,
    /// Its button.
    pub sign_in: &'static str,
    /// Of a person without an address.
    pub no_email_address: &'static str,
    /// Beside an address.
    pub verified: &'static str,
    /// Beside another one.
    pub not_verified: &'static str,
    /// The heading of the request's parameters.
    pub asked_for: &'static str,
    /// Of a parameter that is not there.
    pub none: &'static str,
    /// The button that signs nobody in.
    pub cancel: &'static str,
    /// What that does; around the application's name.
    pub cancel_about: Sentence,
    /// The question whether to sign out.
    pub sign_out_heading: &'static str,
    /// About that.
    pub sign_out_about: &'static str,
    /// The button that does it.
    pub sign_out: &'static str,
    /// The button that does not.
    pub stay: &'static str,
    /// The heading after a sign-out.
    pub signed_out: &'static str,
    /// What that means.
    pub signed_out_about: &'static str,
    /// The heading for somebody who has not signed out.
    pub still_signed_in: &'static str,
    /// What that means.
    pub still_signed_in_about: &'static str,
    /// What a frame does in which an application is told of a sign-out, for whoever cannot see that there is nothing to see.
    pub telling: &'static str,
    /// The heading of the page that sends somebody back.
    pub on_the_way: &'static str,
    /// The link or button to there, where it does not go on by itself.
    pub go_on: &'static str,
    /// The link to the application; around its name.
    pub back_to: Sentence,
    /// The heading of a page that has been answered before.
    pub used_up: &'static str,
    /// What to do then.
    pub used_up_about: &'static str,
}

/// One thing that can go wrong, in words for the person in front of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorText {
    /// The heading of the error page.
    pub heading: &'static str,
    /// What happened, in a sentence.
    pub happened: &'static str,
    /// What to do now, in a sentence or two.
    pub advice: &'static str,
}

/// What can go wrong. Several codes may mean the same to a person; the code itself stands on the page as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorTexts {
    /// The link to the sign-in page after a sign-in that failed.
    pub try_again: &'static str,
    /// The same where the provider does not exist.
    pub choose_again: &'static str,
    /// The application is not set up correctly: all codes of declarations and of start-up.
    pub not_set_up: ErrorText,
    /// `unknown_provider`
    pub unknown_provider: ErrorText,
    /// `callback_url_not_allowed`, `callback_url_invalid`
    pub destination: ErrorText,
    /// `reserved_parameter`
    pub parameter: ErrorText,
    /// Something was asked for that this application does not do.
    pub not_offered: ErrorText,
    /// `state_missing`, `state_mismatch`
    pub state_missing: ErrorText,
    /// `state_used`
    pub state_used: ErrorText,
    /// `state_expired`
    pub state_expired: ErrorText,
    /// `state_invalid`
    pub state_invalid: ErrorText,
    /// It cannot be shown who has sent the provider's answer, or whom it is about.
    pub answer_untrusted: ErrorText,
    /// `access_denied`
    pub access_denied: ErrorText,
    /// `provider_error`, `token_exchange_failed`
    pub provider_error: ErrorText,
    /// The provider and the application are not set up for each other: `dpop_failed`, `id_token_encrypted`,
    /// `private_key_unsuitable`.
    pub provider_disagrees: ErrorText,
    /// The provider's answer is malformed.
    pub answer_malformed: ErrorText,
    /// `profile_unusable`
    pub profile_unusable: ErrorText,
    /// `provider_unavailable`
    pub provider_unavailable: ErrorText,
    /// `clock_skew`
    pub clocks: ErrorText,
    /// `reauthentication_required`
    pub reauthentication: ErrorText,
    /// `authentication_context_unmet`
    pub authentication_context: ErrorText,
    /// `provider_session_kept`
    pub provider_session_kept: ErrorText,
    /// `tokens_not_revoked`
    pub tokens_not_revoked: ErrorText,
    /// `sign_out_state_mismatch`
    pub sign_out_return: ErrorText,
    /// `unauthenticated`
    pub unauthenticated: ErrorText,
    /// `csrf_rejected`
    pub csrf: ErrorText,
    /// What the provider says does not fit into a session.
    pub too_much: ErrorText,
    /// `not_found`
    pub not_found: ErrorText,
    /// The request is malformed.
    pub request: ErrorText,
    /// Something failed within the application.
    pub internal: ErrorText,
    /// `forbidden`
    pub forbidden: ErrorText,
    /// `store_unavailable`
    pub store_unavailable: ErrorText,
    /// `account_not_linked`
    pub account_not_linked: ErrorText,
    /// `account_already_linked`
    pub account_already_linked: ErrorText,
    /// `account_switched`
    pub account_switched: ErrorText,
    /// `last_account`
    pub last_account: ErrorText,
    /// `user_disabled`
    pub user_disabled: ErrorText,
    /// `access_token_not_kept`, `grant_ended`
    pub grant_ended: ErrorText,
    /// `credentials_rejected`
    pub credentials_rejected: ErrorText,
    /// `too_many_attempts`
    pub too_many_attempts: ErrorText,
    /// `credentials_unchecked`
    pub credentials_unchecked: ErrorText,
    /// `credentials_too_long`
    pub credentials_too_long: ErrorText,
    /// `bad_email`
    pub email_invalid: ErrorText,
    /// `link_invalid`
    pub link_invalid: ErrorText,
    /// `mail_not_sent`, `links_unavailable`
    pub mail_not_sent: ErrorText,
    /// Any other sign-in that was not completed.
    pub sign_in_failed: ErrorText,
}
