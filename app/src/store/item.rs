//! Items by their address, whether readers see them or not, and new ones.

use sqlx::{Postgres, Transaction};
use uuid::Uuid;

use super::log::{Actor, record_item};
use super::published::{self, Texts};
use super::save::save_draft;
use super::{Save, SaveError, Store, StoreError};
use crate::model::{FieldName, FieldRef, ItemId, ItemKind, Language, LogAction, NewKind, Slug};

/// Who is at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemAt {
    /// The item.
    pub id: ItemId,
    /// Whether it is in the bin.
    pub is_deleted: bool,
    /// Its slug today, where the address is one that it once had.
    pub moved_to: Option<Slug>,
}

/// A topic, a person or a page to be made.
#[derive(Clone, Debug)]
pub struct NewItem<'a> {
    /// What it is.
    pub kind: NewKind,
    /// Its title or name.
    pub name: &'a str,
    /// In which language that is.
    pub language: Language,
    /// Who makes it.
    pub actor: Actor,
    /// Chosen by the client; the same again makes nothing.
    pub operation: Uuid,
}

impl Store {
    /// The item of a kind that has a slug, or once had it, published or not.
    ///
    /// # Errors
    /// The query failed.
    pub async fn item_at(&self, kind: ItemKind, slug: &Slug) -> Result<Option<ItemAt>, StoreError> {
        let row = sqlx::query!(
            r#"select item.id as "id!", deleted_at is not null as "is_deleted!",
                      case when is_old then coalesce(topic.slug, person.slug, post.slug, page.slug)::text end as moved_to
               from (
                   select id, false as is_old from topic where slug = $2 and $1 = 'topic'
                   union all select id, false from person where slug = $2 and $1 = 'person'
                   union all select id, false from post where slug = $2 and $1 = 'post'
                   union all select id, false from page where slug = $2 and $1 = 'page'
                   union all select item_id, true from old_slug where slug = $2 and kind = $1
               ) as at_address join item using (id)
               left join topic using (id) left join person using (id) left join post using (id) left join page using (id)
               order by is_old limit 1"#,
            kind.as_str(),
            slug.as_str() as _,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| {
            let moved_to = row.moved_to.and_then(|slug| slug.parse().ok());
            ItemAt { id: ItemId(row.id), is_deleted: row.is_deleted, moved_to }
        }))
    }

    /// Whether readers once saw an item of a kind at this address, which the bin has been emptied of.
    ///
    /// # Errors
    /// The query failed.
    pub async fn is_gone(&self, kind: ItemKind, slug: &Slug) -> Result<bool, StoreError> {
        let is_gone = sqlx::query_scalar!(
            r#"select exists (select from gone_slug where kind = $1 and slug = $2) as "is_gone!""#,
            kind.as_str(),
            slug.as_str() as _,
        );
        Ok(is_gone.fetch_one(&self.pool).await?)
    }

    /// The start page.
    ///
    /// # Errors
    /// The query failed.
    pub async fn home(&self) -> Result<ItemId, StoreError> {
        let id = sqlx::query_scalar!("select id from item where kind = 'home'").fetch_one(&self.pool).await?;
        Ok(ItemId(id))
    }

    /// Makes an item that only editors see, with its title or name and its address as drafts; answers where. The same operation id
    /// again answers the same one.
    ///
    /// # Errors
    /// See [`SaveError`]; nothing was made.
    pub async fn create_item(&self, new: &NewItem<'_>) -> Result<Slug, SaveError> {
        let mut transaction = self.pool.begin().await?;
        if let Some(earlier) = made_before(&mut transaction, new.operation, new.actor).await? {
            return published::slug(&mut transaction, earlier).await?.ok_or(SaveError::OperationTaken);
        }
        let item = insert_item(&mut transaction, new.kind.into(), new.actor).await?;
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
            NewKind::Page => {
                sqlx::query!("insert into page (id, slug) values ($1, $2)", item.0, slug.as_str() as _)
                    .execute(&mut *transaction)
                    .await?;
                FieldName::Title
            }
        };
        let texts = [(field, new.name, new.operation), (FieldName::Slug, slug.as_str(), Uuid::new_v4())];
        for (field, text, operation) in texts {
            // An address that the law fixes is no text.
            if field == FieldName::Slug && is_fixed(&mut transaction, item).await? {
                continue;
            }
            let field = FieldRef { item, field };
            let (language, actor) = (new.language, new.actor);
            let save = Save { field, language, base_version: 0, text, operation, actor };
            save_draft(&mut transaction, &save).await?;
        }
        record_item(&mut transaction, new.actor, LogAction::Created, item).await?;
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

