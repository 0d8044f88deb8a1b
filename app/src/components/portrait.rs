//! A person's portrait, and changing it. Uploading only keeps the picture; what the person's field says is then typed into it like
//! any text, so that it is a draft, can be taken back, and survives a lost connection.

use leptos::html::{Dialog, Input};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{FormData, Request, RequestInit, Response};

use super::{Control, FieldNotes, FormAnswer, PlainField, form_names as names};
use crate::editing::{Desk, FieldEditor};
use crate::i18n::{self, words};
use crate::model::{Contact, FieldDraft, FieldName, FieldRef, ImageId, ItemId, Slug};
use crate::portrait as picture;

/// What a file input offers; what is sent is looked into all the same.
const ACCEPTED: &str = "image/jpeg,image/png,image/webp";

/// The most bytes that are sent at all.
#[expect(clippy::cast_precision_loss, reason = "it is far smaller")]
const LARGEST: f64 = picture::LARGEST as f64;

/// Answer of `POST /personen/{slug}/portraet` to a script.
#[derive(Deserialize)]
struct Uploaded {
    /// The picture's id, if it was taken.
    #[serde(default)]
    image: Option<String>,
    /// Why it was not.
    #[serde(default)]
    problem: Option<String>,
}

/// The picture on a card: while it is edited, the one that would be published.
pub(super) fn portrait(desk: Desk, contact: &Contact, on_own_page: bool) -> AnyView {
    let html = contact.portrait_html.clone();
    if !desk.is_staffed() {
        return view! { <div class="contact-card__portrait" inner_html=html></div> }.into_any();
    }
    let contact = contact.clone();
    let text = move |field| {
        let editor = desk.find(FieldRef { item: contact.id, field });
        editor.map(|editor| editor.text.get()).unwrap_or_default()
    };
    let shown = move || {
        if !desk.editing.get() {
            return html.clone();
        }
        let (portrait, photo_credit) = (text(FieldName::Portrait), text(FieldName::PhotoCredit));
        picture::html(&Contact { portrait, photo_credit, ..contact.clone() }, on_own_page)
    };
    view! { <div class="contact-card__portrait" inner_html=shown></div> }.into_any()
}

/// While the card is edited: a button on the picture, which takes no room, and a dialog for another one, none, and whom it is by.
#[component]
pub(super) fn PortraitControl(person: ItemId, slug: Slug) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let field = FieldRef { item: person, field: FieldName::Portrait };
    move || {
        let editor = desk.find(field).filter(|_| desk.editing.get())?;
        Some(view! { <Controls editor=editor slug=slug.clone()/> }.into_any())
    }
}

#[component]
fn Controls(editor: FieldEditor, slug: Slug) -> impl IntoView {
    let (input, status) = (NodeRef::<Input>::new(), RwSignal::new(String::new()));
    let path = format!("/personen/{slug}/portraet");
    let choose = move |_| {
        let Some(input) = input.get_untracked() else { return };
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        if file.size() > LARGEST {
            return status.set(words::PORTRAIT_TOO_LARGE.to_owned());
        }
        let path = path.clone();
        status.set(words::UPLOADING_PORTRAIT.to_owned());
        spawn_local(async move {
            match upload(&path, &file).await {
                Ok(id) => {
                    editor.type_text(id);
                    status.set(String::new());
                }
                Err(problem) => status.set(problem),
            }
            // The same file can be chosen again.
            input.set_value("");
        });
    };
    let remove = move || {
        let is_there = editor.text.with(|text| !text.is_empty());
        is_there.then(|| {
            view! {
                <button class="button" type="button" on:click=move |_| editor.type_text(String::new())>
                    {words::REMOVE_PORTRAIT}
                </button>
            }
        })
    };
    let shown = move || match editor.text.get().parse() {
        Ok(id) => view! { <Picture id=id/> }.into_any(),
        Err(_) => ().into_any(),
    };
    let dialog = NodeRef::<Dialog>::new();
    let open = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            // It was closed before, so it can be opened.
            let _ = dialog.show_modal();
        }
    };
    let (portrait, credit) = (editor.field, FieldRef { field: FieldName::PhotoCredit, ..editor.field });
    let title_id = format!("portraet-titel-{}", editor.field.item.0);
    let labelled_by = title_id.clone();
    view! {
        <button
            class="button button--icon portrait-button"
            type="button"
            aria-label=words::CHANGE_PORTRAIT
            title=words::CHANGE_PORTRAIT
            on:click=open
        ></button>
        <dialog class="dialog" aria-labelledby=labelled_by node_ref=dialog>
            <form method="dialog">
                <div class="dialog__head">
                    <h2 id=title_id tabindex="-1" autofocus=true>{i18n::label(FieldName::Portrait)}</h2>
                    <p>{words::PORTRAIT_HINT}</p>
                </div>
                <div class="dialog__body">
                    <div class="portrait-dialog">
                        {shown}
                        <label class="button portrait-dialog__file">
                            {words::CHOOSE_PORTRAIT}
                            <input class="visually-hidden" type="file" accept=ACCEPTED node_ref=input on:change=choose/>
                        </label>
                        {remove}
                    </div>
                    <p role="status">{status}</p>
                    <FieldNotes field=portrait/>
                    <div class="structure__part">
                        <h3>{i18n::label(FieldName::PhotoCredit)}</h3>
                        <p><PlainField field=credit text=""/></p>
                        <FieldNotes field=credit/>
                    </div>
                </div>
                <div class="dialog__actions"><button class="button button--primary">{words::DONE}</button></div>
            </form>
        </dialog>
    }
    .into_any()
}

