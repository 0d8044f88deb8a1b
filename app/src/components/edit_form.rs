//! Editing without JavaScript: the texts of a page as a form, which posts to the page's own address.

use leptos::prelude::*;

use super::publish_dialog::ChangeItem;
use super::{Breadcrumb, Control, FormAnswer, PageMeta, PortraitFile, TextArea, use_form_answer};
use super::{ComparedText, Side};
use crate::api::PageRef;
use crate::i18n::{self, words};
use crate::model::{Conflict, Drafts, FieldDraft, FieldKind, FieldName, ItemId, fingerprint, word_difference};

/// Names of the form's controls; the server reads them under the same names.
pub mod names {
    /// The button that was pressed.
    pub const STEP: &str = "schritt";
    /// Keeps the texts as drafts.
    pub const KEEP: &str = "uebernehmen";
    /// Asks what to publish.
    pub const PUBLISH: &str = "veroeffentlichen";
    /// Publishes what is chosen.
    pub const PUBLISH_NOW: &str = "jetzt-veroeffentlichen";
    /// Publishes what is chosen at a set time.
    pub const PUBLISH_LATER: &str = "spaeter-veroeffentlichen";
    /// The time: `2026-11-25T18:00`.
    pub const TIME: &str = "zeitpunkt";
    /// Asks what to discard.
    pub const DISCARD: &str = "verwerfen";
    /// Discards what is chosen.
    pub const DISCARD_NOW: &str = "jetzt-verwerfen";
    /// Makes a post.
    pub const NEW_POST: &str = "neue-meldung";
    /// Puts an item into the bin.
    pub const DELETE: &str = "loeschen";
    /// Takes an item off the site.
    pub const WITHDRAW: &str = "zurueckziehen";
    /// The file that is to be a portrait.
    pub const PORTRAIT: &str = "portraet";
    /// Takes a person's portrait away.
    pub const REMOVE_PORTRAIT: &str = "portraet-entfernen";
    /// A chosen change: `17.title@3`, several with a space between them.
    pub const CHOSEN: &str = "auswahl";

    /// The mark of the text that the form began with.
    pub fn untouched(field: &str) -> String {
        format!("unberuehrt.{field}")
    }

    /// The version a text started from.
    pub fn version(field: &str) -> String {
        format!("version.{field}")
    }
}

/// All texts of a page as a form; or, where the answer asks for it, what to publish or discard.
#[component]
pub fn EditForm(
    /// The page.
    page: PageRef,
    /// What people call it.
    #[prop(into)]
    title: String,
    /// Its texts.
    drafts: Drafts,
) -> impl IntoView {
    let answer = use_form_answer();
    let action = format!("{}?bearbeiten", page.path());
    let step = answer.value(names::STEP);
    let heading = match step.as_deref() {
        Some(names::PUBLISH) => words::PUBLISH.to_owned(),
        Some(names::DISCARD) => words::DISCARD.to_owned(),
        _ => i18n::edit_title(&title),
    };
    let message = answer.message.clone().map(|text| {
        let class = if answer.problems.is_empty() && answer.conflicts.is_empty() {
            "message"
        } else {
            "message message--error"
        };
        view! { <p class=class role="alert">{text}</p> }
    });
    let form = match step.as_deref() {
        Some(names::PUBLISH) => {
            view! { <ChangesForm answer=answer step=names::PUBLISH_NOW button=words::PUBLISH_NOW/> }.into_any()
        }
        Some(names::DISCARD) => {
            view! { <ChangesForm answer=answer step=names::DISCARD_NOW button=words::DISCARD_NOW/> }.into_any()
        }
        _ => view! { <TextsForm page=page.clone() drafts=drafts answer=answer/> }.into_any(),
    };
    view! {
        <PageMeta title=heading.clone()/>
        <main class="page" id="inhalt" tabindex="-1">
            <Breadcrumb steps=vec![(page.path(), title)] here=words::EDIT/>
            <div class="page__head">
                <h1>{heading}</h1>
                <p>{words::EDIT_FORM_INTRODUCTION}" "<a rel="external" href=page.path()>{words::BACK_TO_PAGE}</a></p>
                <p><a rel="external" href=page.history_path()>{words::HISTORY}</a></p>
                {page.slug().map(|_| view! {
                    <p><a rel="external" href=format!("/vorschau-links{}", page.path())>{words::PREVIEW_LINK}</a></p>
                })}
            </div>
            <form class="edit-form" method="post" action=action>
                {message}
                {form}
            </form>
        </main>
    }
    .into_any()
}

