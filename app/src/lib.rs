//! What server and browser share: what a page is.

#![recursion_limit = "512"]

pub mod api;
pub mod components;
pub mod editing;
pub mod i18n;
#[cfg(feature = "ssr")]
pub mod markdown;
#[cfg(feature = "ssr")]
mod markdown_check;
pub mod model;
mod navigation;
pub mod pages;
mod root;
#[cfg(feature = "ssr")]
pub mod store;

pub use editing::set_import;
pub use root::{App, BuiltFiles, shell, static_shell};
