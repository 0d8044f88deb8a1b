//! `themenseite backup`: a dump of one state, restored once to see that it can be.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use app::i18n::grouped;
use app::store::{Scratch, Store};
use sqlx::postgres::PgConnectOptions;

use super::clients::{Clients, Purpose};
use super::error::BackupError;
use super::file::{self, NewFile};
use super::trailer::Trailer;
use super::{described, differing};
use crate::cli::Failure;
use crate::config::Settings;
use crate::database::Reached;

/// A backup that was written.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) path: PathBuf,
    pub(super) size: u64,
    pub(super) trailer: Trailer,
    /// Whether it was restored once; not where the role may make no database for that.
    pub(super) is_tried: bool,
}

/// Writes a backup and tells of it; answers whether it was tried.
pub(crate) async fn run(settings: &Settings, asked: &Path) -> Result<bool, Failure> {
    let reached = Reached::by(settings).await?;
    let result = report(&reached, asked).await;
    reached.close().await;
    result
}

async fn report(reached: &Reached, asked: &Path) -> Result<bool, Failure> {
    let start = Instant::now();
    let clients = Clients::for_server(reached.server_version().await?).await?;
    let written = write(&clients, reached.owner(), asked).await?;
    tell(&written, start)?;
    Ok(written.is_tried)
}

/// Says what was written, in two lines.
pub(super) fn tell(written: &Written, start: Instant) -> Result<(), Failure> {
    let Written { path, size, trailer, is_tried } = written;
    let mut out = std::io::stdout();
    let (holds, seconds) = (described(&trailer.tables), start.elapsed().as_secs_f32());
    let size = grouped(size.div_ceil(1_000));
    writeln!(out, "Gesichert: {} ({size} KB), Stand vom {}: {holds}.", path.display(), trailer.time)?;
    if *is_tried {
        let seconds = format!("{seconds:.1}").replace('.', ",");
        writeln!(out, "Geprüft: zurückgespielt stimmt jede Tabelle ({seconds} s).")?;
    } else {
        let mut err = std::io::stderr();
        writeln!(
            err,
            "themenseite: Die Sicherung ist vollständig, aber nicht durch Zurückspielen geprüft: Die Rolle darf keine Datenbank \
             anlegen. Erlauben lässt es sich mit: alter role … createdb"
        )?;
    }
    Ok(())
}

/// Writes a backup of the store of these options.
pub(super) async fn write(clients: &Clients, owner: &PgConnectOptions, asked: &Path) -> Result<Written, BackupError> {
    let store = Store::new(owner.clone(), 1);
    let written = write_from(clients, &store, owner, asked).await;
    store.close().await;
    written
}

async fn write_from(
    clients: &Clients,
    store: &Store,
    owner: &PgConnectOptions,
    asked: &Path,
) -> Result<Written, BackupError> {
    let snapshot = store.snapshot().await?;
    if snapshot.migrations.is_empty() {
        return Err(BackupError::NothingThere);
    }
    let file = NewFile::new(file::target(asked, &snapshot.file_time))?;
    clients.dump(owner, &snapshot.id, &file.path).await?;
    let trailer = Trailer::of(&file.path, &snapshot.time, &snapshot.tables, &snapshot.migrations)?;
    drop(snapshot);
    file.append(&trailer.line())?;
    let is_tried = try_out(clients, owner, &file.path, &trailer, async |_| Ok(())).await?;
    let (path, size) = file.keep()?;
    Ok(Written { path, size, trailer, is_tried })
}

/// Restores a backup into a database that goes afterwards, and does something more with it; answers false where the role may make no
/// database.
pub(super) async fn try_out(
    clients: &Clients,
    owner: &PgConnectOptions,
    file: &Path,
    trailer: &Trailer,
    more: impl AsyncFnOnce(&Store) -> Result<(), BackupError>,
) -> Result<bool, BackupError> {
    let Some(scratch) = Scratch::new(owner).await? else { return Ok(false) };
    let restored = clients.restore(file, scratch.options(), Purpose::Trial).await;
    let store = scratch.store();
    let tried = async {
        restored?;
        let differing = differing(&trailer.tables, &store.table_counts().await?);
        if differing.is_empty() { more(&store).await } else { Err(BackupError::NotTheSame(differing.join(", "))) }
    };
    let tried = tried.await;
    store.close().await;
    let dropped = scratch.drop().await;
    tried?;
    dropped?;
    Ok(true)
}
