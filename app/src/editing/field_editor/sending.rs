//! A text's way to the store, until it is there or someone must decide.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::{Attempt, FieldEditor, LocalOnly, SaveState, Stored, Typist, journal, millis};
use crate::api::{ApiError, save_draft};
use crate::model::Saved;

/// The first and the longest wait before an unreachable server is tried again.
const FIRST_RETRY: Duration = Duration::from_secs(1);
const LONGEST_RETRY: Duration = Duration::from_secs(15);

/// What has no answer by then is sent again: a server takes 15 seconds for the body, and 30 for its answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// How it goes on after an answer.
enum Next {
    /// With what stands in the field now, if the store does not have it.
    Look,
    /// With what stands in the field now, in any case.
    Send,
    /// After a while.
    Wait,
    /// Not before the typist does something.
    Stop,
}

impl FieldEditor {
    /// Sends the text, and goes on until the store has what stands in the field. `always` sends it even where the store
    /// seems to have it.
    pub(super) async fn send(self, always: bool) {
        if self.in_flight.get_untracked() || self.conflict.with_untracked(Option::is_some) {
            return;
        }
        self.in_flight.set(true);
        let mut pause = FIRST_RETRY;
        let mut next = if always { Next::Send } else { Next::Look };
        loop {
            let has_it = self.text.with_untracked(|text| self.stored.with_untracked(|stored| *text == stored.text));
            let attempt = match (self.attempt.get_value(), next) {
                (Some(unanswered), _) => unanswered,
                (None, Next::Look) if has_it => {
                    let Typist { account, tab, .. } = self.typist();
                    journal::remove(account, tab, self.field);
                    self.set_state(SaveState::Saved);
                    break;
                }
                (None, _) => self.begin_attempt(),
            };
            let Attempt { text, base_version, operation } = attempt.clone();
            let answer = within(PATIENCE, save_draft(self.field, base_version, text, operation)).await;
            next = self.take(&attempt, answer.unwrap_or(Err(ApiError::Unreachable)));
            match next {
                Next::Look => pause = FIRST_RETRY,
                Next::Send => {}
                Next::Wait => {
                    self.wait(pause).await;
                    pause = (pause * 2).min(LONGEST_RETRY);
                }
                Next::Stop => break,
            }
        }
        self.in_flight.set(false);
    }

    fn take(self, attempt: &Attempt, answer: Result<Saved, ApiError>) -> Next {
        let error = match answer {
            Ok(saved) => {
                self.accept(&attempt.text, saved);
                return Next::Look;
            }
            Err(error) => error,
        };
        // These say nothing of the store, which may have it from an earlier time that it was sent.
        let may_have_arrived = matches!(
            error,
            ApiError::StoreAway
                | ApiError::Unreachable
                | ApiError::Internal
                | ApiError::TooManyAttempts
                | ApiError::SignedOut
        );
        let is_latest = self.is_latest(attempt);
        if !may_have_arrived {
            self.attempt.set_value(None);
        }
        match error {
            ApiError::StoreAway | ApiError::Unreachable | ApiError::Internal | ApiError::TooManyAttempts => {
                self.not_in_the_store(LocalOnly::Unreachable);
                Next::Wait
            }
            // What stands here now may be one that the store takes, or has.
            ApiError::Conflict(_) | ApiError::Invalid { .. } if !is_latest => Next::Send,
            ApiError::Conflict(conflict) if self.merge(&conflict) => Next::Send,
            error => {
                self.refuse(error);
                Next::Stop
            }
        }
    }

    /// What stands in the field is sent next; this device knows that it was, so that it is asked for after a reload, too.
    fn begin_attempt(self) -> Attempt {
        let attempt = Attempt {
            text: self.text.get_untracked(),
            base_version: self.stored.with_untracked(|stored| stored.version),
            operation: self.operation.get_untracked(),
        };
        self.attempt.set_value(Some(attempt.clone()));
        self.keep();
        attempt
    }

    fn is_latest(self, attempt: &Attempt) -> bool {
        self.operation.get_untracked() == attempt.operation
            && self.stored.with_untracked(|stored| stored.version == attempt.base_version)
    }

    /// Says truly where the text is.
    fn not_in_the_store(self, reason: LocalOnly) {
        self.set_state(if self.keep() { SaveState::LocalOnly(reason) } else { SaveState::Unsaved });
    }

    async fn wait(self, longest: Duration) {
        const STEP: Duration = Duration::from_millis(200);
        self.hurry.set(false);
        let mut waited = Duration::ZERO;
        while waited < longest && !self.hurry.get_untracked() {
            TimeoutFuture::new(millis(STEP)).await;
            waited += STEP;
        }
    }

    fn accept(self, sent: &str, saved: Saved) {
        self.attempt.set_value(None);
        // What was discarded since is not saved.
        if self.stored.with_untracked(|stored| saved.version < stored.version) {
            return;
        }
        self.stored.set(Stored { text: sent.to_owned(), version: saved.version, html: saved.html.clone() });
        if self.text.with_untracked(|text| text == sent) {
            self.html.set(saved.html);
            self.set_unpublished(saved.unpublished);
        } else {
            // What was typed meanwhile starts from the version that was just made.
            self.keep();
        }
    }

    fn refuse(self, error: ApiError) {
        match error {
            ApiError::Conflict(conflict) => {
                self.conflict.set(Some(*conflict));
                self.set_state(SaveState::Conflict);
            }
            ApiError::SignedOut => self.not_in_the_store(LocalOnly::SignedOut),
            ApiError::BadRequest => self.not_in_the_store(LocalOnly::Outdated),
            ApiError::Invalid { problem, .. } => {
                self.problem.set(Some(problem));
                self.not_in_the_store(LocalOnly::Refused);
            }
            _ => self.not_in_the_store(LocalOnly::Refused),
        }
    }
}

/// What comes of some work; none where it takes longer.
async fn within<T>(longest: Duration, work: impl Future<Output = T>) -> Option<T> {
    let (mut work, mut end) = (pin!(work), pin!(TimeoutFuture::new(millis(longest))));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => end.as_mut().poll(context).map(|()| None),
    })
    .await
}