#[component]
fn TextsForm(page: PageRef, drafts: Drafts, answer: FormAnswer) -> impl IntoView {
    let mut groups: Vec<(ItemId, Vec<FieldDraft>)> = Vec::new();
    for draft in drafts.fields {
        match groups.iter_mut().find(|(item, _)| *item == draft.field.item) {
            Some((_, fields)) => fields.push(draft),
            None => groups.push((draft.field.item, vec![draft])),
        }
    }
    let groups = groups
        .into_iter()
        .map(|(item, mut fields)| {
            // The file is sent last: whose log-in has ended sends the texts before what is not read any more.
            fields.sort_by_key(|draft| draft.field.field == FieldName::Portrait);
            let is_new = drafts.new_posts.contains(&item);
            let kind = fields.first().map(|draft| i18n::kind(draft.kind));
            let is_published = fields.iter().any(|draft| !draft.published.is_empty());
            // What has no address of its own yet, or may have another one, may also go.
            let is_deletable = fields.iter().any(|draft| draft.field.field == FieldName::Slug);
            let legend = if is_new { Some(words::NEW_POST) } else { kind };
            let fields = fields
                .into_iter()
                .map(|draft| view! { <TextOrPicture page=page.clone() draft=draft answer=answer.clone()/> })
                .collect_view();
            let delete = is_deletable.then(|| {
                view! { <button class="button" name=names::DELETE value=item.0.to_string()>{words::DELETE}</button> }
            });
            let withdraw = (is_deletable && is_published).then(|| {
                view! { <button class="button" name=names::WITHDRAW value=item.0.to_string()>{words::WITHDRAW}</button> }
            });
            view! { <fieldset><legend>{legend}</legend>{fields} {withdraw} {delete}</fieldset> }
        })
        .collect_view();
    let new_post = matches!(page, PageRef::Topic(_))
        .then(|| view! { <button class="button" name=names::STEP value=names::NEW_POST>{words::NEW_POST}</button> });
    // What Enter in a line does: a browser takes the first button.
    let on_enter = view! {
        <button class="visually-hidden" tabindex="-1" aria-hidden="true" name=names::STEP value=names::KEEP>
            {words::KEEP_AS_DRAFT}
        </button>
    };
    view! {
        {on_enter}
        {groups}
        <div class="edit-form__actions">
            <button class="button button--primary" name=names::STEP value=names::KEEP>{words::KEEP_AS_DRAFT}</button>
            <button class="button" name=names::STEP value=names::PUBLISH>{words::PUBLISH}</button>
            <button class="button" name=names::STEP value=names::DISCARD>{words::DISCARD}</button>
            {new_post}
        </div>
    }
    .into_any()
}

/// A portrait is changed on the page of its person, whose address it is sent to.
#[component]
fn TextOrPicture(page: PageRef, draft: FieldDraft, answer: FormAnswer) -> impl IntoView {
    match (draft.field.field, page) {
        (FieldName::Portrait, PageRef::Person(slug)) => {
            view! { <PortraitFile draft=draft slug=slug answer=answer/> }.into_any()
        }
        (FieldName::Portrait, _) => ().into_any(),
        _ => view! { <TextControl draft=draft answer=answer/> }.into_any(),
    }
}

