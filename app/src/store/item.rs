//! Items by their address, whether readers see them or not, and new ones.

use sqlx::{Postgres, Transaction};
use uuid::Uuid;

use super::drafts::save_draft;
use super::published::{self, Texts};
use super::{Save, SaveError, Store, StoreError};
use crate::model::{FieldName, FieldRef, ItemId, ItemKind, Language, NewKind, Slug};

/// Who is at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemAt {
    /// The item.
    pub id: ItemId,
    /// Whether it is in the bin.
    pub is_deleted: bool,
}

/// A topic or a person to be made.
#[derive(Clone, Debug)]
pub struct NewItem<'a> {
    /// What it is.
    pub kind: NewKind,
    /// Its title or name.
    pub name: &'a str,
    /// In which language that is.
    pub language: Language,
    /// Who makes it.
    pub account: i64,
    /// Chosen by the client; the same again makes nothing.
    pub operation: Uuid,
}

impl Store {
    /// The item of a kind that has a slug, published or not.
    ///
    /// # Errors
    /// The query failed.
    pub async fn item_at(&self, kind: ItemKind, slug: &Slug) -> Result<Option<ItemAt>, StoreError> {
        let row = sqlx::query!(
            r#"select item.id as "id!", deleted_at is not null as "is_deleted!" from (
                   select id from topic where slug = $2 and $1 = 'topic'
                   union all select id from person where slug = $2 and $1 = 'person'
                   union all select id from post where slug = $2 and $1 = 'post'
                   union all select id from page where slug = $2 and $1 = 'page'
               ) as at_address join item using (id)"#,
            kind.as_str(),
            slug.as_str() as _,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| ItemAt { id: ItemId(row.id), is_deleted: row.is_deleted }))
    }

    /// Makes a topic or a person that only editors see, with its title or name as a draft; answers where. The same operation id
    /// again answers the same one.
    ///
    /// # Errors
    /// See [`SaveError`]; nothing was made.
    pub async fn create_item(&self, new: &NewItem<'_>) -> Result<Slug, SaveError> {
        let mut transaction = self.pool.begin().await?;
        if let Some(earlier) = made_before(&mut transaction, new.operation, new.account).await? {
            return published::slug(&mut transaction, earlier).await?.ok_or(SaveError::OperationTaken);
        }
        let item = insert_item(&mut transaction, new.kind.into(), new.account).await?;
        let slug = free_slug(&mut transaction, new.kind.into(), &Slug::for_name(new.name)).await?;
        let field = match new.kind {
            NewKind::Topic => {
                published::insert_topic(&mut transaction, item, &slug).await?;
                FieldName::Title
            }
            NewKind::Person => {
                sqlx::query!("insert into person (id, slug) values ($1, $2)", item.0, slug.as_str() as _)
                    .execute(&mut *transaction)
                    .await?;
                FieldName::Name
            }
        };
        let save = Save {
            field: FieldRef { item, field },
            language: new.language,
            base_version: 0,
            text: new.name,
            operation: new.operation,
            account: new.account,
        };
        save_draft(&mut transaction, &save).await?;
        transaction.commit().await?;
        Ok(slug)
    }

    /// The drafts of an item that is not published.
    ///
    /// # Errors
    /// The query failed.
    pub async fn drafted_texts(&self, item: ItemId, language: Language) -> Result<Texts, StoreError> {
        let rows = sqlx::query!(
            r#"select field as "field: String", draft as "draft!" from field_state
               where item_id = $1 and language = $2 and draft is not null"#,
            item.0,
            language.tag() as _,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().filter_map(|row| Some((row.field.parse().ok()?, row.draft))).collect())
    }
}

/// The item that was made under an operation id. Whoever asks for the same id waits until this transaction ends.
pub(super) async fn made_before(
    transaction: &mut Transaction<'_, Postgres>,
    operation: Uuid,
    account: i64,
) -> Result<Option<ItemId>, StoreError> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 0))", operation.to_string())
        .execute(&mut **transaction)
        .await?;
    let item = sqlx::query_scalar!(
        "select item_id from edit where operation_id = $1 and account_id = $2",
        operation,
        account,
    )
    .fetch_optional(&mut **transaction)
    .await?;
    Ok(item.map(ItemId))
}

pub(super) async fn insert_item(
    transaction: &mut Transaction<'_, Postgres>,
    kind: ItemKind,
    account: i64,
) -> Result<ItemId, StoreError> {
    let id =
        sqlx::query_scalar!("insert into item (kind, created_by) values ($1, $2) returning id", kind.as_str(), account)
            .fetch_one(&mut **transaction)
            .await?;
    Ok(ItemId(id))
}

/// A slug, with the first free number behind it where another item of its kind has it. The lock lets one look for a free one at
/// a time.
pub(super) async fn free_slug(
    transaction: &mut Transaction<'_, Postgres>,
    kind: ItemKind,
    wanted: &Slug,
) -> Result<Slug, StoreError> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('slug', 0))").execute(&mut **transaction).await?;
    let mut slug = wanted.clone();
    let mut number = 1;
    while is_taken(transaction, kind, &slug).await? {
        number += 1;
        slug = wanted.numbered(number);
    }
    Ok(slug)
}

async fn is_taken(
    transaction: &mut Transaction<'_, Postgres>,
    kind: ItemKind,
    slug: &Slug,
) -> Result<bool, StoreError> {
    let taken = sqlx::query_scalar!(
        r#"select exists (select from topic where slug = $2 and $1 = 'topic')
               or exists (select from person where slug = $2 and $1 = 'person')
               or exists (select from post where slug = $2 and $1 = 'post') as "taken!""#,
        kind.as_str(),
        slug.as_str() as _,
    )
    .fetch_one(&mut **transaction)
    .await?;
    Ok(taken)
}
