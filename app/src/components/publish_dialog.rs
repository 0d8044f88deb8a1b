//! The dialog that lists what is unpublished, and publishes or discards what is chosen.

use std::collections::BTreeSet;

use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{BeforeAndAfter, ComparedPortrait};
use crate::api::{ApiError, PageRef, discard_drafts, get_changes, publish, schedule_publication};
use crate::editing::Desk;
use crate::i18n::{self, words};
use crate::model::{ChangeSet, Concern, FieldName, FieldRef, isolated};

/// What the dialog is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Publish,
    Discard,
}

impl Step {
    fn title(self) -> &'static str {
        match self {
            Self::Publish => words::PUBLISH,
            Self::Discard => words::DISCARD,
        }
    }

    fn introduction(self) -> &'static str {
        match self {
            Self::Publish => words::PUBLISH_INTRODUCTION,
            Self::Discard => words::DISCARD_INTRODUCTION,
        }
    }

    /// What was done, and how it can be taken back.
    fn tell(self, desk: Desk, is_later: bool, sets: &[ChangeSet]) {
        match self {
            Self::Publish if is_later => desk.notice.set(Some(words::SCHEDULED.into())),
            Self::Publish => desk.notice.set(Some(words::PUBLISHED.into())),
            Self::Discard => desk.discarded(sets),
        }
    }

    fn button(self) -> &'static str {
        match self {
            Self::Publish => words::PUBLISH_NOW,
            Self::Discard => words::DISCARD_NOW,
        }
    }
}

/// The dialog, and what it shows. Copies share the same state.
#[derive(Clone, Copy)]
struct DialogState {
    desk: StoredValue<Desk>,
    page: StoredValue<PageRef>,
    dialog: NodeRef<Dialog>,
    /// What it is for; none while it is closed.
    step: RwSignal<Option<Step>>,
    /// What is unpublished; none while that is not known.
    sets: RwSignal<Option<Vec<ChangeSet>>>,
    /// What is not ticked, by the keys of the sets.
    left_out: RwSignal<BTreeSet<String>>,
    error: RwSignal<Option<ApiError>>,
    /// The time at which it is to go out, as it is typed.
    at: RwSignal<String>,
}

impl DialogState {
    /// Opens it where there is a step. Its element may be the one of another page, and still stand open.
    fn follow_step(self) {
        let Some(dialog) = self.dialog.get() else { return };
        if self.step.get().is_none() {
            dialog.close();
            return;
        }
        // It was closed before, so it can be opened.
        let _ = dialog.show_modal();
        self.load();
    }

    /// Lists what is unpublished, after everything typed has reached the store.
    fn load(self) {
        // Who has gone to another page meanwhile has another dialog.
        let (Some(desk), Some(page)) = (self.desk.try_get_value(), self.page.try_get_value()) else { return };
        spawn_local(async move {
            desk.settled().await;
            match get_changes(page).await {
                Ok(changes) => self.sets.set(Some(changes)),
                Err(cause) => self.error.set(Some(cause)),
            }
        });
    }

    fn close(self) {
        // As above.
        if let Some(Some(dialog)) = self.dialog.try_get_untracked() {
            dialog.close();
        }
    }

    fn forget(self) {
        self.step.set(None);
        self.sets.set(None);
        self.left_out.set(BTreeSet::new());
        self.error.set(None);
        self.at.set(String::new());
    }

    /// Does with what is ticked what the dialog is for.
    fn act(self, is_later: bool) {
        let (Some(step), Some(mut chosen)) = (self.step.get_untracked(), self.sets.get_untracked()) else { return };
        chosen.retain(|set| self.left_out.with_untracked(|left_out| !left_out.contains(&set.key())));
        let fields: Vec<(FieldRef, i64)> = chosen.iter().flat_map(ChangeSet::chosen).collect();
        let desk = self.desk.get_value();
        spawn_local(async move {
            let result = match step {
                Step::Publish if is_later => schedule_publication(fields, self.at.get_untracked()).await,
                Step::Publish => publish(fields).await,
                Step::Discard => discard_drafts(fields).await,
            };
            match result {
                Ok(()) => {
                    step.tell(desk, is_later, &chosen);
                    desk.reload.update(|count| *count += 1);
                    self.close();
                }
                Err(cause) => {
                    if cause == ApiError::Changed {
                        self.load();
                    }
                    self.error.set(Some(cause));
                }
            }
        });
    }

    fn is_empty(self) -> bool {
        self.sets.with(|sets| sets.as_ref().is_none_or(Vec::is_empty))
    }
}

