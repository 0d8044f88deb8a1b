//! Whether PostgreSQL still answers, asked where something takes long: what was sent to one that is frozen would wait for ever.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};
use tokio::time::{Instant, sleep, timeout};

use super::{Store, StoreError};

/// What takes less was no reason to ask. These four together leave 200 ms of the second within which a write is answered (target R2).
const FIRST_LOOK: Duration = Duration::from_millis(150);
/// How soon it is asked again.
const NEXT_LOOK: Duration = Duration::from_millis(50);
/// How long an answer counts, for all who wait.
const FRESH: Duration = Duration::from_millis(50);
/// How long PostgreSQL may take to say nothing but that it is there.
const ANSWER: Duration = Duration::from_millis(550);
/// So long after a silence connections that come back to the pool are not trusted.
const REMEMBERED: Duration = Duration::from_secs(1);

/// A connection beside the pool, opened when something first takes long.
#[derive(Debug)]
pub(super) struct Pulse {
    options: PgConnectOptions,
    /// The lock lets one ask at a time, for all who wait.
    line: tokio::sync::Mutex<Option<PgConnection>>,
    heard: Mutex<Option<Heard>>,
}

#[derive(Clone, Copy, Debug)]
struct Heard {
    at: Instant,
    answers: bool,
}

impl Pulse {
    pub(super) fn new(options: PgConnectOptions) -> Self {
        Self { options, line: tokio::sync::Mutex::new(None), heard: Mutex::new(None) }
    }

    /// Whether it was silent a moment ago.
    pub(super) fn was_silent(&self) -> bool {
        self.heard_within(REMEMBERED) == Some(false)
    }

    fn heard_within(&self, time: Duration) -> Option<bool> {
        let heard = *self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.filter(|heard| heard.at.elapsed() < time).map(|heard| heard.answers)
    }

    async fn is_silent(&self) -> bool {
        let mut line = self.line.lock().await;
        if let Some(answers) = self.heard_within(FRESH) {
            return !answers;
        }
        // In a box, since it is large and hardly ever needed.
        let asked = Box::pin(answers(&mut line, &self.options));
        let answers = timeout(ANSWER, asked).await.unwrap_or(false);
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = Some(Heard { at: Instant::now(), answers });
        !answers
    }

    /// Ends once it is silent, and not before.
    async fn ends(&self) {
        sleep(FIRST_LOOK).await;
        while !self.is_silent().await {
            sleep(NEXT_LOOK).await;
        }
    }

    pub(super) async fn close(&self) {
        let connection = self.line.lock().await.take();
        if let Some(connection) = connection {
            // However it ends, it has ended.
            let _ = connection.close().await;
        }
    }
}

/// A connection that is given up in the middle is of no use any more: it is put back only where it has answered.
async fn answers(line: &mut Option<PgConnection>, options: &PgConnectOptions) -> bool {
    if let Some(mut connection) = line.take()
        && connection.ping().await.is_ok()
    {
        *line = Some(connection);
        return true;
    }
    match PgConnection::connect_with(options).await {
        Ok(connection) => {
            *line = Some(connection);
            true
        }
        // Whoever refuses is there, but for one that starts or stops.
        Err(sqlx::Error::Database(error)) => !error.code().is_some_and(|code| code.starts_with("57")),
        Err(_) => false,
    }
}

impl Store {
    /// Does something with the store, and gives it up once PostgreSQL is silent. Whether it was done is then not known.
    ///
    /// # Errors
    /// That of the work, or that the store is away.
    pub async fn unless_silent<T, E: From<StoreError>>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        tokio::select! {
            biased;
            done = work => done,
            () = self.pulse.ends() => Err(StoreError::silent().into()),
        }
    }

    /// Ends once PostgreSQL is silent, and not before.
    pub async fn falls_silent(&self) {
        self.pulse.ends().await;
    }
}
