//! `/barriere-melden`: readers report what keeps them from using the site.

use app::api::ApiError;
use app::components::FormAnswer;
use app::i18n::{self, words};
use app::model::{BARRIER_FORM, BarrierReport, EmailAddress, is_own_path};
use app::pages::{BarrierReportedPage, ReportBarrierPage, report_barrier_names as names};
use app::store::NewBarrierReport;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{StatusCode, header};
use leptos::prelude::provide_context;

use crate::cache_policy::CachePolicy;
use crate::form::{self, FormValues};
use crate::state::AppState;
use crate::{client_address, error_page, render};

/// Reports one reader can send within [`MINUTES`].
const PER_PEER: i64 = 10;
const MINUTES: i32 = 15;

pub(crate) async fn get(State(state): State<AppState>, request: Request) -> Response {
    let query = FormValues::of_query(request.uri());
    if query.all(names::THANKS).next().is_some() {
        return render::static_page(&state, request, || {}, BarrierReportedPage).await;
    }
    let page = query.get(names::PAGE);
    let is_usable = is_own_path(page) && page.len() <= BarrierReport::LONGEST_PAGE;
    let values = is_usable.then(|| (names::PAGE.to_owned(), page.to_owned())).into_iter().collect();
    page_with(&state, request, FormAnswer { values, ..FormAnswer::default() }).await
}

pub(crate) async fn post(State(state): State<AppState>, request: Request) -> Response {
    let (request, values) = form::read(&state, request).await;
    let values = match values {
        Ok(values) => values,
        Err(error) => return error_page::answer(&state, request, error).await,
    };
    let peer = client_address::counted(&request).to_string();
    let (problems, message, status) = match state.store.unless_silent(report(&state, &peer, &values)).await {
        Ok(()) => return Redirect::to(&format!("{BARRIER_FORM}?{}", names::THANKS)).into_response(),
        Err(Refusal::Form(problems)) => {
            (problems, words::FORM_HAS_PROBLEMS.to_owned(), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Refusal::Error(error)) => {
            (Vec::new(), format!("{} {}", i18n::error(&error), words::TYPED_IS_KEPT), error_page::status_of(&error))
        }
    };
    let kept =
        [names::DESCRIPTION, names::PAGE, names::EMAIL].map(|name| (name.to_owned(), values.get(name).to_owned()));
    let answer = FormAnswer { values: kept.into(), problems, message: Some(message), ..FormAnswer::default() };
    let mut response = page_with(&state, request, answer).await;
    error_page::set_status(&mut response, status);
    response.headers_mut().insert(header::CACHE_CONTROL, CachePolicy::KeptNowhere.value());
    response
}

async fn page_with(state: &AppState, request: Request, answer: FormAnswer) -> Response {
    render::static_page(state, request, move || provide_context(answer.clone()), ReportBarrierPage).await
}

enum Refusal {
    /// Names of controls, and what to do there.
    Form(Vec<(String, String)>),
    Error(ApiError),
}

impl<E: Into<ApiError>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

/// Keeps a report, counted against what one reader can send. One that cannot be kept as it is does not count.
async fn report(state: &AppState, peer: &str, values: &FormValues) -> Result<(), Refusal> {
    let report = checked(values, &state.public_url).map_err(Refusal::Form)?;
    if !state.store.count_attempt(&format!("barrier:peer:{peer}"), PER_PEER, MINUTES).await? {
        return Err(ApiError::TooManyAttempts.into());
    }
    state.store.add_barrier_report(&report).await?;
    Ok(())
}

fn checked(values: &FormValues, public_url: &str) -> Result<NewBarrierReport, Vec<(String, String)>> {
    let description = values.get(names::DESCRIPTION).trim().replace("\r\n", "\n").replace('\r', "\n");
    let page = own_path(values.get(names::PAGE).trim(), public_url);
    let email = values.get(names::EMAIL).trim();
    let address = (!email.is_empty()).then(|| email.parse::<EmailAddress>()).transpose();
    let missing = description.is_empty().then(|| words::BARRIER_MISSING.to_owned());
    let problems = [
        (
            names::DESCRIPTION,
            missing.or_else(|| text_problem(&description, BarrierReport::LONGEST_DESCRIPTION, &['\n', '\t'])),
        ),
        (names::PAGE, text_problem(page, BarrierReport::LONGEST_PAGE, &[])),
        (names::EMAIL, address.is_err().then(|| words::EMAIL_PROBLEM.to_owned())),
    ];
    let problems: Vec<_> =
        problems.into_iter().filter_map(|(name, problem)| Some((name.to_owned(), problem?))).collect();
    match address {
        Ok(email) if problems.is_empty() => {
            let page = (!page.is_empty()).then(|| page.to_owned());
            Ok(NewBarrierReport { description, page, email })
        }
        _ => Err(problems),
    }
}

/// The path in a whole address of this site, as people copy it; anything else as it is.
fn own_path<'a>(page: &'a str, public_url: &str) -> &'a str {
    page.strip_prefix(public_url).filter(|path| path.starts_with('/')).unwrap_or(page)
}

fn text_problem(text: &str, longest: usize, allowed: &[char]) -> Option<String> {
    if text.chars().nth(longest).is_some() {
        return Some(i18n::text_too_long(longest));
    }
    let is_refused = |c: char| c.is_control() && !allowed.contains(&c);
    text.contains(is_refused).then(|| words::CONTROL_CHARACTER.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_of_this_site_is_shortened_to_its_path() {
        let path = |page| own_path(page, "https://themen.example");
        assert_eq!(path("https://themen.example/themen/migration"), "/themen/migration");
        for page in
            ["/themen/migration", "https://themen.example", "https://themen.example.boese.example/x", "Startseite"]
        {
            assert_eq!(path(page), page);
        }
    }
}
