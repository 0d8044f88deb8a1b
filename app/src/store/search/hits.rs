//! What a search shows of what it found.

use crate::model::{FoundItem, Language, PostSummary};
use crate::store::{Store, StoreError};

impl Store {
    /// Items, in this order.
    pub(super) async fn found_items(&self, ids: &[i64], language: Language) -> Result<Vec<FoundItem>, StoreError> {
        let rows = sqlx::query!(
            r#"select item.kind, coalesce(topic.slug, person.slug, post.slug, page.slug)::text as "slug!",
                      coalesce(topic_text.title, name, post_text.title, page_text.title) as "title!", published_on,
                      coalesce(introduction, person_text.role, teaser, '') as "lead!",
                      coalesce(post_text.body, page_text.body, '') as "body!"
               from unnest($1::bigint[]) with ordinality as found (id, place)
               join item on item.id = found.id
               left join topic on topic.id = item.id left join topic_text on topic_id = item.id and topic_text.language = $2
               left join person on person.id = item.id left join person_text on person_id = item.id and person_text.language = $2
               left join post on post.id = item.id left join post_text on post_id = item.id and post_text.language = $2
               left join page on page.id = item.id left join page_text on page_id = item.id and page_text.language = $2
               where coalesce(topic_text.title, name, post_text.title, page_text.title) is not null
               order by place"#,
            ids,
            language.tag() as _,
        )
        .fetch_all(&self.pool)
        .await?;
        let items = rows.into_iter().filter_map(|row| {
            let kind = row.kind.parse().ok()?;
            let title = if row.title.is_empty() { PostSummary::name_from(&row.lead) } else { row.title };
            let slug = row.slug.parse().ok()?;
            let published_on = row.published_on.map(Into::into);
            Some(FoundItem { kind, slug, title, published_on, lead: row.lead, body: row.body })
        });
        Ok(items.collect())
    }
}
