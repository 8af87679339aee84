//! German.

use super::{
    DevelopmentTexts, Direction, ErrorText, ErrorTexts, ForbiddenTexts, FormPostTexts, LinkTexts,
    MailTexts, Sentence, SignInTexts, SignOutTexts, Texts, TimeUnit, VerifyRequestTexts,
};

/// German: `de`.
pub const GERMAN: Texts = Texts {
    language: "de",
    direction: Direction::LeftToRight,
    back: "Zurück zur Anwendung",
    error_code: "Fehlercode",
    sign_in: SignInTexts {
        sign_in: "Anmelden",
        sign_in_to: Sentence::around("Bei ", " anmelden"),
        sign_in_again: "Erneut anmelden",
        still_you: "Bestätigen Sie zum Fortfahren, dass Sie es noch sind.",
        another_account: "Anderes Konto verwenden",
        failed: "Anmeldung fehlgeschlagen",
        choose_how: "Wählen Sie, wie Sie fortfahren möchten.",
        continue_with: Sentence::around("Weiter mit ", ""),
        sign_in_with: Sentence::around("Anmelden mit ", ""),
        or: "oder",
        email_address: "E-Mail-Adresse",
        send_link: "Link per E-Mail senden",
        user_name: "Benutzername",
        password: "Passwort",
        development: "Die Anmeldung für die Entwicklung braucht kein Konto: Sie wählen, wer Sie sind. \
            Es gibt sie nur in Debug-Builds.",
    },
    link: LinkTexts {
        heading: "Anmelden?",
        as_whom: Sentence::around("Sie melden sich an als ", "."),
        do_not: "Nicht anmelden",
        warning: "Fahren Sie nur fort, wenn Sie diese E-Mail selbst angefordert haben und die Adresse Ihre eigene ist. \
            Angemeldet werden Sie in diesem Browser, gleich, wo Sie sie angefordert haben.",
    },
    mail: MailTexts {
        subject: Sentence::around("Anmelden bei ", ""),
        how: "Öffnen Sie diesen Link, und drücken Sie den Knopf auf der Seite, zu der er führt:",
        go_on: Sentence::around("Weiter zu ", ""),
        or_copy: "Oder kopieren Sie diese Adresse:",
        limits: Sentence::around("Der Link gilt einmal, ", " lang."),
        time,
        as_whom: Sentence::around("Angemeldet wird ", "."),
        unasked: "Wenn Sie das nicht angefordert haben, tun Sie nichts: Ohne den Link wird niemand angemeldet.",
    },
    verify_request: VerifyRequestTexts {
        heading: "Sehen Sie in Ihr Postfach",
        on_its_way: Sentence::around(
            "Eine Nachricht ist zu Ihnen unterwegs. Mit dem Link darin melden Sie sich an bei ",
            ".",
        ),
        nothing_came: "Nach ein paar Minuten noch nichts da? Sehen Sie im Spam-Ordner nach, oder beginnen Sie von vorn.",
    },
    form_post: FormPostTexts {
        heading: "Noch ein Schritt",
        on_the_way: Sentence::around(
            "Sie sind auf dem Weg zurück zu ",
            ". Wenn nichts geschieht, drücken Sie den Knopf.",
        ),
        go_on: "Weiter",
    },
    sign_out: SignOutTexts {
        heading: "Abmelden?",
        signed_in_as: Sentence::around("Sie sind angemeldet als ", "."),
        sign_out: "Abmelden",
        only_here: Sentence::around(
            "Beendet Ihre Sitzung in diesem Browser. Bei ",
            " selbst bleiben Sie angemeldet.",
        ),
        only_here_plain: "Beendet Ihre Sitzung in diesem Browser.",
        provider_too: Sentence::around("Auch bei ", " abmelden"),
        provider_too_about: "Beendet auch Ihre Sitzung dort, sodass die nächste Anmeldung fragt, wer Sie sind. \
            Richtig an einem Computer, den andere mitbenutzen.",
        everywhere: "Überall abmelden",
        everywhere_about: "Beendet Ihre Sitzungen mit dieser Anwendung in allen Browsern und auf allen Geräten.",
        revoke: Sentence::around(
            "Auch widerrufen, was Sie dieser Anwendung erlaubt haben bei ",
            "",
        ),
        revoke_about: "Bei der nächsten Anmeldung werden Sie vielleicht erneut um Ihre Zustimmung gebeten.",
        stay: "Angemeldet bleiben",
        not_signed_in: "Sie sind nicht angemeldet",
        no_session: "In diesem Browser gibt es keine Sitzung, die zu beenden wäre.",
        perhaps_at_provider: "Beim Anbieter sind Sie vielleicht noch angemeldet: \
            Melden Sie sich an einem Computer, den andere mitbenutzen, auch dort ab.",
        signed_out: "Sie sind abgemeldet",
        session_ended: "Dieser Browser hat keine Sitzung mit dieser Anwendung mehr.",
        signed_out_here: "Hier sind Sie abgemeldet",
        still_at: Sentence::around(
            "Bei ",
            " selbst sind Sie vielleicht noch angemeldet: \
                Melden Sie sich an einem Computer, den andere mitbenutzen, auch dort ab.",
        ),
        still_at_provider: "Beim Anbieter selbst sind Sie vielleicht noch angemeldet: \
            Melden Sie sich an einem Computer, den andere mitbenutzen, auch dort ab.",
        not_revoked: Sentence::around(
            "Was Sie dieser Anwendung bei ",
            " erlaubt haben, wurde nicht widerrufen. Sie können es dort in Ihrem Konto beenden.",
        ),
        not_revoked_plain: "Was Sie dieser Anwendung beim Anbieter erlaubt haben, wurde nicht widerrufen. \
            Sie können es dort in Ihrem Konto beenden.",
        go_on: "Weiter",
    },
    forbidden: ForbiddenTexts {
        signed_in_as: Sentence::around(
            "Sie sind angemeldet als ",
            ", und diese Seite ist nicht für Sie bestimmt.",
        ),
        switch: "Anderes Konto verwenden",
    },
    errors: ErrorTexts {
        try_again: "Noch einmal versuchen",
        choose_again: "Neu wählen",
        not_set_up: error(
            "Anmelden ist nicht möglich",
            "Die Anmeldung dieser Anwendung ist nicht richtig eingerichtet.",
            "Das können nur die Betreiber der Anwendung beheben. Nennen Sie ihnen den Code unten.",
        ),
        unknown_provider: error(
            "So kann man sich hier nicht anmelden",
            "Diesen Anbieter gibt es in dieser Anwendung nicht.",
            "Die Anmeldeseite zeigt alle Möglichkeiten.",
        ),
        destination: error(
            REFUSED,
            "Der Link hierher soll zu einer Adresse weiterführen, zu der diese Anwendung nicht führt.",
            BACK,
        ),
        parameter: error(
            REFUSED,
            "Der Link hierher verlangt etwas, das nur die Anwendung selbst verlangen darf.",
            BACK,
        ),
        not_offered: error(REFUSED, "Das bietet diese Anwendung nicht an.", BACK),
        state_missing: error(
            INCOMPLETE,
            "Die Antwort gehört zu keiner Anmeldung, die in diesem Browser begonnen wurde.",
            ONE_GO,
        ),
        state_used: error(
            "Diese Anmeldung ist vorbei",
            "Sie wurde bereits abgeschlossen.",
            "Vielleicht sind Sie schon angemeldet: Gehen Sie zur Anwendung zurück und sehen Sie nach. \
                Wenn nicht, versuchen Sie es noch einmal.",
        ),
        state_expired: error(
            INCOMPLETE,
            "Die Anmeldung hat länger als zehn Minuten gedauert.",
            ONE_GO,
        ),
        state_invalid: error(
            INCOMPLETE,
            "Was dieser Browser von der Anmeldung aufbewahrt hat, ist nicht mehr brauchbar.",
            ONE_GO,
        ),
        answer_untrusted: error(
            INCOMPLETE,
            "Es ließ sich nicht nachweisen, dass die Antwort von Ihrem Anbieter kommt und Sie betrifft; \
                sie wurde deshalb nicht verwendet.",
            TELL,
        ),
        access_denied: error(
            NOT_SIGNED_IN,
            "Der Zugang wurde nicht gewährt.",
            "Wenn Sie es sich anders überlegt haben, ist nichts geschehen, und Sie können es noch einmal versuchen. \
                Wenn Sie Zugang haben sollten, fragen Sie die Betreiber der Anwendung.",
        ),
        provider_error: error(
            INCOMPLETE,
            "Der Anbieter hat die Anmeldung nicht abgeschlossen.",
            TELL,
        ),
        provider_disagrees: error(
            INCOMPLETE,
            "Der Anbieter und diese Anwendung sind nicht aufeinander eingerichtet.",
            "Das können nur die Betreiber der Anwendung beheben. Nennen Sie ihnen den Code unten, \
                oder wählen Sie eine andere Art der Anmeldung.",
        ),
        answer_malformed: error(
            INCOMPLETE,
            "Die Antwort des Anbieters war nicht zu verstehen.",
            TELL,
        ),
        profile_unusable: error(
            INCOMPLETE,
            "Der Anbieter hat nicht mitgeteilt, wer Sie sind.",
            "Versuchen Sie es noch einmal und erlauben Sie ihm, Ihr Profil weiterzugeben, \
                oder wählen Sie eine andere Art der Anmeldung.",
        ),
        provider_unavailable: error(WAITS, "Der Anbieter ist zurzeit nicht zu erreichen.", WAIT),
        clocks: error(
            INCOMPLETE,
            "Die Uhren des Anbieters und dieser Anwendung gehen verschieden; \
                die Antwort wurde deshalb nicht verwendet.",
            TELL,
        ),
        reauthentication: error(
            "Bitte melden Sie sich erneut an",
            "Dafür darf die Anmeldung nicht lange her sein.",
            "Danach sind Sie wieder dort, wo Sie waren.",
        ),
        authentication_context: error(
            "Bitte melden Sie sich erneut an",
            "Dafür ist eine stärkere Anmeldung nötig als Ihre, etwa mit einem zweiten Faktor.",
            "Versuchen Sie es noch einmal und verwenden Sie ihn. \
                Wenn Ihr Konto keinen hat, richten Sie ihn zuerst beim Anbieter ein.",
        ),
        provider_session_kept: error(
            "Hier sind Sie abgemeldet",
            "Ihre Sitzung beim Anbieter ließ sich nicht beenden.",
            "Melden Sie sich an einem Computer, den andere mitbenutzen, auch dort ab.",
        ),
        tokens_not_revoked: error(
            "Hier sind Sie abgemeldet",
            "Was Sie dieser Anwendung beim Anbieter erlaubt haben, ließ sich nicht widerrufen.",
            "Sie können es dort in Ihrem Konto beenden.",
        ),
        sign_out_return: error(
            "Dort sind Sie abgemeldet",
            "Die Abmeldung, von der Sie zurückkommen, wurde nicht in diesem Browser begonnen.",
            "Wenn Sie sich auch hier abmelden wollten, tun Sie es in der Anwendung.",
        ),
        unauthenticated: error(
            "Bitte melden Sie sich an",
            "Dafür ist eine Anmeldung nötig.",
            "Danach sind Sie wieder dort, wo Sie waren.",
        ),
        csrf: error(
            REFUSED,
            "Sie kam nicht von einer Seite dieser Anwendung, oder von einer, die zu alt ist.",
            "Laden Sie die Seite neu und wiederholen Sie, was Sie getan haben. \
                Wenn es wieder geschieht, prüfen Sie, ob der Browser Cookies dieser Seite behält.",
        ),
        too_much: error(
            INCOMPLETE,
            "Der Anbieter hat mehr über Sie mitgeteilt, als diese Anwendung behalten kann.",
            TELL,
        ),
        not_found: error(
            "Seite nicht gefunden",
            "Unter dieser Adresse gibt es nichts.",
            "Prüfen Sie die Adresse, oder beginnen Sie auf der ersten Seite der Anwendung.",
        ),
        request: error(REFUSED, "Sie war nicht zu verstehen.", BACK),
        internal: error(
            "Das muss warten",
            "Etwas in dieser Anwendung hat nicht funktioniert.",
            "Versuchen Sie es in einer Minute noch einmal. \
                Wenn es wieder geschieht, nennen Sie den Betreibern der Anwendung den Code unten.",
        ),
        forbidden: error(
            "Kein Zugang",
            "Sie sind angemeldet, aber diese Seite ist nicht für Sie bestimmt.",
            "Wenn sie es sein sollte, fragen Sie die Betreiber der Anwendung.",
        ),
        store_unavailable: error(
            "Das muss warten",
            "Diese Anwendung kann Ihre Sitzung zurzeit nicht nachschlagen.",
            "Versuchen Sie es in einer Minute noch einmal. Wenn Sie sich gerade abmelden wollten, sind Sie anderswo vielleicht noch angemeldet: \
                Melden Sie sich dann noch einmal an und ab.",
        ),
        account_not_linked: error(
            INCOMPLETE,
            "Mit dieser E-Mail-Adresse hat sich schon jemand auf andere Weise angemeldet.",
            "Melden Sie sich so an wie bisher. Danach können Sie dieses Konto damit verknüpfen.",
        ),
        account_already_linked: error(
            "Das Konto wurde nicht verknüpft",
            "Es gehört hier schon jemand anderem, oder einem anderen Benutzer von Ihnen.",
            "Melden Sie sich damit an, um zu sehen, wem es gehört, oder verknüpfen Sie ein anderes.",
        ),
        account_switched: error(
            "Das Konto wurde nicht verknüpft",
            "Hier ist inzwischen jemand anderes angemeldet als zu Beginn.",
            "Melden Sie sich als der Benutzer an, der es haben soll, und verknüpfen Sie es noch einmal.",
        ),
        last_account: error(
            "Das Konto bleibt verknüpft",
            "Ohne dieses Konto könnten Sie sich nicht mehr anmelden.",
            "Verknüpfen Sie zuerst ein anderes.",
        ),
        user_disabled: error(
            NOT_SIGNED_IN,
            "Dieser Benutzer ist gesperrt.",
            "Wenn Sie Zugang haben sollten, fragen Sie die Betreiber der Anwendung.",
        ),
        grant_ended: error(
            "Bitte melden Sie sich erneut an",
            "Was Sie dieser Anwendung beim Anbieter erlaubt hatten, gilt nicht mehr.",
            "Melden Sie sich erneut an, um es wieder zu erlauben.",
        ),
        credentials_rejected: error(
            NOT_SIGNED_IN,
            "Der Name oder das Passwort ist falsch.",
            "Prüfen Sie Ihre Eingabe, und versuchen Sie es noch einmal.",
        ),
        too_many_attempts: error(
            WAITS,
            "Es gab zu viele Versuche, sich anzumelden.",
            "Versuchen Sie es in einer Minute noch einmal, oder wählen Sie eine andere Art der Anmeldung. \
                Wenn die Versuche nicht von Ihnen waren, sagen Sie es den Betreibern der Anwendung.",
        ),
        credentials_unchecked: error(
            WAITS,
            "Ob das Passwort richtig ist, lässt sich zurzeit nicht feststellen.",
            WAIT,
        ),
        credentials_too_long: error(
            NOT_SIGNED_IN,
            "Die Eingabe ist länger als 1024 Zeichen.",
            "Prüfen Sie, was Sie eingegeben oder eingefügt haben, und versuchen Sie es noch einmal.",
        ),
        email_invalid: error(
            "Das ist keine E-Mail-Adresse",
            "Die Eingabe ist nicht genau eine E-Mail-Adresse.",
            "Schreiben Sie eine Adresse, etwa ada@example.com, und sonst nichts.",
        ),
        link_invalid: error(
            "Dieser Link funktioniert nicht",
            "Er ist zu alt, wurde schon verwendet oder ist nicht vollständig.",
            "Jeder Link gilt einmal und nicht lange. Fordern Sie einen neuen an; von mehreren gilt der neueste.",
        ),
        mail_not_sent: error(
            "Die Anmeldung per E-Mail muss warten",
            "Die E-Mail konnte nicht gesendet werden.",
            WAIT,
        ),
        sign_in_failed: error(INCOMPLETE, "Unterwegs ist etwas schiefgegangen.", TELL),
    },
    development: DevelopmentTexts {
        provider: "Entwicklungsprovider",
        who: "Wer meldet sich an?",
        who_about: Sentence::around(
            "Das möchte ",
            " wissen. Seien Sie, wer Sie wollen: Hier gibt es keine Konten und keine Passwörter, \
            und nichts verlässt diesen Rechner.",
        ),
        somebody_else: "Jemand anderes",
        name: "Name",
        email_address: "E-Mail-Adresse",
        address_verified: "Die Adresse ist bestätigt",
        sign_in: "Anmelden",
        no_email_address: "keine E-Mail-Adresse",
        verified: "bestätigt",
        not_verified: "nicht bestätigt",
        asked_for: "Was die Anwendung verlangt",
        none: "keine Angabe",
        cancel: "Abbrechen",
        cancel_about: Sentence::around("Zurück zu ", ", ohne sich anzumelden."),
        sign_out_heading: "Beim Provider abmelden?",
        sign_out_about: "Sie sind hier noch angemeldet, die nächste Anmeldung würde also nichts fragen.",
        sign_out: "Abmelden",
        stay: "Angemeldet bleiben",
        signed_out: "Sie sind abgemeldet",
        signed_out_about: "Die nächste Anmeldung fragt, wer Sie sind.",
        still_signed_in: "Sie sind hier noch angemeldet",
        still_signed_in_about: "Die nächste Anmeldung fragt nichts.",
        telling: "Meldet Sie von einer Anwendung ab",
        on_the_way: "Zurück zur Anwendung",
        go_on: "Weiter",
        back_to: Sentence::around("Zurück zu ", ""),
        used_up: "Diese Seite ist verbraucht",
        used_up_about: "Sie ist schon beantwortet worden. Gehen Sie zurück zur Anwendung, und beginnen Sie von vorn.",
    },
};

