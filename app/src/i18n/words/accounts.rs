//! Words of logging in, of one's own account and of those of others.

/// Logging out with unsaved texts.
pub const LOG_OUT_UNSAVED_TITLE: &str = "Noch nicht alles gespeichert";
/// Logging out with unsaved texts.
pub const LOG_OUT_UNSAVED: &str =
    "Einige Texte stehen bisher nur auf diesem Gerät. Sie können hier bleiben, bis Sie sich wieder anmelden.";
/// Logging out, keeping them.
pub const LOG_OUT_KEEP: &str = "Behalten und abmelden";
/// Logging out, deleting them.
pub const LOG_OUT_DELETE: &str = "Löschen und abmelden";
/// Log in.
pub const LOG_IN: &str = "Anmelden";
/// Log out.
pub const LOG_OUT: &str = "Abmelden";
/// E-mail, as a label.
pub const EMAIL: &str = "E-Mail";
/// Name, as a label.
pub const NAME: &str = "Name";
/// Password.
pub const PASSWORD: &str = "Passwort";
/// Password rules.
pub const PASSWORD_HINT: &str = "Mindestens 12 Zeichen. Am besten mehrere Wörter, die sonst niemand zusammenstellt.";
/// What the log-in is for.
pub const LOG_IN_INTRODUCTION: &str = "Nur für die Redaktion. Wer hier liest, braucht keine Anmeldung.";
/// The set-up page's heading.
pub const SET_UP: &str = "Erstes Konto einrichten";
/// The set-up page's introduction.
pub const SET_UP_INTRODUCTION: &str =
    "Mit diesem Konto lassen sich alle Texte bearbeiten und veröffentlichen. Der Link gilt nur einmal.";
/// The set-up page's button.
pub const SET_UP_BUTTON: &str = "Konto anlegen";
/// The accounts of all, for administrators.
pub const ACCOUNTS: &str = "Konten";
/// What administrators do there.
pub const ACCOUNTS_INTRODUCTION: &str =
    "Wer sperrt oder die Rolle ändert, meldet die Person damit überall ab. Was sie geschrieben hat, bleibt.";
/// Who has no account yet.
pub const INVITATIONS: &str = "Eingeladen";
/// Invites someone.
pub const INVITE: &str = "Jemanden einladen";
/// Sends the invitation.
pub const INVITE_BUTTON: &str = "Einladen";
/// What an account may do.
pub const ROLE: &str = "Rolle";
/// No role was chosen.
pub const ROLE_PROBLEM: &str = "Bitte eine Rolle auswählen.";
/// The address has an account.
pub const ADDRESS_TAKEN: &str = "Diese Adresse hat schon ein Konto.";
/// Makes an administrator.
pub const ALLOW_ADMINISTRATION: &str = "Verwaltung erlauben";
/// Makes an editor.
pub const TAKE_ADMINISTRATION: &str = "Verwaltung entziehen";
/// Shuts an account out.
pub const DISABLE_ACCOUNT: &str = "Sperren";
/// Lets it in again.
pub const ENABLE_ACCOUNT: &str = "Zulassen";
/// Makes a link for a new password.
pub const SEND_PASSWORD_LINK: &str = "Link für neues Passwort";
/// Nobody could keep the accounts.
pub const LAST_ADMIN: &str = "Das geht nicht: Es ist das letzte Konto, das die Verwaltung darf. Bitte zuerst einem anderen Konto die Verwaltung erlauben.";
/// A disabled account gets no link.
pub const NO_LINK_FOR_DISABLED: &str = "Das Konto ist gesperrt. Bitte zuerst zulassen.";
/// The label of a link that is shown once.
pub const LINK_TO_HAND_ON: &str = "Link zum Weitergeben";
/// An invitation was taken back.
pub const INVITATION_REVOKED: &str = "Die Einladung ist zurückgezogen. Ihr Link gilt nicht mehr.";
/// The page that an invitation leads to.
pub const ACCEPT_INVITATION: &str = "Willkommen in der Redaktion";
/// Accepts an invitation.
pub const ACCEPT_INVITATION_BUTTON: &str = "Konto anlegen";
/// The page that sets a password.
pub const NEW_PASSWORD: &str = "Neues Passwort";
/// Sets it.
pub const NEW_PASSWORD_BUTTON: &str = "Passwort ändern";
/// The way to a new password, on the log-in page, and the heading there.
pub const PASSWORD_FORGOTTEN: &str = "Passwort vergessen";
/// What is sent.
pub const PASSWORD_FORGOTTEN_INTRODUCTION: &str =
    "An die Adresse des Kontos geht ein Link, mit dem sich ein neues Passwort wählen lässt.";
