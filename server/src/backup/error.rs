//! What can go wrong with a backup, in the operator's language, with what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use app::store::StoreError;

/// Why there is no backup, or why nothing was restored. In every case the store is as it was, unless the text says otherwise.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BackupError {
    #[error(
        "Zum Sichern fehlen die Programme pg_dump, pg_restore und psql{}. Installieren Sie sie (Debian, Ubuntu: \
         apt install postgresql-client-{needed}).",
        .found.map(|major| format!(" in Version {needed} oder neuer, gefunden wurde nur Version {major}")).unwrap_or_default()
    )]
    NoClients { needed: u32, found: Option<u32> },
    #[error("{} gibt es schon; überschrieben wird nichts. Nennen Sie einen anderen Namen oder einen Ordner.", .0.display())]
    Exists(PathBuf),
    #[error("{}: {source}. Bitte Platz und Rechte prüfen.", .path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("In dieser Datenbank ist nichts, was sich sichern ließe: Themenseite hat sie noch nie benutzt.")]
    NothingThere,
    #[error("{program} ist gescheitert: {reason}")]
    Program { program: &'static str, reason: String },
    #[error("Die Sicherung taugt nicht: Zurückgespielt stimmen diese Tabellen nicht: {0}. Geändert wurde nichts.")]
    NotTheSame(String),
    #[error(
        "{} ist keine Sicherung von „themenseite backup“, oder ihr Ende fehlt. Geändert wurde nichts.", .0.display()
    )]
    Foreign(PathBuf),
    #[error("{} ist beschädigt ({what}). Geändert wurde nichts. Nehmen Sie eine andere Sicherung.", .path.display())]
    Damaged { path: PathBuf, what: &'static str },
    #[error(
        "Die Sicherung stammt von einer neueren Fassung dieses Programms ({theirs}, Migration {newest}); dieses ist {ours} und \
         kennt die Migrationen bis {known}. Geändert wurde nichts. Holen Sie sie mit der neueren Fassung zurück."
    )]
    Newer { theirs: String, ours: &'static str, newest: i64, known: i64 },
    #[error(
        "Die Sicherung gehört zu einem anderen Programm: Ihre Migration {0} ist eine andere als hier. Geändert wurde nichts."
    )]
    OtherMigrations(i64),
    #[error(
        "In der Datenbank stehen schon Inhalte oder Konten. Geändert wurde nichts. Mit --replace wird erst gesichert, was da ist, \
         und dann ersetzt."
    )]
    NotEmpty,
    #[error("In der Datenbank stehen Tabellen eines anderen Programms. Geändert wurde nichts; ersetzt werden sie nie.")]
    Stranger,
    #[error("upgrade-postgres gilt für das eigene PostgreSQL des Programms; DATABASE_URL nennt ein anderes.")]
    NotOwn,
    #[error(
        "Der neue Datenbestand ist nicht derselbe wie der alte (Tabellen: {0}). Benutzt wird weiter der alte; geändert wurde nichts."
    )]
    UpgradeNotTheSame(String),
    #[error("PostgreSQL: {}", .0.cause())]
    Store(#[from] StoreError),
}

/// For `map_err`: says which file it was.
pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_path_buf();
    move |source| BackupError::File { path, source }
}
