//! `/verwaltung`: what is left to do, what readers reported, the accounts, and the bin.

use leptos::prelude::*;

use super::accounts::AccountsSection;
use super::barrier_reports::BarrierReports;
use super::content::{Loaded, load};
use super::security::SecuritySection;
use super::unfinished_pages::UnfinishedPages;
use crate::api::{get_accounts, get_barrier_reports, get_bin, get_security, get_unfinished_pages};
use crate::components::{PageMeta, use_form_answer};
use crate::editing::Desk;
use crate::i18n::{self, words};
use crate::model::{Accounts, BarrierReport, DeletedItem, Role, Security, UnfinishedPage};

/// The name of the button that brings an item back; its value is the item.
pub const RESTORE: &str = "wiederherstellen";

/// For editors. Administrators also see the accounts; it also stands where their forms go, `/verwaltung/konten`.
#[component]
pub fn AdministrationPage() -> impl IntoView {
    let viewer = expect_context::<Desk>().viewer;
    let is_admin = viewer.with_value(|viewer| viewer.as_ref().is_some_and(|viewer| viewer.role == Role::Admin));
    let fetch = move |()| async move {
        let for_admins = if is_admin { Some((get_accounts().await?, get_security().await?)) } else { None };
        Ok((get_unfinished_pages().await?, get_barrier_reports().await?, for_admins, get_bin().await?))
    };
    let content = load(|| (), fetch);
    let show = |(pages, reports, for_admins, items)| {
        view! { <Administration pages=pages reports=reports for_admins=for_admins items=items/> }
    };
    view! { <Loaded content=content children=show/> }
}

#[component]
fn Administration(
    pages: Vec<UnfinishedPage>,
    reports: Vec<BarrierReport>,
    for_admins: Option<(Accounts, Security)>,
    items: Vec<DeletedItem>,
) -> impl IntoView {
    let message = use_form_answer().message.map(|text| view! { <p class="message" role="alert">{text}</p> });
    let for_admins = for_admins.map(|(accounts, security)| {
        view! {
            <AccountsSection accounts=accounts/>
            <SecuritySection security=security/>
            // A full page load: it is never hydrated.
            <p><a href="/verwaltung/protokoll" rel="external">{words::LOG}</a></p>
        }
        .into_any()
    });
    view! {
        <PageMeta title=words::ADMINISTRATION/>
        <main class="page" id="inhalt" tabindex="-1">
            <div class="page__head">
                <h1>{words::ADMINISTRATION}</h1>
                <p><a href="/konto">{words::OWN_ACCOUNT}</a></p>
            </div>
            {message}
            <UnfinishedPages pages=pages/>
            <BarrierReports reports=reports/>
            {for_admins}
            <Bin items=items/>
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
