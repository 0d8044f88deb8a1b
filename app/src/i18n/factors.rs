//! Words of the second factor: passkeys, codes from an app.

use crate::model::{AccountFactors, Passkey, isolated};

/// The page on which an account keeps its factors.
pub const FACTORS: &str = "Anmeldung und zweiter Faktor";
/// What they are for.
pub const FACTORS_INTRODUCTION: &str = "Wer nur das Passwort kennt, soll nicht hineinkommen. Ein Passkey meldet mit Fingerabdruck, Gesicht oder PIN an, ganz ohne Passwort; eine App zeigt Codes, die zum Passwort dazukommen.";
/// A factor is required, and there is none.
pub const FACTOR_OWED: &str = "Hier brauchen alle Konten einen zweiten Faktor. Sobald ein Passkey oder eine App eingerichtet ist, geht es weiter.";
/// Passkeys, as a heading.
pub const PASSKEYS: &str = "Passkeys";
/// What to know about them.
pub const PASSKEYS_INTRODUCTION: &str =
    "Ein Passkey liegt auf einem Gerät oder in einem Passwortmanager. Am besten zwei haben, auf verschiedenen Geräten.";
/// Where none can be used: the site's address is none that they know.
pub const PASSKEYS_NEED_A_NAME: &str = "Passkeys gibt es hier nicht: Sie brauchen eine öffentliche Adresse mit Namen und https, und diese Website hat keine.";
/// Where the browser knows none, or runs no JavaScript.
pub const PASSKEYS_NEED_A_BROWSER: &str =
    "Zum Hinzufügen ist JavaScript nötig, und ein Browser, der Passkeys kennt (etwa ab 2025).";
/// What a passkey is called.
pub const PASSKEY_NAME: &str = "Name des Passkeys";
/// For example.
pub const PASSKEY_NAME_HINT: &str = "Zum Wiedererkennen, etwa: Diensthandy";
/// Makes one.
pub const ADD_PASSKEY: &str = "Passkey hinzufügen";
/// The browser asks.
pub const ASKING: &str = "Der Browser fragt jetzt nach dem Passkey …";
/// Logs in with one.
pub const LOG_IN_WITH_PASSKEY: &str = "Passkey verwenden";
/// Before that.
pub const OR_PASSKEY: &str = "Oder ohne Passwort:";
/// It was cancelled, or there is no passkey.
pub const PASSKEY_CANCELLED: &str =
    "Es kam kein Passkey zustande. Vielleicht wurde abgebrochen, oder auf diesem Gerät ist keiner für diese Website.";
/// The server does not know it.
pub const PASSKEY_REFUSED: &str =
    "Mit diesem Passkey geht es hier nicht. Bitte noch einmal versuchen oder mit E-Mail und Passwort anmelden.";
/// The server did not take a new one.
pub const PASSKEY_NOT_ADDED: &str =
    "Dieser Passkey ließ sich nicht hinzufügen. Bitte noch einmal versuchen, sonst mit einem anderen Gerät.";
/// It has no name.
pub const PASSKEY_NAMELESS: &str = "Bitte einen Namen eintragen, an dem sich der Passkey wiedererkennen lässt.";
/// The account has as many as it may have.
pub const PASSKEYS_FULL: &str =
    "Mehr Passkeys gehen für ein Konto nicht. Wer einen entfernt, kann einen neuen hinzufügen.";
/// Too many tries.
pub const PASSKEY_TOO_MANY: &str = "Das waren zu viele Versuche. Bitte in einer Viertelstunde noch einmal.";
/// The server did not answer.
pub const PASSKEY_UNREACHABLE: &str = "Die Website ist gerade nicht erreichbar. Bitte gleich noch einmal versuchen.";
/// One was given up.
pub const PASSKEY_REMOVED: &str =
    "Der Passkey meldet hier niemanden mehr an. Auf dem Gerät lässt er sich auch noch löschen.";
/// The account has passkeys and must use one.
pub const USE_PASSKEY: &str =
    "Dieses Konto meldet sich mit einem Passkey an; das Passwort allein genügt nicht. Bitte „Passkey verwenden“.";
/// An app that makes codes, as a heading.
pub const TOTP: &str = "Codes aus einer App";
/// What to know about it.
pub const TOTP_INTRODUCTION: &str = "Eine Authenticator-App zeigt alle 30 Sekunden einen neuen Code. Nach dem Passwort fragt die Anmeldung danach, ob mit oder ohne JavaScript.";
/// It is on.
pub const TOTP_IS_ON: &str = "Die Anmeldung fragt nach dem Passwort auch nach einem Code.";
/// Sets one up.
pub const BEGIN_TOTP: &str = "App einrichten";
/// It was turned off.
pub const TOTP_TURNED_OFF: &str =
    "Die Anmeldung fragt nicht mehr nach einem Code. Die Wiederherstellungs-Codes gelten nicht mehr.";
