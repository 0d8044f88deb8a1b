//! `/robots.txt`: what crawlers may read, and where they find it.

use axum::extract::State;

use crate::state::AppState;

/// Everything but what is for programs and for staff, and what only shows in other words what stands elsewhere.
const RULES: &str = "\
User-agent: *
Allow: /
Disallow: /api/
Disallow: /verwaltung
Disallow: /entwuerfe
Disallow: /verlauf
Disallow: /vorschau
Disallow: /anmelden
Disallow: /suche?
";

pub(crate) async fn get(State(state): State<AppState>) -> String {
    format!("{RULES}\nSitemap: {}/sitemap.xml\n", state.public_url)
}
