//! All addresses, with their rights and their handlers.

use app::api::ApiError;
use app::i18n::words;
use axum::extract::{Request, State};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode, header};
use leptos::server_fn::axum::server_fn_paths;
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::endpoints::{Access, Endpoint, Table, server_function_access};
use crate::routes::{
    account, account_link, accounts, address, administration, api, drafts, edit_form, feed, files, health, history,
    images, log, log_in, log_out, new, pages, passkeys, password_forgotten, person, picture, portrait, preview,
    preview_links, report_barrier, robots, second_factor, second_step, security, security_txt, set_up, sitemap,
};
use crate::site::Site;
use crate::state::AppState;
use crate::{
    client_address, compression, error_page, headers, in_span, limits, metrics, page_cache, panics, rate_limit,
    request_id, session,
};

/// The server, ready to answer.
///
/// # Panics
/// The program must not start: a server function has no row in the table of rights, or the public address is no origin.
pub fn build(state: AppState) -> Site {
    in_span::spawn_tasks();
    #[expect(clippy::expect_used, reason = "reading the settings made sure")]
    let csrf = CsrfLayer::new().add_trusted_origin(state.public_url.as_ref()).expect("the public address is an origin");
    let page_cache = state.page_cache.clone();
    // From the outside to the inside. In one stack: a router that is given one layer after the other copies all inner ones in each.
    let layers = ServiceBuilder::new()
        .layer(from_fn_with_state(state.clone(), request_id::carry))
        .layer(from_fn_with_state(state.clone(), metrics::observe))
        .layer(from_fn_with_state(state.clone(), headers::add))
        .layer(from_fn(compression::at_once))
        .layer(CompressionLayer::new().br(true).gzip(true).quality(CompressionLevel::Precise(5)))
        .layer(from_fn_with_state(state.clone(), client_address::find))
        .layer(from_fn_with_state(state.clone(), panics::answer))
        .layer(CatchPanicLayer::custom(panics::caught))
        .layer(from_fn_with_state(state.clone(), limits::refuse))
        .layer(from_fn_with_state(state.clone(), limits::in_time))
        .layer(csrf.with_rejection_response(from_elsewhere))
        .layer(from_fn_with_state(state.clone(), session::identify))
        .layer(from_fn_with_state(state.clone(), rate_limit::check))
        .layer(from_fn_with_state(state.clone(), page_cache::drop_what_was_changed));
    let router = table(state.clone())
        .into_router()
        .fallback(files::or_page)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(layers)
        .with_state(state);
    Site::new(router, page_cache)
}

/// The table of rights, as `themenseite routes` prints it.
pub fn endpoints() -> Vec<Endpoint> {
    table(AppState::for_listing()).endpoints
}

