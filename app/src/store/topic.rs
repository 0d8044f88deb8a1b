//! Topics and their timelines.

use sqlx::PgConnection;
use sqlx::types::Json;
use time::Month;

use super::person::PersonRow;
use super::published::text;
use super::{Store, StoreError};
use crate::markdown;
use crate::model::{
    Contact, Cursor, Date, FieldName, ItemId, Language, ParsedRange, PostSummary, Slug, Timeline, Topic, TopicLink,
    YearCount,
};

/// One entry more than a page holds tells whether there is another page.
const PAGE_AND_ONE: i64 = 21;

impl Store {
    /// A topic by its slug.
    ///
    /// # Errors
    /// The query failed.
    pub async fn topic(&self, slug: &Slug, language: Language) -> Result<Option<Topic>, StoreError> {
        let row = sqlx::query!(
            "select id, title, introduction from topic join topic_text on topic_id = id where slug = $1 and language = $2",
            slug.as_str() as _,
            language.tag() as _,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| Topic {
            id: ItemId(row.id),
            slug: slug.clone(),
            title: row.title,
            introduction_html: markdown::to_html(&row.introduction),
            description: markdown::to_description(&row.introduction),
        }))
    }

    /// All that readers see of a topic, asked for at once: a topic, its contacts in their order, and a page of its timeline.
    ///
    /// # Errors
    /// The query failed.
    pub async fn topic_page(
        &self,
        slug: &Slug,
        range: ParsedRange,
        language: Language,
    ) -> Result<Option<(Topic, Vec<Contact>, Timeline)>, StoreError> {
        let Some(row) = self.topic_page_row(slug, range, language).await? else { return Ok(None) };
        let topic = Topic {
            id: ItemId(row.id),
            slug: slug.clone(),
            title: row.title,
            introduction_html: markdown::to_html(&row.introduction),
            description: markdown::to_description(&row.introduction),
        };
        let contacts = row.contacts.0.into_iter().filter_map(PersonRow::contact).collect();
        let entries = if is_backwards(range) {
            Box::pin(self.entries_after(topic.id, range, language)).await?
        } else {
            row.entries.0
        };
        Ok(Some((topic, contacts, timeline_of(entries, row.years.0, range))))
    }

    /// On a connection that nobody has tested, where there is one: if it turns out to be dead, on another one that is tested first, as
    /// all others are. Asking changes nothing, so it can be done twice.
    async fn topic_page_row(
        &self,
        slug: &Slug,
        range: ParsedRange,
        language: Language,
    ) -> Result<Option<TopicPageRow>, StoreError> {
        if let Some(mut connection) = self.pool.try_acquire() {
            match topic_page_row(&mut connection, slug, range, language).await.map_err(StoreError::from) {
                Err(StoreError::Away(_)) => {}
                answer => return answer,
            }
        }
        Box::pin(async { Ok(topic_page_row(&mut *self.pool.acquire().await?, slug, range, language).await?) }).await
    }

    /// A topic that readers don't see, as its drafts say.
    ///
    /// # Errors
    /// The query failed.
    pub async fn drafted_topic(&self, id: ItemId, slug: Slug, language: Language) -> Result<Topic, StoreError> {
        let texts = self.drafted_texts(id, language).await?;
        Ok(Topic {
            id,
            slug,
            title: text(&texts, FieldName::Title).to_owned(),
            introduction_html: markdown::to_html(text(&texts, FieldName::Introduction)),
            description: String::new(),
        })
    }

    /// All topics, in the order the group chose.
    ///
    /// # Errors
    /// The query failed.
    pub async fn topic_links(&self, language: Language) -> Result<Vec<TopicLink>, StoreError> {
        let rows = sqlx::query!(
            r#"select slug as "slug: String", title from topic join topic_text on topic_id = id
               where language = $1 order by position, title"#,
            language.tag() as _,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| Some(TopicLink { slug: row.slug.parse().ok()?, title: row.title }))
            .collect())
    }

    /// The topics whose contact a person is, or whose timeline holds a post.
    ///
    /// # Errors
    /// The query failed.
    pub async fn topics_of(&self, item: ItemId, language: Language) -> Result<Vec<TopicLink>, StoreError> {
        let rows = sqlx::query!(
            r#"select slug as "slug: String", title from topic join topic_text on topic_id = id
               where language = $2 and (id in (select topic_id from topic_contact where person_id = $1)
                                        or id in (select topic_id from topic_post where post_id = $1))
               order by position, title"#,
            item.0,
            language.tag() as _,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| Some(TopicLink { slug: row.slug.parse().ok()?, title: row.title }))
            .collect())
    }

    /// One page of a topic's timeline.
    ///
    /// # Errors
    /// A query failed.
    pub async fn timeline(
        &self,
        topic: ItemId,
        range: ParsedRange,
        language: Language,
    ) -> Result<Timeline, StoreError> {
        let entries = if is_backwards(range) {
            self.entries_after(topic, range, language).await?
        } else {
            self.entries_before(topic, range, language).await?
        };
        Ok(timeline_of(entries, self.years(topic).await?, range))
    }

    async fn entries_before(
        &self,
        topic: ItemId,
        range: ParsedRange,
        language: Language,
    ) -> Result<Vec<PostSummary>, StoreError> {
        let (first_day, before) = down_from(range);
        let rows = sqlx::query_as!(
            PostRow,
            r#"select id, slug as "slug: String", post.published_on, title, teaser
               from topic_post
               join post on post.id = topic_post.post_id
               join post_text on post_text.post_id = post.id and post_text.language = $2
               where topic_post.topic_id = $1
                 and topic_post.published_on >= $3
                 and (topic_post.published_on, topic_post.post_id) < ($4, $5)
               order by topic_post.published_on desc, topic_post.post_id desc
               limit $6"#,
            topic.0,
            language.tag() as _,
            time::Date::from(first_day),
            time::Date::from(before.published_on),
            before.id.0,
            PAGE_AND_ONE,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(PostRow::summary).collect())
    }

    async fn entries_after(
        &self,
        topic: ItemId,
        range: ParsedRange,
        language: Language,
    ) -> Result<Vec<PostSummary>, StoreError> {
        let (first_day, last_day) = days(range.year);
        let start = Cursor { published_on: first_day, id: ItemId(0) };
        let after = range.after.filter(|after| after.published_on >= first_day).unwrap_or(start);
        let rows = sqlx::query_as!(
            PostRow,
            r#"select id, slug as "slug: String", post.published_on, title, teaser
               from topic_post
               join post on post.id = topic_post.post_id
               join post_text on post_text.post_id = post.id and post_text.language = $2
               where topic_post.topic_id = $1
                 and topic_post.published_on <= $3
                 and (topic_post.published_on, topic_post.post_id) > ($4, $5)
               order by topic_post.published_on, topic_post.post_id
               limit $6"#,
            topic.0,
            language.tag() as _,
            time::Date::from(last_day),
            time::Date::from(after.published_on),
            after.id.0,
            PAGE_AND_ONE,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(PostRow::summary).collect())
    }

    /// The years that have posts, newest first.
    async fn years(&self, topic: ItemId) -> Result<Vec<YearCount>, StoreError> {
        let years = sqlx::query_as!(
            YearCount,
            "select year, posts from topic_year where topic_id = $1 order by year desc",
            topic.0,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(years)
    }
}

