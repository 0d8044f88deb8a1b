//! Drafts: the texts editors see, and saving them.

use sqlx::{Postgres, Transaction};
use uuid::Uuid;

use super::log::{Actor, record_sitting, record_texts};
use super::{Store, StoreError};
use crate::markdown;
use crate::model::{
    Conflict, Date, Drafts, EmailAddress, FieldDraft, FieldKind, FieldName, FieldProblem, FieldRef, ItemId, ItemKind,
    Language, LogAction, Saved, TopicLink,
};

/// Why a save was not kept.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// There is no such item, or it has no such field.
    #[error("no such field")]
    NoSuchField,
    /// The operation id belongs to another save.
    #[error("the operation id is taken")]
    OperationTaken,
    /// The text cannot be stored.
    #[error("the text cannot be stored: {0:?}")]
    Problem(FieldProblem),
    /// Someone else changed the field meanwhile.
    #[error("the field was changed meanwhile")]
    Conflict(Box<Conflict>),
    /// A query failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for SaveError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// One save of one field.
#[derive(Clone, Debug)]
pub struct Save<'a> {
    /// Which text.
    pub field: FieldRef,
    /// In which language.
    pub language: Language,
    /// The version that the editor started from.
    pub base_version: i64,
    /// The new text.
    pub text: &'a str,
    /// Chosen by the client; the same again changes nothing.
    pub operation: Uuid,
    /// Who saves.
    pub actor: Actor,
}

impl Store {
    /// Keeps a text as a draft.
    ///
    /// A text equal to what editors see already is no change; one equal to what is published ends the draft.
    ///
    /// # Errors
    /// See [`SaveError`]; in every case nothing was changed.
    pub async fn save_draft(&self, save: &Save<'_>) -> Result<Saved, SaveError> {
        let kept = self.keep_draft(save).await;
        match &kept {
            Ok(_) => self.counters.saves.one(),
            Err(SaveError::Conflict(_)) => self.counters.save_conflicts.one(),
            Err(_) => {}
        }
        kept
    }

    async fn keep_draft(&self, save: &Save<'_>) -> Result<Saved, SaveError> {
        let mut transaction = self.pool.begin().await?;
        let kept = save_draft(&mut transaction, save).await?;
        if kept.is_new {
            record_sitting(&mut transaction, save.actor, save.field.item).await?;
        }
        transaction.commit().await?;
        Ok(kept.saved)
    }