fn time(number: u64, unit: TimeUnit) -> String {
    let unit = match (unit, number) {
        (TimeUnit::Second, 1) => "Sekunde",
        (TimeUnit::Second, _) => "Sekunden",
        (TimeUnit::Minute, 1) => "Minute",
        (TimeUnit::Minute, _) => "Minuten",
        (TimeUnit::Hour, 1) => "Stunde",
        (TimeUnit::Hour, _) => "Stunden",
    };
    format!("{number} {unit}")
}

const fn error(heading: &'static str, happened: &'static str, advice: &'static str) -> ErrorText {
    ErrorText {
        heading,
        happened,
        advice,
    }
}

const INCOMPLETE: &str = "Die Anmeldung wurde nicht abgeschlossen";
const REFUSED: &str = "Diese Anfrage wurde nicht angenommen";
const NOT_SIGNED_IN: &str = "Sie wurden nicht angemeldet";
const WAITS: &str = "Die Anmeldung muss warten";
const BACK: &str = "Gehen Sie zur Anwendung zurück, und beginnen Sie von dort.";
const ONE_GO: &str = "Beginnen Sie noch einmal, und melden Sie sich in demselben Browser innerhalb von zehn Minuten an. \
    Wenn es wieder geschieht, prüfen Sie, ob der Browser Cookies dieser Seite behält.";
const TELL: &str = "Versuchen Sie es noch einmal. \
    Wenn es wieder geschieht, nennen Sie den Betreibern der Anwendung den Code unten.";
const WAIT: &str =
    "Versuchen Sie es in einer Minute noch einmal, oder wählen Sie eine andere Art der Anmeldung.";
