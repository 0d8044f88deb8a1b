//! The contact card. The plain address comes only on the reader's action, and is never in the page.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlDocument, HtmlElement, HtmlInputElement, Request, RequestInit, Response, SubmitEvent};

use super::portrait::{PortraitControl, portrait};
use super::{FieldNotes, PlainField, UnpublishedMark};
use crate::i18n::words;
use crate::model::{Contact, FieldName, FieldRef, ItemKind};

/// Answer of `POST /personen/{slug}/adresse` to a script.
#[derive(Deserialize)]
struct Address {
    address: String,
}

/// A person to write to.
#[component]
pub fn ContactCard(
    /// The person.
    contact: Contact,
    /// On the person's own page the name is the page's heading; elsewhere it leads there.
    #[prop(optional)]
    on_own_page: bool,
) -> impl IntoView {
    let desk = expect_context::<crate::editing::Desk>();
    let picture = portrait(desk, &contact, on_own_page);
    let Contact { id, slug, name, pronouns, role, masked_email, .. } = contact;
    let field = move |field| FieldRef { item: id, field };
    let heading_id = slug.to_string();
    let own_page = format!("/personen/{slug}");
    let has_email = !masked_email.is_empty();
    let control = if desk.is_staffed() {
        view! { <PortraitControl person=id slug=slug.clone()/> }.into_any()
    } else {
        ().into_any()
    };
    let heading = if on_own_page {
        view! { <h1 class="contact-card__name" id=heading_id.clone()><PlainField field=field(FieldName::Name) text=name.clone()/></h1> }
            .into_any()
    } else {
        view! { <h2 class="contact-card__name" id=heading_id.clone()><NameLink field=field(FieldName::Name) href=own_page name=name.clone()/></h2> }
            .into_any()
    };
    view! {
        <section class="contact-card" class:contact-card--page=on_own_page aria-labelledby=heading_id>
            {picture}
            {heading}
            <FieldNotes field=field(FieldName::Name)/>
            <Line class="contact-card__pronouns" field=field(FieldName::Pronouns) text=pronouns/>
            <Line class="contact-card__role" field=field(FieldName::Role) text=role/>
            <Line class="contact-card__mail" field=field(FieldName::Email) text=masked_email before=words::EMAIL_PREFIX/>
            {has_email.then(|| view! { <Actions slug=slug.to_string()/> }.into_any())}
            {control}
            <UnpublishedMark fields={FieldRef::all_of(ItemKind::Person, id)}/>
        </section>
    }
    .into_any()
}

/// The name leads to the person's page, but not while it is edited.
#[component]
fn NameLink(field: FieldRef, href: String, name: String) -> impl IntoView {
    let desk = expect_context::<crate::editing::Desk>();
    move || {
        if desk.editing.get() {
            view! { <PlainField field=field text=name.clone()/> }.into_any()
        } else {
            view! { <a href=href.clone()>{name.clone()}</a> }.into_any()
        }
    }
}

/// A line of the card; an empty one is only there while it can be filled.
#[component]
fn Line(
    class: &'static str,
    field: FieldRef,
    text: String,
    #[prop(optional)] before: Option<&'static str>,
) -> impl IntoView {
    let desk = expect_context::<crate::editing::Desk>();
    move || {
        (!text.is_empty() || desk.editing.get()).then(|| {
            let before = before.map(|before| view! { <span class="visually-hidden">{before}</span> }.into_any());
            view! {
                <p class=class>{before}<PlainField field=field text=text.clone()/></p>
                <FieldNotes field=field/>
            }
            .into_any()
        })
    }
}

#[component]
fn Actions(slug: String) -> impl IntoView {
    let status = RwSignal::new(String::new());
    let address_path = format!("/personen/{slug}/adresse");
    let vcard_path = format!("/personen/{slug}.vcf");
    let action = address_path.clone();
    let on_submit = move |event: SubmitEvent| {
        let Some(button) = event.submitter().and_then(|element| element.dyn_into::<HtmlElement>().ok()) else { return };
        if button.has_attribute("formaction") {
            return;
        }
        event.prevent_default();
        let copies = button.has_attribute("name");
        let path = address_path.clone();
        spawn_local(async move {
            let words = match fetch_address(&path).await {
                None => words::ADDRESS_UNREACHABLE.to_owned(),
                Some(address) if copies => copy(&address).await,
                Some(address) => {
                    // A browser without a mail program does nothing here: then the address is at least on the page.
                    let _ = window().location().set_href(&format!("mailto:{address}"));
                    address
                }
            };
            status.set(words);
        });
    };
    view! {
        <form class="contact-card__actions" method="post" action=action on:submit=on_submit>
            <button class="button button--primary">{words::WRITE_EMAIL}</button>
            <button class="button" name="kopieren" value="1">
                <span class="visually-hidden">{words::COPY_EMAIL_HIDDEN}</span>
                {words::COPY_EMAIL_SHOWN}
            </button>
            <button class="button" formaction=vcard_path>
                {words::SAVE_VCARD_SHOWN}
                <span class="visually-hidden">{words::SAVE_VCARD_HIDDEN}</span>
            </button>
        </form>
        <p class="contact-card__status" role="status">{move || Some(status.get()).filter(|words| !words.is_empty())}</p>
    }
    .into_any()
}

/// Copies as one's own keys would: out of a box that is there for a moment only.
fn copy_as_typed(text: &str) -> Option<bool> {
    let document = document().unchecked_into::<HtmlDocument>();
    let before = document.active_element()?;
    let input = document.create_element("input").ok()?.unchecked_into::<HtmlInputElement>();
    input.set_value(text);
    input.set_read_only(true); // else a phone shows its keyboard
    document.body()?.append_child(&input).ok()?;
    input.select();
    let copied = document.exec_command("copy").unwrap_or(false);
    input.remove();
    let _ = before.unchecked_into::<HtmlElement>().focus();
    Some(copied)
}

/// Asks for the address; none where it did not come.
async fn fetch_address(path: &str) -> Option<String> {
    let options = RequestInit::new();
    options.set_method("POST");
    let request = Request::new_with_str_and_init(path, &options).ok()?;
    request.headers().set("accept", "application/json").ok()?;
    let response: Response = JsFuture::from(window().fetch_with_request(&request)).await.ok()?.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    Some(serde_json::from_slice::<Address>(text.as_bytes()).ok()?.address)
}

/// Copies the address, and says so; where the browser refuses, shows it.
async fn copy(address: &str) -> String {
    // Without TLS there is no clipboard; nor is it always allowed.
    let copied = window().is_secure_context()
        && JsFuture::from(window().navigator().clipboard().write_text(address)).await.is_ok()
        || copy_as_typed(address).unwrap_or(false);
    if copied { words::COPIED.to_owned() } else { format!("{} {address}", words::COPY_BY_HAND) }
}
