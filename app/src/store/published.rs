//! What readers see: the typed tables, and the record of what ever stood in them.

use std::collections::BTreeMap;

use sqlx::{Postgres, Transaction};

use super::StoreError;
use super::field::{as_shown, locked_state};
use super::schedule::unschedule;
use crate::model::{EmailAddress, FieldName, FieldRef, ItemId, ItemKind, Language, Slug};

/// All published texts of an item in one language; days as ISO 8601, addresses masked.
pub type Texts = BTreeMap<FieldName, String>;

/// Makes readers see these texts and no others of an item, which is published for the first time where it has no row yet.
/// Where it stands among the others stays as it is (see `structure.rs`); one that has a slug keeps it.
pub(super) async fn write(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
    kind: ItemKind,
    slug: &Slug,
    texts: &Texts,
    language: Language,
) -> Result<(), StoreError> {
    match kind {
        ItemKind::Topic => write_topic(transaction, item, slug, texts, language).await,
        ItemKind::Person => write_person(transaction, item, slug, texts, language).await,
        ItemKind::Post => write_post(transaction, item, slug, texts, language).await,
        ItemKind::Page => write_page(transaction, item, slug, texts, language).await,
        // It has no words of its own.
        ItemKind::Home => Ok(()),
    }
}

/// What an item is; none where there is no such item, or it is in the bin. The lock lets one change at a time what readers see
/// of it, so that none brings back what another has replaced.
pub(super) async fn locked_kind(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
) -> Result<Option<ItemKind>, StoreError> {
    let kind =
        sqlx::query_scalar!("select kind from item where id = $1 and deleted_at is null for no key update", item.0)
            .fetch_optional(&mut **transaction)
            .await?;
    Ok(kind.and_then(|kind| kind.parse().ok()))
}

/// Readers see nothing of an item any more. What they saw becomes its draft where it has none; its address stays its own.
/// An item that is not published stays as it is; answers whether it was.
pub(super) async fn withdraw(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
    kind: ItemKind,
    language: Language,
    account: Option<i64>,
) -> Result<bool, StoreError> {
    let mut fields = kind.fields().to_vec();
    // As a publication locks them: in this order, and before the item.
    fields.sort();
    let mut without_draft = Vec::new();
    for field in fields {
        let state = locked_state(transaction, FieldRef { item, field }, language).await?;
        if state.draft.is_none() {
            without_draft.push(field);
        }
        // What was taken off the site does not come back by itself.
        unschedule(transaction, FieldRef { item, field }, language).await?;
    }
    locked_kind(transaction, item).await?;
    let published = texts(transaction, item, language).await?;
    if published.is_empty() {
        return Ok(false);
    }
    for field in without_draft {
        let draft = as_shown(field, text(&published, field).to_owned());
        sqlx::query!(
            "update field_state set draft = $4, drafted_by = $5, drafted_at = now(), draft_began_at = now()
             where item_id = $1 and language = $2 and field = $3",
            item.0,
            language.tag() as _,
            field.as_str() as _,
            draft,
            account,
        )
        .execute(&mut **transaction)
        .await?;
    }
    sqlx::query!(
        "with topic_gone as (delete from topic_text where topic_id = $1 and language = $2),
              person_gone as (delete from person_text where person_id = $1 and language = $2),
              page_gone as (delete from page_text where page_id = $1 and language = $2),
              post_gone as (delete from post_text where post_id = $1 and language = $2)
         update topic_post set published_on = null where post_id = $1",
        item.0,
        language.tag() as _,
    )
    .execute(&mut **transaction)
    .await?;
    append_revision(transaction, item, language, account).await?;
    Ok(true)
}

/// What readers see of an item; none where it was never published in this language.
pub(super) async fn texts(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
    language: Language,
) -> Result<Texts, StoreError> {
    let rows = sqlx::query!(
        r#"select field as "field!", text as "text!" from published_field where item_id = $1 and language = $2"#,
        item.0,
        language.tag() as _,
    )
    .fetch_all(&mut **transaction)
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.field.parse().ok()?, row.text))).collect())
}

