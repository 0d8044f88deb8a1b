//! Sentences about accounts, their sessions and their mails.

#[cfg(feature = "ssr")]
use super::words;
#[cfg(feature = "ssr")]
use crate::model::Device;
use crate::model::{Invitation, ListedAccount, OwnSession, Role, isolated};

/// What a role means.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Editor => "Redaktion",
        Role::Admin => "Redaktion und Verwaltung",
    }
}

/// What colleagues must know of an account: `ida[at]beispiel.de · Redaktion · gesperrt · zuletzt angemeldet am 22.11.2026, 14:03`.
pub fn account_state(account: &ListedAccount) -> String {
    let state = if account.is_disabled { "gesperrt" } else { "aktiv" };
    let last = match &account.last_log_in {
        Some(at) => format!("zuletzt angemeldet am {at}"),
        None => "noch nie angemeldet".to_owned(),
    };
    format!("{} · {} · {state} · {last}", account.masked_email, role(account.role))
}

/// Whom an invitation is for, and until when.
pub fn invitation_state(invitation: &Invitation) -> String {
    let Invitation { masked_email, expires_at, .. } = invitation;
    format!("{masked_email} · {} · eingeladen, gilt bis {expires_at}", role(invitation.role))
}

/// After an account was changed by an administrator.
pub fn account_disabled(name: &str) -> String {
    format!("{} ist gesperrt und überall abgemeldet.", isolated(name))
}

/// After that.
pub fn account_enabled(name: &str) -> String {
    format!("{} ist wieder zugelassen.", isolated(name))
}

/// After that.
pub fn role_changed(name: &str, to: Role) -> String {
    format!("{}: jetzt {}. Die Person meldet sich dafür neu an.", isolated(name), role(to))
}

/// A link went out by mail.
pub fn link_mailed(masked_email: &str) -> String {
    format!("Der Link ist als E-Mail an {masked_email} unterwegs.")
}

/// A link is to be handed on by whoever made it.
pub fn link_to_copy(masked_email: &str) -> String {
    format!("Bitte den Link selbst an {masked_email} schicken. Er wird nur jetzt gezeigt.")
}

/// The same, since the mail did not go out.
pub fn link_not_mailed(masked_email: &str) -> String {
    format!("Die E-Mail ließ sich nicht verschicken. {}", link_to_copy(masked_email))
}

/// For whom an invitation is.
pub fn invitation_for(masked_email: &str) -> String {
    format!("Damit entsteht das Konto für {masked_email}. Mit dieser Adresse und dem Passwort meldet man sich an.")
}

/// For which account a password is set.
pub fn new_password_for(masked_email: &str) -> String {
    format!("Für das Konto {masked_email}. Danach ist es überall sonst abgemeldet.")
}

/// Since when a session is open, and when it was last used.
pub fn session_times(session: &OwnSession) -> String {
    format!("Angemeldet seit {}, zuletzt benutzt {}", session.opened_at, session.last_used_at)
}

/// After other sessions were ended.
pub fn other_sessions_ended(count: usize) -> String {
    match count {
        0 => "Es gab keine anderen Anmeldungen.".to_owned(),
        1 => "Eine andere Anmeldung ist beendet.".to_owned(),
        count => format!("{count} andere Anmeldungen sind beendet."),
    }
}

/// A device: `Firefox auf Windows`.
#[cfg(feature = "ssr")]
pub fn device(device: Device) -> String {
    match (device.browser, device.system) {
        (Some(browser), Some(system)) => format!("{browser} auf {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "Unbekanntes Gerät".to_owned(),
    }
}

/// Subject and text of the mail that invites someone.
#[cfg(feature = "ssr")]
pub fn invitation_mail(name: &str, link: &str) -> (String, String) {
    let group = words::GROUP;
    let text = format!(
        "Guten Tag {name},\n\nfür Sie ist ein Konto auf der Website vorbereitet: {group}.\n\n\
         Unter diesem Link wählen Sie Ihr Passwort und sind dann angemeldet. Er gilt sieben Tage und nur einmal:\n\n\
         {link}\n\nHaben Sie damit nicht gerechnet, ist nichts zu tun: Ohne den Link geschieht nichts.\n"
    );
    (format!("Einladung: {group}"), text)
}

/// Subject and text of the mail with a link for a new password.
#[cfg(feature = "ssr")]
pub fn password_mail(name: &str, link: &str) -> (String, String) {
    let group = words::GROUP;
    let text = format!(
        "Guten Tag {name},\n\nfür Ihr Konto auf der Website wurde ein neues Passwort angefragt: {group}.\n\n\
         Unter diesem Link wählen Sie es. Er gilt 24 Stunden und nur einmal:\n\n{link}\n\n\
         Haben Sie das nicht angefragt, ist nichts zu tun: Das alte Passwort gilt weiter.\n"
    );
    (format!("Neues Passwort: {group}"), text)
}
