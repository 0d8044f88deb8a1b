//! How far all texts are together: each one tells its changes, so that nobody asks all of them at each keystroke.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;

use super::field_editor::{LocalOnly, SaveState};
use crate::model::FieldRef;

/// Copies share the same state.
#[derive(Clone, Copy)]
pub(super) struct Overview {
    /// The texts that the store does not have as they are.
    unsaved: RwSignal<BTreeMap<FieldRef, SaveState>>,
    /// The texts that differ from what is published.
    unpublished: RwSignal<BTreeSet<FieldRef>>,
}

impl Overview {
    pub(super) fn new() -> Self {
        Self { unsaved: RwSignal::new(BTreeMap::new()), unpublished: RwSignal::new(BTreeSet::new()) }
    }

    /// A text's state has changed.
    pub(super) fn tell_state(self, field: FieldRef, state: SaveState) {
        self.unsaved.update(|unsaved| {
            if state == SaveState::Saved {
                unsaved.remove(&field);
            } else {
                unsaved.insert(field, state);
            }
        });
    }

    /// A text is published as it stands, or not any more.
    pub(super) fn tell_unpublished(self, field: FieldRef, is_unpublished: bool) {
        self.unpublished.update(|unpublished| {
            if is_unpublished {
                unpublished.insert(field);
            } else {
                unpublished.remove(&field);
            }
        });
    }

    /// How far the least finished text is.
    pub(super) fn state(self) -> SaveState {
        self.unsaved
            .with(|unsaved| unsaved.values().copied().max_by_key(|state| urgency(*state)).unwrap_or(SaveState::Saved))
    }

    /// The texts that are on their way at this moment.
    pub(super) fn saving_now(self) -> Vec<FieldRef> {
        let is_saving = |(field, state): (&FieldRef, &SaveState)| (*state == SaveState::Saving).then_some(*field);
        self.unsaved.with_untracked(|unsaved| unsaved.iter().filter_map(is_saving).collect())
    }

    /// How many unpublished texts there are among some.
    pub(super) fn unpublished_among(self, is_one: impl Fn(&FieldRef) -> bool) -> usize {
        self.unpublished.with(|unpublished| unpublished.iter().filter(|field| is_one(field)).count())
    }
}

fn urgency(state: SaveState) -> u8 {
    match state {
        SaveState::Saved => 0,
        SaveState::Saving => 1,
        SaveState::LocalOnly(LocalOnly::Unreachable) => 2,
        SaveState::LocalOnly(LocalOnly::Refused) => 3,
        SaveState::LocalOnly(LocalOnly::Outdated) => 4,
        SaveState::LocalOnly(LocalOnly::SignedOut) => 5,
        SaveState::Unsaved => 6,
        SaveState::Conflict => 7,
    }
}
