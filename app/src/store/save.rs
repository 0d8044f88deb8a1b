//! Saving: a text becomes a draft, once for each operation, and never over what someone else wrote meanwhile.

use sqlx::{Postgres, Transaction};
use uuid::Uuid;

use super::field::{locked_state, published_text, rich_html, same_text};
use super::item::{is_fixed, item_kind};
use super::log::{Actor, record_sitting, record_texts};
use super::{Store, StoreError};
use crate::model::{Conflict, EmailAddress, FieldName, FieldProblem, FieldRef, Language, LogAction, Saved};

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
}

/// A text that is kept.
pub(super) struct Kept {
    saved: Saved,
    /// Whether it was not kept already.
    is_new: bool,
}

/// Keeps a text as a draft within a transaction; see [`Store::save_draft`].
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
    let kept_already = |version| Kept { saved: saved(field, version, &text, published.as_deref()), is_new: false };
    if let Some(version) = saved_before(transaction, save, &text).await? {
        return Ok(kept_already(version));
    }
    let current = state.draft.as_deref().or(published.as_deref()).unwrap_or_default();
    if same_text(field, current, &text) && (state.draft.is_some() || published.is_some() || text.is_empty()) {
        return Ok(kept_already(state.version));
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
    let version = state.version + 1;
    let is_published = published.as_deref().is_some_and(|published| same_text(field, published, &text));
    write_draft(transaction, save, version, (!is_published).then_some(text.as_str())).await?;
    record_edit(transaction, save, version, Some(&text)).await.map_err(|error| {
        // The same operation id at the same moment, for another field.
        if error.is_on_constraint("edit_operation") { SaveError::OperationTaken } else { error.into() }
    })?;
    Ok(Kept { saved: saved(field, version, &text, published.as_deref()), is_new: true })
}

/// The version under which the same save was kept before.
async fn saved_before(
    transaction: &mut Transaction<'_, Postgres>,
    save: &Save<'_>,
    text: &str,
) -> Result<Option<i64>, SaveError> {
    let FieldRef { item, field } = save.field;
    let earlier = sqlx::query!(
        r#"select item_id, field as "field: String", account_id, version, text from edit where operation_id = $1"#,
        save.operation,
    )
    .fetch_optional(&mut **transaction)
    .await?;
    let Some(earlier) = earlier else { return Ok(None) };
    let is_the_same = earlier.item_id == item.0
        && earlier.field == field.as_str()
        && earlier.account_id == save.actor.account
        && earlier.text.as_deref() == Some(text);
    if is_the_same { Ok(Some(earlier.version)) } else { Err(SaveError::OperationTaken) }
}

/// Makes a field's row say what editors see from now on; without a draft that is what is published.
async fn write_draft(
    transaction: &mut Transaction<'_, Postgres>,
    save: &Save<'_>,
    version: i64,
    draft: Option<&str>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update field_state
         set version = $4, draft = $5, drafted_by = $6, drafted_at = now(),
             draft_began_at = case when $5::text is not null then coalesce(draft_began_at, now()) end
         where item_id = $1 and language = $2 and field = $3",
        save.field.item.0,
        save.language.tag() as _,
        save.field.field.as_str() as _,
        version,
        draft,
        save.actor.account,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
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

fn saved(field: FieldName, version: i64, text: &str, published: Option<&str>) -> Saved {
    let unpublished = published.is_none_or(|published| !same_text(field, published, text));
    Saved { version, unpublished, html: rich_html(field, text) }
}
