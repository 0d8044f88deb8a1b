//! Words of `/verwaltung`: the bin, reported barriers, the log, what is left to do.

/// What editors find beside the pages.
pub const ADMINISTRATION: &str = "Verwaltung";
/// What was deleted.
pub const BIN: &str = "Papierkorb";
/// What the bin is.
pub const BIN_INTRODUCTION: &str = "Was gelöscht wurde, das zuletzt Gelöschte zuerst. Es kommt als Entwurf zurück und wird erst mit dem Veröffentlichen wieder öffentlich; nach 30 Tagen ist es samt Verlauf endgültig weg.";
/// Nothing was deleted.
pub const BIN_IS_EMPTY: &str = "Der Papierkorb ist leer.";
/// What readers reported.
pub const BARRIER_REPORTS: &str = "Gemeldete Barrieren";
/// What happens to it.
pub const BARRIER_REPORTS_INTRODUCTION: &str = "Was über „Barriere melden“ gekommen ist, Offenes zuerst. Was erledigt ist, wird nach 90 Tagen gelöscht, samt der Adresse für die Antwort.";
/// Nothing was reported.
pub const NO_BARRIER_REPORTS: &str = "Zurzeit ist keine Barriere gemeldet.";
/// Before the page.
pub const BARRIER_ON: &str = "Seite";
/// The reader left no address.
pub const NO_ANSWER_WANTED: &str = "Keine Antwort gewünscht";
/// Says that a report is done.
pub const FINISH_REPORT: &str = "Erledigt";
/// After that.
pub const REPORT_FINISHED: &str = "Als erledigt vermerkt.";
/// Says that it is not.
pub const REOPEN_REPORT: &str = "Wieder öffnen";
/// After that.
pub const REPORT_REOPENED: &str = "Wieder offen.";
/// The log of changes.
pub const LOG: &str = "Protokoll";
/// What stands in it.
pub const LOG_INTRODUCTION: &str = "Wer was wann getan hat, das Neueste zuerst. Nichts darin lässt sich ändern oder löschen; Netzadressen werden nach sieben Tagen gekürzt.";
/// Whose entries.
pub const LOG_ACCOUNT: &str = "Konto";
/// Which entries.
pub const LOG_ACTION: &str = "Vorgang";
/// From which day on.
pub const LOG_FROM: &str = "Von";
/// Until which day.
pub const LOG_TO: &str = "Bis";
/// Not narrowed.
pub const LOG_ALL: &str = "alle";
/// Asks for what was chosen.
pub const SHOW_LOG: &str = "Anzeigen";
/// The next part.
pub const OLDER_LOG_ENTRIES: &str = "Ältere Einträge";
/// The same as a file.
pub const EXPORT_LOG: &str = "Diese Auswahl als Tabelle herunterladen (CSV)";
/// Nothing was found.
pub const NO_LOG_ENTRIES: &str = "Dazu steht nichts im Protokoll.";
/// What the pages that the law asks for lack.
pub const LEFT_TO_DO: &str = "Noch zu erledigen";
/// Why.
pub const LEFT_TO_DO_INTRODUCTION: &str = "Diese Seiten verlangt das Gesetz. Was in eckigen Klammern steht, ist einzusetzen, zu prüfen oder zu streichen; es zählt, was veröffentlicht ist.";
