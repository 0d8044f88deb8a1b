//! The cluster on disk: creating it, its access rules, and what has to be in it.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use sqlx::{Connection, PgConnection};
use tokio::time::{Instant, sleep};

use super::account::Account;
use super::binaries::{Binaries, parse_major};
use super::error::{ManagedPostgresError, at};
use super::places::Places;
use super::{RUN, SITE, SUPERUSER, connect_options};

/// Nobody but the account, root and us; they are known by their socket (`peer`), so there is no password to lose.
const ACCESS: &str = "\
# Written by themenseite at each start; what else you put here is lost.
local all themenseite,themenseite_run,postgres peer map=themenseite
";

/// How long a running server may take to follow new rules.
const RELOAD_PATIENCE: Duration = Duration::from_secs(10);

/// The collations to try: German if PostgreSQL was built with ICU; the C library's part is for the word parser.
const COLLATIONS: [&[&str]; 6] = [
    &["--locale-provider=icu", "--icu-locale=de-DE", "--locale=C.UTF-8"],
    &["--locale-provider=icu", "--icu-locale=de-DE", "--locale=de_DE.UTF-8"],
    &["--locale-provider=icu", "--icu-locale=de-DE", "--locale=en_US.UTF-8"],
    &["--locale=de_DE.UTF-8"],
    &["--locale=en_US.UTF-8"],
    &["--locale=C.UTF-8"],
];

/// Brings the files in order while nothing runs (`alive` is held), and finds the programs for them.
pub(super) async fn prepare(
    places: &Places,
    account: &Account,
    alive: &File,
) -> Result<Binaries, ManagedPostgresError> {
    let cluster = &places.cluster;
    remove_folder(&places.unfinished)?;
    // Goes where it is empty; a cluster never is.
    let _ = fs::remove_dir(cluster);
    let binaries = if cluster.exists() {
        let version = fs::read_to_string(cluster.join("PG_VERSION")).ok().as_deref().and_then(parse_major);
        let Some(version) = version else {
            return Err(ManagedPostgresError::NoCluster { path: cluster.clone() });
        };
        Binaries::find(Some(version), places).await?
    } else {
        let binaries = Binaries::find(None, places).await?;
        create(places, account, &binaries, alive).await?;
        binaries
    };
    let found = fs::symlink_metadata(cluster).map_err(at(cluster))?;
    if found.uid() != account.uid {
        account.own(cluster)?;
    }
    // A copied one may be open to others, which PostgreSQL refuses.
    if found.mode() & 0o7777 != 0o700 {
        fs::set_permissions(cluster, Permissions::from_mode(0o700)).map_err(at(cluster))?;
    }
    write_access_rules(cluster, account)?;
    Ok(binaries)
}

/// A new cluster, under another name until it is complete.
async fn create(
    places: &Places,
    account: &Account,
    binaries: &Binaries,
    alive: &File,
) -> Result<(), ManagedPostgresError> {
    tracing::info!("Neuer Datenbestand von PostgreSQL wird angelegt: {}", places.cluster.display());
    let unfinished = &places.unfinished;
    let initdb = binaries.program("initdb");
    let mut reason = String::new();
    for collation in COLLATIONS {
        remove_folder(unfinished)?;
        DirBuilder::new().mode(0o700).create(unfinished).map_err(at(unfinished))?;
        account.own(unfinished)?;
        let mut command = account.command(&initdb);
        command.arg("-D").arg(unfinished).args(["--encoding=UTF8", "--data-checksums", "--auth=reject"]);
        command.arg("--username").arg(SUPERUSER).args(collation);
        // Should we be killed, the next start waits for an initdb that goes on.
        command.stdin(Stdio::from(alive.try_clone().map_err(at(&places.alive))?));
        let done = command.output().await.map_err(|error| account.not_started(&initdb, error))?;
        if done.status.success() {
            File::open(unfinished).and_then(|folder| folder.sync_all()).map_err(at(unfinished))?;
            fs::rename(unfinished, &places.cluster).map_err(at(&places.cluster))?;
            return File::open(&places.data).and_then(|folder| folder.sync_all()).map_err(at(&places.data));
        }
        reason = last_words(&String::from_utf8_lossy(&done.stderr)).unwrap_or_else(|| done.status.to_string());
        if !(reason.contains("locale") || reason.contains("ICU")) {
            break;
        }
    }
    remove_folder(unfinished)?;
    Err(ManagedPostgresError::Initdb { path: places.cluster.clone(), reason })
}

/// The line that says why, from what initdb or the server wrote, without its time and mark.
pub(super) fn last_words(text: &str) -> Option<String> {
    const MARKS: [&str; 4] = ["PANIC:", "FATAL:", "error:", "ERROR:"];
    let after = |line: &str, mark: &str| line.find(mark).map(|start| line[start + mark.len()..].trim().to_owned());
    // Answers to early connections are no reason.
    let lines = || text.lines().rev().filter(|line| !line.contains("the database system is"));
    let full = lines()
        .filter(|line| line.contains("No space left") || line.contains("Disk quota exceeded"))
        .find_map(|line| MARKS.iter().find_map(|mark| after(line, mark)));
    full.or_else(|| MARKS.iter().find_map(|mark| lines().find_map(|line| after(line, mark))))
        .or_else(|| lines().map(str::trim).find(|line| !line.is_empty()).map(str::to_owned))
}

