//! What can go wrong, in the operator's language, with what to do about it.

use std::io;
use std::path::{Path, PathBuf};

/// Why the program's own PostgreSQL could not be used.
#[derive(Debug, thiserror::Error)]
pub enum ManagedPostgresError {
    /// No usable installation.
    #[error(
        "PostgreSQL (15 oder neuer) fehlt{}. Installieren Sie es (Debian, Ubuntu: apt install postgresql; \
         Fedora: dnf install postgresql-server postgresql-contrib; macOS: brew install postgresql), \
         oder nennen Sie mit DATABASE_URL eine vorhandene Datenbank.",
        .found.map(|major| format!(", gefunden wurde nur Version {major}")).unwrap_or_default()
    )]
    NotInstalled {
        /// The newest one that is too old.
        found: Option<u32>,
    },
    /// The data were written by a major version that isn't installed.
    #[error(
        "Die Daten in {} gehören zu PostgreSQL {wanted}, installiert ist aber nur PostgreSQL {installed}. \
         Installieren Sie Version {wanted} daneben (Debian, Ubuntu: apt install postgresql-{wanted}) und starten Sie neu; \
         der Datenbestand ist unversehrt. Sind beide Versionen installiert, bringt „themenseite upgrade-postgres“ ihn auf die neuere.",
        .cluster.display()
    )]
    OtherVersion {
        /// The cluster's folder.
        cluster: PathBuf,
        /// The data's version.
        wanted: u32,
        /// The newest version installed.
        installed: u32,
    },
    /// Started as root where there is no account to step down to.
    #[error(
        "PostgreSQL läuft nicht als root, und das Konto »postgres« fehlt. Legen Sie es an \
         (useradd --system --shell /usr/sbin/nologin postgres), oder starten Sie als gewöhnlicher Benutzer."
    )]
    NoAccount,
    /// The cluster is someone else's.
    #[error(
        "Der Ordner {} gehört einem anderen Benutzer (uid {owner}). Starten Sie als dieser Benutzer oder als root, \
         oder übereignen Sie ihn bei angehaltenem Server: chown -R {uid} {0}", .path.display()
    )]
    OtherOwner {
        /// The folder.
        path: PathBuf,
        /// Its owner.
        owner: u32,
        /// Who we are.
        uid: u32,
    },
    /// The folder for the socket is not safe to use.
    #[error(
        "Der Ordner {} für den Socket von PostgreSQL gehört nicht uns oder ist für andere offen. Löschen Sie ihn, \
         oder wählen Sie mit THEMENSEITE_DATA einen Datenordner mit kürzerem Pfad.", .path.display()
    )]
    UnsafeSocketFolder {
        /// The folder.
        path: PathBuf,
    },
    /// What lies where the cluster belongs is none.
    #[error(
        "Der Ordner {} ist nicht leer, enthält aber keinen Datenbestand von PostgreSQL (die Datei PG_VERSION fehlt \
         oder ist unlesbar). Benennen Sie ihn um, dann wird ein neuer angelegt, oder spielen Sie die Sicherung ein.",
        .path.display()
    )]
    NoCluster {
        /// The folder.
        path: PathBuf,
    },
    /// A program could not be started at all.
    #[error("Das Programm {program} lässt sich nicht starten: {source}. {remedy}")]
    Program {
        /// Its name or path.
        program: String,
        /// What would help.
        remedy: &'static str,
        /// The system's reason.
        source: io::Error,
    },
    /// initdb failed.
    #[error("PostgreSQL konnte in {} keinen Datenbestand anlegen: {reason}. {}", .path.display(), remedy(.reason))]
    Initdb {
        /// Where.
        path: PathBuf,
        /// The last thing that initdb said.
        reason: String,
    },
    /// PostgreSQL ended right after its start.
    #[error("PostgreSQL ist beim Start gescheitert: {reason}. {} (Protokoll: {})", remedy(.reason), .log.display())]
    Died {
        /// PostgreSQL's own last words.
        reason: String,
        /// Where the rest is.
        log: PathBuf,
    },
    /// PostgreSQL runs and doesn't answer.
    #[error(
        "PostgreSQL läuft, antwortet aber seit {seconds} s nicht ({reason}). Nach einem Absturz kann die Wiederherstellung \
         länger dauern: sehen Sie in {} nach und starten Sie dann noch einmal; hängt es, beenden Sie es mit \
         kill -INT $(head -1 '{}').", .log.display(), .pid_file.display()
    )]
    Silent {
        /// How long was waited.
        seconds: u64,
        /// What the last attempt met.
        reason: String,
        /// Where PostgreSQL reports its progress.
        log: PathBuf,
        /// Where its process number is.
        pid_file: PathBuf,
    },
    /// Someone uses the cluster that is to be changed for a newer one.
    #[error(
        "Das Programm läuft noch. Beenden Sie es und alle anderen Befehle von themenseite, und versuchen Sie es noch einmal."
    )]
    InUse,
    /// Someone started a server on this cluster by hand.
    #[error(
        "Der Datenbestand {} wird von einem PostgreSQL benutzt, das jemand von Hand gestartet hat (Prozess {pid}). \
         Beenden Sie es: kill -INT {pid}", .cluster.display()
    )]
    StartedByHand {
        /// The cluster's folder.
        cluster: PathBuf,
        /// The other server's process.
        pid: i32,
    },
    /// Another process of ours keeps a lock too long.
    #[error(
        "Ein anderer Vorgang von themenseite startet oder beendet PostgreSQL und wird damit nicht fertig \
         (Sperre auf {}, {seconds} s gewartet). Warten Sie, oder beenden Sie ihn (fuser '{}' nennt ihn).",
        .path.display(), .path.display()
    )]
    Busy {
        /// The lock's file.
        path: PathBuf,
        /// How long was waited.
        seconds: u64,
    },
    /// PostgreSQL doesn't stop.
    #[error(
        "PostgreSQL (Prozess {pid}) ließ sich nicht beenden und läuft weiter; der nächste Start übernimmt es. \
         Soll es enden: kill -QUIT {pid}"
    )]
    NotStopped {
        /// Its process, 0 where unknown.
        pid: i32,
    },
    /// The running PostgreSQL refused what we asked for.
    #[error(
        "PostgreSQL hat die Einrichtung abgelehnt: {0}. Das Protokoll postgres.log im Datenordner nennt den Grund."
    )]
    Refused(#[from] sqlx::Error),
    /// A file or folder could not be used.
    #[error("{}: {source}. {}", .path.display(), remedy(&.source.to_string()))]
    File {
        /// Which.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

/// For `map_err`: says which file it was.
pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> ManagedPostgresError {
    let path = path.to_path_buf();
    move |source| ManagedPostgresError::File { path, source }
}

/// What helps, by the reason's words; PostgreSQL and the C library use the same ones.
fn remedy(reason: &str) -> &'static str {
    let any = |needles: &[&str]| needles.iter().any(|needle| reason.contains(needle));
    if any(&["No space left", "Disk quota exceeded"]) {
        "Der Datenträger ist voll: schaffen Sie Platz und starten Sie neu."
    } else if any(&["Read-only file system"]) {
        "Der Datenträger ist nur lesbar: wählen Sie mit THEMENSEITE_DATA einen anderen Ordner."
    } else if any(&["Not a directory", "File exists"]) {
        "Das ist kein Ordner: wählen Sie mit THEMENSEITE_DATA einen."
    } else if any(&["Permission denied", "Operation not permitted", "wrong ownership", "invalid permissions"]) {
        "Prüfen Sie Besitzer und Rechte des Datenordners, oder wählen Sie mit THEMENSEITE_DATA einen anderen."
    } else if any(&["shared memory", "semaphore", "Cannot allocate memory"]) {
        "Läuft noch ein Rest des alten PostgreSQL, warten Sie, bis er endet; sonst fehlt Arbeitsspeicher."
    } else if any(&["checkpoint record", "invalid checksum", "corrupt", "invalid data in file", "pg_control"]) {
        "Der Datenbestand ist beschädigt: spielen Sie die letzte Sicherung ein."
    } else if any(&["unrecognized configuration parameter", "configuration file"]) {
        "Berichtigen Sie postgresql.conf im Ordner des Datenbestands."
    } else {
        "Beheben Sie diese Ursache und starten Sie neu."
    }
}
