//! What only the server does: HTTP, sessions, the command line, its own PostgreSQL.

pub mod cli;
mod client_address;
mod conditional;
pub mod config;
pub mod content;
mod database;
mod endpoints;
mod error_page;
mod form;
mod headers;
pub mod managed_postgres;
mod password;
mod photo;
mod picture;
mod render;
mod router;
mod routes;
mod serve;
mod session;
mod state;
mod token;
mod user;
mod xml;

pub use endpoints::{Access, Endpoint};
pub use password::hash_password;
pub use router::{build as build_router, endpoints};
pub use serve::serve;
pub use state::AppState;
