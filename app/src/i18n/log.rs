//! The words of the log of changes.

use std::borrow::Cow;

use super::{role, words};
use crate::model::{LogAction, LogEntry, Role, is_own_path, isolated};

/// The columns of the log as a file.
pub const LOG_COLUMNS: [&str; 9] =
    ["Zeit", "Konto", "Vorgang", "Adresse der Seite", "Name", "Anzahl", "Netzadresse", "Satz", "E-Mail des Kontos"];

/// An action where one chooses among them.
pub fn log_action(action: LogAction) -> &'static str {
    told(action).0
}

/// What an action is called, and the sentence about it; `{}` is what was done something with.
fn told(action: LogAction) -> (&'static str, &'static str) {
    match action {
        LogAction::LoggedIn => ("Angemeldet", "hat sich angemeldet"),
        LogAction::LoggedOut => ("Abgemeldet", "hat sich abgemeldet"),
        LogAction::LogInFailed => ("Anmeldung gescheitert", "konnte sich nicht anmelden: {}"),
        LogAction::Invited => ("Eingeladen", "hat jemanden eingeladen: {}"),
        LogAction::InvitationRevoked => ("Einladung zurückgezogen", "hat eine Einladung zurückgezogen: {}"),
        LogAction::AccountMade => ("Konto angelegt", "hat ein Konto angelegt: {}"),
        LogAction::RoleChanged => ("Rolle geändert", "hat die Rolle eines Kontos geändert: {}"),
        LogAction::AccountDisabled => ("Konto gesperrt", "hat ein Konto gesperrt: {}"),
        LogAction::AccountEnabled => ("Konto zugelassen", "hat ein Konto wieder zugelassen: {}"),
        LogAction::PasswordChanged => ("Passwort geändert", "hat ein Passwort geändert: {}"),
        LogAction::PasswordRefused => {
            ("Falsches Passwort im Konto", "hat im eigenen Konto ein falsches Passwort eingegeben")
        }
        LogAction::PasswordResetAsked => {
            ("Neues Passwort angefragt", "hat einen Link für ein neues Passwort angefragt: {}")
        }
        LogAction::PasswordReset => ("Passwort neu gesetzt", "hat ein Passwort über einen Link neu gesetzt: {}"),
        LogAction::SessionEnded => ("Sitzung beendet", "hat eine andere Sitzung beendet: {}"),
        LogAction::SessionExpired => ("Sitzung abgelaufen", "hat eine abgelaufene Sitzung beendet: {}"),
        LogAction::NameChanged => ("Name geändert", "hat den Namen eines Kontos geändert: {}"),
        LogAction::PasskeyAdded => ("Passkey angelegt", "hat einen Passkey angelegt: {}"),
        LogAction::PasskeyRemoved => ("Passkey entfernt", "hat einen Passkey entfernt: {}"),
        LogAction::TotpTurnedOn => {
            ("Codes aus einer App eingeschaltet", "meldet sich von nun an mit Codes aus einer App an")
        }
        LogAction::TotpTurnedOff => {
            ("Codes aus einer App ausgeschaltet", "meldet sich nicht mehr mit Codes aus einer App an")
        }
        LogAction::RecoveryCodesMade => ("Neue Wiederherstellungs-Codes", "hat neue Wiederherstellungs-Codes bekommen"),
        LogAction::RecoveryCodeUsed => {
            ("Wiederherstellungs-Code benutzt", "hat sich mit einem Wiederherstellungs-Code angemeldet")
        }
        LogAction::SecondFactorRequired => ("Zweiter Faktor verlangt", "verlangt von allen einen zweiten Faktor"),
        LogAction::SecondFactorNotRequired => ("Zweiter Faktor freigestellt", "verlangt keinen zweiten Faktor mehr"),
        LogAction::FactorsReset => ("Faktoren zurückgesetzt", "hat die Faktoren eines Kontos zurückgesetzt: {}"),
        LogAction::TooManyAttempts => ("Zu viele Versuche", "hat es zu oft versucht und muss warten: {}"),
        LogAction::Refused => ("Ohne Berechtigung", "wollte, was diesem Konto nicht erlaubt ist: {}"),
        LogAction::Created => ("Angelegt", "hat {} angelegt"),
        LogAction::Edited => ("Geschrieben", "hat an {} geschrieben"),
        LogAction::Published => ("Veröffentlicht", "hat {} veröffentlicht"),
        LogAction::PublishedOnTime => ("Zur gesetzten Zeit veröffentlicht", "hat {} zur gesetzten Zeit veröffentlicht"),
        LogAction::Discarded => ("Verworfen", "hat Entwürfe von {} verworfen"),
        LogAction::Scheduled => ("Eingeplant", "hat für {} eine Zeit gesetzt"),
        LogAction::Unscheduled => ("Zeit aufgehoben", "hat die Zeit für {} aufgehoben"),
        LogAction::Withdrawn => ("Zurückgezogen", "hat {} von der Website genommen"),
        LogAction::Deleted => ("Gelöscht", "hat {} in den Papierkorb gelegt"),
        LogAction::Undeleted => ("Wiederhergestellt", "hat {} aus dem Papierkorb geholt"),
        LogAction::Removed => ("Endgültig gelöscht", "hat {} endgültig gelöscht"),
        LogAction::Restored => ("Früherer Stand", "hat einen früheren Stand von {} als Entwurf zurückgeholt"),
        LogAction::VersionNamed => ("Fassung benannt", "hat eine Fassung von {} benannt"),
        LogAction::VersionNameRemoved => ("Name einer Fassung entfernt", "hat den Namen einer Fassung von {} entfernt"),
        LogAction::PortraitUploaded => ("Porträt hochgeladen", "hat ein Porträt hochgeladen: {}"),
        LogAction::PreviewLinkMade => ("Vorschau-Link angelegt", "hat einen Vorschau-Link angelegt: {}"),
        LogAction::PreviewLinkRevoked => ("Vorschau-Link zurückgezogen", "hat einen Vorschau-Link zurückgezogen: {}"),
        LogAction::ReportFinished => ("Barriere erledigt", "hat eine gemeldete Barriere als erledigt vermerkt: {}"),
        LogAction::ReportReopened => ("Barriere wieder offen", "hat eine gemeldete Barriere wieder geöffnet: {}"),
        LogAction::Imported => ("Eingelesen", "hat Inhalte eingelesen"),
        LogAction::StoreRestored => ("Zurückgeholt", "hat die Sicherung vom {} zurückgeholt"),
    }
}

