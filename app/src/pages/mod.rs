//! The pages, one file per address.

mod account;
mod account_link;
mod accounts;
mod address;
mod administration;
mod barrier_reports;
mod content;
mod credentials;
mod drafts;
mod factors;
mod history;
mod home;
#[cfg(feature = "ssr")]
mod log;
mod log_in;
mod new;
mod not_found;
mod own;
mod passkey_button;
mod person;
mod post;
mod preview;
mod preview_links;
mod report_barrier;
mod search;
#[cfg(feature = "ssr")]
mod search_hits;
mod second_step;
mod security;
mod send_again;
mod set_up;
mod topic;
mod totp;
mod unfinished_pages;

pub use account::{AccountPage, names as account_names};
pub use account_link::{InvitationPage, LinkEndedPage, LinkOf, NewPasswordPage, PasswordForgottenPage, SendsMail};
pub use accounts::names as accounts_names;
pub use address::{AddressPage, RevealedAddress};
pub use administration::{AdministrationPage, RESTORE};
pub use barrier_reports::{FINISH_REPORT, REOPEN_REPORT};
pub use drafts::{CANCEL_SCHEDULE, DraftsPage};
pub use factors::{FactorsPage, names as factor_names};
pub use history::{HistoryPage, names as history_names};
pub use home::HomePage;
#[cfg(feature = "ssr")]
pub use log::{LogPage, names as log_names};
pub use log_in::LogInPage;
pub use new::{NewPage, names as new_names};
pub use not_found::NotFoundPage;
pub use own::OwnPage;
pub use person::PersonPage;
pub use post::PostPage;
pub use preview::PreviewPage;
pub use preview_links::{PreviewLinksPage, names as preview_link_names};
pub use report_barrier::{BarrierReportedPage, ReportBarrierPage, names as report_barrier_names};
pub use search::SearchPage;
#[cfg(feature = "ssr")]
pub use search_hits::SearchHits;
pub use second_step::SecondStepPage;
pub use security::names as security_names;
pub use send_again::{SendAgainPage, UnsentForm};
pub use set_up::SetUpPage;
pub use topic::TopicPage;
pub use totp::{RecoveryCodes, RecoveryCodesPage, TotpPage, TotpSetUp};

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::HAS_EDITING;
use crate::editing::Desk;
use crate::i18n::{self, words};
use crate::model::{Drafts, ItemId, Preview, Slug};

/// The slug in the address, if it is one.
fn slug_in_address() -> Memo<Option<Slug>> {
    let params = use_params_map();
    Memo::new(move |_| params.read().get_str("slug").and_then(|slug| slug.parse().ok()))
}

/// Whether an editor asked for the form that works without JavaScript.
fn wants_form() -> Memo<bool> {
    let query = use_query_map();
    let desk = expect_context::<Desk>();
    Memo::new(move |_| desk.is_staffed() && query.read().get_str("bearbeiten").is_some())
}

/// Says so where not everyone sees the page like this: only editors, who have its drafts, or whoever has a preview link.
fn not_public(item: ItemId, drafts: Option<&Drafts>) -> Option<AnyView> {
    if !HAS_EDITING {
        return None;
    }
    let is_hidden = drafts.is_some_and(|drafts| !drafts.is_published(item));
    let preview = use_context::<Preview>().map(|preview| i18n::preview(&preview));
    let words = preview.or_else(|| is_hidden.then(|| words::NOT_PUBLIC.to_owned()));
    words.map(|words| view! { <p class="message">{words}</p> }.into_any())
}
