//! Drafts, as editors see them beside what is published.

use super::field::{as_shown, rich_html};
use super::{Store, StoreError};
use crate::model::{Drafts, FieldDraft, FieldName, FieldRef, ItemId, ItemKind, Language, TopicLink};

impl Store {
    /// The drafts of some items: each of their fields, with what is published.
    ///
    /// # Errors
    /// A query failed.
    pub async fn drafts(&self, items: &[ItemId], language: Language) -> Result<Vec<FieldDraft>, StoreError> {
        let ids: Vec<i64> = items.iter().map(|item| item.0).collect();
        let rows = sqlx::query!(
            r#"select item.id as "id!", item.kind as "kind!", coalesce(state.field, published.field) as "field?: String",
                      state.version as "version?", state.draft as "draft?", published.text as "published?",
                      exists (select from page where page.id = item.id and is_fixed) as "is_fixed!",
                      (select at from waiting_text as waiting
                       where (waiting.item_id, waiting.language, waiting.field) = (state.item_id, state.language, state.field)
                      ) as scheduled_for
               from item
               left join (field_state as state
                          full join published_field as published using (item_id, language, field))
                      on item_id = item.id and language = $2
               where item.id = any($1)"#,
            &ids,
            language.tag() as _,
        )
        .fetch_all(&self.pool)
        .await?;
        let mut drafts = Vec::new();
        for &item in items {
            let of_item: Vec<_> = rows.iter().filter(|row| row.id == item.0).collect();
            let Some(kind) = of_item.first().and_then(|row| row.kind.parse::<ItemKind>().ok()) else { continue };
            let is_fixed = of_item.first().is_some_and(|row| row.is_fixed);
            for &field in kind.fields().iter().filter(|field| !(is_fixed && **field == FieldName::Slug)) {
                let row = of_item.iter().find(|row| row.field.as_deref() == Some(field.as_str()));
                let draft = row.and_then(|row| row.draft.clone());
                let published = as_shown(field, row.and_then(|row| row.published.clone()).unwrap_or_default());
                drafts.push(FieldDraft {
                    field: FieldRef { item, field },
                    kind,
                    version: row.and_then(|row| row.version).unwrap_or_default(),
                    html: rich_html(field, draft.as_deref().unwrap_or(&published)),
                    published,
                    draft,
                    scheduled_for: row.and_then(|row| row.scheduled_for.clone()),
                });
            }
        }
        Ok(drafts)
    }

    /// What an editor sees beside the page of an item: the drafts of all items on it, and of its posts that are not published.
    ///
    /// # Errors
    /// A query failed.
    pub async fn page_drafts(
        &self,
        page: ItemId,
        items: &[ItemId],
        new_posts: Vec<ItemId>,
        language: Language,
    ) -> Result<Drafts, StoreError> {
        let all: Vec<ItemId> = items.iter().chain(&new_posts).copied().collect();
        let fields = self.drafts(&all, language).await?;
        Ok(Drafts { fields, new_posts, also_on: self.also_on(page, &all, language).await? })
    }

    /// The published topics, other than that of a page, that show some of its items too.
    async fn also_on(
        &self,
        page: ItemId,
        items: &[ItemId],
        language: Language,
    ) -> Result<Vec<(ItemId, Vec<TopicLink>)>, StoreError> {
        let ids: Vec<i64> = items.iter().map(|item| item.0).collect();
        let rows = sqlx::query!(
            r#"select shown.item_id as "item_id!", slug as "slug: String", title
               from (select person_id as item_id, topic_id from topic_contact where person_id = any($2)
                     union select post_id, topic_id from topic_post where post_id = any($2)) as shown
               join topic on topic.id = shown.topic_id
               join topic_text on topic_text.topic_id = topic.id and language = $3
               where topic.id <> $1 order by shown.item_id, position, title"#,
            page.0,
            &ids,
            language.tag() as _,
        )
        .fetch_all(&self.pool)
        .await?;
        let mut also_on: Vec<(ItemId, Vec<TopicLink>)> = Vec::new();
        for row in rows {
            let Ok(slug) = row.slug.parse() else { continue };
            let link = TopicLink { slug, title: row.title };
            match also_on.last_mut() {
                Some((item, links)) if item.0 == row.item_id => links.push(link),
                _ => also_on.push((ItemId(row.item_id), vec![link])),
            }
        }
        Ok(also_on)
    }

    /// A topic's posts that are not published and have a draft, newest first.
    ///
    /// # Errors
    /// The query failed.
    pub async fn new_posts(&self, topic: ItemId) -> Result<Vec<ItemId>, StoreError> {
        let ids = sqlx::query_scalar!(
            "select post_id from topic_post
             where topic_id = $1 and published_on is null
               and exists (select from field_state where item_id = post_id and draft is not null)
               and not exists (select from item where item.id = post_id and deleted_at is not null)
             order by post_id desc",
            topic.0,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(ids.into_iter().map(ItemId).collect())
    }
}