/// An entry as a sentence, in three parts; the one in the middle is what was done something with, and may be a link.
pub fn log_sentence(entry: &LogEntry) -> (String, String, String) {
    let (who, (_, sentence)) = (who(entry), told(entry.action));
    let texts = entry.texts.map(|texts| counted(entry.action, texts)).unwrap_or_default();
    let role = given_role(entry).map(|given| format!(" (Rolle: {})", role(given))).unwrap_or_default();
    let before = called_before(entry).map(|name| format!(" (bisher „{}“)", isolated(name))).unwrap_or_default();
    let setter = entry.on_behalf_of.as_ref();
    let setter = setter.map(|name| format!(", gesetzt von {}", isolated(name))).unwrap_or_default();
    let after_all = format!("{texts}{role}{before}{setter}");
    match sentence.split_once("{}") {
        Some((before, after)) => (format!("{who} {before}"), named(entry), format!("{after}{after_all}")),
        None => (format!("{who} {sentence}{after_all}"), String::new(), String::new()),
    }
}

fn who(entry: &LogEntry) -> Cow<'_, str> {
    let who = match (&entry.account, entry.action) {
        (Some(name), _) => return isolated(name),
        (None, LogAction::LogInFailed | LogAction::TooManyAttempts) => "Jemand",
        (None, LogAction::PublishedOnTime | LogAction::Removed | LogAction::SessionExpired) => "Das Programm",
        (None, _) if entry.address.is_some() => "Jemand",
        (None, _) => "Die Kommandozeile",
    };
    Cow::Borrowed(who)
}

/// The role that an account has got.
fn given_role(entry: &LogEntry) -> Option<Role> {
    let gives_role = matches!(entry.action, LogAction::Invited | LogAction::AccountMade | LogAction::RoleChanged);
    entry.detail.parse().ok().filter(|_| gives_role)
}

/// What an account was called until then.
fn called_before(entry: &LogEntry) -> Option<&str> {
    (entry.action == LogAction::NameChanged && !entry.detail.is_empty()).then_some(&entry.detail)
}

fn named(entry: &LogEntry) -> String {
    match (entry.action, entry.detail.as_str(), entry.subject.as_str()) {
        (LogAction::ReportFinished | LogAction::ReportReopened, number, _) => format!("Nr. {number}"),
        (LogAction::TooManyAttempts, _, "") => "viele verschiedene Angaben".to_owned(),
        (LogAction::LogInFailed, _, "") => "Adresse ohne Konto".to_owned(),
        (_, "", "/") => format!("„{}“", words::HOME),
        (_, "", "/suche") => format!("„{}“", words::SEARCH),
        (
            LogAction::TooManyAttempts
            | LogAction::Invited
            | LogAction::AccountMade
            | LogAction::RoleChanged
            | LogAction::NameChanged,
            _,
            subject,
        )
        | (_, "", subject) => isolated(subject).into_owned(),
        (_, detail, _) => format!("„{}“", isolated(detail)),
    }
}

