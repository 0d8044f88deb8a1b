//! How a content folder gets into the store.

use std::collections::HashMap;

use sqlx::{Postgres, Transaction};

use super::{ContentItem, ContentPlace, order, stored_content};
use crate::model::{FieldName, ItemId, Language, LogAction, list_text};
use crate::store::log::{Actor, record_count};
use crate::store::published::{self, append_revision};
use crate::store::structure::{self, StructureError};
use crate::store::{Store, StoreError};

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// Items that were not there before.
    pub added: usize,
    /// Items whose texts, position or lists were changed.
    pub changed: usize,
    /// Items that were the same already.
    pub unchanged: usize,
}

impl Store {
    /// Publishes items as they are given, all or none. Items that are not given stay as they are, and so do drafts.
    /// Items that are the same already get no revision and no version.
    ///
    /// # Errors
    /// A query failed; nothing was changed.
    pub async fn import_content(&self, items: &[ContentItem], language: Language) -> Result<ImportCounts, StoreError> {
        let mut transaction = self.pool.begin().await?;
        hold_edits(&mut transaction).await?;
        let counts = import(&mut transaction, items, language).await?;
        transaction.commit().await?;
        Ok(counts)
    }

    /// The same, but only into a store without any item; `None`: there is one already. Several servers may do this at once.
    ///
    /// # Errors
    /// A query failed; nothing was changed.
    pub async fn import_first_content(
        &self,
        items: &[ContentItem],
        language: Language,
    ) -> Result<Option<ImportCounts>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        hold_edits(&mut transaction).await?;
        let empty = sqlx::query_scalar!(r#"select not exists (select from item where kind <> 'home') as "empty!""#)
            .fetch_one(&mut *transaction)
            .await?;
        if !empty {
            return Ok(None);
        }
        let counts = import(&mut transaction, items, language).await?;
        transaction.commit().await?;
        Ok(Some(counts))
    }
}

/// Lets saves, publications and other imports wait until this transaction ends, so that what an import compares is what
/// it changes. Readers don't wait. Being the first lock of its transaction, it cannot end in a deadlock.
async fn hold_edits(transaction: &mut Transaction<'_, Postgres>) -> Result<(), StoreError> {
    sqlx::query!("lock table field_state in share row exclusive mode").execute(&mut **transaction).await?;
    Ok(())
}

async fn import(
    transaction: &mut Transaction<'_, Postgres>,
    items: &[ContentItem],
    language: Language,
) -> Result<ImportCounts, StoreError> {
    let stored = stored_content(transaction, language).await?;
    let stored: HashMap<_, _> = stored.iter().map(|(id, item)| ((item.kind(), &item.slug), (*id, item))).collect();
    let mut items: Vec<&ContentItem> = items.iter().collect();
    items.sort_by(|one, other| order(one).cmp(&order(other)));
    let mut counts = ImportCounts::default();
    for item in items {
        match stored.get(&(item.kind(), &item.slug)) {
            None => {
                add(transaction, item, language).await?;
                counts.added += 1;
            }
            Some((_, same)) if *same == item => counts.unchanged += 1,
            Some((id, other)) => {
                change(transaction, *id, item, other, language).await?;
                counts.changed += 1;
            }
        }
    }
    if counts.added + counts.changed > 0 {
        record_count(transaction, Actor::default(), LogAction::Imported, counts.added + counts.changed).await?;
    }
    Ok(counts)
}

async fn add(
    transaction: &mut Transaction<'_, Postgres>,
    item: &ContentItem,
    language: Language,
) -> Result<(), StoreError> {
    let id = sqlx::query_scalar!("insert into item (kind) values ($1) returning id", item.kind().as_str())
        .fetch_one(&mut **transaction)
        .await?;
    write(transaction, ItemId(id), item, language).await?;
    append_revision(transaction, ItemId(id), language, None).await
}

async fn change(
    transaction: &mut Transaction<'_, Postgres>,
    id: ItemId,
    item: &ContentItem,
    stored: &ContentItem,
    language: Language,
) -> Result<(), StoreError> {
    write(transaction, id, item, language).await?;
    let fields = changed_fields(item, stored);
    for &field in &fields {
        raise_version(transaction, id, field, language).await?;
    }
    if fields.is_empty() { Ok(()) } else { append_revision(transaction, id, language, None).await }
}

/// A save that started from the text before is answered as a conflict from now on. The draft itself stays.
async fn raise_version(
    transaction: &mut Transaction<'_, Postgres>,
    id: ItemId,
    field: FieldName,
    language: Language,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into field_state (item_id, language, field, version) values ($1, $2, $3, 1)
         on conflict (item_id, language, field) do update set version = field_state.version + 1",
        id.0,
        language.tag() as _,
        field.as_str() as _,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn write(
    transaction: &mut Transaction<'_, Postgres>,
    id: ItemId,
    item: &ContentItem,
    language: Language,
) -> Result<(), StoreError> {
    // What is imported comes back from the bin.
    sqlx::query!("update item set deleted_at = null, deleted_by = null where id = $1 and deleted_at is not null", id.0)
        .execute(&mut **transaction)
        .await?;
    published::write(transaction, id, item.kind(), &item.slug, &item.texts, language).await?;
    if let ContentPlace::Topic { position, .. } = &item.place {
        sqlx::query!("update topic set position = $2 where id = $1", id.0, position)
            .execute(&mut **transaction)
            .await?;
    }
    if let Some((field, list)) = list_of(item) {
        let written = structure::write(transaction, id, item.kind(), field, &list).await;
        match written {
            // A file that names what there is not is refused before it comes here.
            Ok(()) | Err(StructureError::Problem(_)) => {}
            Err(StructureError::Store(error)) => return Err(error),
        }
    }
    Ok(())
}

/// What an item names of the others, as the text of a field.
fn list_of(item: &ContentItem) -> Option<(FieldName, String)> {
    match &item.place {
        ContentPlace::Topic { contacts, .. } => Some((FieldName::Contacts, list_text(contacts))),
        ContentPlace::Post { topics } => Some((FieldName::Topics, list_text(topics))),
        ContentPlace::Person | ContentPlace::Page => None,
    }
}

/// The fields whose text is not the stored one.
fn changed_fields(item: &ContentItem, stored: &ContentItem) -> Vec<FieldName> {
    let texts = item.kind().texts().filter(|field| item.texts.get(field) != stored.texts.get(field));
    let list = list_of(item).filter(|list| list_of(stored).as_ref() != Some(list)).map(|(field, _)| field);
    texts.chain(list).collect()
}
