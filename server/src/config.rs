//! Settings: each is a flag and an environment variable.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::client_address::TrustedProxies;
use crate::logging::LogFormat;
use crate::mail::{MailSettingError, Mailer};

/// One server's share: more than its cores and the store's can keep busy, and few enough that several servers stay below the 100 that
/// PostgreSQL allows by itself.
fn database_connections() -> u32 {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    u32::try_from(cores * 5).unwrap_or(u32::MAX).clamp(10, 40)
}

/// What the operator can set.
#[derive(Clone, Debug, Args)]
pub struct Settings {
    /// PostgreSQL ab Version 15, etwa <postgres://name:passwort@host/datenbank>; ohne Angabe startet das Programm ein eigenes
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<Secret>,
    /// Dieselbe Datenbank mit der Rolle, der sie gehört; die andere Adresse dient dann nur noch dem Betrieb
    #[arg(long, env = "THEMENSEITE_MIGRATE_DATABASE_URL", hide_env_values = true, global = true)]
    pub migrate_database_url: Option<Secret>,
    /// Direkte Adresse derselben Datenbank zum Horchen auf Änderungen, falls `DATABASE_URL` zu einem Pooler wie pgbouncer führt
    #[arg(
        long,
        env = "THEMENSEITE_LISTEN_DATABASE_URL",
        hide_env_values = true,
        global = true,
        requires = "database_url"
    )]
    pub listen_database_url: Option<Secret>,
    /// Ein Replikat derselben Datenbank, aus dem Seiten für alle gelesen werden, solange es auf dem neuesten Stand ist
    #[arg(
        long,
        env = "THEMENSEITE_READ_DATABASE_URL",
        hide_env_values = true,
        global = true,
        requires = "database_url"
    )]
    pub read_database_url: Option<Secret>,
    /// Adresse und Port, auf denen die Seiten ausgeliefert werden
    #[arg(long, env = "THEMENSEITE_ADDR", default_value = "127.0.0.1:3000", global = true, value_parser = address)]
    pub addr: SocketAddr,
    /// So viele Sekunden nimmt das Programm nach dem Zeichen zum Beenden noch neue Verbindungen an, während /readyz schon 503 antwortet:
    /// für einen Lastverteiler, der nur danach geht
    #[arg(long, env = "THEMENSEITE_DRAIN_SECONDS", default_value_t = 0, global = true, value_parser = clap::value_parser!(u64).range(..=3_600))]
    pub drain_seconds: u64,
    /// Öffentliche Adresse, etwa <https://beispiel.de>; alle vollständigen Links entstehen daraus
    #[arg(long, env = "THEMENSEITE_PUBLIC_URL", global = true, value_parser = public_url)]
    pub public_url: Option<String>,
    /// Ordner für das eigene PostgreSQL
    #[arg(long, env = "THEMENSEITE_DATA", global = true, default_value_os_t = beside_target(".data"))]
    pub data: PathBuf,
    /// Ordner mit dem, was Browser laden
    #[arg(long, env = "THEMENSEITE_SITE", global = true, default_value_os_t = beside_target("target/site"))]
    pub site: PathBuf,
    /// Verbindungen zur Datenbank; ohne Angabe fünf für jeden Prozessorkern, 10 bis 40
    #[arg(long, env = "THEMENSEITE_DATABASE_CONNECTIONS", default_value_t = database_connections(), hide_default_value = true, global = true, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub database_connections: u32,
    /// Netzadressen oder Netze der eigenen Proxys, durch Kommas getrennt, etwa 127.0.0.1 oder 10.0.0.0/8; nur ihnen wird
    /// X-Forwarded-For geglaubt
    #[arg(long, env = "THEMENSEITE_TRUSTED_PROXIES", default_value = "", hide_default_value = true, global = true)]
    pub trusted_proxies: TrustedProxies,
    /// Mailserver für Einladungen und neue Passwörter, etwa <smtps://name:passwort@host>; ohne Angabe zeigt die Verwaltung die Links zum Kopieren
    #[arg(long, env = "THEMENSEITE_SMTP_URL", hide_env_values = true, global = true)]
    pub smtp_url: Option<Secret>,
    /// Absender der E-Mails, etwa <redaktion@beispiel.de>
    #[arg(long, env = "THEMENSEITE_MAIL_FROM", global = true)]
    pub mail_from: Option<String>,
    /// Wie die Zeilen auf der Standardfehlerausgabe aussehen: text, oder json für Programme
    #[arg(long, env = "THEMENSEITE_LOG_FORMAT", default_value_t, global = true)]
    pub log_format: LogFormat,
    /// Adresse und Port, auf denen Prometheus die Zahlen abholt, etwa 127.0.0.1:9464; ohne Angabe nirgends
    #[arg(long, env = "THEMENSEITE_METRICS_ADDR", global = true, value_parser = metrics_address)]
    pub metrics_addr: Option<SocketAddr>,
}

