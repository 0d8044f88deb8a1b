//! An e-mail address that harvesters must not find.

use std::fmt;
use std::str::FromStr;

/// A plain address `name@host`. It has no `Serialize`: it must not get into a page by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress {
    local: String,
    host: String,
}

/// The text is not an address such as `vorname.name@beispiel.de`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct InvalidEmail;

impl EmailAddress {
    /// How readers see it, without JavaScript: `name[at]host`.
    pub fn masked(&self) -> String {
        format!("{}[at]{}", self.local, self.host)
    }

    /// `name@host`; only for an answer to the reader's own action.
    pub fn plain(&self) -> String {
        format!("{}@{}", self.local, self.host)
    }

    /// Any text that may hold addresses, with each `@` written as `[at]`. For drafts, which need not be valid yet.
    pub fn mask(text: &str) -> String {
        text.replace('@', "[at]")
    }

    /// The other way round.
    pub fn unmask(text: &str) -> String {
        text.replace("[at]", "@")
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailAddress({})", self.masked())
    }
}

impl FromStr for EmailAddress {
    type Err = InvalidEmail;

    /// Reads `name@host` and `name[at]host`. The rules are those of the HTML standard for `input type=email`, with at
    /// least one dot in the host.
    fn from_str(text: &str) -> Result<Self, InvalidEmail> {
        let text = Self::unmask(text.trim());
        let (local, host) = text.split_once('@').ok_or(InvalidEmail)?;
        let local_ok = !local.is_empty()
            && local.len() <= 64
            && local.chars().all(|c| c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c));
        let label_ok = |label: &str| {
            (1..=63).contains(&label.len())
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        if local_ok && host.len() <= 253 && host.contains('.') && host.split('.').all(label_ok) {
            Ok(Self { local: local.to_owned(), host: host.to_lowercase() })
        } else {
            Err(InvalidEmail)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_are_the_same_address_and_readers_see_it_masked() {
        for text in ["christine.jochem@hannover-rat.de", " christine.jochem[at]Hannover-Rat.de "] {
            let address: EmailAddress = text.parse().expect("an address");
            assert_eq!(address.masked(), "christine.jochem[at]hannover-rat.de");
            assert_eq!(address.plain(), "christine.jochem@hannover-rat.de");
            assert!(!format!("{address:?}").contains('@'));
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "@",
            "a@",
            "@b.de",
            "a@b",
            "a b@c.de",
            "a@b..de",
            "a@-b.de",
            "a@b.de,c@d.de",
            "a@b@c.de",
            "a@b.de\r\nBcc: x",
        ] {
            assert_eq!(text.parse::<EmailAddress>(), Err(InvalidEmail), "{text:?}");
        }
    }
}
