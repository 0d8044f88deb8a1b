//! The pages, one file per address.

mod address;
mod administration;
mod content;
mod credentials;
mod drafts;
mod history;
mod home;
mod legal;
mod log_in;
mod new;
mod not_found;
mod person;
mod post;
mod send_again;
mod set_up;
mod topic;

pub use address::{AddressPage, RevealedAddress};
pub use administration::{AdministrationPage, RESTORE};
pub use drafts::DraftsPage;
pub use history::{HistoryPage, names as history_names};
pub use home::HomePage;
pub use legal::LegalPage;
pub use log_in::LogInPage;
pub use new::{NewPage, names as new_names};
pub use not_found::NotFoundPage;
pub use person::PersonPage;
pub use post::PostPage;
pub use send_again::{SendAgainPage, UnsentForm};
pub use set_up::SetUpPage;
pub use topic::{TopicFromMemory, TopicPage};

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::editing::Desk;
use crate::i18n::words;
use crate::model::{Drafts, ItemId, Slug};

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

/// Says so where only editors see the page; readers have no drafts.
fn not_public(item: ItemId, drafts: Option<&Drafts>) -> impl IntoView + use<> {
    let is_hidden = drafts.is_some_and(|drafts| !drafts.is_published(item));
    is_hidden.then(|| view! { <p class="message">{words::NOT_PUBLIC}</p> }.into_any())
}