/// Sends a picture; answers its id, or what to tell.
async fn upload(path: &str, file: &web_sys::File) -> Result<String, String> {
    let unreachable = || words::PORTRAIT_UNREACHABLE.to_owned();
    let answer = send(path, file).await.ok_or_else(unreachable)?;
    answer.image.ok_or_else(|| answer.problem.unwrap_or_else(unreachable))
}

async fn send(path: &str, file: &web_sys::File) -> Option<Uploaded> {
    let form = FormData::new().ok()?;
    form.append_with_blob(names::PORTRAIT, file).ok()?;
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_body(&form);
    let request = Request::new_with_str_and_init(path, &options).ok()?;
    request.headers().set("accept", "application/json").ok()?;
    let response: Response = JsFuture::from(window().fetch_with_request(&request)).await.ok()?.dyn_into().ok()?;
    let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    serde_json::from_slice(text.as_bytes()).ok()
}

/// The portrait in the form without JavaScript. Its buttons send the whole form, so that nothing typed is lost.
#[component]
pub(super) fn PortraitFile(
    /// The field.
    draft: FieldDraft,
    /// Whose it is.
    slug: Slug,
    /// What the form was answered with.
    answer: FormAnswer,
) -> impl IntoView {
    let problem = answer.problem(&draft.field.to_string());
    let control = |id: String, described, invalid| {
        view! {
            <input id=id name=names::PORTRAIT type="file" accept=ACCEPTED aria-describedby=described aria-invalid=invalid/>
        }
        .into_any()
    };
    let item = draft.field.item.0.to_string();
    let there = draft.current().parse::<ImageId>().ok().map(|id| {
        view! {
            <Picture id=id/>
            <button class="button" name=names::REMOVE_PORTRAIT value=item>{words::REMOVE_PORTRAIT}</button>
        }
        .into_any()
    });
    let (name, label) = (draft.field.to_string(), i18n::label(draft.field.field));
    view! {
        <Control name=name label=label hint=words::PORTRAIT_HINT problem=problem control=control/>
        <button class="button" formaction=format!("/personen/{slug}/portraet") formenctype="multipart/form-data">
            {words::UPLOAD_PORTRAIT}
        </button>
        {there}
    }
    .into_any()
}

/// A portrait before and after a change.
#[component]
pub(crate) fn ComparedPortrait(
    /// The one before, where there was one.
    before: Option<String>,
    /// The one after.
    after: String,
) -> impl IntoView {
    let before = before.map(|before| {
        view! { <p class="change__text"><span>{words::BEFORE}": "</span><PictureOrNone text=before/></p> }.into_any()
    });
    view! {
        {before}
        <p class="change__text change__text--new"><span>{words::AFTER}": "</span><PictureOrNone text=after/></p>
    }
    .into_any()
}

/// The picture that a portrait's text names.
#[component]
pub(super) fn PictureOrNone(
    /// Its id, or empty.
    text: String,
) -> impl IntoView {
    match text.parse() {
        Ok(id) => view! { <Picture id=id/> }.into_any(),
        Err(_) => words::EMPTY.into_any(),
    }
}

/// A small one, in lists and forms.
#[component]
fn Picture(id: ImageId) -> impl IntoView {
    let address = picture::address(&id, "96.jpg");
    view! { <img class="portrait portrait--small" src=address width="96" height="96" alt=i18n::label(FieldName::Portrait)/> }
}
