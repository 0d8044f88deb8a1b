//! Posts: pieces of news.

use uuid::Uuid;

use super::item::{insert_item, made_before};
use super::log::{Actor, record_item};
use super::published::text;
use super::topic::PostRow;
use super::{Store, StoreError};
use crate::markdown;
use crate::model::{Date, FieldName, ItemId, ItemKind, Language, LogAction, PostPage, PostSummary, Slug};

/// How many posts the start page shows.
const NEWEST: i64 = 10;

impl Store {
    /// A post by its slug, without drafts.
    ///
    /// # Errors
    /// A query failed.
    pub async fn post(&self, slug: &Slug, language: Language) -> Result<Option<PostPage>, StoreError> {
        let row = sqlx::query!(
            r#"select id, published_on, title, teaser, body,
                      to_char(changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as changed_at
               from post join post_text on post_id = id join post_time using (post_id, language)
               where slug = $1 and language = $2"#,
            slug.as_str() as _,
            language.tag() as _,
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let post = PostSummary {
            id: ItemId(row.id),
            slug: Some(slug.clone()),
            published_on: Some(row.published_on.into()),
            title: row.title,
            teaser: row.teaser,
        };
        let topics = self.topics_of(post.id, language).await?;
        let (body_html, changed_at) = (markdown::to_html(&row.body), row.changed_at);
        Ok(Some(PostPage { post, body_html, topics, changed_at, drafts: None }))
    }

    /// A post that readers don't see, as its drafts say.
    ///
    /// # Errors
    /// A query failed.
    pub async fn drafted_post(&self, id: ItemId, slug: Slug, language: Language) -> Result<PostPage, StoreError> {
        let texts = self.drafted_texts(id, language).await?;
        let post = PostSummary {
            id,
            slug: Some(slug),
            published_on: text(&texts, FieldName::PublishedOn).parse().ok(),
            title: text(&texts, FieldName::Title).to_owned(),
            teaser: text(&texts, FieldName::Teaser).to_owned(),
        };
        let topics = self.topics_of(id, language).await?;
        let body_html = markdown::to_html(text(&texts, FieldName::Body));
        Ok(PostPage { post, body_html, topics, changed_at: None, drafts: None })
    }

    /// The newest posts of all topics.
    ///
    /// # Errors
    /// The query failed.
    pub async fn newest_posts(&self, language: Language) -> Result<Vec<PostSummary>, StoreError> {
        let rows = sqlx::query_as!(
            PostRow,
            r#"select id, slug as "slug: String", published_on, title, teaser
               from post join post_text on post_id = id and language = $1
               order by published_on desc, id desc limit $2"#,
            language.tag() as _,
            NEWEST,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(PostRow::summary).collect())
    }

    /// Makes a post that only editors see, in one topic's timeline, dated today in Berlin. The same operation id again
    /// answers the same post.
    ///
    /// # Errors
    /// A query failed. `None`: there is no such topic.
    pub async fn create_post(
        &self,
        topic: &Slug,
        language: Language,
        actor: Actor,
        operation: Uuid,
    ) -> Result<Option<ItemId>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        if let Some(earlier) = made_before(&mut transaction, operation, actor).await? {
            return Ok(Some(earlier));
        }
        let topic_id = sqlx::query_scalar!("select id from topic where slug = $1", topic.as_str() as _)
            .fetch_optional(&mut *transaction)
            .await?;
        let Some(topic_id) = topic_id else { return Ok(None) };
        let ItemId(id) = insert_item(&mut transaction, ItemKind::Post, actor).await?;
        sqlx::query!("insert into topic_post (topic_id, post_id) values ($1, $2)", topic_id, id)
            .execute(&mut *transaction)
            .await?;
        let today = sqlx::query_scalar!(r#"select (now() at time zone 'Europe/Berlin')::date as "today!""#)
            .fetch_one(&mut *transaction)
            .await?;
        sqlx::query!(
            "with draft as (
                 insert into field_state (item_id, language, field, version, draft, drafted_by, drafted_at, draft_began_at)
                 values ($1, $2, 'published_on', 1, $3, $4, now(), now()), ($1, $2, 'topics', 1, $6, $4, now(), now())
                 returning *)
             insert into edit (operation_id, item_id, language, field, version, text, account_id)
             select case when field = 'published_on' then $5 else gen_random_uuid() end,
                    item_id, language, field, version, draft, drafted_by from draft",
            id,
            language.tag() as _,
            Date::from(today).german(),
            actor.account,
            operation,
            topic.as_str(),
        )
        .execute(&mut *transaction)
        .await?;
        record_item(&mut transaction, actor, LogAction::Created, ItemId(id)).await?;
        transaction.commit().await?;
        Ok(Some(ItemId(id)))
    }
}
