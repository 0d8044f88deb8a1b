//! Passwords: argon2id, a few at a time, and none that is guessed early.

use app::i18n::words;
use argon2::Argon2;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use http::StatusCode;
use tokio::sync::Semaphore;

use crate::guessable;

/// Each takes 19 MiB while it is computed; a flood of log-ins waits here instead of taking the memory.
static POOL: Pool = Pool::new(2, 64);

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
    #[error("{}", words::PASSWORD_COMMON)]
    Common,
    #[error("{}", words::PASSWORD_GUESSABLE)]
    Guessable,
    #[error("{}", words::PASSWORDS_BUSY)]
    Busy,
    #[error("Das Passwort ließ sich nicht verarbeiten. Bitte noch einmal versuchen.")]
    Failed,
}

impl PasswordProblem {
    /// The status of the form that comes back.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

/// Too many wait already. A form that came says so, and keeps what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords at once")]
pub(crate) struct Busy;

/// Checks a password as it was typed, and hashes it. Whatever else is known of the account counts as guessed.
pub(crate) async fn checked_hash(password: String, known: &[&str]) -> Result<String, PasswordProblem> {
    match password.chars().count() {
        count @ 0..SHORTEST => return Err(PasswordProblem::TooShort(count)),
        SHORTEST..=LONGEST => {}
        _ => return Err(PasswordProblem::TooLong),
    }
    if guessable::is_common(&password) {
        return Err(PasswordProblem::Common);
    }
    if guessable::is_guessable(&password, known) {
        return Err(PasswordProblem::Guessable);
    }
    let hash = POOL.run(move || hash_password(&password)).await.map_err(|Busy| PasswordProblem::Busy)?;
    hash.ok_or(PasswordProblem::Failed)
}

/// argon2id with the parameters OWASP recommends (19 MiB, 2 passes, 1 lane), as a PHC string. Takes some 30 ms.
pub fn hash_password(password: &str) -> Option<String> {
    let salt = SaltString::generate(&mut OsRng);
    Argon2::default().hash_password(password.as_bytes(), &salt).ok().map(|hash| hash.to_string())
}

/// Whether the password is the one. Without an account it takes the same time, so that nobody learns which addresses
/// have one.
pub(crate) async fn verify(password: String, hash: Option<String>) -> Result<bool, Busy> {
    if password.chars().count() > LONGEST {
        return Ok(false);
    }
    POOL.run(move || match hash {
        Some(hash) => PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()),
        None => {
            let _ = hash_password(&password);
            false
        }
    })
    .await
}

/// So many at once, and so many more that wait; whoever comes then is told so at once.
struct Pool {
    turns: Semaphore,
    places: Semaphore,
}

impl Pool {
    const fn new(at_once: usize, waiting: usize) -> Self {
        Self { turns: Semaphore::const_new(at_once), places: Semaphore::const_new(at_once + waiting) }
    }

    async fn run<T: Send + 'static>(&'static self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Busy> {
        let place = self.places.try_acquire().map_err(|_| Busy)?;
        let turn = self.turns.acquire().await.map_err(|_| Busy)?;
        // The work goes on where whoever asked has gone, and so holds its turn to its end.
        let in_turn = move || {
            let _held = (place, turn);
            work()
        };
        tokio::task::spawn_blocking(in_turn).await.map_err(|_| Busy)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn only_the_same_password_fits() {
        let hash = checked_hash("zwölf Zeichen".into(), &[]).await.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_eq!(verify("zwölf Zeichen".into(), Some(hash.clone())).await, Ok(true));
        assert_eq!(verify("zwölf zeichen".into(), Some(hash.clone())).await, Ok(false));
        assert_eq!(verify(" zwölf Zeichen".into(), Some(hash)).await, Ok(false));
        assert_eq!(verify("zwölf Zeichen".into(), None).await, Ok(false));
    }

    #[tokio::test]
    async fn length_is_counted_in_characters() {
        let long = |count| "ä߀k💚 8zQ*".chars().cycle().take(count).collect::<String>();
        assert!(matches!(checked_hash(long(11), &[]).await, Err(PasswordProblem::TooShort(11))));
        assert!(checked_hash(long(128), &[]).await.is_ok());
        assert!(matches!(checked_hash(long(129), &[]).await, Err(PasswordProblem::TooLong)));
    }

    #[tokio::test]
    async fn in_a_flood_few_are_computed_few_wait_and_the_others_are_told_at_once() {
        let pool: &'static Pool = Box::leak(Box::new(Pool::new(2, 64)));
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let wait = Arc::new(std::sync::Mutex::new(wait));
        let tasks: Vec<_> = (0..500)
            .map(|_| {
                let (running, most, wait) = (running.clone(), most.clone(), wait.clone());
                tokio::spawn(pool.run(move || {
                    most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    // Ends when told to, or when nobody tells any more.
                    let _ = wait.lock().map(|wait| wait.recv());
                    running.fetch_sub(1, Ordering::SeqCst);
                }))
            })
            .collect();
        // All have asked by now; nobody who has a place is done.
        for _ in 0..1_000 {
            tokio::task::yield_now().await;
        }
        while running.load(Ordering::SeqCst) < 2 {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        assert_eq!(tasks.iter().filter(|task| task.is_finished()).count(), 500 - 66);
        drop(go);
        let mut busy = 0;
        for task in tasks {
            busy += usize::from(task.await.expect("an end") == Err(Busy));
        }
        assert_eq!((busy, most.load(Ordering::SeqCst)), (500 - 66, 2));
        assert_eq!(pool.run(|| 1).await, Ok(1), "afterwards there is room again");
    }
}
