//! `/barriere-melden`: a form for what keeps someone from using the site. These pages are never hydrated.

use leptos::prelude::*;

use crate::components::{Control, FormAnswer, PageMeta, TextArea};
use crate::i18n::words;
use crate::model::BARRIER_FORM;

/// Names of the form's controls; the server reads them under the same names.
pub mod names {
    /// What the barrier is.
    pub const DESCRIPTION: &str = "beschreibung";
    /// On which page; also a key of the query that fills it in.
    pub const PAGE: &str = "seite";
    /// Where an answer goes.
    pub const EMAIL: &str = "email";
    /// The key of the query that says thanks.
    pub const THANKS: &str = "danke";
}

/// The form. What it was answered with is provided by the server, since there is no router.
#[component]
pub fn ReportBarrierPage() -> impl IntoView {
    let answer = use_context::<FormAnswer>().unwrap_or_default();
    let message =
        answer.message.clone().map(|text| view! { <p class="message message--error" role="alert">{text}</p> });
    let text = answer.value(names::DESCRIPTION).unwrap_or_default();
    let description = move |id: String, described, invalid| {
        view! { <TextArea name=id text=text rows=6 described=described invalid=invalid/> }.into_any()
    };
    let page = answer.value(names::PAGE);
    let page = move |id: String, described, invalid| {
        view! {
            <input id=id name=names::PAGE type="text" autocomplete="off" autocapitalize="none" value=page
                aria-describedby=described aria-invalid=invalid/>
        }
        .into_any()
    };
    let email = answer.value(names::EMAIL);
    let email = move |id: String, described, invalid| {
        view! {
            <input id=id name=names::EMAIL type="email" autocomplete="email" value=email
                aria-describedby=described aria-invalid=invalid/>
        }
        .into_any()
    };
    // Without the browser's own check, so that each mistake is told at its control, in words that say what to do.
    view! {
        <PageMeta title=words::REPORT_BARRIER path=BARRIER_FORM/>
        <main class="page page--narrow" id="inhalt" tabindex="-1">
            <div class="page__head">
                <h1>{words::REPORT_BARRIER}</h1>
                <p>
                    {words::REPORT_BARRIER_INTRODUCTION}" "
                    <a href="/barrierefreiheit">{words::ACCESSIBILITY_STATEMENT}</a>"."
                </p>
                <form class="form" method="post" action=BARRIER_FORM novalidate=true>
                    {message}
                    <Control
                        name=names::DESCRIPTION
                        label=words::BARRIER
                        hint=words::BARRIER_HINT
                        problem=answer.problem(names::DESCRIPTION)
                        control=description
                    />
                    <Control
                        name=names::PAGE
                        label=words::BARRIER_PAGE
                        hint=words::BARRIER_PAGE_HINT
                        problem=answer.problem(names::PAGE)
                        control=page
                    />
                    <Control
                        name=names::EMAIL
                        label=words::EMAIL
                        hint=words::BARRIER_EMAIL_HINT
                        problem=answer.problem(names::EMAIL)
                        control=email
                    />
                    <p class="hint">{words::BARRIER_PRIVACY}" "<a href="/datenschutz">{words::PRIVACY}</a>"."</p>
                    <button class="button button--primary">{words::REPORT_BARRIER_BUTTON}</button>
                </form>
            </div>
        </main>
    }
}

/// After that: an address of its own, so that loading it again sends nothing.
#[component]
pub fn BarrierReportedPage() -> impl IntoView {
    view! {
        <PageMeta title=words::BARRIER_REPORTED/>
        <main class="page page--narrow" id="inhalt" tabindex="-1">
            <div class="page__head">
                <h1>{words::BARRIER_REPORTED}</h1>
                <p class="lead">{words::BARRIER_REPORTED_TEXT}</p>
                <p>
                    {words::BARRIER_ANSWER}" "
                    <a href="/barrierefreiheit">{words::ACCESSIBILITY_STATEMENT}</a>"."
                </p>
                <p><a class="button" href="/">{words::TO_HOME}</a></p>
            </div>
        </main>
    }
}
