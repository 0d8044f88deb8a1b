//! `/verwaltung`: what is left to do, what readers reported, and the bin.

use leptos::prelude::*;

use super::barrier_reports::BarrierReports;
use super::content::{Loaded, load};
use super::security::SecuritySection;
use super::unfinished_pages::UnfinishedPages;
use crate::api::{get_barrier_reports, get_bin, get_security, get_unfinished_pages};
use crate::components::{PageMeta, use_form_answer};
use crate::editing::Desk;
use crate::i18n::{self, factors, words};
use crate::model::{BarrierReport, DeletedItem, FACTORS_PAGE, Role, Security, UnfinishedPage};

/// The name of the button that brings an item back; its value is the item.
pub const RESTORE: &str = "wiederherstellen";

/// For editors.
#[component]
pub fn AdministrationPage() -> impl IntoView {
    let viewer = expect_context::<Desk>().viewer;
    let is_admin = viewer.with_value(|viewer| viewer.as_ref().is_some_and(|viewer| viewer.role == Role::Admin));
    let fetch = move |()| async move {
        let security = if is_admin { Some(get_security().await?) } else { None };
        Ok((get_unfinished_pages().await?, get_barrier_reports().await?, get_bin().await?, security))
    };
    let content = load(|| (), fetch);
    let show = |(pages, reports, items, security)| {
        view! { <Administration pages=pages reports=reports items=items security=security/> }
    };
    view! { <Loaded content=content children=show/> }
}

#[component]
fn Administration(
    pages: Vec<UnfinishedPage>,
    reports: Vec<BarrierReport>,
    items: Vec<DeletedItem>,
    security: Option<Security>,
) -> impl IntoView {
    let security = security.map(|security| view! { <SecuritySection security=security/> }.into_any());
    let message = use_form_answer().message.map(|text| view! { <p class="message" role="alert">{text}</p> });
    let is_admin = expect_context::<Desk>().viewer.get_value().is_some_and(|viewer| viewer.role == Role::Admin);
    // A full page load: it is never hydrated.
    let log =
        is_admin.then(|| view! { <p><a href="/verwaltung/protokoll" rel="external">{words::LOG}</a></p> }.into_any());
    view! {
        <PageMeta title=words::ADMINISTRATION/>
        <main class="page" id="inhalt" tabindex="-1">
            <div class="page__head">
                <h1>{words::ADMINISTRATION}</h1>
                <p><a href=FACTORS_PAGE>{factors::FACTORS}</a></p>
            </div>
            {message}
            {log}
            <UnfinishedPages pages=pages/>
            <BarrierReports reports=reports/>
            <Bin items=items/>
            {security}
        </main>
    }
    .into_any()
}

#[component]
fn Bin(items: Vec<DeletedItem>) -> impl IntoView {
    let is_empty = items.is_empty();
    let items = items.into_iter().map(|item| view! { <Item item=item/> }).collect_view();
    view! {
        <section class="page__section" aria-labelledby="papierkorb">
            <h2 id="papierkorb">{words::BIN}</h2>
            <p>{if is_empty { words::BIN_IS_EMPTY } else { words::BIN_INTRODUCTION }}</p>
            {(!is_empty).then(|| view! {
                <form method="post" action="/verwaltung"><ul class="record" aria-label=words::BIN>{items}</ul></form>
            })}
        </section>
    }
    .into_any()
}

#[component]
fn Item(item: DeletedItem) -> impl IntoView {
    let title_id = format!("papierkorb-{}", item.id.0);
    view! {
        <li class="record__entry">
            <h3 class="record__title" id=title_id.clone()>{i18n::called(item.kind, &item.name)}</h3>
            <p class="change__author">{i18n::deleted(&item)}</p>
            <button class="button" name=RESTORE value=item.id.0.to_string() aria-describedby=title_id>{words::RESTORE}</button>
        </li>
    }
    .into_any()
}