/// No mail can be sent.
pub const PASSWORD_FORGOTTEN_WITHOUT_MAIL: &str = "Diese Website verschickt keine E-Mails. Wer in der Redaktion Konten verwaltet, kann unter Verwaltung einen Link für ein neues Passwort anlegen.";
/// Asks for the link.
pub const PASSWORD_FORGOTTEN_BUTTON: &str = "Link anfordern";
/// After that, whether there is such an account or not.
pub const PASSWORD_LINK_ASKED: &str =
    "Wenn es ein Konto mit dieser Adresse gibt, ist der Link unterwegs. Er gilt 24 Stunden.";
/// A link that is not valid.
pub const LINK_HAS_ENDED: &str = "Dieser Link gilt nicht mehr";
/// What to do then.
pub const LINK_HAS_ENDED_TEXT: &str = "Er wurde schon benutzt, durch einen neueren ersetzt, zurückgezogen oder ist abgelaufen. Wer in der Redaktion Konten verwaltet, kann einen neuen anlegen.";
/// One's own account.
pub const OWN_ACCOUNT: &str = "Mein Konto";
/// What an account's name is for.
pub const OWN_NAME_HINT: &str = "So sehen die anderen in der Redaktion Ihre Änderungen.";
/// Takes another name.
pub const CHANGE_NAME: &str = "Namen ändern";
/// After that.
pub const NAME_CHANGED: &str = "Der Name ist geändert.";
/// The password of now.
pub const CURRENT_PASSWORD: &str = "Bisheriges Passwort";
/// It is another one.
pub const CURRENT_PASSWORD_WRONG: &str = "Das ist nicht das bisherige Passwort.";
/// After another password was chosen.
pub const PASSWORD_CHANGED: &str = "Das Passwort ist geändert. Alle anderen Anmeldungen sind beendet.";
/// Where one is logged in.
pub const SESSIONS: &str = "Anmeldungen";
/// What they are.
pub const SESSIONS_INTRODUCTION: &str = "Hier ist dieses Konto angemeldet. Eine Anmeldung endet nach drei Tagen, in denen sie nicht benutzt wird, und spätestens nach 14 Tagen.";
/// The session that asks.
pub const THIS_SESSION: &str = "diese Sitzung";
/// Ends a session.
pub const END_SESSION: &str = "Beenden";
/// Ends all others.
pub const END_OTHER_SESSIONS: &str = "Alle anderen beenden";
/// After that.
pub const SESSION_ENDED: &str = "Die Anmeldung ist beendet.";
/// A password that is guessed early.
pub const PASSWORD_COMMON: &str =
    "Dieses Passwort ist so häufig, dass es als Erstes geraten wird. Bitte ein anderes wählen.";
/// A password that is guessed soon.
pub const PASSWORD_GUESSABLE: &str = "Dieses Passwort ist leicht zu erraten: Es besteht nur aus Namen, Wörtern dieser Website oder Tastenreihen. Besser sind mehrere Wörter, die sonst niemand zusammenstellt.";
/// More passwords are to be compared than can be at once.
pub const PASSWORDS_BUSY: &str =
    "Gerade melden sich sehr viele zugleich an. Bitte in einem Moment noch einmal versuchen.";
/// A wrong log-in.
pub const LOG_IN_FAILED: &str = "E-Mail und Passwort passen nicht zusammen. Bitte beides noch einmal prüfen.";
/// A name that is missing, or cannot be one.
pub const NAME_PROBLEM: &str = "Bitte einen Namen eintragen, den die anderen sehen, höchstens 100 Zeichen.";
/// An address that is none.
pub const EMAIL_PROBLEM: &str = "Das ist keine E-Mail-Adresse. Sie sieht so aus: name@beispiel.de.";
/// Logging in beside a form.
pub const LOG_IN_BESIDE: &str = "In einem neuen Fenster anmelden";
