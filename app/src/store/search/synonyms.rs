//! Words that mean the same.

use sqlx::{Postgres, Transaction};

use crate::store::StoreError;

/// Makes these the synonyms: a line of them each, separated by commas.
pub(in crate::store) async fn set_synonyms(
    transaction: &mut Transaction<'_, Postgres>,
    lines: &str,
) -> Result<(), StoreError> {
    sqlx::query!("select search_set_synonyms($1)", lines).execute(&mut **transaction).await?;
    Ok(())
}
