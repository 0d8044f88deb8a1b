//! Pictures: kept by what is in them, as long as anything names them.

use sqlx::{Postgres, Transaction};

use super::log::{Actor, record_item};
use super::{Store, StoreError};
use crate::model::{ImageId, ItemId, LogAction};

/// A picture with what pages show of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewImage {
    /// Of the original's bytes.
    pub id: ImageId,
    /// As it was uploaded.
    pub original: Vec<u8>,
    /// The original's, such as `image/jpeg`.
    pub media_type: &'static str,
    /// Of the original, in pixels.
    pub width: u32,
    /// Of the original, in pixels.
    pub height: u32,
    /// What was made of it.
    pub files: Vec<ImageFile>,
}

/// What pages show of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageFile {
    /// `96.webp`, the last part of its address.
    pub name: String,
    /// What is served.
    pub bytes: Vec<u8>,
}

/// A file of a picture, and who may have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredImageFile {
    /// What is served.
    pub bytes: Vec<u8>,
    /// Whether readers see it now.
    pub is_public: bool,
    /// Whether it is a draft that a preview link may be showing.
    pub may_be_previewed: bool,
}

impl Store {
    /// Keeps a picture. One that is kept already stays as it is. `uploaded`: by whom, for whose portrait; none for a picture of a
    /// content folder.
    ///
    /// # Errors
    /// A query failed; nothing was changed.
    pub async fn add_image(&self, image: &NewImage, uploaded: Option<(Actor, ItemId)>) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        // Uploading it again lets it stay for another day.
        sqlx::query!(
            "insert into image (id, original, media_type, width, height) values ($1, $2, $3, $4, $5)
             on conflict (id) do update set stored_at = now()",
            image.id.as_str() as _,
            image.original,
            image.media_type,
            i32::try_from(image.width).unwrap_or(i32::MAX),
            i32::try_from(image.height).unwrap_or(i32::MAX),
        )
        .execute(&mut *transaction)
        .await?;
        for file in &image.files {
            sqlx::query!(
                "insert into image_file (image_id, name, bytes) values ($1, $2, $3) on conflict do nothing",
                image.id.as_str() as _,
                file.name,
                file.bytes,
            )
            .execute(&mut *transaction)
            .await?;
        }
        if let Some((actor, person)) = uploaded {
            record_item(&mut transaction, actor, LogAction::PortraitUploaded, person).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// A picture as it was uploaded, with its media type.
    ///
    /// # Errors
    /// The query failed.
    pub async fn original_image(&self, id: &ImageId) -> Result<Option<(String, Vec<u8>)>, StoreError> {
        let row = sqlx::query!("select media_type, original from image where id = $1", id.as_str() as _)
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(|row| (row.media_type, row.original)))
    }

    /// A file of a picture by its name.
    ///
    /// # Errors
    /// The query failed.
    pub async fn image_file(&self, id: &ImageId, name: &str) -> Result<Option<StoredImageFile>, StoreError> {
        let file = sqlx::query_as!(
            StoredImageFile,
            r#"select bytes,
                      exists (select from person join person_text on person_id = person.id
                              where portrait = image_id) as "is_public!",
                      exists (select from valid_preview_link)
                      and exists (select from field_state join item on item.id = item_id and deleted_at is null
                                  where field = 'portrait' and draft = image_id) as "may_be_previewed!"
               from image_file where image_id = $1 and name = $2"#,
            id.as_str() as _,
            name,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(file)
    }

    /// Removes pictures that were uploaded a day ago and that nothing names: no page, draft, history or set time; answers how many.
    ///
    /// # Errors
    /// The query failed; nothing was changed.
    pub async fn remove_unnamed_images(&self) -> Result<u64, StoreError> {
        let removed = sqlx::query!(
            "delete from image
             where stored_at < now() - interval '1 day'
               and not exists (select from person where portrait = image.id)
               and not exists (select from field_state where field = 'portrait' and draft = image.id)
               and not exists (select from scheduled_text where field = 'portrait' and text = image.id)
               and not exists (select from edit where field = 'portrait' and text = image.id)
               and not exists (select from revision where content ->> 'portrait' = image.id)",
        )
        .execute(&self.pool)
        .await?;
        Ok(removed.rows_affected())
    }
}

/// Whether a picture is kept; if so, it stays until the transaction ends.
pub(super) async fn hold_image(transaction: &mut Transaction<'_, Postgres>, id: &str) -> Result<bool, StoreError> {
    let Ok(id) = id.parse::<ImageId>() else { return Ok(false) };
    let held = sqlx::query_scalar!(r#"select width from image where id = $1 for key share"#, id.as_str() as _)
        .fetch_optional(&mut **transaction)
        .await?;
    Ok(held.is_some())
}