/// Opens when a step is set, after everything typed has reached the store.
#[component]
pub(super) fn PublishDialog(
    /// The page whose changes are listed.
    page: PageRef,
    /// What for; none while it is closed.
    step: RwSignal<Option<Step>>,
) -> impl IntoView {
    let page_path = page.slug().map(|_| page.path());
    let state = DialogState {
        desk: StoredValue::new(expect_context::<Desk>()),
        page: StoredValue::new(page),
        dialog: NodeRef::new(),
        step,
        sets: RwSignal::new(None),
        left_out: RwSignal::default(),
        error: RwSignal::new(None),
        at: RwSignal::default(),
    };
    Effect::new(move || state.follow_step());
    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        state.act(false);
    };
    let is_publishing = move || step.get() == Some(Step::Publish);
    let error = move || {
        let words = state.error.get().map(|error| i18n::error(&error));
        words.map(|words| view! { <p class="message message--error" role="alert">{words}</p> })
    };
    let changes = move || state.sets.get().map(|sets| view! { <Changes sets=sets left_out=state.left_out/> });
    let later = move || {
        let is_offered = is_publishing() && !state.is_empty();
        is_offered.then(|| view! { <Later at=state.at act=move || state.act(true)/> })
    };
    let preview = move || {
        let path = page_path.clone().filter(|_| is_publishing())?;
        Some(view! { <WayToPreviewLink path=path/> })
    };
    view! {
        <dialog class="dialog" aria-labelledby="dialog-titel" node_ref=state.dialog on:close=move |_| state.forget()>
            <form method="dialog" on:submit=on_submit>
                <div class="dialog__head">
                    <h2 id="dialog-titel" tabindex="-1" autofocus=true>{move || step.get().map(Step::title)}</h2>
                    <p>{move || step.get().map(Step::introduction)}</p>
                </div>
                <div class="dialog__body">
                    {error}
                    {changes}
                    {later}
                    {preview}
                </div>
                <div class="dialog__actions">
                    <button class="button button--primary" disabled=move || state.is_empty()>
                        {move || step.get().map(Step::button)}
                    </button>
                    <button class="button" type="button" on:click=move |_| state.close()>{words::CANCEL}</button>
                </div>
            </form>
        </dialog>
    }
    .into_any()
}

/// To where links are made that show the page to people without an account.
#[component]
fn WayToPreviewLink(path: String) -> impl IntoView {
    view! { <p>{words::PREVIEW_LINK_FOR}" "<a href=format!("/vorschau-links{path}")>{words::PREVIEW_LINK}</a></p> }
}

/// Publishing at a set time: what is ticked, as it is now.
#[component]
fn Later(at: RwSignal<String>, act: impl Fn() + Clone + 'static) -> impl IntoView {
    let by_key = act.clone();
    view! {
        <details class="later">
            <summary>{words::SCHEDULE}</summary>
            <label class="later__label" for="zeitpunkt">{words::SCHEDULE_AT}</label>
            <input
                class="later__time"
                id="zeitpunkt"
                type="datetime-local"
                aria-describedby="zeitpunkt-hinweis"
                on:input=move |event| at.set(event_target_value(&event))
                on:keydown=move |event| {
                    // Else it would press the dialog's first button, and publish now.
                    if event.key() == "Enter" {
                        event.prevent_default();
                        by_key();
                    }
                }
            />
            <p class="hint" id="zeitpunkt-hinweis">{words::SCHEDULE_HINT}</p>
            <button class="button" type="button" on:click=move |_| act()>{words::SCHEDULE_NOW}</button>
        </details>
    }
}

#[component]
fn Changes(sets: Vec<ChangeSet>, left_out: RwSignal<BTreeSet<String>>) -> impl IntoView {
    if sets.is_empty() {
        return view! { <p>{words::NOTHING_UNPUBLISHED}</p> }.into_any();
    }
    let items = sets
        .into_iter()
        .map(|set| {
            let (key, shown) = (set.key(), set.key());
            let toggle = move |event| {
                let key = key.clone();
                left_out.update(|left_out| {
                    if event_target_checked(&event) {
                        left_out.remove(&key)
                    } else {
                        left_out.insert(key)
                    };
                });
            };
            // Told anew for each list: a box is made once for its place, whatever change stands there next.
            let is_chosen = move || left_out.with(|left_out| !left_out.contains(&shown));
            let control = |id: String| {
                view! { <input type="checkbox" id=id prop:checked=is_chosen on:change=toggle/> }.into_any()
            };
            view! { <ChangeItem set=set control=control/> }
        })
        .collect_view();
    view! { <ul class="changes">{items}</ul> }.into_any()
}

/// What to look at before a text goes out.
#[component]
fn Concerns(concerns: Vec<Concern>) -> impl IntoView {
    let is_empty = concerns.is_empty();
    let concerns = concerns.iter().map(|concern| view! { <li>{i18n::concern(concern)}</li> }).collect_view();
    (!is_empty).then(|| view! { <ul class="change__concerns" aria-label=words::CONCERNS>{concerns}</ul> })
}

/// One thing that can be published or left out: what, by whom and when, before and after.
#[component]
pub(super) fn ChangeItem(
    /// The change.
    set: ChangeSet,
    /// Makes the check box from its id.
    control: impl FnOnce(String) -> AnyView,
) -> impl IntoView {
    let id = format!("aenderung-{}", set.key().replace('.', "-"));
    let label = i18n::change_set(&set);
    let is_new = set.is_new;
    let changes = set
        .changes
        .into_iter()
        .map(|change| {
            let author = change.author.unwrap_or_else(|| words::UNKNOWN_AUTHOR.into());
            let name = is_new.then(|| format!("{}: ", i18n::label(change.field)));
            let difference = if change.field == FieldName::Portrait {
                view! { <ComparedPortrait before=change.published after=change.draft/> }.into_any()
            } else {
                view! { <BeforeAndAfter before=change.published after=change.draft label=name/> }.into_any()
            };
            view! {
                <p class="change__author">{format!("{}, {}", isolated(&author), change.drafted_at)}</p>
                {difference}
                {change.scheduled_for.map(|at| view! { <p class="change__author">{i18n::scheduled_for(&at)}</p> })}
                <Concerns concerns=change.concerns/>
            }
        })
        .collect_view();
    view! {
        <li class="change">
            {control(id.clone())}
            <label for=id>{label}</label>
            {changes}
        </li>
    }
    .into_any()
}
