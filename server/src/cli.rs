//! The command line: what the program can be told to do. Its words are German: the operator reads them.

use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use app::model::Role;
use clap::{Parser, Subcommand};

use crate::config::Settings;
use crate::database::Database;
use crate::logging::{self, LogFormat};
use crate::{backup, content, panics, router, serve, user};

/// Ein Fehler, der dem Betreiber gesagt wird.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Exit code where an address is taken, by the contract of commands.
const ADDRESS_TAKEN: u8 = 3;
/// Exit code where a backup was written that could not be tried out.
const NOT_TRIED: u8 = 4;

/// Themenseite: Themen, Meldungen und Kontakte einer Fraktion, bearbeitet, wo sie stehen.
#[derive(Debug, Parser)]
#[command(name = "themenseite", version)]
pub struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Seiten ausliefern (ohne Angabe eines Befehls dasselbe)
    Serve,
    /// Datenbank auf den Stand dieses Programms bringen
    Migrate,
    /// Alle Adressen mit Methode und Rolle auflisten
    Routes,
    /// Inhalte aus einem Ordner einlesen, ganz oder gar nicht
    Import {
        /// Ordner mit themen, personen, meldungen, seiten
        path: PathBuf,
    },
    /// Veröffentlichte Inhalte in einen Ordner schreiben
    Export {
        /// Ein neuer oder leerer Ordner, oder ein früherer Export
        dir: PathBuf,
    },
    /// Alles in eine Datei sichern, auch bei laufendem Betrieb, und das Zurückspielen prüfen
    Backup {
        /// Neue Datei, oder ein Ordner: dann mit dem Tag im Namen
        path: PathBuf,
    },
    /// Den Stand einer Sicherung zurückholen, ganz oder gar nicht
    Restore {
        /// Eine Datei von „themenseite backup“
        path: PathBuf,
        /// Vorhandene Inhalte und Konten ersetzen; vorher werden sie gesichert
        #[arg(long)]
        replace: bool,
    },
    /// Das eigene PostgreSQL auf die neueste installierte Hauptversion bringen
    UpgradePostgres,
    /// Konten der Redaktion
    #[command(subcommand)]
    User(UserCommand),
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Konto anlegen; das Passwort kommt als eine Zeile von der Standardeingabe
    Add {
        /// E-Mail-Adresse, mit der sich die Person anmeldet
        #[arg(long)]
        email: String,
        /// Name, den die anderen sehen
        #[arg(long)]
        name: String,
        /// editor oder admin
        #[arg(long, value_parser = role)]
        role: Role,
        /// Passwort von der Standardeingabe lesen
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Passwort setzen; es kommt als eine Zeile von der Standardeingabe
    Password {
        /// E-Mail-Adresse des Kontos
        #[arg(long)]
        email: String,
        /// Passwort von der Standardeingabe lesen
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Konten auflisten: Adresse, Name, Rolle, Zustand
    List,
    /// Konto sperren; seine Sitzungen enden sofort
    Disable {
        /// E-Mail-Adresse des Kontos
        #[arg(long)]
        email: String,
    },
    /// Passkeys, App und Wiederherstellungs-Codes eines Kontos löschen; seine Sitzungen enden sofort
    ResetFactors {
        /// E-Mail-Adresse des Kontos
        #[arg(long)]
        email: String,
    },
    /// Gesperrtes Konto wieder zulassen
    Enable {
        /// E-Mail-Adresse des Kontos
        #[arg(long)]
        email: String,
    },
}

fn role(text: &str) -> Result<Role, String> {
    text.parse().map_err(|_| "möglich sind editor und admin".to_owned())
}

/// Does what the command line says.
pub fn run(cli: Cli) -> ExitCode {
    let mut format = LogFormat::Text;
    match begin_and_execute(cli, &mut format) {
        Ok(code) => code,
        Err(error) => {
            match format {
                LogFormat::Text => drop(writeln!(std::io::stderr(), "themenseite: {error}")),
                LogFormat::Json => tracing::error!("{error}"),
            }
            ExitCode::FAILURE
        }
    }
}

/// `format` is how an error is to be told.
fn begin_and_execute(cli: Cli, format: &mut LogFormat) -> Result<ExitCode, Failure> {
    logging::begin(cli.settings.log_format)?;
    *format = cli.settings.log_format;
    panics::log_without_words();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(8 << 20) // deep pages render recursively
        .build()?;
    runtime.block_on(execute(cli))
}

async fn execute(cli: Cli) -> Result<ExitCode, Failure> {
    let Cli { settings, command } = cli;
    match command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(settings).await.map(|()| ExitCode::SUCCESS),
        Command::Routes => {
            let mut out = std::io::stdout().lock();
            for endpoint in router::endpoints() {
                writeln!(out, "{endpoint}")?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Backup { path } => {
            let is_tried = backup::back_up(&settings, &path).await?;
            Ok(if is_tried { ExitCode::SUCCESS } else { ExitCode::from(NOT_TRIED) })
        }
        Command::Restore { path, replace } => {
            backup::restore(&settings, &path, replace).await.map(|()| ExitCode::SUCCESS)
        }
        Command::UpgradePostgres => backup::upgrade_postgres(&settings).await.map(|()| ExitCode::SUCCESS),
        command => {
            let database = Database::open(&settings).await?;
            let result = with_store(command, &database).await;
            database.close().await;
            result
        }
    }
}

async fn with_store(command: Command, database: &Database) -> Result<ExitCode, Failure> {
    let store = &database.store;
    let mut out = std::io::stdout();
    match command {
        Command::Import { path } => {
            let counts = content::import(store, &path).await?;
            let (added, changed, unchanged) = (counts.added, counts.changed, counts.unchanged);
            writeln!(out, "Eingelesen: {added} neu, {changed} geändert, {unchanged} unverändert.")?;
        }
        Command::Export { dir } => {
            let counts = content::export(store, &dir).await?;
            writeln!(out, "Geschrieben: {} Dateien; unverändert: {}.", counts.written, counts.unchanged)?;
        }
        Command::User(UserCommand::Add { email, name, role, .. }) => {
            let password = password_from_stdin()?;
            if !user::add(store, &email, &name, role, password).await? {
                writeln!(std::io::stderr(), "themenseite: Die Adresse {email} hat schon ein Konto.")?;
                return Ok(ExitCode::from(ADDRESS_TAKEN));
            }
            writeln!(out, "Konto angelegt: {email}")?;
        }
        Command::User(UserCommand::Password { email, .. }) => {
            user::set_password(store, &email, password_from_stdin()?).await?;
            writeln!(out, "Passwort gesetzt: {email}")?;
        }
        Command::User(UserCommand::List) => {
            for account in store.accounts().await? {
                let state = if account.disabled { "gesperrt" } else { "aktiv" };
                writeln!(out, "{}\t{}\t{}\t{state}", account.email, account.name, account.role.as_str())?;
            }
        }
        Command::User(UserCommand::Disable { email }) => {
            user::set_disabled(store, &email, true).await?;
            writeln!(out, "Konto gesperrt: {email}")?;
        }
        Command::User(UserCommand::Enable { email }) => {
            user::set_disabled(store, &email, false).await?;
            writeln!(out, "Konto zugelassen: {email}")?;
        }
        Command::User(UserCommand::ResetFactors { email }) => {
            user::reset_factors(store, &email).await?;
            writeln!(out, "Zweite Faktoren gelöscht: {email}")?;
        }
        // Opening the database migrated it.
        Command::Migrate => writeln!(out, "Die Datenbank ist auf dem Stand dieses Programms.")?,
        Command::Serve
        | Command::Routes
        | Command::Backup { .. }
        | Command::Restore { .. }
        | Command::UpgradePostgres => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// One line; its end is not part of the password.
fn password_from_stdin() -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}
