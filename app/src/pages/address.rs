//! `/personen/{slug}/adresse` (POST): the address, on the reader's action.

use leptos::prelude::*;

use crate::components::{Breadcrumb, PageMeta};
use crate::i18n::words;

/// A person's plain address, as the answer to a form. It has no `Serialize`: this page is never hydrated.
#[derive(Clone, Debug)]
pub struct RevealedAddress {
    /// The person's name.
    pub name: String,
    /// The person's path.
    pub path: String,
    /// `name@host`
    pub address: String,
}

/// A page that holds the link. A redirect to `mailto:` would be stopped by `form-action 'self'`.
#[component]
pub fn AddressPage() -> impl IntoView {
    let revealed = use_context::<RevealedAddress>()?;
    let title = format!("{} {}", words::EMAIL_OF, revealed.name);
    let mailto = format!("mailto:{}", revealed.address);
    Some(view! {
        <PageMeta title=title.clone()/>
        <main class="page" id="inhalt" tabindex="-1">
            <Breadcrumb steps=vec![(revealed.path, revealed.name)] here=words::EMAIL/>
            <div class="page__head">
                <h1 class="page__title">{title}</h1>
                <p class="lead"><a href=mailto.clone()>{revealed.address}</a></p>
                <p><a class="button button--primary" href=mailto>{words::WRITE_EMAIL}</a></p>
            </div>
        </main>
    })
}
