//! What is unpublished on the whole site.

use super::changes::shortened;
use super::{Store, StoreError};
use crate::model::{DraftedText, FieldName, ItemId, ItemKind, Language, Slug};

/// An item with drafts, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drafted {
    /// The item.
    pub id: ItemId,
    /// What it is.
    pub kind: ItemKind,
    /// What people call it; empty where it has no name yet.
    pub name: String,
    /// Whether readers see it.
    pub is_published: bool,
    /// The last part of its own address; none for a post that was never published.
    pub slug: Option<Slug>,
    /// The first topic whose timeline holds it, for posts.
    pub topic: Option<Slug>,
    /// Its texts that are unpublished, in the order of its fields.
    pub texts: Vec<DraftedText>,
}

impl Store {
    /// All items that have a draft, the one that was written to last first.
    ///
    /// # Errors
    /// The query failed.
    pub async fn drafted(&self, language: Language) -> Result<Vec<Drafted>, StoreError> {
        let rows = sqlx::query!(
            r#"select item.id as "id!", item.kind as "kind!",
                      coalesce(topic.slug, person.slug, post.slug, page.slug)::text as slug,
                      (select of_post.slug::text from topic_post join topic as of_post on of_post.id = topic_id
                       where post_id = item.id order by of_post.position, of_post.id limit 1) as topic,
                      (select text from (
                           select text, field, 1 as rank from published_field as published
                           where published.item_id = item.id and published.language = $1
                           union all
                           select draft, field, 2 from field_state as drafted
                           where drafted.item_id = item.id and drafted.language = $1
                       ) as name where field in ('title', 'name', 'teaser') and text <> ''
                       order by rank, field = 'teaser' limit 1) as name,
                      exists (select from published_field as published
                              where published.item_id = item.id and published.language = $1) as "is_published!",
                      state.field as "field!: String",
                      (select name from account where account.id = state.drafted_by) as author,
                      to_char(state.draft_began_at at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI') as "began_at!"
               from field_state as state
               join item on item.id = state.item_id
               left join topic using (id) left join person using (id) left join post using (id) left join page using (id)
               where state.draft is not null and state.language = $1 and item.deleted_at is null
               order by max(state.drafted_at) over (partition by item.id) desc, item.id"#,
            language.tag() as _,
        )
        .fetch_all(&self.pool)
        .await?;
        let mut items: Vec<Drafted> = Vec::new();
        for row in rows {
            let (Ok(kind), Ok(field)) = (row.kind.parse::<ItemKind>(), row.field.parse::<FieldName>()) else {
                continue;
            };
            if items.last().is_none_or(|item| item.id.0 != row.id) {
                let slug = |text: Option<String>| text.and_then(|text| text.parse().ok());
                let name = row.name.as_deref().map(shortened).unwrap_or_default();
                let (slug, topic) = (slug(row.slug), slug(row.topic));
                let is_published = row.is_published;
                items.push(Drafted { id: ItemId(row.id), kind, name, is_published, slug, topic, texts: Vec::new() });
            }
            if let Some(item) = items.last_mut() {
                item.texts.push(DraftedText { field, author: row.author, began_at: row.began_at });
            }
        }
        for item in &mut items {
            item.texts.sort_by_key(|text| item.kind.fields().iter().position(|field| *field == text.field));
        }
        Ok(items)
    }
}
