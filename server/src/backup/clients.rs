//! PostgreSQL's own programs for dumps: where they are, how they reach the store, and how a dump goes into it.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use app::store::{REPLACED, REPLACING, RESTORED_RIGHTS};
use percent_encoding::percent_decode_str;
use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{ChildStdin, ChildStdout, Command};

use super::error::BackupError;
use crate::managed_postgres::newest_clients;

/// The programs of one version.
#[derive(Clone, Debug)]
pub(super) struct Clients {
    folder: PathBuf,
}

/// What a dump is restored for.
#[derive(Clone, Copy)]
pub(super) enum Purpose<'a> {
    /// To see that it can be, in a new database.
    Trial,
    /// To stay, in a new database.
    Move { server_role: &'a str },
    /// To stay, in the place of all there is. Servers that run notice it.
    Replacement { server_role: &'a str, seen_version: i64 },
}

impl Purpose<'_> {
    /// What psql has to know.
    fn variables(self) -> Vec<String> {
        match self {
            Self::Trial => Vec::new(),
            Self::Move { server_role } => vec![format!("--set=server_role={server_role}")],
            Self::Replacement { server_role, seen_version } => {
                vec![format!("--set=server_role={server_role}"), format!("--set=seen_version={seen_version}")]
            }
        }
    }

    fn begin(self) -> String {
        let replacing = if matches!(self, Self::Replacement { .. }) { REPLACING } else { "" };
        format!("begin;\n{replacing}")
    }

    fn end(self) -> String {
        let (rights, replaced) = match self {
            Self::Trial => ("", ""),
            Self::Move { .. } => (RESTORED_RIGHTS, ""),
            Self::Replacement { .. } => (RESTORED_RIGHTS, REPLACED),
        };
        format!("{rights}{replaced}commit;\n")
    }
}

impl Clients {
    /// The newest ones, which must not be older than the server.
    pub(super) async fn for_server(server: u32) -> Result<Self, BackupError> {
        match newest_clients().await {
            Some((folder, major)) if major >= server => Ok(Self { folder }),
            found => Err(BackupError::NoClients { needed: server, found: found.map(|(_, major)| major) }),
        }
    }

    /// Writes a state of the store into a file.
    pub(super) async fn dump(&self, store: &PgConnectOptions, snapshot: &str, file: &Path) -> Result<(), BackupError> {
        let mut command = self.command("pg_dump", Some(store));
        command.args(["--format=custom", "--no-password", "--snapshot", snapshot, "--file"]).arg(file);
        done("pg_dump", command.output().await)
    }

    /// Restores a dump in one transaction, so that it is there as a whole or not at all.
    ///
    /// `pg_restore` writes the statements and psql runs them; it is told to commit only after the other has come to its end.
    pub(super) async fn restore(
        &self,
        dump: &Path,
        store: &PgConnectOptions,
        purpose: Purpose<'_>,
    ) -> Result<(), BackupError> {
        let mut reader = self.command("pg_restore", None);
        reader.args(["--file=-", "--no-owner", "--no-privileges", "--no-comments"]).arg(dump);
        let mut reader = reader.stdout(Stdio::piped()).spawn().map_err(|error| failed("pg_restore", error))?;
        let mut writer = self.command("psql", Some(store));
        writer.args(["--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1"]);
        writer.args(purpose.variables());
        let mut writer =
            writer.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().map_err(|error| failed("psql", error))?;
        let (Some(from), Some(mut into), Some(mut its_words)) =
            (reader.stdout.take(), writer.stdin.take(), reader.stderr.take())
        else {
            return Err(failed("psql", std::io::ErrorKind::BrokenPipe.into()));
        };
        let pump = async move {
            let mut words = String::new();
            let heard = its_words.read_to_string(&mut words);
            let sent = async {
                into.write_all(purpose.begin().as_bytes()).await?;
                let mut from = BufReader::new(from);
                copy_settings(&mut from, &mut into).await?;
                tokio::io::copy_buf(&mut from, &mut into).await?;
                Ok::<_, std::io::Error>(into)
            };
            let (_, sent) = tokio::join!(heard, sent);
            let status = reader.wait().await;
            if !status.is_ok_and(|status| status.success()) {
                // Without the end there is no commit.
                return sent.map(|_| Some(words));
            }
            let mut into = sent?;
            into.write_all(purpose.end().as_bytes()).await?;
            into.shutdown().await?;
            Ok(None)
        };
        let (pumped, restored) = tokio::join!(pump, writer.wait_with_output());
        // Did psql refuse something, the other could only complain that nobody listens.
        done("psql", restored)?;
        match pumped {
            Ok(None) => Ok(()),
            Ok(Some(words)) => Err(BackupError::Program { program: "pg_restore", reason: complaint(&words) }),
            Err(error) => Err(failed("psql", error)),
        }
    }

