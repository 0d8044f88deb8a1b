//! Secrets that stand in a cookie or a link.

use sha2::{Digest, Sha256};

/// 256 random bits, as 64 hexadecimal digits. Only its hash is ever stored.
pub(crate) fn new() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}")))
}

/// What the store keeps of a token.
pub(crate) fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