    /// Brings several texts of an earlier state back as drafts, all or none.
    ///
    /// # Errors
    /// The first save that was not kept, and why; nothing was changed.
    pub async fn restore_texts(&self, mut saves: Vec<Save<'_>>) -> Result<(), (FieldRef, SaveError)> {
        // Always in the same order, so that two editors cannot block each other.
        saves.sort_by_key(|save| save.field);
        let Some((first, actor)) = saves.first().map(|save| (save.field, save.actor)) else { return Ok(()) };
        let mut transaction = self.pool.begin().await.map_err(|error| (first, error.into()))?;
        let mut restored = Vec::new();
        for save in &saves {
            let kept = save_draft(&mut transaction, save).await.map_err(|error| (save.field, error))?;
            restored.extend(kept.is_new.then_some(save.field));
        }
        record_texts(&mut transaction, actor, LogAction::Restored, restored)
            .await
            .map_err(|error| (first, error.into()))?;
        transaction.commit().await.map_err(|error| (first, error.into()))
    }

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
                      (select to_char(scheduled_for at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI')
                       from scheduled_text join schedule on schedule.id = schedule_id
                       where finished_at is null and scheduled_text.item_id = item.id and scheduled_text.field = state.field
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

/// A text that is kept.
pub(super) struct Kept {
    saved: Saved,
    /// Whether it was not kept already.
    is_new: bool,
}

pub(super) async fn save_draft(
    transaction: &mut Transaction<'_, Postgres>,
    save: &Save<'_>,
) -> Result<Kept, SaveError> {
    let FieldRef { item, field } = save.field;
    let text = normalised(field, save.text);
    field.check_draft(&text).map_err(SaveError::Problem)?;
    let kind = item_kind(transaction, item).await?.filter(|kind| kind.fields().contains(&field));
    if kind.is_none() || (field == FieldName::Slug && is_fixed(transaction, item).await?) {
        return Err(SaveError::NoSuchField);
    }
    let state = locked_state(transaction, save.field, save.language).await?;
    let published = published_text(transaction, save.field, save.language).await?;

    let earlier = sqlx::query!(
        r#"select item_id, field as "field: String", account_id, version, text from edit where operation_id = $1"#,
        save.operation,
    )
    .fetch_optional(&mut **transaction)
    .await?;
    if let Some(earlier) = earlier {
        let is_retry = earlier.item_id == item.0
            && earlier.field == field.as_str()
            && earlier.account_id == save.actor.account
            && earlier.text.as_deref() == Some(text.as_str());
        return if is_retry {
            Ok(Kept { saved: saved(field, earlier.version, &text, published.as_deref()), is_new: false })
        } else {
            Err(SaveError::OperationTaken)
        };
    }

    let current = state.draft.as_deref().or(published.as_deref()).unwrap_or_default();
    if same_text(field, current, &text) && (state.draft.is_some() || published.is_some() || text.is_empty()) {
        return Ok(Kept { saved: saved(field, state.version, &text, published.as_deref()), is_new: false });
    }
    if state.version != save.base_version {
        return Err(SaveError::Conflict(Box::new(Conflict {
            field: save.field,
            version: state.version,
            theirs: current.to_owned(),
            mine: text,
            author: state.author,
        })));
    }
    let draft =
        published.as_deref().is_none_or(|published| !same_text(field, published, &text)).then_some(text.as_str());
    let version = state.version + 1;
    sqlx::query!(
        "update field_state
         set version = $4, draft = $5, drafted_by = $6, drafted_at = now(),
             draft_began_at = case when $5::text is not null then coalesce(draft_began_at, now()) end
         where item_id = $1 and language = $2 and field = $3",
        item.0,
        save.language.tag() as _,
        field.as_str() as _,
        version,
        draft,
        save.actor.account,
    )
    .execute(&mut **transaction)
    .await?;
    record_edit(transaction, save, version, Some(&text)).await.map_err(|error| {
        // The same operation id at the same moment, for another field.
        if error.is_on_constraint("edit_operation") { SaveError::OperationTaken } else { error.into() }
    })?;
    Ok(Kept { saved: saved(field, version, &text, published.as_deref()), is_new: true })
}

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

/// What an item is.
pub(super) async fn item_kind(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
) -> Result<Option<ItemKind>, StoreError> {
    let kind =
        sqlx::query_scalar!("select kind from item where id = $1", item.0).fetch_optional(&mut **transaction).await?;
    Ok(kind.and_then(|kind| kind.parse().ok()))
}

/// Whether an item is a page whose address people and the law count on.
pub(super) async fn is_fixed(transaction: &mut Transaction<'_, Postgres>, item: ItemId) -> Result<bool, StoreError> {
    let fixed =
        sqlx::query_scalar!(r#"select exists (select from page where id = $1 and is_fixed) as "fixed!""#, item.0,)
            .fetch_one(&mut **transaction)
            .await?;
    Ok(fixed)
}

/// Appends to what was ever saved or discarded.
pub(super) async fn record_edit(
    transaction: &mut Transaction<'_, Postgres>,
    save: &Save<'_>,
    version: i64,
    text: Option<&str>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into edit (operation_id, item_id, language, field, version, text, account_id)
         values ($1, $2, $3, $4, $5, $6, $7)",
        save.operation,
        save.field.item.0,
        save.language.tag() as _,
        save.field.field.as_str() as _,
        version,
        text,
        save.actor.account,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Line ends as `\n`; a plain e-mail address never enters a draft.
fn normalised(field: FieldName, text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if field == FieldName::Email { EmailAddress::mask(&text) } else { text }
}

/// The store keeps days as ISO 8601; people see them as they write them.
pub(super) fn as_shown(field: FieldName, text: String) -> String {
    match text.parse::<Date>() {
        Ok(date) if field == FieldName::PublishedOn => date.german(),
        _ => text,
    }
}

/// Whether two texts mean the same: for a day, in whatever spelling.
fn same_text(field: FieldName, one: &str, other: &str) -> bool {
    let same_day = || matches!((one.parse::<Date>(), other.parse::<Date>()), (Ok(one), Ok(other)) if one == other);
    one == other || (field == FieldName::PublishedOn && same_day())
}

fn rich_html(field: FieldName, text: &str) -> Option<String> {
    (field.kind() == FieldKind::RichText).then(|| markdown::to_html(text))
}

fn saved(field: FieldName, version: i64, text: &str, published: Option<&str>) -> Saved {
    let unpublished = published.is_none_or(|published| !same_text(field, published, text));
    Saved { version, unpublished, html: rich_html(field, text) }
}
