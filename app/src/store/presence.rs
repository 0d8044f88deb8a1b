//! Who else is on a page.

use uuid::Uuid;

use super::{Store, StoreError};
use crate::model::{FieldRef, ItemId, Present};

impl Store {
    /// Notes that a window is on a page, in a text or in none, and answers who else was there in the last 7 seconds. A window
    /// says so every 3 seconds, so that nobody is shown for longer than 10 seconds after they left. Where the window has said something
    /// with a higher `beat`, this one arrives late and notes nothing.
    ///
    /// # Errors
    /// A query failed.
    pub async fn be_present(
        &self,
        tab: Uuid,
        beat: i32,
        account: i64,
        path: &str,
        text: Option<FieldRef>,
    ) -> Result<Vec<Present>, StoreError> {
        sqlx::query!(
            "with gone as (delete from presence where seen_at < now() - interval '1 hour' and tab <> $1)
             insert into presence (tab, beat, account_id, path, item_id, field) values ($1, $2, $3, $4, $5, $6)
             on conflict (tab) do update
             set beat = excluded.beat, account_id = excluded.account_id, path = excluded.path,
                 item_id = excluded.item_id, field = excluded.field, seen_at = now()
             where presence.beat <= excluded.beat",
            tab,
            beat,
            account,
            path,
            text.map(|text| text.item.0),
            text.map(|text| text.field.as_str()) as _,
        )
        .execute(&self.pool)
        .await?;
        let rows = sqlx::query!(
            r#"select name, account_id = $3 as "is_own!", item_id, field as "field: String"
               from presence join account on account.id = account_id
               where path = $1 and tab <> $2 and seen_at > now() - interval '7 seconds'
               order by name, tab"#,
            path,
            tab,
            account,
        )
        .fetch_all(&self.pool)
        .await?;
        let present = rows.into_iter().map(|row| {
            let field = row.field.and_then(|field| field.parse().ok());
            let text = row.item_id.zip(field).map(|(item, field)| FieldRef { item: ItemId(item), field });
            Present { name: row.name, is_own: row.is_own, text }
        });
        Ok(present.collect())
    }

    /// Notes that a window of an account is nowhere any more.
    ///
    /// # Errors
    /// The query failed.
    pub async fn leave_page(&self, tab: Uuid, beat: i32, account: i64) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into presence (tab, beat, account_id) values ($1, $2, $3)
             on conflict (tab) do update set beat = excluded.beat, path = null, item_id = null, field = null
             where presence.account_id = excluded.account_id and presence.beat <= excluded.beat",
            tab,
            beat,
            account,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
