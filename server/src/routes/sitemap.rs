//! `/sitemap.xml`: all addresses that readers can open; where they are too many for one, an index of `/sitemap-1.xml` and so on.

use std::fmt::Write;

use app::api::{ApiError, PageRef};
use app::model::Language;
use app::store::PublicAddress;
use axum::extract::{Request, State};
use axum::response::Response;

use super::files;
use crate::state::AppState;
use crate::{conditional, error_page};

const XML: &str = "application/xml; charset=utf-8";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// `/sitemap.xml`
pub(crate) async fn get(State(state): State<AppState>, request: Request) -> Response {
    let text = match state.store.sitemap_parts(Language::German).await.map_err(ApiError::from) {
        Ok(parts) if parts.len() > 1 => Ok(index(&state.public_url, &parts)),
        Ok(parts) => part(&state, parts.first().copied().unwrap_or(1)).await,
        Err(error) => Err(error),
    };
    answer(&state, request, text).await
}

/// `/sitemap-1.xml`, or whatever else stands at the top: axum's router takes no ending after a parameter.
pub(crate) async fn part_or_page(State(state): State<AppState>, request: Request) -> Response {
    let name = request.uri().path().strip_prefix("/sitemap-").and_then(|name| name.strip_suffix(".xml"));
    let Some(number) = name.and_then(|number| number.parse::<u32>().ok()) else {
        return files::or_page(State(state), request).await;
    };
    let text = part(&state, number.into()).await;
    answer(&state, request, text).await
}

async fn answer(state: &AppState, request: Request, text: Result<String, ApiError>) -> Response {
    match text {
        Ok(text) => conditional::answer(request.headers(), XML, text, None),
        Err(error) => error_page::answer(state, request, error).await,
    }
}

/// No text in it needs escaping: an address has no such character.
fn index(site: &str, parts: &[i64]) -> String {
    let mut text = format!("{HEAD}<sitemapindex xmlns=\"{NAMESPACE}\">\n");
    for part in parts {
        // Writing to a text does not fail.
        let _ = writeln!(text, "<sitemap><loc>{site}/sitemap-{part}.xml</loc></sitemap>");
    }
    text + "</sitemapindex>\n"
}

async fn part(state: &AppState, number: i64) -> Result<String, ApiError> {
    let addresses = state.store.sitemap_part(number, Language::German).await?;
    if addresses.is_empty() {
        return Err(ApiError::NotFound);
    }
    let mut text = format!("{HEAD}<urlset xmlns=\"{NAMESPACE}\">\n");
    for PublicAddress { kind, slug, changed_at } in addresses {
        let page = slug.map_or(PageRef::Home, |slug| PageRef::new(kind, slug));
        let changed = changed_at.map(|at| format!("<lastmod>{at}</lastmod>")).unwrap_or_default();
        let _ = writeln!(text, "<url><loc>{}{}</loc>{changed}</url>", state.public_url, page.path());
    }
    Ok(text + "</urlset>\n")
}