/// A setting that holds a password, and is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// A setting that cannot be.
#[derive(Debug, thiserror::Error)]
#[error(
    "THEMENSEITE_PUBLIC_URL fehlt: Wer unter {0} erreichbar ist, braucht seine öffentliche Adresse, etwa https://beispiel.de."
)]
pub struct PublicUrlMissing(SocketAddr);

impl Settings {
    /// The address that links use, without a slash at its end.
    ///
    /// # Errors
    /// It is not set, and the server can be reached from other machines.
    pub fn public_url(&self) -> Result<String, PublicUrlMissing> {
        match &self.public_url {
            Some(url) => Ok(url.clone()),
            None if self.addr.ip().is_loopback() => Ok(format!("http://{}", self.addr)),
            None => Err(PublicUrlMissing(self.addr)),
        }
    }
}

impl Settings {
    /// What sends mail; none where neither setting is there.
    ///
    /// # Errors
    /// One of the two is missing or cannot be.
    pub fn mailer(&self) -> Result<Option<Mailer>, MailSettingError> {
        match (&self.smtp_url, &self.mail_from) {
            (None, None) => Ok(None),
            (Some(_), None) => Err(MailSettingError::NoSender),
            (None, Some(_)) => Err(MailSettingError::NoServer),
            (Some(url), Some(from)) => Mailer::new(url.reveal(), from).map(Some),
        }
    }
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "THEMENSEITE_ADDR ist keine Adresse mit Port, etwa 127.0.0.1:3000".to_owned())
}

fn metrics_address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "THEMENSEITE_METRICS_ADDR ist keine Adresse mit Port, etwa 127.0.0.1:9464".to_owned())
}

fn public_url(text: &str) -> Result<String, String> {
    let problem = || "THEMENSEITE_PUBLIC_URL ist keine Adresse wie https://beispiel.de (ohne Pfad)".to_owned();
    let uri: http::Uri = text.trim_end_matches('/').parse().map_err(|_| problem())?;
    let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https")).ok_or_else(problem)?;
    let authority = uri.authority().filter(|authority| !authority.as_str().contains('@')).ok_or_else(problem)?;
    if uri.path() != "/" || uri.query().is_some() {
        return Err(problem());
    }
    let port = authority.as_str().strip_prefix(authority.host()).unwrap_or_default();
    if authority.host().is_empty() || (!port.is_empty() && authority.port_u16().is_none()) {
        return Err(problem());
    }
    // As browsers write an origin: lower case, without the port that the scheme implies.
    let implied = if scheme == "https" { ":443" } else { ":80" };
    let host = authority.as_str().to_lowercase();
    Ok(format!("{scheme}://{}", host.strip_suffix(implied).unwrap_or(&host)))
}

/// A path in the clone that the program was built in, wherever it is called from; else in the current folder.
fn beside_target(path: &str) -> PathBuf {
    let exe = std::env::current_exe().ok();
    let target = exe.as_deref().and_then(Path::parent).and_then(Path::parent).filter(|dir| dir.ends_with("target"));
    target.and_then(Path::parent).map_or_else(|| path.into(), |root| root.join(path))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Program {
        #[command(flatten)]
        settings: Settings,
    }

    #[test]
    fn settings_are_printed_without_their_passwords() {
        let (run, owner) = ("postgres://lauf:geheim@host/db", "postgres://eigen:geheim@host/db");
        let program =
            Program::try_parse_from(["x", "--database-url", run, "--migrate-database-url", owner]).expect("settings");
        assert_eq!(program.settings.database_url.as_ref().map(Secret::reveal), Some(run));
        let printed = format!("{program:?} {program:#?}");
        assert!(printed.contains("migrate_database_url") && !printed.contains("geheim"), "{printed}");
    }

    #[test]
    fn a_public_url_is_a_scheme_and_a_host() {
        assert_eq!(public_url("https://beispiel.de/"), Ok("https://beispiel.de".into()));
        assert_eq!(public_url("http://127.0.0.1:3000"), Ok("http://127.0.0.1:3000".into()));
        assert_eq!(public_url("https://Beispiel.de:443"), Ok("https://beispiel.de".into()));
        assert_eq!(public_url("http://[::1]:3000"), Ok("http://[::1]:3000".into()));
        for text in [
            "https://ich@beispiel.de",
            "beispiel.de",
            "ftp://beispiel.de",
            "https://beispiel.de/pfad",
            "https://beispiel.de?x",
            "https://:8443",
            "https://beispiel.de:",
            "https://beispiel.de:99999",
            "https://beispiel.de:abc",
            "",
        ] {
            assert!(public_url(text).is_err(), "{text}");
        }
    }
}