/// Answers whether they were others before.
fn write_access_rules(cluster: &Path, account: &Account) -> Result<bool, ManagedPostgresError> {
    let mut names = String::from("# Written by themenseite at each start; what else you put here is lost.\n");
    for name in account.may_connect.iter().filter(|name| !name.contains(['"', '\n'])) {
        for role in [SITE, RUN, SUPERUSER] {
            names.extend([SITE, " \"", name, "\" ", role, "\n"]);
        }
    }
    let has_new_names = write_file(&cluster.join("pg_ident.conf"), &names, account)?;
    let has_new_rules = write_file(&cluster.join("pg_hba.conf"), ACCESS, account)?;
    Ok(has_new_names || has_new_rules)
}

/// Replaces a file in one step; answers whether that was needed. As root in a folder that is another account's: follows no link of its making.
fn write_file(path: &Path, text: &str, account: &Account) -> Result<bool, ManagedPostgresError> {
    let same = fs::symlink_metadata(path).is_ok_and(|found| found.is_file() && found.uid() == account.uid)
        && fs::read(path).is_ok_and(|now| now == text.as_bytes());
    if same {
        return Ok(false);
    }
    let new = path.with_extension("conf.new");
    let _ = fs::remove_file(&new);
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
        file.write_all(text.as_bytes())?;
        if file.metadata()?.uid() != account.uid {
            fchown(&file, Some(account.uid), Some(account.gid))?;
        }
        file.sync_all()?;
        fs::rename(&new, path)
    };
    write().map(|()| true).map_err(at(path))
}

fn remove_folder(path: &Path) -> Result<(), ManagedPostgresError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(at(path)(error)),
        _ => Ok(()),
    }
}

/// Creates the roles and the database where they are missing. `fresh` says that nobody else is connected.
pub(super) async fn complete(
    places: &Places,
    account: &Account,
    socket: &Path,
    fresh: bool,
) -> Result<(), ManagedPostgresError> {
    let administrator = connect_options(socket).username(SUPERUSER);
    let mut connection = PgConnection::connect_with(&administrator.clone().database("postgres")).await?;
    let (role, run_role, database): (bool, bool, bool) = sqlx::query_as(
        "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1), EXISTS (SELECT FROM pg_roles WHERE rolname = $2),
                EXISTS (SELECT FROM pg_database WHERE datname = $1)",
    )
    .bind(SITE)
    .bind(RUN)
    .fetch_one(&mut connection)
    .await?;
    if !role {
        sqlx::raw_sql("CREATE ROLE themenseite LOGIN CREATEDB").execute(&mut connection).await?;
    }
    if !run_role {
        sqlx::raw_sql("CREATE ROLE themenseite_run LOGIN").execute(&mut connection).await?;
    }
    // It runs under the rules of whoever started it, which may be an earlier version of this program.
    if !fresh && write_access_rules(&places.cluster, account)? {
        reload_access_rules(&mut connection, socket).await?;
    }
    if !database {
        sqlx::raw_sql("CREATE DATABASE themenseite OWNER themenseite TEMPLATE template0")
            .execute(&mut connection)
            .await?;
    }
    // After an update of ICU or the C library, the order in which the indexes lie is no longer the right one.
    let stale: bool = sqlx::query_scalar(
        "SELECT coalesce(datcollversion <> pg_database_collation_actual_version(oid), false)
           FROM pg_database WHERE datname = $1",
    )
    .bind(SITE)
    .fetch_one(&mut connection)
    .await?;
    connection.close().await?;
    if stale && fresh {
        tracing::warn!("Die Sortierregeln des Systems haben sich geändert; die Indexe werden neu aufgebaut");
        let mut connection = PgConnection::connect_with(&administrator.database(SITE)).await?;
        sqlx::raw_sql("REINDEX DATABASE themenseite").execute(&mut connection).await?;
        sqlx::raw_sql("ALTER DATABASE themenseite REFRESH COLLATION VERSION").execute(&mut connection).await?;
        connection.close().await?;
    }
    Ok(())
}

/// PostgreSQL reads them a moment after it is told to.
async fn reload_access_rules(connection: &mut PgConnection, socket: &Path) -> Result<(), ManagedPostgresError> {
    sqlx::raw_sql("SELECT pg_reload_conf()").execute(connection).await?;
    let options = connect_options(socket).username(RUN).database("postgres");
    let deadline = Instant::now() + RELOAD_PATIENCE;
    loop {
        match PgConnection::connect_with(&options).await {
            Ok(connection) => return Ok(connection.close().await?),
            Err(error) if Instant::now() > deadline => return Err(error.into()),
            Err(_) => sleep(Duration::from_millis(50)).await,
        }
    }
}
