//! Content as a folder of Markdown files: `themenseite import` and `themenseite export`.
//!
//! The folder holds `themen/`, `personen/`, `meldungen/` and `seiten/`, one file per item, named by its slug. What a file
//! looks like stands in [`format`].

mod demonstration;
mod export;
mod folder;
mod format;
mod header;
mod import;
mod problem;

use app::store::{Store, StoreError};

pub use app::store::ImportCounts;
pub use export::{ExportCounts, ExportError, export};
pub use import::{ImportError, import, import_demonstration};
pub use problem::Problem;

/// Whether the store holds nothing at all yet, so that it gets the demonstration content.
///
/// # Errors
/// The store did not answer.
pub async fn is_empty(store: &Store) -> Result<bool, StoreError> {
    store.is_empty().await
}