/// Turns it off.
pub const TURN_TOTP_OFF: &str = "Codes abschalten";
/// The page that shows a secret.
pub const SET_UP_TOTP: &str = "App einrichten";
/// What to do there.
pub const SET_UP_TOTP_INTRODUCTION: &str = "Das Bild mit der App aufnehmen oder den Schlüssel dort eintippen. Danach zeigt sie einen Code: Erst wenn er hier steht, ist die App eingerichtet.";
/// The picture, for those who do not see it.
pub const QR_CODE: &str = "QR-Code mit dem Schlüssel, der auch darunter steht";
/// Before the secret.
pub const SECRET: &str = "Schlüssel zum Eintippen:";
/// A code.
pub const CODE: &str = "Code";
/// The code that confirms an app.
pub const NEW_CODE_HINT: &str = "Die sechs Ziffern, die die App jetzt zeigt";
/// That code is not right.
pub const WRONG_NEW_CODE: &str = "Das ist nicht der Code, den die App jetzt zeigen müsste. Bitte den nächsten abwarten und eintippen; die Uhr des Geräts muss stimmen.";
/// The app was to be confirmed earlier, or in another session.
pub const SET_UP_ENDED: &str = "Die App ist nicht eingeschaltet: Der Schlüssel galt nur zehn Minuten, und nur in der Anmeldung, in der er gezeigt wurde. Bitte noch einmal beginnen.";
/// Confirms the app.
pub const CONFIRM_TOTP: &str = "Einschalten";
/// The page that shows recovery codes.
pub const RECOVERY_CODES: &str = "Wiederherstellungs-Codes";
/// What they are.
pub const RECOVERY_CODES_INTRODUCTION: &str = "Jeder öffnet einmal das Konto, wenn die App nicht da ist. Jetzt ausdrucken oder aufschreiben und weglegen: Noch einmal werden sie nicht gezeigt. Frühere gelten nicht mehr.";
/// They are written down.
pub const CODES_ARE_KEPT: &str = "Die Codes sind notiert";
/// Makes new ones.
pub const RENEW_CODES: &str = "Neue Wiederherstellungs-Codes";
/// The second step of a log-in.
pub const SECOND_STEP: &str = "Zweiter Faktor";
/// What is asked for.
pub const SECOND_STEP_HINT: &str = "Sechs Ziffern aus der App, oder einer der Wiederherstellungs-Codes";
/// The code is wrong, or was used before.
pub const WRONG_CODE: &str =
    "Dieser Code gilt nicht, oder er wurde schon benutzt. Bitte den nächsten eintippen, den die App zeigt.";
/// The password of who is logged in.
pub const CURRENT_PASSWORD: &str = "Aktuelles Passwort";
/// It is not.
pub const WRONG_PASSWORD: &str = "Das ist nicht das Passwort dieses Kontos.";
/// For administrators: who needs what.
pub const SECURITY: &str = "Sicherheit";
/// A second factor is required.
pub const IS_REQUIRED: &str =
    "Alle Konten brauchen einen zweiten Faktor. Wer keinen hat, kann nur noch einen einrichten.";
/// It is not.
pub const IS_OPTIONAL: &str =
    "Ein zweiter Faktor ist freiwillig. Wird er verlangt, kann ein Konto ohne ihn nur noch einen einrichten.";
/// Requires it.
pub const REQUIRE: &str = "Zweiten Faktor verlangen";
/// Does not any more.
pub const DO_NOT_REQUIRE: &str = "Zweiten Faktor freiwillig machen";
/// Everyone's factors.
pub const WHO_HAS_WHICH: &str = "Wer welchen hat";
/// Takes someone's away.
pub const RESET: &str = "Zweite Faktoren löschen";
/// What that means.
pub const RESET_INTRODUCTION: &str = "Für den Fall, dass ein Gerät verloren ist: Passkeys, App und Wiederherstellungs-Codes dieses Kontos gelten nicht mehr, und es wird überall abgemeldet. Danach genügt das Passwort, bis wieder etwas eingerichtet ist.";

/// A passkey's dates.
pub fn passkey_used(passkey: &Passkey) -> String {
    match &passkey.last_used_at {
        Some(used) => format!("Hinzugefügt am {}, zuletzt benutzt am {used}", passkey.created_at),
        None => format!("Hinzugefügt am {}, noch nicht benutzt", passkey.created_at),
    }
}

/// Gives a passkey up.
pub fn remove_passkey(name: &str) -> String {
    format!("„{}“ entfernen", isolated(name))
}

/// How many recovery codes are left.
pub fn codes_left(count: i64) -> String {
    match count {
        0 => "Alle Wiederherstellungs-Codes sind verbraucht. Bitte neue holen.".to_owned(),
        1 => "Ein Wiederherstellungs-Code ist noch übrig.".to_owned(),
        count => format!("{count} Wiederherstellungs-Codes sind noch übrig."),
    }
}

/// What an account has.
pub fn factors_of(account: &AccountFactors) -> String {
    let passkeys = match account.passkeys {
        0 => None,
        1 => Some("1 Passkey".to_owned()),
        count => Some(format!("{count} Passkeys")),
    };
    let app = account.has_totp.then(|| "App".to_owned());
    let all: Vec<_> = passkeys.into_iter().chain(app).collect();
    if all.is_empty() { "Kein zweiter Faktor".to_owned() } else { all.join(", ") }
}
