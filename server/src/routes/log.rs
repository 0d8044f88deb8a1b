//! `/verwaltung/protokoll`: the log of changes, and the same as a file.

use app::api::ApiError;
use app::i18n;
use app::model::{LogEntry, LogFilter};
use app::pages::{LogPage, log_names as names};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, Uri, header};
use leptos::prelude::provide_context;

use crate::form::FormValues;
use crate::state::AppState;
use crate::{csv, error_page, render};

/// So many entries are in a file, some 15 MB. Who has more of them narrows them to days.
const MOST: usize = 100_000;

pub(crate) async fn get(State(state): State<AppState>, request: Request) -> Response {
    let part = match filter_of(request.uri()) {
        Ok(filter) => state.store.log_part(filter).await.map_err(ApiError::from),
        Err(error) => Err(error),
    };
    match part {
        Ok(part) => render::staff_page(&state, request, move || provide_context(part.clone()), LogPage).await,
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

/// `/verwaltung/protokoll.csv`
pub(crate) async fn export(State(state): State<AppState>, request: Request) -> Response {
    let entries = match filter_of(request.uri()) {
        Ok(filter) => state.store.log_entries(&filter, MOST).await.map_err(ApiError::from),
        Err(error) => Err(error),
    };
    match entries {
        Ok(entries) => {
            let rows = std::iter::once(i18n::LOG_COLUMNS.map(str::to_owned)).chain(entries.iter().map(row));
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
                (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"protokoll.csv\"")),
            ];
            (headers, csv::file(rows)).into_response()
        }
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

fn row(entry: &LogEntry) -> [String; 9] {
    let (before, named, after) = i18n::log_sentence(entry);
    [
        entry.timestamp.clone(),
        entry.account.clone().unwrap_or_default(),
        i18n::log_action(entry.action).to_owned(),
        entry.subject.clone(),
        entry.detail.clone(),
        entry.texts.map(|texts| texts.to_string()).unwrap_or_default(),
        entry.address.clone().unwrap_or_default(),
        format!("{before}{named}{after}"),
        entry.account_email.clone().unwrap_or_default(),
    ]
}

/// What the query asks for; an empty value asks for everything.
fn filter_of(uri: &Uri) -> Result<LogFilter, ApiError> {
    let query = FormValues::of_query(uri);
    Ok(LogFilter {
        account: value(&query, names::ACCOUNT)?,
        action: value(&query, names::ACTION)?,
        from: value(&query, names::FROM)?,
        to: value(&query, names::TO)?,
        before: value(&query, names::BEFORE)?,
    })
}

fn value<T: std::str::FromStr>(query: &FormValues, name: &str) -> Result<Option<T>, ApiError> {
    let text = query.get(name).trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| ApiError::InvalidQuery(name.to_owned()))
}
