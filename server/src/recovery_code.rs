//! Recovery codes: each opens the account once, in place of a code from an app.

use totp_rs::Secret;

use crate::token;

/// So many are made at a time.
const COUNT: usize = 10;
/// Random bytes of one: 120 bits, which nobody guesses, so that a fast hash keeps them.
const BYTES: usize = 15;
/// Letters and digits of one.
const LENGTH: usize = 24;

/// New ones, as they are shown once: `abcd-efgh-ijkl-mnop-qrst-uvwx`.
pub(crate) fn new() -> Result<Vec<String>, getrandom::Error> {
    (0..COUNT).map(|_| one()).collect()
}

fn one() -> Result<String, getrandom::Error> {
    let mut bytes = vec![0; BYTES];
    getrandom::fill(&mut bytes)?;
    let letters: Vec<char> = Secret::from(bytes).to_base32().to_lowercase().chars().collect();
    Ok(letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

/// What the store keeps of one, however it was typed; none where the text cannot be one.
pub(crate) fn hash(text: &str) -> Option<Vec<u8>> {
    let code: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let is_code = code.len() == LENGTH && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_code.then(|| token::hash(&code.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_all_different_and_may_be_typed_in_any_way() {
        let codes = new().expect("randomness");
        let hashes: std::collections::BTreeSet<_> = codes.iter().map(|code| hash(code).expect("a code")).collect();
        assert_eq!((codes.len(), hashes.len()), (10, 10));
        let code = &codes[0];
        assert_eq!(code.len(), 29);
        assert_eq!(hash(&format!(" {} ", code.replace('-', "").to_uppercase())), hash(code));
        for text in ["", "123456", "abcd-efgh-ijkl-mnop-qrst-uvw", "äbcd-efgh-ijkl-mnop-qrst-uvw"] {
            assert_eq!(hash(text), None, "{text}");
        }
    }
}
