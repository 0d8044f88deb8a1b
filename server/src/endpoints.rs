//! The table of rights: every endpoint, and who may use it. The router is built from it.

use std::fmt;

use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};
use http::Method;

use crate::session;
use crate::state::AppState;

/// Who may use an endpoint. Who may do more may do less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everyone.
    Public,
    /// Everyone logged in, also who owes a second factor, and may do nothing else.
    Account,
    /// Everyone logged in.
    Editor,
    /// The same; but the handler answers others itself, so that nothing they typed is lost.
    EditorByForm,
    /// Administrators.
    Admin,
}

/// A row of the table.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The method; GET answers HEAD too.
    pub method: Method,
    /// The path, with parameters in braces.
    pub path: String,
    /// Who may use it.
    pub access: Access,
}

impl fmt::Display for Endpoint {
    /// As `themenseite routes` prints it, separated by tabs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let role = match self.access {
            Access::Public => "public",
            Access::Account | Access::Editor | Access::EditorByForm => "editor",
            Access::Admin => "admin",
        };
        write!(f, "{}\t{}\t{role}", self.method, self.path)
    }
}

/// Server functions by name. One without a row here does not start.
const SERVER_FUNCTIONS: [(&str, Access); 29] = [
    ("get_home", Access::Public),
    ("get_topic", Access::Public),
    ("get_post", Access::Public),
    ("get_person", Access::Public),
    ("get_page", Access::Public),
    ("get_search", Access::Public),
    ("save_draft", Access::Editor),
    ("get_changes", Access::Editor),
    ("get_drafts", Access::Editor),
    ("get_history", Access::Editor),
    ("publish", Access::Editor),
    ("discard_drafts", Access::Editor),
    ("create_post", Access::Editor),
    ("delete_item", Access::Editor),
    ("restore_item", Access::Editor),
    ("withdraw_item", Access::Editor),
    ("get_bin", Access::Editor),
    ("get_choices", Access::Editor),
    ("schedule_publication", Access::Editor),
    ("get_schedule", Access::Editor),
    ("be_present", Access::Editor),
    ("leave_page", Access::Editor),
    ("get_preview_links", Access::Editor),
    ("get_barrier_reports", Access::Editor),
    ("get_unfinished_pages", Access::Editor),
    ("get_factors", Access::Account),
    ("get_security", Access::Admin),
    ("get_accounts", Access::Admin),
    ("get_own_account", Access::Editor),
];

/// Who may call the server function at a path; none where it has no row.
pub(crate) fn server_function_access(path: &str) -> Option<Access> {
    let name = path.strip_prefix("/api/")?;
    SERVER_FUNCTIONS.iter().find(|(known, _)| *known == name).map(|(_, access)| *access)
}

/// The table while it is written down, and the router that comes of it.
pub(crate) struct Table {
    pub(crate) endpoints: Vec<Endpoint>,
    router: Router<AppState>,
    state: AppState,
}

impl Table {
    pub(crate) fn new(state: AppState) -> Self {
        Self { endpoints: Vec::new(), router: Router::new(), state }
    }

    /// A row, and its handler.
    pub(crate) fn row<H, T>(mut self, method: Method, path: &str, access: Access, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        let filter = if method == Method::GET { MethodFilter::GET } else { MethodFilter::POST };
        let route: MethodRouter<AppState> = on(filter, handler);
        let state = self.state.clone();
        let route = match access {
            Access::Public | Access::EditorByForm => route,
            Access::Account => route.route_layer(from_fn_with_state(state, session::require_account)),
            Access::Editor => route.route_layer(from_fn_with_state(state, session::require_editor)),
            Access::Admin => route.route_layer(from_fn_with_state(state, session::require_admin)),
        };
        self.router = self.router.route(path, route);
        self.endpoints.push(Endpoint { method, path: path.to_owned(), access });
        self
    }

    /// A row whose address another row's handler answers too.
    pub(crate) fn listed(mut self, method: Method, path: &str, access: Access) -> Self {
        self.endpoints.push(Endpoint { method, path: path.to_owned(), access });
        self
    }

    pub(crate) fn into_router(self) -> Router<AppState> {
        self.router
    }
}
