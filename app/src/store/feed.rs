//! Feeds: the newest posts with their whole text.

use super::topic::PostRow;
use super::{Store, StoreError};
use crate::model::{Date, ItemId, Language, PostSummary, Slug};

/// The newest posts of all topics, or of one.
#[derive(Clone, Debug)]
pub struct Feed {
    /// The topic, or the start page.
    pub item: ItemId,
    /// Since when there is this item.
    pub created_on: Date,
    /// The topic's title; none where it is a feed of all topics.
    pub topic: Option<String>,
    /// When anything that readers see last changed, in seconds since 1970; none where that was never recorded.
    pub changed_at: Option<u64>,
    /// The newest one first.
    pub entries: Vec<FeedEntry>,
}

/// A post as it stands in a feed. Times are as RFC 3339 writes them.
#[derive(Clone, Debug)]
pub struct FeedEntry {
    /// What timelines show of it.
    pub post: PostSummary,
    /// Since when there is this item; unlike the post's day, that never changes.
    pub created_on: Date,
    /// The text, as `CommonMark`.
    pub body: String,
    /// Titles of the topics whose timeline holds it.
    pub topics: Vec<String>,
    /// When it was published.
    pub published_at: String,
    /// When its text last changed.
    pub changed_at: String,
}

impl Store {
    /// The feed of a topic, or of all topics; `None`: readers see no such topic.
    ///
    /// # Errors
    /// A query failed.
    pub async fn feed(&self, topic: Option<&Slug>, language: Language) -> Result<Option<Feed>, StoreError> {
        let row = sqlx::query!(
            r#"select item.id, (created_at at time zone 'UTC')::date as "created_on!", title as "title?",
                      (select floor(extract(epoch from published_at))::bigint from revision
                       order by revision.id desc limit 1) as changed_at
               from (select id, null as title from item where kind = 'home' and $1::text is null
                     union all
                     select id, title from topic join topic_text on topic_id = id where slug = $1::text and language = $2
                    ) as subject
               join item using (id)"#,
            topic.map(Slug::as_str),
            language.tag() as _,
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Feed {
            item: ItemId(row.id),
            created_on: row.created_on.into(),
            topic: row.title,
            changed_at: row.changed_at.and_then(|seconds| seconds.try_into().ok()),
            entries: self.feed_entries(topic.map(|_| row.id), language).await?,
        }))
    }

    /// Thirty at most. That stands in the query, so that a plan made for any value knows it.
    async fn feed_entries(&self, topic: Option<i64>, language: Language) -> Result<Vec<FeedEntry>, StoreError> {
        let rows = sqlx::query!(
            r#"with chosen as (
                   (select id from post join post_text on post_id = id and language = $1
                    where $2::bigint is null order by published_on desc, id desc limit 30)
                   union all
                   (select post_id from topic_post join post_text using (post_id)
                    where topic_id = $2 and published_on is not null and language = $1
                    order by published_on desc, post_id desc limit 30)
               )
               select id as "id!", slug as "slug: String", published_on, title, teaser, body,
                      (created_at at time zone 'UTC')::date as "created_on!",
                      array(select topic_text.title from topic_post join topic on topic.id = topic_post.topic_id
                            join topic_text on topic_text.topic_id = topic.id and topic_text.language = $1
                            where topic_post.post_id = post.id order by position, topic_text.title) as "topics!",
                      to_char(published_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "published_at!",
                      to_char(changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "changed_at!"
               from chosen join post using (id) join item using (id)
               join post_text on post_text.post_id = id and post_text.language = $1
               join post_time on post_time.post_id = id and post_time.language = $1
               order by published_on desc, id desc"#,
            language.tag() as _,
            topic,
        )
        .fetch_all(&self.pool)
        .await?;
        let entries = rows.into_iter().map(|row| {
            let (id, slug, published_on) = (row.id, row.slug, row.published_on);
            FeedEntry {
                post: PostRow { id, slug, published_on, title: row.title, teaser: row.teaser }.summary(),
                created_on: row.created_on.into(),
                body: row.body,
                topics: row.topics,
                published_at: row.published_at,
                changed_at: row.changed_at,
            }
        });
        Ok(entries.collect())
    }
}
