//! The second factor of a log-in: passkeys, and codes from an app.

use serde::{Deserialize, Serialize};

/// The page on which an account keeps its factors.
pub const FACTORS_PAGE: &str = "/konto/anmeldung";
/// The page that asks for the second factor.
pub const SECOND_STEP_PAGE: &str = "/anmelden/zweiter-faktor";

/// What an account logs in with, besides its password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factors {
    /// The oldest first.
    pub passkeys: Vec<Passkey>,
    /// Whether an app makes codes.
    pub has_totp: bool,
    /// Recovery codes that were not used yet.
    pub recovery_codes: i64,
    /// Whether the account may do nothing else before it has one.
    pub is_owed: bool,
}

/// A passkey, as its owner knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// Its number.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// Since when it is there, in Berlin's time: `22.11.2026, 14:03`.
    pub created_at: String,
    /// When it was last used to log in.
    pub last_used_at: Option<String>,
}

impl Passkey {
    /// A name is no longer, in characters.
    pub const LONGEST_NAME: usize = 60;

    /// An account does not have more.
    pub const MOST: i64 = 20;
}

/// What administrators see of everyone's factors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Security {
    /// Whether everyone needs a second factor.
    pub requires_second_factor: bool,
    /// Accounts that are not shut out, by name.
    pub accounts: Vec<AccountFactors>,
}

/// What an account has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountFactors {
    /// The account.
    pub account: i64,
    /// The name colleagues see.
    pub name: String,
    /// How many passkeys.
    pub passkeys: i64,
    /// Whether an app makes codes.
    pub has_totp: bool,
}

/// What passkeys of a site belong to: the host in its public address. None where browsers know no passkeys: an address without a
/// name, or one that is not encrypted.
pub fn relying_party(public_url: &str) -> Option<&str> {
    let (scheme, authority) = public_url.split_once("://")?;
    let host = authority.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    let host = host.map_or(authority, |(host, _)| host);
    let is_local = host == "localhost" || host.ends_with(".localhost");
    let is_name = !host.contains([':', '[']) && host.bytes().any(|byte| byte.is_ascii_alphabetic());
    ((scheme == "https" || is_local) && is_name).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_need_a_name_and_a_safe_connection() {
        for (url, host) in [
            ("https://beispiel.de", Some("beispiel.de")),
            ("https://beispiel.de:8443", Some("beispiel.de")),
            ("http://localhost:3000", Some("localhost")),
            ("http://beispiel.de", None),
            ("http://127.0.0.1:3000", None),
            ("https://192.0.2.7", None),
            ("https://[2001:db8::1]:443", None),
            ("https://[2001:db8::1]", None),
            ("", None),
        ] {
            assert_eq!(relying_party(url), host, "{url}");
        }
    }
}
