//! Passwords: argon2id, a few at a time.

use argon2::Argon2;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use tokio::sync::Semaphore;

/// Each takes 19 MiB while it is computed; a flood of log-ins waits here instead of taking the memory.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// At least this many characters, by the requirements of this site.
const SHORTEST: usize = 12;
/// At most this many characters.
const LONGEST: usize = 128;

/// Why a password cannot be one; in the language of who chose it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PasswordProblem {
    #[error("Das Passwort hat nur {0} Zeichen, es braucht mindestens {SHORTEST}.")]
    TooShort(usize),
    #[error("Das Passwort ist zu lang, höchstens {LONGEST} Zeichen sind möglich.")]
    TooLong,
    #[error("Das Passwort ließ sich nicht verarbeiten. Bitte noch einmal versuchen.")]
    Failed,
}

/// Checks the length and hashes.
pub(crate) async fn checked_hash(password: String) -> Result<String, PasswordProblem> {
    match password.chars().count() {
        count @ 0..SHORTEST => Err(PasswordProblem::TooShort(count)),
        SHORTEST..=LONGEST => in_turn(move || hash_password(&password)).await.flatten().ok_or(PasswordProblem::Failed),
        _ => Err(PasswordProblem::TooLong),
    }
}

/// argon2id with the parameters OWASP recommends (19 MiB, 2 passes, 1 lane), as a PHC string. Takes some 30 ms.
pub fn hash_password(password: &str) -> Option<String> {
    let salt = SaltString::generate(&mut OsRng);
    Argon2::default().hash_password(password.as_bytes(), &salt).ok().map(|hash| hash.to_string())
}

/// Whether the password is the one. Without an account it takes the same time, so that nobody learns which addresses
/// have one.
pub(crate) async fn verify(password: String, hash: Option<String>) -> bool {
    if password.chars().count() > LONGEST {
        return false;
    }
    in_turn(move || match hash {
        Some(hash) => PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()),
        None => {
            let _ = hash_password(&password);
            false
        }
    })
    .await
    .unwrap_or(false)
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let _turn = AT_ONCE.acquire().await.ok()?;
    tokio::task::spawn_blocking(work).await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_same_password_fits() {
        let hash = checked_hash("zwölf Zeichen".into()).await.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verify("zwölf Zeichen".into(), Some(hash.clone())).await);
        assert!(!verify("zwölf zeichen".into(), Some(hash)).await);
        assert!(!verify("zwölf Zeichen".into(), None).await);
    }

    #[tokio::test]
    async fn length_is_counted_in_characters() {
        assert!(matches!(checked_hash("ääääääääääa".into()).await, Err(PasswordProblem::TooShort(11))));
        assert!(checked_hash("ä".repeat(128)).await.is_ok());
        assert!(matches!(checked_hash("ä".repeat(129)).await, Err(PasswordProblem::TooLong)));
    }
}