/// The item that was made under an operation id. Whoever asks for the same id waits until this transaction ends.
pub(super) async fn made_before(
    transaction: &mut Transaction<'_, Postgres>,
    operation: Uuid,
    actor: Actor,
) -> Result<Option<ItemId>, StoreError> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 0))", operation.to_string())
        .execute(&mut **transaction)
        .await?;
    let item = sqlx::query_scalar!(
        "select item_id from edit where operation_id = $1 and account_id = $2",
        operation,
        actor.account,
    )
    .fetch_optional(&mut **transaction)
    .await?;
    Ok(item.map(ItemId))
}

pub(super) async fn insert_item(
    transaction: &mut Transaction<'_, Postgres>,
    kind: ItemKind,
    actor: Actor,
) -> Result<ItemId, StoreError> {
    let id = sqlx::query_scalar!(
        "insert into item (kind, created_by) values ($1, $2) returning id",
        kind.as_str(),
        actor.account
    )
    .fetch_one(&mut **transaction)
    .await?;
    Ok(ItemId(id))
}

/// A slug, with the first free number behind it where another item of its kind has it, or had it and is gone. The lock lets one look for a free one at
/// a time.
pub(super) async fn free_slug(
    transaction: &mut Transaction<'_, Postgres>,
    kind: ItemKind,
    wanted: &Slug,
) -> Result<Slug, StoreError> {
    lock_slugs(transaction).await?;
    let mut slug = wanted.clone();
    let mut number = 1;
    while is_taken(transaction, kind, &slug, None).await? {
        number += 1;
        slug = wanted.numbered(number);
    }
    Ok(slug)
}

/// Lets one look for a free slug at a time, until the transaction ends.
pub(super) async fn lock_slugs(transaction: &mut Transaction<'_, Postgres>) -> Result<(), StoreError> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('slug', 0))").execute(&mut **transaction).await?;
    Ok(())
}

/// Whether an item other than this one has a slug or had it, or the program needs the address itself. The address of what is gone
/// is free for an item that is given it by hand, and not for one that is given whatever is free.
pub(super) async fn is_taken(
    transaction: &mut Transaction<'_, Postgres>,
    kind: ItemKind,
    slug: &Slug,
    item: Option<ItemId>,
) -> Result<bool, StoreError> {
    if kind == ItemKind::Page && slug.is_reserved() {
        return Ok(true);
    }
    let taken = sqlx::query_scalar!(
        r#"select exists (
               select from (
                   select id from topic where slug = $2 and $1 = 'topic'
                   union all select id from person where slug = $2 and $1 = 'person'
                   union all select id from post where slug = $2 and $1 = 'post'
                   union all select id from page where slug = $2 and $1 = 'page'
                   union all select item_id from old_slug where slug = $2 and kind = $1
                   union all select 0 from gone_slug where slug = $2 and kind = $1 and $3::bigint is null
               ) as had where id is distinct from $3
           ) as "taken!""#,
        kind.as_str(),
        slug.as_str() as _,
        item.map(|item| item.0),
    )
    .fetch_one(&mut **transaction)
    .await?;
    Ok(taken)
}