fn table(state: AppState) -> Table {
    use Access::{Account, Admin, Editor, EditorByForm, Public};
    let (get, post) = (Method::GET, Method::POST);
    let table = Table::new(state)
        .row(get.clone(), "/", Public, pages::page)
        .row(post.clone(), "/", EditorByForm, edit_form::post)
        .row(get.clone(), "/themen/{slug}", Public, pages::page)
        .row(post.clone(), "/themen/{slug}", EditorByForm, edit_form::post)
        .row(get.clone(), "/meldungen/{slug}", Public, pages::page)
        .row(post.clone(), "/meldungen/{slug}", EditorByForm, edit_form::post)
        .row(get.clone(), "/personen/{slug}", Public, person::get)
        .row(post.clone(), "/personen/{slug}", EditorByForm, person::post)
        .listed(get.clone(), "/personen/{slug}.vcf", Public)
        .listed(post.clone(), "/personen/{slug}.vcf", Public)
        .row(post.clone(), "/personen/{slug}/adresse", Public, address::post)
        .row(get.clone(), "/suche", Public, pages::page)
        .row(post.clone(), "/suche", EditorByForm, edit_form::post)
        .row(get.clone(), "/feed.atom", Public, feed::get)
        .row(get.clone(), "/feed.json", Public, feed::get)
        .row(get.clone(), "/themen/{slug}/feed.atom", Public, feed::get)
        .row(get.clone(), "/themen/{slug}/feed.json", Public, feed::get)
        .row(get.clone(), "/sitemap.xml", Public, sitemap::get)
        .row(get.clone(), "/robots.txt", Public, robots::get)
        .row(get.clone(), "/.well-known/security.txt", Public, security_txt::get)
        .row(get.clone(), "/{slug}", Public, sitemap::part_or_page)
        .listed(get.clone(), "/sitemap-{part}.xml", Public)
        .row(post.clone(), "/personen/{slug}/portraet", EditorByForm, portrait::post)
        .row(get.clone(), "/bilder/{id}/{file}", Public, images::get)
        .row(post.clone(), "/{slug}", EditorByForm, edit_form::post)
        .listed(get.clone(), "/impressum", Public)
        .listed(post.clone(), "/impressum", EditorByForm)
        .listed(get.clone(), "/datenschutz", Public)
        .listed(post.clone(), "/datenschutz", EditorByForm)
        .listed(get.clone(), "/barrierefreiheit", Public)
        .listed(post.clone(), "/barrierefreiheit", EditorByForm)
        .row(get.clone(), "/neu", Editor, pages::page)
        .row(post.clone(), "/neu", Editor, new::post)
        .row(get.clone(), "/verwaltung", Editor, pages::page)
        .row(post.clone(), "/verwaltung", Editor, administration::post)
        .row(post.clone(), "/verwaltung/sicherheit", Admin, security::post)
        .row(get.clone(), "/verwaltung/protokoll", Admin, log::get)
        .row(get.clone(), "/verwaltung/protokoll.csv", Admin, log::export)
        .row(get.clone(), "/verwaltung/konten", Admin, pages::page)
        .row(post.clone(), "/verwaltung/konten", Admin, accounts::post)
        .row(get.clone(), "/konto", Editor, pages::page)
        .row(post.clone(), "/konto", Editor, account::post)
        .row(get.clone(), "/entwuerfe", Editor, pages::page)
        .row(post.clone(), "/entwuerfe", Editor, drafts::post)
        .row(get.clone(), "/verlauf", Editor, pages::page)
        .row(post.clone(), "/verlauf", Editor, history::post)
        .row(get.clone(), "/verlauf/{*path}", Editor, pages::page)
        .row(post.clone(), "/verlauf/{*path}", Editor, history::post)
        .row(get.clone(), "/vorschau-links/{*path}", Editor, pages::page)
        .row(post.clone(), "/vorschau-links/{*path}", Editor, preview_links::post)
        .row(get.clone(), "/vorschau/{token}", Public, preview::get)
        .row(get.clone(), "/barriere-melden", Public, report_barrier::get)
        .row(post.clone(), "/barriere-melden", Public, report_barrier::post)
        .row(get.clone(), "/anmelden", Public, pages::page)
        .row(post.clone(), "/anmelden", Public, log_in::post)
        .row(get.clone(), "/anmelden/zweiter-faktor", Public, second_step::get)
        .row(post.clone(), "/anmelden/zweiter-faktor", Public, second_step::post)
        .row(post.clone(), "/anmelden/passkey/beginn", Public, passkeys::begin_log_in)
        .row(post.clone(), "/anmelden/passkey", Public, passkeys::log_in)
        .row(post.clone(), "/abmelden", Public, log_out::post)
        .row(get.clone(), "/konto/anmeldung", Account, pages::page)
        .row(post.clone(), "/konto/anmeldung", Account, second_factor::post)
        .row(post.clone(), "/konto/passkeys/beginn", Account, passkeys::begin_adding)
        .row(post.clone(), "/konto/passkeys", Account, passkeys::add)
        .row(get.clone(), "/einrichten/{token}", Public, set_up::get)
        .row(post.clone(), "/einrichten/{token}", Public, set_up::post)
        .row(get.clone(), "/einladung/{token}", Public, account_link::invitation)
        .row(post.clone(), "/einladung/{token}", Public, account_link::accept_invitation)
        .row(get.clone(), "/passwort/{token}", Public, account_link::password)
        .row(post.clone(), "/passwort/{token}", Public, account_link::set_password)
        .row(get.clone(), "/passwort-vergessen", Public, password_forgotten::get)
        .row(post.clone(), "/passwort-vergessen", Public, password_forgotten::post)
        .row(get.clone(), "/healthz", Public, health::alive)
        .row(get.clone(), "/readyz", Public, health::ready)
        .row(get.clone(), "/favicon.ico", Public, files::at_the_top)
        .row(get.clone(), "/icon.svg", Public, files::at_the_top)
        .row(get.clone(), "/bild/{*path}", Public, picture::get)
        .row(get, "/pkg/{*path}", Public, files::built);
    with_server_functions(table)
}

#[expect(clippy::panic, reason = "a server function without rights must not start")]
fn with_server_functions(table: Table) -> Table {
    let mut functions: Vec<_> = server_fn_paths().collect();
    functions.sort_unstable_by_key(|(path, _)| *path);
    functions.into_iter().fold(table, |table, (path, method)| match server_function_access(path) {
        Some(access) => table.row(method, path, access, api::call),
        None => panic!("the server function {path} has no row in the table of rights"),
    })
}

async fn method_not_allowed(State(state): State<AppState>, request: Request) -> Response {
    error_page::answer(&state, request, ApiError::MethodNotAllowed).await
}

/// A form or call that another site sent on someone's behalf.
fn from_elsewhere(_: ProtectionError) -> Response {
    (StatusCode::FORBIDDEN, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], words::FROM_ELSEWHERE)
        .into_response()
}