    /// A program in an environment without surprises; a password is in none of its arguments, which everybody on the machine sees.
    fn command(&self, program: &str, store: Option<&PgConnectOptions>) -> Command {
        let mut command = Command::new(self.folder.join(program));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
            command.env_remove(name);
        }
        command.env("LC_ALL", "C").env("PGCLIENTENCODING", "UTF8").env("PGAPPNAME", "themenseite");
        if let Some(store) = store {
            command.envs(environment(store));
        }
        command.stdin(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        command
    }
}

/// So many lines a script's settings take, at most.
const SETTINGS: usize = 40;
/// A newer `pg_restore` sets what an older server does not know, to what that does anyway.
const UNKNOWN_SETTING: &[u8] = b"SET transaction_timeout = 0;\n";

/// Copies the settings at a script's beginning, without the one that would stop an older server.
async fn copy_settings(from: &mut BufReader<ChildStdout>, into: &mut ChildStdin) -> std::io::Result<()> {
    let mut line = Vec::new();
    for _ in 0..SETTINGS {
        line.clear();
        from.read_until(b'\n', &mut line).await?;
        if line != UNKNOWN_SETTING {
            into.write_all(&line).await?;
        }
    }
    Ok(())
}

/// How PostgreSQL's own programs get to where these options lead.
fn environment(store: &PgConnectOptions) -> Vec<(&'static str, String)> {
    // The address of an IPv6 has brackets in a URL and nowhere else, and may stand in these options with them or without.
    let url = store.clone().host("localhost").to_url_lossy();
    let host = store
        .get_socket()
        .map_or_else(|| store.get_host().trim_matches(['[', ']']).to_owned(), |socket| socket.display().to_string());
    let mut variables = vec![
        ("PGHOST", host),
        ("PGPORT", store.get_port().to_string()),
        ("PGUSER", store.get_username().to_owned()),
        ("PGDATABASE", store.get_database().unwrap_or_else(|| store.get_username()).to_owned()),
    ];
    if let Some(password) = url.password() {
        variables.push(("PGPASSWORD", percent_decode_str(password).decode_utf8_lossy().into_owned()));
    }
    for (name, value) in url.query_pairs() {
        let variable = match &*name {
            "sslmode" => "PGSSLMODE",
            "sslrootcert" => "PGSSLROOTCERT",
            "sslcert" => "PGSSLCERT",
            "sslkey" => "PGSSLKEY",
            _ => continue,
        };
        variables.push((variable, value.into_owned()));
    }
    variables
}

fn done(program: &'static str, output: std::io::Result<Output>) -> Result<(), BackupError> {
    match output {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let reason = complaint(&String::from_utf8_lossy(&output.stderr));
            Err(BackupError::Program { program, reason })
        }
        Err(error) => Err(failed(program, error)),
    }
}

fn failed(program: &'static str, error: std::io::Error) -> BackupError {
    BackupError::Program { program, reason: error.to_string() }
}

/// The first line that says what is wrong. What comes after it may quote what is in the rows.
fn complaint(words: &str) -> String {
    let line = words.lines().find(|line| line.to_lowercase().contains("error")).or_else(|| words.lines().next());
    line.unwrap_or("ohne ein Wort").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::environment;

    #[test]
    fn an_ipv6_address_has_no_brackets_for_postgresqls_programs() {
        for url in ["postgres://u:p%40@[::1]:5433/db", "postgres://u:p%40@localhost:5433/db?host=::1"] {
            let variables = environment(&url.parse().expect("an address"));
            for (name, value) in
                [("PGHOST", "::1"), ("PGPORT", "5433"), ("PGUSER", "u"), ("PGPASSWORD", "p@"), ("PGDATABASE", "db")]
            {
                assert!(variables.contains(&(name, value.to_owned())), "{url}: {name} is not {value} in {variables:?}");
            }
        }
    }
}