/// What the query of [`Store::topic_page`] answers.
struct TopicPageRow {
    id: i64,
    title: String,
    introduction: String,
    contacts: Json<Vec<PersonRow>>,
    /// None where they are asked for backwards.
    entries: Json<Vec<PostSummary>>,
    years: Json<Vec<YearCount>>,
}

async fn topic_page_row(
    connection: &mut PgConnection,
    slug: &Slug,
    range: ParsedRange,
    language: Language,
) -> Result<Option<TopicPageRow>, sqlx::Error> {
    let (first_day, before) = down_from(range);
    sqlx::query_as!(
        TopicPageRow,
        r#"select id, title, introduction,
                  (select coalesce(json_agg(contact), '[]') from (
                       select person.id, slug, name, pronouns, role, email, portrait, photo_credit
                       from topic_contact
                       join person on person.id = topic_contact.person_id
                       join person_text on person_text.person_id = person.id and person_text.language = $2
                       where topic_contact.topic_id = topic.id order by topic_contact.position, name
                   ) contact) as "contacts!: Json<Vec<PersonRow>>",
                  (select coalesce(json_agg(entry), '[]') from (
                       select post.id, slug, post.published_on, title, teaser
                       from topic_post
                       join post on post.id = topic_post.post_id
                       join post_text on post_text.post_id = post.id and post_text.language = $2
                       where topic_post.topic_id = topic.id
                         and topic_post.published_on >= $3
                         and (topic_post.published_on, topic_post.post_id) < ($4, $5)
                       order by topic_post.published_on desc, topic_post.post_id desc
                       limit $6
                   ) entry) as "entries!: Json<Vec<PostSummary>>",
                  (select coalesce(json_agg(counted), '[]') from (
                       select year, posts from topic_year where topic_year.topic_id = topic.id order by year desc
                   ) counted) as "years!: Json<Vec<YearCount>>"
           from topic join topic_text on topic_id = id where slug = $1 and language = $2"#,
        slug.as_str() as _,
        language.tag() as _,
        time::Date::from(first_day),
        time::Date::from(before.published_on),
        before.id.0,
        if is_backwards(range) { 0 } else { PAGE_AND_ONE },
    )
    .fetch_optional(connection)
    .await
}