/// An item's address; none where it was never published.
pub(super) async fn slug(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
) -> Result<Option<Slug>, StoreError> {
    let slug = sqlx::query_scalar!(
        r#"select coalesce(topic.slug, person.slug, post.slug, page.slug)::text
           from item left join topic using (id) left join person using (id) left join post using (id) left join page using (id)
           where item.id = $1"#,
        item.0,
    )
    .fetch_optional(&mut **transaction)
    .await?;
    Ok(slug.flatten().and_then(|slug| slug.parse().ok()))
}

/// Appends what readers see of an item now, which may be nothing, to what they ever saw.
pub(super) async fn append_revision(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
    language: Language,
    account: Option<i64>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into revision (item_id, language, account_id, content)
         select $1, $2::text, $3, jsonb_object_agg(field, text)
         from published_field where item_id = $1 and language = $2::text",
        item.0,
        language.tag(),
        account,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// One text of several; empty where there is none.
pub(super) fn text(texts: &Texts, field: FieldName) -> &str {
    texts.get(&field).map(String::as_str).unwrap_or_default()
}

async fn write_topic(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
    slug: &Slug,
    texts: &Texts,
    language: Language,
) -> Result<(), StoreError> {
    insert_topic(transaction, item, slug).await?;
    sqlx::query!(
        "insert into topic_text (topic_id, language, title, introduction) values ($1, $2, $3, $4)
         on conflict (topic_id, language) do update set title = excluded.title, introduction = excluded.introduction",
        item.0,
        language.tag() as _,
        text(texts, FieldName::Title),
        text(texts, FieldName::Introduction),
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Gives a topic its address, behind the others on the start page; one that has an address keeps it.
pub(super) async fn insert_topic(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
    slug: &Slug,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into topic (id, slug, position) select $1, $2, coalesce(max(position), 0) + 1 from topic
         on conflict (id) do nothing",
        item.0,
        slug.as_str() as _,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn write_person(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
    slug: &Slug,
    texts: &Texts,
    language: Language,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into person (id, slug, email, portrait) values ($1, $2, $3, nullif($4::text, ''))
         on conflict (id) do update set email = excluded.email, portrait = excluded.portrait",
        item.0,
        slug.as_str() as _,
        EmailAddress::unmask(text(texts, FieldName::Email)),
        text(texts, FieldName::Portrait),
    )
    .execute(&mut **transaction)
    .await?;
    sqlx::query!(
        "insert into person_text (person_id, language, name, pronouns, role, photo_credit) values ($1, $2, $3, $4, $5, $6)
         on conflict (person_id, language) do update
         set name = excluded.name, pronouns = excluded.pronouns, role = excluded.role, photo_credit = excluded.photo_credit",
        item.0,
        language.tag() as _,
        text(texts, FieldName::Name),
        text(texts, FieldName::Pronouns),
        text(texts, FieldName::Role),
        text(texts, FieldName::PhotoCredit),
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn write_post(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
    slug: &Slug,
    texts: &Texts,
    language: Language,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into post (id, slug, published_on) values ($1, $2, $3::text::date)
         on conflict (id) do update set published_on = excluded.published_on",
        item.0,
        slug.as_str() as _,
        text(texts, FieldName::PublishedOn),
    )
    .execute(&mut **transaction)
    .await?;
    sqlx::query!(
        "insert into post_text (post_id, language, title, teaser, body) values ($1, $2, $3, $4, $5)
         on conflict (post_id, language) do update
         set title = excluded.title, teaser = excluded.teaser, body = excluded.body",
        item.0,
        language.tag() as _,
        text(texts, FieldName::Title),
        text(texts, FieldName::Teaser),
        text(texts, FieldName::Body),
    )
    .execute(&mut **transaction)
    .await?;
    // Timelines that waited for its first publication; later the foreign key keeps their day.
    sqlx::query!(
        "update topic_post set published_on = post.published_on from post
         where post_id = $1 and post.id = $1 and topic_post.published_on is null",
        item.0,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn write_page(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
    slug: &Slug,
    texts: &Texts,
    language: Language,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into page (id, slug) values ($1, $2) on conflict (id) do nothing",
        item.0,
        slug.as_str() as _,
    )
    .execute(&mut **transaction)
    .await?;
    sqlx::query!(
        "insert into page_text (page_id, language, title, body) values ($1, $2, $3, $4)
         on conflict (page_id, language) do update set title = excluded.title, body = excluded.body",
        item.0,
        language.tag() as _,
        text(texts, FieldName::Title),
        text(texts, FieldName::Body),
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
