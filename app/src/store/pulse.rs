//! Whether PostgreSQL still answers, asked where something takes long: what was sent to one that is frozen would wait for ever.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
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
/// How long it may take while it is silent. Whatever holds the connection up may keep it for PostgreSQL's `authentication_timeout`,
/// 60 s, after it was given up: so there are never more than 40 of the 100 that PostgreSQL takes.
const LATE_ANSWER: Duration = Duration::from_millis(1500);
/// A connection on which nothing was said for so long may be dead: a firewall drops it, and tells nobody.
const TRUSTED: Duration = Duration::from_secs(30);
/// So long after a silence connections that come back to the pool are not trusted, unless they were made after it.
const REMEMBERED: Duration = Duration::from_secs(1);

/// A connection beside the pool, opened when something first takes long.
#[derive(Debug)]
pub(super) struct Pulse {
    options: PgConnectOptions,
    /// The lock lets one ask at a time, for all who wait.
    line: tokio::sync::Mutex<Option<PgConnection>>,
    heard: Mutex<Heard>,
}

#[derive(Debug, Default)]
struct Heard {
    /// It is silent, and somebody waits for its next answer.
    is_silent: bool,
    last_answer: Option<Instant>,
    end_of_silence: Option<Instant>,
}

impl Pulse {
    pub(super) fn new(options: PgConnectOptions) -> Self {
        Self { options, line: tokio::sync::Mutex::new(None), heard: Mutex::default() }
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it is silent, or was a moment ago and a connection of this age was there then.
    pub(super) fn was_silent_for(&self, age: Duration) -> bool {
        let heard = self.heard();
        heard.is_silent || heard.end_of_silence.is_some_and(|end| end.elapsed() < REMEMBERED.min(age))
    }

    /// Asks in a task of its own: whoever waits for the answer may go away, and others wait for it, too.
    async fn is_silent(self: &Arc<Self>) -> bool {
        let pulse = Arc::clone(self);
        tokio::spawn(async move { pulse.ask().await }).await.unwrap_or(true)
    }

    /// Whether it is silent.
    async fn ask(self: &Arc<Self>) -> bool {
        let mut line = self.line.lock().await;
        {
            let heard = self.heard();
            let was_heard_within = |time| heard.last_answer.is_some_and(|answer| answer.elapsed() < time);
            if heard.is_silent || was_heard_within(FRESH) {
                return heard.is_silent;
            }
            if !was_heard_within(TRUSTED) {
                *line = None;
            }
        }
        // In a box, since it is large and hardly ever needed.
        let asked = Box::pin(answers(&mut line, &self.options));
        let answers = timeout(ANSWER, asked).await.unwrap_or(false);
        if answers {
            self.heard().last_answer = Some(Instant::now());
        } else {
            self.heard().is_silent = true;
            tokio::spawn(wait_for_an_answer(Arc::downgrade(self)));
        }
        !answers
    }

    /// Ends once it is silent, and not before.
    async fn ends(self: &Arc<Self>) {
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

/// Ends the silence. Only this asks meanwhile, so that a PostgreSQL that comes back is not full of connections that nobody wants.
async fn wait_for_an_answer(pulse: Weak<Pulse>) {
    let mut line = None;
    while let Some(pulse) = pulse.upgrade() {
        if timeout(LATE_ANSWER, answers(&mut line, &pulse.options)).await.unwrap_or(false) {
            *pulse.line.lock().await = line;
            let now = Some(Instant::now());
            *pulse.heard() = Heard { is_silent: false, last_answer: now, end_of_silence: now };
            return;
        }
        sleep(NEXT_LOOK).await;
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
    /// Does something with the store, and gives it up once PostgreSQL is silent. Whether it was done is then not known. In a silence
    /// that is known nothing is begun.
    ///
    /// # Errors
    /// That of the work, or that the store is away.
    pub async fn unless_silent<T, E: From<StoreError>>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        if self.pulse.heard().is_silent {
            return Err(StoreError::silent().into());
        }
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
