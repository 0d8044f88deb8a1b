//! Mail, where it is set up: invitations and links for passwords, as plain text.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::token;

/// The mail server has this long for each of its answers.
const STEP_PATIENCE: Duration = Duration::from_secs(5);
/// And this long for a whole mail, while an administrator waits.
const PATIENCE: Duration = Duration::from_secs(15);

/// Sends mail; cheap to clone.
#[derive(Clone, Debug)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Settings that cannot be; the address itself is not named, since it holds a password.
#[derive(Debug, thiserror::Error)]
pub enum MailSettingError {
    /// No URL of a mail server.
    #[error("THEMENSEITE_SMTP_URL ist nicht lesbar: Sie sieht so aus: smtps://name:passwort@host.")]
    Url,
    /// The password would go through the network as it is.
    #[error(
        "THEMENSEITE_SMTP_URL: Unverschlüsselt geht das nur auf demselben Rechner. Möglich sind smtps://… oder smtp://…?tls=required."
    )]
    Unencrypted,
    /// No address to send from.
    #[error("THEMENSEITE_MAIL_FROM ist keine E-Mail-Adresse wie redaktion@beispiel.de.")]
    Sender,
    /// One of the two is missing.
    #[error("THEMENSEITE_MAIL_FROM fehlt: Zu THEMENSEITE_SMTP_URL gehört der Absender der E-Mails.")]
    NoSender,
    /// One of the two is missing.
    #[error("THEMENSEITE_SMTP_URL fehlt: THEMENSEITE_MAIL_FROM allein verschickt keine E-Mails.")]
    NoServer,
}

/// Why a mail did not go out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MailError {
    #[error("the address cannot be written to")]
    Address(#[from] lettre::address::AddressError),
    #[error("the mail could not be written: {0}")]
    Message(#[from] lettre::error::Error),
    #[error("the mail server refused: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
    #[error("the mail server took too long")]
    TooSlow,
    #[error("no randomness: {0}")]
    Random(#[from] getrandom::Error),
}

impl Mailer {
    /// From the settings `THEMENSEITE_SMTP_URL` and `THEMENSEITE_MAIL_FROM`.
    ///
    /// # Errors
    /// One of them cannot be.
    pub fn new(url: &str, from: &str) -> Result<Self, MailSettingError> {
        if !is_safe(url)? {
            return Err(MailSettingError::Unencrypted);
        }
        let from: Mailbox = from.parse().map_err(|_| MailSettingError::Sender)?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|_| MailSettingError::Url)?
            .hello_name(ClientId::Domain(from.email.domain().to_owned()))
            .timeout(Some(STEP_PATIENCE))
            .build();
        Ok(Self { transport, from })
    }

    /// Sends subject and text to an address.
    pub(crate) async fn send(&self, to: &str, (subject, text): (String, String)) -> Result<(), MailError> {
        let id = format!("<{}@{}>", token::new()?, self.from.email.domain());
        let message = Message::builder()
            .from(self.from.clone())
            .to(to.parse::<Address>()?.into())
            .subject(subject)
            .message_id(Some(id))
            .header(ContentType::TEXT_PLAIN)
            .body(text)?;
        match tokio::time::timeout(PATIENCE, self.transport.send(message)).await {
            Ok(sent) => Ok(sent.map(drop)?),
            Err(_) => Err(MailError::TooSlow),
        }
    }
}

/// Whether nobody on the way reads what is sent.
fn is_safe(url: &str) -> Result<bool, MailSettingError> {
    let uri: http::Uri = url.parse().map_err(|_| MailSettingError::Url)?;
    let host = uri.host().filter(|host| !host.is_empty()).ok_or(MailSettingError::Url)?;
    let is_here = host == "localhost"
        || host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    match uri.scheme_str() {
        Some("smtps") => Ok(true),
        Some("smtp") => {
            Ok(is_here || uri.query().is_some_and(|query| query.split('&').any(|key| key == "tls=required")))
        }
        _ => Err(MailSettingError::Url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_goes_through_no_network_as_it_is() {
        let new = |url| Mailer::new(url, "redaktion@beispiel.de");
        for url in [
            "smtps://name:passwort@mail.beispiel.de",
            "smtp://name:passwort@mail.beispiel.de?tls=required",
            "smtp://127.0.0.1:2525",
            "smtp://localhost",
        ] {
            assert!(new(url).is_ok(), "{url}");
        }
        for url in ["smtp://name:passwort@mail.beispiel.de", "smtp://mail.beispiel.de?tls=opportunistic"] {
            assert!(matches!(new(url), Err(MailSettingError::Unencrypted)), "{url}");
        }
        for url in ["", "mail.beispiel.de", "https://mail.beispiel.de", "smtps://"] {
            assert!(matches!(new(url), Err(MailSettingError::Url)), "{url}");
        }
        assert!(matches!(Mailer::new("smtp://localhost", "Redaktion"), Err(MailSettingError::Sender)));
    }
}
