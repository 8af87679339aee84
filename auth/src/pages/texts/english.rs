//! English.

use super::{
    DevelopmentTexts, Direction, ErrorText, ErrorTexts, ForbiddenTexts, FormPostTexts, LinkTexts,
    MailTexts, Sentence, SignInTexts, SignOutTexts, Texts, TimeUnit, VerifyRequestTexts,
};

/// English, which the pages speak where the declaration says nothing else: `en`.
pub const ENGLISH: Texts = Texts {
    language: "en",
    direction: Direction::LeftToRight,
    back: "Back to the application",
    error_code: "Error code",
    sign_in: SignInTexts {
        sign_in: "Sign in",
        sign_in_to: Sentence::around("Sign in to ", ""),
        sign_in_again: "Sign in again",
        still_you: "To go on, show that it is still you.",
        another_account: "Use another account",
        failed: "Sign-in failed",
        choose_how: "Choose how to continue.",
        continue_with: Sentence::around("Continue with ", ""),
        sign_in_with: Sentence::around("Sign in with ", ""),
        or: "or",
        email_address: "E-mail address",
        send_link: "E-mail me a link",
        user_name: "User name",
        password: "Password",
        development: "The development sign-in needs no account: you choose who to be. It exists in debug builds only.",
    },
    link: LinkTexts {
        heading: "Sign in?",
        as_whom: Sentence::around("You are about to sign in as ", "."),
        do_not: "Do not sign in",
        warning: "Go on only if you asked for this e-mail yourself and the address is your own. \
            It signs you in here, in this browser, wherever you asked for it.",
    },
    mail: MailTexts {
        subject: Sentence::around("Sign in to ", ""),
        how: "Open this link and press the button on the page that it leads to:",
        go_on: Sentence::around("Go on to ", ""),
        or_copy: "Or copy this address:",
        limits: Sentence::around("The link works once, for ", "."),
        time,
        as_whom: Sentence::around("It signs in ", "."),
        unasked: "If you did not ask for this, do nothing: without the link nobody is signed in.",
    },
    verify_request: VerifyRequestTexts {
        heading: "Check your e-mail",
        on_its_way: Sentence::around(
            "A message is on its way to you. Use the link in it to sign in to ",
            ".",
        ),
        nothing_came: "Nothing there after a few minutes? Look among the spam, or start again.",
    },
    form_post: FormPostTexts {
        heading: "One more step",
        on_the_way: Sentence::around(
            "You are on your way back to ",
            ". If nothing happens, press the button.",
        ),
        go_on: "Continue",
    },
    sign_out: SignOutTexts {
        heading: "Sign out?",
        signed_in_as: Sentence::around("You are signed in as ", "."),
        sign_out: "Sign out",
        only_here: Sentence::around(
            "Ends your session in this browser. You stay signed in at ",
            " itself.",
        ),
        only_here_plain: "Ends your session in this browser.",
        provider_too: Sentence::around("Sign out of ", " too"),
        provider_too_about: "Ends your session there as well, so that the next sign-in asks who you are. \
            Right for a computer that others use.",
        everywhere: "Sign out everywhere",
        everywhere_about: "Ends your sessions with this application in every browser and on every device.",
        revoke: Sentence::around("Also take back what you allowed this application at ", ""),
        revoke_about: "The next sign-in may ask for your consent again.",
        stay: "Stay signed in",
        not_signed_in: "You are not signed in",
        no_session: "There is no session in this browser to end.",
        perhaps_at_provider: "You may still be signed in at the provider: on a computer that others use, sign out there too.",
        signed_out: "You are signed out",
        session_ended: "This browser has no session with this application any more.",
        signed_out_here: "You are signed out here",
        still_at: Sentence::around(
            "You may still be signed in at ",
            " itself: on a computer that others use, sign out there too.",
        ),
        still_at_provider: "You may still be signed in at the provider itself: on a computer that others use, sign out there too.",
        not_revoked: Sentence::around(
            "What you allowed this application at ",
            " was not revoked. You can end it in your account there.",
        ),
        not_revoked_plain: "What you allowed this application at the provider was not revoked. You can end it in your account there.",
        go_on: "Continue",
    },
    forbidden: ForbiddenTexts {
        signed_in_as: Sentence::around("You are signed in as ", ", and this is not for you."),
        switch: "Use another account",
    },
    errors: ErrorTexts {
        try_again: "Try again",
        choose_again: "Choose again",
        not_set_up: error(
            "Sign-in is not available",
            "This application's sign-in is not set up correctly.",
            "Only those who run the application can mend it. Tell them the code below.",
        ),
        unknown_provider: error(
            "That is not a way to sign in here",
            "That provider is not one of this application's.",
            "The sign-in page shows every way there is.",
        ),
        destination: error(
            REFUSED,
            "The link that led here wants to go on to an address that this application does not lead to.",
            BACK,
        ),
        parameter: error(
            REFUSED,
            "The link that led here asks for something that only the application itself may ask for.",
            BACK,
        ),
        not_offered: error(REFUSED, "This application does not offer that.", BACK),
        state_missing: error(
            INCOMPLETE,
            "The answer does not belong to a sign-in that this browser began.",
            ONE_GO,
        ),
        state_used: error(
            "This sign-in is over",
            "This sign-in has already been completed.",
            "You may be signed in already: go back to the application and look. If not, try again.",
        ),
        state_expired: error(
            INCOMPLETE,
            "The sign-in took longer than ten minutes.",
            ONE_GO,
        ),
        state_invalid: error(
            INCOMPLETE,
            "What this browser kept of the sign-in cannot be used any more.",
            ONE_GO,
        ),
        answer_untrusted: error(
            INCOMPLETE,
            "The answer could not be shown to come from your provider and to be about you, so it was not used.",
            TELL,
        ),
        access_denied: error(
            "You were not signed in",
            "Access was not granted.",
            "If you changed your mind, nothing has happened and you can try again. \
                If you should be let in, ask those who run the application.",
        ),
        provider_error: error(
            INCOMPLETE,
            "The provider did not complete the sign-in.",
            TELL,
        ),
        provider_disagrees: error(
            INCOMPLETE,
            "The provider and this application are not set up for each other.",
            "Only those who run the application can mend it. Tell them the code below, or choose another way to sign in.",
        ),
        answer_malformed: error(
            INCOMPLETE,
            "The provider's answer could not be understood.",
            TELL,
        ),
        profile_unusable: error(
            INCOMPLETE,
            "The provider did not say who you are.",
            "Try again and allow it to pass on your profile, or choose another way to sign in.",
        ),
        provider_unavailable: error(WAITS, "The provider cannot be reached at the moment.", WAIT),
        clocks: error(
            INCOMPLETE,
            "The provider's clock and this application's differ, so the answer was not used.",
            TELL,
        ),
        reauthentication: error(
            "Please sign in again",
            "This needs a sign-in that is not long ago.",
            "Afterwards you are back where you were.",
        ),
        authentication_context: error(
            "Please sign in again",
            "This needs a stronger sign-in than the one you used, such as a second factor.",
            "Try again, and use it. If your account has none, set it up with your provider first.",
        ),
        provider_session_kept: error(
            "You are signed out here",
            "Your session at the provider could not be ended.",
            "On a computer that others use, sign out there too.",
        ),
        tokens_not_revoked: error(
            "You are signed out here",
            "What you allowed this application at the provider could not be revoked.",
            "You can end it in your account there.",
        ),
        sign_out_return: error(
            "You are signed out there",
            "This browser did not begin the sign-out that you come back from.",
            "If you wanted to sign out here too, do it in the application.",
        ),
        unauthenticated: error(
            "Please sign in",
            "Signing in is required.",
            "Afterwards you are back where you were.",
        ),
        csrf: error(
            REFUSED,
            "The request did not come from a page of this application, or from one that is too old.",
            "Load the page anew and repeat what you did. \
                If it happens again, check that the browser keeps cookies of this site.",
        ),
        too_much: error(
            INCOMPLETE,
            "The provider said more about you than this application can keep.",
            TELL,
        ),
        not_found: error(
            "Page not found",
            "There is nothing at this address.",
            "Check the address, or start from the application's first page.",
        ),
        request: error(REFUSED, "The request could not be understood.", BACK),
        internal: error(
            "That has to wait",
            "Something in this application did not work.",
            "Try again in a minute. If it happens again, tell those who run the application the code below.",
        ),
        forbidden: error(
            "No access",
            "You are signed in, but this is not for you.",
            "If it should be, ask those who run the application.",
        ),
        store_unavailable: error(
            "That has to wait",
            "This application cannot look up your session at the moment.",
            "Try again in a minute. If you were signing out, you may still be signed in elsewhere: \
                sign in and out once more.",
        ),
        account_not_linked: error(
            INCOMPLETE,
            "Somebody has signed in with this e-mail address in another way.",
            "Sign in in the way that you used before. Once signed in, you can link this one to it.",
        ),
        account_already_linked: error(
            "That account was not linked",
            "It belongs to somebody else here, or to another user of yours.",
            "Sign in with it to see whose it is, or link another one.",
        ),
        account_switched: error(
            "That account was not linked",
            "Somebody else is signed in here now than when you began.",
            "Sign in as the user who is to have it, and link it again.",
        ),
        last_account: error(
            "That account stays linked",
            "Without it you could not sign in any more.",
            "Link another one first.",
        ),
        user_disabled: error(
            "You were not signed in",
            "This user is kept out.",
            "If you should be let in, ask those who run the application.",
        ),
        grant_ended: error(
            "Please sign in again",
            "What you allowed this application at the provider is over.",
            "Sign in again to allow it anew.",
        ),
        credentials_rejected: error(
            "You were not signed in",
            "The name or the password is wrong.",
            "Check what you have typed, and try again.",
        ),
        too_many_attempts: error(
            WAITS,
            "There have been too many attempts to sign in.",
            "Try again in a minute, or choose another way to sign in. \
                If those attempts were not yours, tell those who run the application.",
        ),
        credentials_unchecked: error(
            WAITS,
            "Whether the password is right cannot be found out at the moment.",
            WAIT,
        ),
        credentials_too_long: error(
            "You were not signed in",
            "What was typed is longer than 1024 characters.",
            "Check what you have typed or pasted, and try again.",
        ),
        email_invalid: error(
            "That is not an e-mail address",
            "What was typed is not one e-mail address.",
            "Write one address, such as ada@example.com, and nothing else.",
        ),
        link_invalid: error(
            "This link does not work",
            "It is too old, it has been used, or it is not complete.",
            "Each link works once and not for long. Ask for a new one; of several, the newest is sure to be good.",
        ),
        mail_not_sent: error(
            "Sign-in by e-mail has to wait",
            "The e-mail could not be sent.",
            WAIT,
        ),
        sign_in_failed: error(INCOMPLETE, "Something went wrong on the way.", TELL),
    },
    development: DevelopmentTexts {
        provider: "Development provider",
        who: "Who signs in?",
        who_about: Sentence::around(
            "",
            " wants to know. Be whoever you like: there are no accounts and no passwords here, \
            and nothing leaves this machine.",
        ),
        somebody_else: "Somebody else",
        name: "Name",
        email_address: "E-mail address",
        address_verified: "The address is verified",
        sign_in: "Sign in",
        no_email_address: "no e-mail address",
        verified: "verified",
        not_verified: "not verified",
        asked_for: "What the application asks for",
        none: "none",
        cancel: "Cancel",
        cancel_about: Sentence::around("Back to ", " without signing in."),
        sign_out_heading: "Sign out of the provider?",
        sign_out_about: "You are still signed in here, so the next sign-in would ask nothing.",
        sign_out: "Sign out",
        stay: "Stay signed in",
        signed_out: "You are signed out",
        signed_out_about: "The next sign-in will ask who you are.",
        still_signed_in: "You are still signed in here",
        still_signed_in_about: "The next sign-in will ask nothing.",
        telling: "Signs you out of an application",
        on_the_way: "Back to the application",
        go_on: "Continue",
        back_to: Sentence::around("Back to ", ""),
        used_up: "This page is used up",
        used_up_about: "It has been answered before. Go back to the application and start again.",
    },
};

fn time(number: u64, unit: TimeUnit) -> String {
    let unit = match unit {
        TimeUnit::Second => "second",
        TimeUnit::Minute => "minute",
        TimeUnit::Hour => "hour",
    };
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural}")
}

const fn error(heading: &'static str, happened: &'static str, advice: &'static str) -> ErrorText {
    ErrorText {
        heading,
        happened,
        advice,
    }
}

const INCOMPLETE: &str = "That sign-in was not completed";
const REFUSED: &str = "That request was not accepted";
const WAITS: &str = "Sign-in has to wait";
const BACK: &str = "Go back to the application and start from there.";
const ONE_GO: &str = "Start again and finish in the same browser, within ten minutes. \
    If it happens again, check that the browser keeps cookies of this site.";
const TELL: &str =
    "Try again. If it happens again, tell those who run the application the code below.";
const WAIT: &str = "Try again in a minute, or choose another way to sign in.";