/// Whether a page of a timeline ends, and does not begin, where it is asked for.
fn is_backwards(range: ParsedRange) -> bool {
    range.after.is_some() && range.before.is_none()
}

/// A page of a timeline, of the entries that were found in its direction: one more than it holds, where there are so many.
fn timeline_of(mut entries: Vec<PostSummary>, years: Vec<YearCount>, range: ParsedRange) -> Timeline {
    let backwards = is_backwards(range);
    let more = entries.len() > Timeline::PAGE;
    entries.truncate(Timeline::PAGE);
    if backwards {
        entries.reverse();
    }
    let (older, newer) = if backwards { (true, more) } else { (more, range.before.is_some()) };
    Timeline {
        older: entries.last().filter(|_| older).and_then(Timeline::cursor),
        newer: entries.first().filter(|_| newer).and_then(Timeline::cursor),
        years,
        entries,
    }
}

/// The first day of a range, and the cursor from which its posts are read down to it.
fn down_from(range: ParsedRange) -> (Date, Cursor) {
    let (first_day, last_day) = days(range.year);
    let end = Cursor { published_on: last_day, id: ItemId(i64::MAX) };
    (first_day, range.before.filter(|before| before.published_on <= last_day).unwrap_or(end))
}

/// The first and the last day of a year, or of all time.
fn days(year: Option<i32>) -> (Date, Date) {
    let day = |year, month, day| time::Date::from_calendar_date(year, month, day).unwrap_or(time::Date::MIN).into();
    (day(year.unwrap_or(1), Month::January, 1), day(year.unwrap_or(9999), Month::December, 31))
}

/// A row of a timeline.
pub(super) struct PostRow {
    pub(super) id: i64,
    pub(super) slug: String,
    pub(super) published_on: time::Date,
    pub(super) title: String,
    pub(super) teaser: String,
}

impl PostRow {
    pub(super) fn summary(self) -> PostSummary {
        PostSummary {
            id: ItemId(self.id),
            slug: self.slug.parse().ok(),
            published_on: Some(self.published_on.into()),
            title: self.title,
            teaser: self.teaser,
        }
    }
}
