//! `themenseite upgrade-postgres`: the program's own PostgreSQL goes to the newest major version that is installed.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use app::store::Store;

use super::back_up::{self, Written};
use super::clients::{Clients, Purpose};
use super::error::BackupError;
use super::{described, differing};
use crate::cli::Failure;
use crate::config::Settings;
use crate::managed_postgres::{ManagedPostgres, Upgrade};

/// Makes a new cluster from a dump of the old one, compares both, and only then changes one for the other.
pub(crate) async fn run(settings: &Settings) -> Result<(), Failure> {
    if settings.database_url.is_some() {
        return Err(BackupError::NotOwn.into());
    }
    let start = Instant::now();
    let mut out = std::io::stdout();
    let Some(upgrade) = Upgrade::begin(&settings.data).await? else {
        writeln!(out, "PostgreSQL ist schon in der neuesten installierten Version; zu tun ist nichts.")?;
        return Ok(());
    };
    let (from, to) = (upgrade.from(), upgrade.to());
    let clients = Clients::for_server(to).await?;
    let old = upgrade.start_old().await?;
    let written = back_up::write(&clients, &old, upgrade.folder()).await;
    upgrade.stop_old().await?;
    let written = written?;
    let new = upgrade.start_new().await?;
    let filled = fill(&clients, &new, &written).await;
    new.stop().await?;
    filled?;
    let kept = upgrade.swap()?;
    let seconds = format!("{:.1}", start.elapsed().as_secs_f32()).replace('.', ",");
    writeln!(out, "PostgreSQL {from} → {to}: {} ({seconds} s).", described(&written.trailer.tables))?;
    writeln!(out, "{}", farewell(&kept))?;
    Ok(())
}

fn farewell(kept: &Path) -> String {
    let kept = kept.display();
    format!(
        "Der alte Datenbestand liegt unverändert in {kept}. Läuft alles, löschen Sie ihn: rm -r '{kept}'. Eigene Einstellungen in \
         seiner postgresql.conf übertragen Sie von Hand."
    )
}

async fn fill(clients: &Clients, new: &ManagedPostgres, written: &Written) -> Result<(), BackupError> {
    let (owner, run) = (new.connect_options(), new.run_options());
    clients.restore(&written.path, &owner, Purpose::Move { server_role: run.get_username() }).await?;
    let store = Store::new(owner, 1);
    let checked = check(&store, written).await;
    store.close().await;
    checked
}

async fn check(store: &Store, written: &Written) -> Result<(), BackupError> {
    let differing = differing(&written.trailer.tables, &store.table_counts().await?);
    if differing.is_empty() {
        Ok(store.refresh_search().await?)
    } else {
        Err(BackupError::UpgradeNotTheSame(differing.join(", ")))
    }
}
