//! One field of an item: its row, what is published of it, and how its text is shown.

use sqlx::{Postgres, Transaction};

use super::StoreError;
use crate::markdown;
use crate::model::{Date, FieldKind, FieldName, FieldRef, Language};

/// A field's row, locked until the transaction ends.
pub(super) struct FieldState {
    pub(super) version: i64,
    pub(super) draft: Option<String>,
    pub(super) author: Option<String>,
}

/// Locks a field's row, which is made with version 0 where there is none.
pub(super) async fn locked_state(
    transaction: &mut Transaction<'_, Postgres>,
    field: FieldRef,
    language: Language,
) -> Result<FieldState, StoreError> {
    sqlx::query!(
        "insert into field_state (item_id, language, field, version) values ($1, $2, $3, 0) on conflict do nothing",
        field.item.0,
        language.tag() as _,
        field.field.as_str() as _,
    )
    .execute(&mut **transaction)
    .await?;
    let state = sqlx::query_as!(
        FieldState,
        r#"select version, draft, (select name from account where id = drafted_by) as author
           from field_state where item_id = $1 and language = $2 and field = $3 for update"#,
        field.item.0,
        language.tag() as _,
        field.field.as_str() as _,
    )
    .fetch_one(&mut **transaction)
    .await?;
    Ok(state)
}

/// What readers see of a field, as editors see it; none where the item was never published.
pub(super) async fn published_text(
    transaction: &mut Transaction<'_, Postgres>,
    field: FieldRef,
    language: Language,
) -> Result<Option<String>, StoreError> {
    let text = sqlx::query_scalar!(
        r#"select text as "text!" from published_field where item_id = $1 and language = $2 and field = $3"#,
        field.item.0,
        language.tag(),
        field.field.as_str(),
    )
    .fetch_optional(&mut **transaction)
    .await?;
    Ok(text.map(|text| as_shown(field.field, text)))
}

/// The store keeps days as ISO 8601; people see them as they write them.
pub(super) fn as_shown(field: FieldName, text: String) -> String {
    match text.parse::<Date>() {
        Ok(date) if field == FieldName::PublishedOn => date.german(),
        _ => text,
    }
}

/// Whether two texts mean the same: for a day, in whatever spelling.
pub(super) fn same_text(field: FieldName, one: &str, other: &str) -> bool {
    let same_day = || matches!((one.parse::<Date>(), other.parse::<Date>()), (Ok(one), Ok(other)) if one == other);
    one == other || (field == FieldName::PublishedOn && same_day())
}

/// Rich text as it looks.
pub(super) fn rich_html(field: FieldName, text: &str) -> Option<String> {
    (field.kind() == FieldKind::RichText).then(|| markdown::to_html(text))
}
