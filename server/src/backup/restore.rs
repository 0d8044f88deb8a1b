//! `themenseite restore`: puts the store back to the state of a backup, as a whole or not at all.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use app::store::{Occupant, Store};

use super::clients::{Clients, Purpose};
use super::error::{BackupError, at};
use super::trailer::Trailer;
use super::{back_up, described};
use crate::cli::Failure;
use crate::config::Settings;
use crate::database::{Database, Reached};

/// More versions of the content than can be published between the look at the newest and the lock that lets nobody publish any more.
const MADE_MEANWHILE: i64 = 1_000_000;

/// Restores a file into an empty store; into another one only if that may be replaced, and then after a backup of it.
pub(crate) async fn run(settings: &Settings, file: &Path, may_replace: bool) -> Result<(), Failure> {
    let start = Instant::now();
    let trailer = Trailer::read(file)?;
    trailer.refuse_unknown()?;
    let reached = Reached::by(settings).await?;
    if let Err(error) = replace(settings, &reached, file, &trailer, may_replace).await {
        reached.close().await;
        return Err(error);
    }
    // Brings it up to this program's state, and gives whoever serves its rights.
    let database = Database::prepared(reached, settings).await?;
    let logged = database.store.log_store_restored(&trailer.time).await;
    database.close().await;
    logged?;
    let (holds, seconds) =
        (described(&trailer.tables), format!("{:.1}", start.elapsed().as_secs_f32()).replace('.', ","));
    let mut out = std::io::stdout();
    writeln!(out, "Zurückgeholt: Stand vom {}: {holds} ({seconds} s). Alle melden sich neu an.", trailer.time)?;
    Ok(())
}

async fn replace(
    settings: &Settings,
    reached: &Reached,
    file: &Path,
    trailer: &Trailer,
    may_replace: bool,
) -> Result<(), Failure> {
    let clients = Clients::for_server(reached.server_version().await?).await?;
    let owner = Store::new(reached.owner().clone(), 1);
    let replaced = replace_in(settings, &owner, &clients, reached, file, trailer, may_replace).await;
    owner.close().await;
    replaced
}

async fn replace_in(
    settings: &Settings,
    owner: &Store,
    clients: &Clients,
    reached: &Reached,
    file: &Path,
    trailer: &Trailer,
    may_replace: bool,
) -> Result<(), Failure> {
    match owner.occupant().await? {
        Occupant::Stranger => return Err(BackupError::Stranger.into()),
        Occupant::Store if !may_replace => return Err(BackupError::NotEmpty.into()),
        Occupant::Store => {
            let folder = settings.data.join("vor-restore");
            fs::create_dir_all(&folder).map_err(at(&folder))?;
            let start = Instant::now();
            back_up::tell(&back_up::write(clients, reached.owner(), &folder).await?, start)?;
        }
        Occupant::Nothing => {}
    }
    // What cannot be restored, or not be brought to this program's state, is found out where it does no harm.
    back_up::try_out(clients, reached.owner(), file, trailer, async |store| {
        store.migrate().await.map_err(|error| BackupError::Program { program: "migrate", reason: error.to_string() })
    })
    .await?;
    let seen_version = owner.seen_content_version().await? + MADE_MEANWHILE;
    let server_role = reached.run().get_username();
    clients.restore(file, reached.owner(), Purpose::Replacement { server_role, seen_version }).await?;
    let run = Store::new(reached.run().clone(), 1);
    let ended = run.end_other_connections().await;
    run.close().await;
    ended?;
    owner.migrate().await?;
    owner.outgrow(seen_version).await?;
    Ok(())
}
