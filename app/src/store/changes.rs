//! What is unpublished on a page.

use super::field::as_shown;
use super::{Store, StoreError};
use crate::model::{Change, ChangeSet, FieldName, ItemId, ItemKind, Language};

impl Store {
    /// The items whose changes a topic's page is responsible for: itself, its contacts, its posts, new ones included.
    ///
    /// # Errors
    /// The query failed.
    pub async fn items_of_topic(&self, topic: ItemId) -> Result<Vec<ItemId>, StoreError> {
        let ids = sqlx::query_scalar!(
            r#"select id as "id!" from (
                   select 0 as place, $1::bigint as id
                   union all select 1, person_id from topic_contact where topic_id = $1
                   union all select 2, post_id from topic_post where topic_id = $1
                       and exists (select from field_state where item_id = post_id and draft is not null)
               ) as on_page join item using (id) where deleted_at is null order by place"#,
            topic.0,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(ids.into_iter().map(ItemId).collect())
    }

    /// The unpublished changes of some items: one set per field, and one per post that was never published.
    ///
    /// # Errors
    /// A query failed.
    pub async fn changes(&self, items: &[ItemId], language: Language) -> Result<Vec<ChangeSet>, StoreError> {
        let ids: Vec<i64> = items.iter().map(|item| item.0).collect();
        let rows = sqlx::query!(
            r#"select state.item_id, state.field as "field: String", state.version, state.draft as "draft!",
                      item.kind, account.name as "author?", published.text as "published?",
                      coalesce(to_char(drafted_at at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI'), '') as "drafted_at!",
                      (select text from published_field as name
                       where name.item_id = state.item_id and name.language = state.language and text <> ''
                         and name.field in ('title', 'name', 'teaser')
                       order by name.field = 'teaser' limit 1) as item_name,
                      (select at from waiting_text as waiting
                       where (waiting.item_id, waiting.language, waiting.field) = (state.item_id, state.language, state.field)
                      ) as scheduled_for,
                      exists (select from published_field as any_text
                              where any_text.item_id = state.item_id and any_text.language = state.language) as "exists!"
               from field_state as state
               join item on item.id = state.item_id
               left join account on account.id = state.drafted_by
               left join published_field as published
                      on published.item_id = state.item_id and published.language = state.language
                     and published.field = state.field
               where state.item_id = any($1) and state.language = $2 and draft is not null"#,
            &ids,
            language.tag() as _,
        )
        .fetch_all(&self.pool)
        .await?;

        let mut sets: Vec<ChangeSet> = Vec::new();
        for &item in items {
            let of_item: Vec<_> = rows.iter().filter(|row| row.item_id == item.0).collect();
            let Some(first) = of_item.first() else { continue };
            let Ok(kind) = first.kind.parse::<ItemKind>() else { continue };
            let is_new = !first.exists;
            let mut changes: Vec<Change> = Vec::new();
            for &field in kind.fields() {
                let Some(row) = of_item.iter().find(|row| row.field == field.as_str()) else { continue };
                changes.push(Change {
                    field,
                    version: row.version,
                    published: row.published.clone().map(|text| as_shown(field, text)),
                    draft: row.draft.clone(),
                    author: row.author.clone(),
                    drafted_at: row.drafted_at.clone(),
                    concerns: self.concerns(field, &row.draft).await?,
                    scheduled_for: row.scheduled_for.clone(),
                });
            }
            let item_name = first.item_name.clone().unwrap_or_else(|| name_of_new(&changes));
            let set = |changes| ChangeSet { item, kind, item_name: shortened(&item_name), is_new, changes };
            if is_new {
                sets.push(set(changes));
            } else {
                sets.extend(changes.into_iter().map(|change| set(vec![change])));
            }
        }
        Ok(sets)
    }
}

/// What is not published is called by its title or name, else by its teaser.
fn name_of_new(changes: &[Change]) -> String {
    let text = |field| changes.iter().find(|change| change.field == field && !change.draft.trim().is_empty());
    text(FieldName::Title)
        .or_else(|| text(FieldName::Name))
        .or_else(|| text(FieldName::Teaser))
        .map(|change| change.draft.clone())
        .unwrap_or_default()
}

/// The first words, at most about 60 characters.
pub(crate) fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(LONGEST).collect();
    let end = start.rfind(char::is_whitespace).unwrap_or(start.len());
    format!("{} …", &start[..end])
}