fn counted(action: LogAction, texts: i32) -> String {
    match (action, texts) {
        (LogAction::Imported, 1) => " (1 Eintrag)".to_owned(),
        (LogAction::Imported, _) => format!(" ({texts} Einträge)"),
        (_, 1) => " (1 Text)".to_owned(),
        _ => format!(" ({texts} Texte)"),
    }
}

/// The page that an entry is about, if it may still be there.
pub fn log_page(entry: &LogEntry) -> Option<&str> {
    let is_page = is_own_path(&entry.subject) && !matches!(entry.action, LogAction::Refused | LogAction::Removed);
    is_page.then_some(&entry.subject)
}

/// When it was, from where, and by which account: names can be changed, and two may have the same.
pub fn log_place(entry: &LogEntry) -> String {
    let when = format!("{} Uhr", entry.when);
    let known = [Some(&when), entry.address.as_ref(), entry.account_email.as_ref()];
    known.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" · ")
}

/// An account among others of the same name.
pub fn account_by_address(name: &str, masked_email: &str) -> String {
    format!("{} ({masked_email})", isolated(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(action: LogAction, subject: &str, detail: &str) -> LogEntry {
        LogEntry {
            id: 1,
            when: "22.11.2026, 14:03".into(),
            timestamp: "2026-11-22T14:03:00".into(),
            account: None,
            account_email: None,
            on_behalf_of: None,
            action,
            subject: subject.into(),
            detail: detail.into(),
            texts: None,
            address: None,
        }
    }

    fn sentence(entry: &LogEntry) -> String {
        let (before, named, after) = log_sentence(entry);
        format!("{before}{named}{after}")
    }

    #[test]
    fn an_entry_is_a_german_sentence() {
        let account = Some("Erika Muster".to_owned());
        let published = entry(LogAction::Published, "/themen/migration", "Migration");
        let published = LogEntry { account: account.clone(), texts: Some(3), ..published };
        assert_eq!(sentence(&published), "Erika Muster hat „Migration“ veröffentlicht (3 Texte)");
        let on_time = entry(LogAction::PublishedOnTime, "/themen/migration", "Migration");
        let on_time = LogEntry { on_behalf_of: account.clone(), texts: Some(1), ..on_time };
        let expected =
            "Das Programm hat „Migration“ zur gesetzten Zeit veröffentlicht (1 Text), gesetzt von Erika Muster";
        assert_eq!(sentence(&on_time), expected);
        let order = LogEntry { account, ..entry(LogAction::Discarded, "/", "") };
        assert_eq!(sentence(&order), "Erika Muster hat Entwürfe von „Start“ verworfen");
        let failed = entry(LogAction::LogInFailed, "erika[at]redaktion.example", "");
        assert_eq!(sentence(&failed), "Jemand konnte sich nicht anmelden: erika[at]redaktion.example");
        let promoted = entry(LogAction::RoleChanged, "erika[at]redaktion.example", "admin");
        let promoted = LogEntry { account: Some("Ada".to_owned()), ..promoted };
        let expected =
            "Ada hat die Rolle eines Kontos geändert: erika[at]redaktion.example (Rolle: Redaktion und Verwaltung)";
        assert_eq!(sentence(&promoted), expected);
        let renamed = LogEntry {
            account: Some("Er\u{202e}ika".to_owned()),
            ..entry(LogAction::NameChanged, "erika[at]redaktion.example", "Ada")
        };
        let expected = "\u{2068}Er\u{202e}ika\u{202c}\u{2069} hat den Namen eines Kontos geändert: erika[at]redaktion.example (bisher „Ada“)";
        assert_eq!(sentence(&renamed), expected);
        let imported = LogEntry { texts: Some(12), ..entry(LogAction::Imported, "", "") };
        assert_eq!(sentence(&imported), "Die Kommandozeile hat Inhalte eingelesen (12 Einträge)");
    }

    #[test]
    fn only_a_page_of_this_site_is_linked() {
        assert_eq!(log_page(&entry(LogAction::Edited, "/themen/migration", "")), Some("/themen/migration"));
        for subject in ["", "https://boese.example", "//boese.example", "javascript:alert(1)"] {
            assert_eq!(log_page(&entry(LogAction::Edited, subject, "")), None, "{subject}");
        }
        assert_eq!(log_page(&entry(LogAction::Removed, "/themen/migration", "")), None);
    }
}
