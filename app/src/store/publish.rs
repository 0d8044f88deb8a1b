//! Publishing drafts, and discarding them.

use std::collections::BTreeMap;

use sqlx::{Postgres, Transaction};
use uuid::Uuid;

use super::field::locked_state;
use super::image::hold_image;
use super::item::{free_slug, item_kind};
use super::log::{Actor, record_texts};
use super::published::{self, Texts, append_revision};
use super::save::{Save, record_edit};
use super::schedule::unschedule;
use super::search::set_synonyms;
use super::structure::{self, StructureError};
use super::{Store, StoreError};
use crate::model::{
    Date, EmailAddress, FieldKind, FieldName, FieldProblem, FieldRef, ItemId, ItemKind, Language, LogAction, Slug,
};

/// Why nothing was published. In every case nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// A text is not what was shown when it was chosen: someone changed it meanwhile.
    #[error("a text was changed meanwhile")]
    Changed,
    /// A text cannot be published.
    #[error("a text cannot be published: {1:?}")]
    Problem(FieldRef, FieldProblem),
    /// A query failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for PublishError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Store {
    /// Publishes the chosen drafts: copies them into the typed tables and appends a revision per item, in one transaction.
    ///
    /// Each is named with the version that was shown. One that was published already is passed over, so that a retry
    /// changes nothing.
    ///
    /// # Errors
    /// See [`PublishError`].
    pub async fn publish(
        &self,
        chosen: &[(FieldRef, i64)],
        language: Language,
        actor: Actor,
    ) -> Result<(), PublishError> {
        match self.publish_chosen(chosen, language, actor).await {
            Ok(0) => {}
            Ok(_) => self.counters.publications.one(),
            Err(error) => {
                if matches!(error, PublishError::Changed) {
                    self.counters.publish_conflicts.one();
                }
                return Err(error);
            }
        }
        Ok(())
    }

    /// Answers how many texts had not been published already.
    async fn publish_chosen(
        &self,
        chosen: &[(FieldRef, i64)],
        language: Language,
        actor: Actor,
    ) -> Result<usize, PublishError> {
        let mut transaction = self.pool.begin().await?;
        let drafts = chosen_drafts(&mut transaction, chosen, language).await?;
        publish_texts(&mut transaction, &drafts, language, actor.account).await?;
        record_texts(&mut transaction, actor, LogAction::Published, drafts.iter().map(|(field, _)| *field)).await?;
        for &(field, _) in &drafts {
            end_draft(&mut transaction, field, language).await?;
            unschedule(&mut transaction, field, language).await?;
        }
        transaction.commit().await?;
        Ok(drafts.len())
    }

    /// Discards the chosen drafts. What they said stays in the record of edits.
    ///
    /// # Errors
    /// See [`PublishError`].
    pub async fn discard(
        &self,
        chosen: &[(FieldRef, i64)],
        language: Language,
        actor: Actor,
    ) -> Result<(), PublishError> {
        let mut transaction = self.pool.begin().await?;
        let drafts = chosen_drafts(&mut transaction, chosen, language).await?;
        record_texts(&mut transaction, actor, LogAction::Discarded, drafts.iter().map(|(field, _)| *field)).await?;
        for (field, _) in drafts {
            end_draft(&mut transaction, field, language).await?;
            unschedule(&mut transaction, field, language).await?;
            let version = sqlx::query_scalar!(
                "update field_state set version = version + 1
                 where item_id = $1 and language = $2 and field = $3 returning version",
                field.item.0,
                language.tag() as _,
                field.field.as_str() as _,
            )
            .fetch_one(&mut *transaction)
            .await?;
            let discard =
                Save { field, language, base_version: version - 1, text: "", operation: Uuid::new_v4(), actor };
            record_edit(&mut transaction, &discard, version, None).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

/// Locks the chosen fields, always in the same order so that two editors cannot block each other, and answers those
/// that still have a draft.
pub(super) async fn chosen_drafts(
    transaction: &mut Transaction<'_, Postgres>,
    chosen: &[(FieldRef, i64)],
    language: Language,
) -> Result<Vec<(FieldRef, String)>, PublishError> {
    let mut chosen = chosen.to_vec();
    chosen.sort();
    chosen.dedup();
    let mut drafts = Vec::new();
    for (field, version) in chosen {
        if item_kind(transaction, field.item).await?.is_none() {
            return Err(PublishError::Changed);
        }
        let state = locked_state(transaction, field, language).await?;
        match state.draft {
            _ if state.version != version => return Err(PublishError::Changed),
            Some(text) => drafts.push((field, text)),
            None => {}
        }
    }
    Ok(drafts)
}

/// Makes readers see these texts, and appends a revision of each item that they are of. The texts' fields are locked.
pub(super) async fn publish_texts(
    transaction: &mut Transaction<'_, Postgres>,
    texts: &[(FieldRef, String)],
    language: Language,
    account: Option<i64>,
) -> Result<(), PublishError> {
    let mut items: BTreeMap<ItemId, Texts> = BTreeMap::new();
    for (field, text) in texts {
        items.entry(field.item).or_default().insert(field.field, text.clone());
    }
    for (&item, chosen) in &items {
        publish_item(transaction, item, chosen, language).await?;
        append_revision(transaction, item, language, account).await?;
    }
    Ok(())
}

/// Publishes the chosen drafts of an item beside what readers see of its other texts already.
async fn publish_item(
    transaction: &mut Transaction<'_, Postgres>,
    item: ItemId,
    chosen: &Texts,
    language: Language,
) -> Result<(), PublishError> {
    let kind = published::locked_kind(transaction, item).await?.ok_or(PublishError::Changed)?;
    let mut texts = published::texts(transaction, item, language).await?;
    for (&field, draft) in chosen {
        let problem = |problem| PublishError::Problem(FieldRef { item, field }, problem);
        field.check_publishable(kind, draft).map_err(problem)?;
        texts.insert(field, as_stored(field, draft));
    }
    let is_missing = |field: &FieldName| kind.requires(*field) && texts.get(field).is_none_or(String::is_empty);
    if let Some(field) = kind.fields().iter().copied().find(is_missing) {
        return Err(PublishError::Problem(FieldRef { item, field }, FieldProblem::Empty));
    }
    if let Some((field, problem)) = portrait_problem(transaction, &texts).await? {
        return Err(PublishError::Problem(FieldRef { item, field }, problem));
    }
    if kind == ItemKind::Home {
        if let Some(synonyms) = chosen.get(&FieldName::Synonyms) {
            set_synonyms(transaction, synonyms).await?;
        }
    } else {
        let slug = match published::slug(transaction, item).await? {
            Some(slug) => slug,
            None => first_slug(transaction, item, &texts).await?,
        };
        published::write(transaction, item, kind, &slug, &texts, language).await?;
    }
    for (&field, draft) in chosen.iter().filter(|(field, _)| field.is_structure()) {
        structure::write(transaction, item, kind, field, draft).await.map_err(|error| match error {
            StructureError::Problem(problem) => PublishError::Problem(FieldRef { item, field }, problem),
            StructureError::Store(error) => error.into(),
        })?;
    }
    Ok(())
}

/// A portrait is a picture that is kept, and says whom it is by, as the law of copyright asks.
async fn portrait_problem(
    transaction: &mut Transaction<'_, Postgres>,
    texts: &Texts,
) -> Result<Option<(FieldName, FieldProblem)>, StoreError> {
    let portrait = published::text(texts, FieldName::Portrait);
    if portrait.is_empty() {
        return Ok(None);
    }
    if !hold_image(transaction, portrait).await? {
        return Ok(Some((FieldName::Portrait, FieldProblem::NotAPicture)));
    }
    let is_credited = !published::text(texts, FieldName::PhotoCredit).is_empty();
    Ok((!is_credited).then_some((FieldName::PhotoCredit, FieldProblem::Empty)))
}

/// The address of a post that goes out for the first time; everything else has one from the start.
async fn first_slug(
    transaction: &mut Transaction<'_, Postgres>,
    post: ItemId,
    texts: &Texts,
) -> Result<Slug, PublishError> {
    let text = |field| published::text(texts, field);
    let field = FieldName::PublishedOn;
    let day = text(field).parse::<Date>();
    let day = day.map_err(|_| PublishError::Problem(FieldRef { item: post, field }, FieldProblem::NotADate))?;
    let wanted = Slug::for_post(day, text(FieldName::Title), text(FieldName::Teaser));
    Ok(free_slug(transaction, ItemKind::Post, &wanted).await?)
}

/// A draft as readers see it: days as ISO 8601, addresses with their host in lower case, no space around plain texts.
fn as_stored(field: FieldName, draft: &str) -> String {
    match field {
        FieldName::PublishedOn => draft.parse::<Date>().map_or_else(|_| draft.to_owned(), |date| date.to_string()),
        FieldName::Email => draft.parse::<EmailAddress>().map_or_else(|_| draft.to_owned(), |email| email.masked()),
        _ if field.kind() == FieldKind::RichText => draft.to_owned(),
        _ => draft.trim().to_owned(),
    }
}

pub(super) async fn end_draft(
    transaction: &mut Transaction<'_, Postgres>,
    field: FieldRef,
    language: Language,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update field_state set draft = null, drafted_by = null, drafted_at = null, draft_began_at = null
         where item_id = $1 and language = $2 and field = $3",
        field.item.0,
        language.tag() as _,
        field.field.as_str() as _,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
