//! What only the server does: HTTP, sessions, the command line, its own PostgreSQL.

pub mod cli;
mod client_address;
mod conditional;
pub mod config;
mod connections;
pub mod content;
mod database;
mod endpoints;
mod error_page;
mod form;
mod headers;
mod limits;
pub mod managed_postgres;
mod password;
mod patient_stream;
mod photo;
mod picture;
mod rate_limit;
mod render;
mod router;
mod routes;
mod serve;
mod session;
mod stalled;
mod state;
mod token;
mod user;
mod xml;

pub use client_address::TrustedProxies;
pub use endpoints::{Access, Endpoint};
pub use password::hash_password;
pub use rate_limit::RateLimiter;
pub use router::{build as build_router, endpoints};
pub use serve::serve;
pub use state::AppState;
