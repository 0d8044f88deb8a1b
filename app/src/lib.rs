//! What server and browser share: what a page is.

#![recursion_limit = "512"]

pub mod api;
pub mod components;
#[cfg(all(test, feature = "ssr"))]
mod decoders;
pub mod editing;
pub mod i18n;
mod json;
#[cfg(feature = "ssr")]
mod link_target;
#[cfg(feature = "ssr")]
pub mod markdown;
#[cfg(feature = "ssr")]
mod markdown_check;
pub mod model;
mod navigation;
pub mod pages;
#[cfg(feature = "ssr")]
mod placeholder;
pub mod portrait;
mod root;
#[cfg(feature = "ssr")]
mod snippet;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(test)]
mod view_sources;

pub use editing::set_import;
#[cfg(feature = "ssr")]
pub use root::staff_shell;
pub use root::{App, BuiltFiles, Program, shell, static_shell};

/// Whether this program can edit. The browser's program is built twice: this is false in the one for readers, where the
/// compiler drops everything behind it, so that readers load none of the editor. A constant and no `#[cfg]`, since both
/// programs are then checked alike, and nothing is unused in one of them.
pub(crate) const HAS_EDITING: bool = cfg!(any(feature = "ssr", feature = "editing"));
