//! A text's way to the store, until it is there or someone must decide.

use std::time::Duration;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::{FieldEditor, LocalOnly, SaveState, Stored, Typist, journal, millis};
use crate::api::{ApiError, save_draft};
use crate::model::Saved;

/// The first and the longest wait before an unreachable server is tried again.
const FIRST_RETRY: Duration = Duration::from_secs(1);
const LONGEST_RETRY: Duration = Duration::from_secs(15);

impl FieldEditor {
    /// Sends the text, and goes on until the store has what stands in the field. `always` sends it even where the store
    /// seems to have it.
    pub(super) async fn send(self, always: bool) {
        if self.in_flight.get_untracked() || self.conflict.with_untracked(Option::is_some) {
            return;
        }
        self.in_flight.set(true);
        let mut wait = FIRST_RETRY;
        let mut must = always;
        loop {
            let text = self.text.get_untracked();
            let Stored { text: stored, version: base_version, .. } = self.stored.get_untracked();
            if text == stored && !must {
                let Typist { account, tab, .. } = self.typist();
                journal::remove(account, tab, self.field);
                self.set_state(SaveState::Saved);
                break;
            }
            let operation = self.operation.get_untracked();
            match save_draft(self.field, base_version, text.clone(), operation).await {
                Ok(saved) => {
                    self.accept(&text, saved);
                    must = false;
                    wait = FIRST_RETRY;
                }
                Err(ApiError::StoreAway | ApiError::Unreachable | ApiError::Internal | ApiError::TooManyAttempts) => {
                    self.not_in_the_store(LocalOnly::Unreachable);
                    self.wait(wait).await;
                    wait = (wait * 2).min(LONGEST_RETRY);
                }
                Err(ApiError::Conflict(conflict)) if self.merge(&conflict) => must = true,
                Err(error) => {
                    self.refuse(error);
                    break;
                }
            }
        }
        self.in_flight.set(false);
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
