//! Errors, in sentences that say what to do.

use super::problem;
use crate::HAS_EDITING;
use crate::api::ApiError;

/// Above the heading of an error.
pub fn error_number(error: &ApiError) -> String {
    format!("Fehler {}", error.status())
}

/// The heading of the page that tells an error.
pub fn error_title(error: &ApiError) -> &'static str {
    match error {
        ApiError::NotFound => "Seite nicht gefunden",
        ApiError::Gone => "Diese Seite gibt es nicht mehr",
        ApiError::Moved(_) => "Diese Seite ist umgezogen",
        ApiError::PreviewEnded => "Dieser Vorschau-Link gilt nicht mehr",
        ApiError::InvalidQuery(_) | ApiError::BadRequest => "Adresse nicht lesbar",
        ApiError::SignedOut => "Bitte anmelden",
        ApiError::NotAllowed | ApiError::MethodNotAllowed => "Das ist hier nicht möglich",
        ApiError::StoreAway | ApiError::Unreachable => "Gerade nicht erreichbar",
        ApiError::TooManyAttempts => "Zu viele Versuche",
        _ => "Etwas ist schiefgegangen",
    }
}

/// An error in a sentence that says what to do.
pub fn error(error: &ApiError) -> String {
    match error {
        ApiError::NotFound => {
            "Unter dieser Adresse gibt es nichts (mehr). Vielleicht hilft die Startseite weiter.".into()
        }
        ApiError::Gone => "Was hier stand, wurde gelöscht. Vielleicht hilft die Startseite weiter.".into(),
        ApiError::Moved(path) => format!("Was hier stand, steht jetzt unter {path}."),
        ApiError::InvalidQuery(key) => {
            format!("Die Angabe „{key}“ in der Adresse ist nicht lesbar. Ohne sie zeigt die Seite alles von vorn.")
        }
        ApiError::BadRequest => {
            "Die Anfrage war nicht lesbar. Bitte die Seite neu laden und noch einmal versuchen.".into()
        }
        ApiError::SignedOut => "Die Anmeldung ist abgelaufen. Nach dem Anmelden geht es hier weiter.".into(),
        ApiError::StoreAway => {
            "Die Inhalte sind gerade nicht erreichbar. Bitte in einem Moment noch einmal versuchen.".into()
        }
        ApiError::Unreachable => "Die Verbindung fehlt. Sobald sie wieder da ist, geht es weiter.".into(),
        // Readers' pages meet no others once they are hydrated, and their program does without the words.
        other if HAS_EDITING => error_beside_pages(other),
        _ => "Das lag an dieser Seite, nicht an Ihnen. Bitte in einem Moment noch einmal versuchen.".into(),
    }
}

/// What goes wrong only with what one does or sends.
fn error_beside_pages(error: &ApiError) -> String {
    let words = match error {
        ApiError::Invalid { field, problem: cause } => return problem(field.field, *cause),
        ApiError::PreviewEnded => {
            "Er ist abgelaufen oder zurückgezogen. Wer ihn geschickt hat, kann einen neuen anlegen."
        }
        ApiError::NotAllowed => "Das ist mit dieser Anmeldung oder von dieser Seite aus nicht möglich.",
        ApiError::MethodNotAllowed => "Diese Adresse lässt sich so nicht aufrufen.",
        ApiError::NotAhead => {
            "Zeitpunkt: Bitte einen Tag und eine Uhrzeit wählen, die noch kommen, höchstens ein Jahr voraus."
        }
        ApiError::Conflict(_) => "Dieser Text wurde inzwischen von anderer Seite geändert. Nichts wurde überschrieben.",
        ApiError::Changed => {
            "Ein Text wurde inzwischen weiter geändert. Bitte die Liste noch einmal ansehen; veröffentlicht wurde nichts."
        }
        ApiError::TooLarge => "Das ist zu viel auf einmal. Bitte den Text kürzen oder aufteilen.",
        ApiError::UnsupportedMediaType => "Dieses Format versteht die Seite nicht.",
        ApiError::TooManyAttempts => "Das waren zu viele Versuche. Bitte in 15 Minuten noch einmal versuchen.",
        _ => "Das lag an dieser Seite, nicht an Ihnen. Bitte in einem Moment noch einmal versuchen.",
    };
    words.to_owned()
}
