//! Which picture.

use std::fmt::{self, Write};
use std::str::FromStr;

/// The id of a picture: the first half of the SHA-256 of its bytes as they were uploaded, in 32 digits. The same picture has the
/// same id, and whoever does not have it cannot guess it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageId(String);

/// Not the id of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the id of a picture")]
pub struct InvalidImageId;

impl ImageId {
    const DIGITS: usize = 32;

    /// The id of the picture whose bytes have this SHA-256.
    pub fn of_hash(hash: &[u8; 32]) -> Self {
        let mut digits = String::with_capacity(Self::DIGITS);
        for byte in hash.iter().take(Self::DIGITS / 2) {
            // A `String` takes whatever is written.
            let _ = write!(digits, "{byte:02x}");
        }
        Self(digits)
    }

    /// As it stands in addresses.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ImageId {
    type Err = InvalidImageId;

    fn from_str(text: &str) -> Result<Self, InvalidImageId> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let is_id = text.len() == Self::DIGITS && text.bytes().all(is_digit);
        if is_id { Ok(Self(text.to_owned())) } else { Err(InvalidImageId) }
    }
}

impl fmt::Display for ImageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_32_digits_and_reads_back() {
        let id = ImageId::of_hash(&[0xa7; 32]);
        assert_eq!(id.to_string(), "a7".repeat(16));
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
        for text in ["", "a7", &"A7".repeat(16), &"g".repeat(32), &"ä".repeat(16)] {
            assert_eq!(text.parse::<ImageId>(), Err(InvalidImageId), "{text}");
        }
    }
}
