//! On `/verwaltung`: the barriers that readers reported.

use leptos::prelude::*;

use crate::i18n::{self, words};
use crate::model::{BarrierReport, is_own_path};

/// The name of the button that says a report is done; its value is the report.
pub const FINISH_REPORT: &str = "erledigt";
/// The name of the button that says it is not.
pub const REOPEN_REPORT: &str = "wieder-oeffnen";

/// What is open first, each with its button.
#[component]
pub(super) fn BarrierReports(reports: Vec<BarrierReport>) -> impl IntoView {
    let is_empty = reports.is_empty();
    let has_more = reports.len() >= BarrierReport::MOST_SHOWN;
    let reports = reports.into_iter().map(|report| view! { <Report report=report/> }).collect_view();
    view! {
        <section class="page__section" aria-labelledby="barrieren">
            <h2 id="barrieren">{words::BARRIER_REPORTS}</h2>
            <p>{if is_empty { words::NO_BARRIER_REPORTS } else { words::BARRIER_REPORTS_INTRODUCTION }}</p>
            {has_more.then(|| view! { <p>{i18n::more_barrier_reports()}</p> })}
            {(!is_empty).then(|| view! {
                <form method="post" action="/verwaltung">
                    <ul class="record" aria-label=words::BARRIER_REPORTS>{reports}</ul>
                </form>
            })}
        </section>
    }
    .into_any()
}

#[component]
fn Report(report: BarrierReport) -> impl IntoView {
    let title_id = format!("barriere-{}", report.id);
    let title = i18n::barrier_reported(&report.reported_at);
    let page = report.page.map(|page| view! { <p class="change__author">{words::BARRIER_ON}": "{page_link(page)}</p> });
    let answer = report.masked_email.map_or_else(|| words::NO_ANSWER_WANTED.to_owned(), |to| i18n::answer_to(&to));
    let (button, words) = match report.done {
        Some(_) => (REOPEN_REPORT, words::REOPEN_REPORT),
        None => (FINISH_REPORT, words::FINISH_REPORT),
    };
    let done = report.done.map(|done| view! { <p class="change__author">{i18n::report_done(&done)}</p> });
    view! {
        <li class="record__entry">
            <h3 class="record__title" id=title_id.clone()>{title}</h3>
            {page}
            <p class="change__author">{answer}</p>
            {done}
            <p class="record__words">{report.description}</p>
            <button class="button" name=button value=report.id.to_string() aria-describedby=title_id>{words}</button>
        </li>
    }
    .into_any()
}

/// Only what cannot lead elsewhere is a link; a full page load, since it may be any address of this site.
fn page_link(page: String) -> AnyView {
    if !is_own_path(&page) {
        return page.into_any();
    }
    let href = page.clone();
    view! { <a href=href rel="external">{page}</a> }.into_any()
}
