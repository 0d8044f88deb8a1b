//! All addresses that readers can open, for crawlers.

use super::{Store, StoreError};
use crate::model::{ItemKind, Language, Slug};

/// How many items a part spans: a sitemap holds this many addresses at most.
const PART: i64 = 50_000;

/// An address that readers can open.
#[derive(Clone, Debug)]
pub struct PublicAddress {
    /// What is there.
    pub kind: ItemKind,
    /// The last part of the address; the start page has none.
    pub slug: Option<Slug>,
    /// When what is there last changed, as RFC 3339 writes it; none where that was never recorded.
    pub changed_at: Option<String>,
}

impl Store {
    /// The parts that hold an address. A part is a span of ids, so that an item stays in its own, whatever comes and goes.
    ///
    /// # Errors
    /// The query failed.
    pub async fn sitemap_parts(&self, language: Language) -> Result<Vec<i64>, StoreError> {
        let parts = sqlx::query_scalar!(
            r#"select part as "part!" from generate_series(1, (select (max(id) - 1) / $2 + 1 from item)) as part
               where exists (select from public_address
                             where language = $1 and item_id > (part - 1) * $2 and item_id <= part * $2)
                  or exists (select from item where kind = 'home' and id > (part - 1) * $2 and id <= part * $2)"#,
            language.tag() as _,
            PART,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(parts)
    }

    /// The addresses of one part.
    ///
    /// # Errors
    /// The query failed.
    pub async fn sitemap_part(&self, part: i64, language: Language) -> Result<Vec<PublicAddress>, StoreError> {
        let last = part.saturating_mul(PART);
        let rows = sqlx::query!(
            r#"select kind as "kind!", slug as "slug?: String",
                      to_char(greatest(changed_at, case when day <= now() then day end) at time zone 'UTC',
                              'YYYY-MM-DD"T"HH24:MI:SS"Z"') as changed_at
               from (select item_id, kind, slug, day::timestamp at time zone 'Europe/Berlin' as day
                     from public_address where language = $1 and item_id > $2 and item_id <= $3
                     union all
                     select id, kind, null, (select published_at from revision order by id desc limit 1)
                     from item where kind = 'home' and id > $2 and id <= $3) as address
               left join (select item_id, max(published_at) as changed_at from revision
                          where language = $1 and item_id > $2 and item_id <= $3 group by item_id) as change using (item_id)
               order by item_id"#,
            language.tag() as _,
            last.saturating_sub(PART),
            last,
        )
        .fetch_all(&self.pool)
        .await?;
        let addresses = rows.into_iter().filter_map(|row| {
            let slug = row.slug.and_then(|slug| slug.parse().ok());
            Some(PublicAddress { kind: row.kind.parse().ok()?, slug, changed_at: row.changed_at })
        });
        Ok(addresses.collect())
    }
}