#[component]
fn TextControl(draft: FieldDraft, answer: FormAnswer) -> impl IntoView {
    let name = draft.field.to_string();
    let version_name = names::version(&name);
    let untouched_name = names::untouched(&name);
    let untouched = answer.value(&untouched_name).unwrap_or_else(|| fingerprint(draft.current()));
    let text = answer.value(&name).unwrap_or_else(|| draft.current().to_owned());
    let version = answer.value(&version_name).unwrap_or_else(|| draft.version.to_string());
    let problem = answer.problem(&name);
    let conflict = answer.conflicts.iter().find(|conflict| conflict.field == draft.field).cloned();
    let kind = draft.field.field.kind();
    let hint = match kind {
        FieldKind::RichText => words::MARKDOWN_HINT,
        _ => i18n::hint(draft.field.field),
    };
    let control_name = name.clone();
    let control = move |id: String, described, invalid| {
        if kind == FieldKind::Line {
            return view! {
                <input id=id name=control_name type="text" value=text aria-describedby=described aria-invalid=invalid/>
            }
            .into_any();
        }
        let rows = if kind == FieldKind::RichText { 12 } else { 3 };
        view! { <TextArea name=id text=text rows=rows described=described invalid=invalid/> }.into_any()
    };
    view! {
        <Control name=name label=i18n::label(draft.field.field) hint=hint.to_owned() problem=problem control=control/>
        <input type="hidden" name=version_name value=version/>
        <input type="hidden" name=untouched_name value=untouched/>
        {conflict.map(|conflict| view! { <FormConflict conflict=conflict/> })}
    }
    .into_any()
}

/// The other text of a conflict. The form's hidden version is the newest now: keeping again replaces it knowingly.
#[component]
fn FormConflict(conflict: Conflict) -> impl IntoView {
    let title_id = format!("konflikt-{}", conflict.field.to_string().replace('.', "-"));
    let author = conflict.author.unwrap_or_else(|| words::UNKNOWN_AUTHOR.into());
    let pieces = word_difference(&conflict.theirs, &conflict.mine);
    view! {
        <div class="conflict" role="group" aria-labelledby=title_id>
            <p class="conflict__title" id=title_id.clone()>{format!("{}: {}", words::CONFLICT, i18n::label(conflict.field.field))}</p>
            <p>{words::FORM_CONFLICT}</p>
            <ul class="conflict__versions">
                <li>
                    <p class="conflict__author">{format!("{} {author}", words::TEXT_BY)}</p>
                    <p class="conflict__text"><ComparedText pieces=pieces side=Side::Earlier/></p>
                </li>
            </ul>
        </div>
    }
}

#[component]
fn ChangesForm(answer: FormAnswer, step: &'static str, button: &'static str) -> impl IntoView {
    let sets = answer.changes.clone();
    if sets.is_empty() {
        return view! { <p>{words::NOTHING_UNPUBLISHED}</p> }.into_any();
    }
    let items = sets
        .into_iter()
        .map(|set| {
            let chosen: Vec<String> =
                set.chosen().into_iter().map(|(field, version)| format!("{field}@{version}")).collect();
            let control = move |id: String| {
                view! { <input type="checkbox" id=id name=names::CHOSEN value=chosen.join(" ") checked=true/> }
                    .into_any()
            };
            view! { <ChangeItem set=set control=control/> }
        })
        .collect_view();
    let later = (step == names::PUBLISH_NOW).then(|| {
        let time = answer.value(names::TIME);
        let control = |id: String, described, invalid| {
            view! {
                <input id=id name=names::TIME type="datetime-local" value=time aria-describedby=described aria-invalid=invalid/>
            }
            .into_any()
        };
        let hint = words::SCHEDULE_HINT.to_owned();
        let problem = answer.problem(names::TIME);
        view! {
            <fieldset>
                <legend>{words::SCHEDULE}</legend>
                <Control name=names::TIME label=words::SCHEDULE_AT hint=hint problem=problem control=control/>
                <button class="button" name=names::STEP value=names::PUBLISH_LATER>{words::SCHEDULE_NOW}</button>
            </fieldset>
        }
    });
    view! {
        <ul class="changes">{items}</ul>
        <div class="edit-form__actions">
            <button class="button button--primary" name=names::STEP value=step>{button}</button>
        </div>
        {later}
    }
    .into_any()
}
