//! The log of changes: rows are only ever added.

use std::collections::BTreeMap;
use std::net::IpAddr;

use sqlx::PgConnection;

use super::changes::shortened;
use super::{Store, StoreError};
use crate::api::PageRef;
use crate::model::{
    EmailAddress, FieldName, FieldRef, ItemId, ItemKind, Language, LogAction, LogEntry, LogFilter, LogPart, Role,
};

/// How many entries a page of the log has.
const PAGE: usize = 50;

/// Who does something, and from where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// The account; none where nobody is logged in, and for what the program does by itself.
    pub account: Option<i64>,
    /// The client's network address; none on the command line.
    pub address: Option<IpAddr>,
}

impl Store {
    /// Remembers what was done, on its own. What changes rows calls [`record`] within its transaction instead.
    ///
    /// # Errors
    /// The query failed.
    pub async fn log(&self, actor: Actor, action: LogAction, subject: &str) -> Result<(), StoreError> {
        record(&mut *self.pool.acquire().await?, actor, action, subject).await?;
        self.counters.logged(action);
        Ok(())
    }

    /// Remembers that an account tried what it may not do; of one endpoint once in a quarter of an hour.
    ///
    /// # Errors
    /// The query failed.
    pub async fn log_refusal(&self, actor: Actor, endpoint: &str) -> Result<(), StoreError> {
        let is_known = sqlx::query_scalar!(
            r#"select exists (
                   select from log_entry where account_id = $1 and happened_at > now() - interval '15 minutes'
                       and action = $2 and subject = $3) as "is_known!""#,
            actor.account,
            LogAction::Refused.as_str(),
            endpoint,
        )
        .fetch_one(&self.pool)
        .await?;
        if is_known { Ok(()) } else { self.log(actor, LogAction::Refused, endpoint).await }
    }

    /// A page of the log, the newest entries first.
    ///
    /// # Errors
    /// A query failed.
    pub async fn log_part(&self, filter: LogFilter) -> Result<LogPart, StoreError> {
        let mut entries = self.log_entries(&filter, PAGE + 1).await?;
        let has_older = entries.len() > PAGE;
        entries.truncate(PAGE);
        let accounts =
            sqlx::query!("select id, name, email from account order by name, id").fetch_all(&self.pool).await?;
        let accounts = accounts.into_iter().map(|row| (row.id, row.name, EmailAddress::mask(&row.email))).collect();
        Ok(LogPart { filter, entries, has_older, accounts })
    }

    /// The newest entries of the log, at most so many.
    ///
    /// # Errors
    /// The query failed.
    pub async fn log_entries(&self, filter: &LogFilter, most: usize) -> Result<Vec<LogEntry>, StoreError> {
        let rows = sqlx::query!(
            r#"select entry.id, account.name as "account?", account.email as "email?", behalf.name as "on_behalf_of?", action, subject, detail, texts,
                      to_char(happened_at at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI') as "when!",
                      to_char(happened_at at time zone 'Europe/Berlin', 'YYYY-MM-DD"T"HH24:MI:SS') as "timestamp!",
                      abbrev(address) as address
               from log_entry as entry
               left join account on account.id = account_id
               left join account as behalf on behalf.id = on_behalf_of
               where ($1::bigint is null or $1 in (account_id, on_behalf_of))
                 and ($2::text is null or action = $2)
                 and ($3::text is null or happened_at >= $3::text::timestamp at time zone 'Europe/Berlin')
                 and ($4::text is null
                      or happened_at < ($4::text::timestamp + interval '1 day') at time zone 'Europe/Berlin')
                 and ($5::bigint is null or entry.id < $5)
               order by entry.id desc limit $6"#,
            filter.account,
            filter.action.map(LogAction::as_str),
            filter.from.map(|day| day.to_string()),
            filter.to.map(|day| day.to_string()),
            filter.before,
            i64::try_from(most).unwrap_or(i64::MAX),
        )
        .fetch_all(&self.pool)
        .await?;
        let entries = rows.into_iter().filter_map(|row| {
            Some(LogEntry {
                id: row.id,
                when: row.when,
                timestamp: row.timestamp,
                account: row.account,
                account_email: row.email.map(|email| EmailAddress::mask(&email)),
                on_behalf_of: row.on_behalf_of,
                action: row.action.parse().ok()?,
                subject: EmailAddress::mask(&row.subject),
                detail: row.detail,
                texts: row.texts,
                address: row.address,
            })
        });
        Ok(entries.collect())
    }

    /// Shortens the network addresses of what is older than a week; answers how many.
    ///
    /// # Errors
    /// The query failed.
    pub async fn shorten_log_addresses(&self) -> Result<i64, StoreError> {
        let shortened = sqlx::query_scalar!(r#"select log_shorten_addresses() as "shortened!""#);
        Ok(shortened.fetch_one(&self.pool).await?)
    }
}

/// A row to be added.
struct Entry<'a> {
    actor: Actor,
    on_behalf_of: Option<i64>,
    action: LogAction,
    subject: &'a str,
    detail: &'a str,
    item: Option<ItemId>,
    texts: Option<usize>,
}

impl<'a> Entry<'a> {
    fn new(actor: Actor, action: LogAction, subject: &'a str) -> Self {
        Self { actor, on_behalf_of: None, action, subject, detail: "", item: None, texts: None }
    }

    async fn insert(self, connection: &mut PgConnection) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into log_entry (account_id, on_behalf_of, action, subject, detail, item_id, texts, address)
             values ($1, $2, $3, $4, $5, $6, $7, $8::text::inet)",
            self.actor.account,
            self.on_behalf_of,
            self.action.as_str(),
            self.subject,
            self.detail,
            self.item.map(|item| item.0),
            self.texts.map(|texts| i32::try_from(texts).unwrap_or(i32::MAX)),
            self.actor.address.map(|address| address.to_string()),
        )
        .execute(connection)
        .await?;
        Ok(())
    }
}

/// Remembers what was done, in the transaction that does it.
pub(super) async fn record(
    connection: &mut PgConnection,
    actor: Actor,
    action: LogAction,
    subject: &str,
) -> Result<(), StoreError> {
    Entry::new(actor, action, subject).insert(connection).await
}

/// The same, of an account's role: its address, and the role that it has from now on.
pub(super) async fn record_role(
    connection: &mut PgConnection,
    actor: Actor,
    action: LogAction,
    email: &str,
    role: Role,
) -> Result<(), StoreError> {
    record_with(connection, actor, action, email, role.as_str()).await
}

/// The same, with what belongs to it.
pub(super) async fn record_with(
    connection: &mut PgConnection,
    actor: Actor,
    action: LogAction,
    subject: &str,
    detail: &str,
) -> Result<(), StoreError> {
    Entry { detail, ..Entry::new(actor, action, subject) }.insert(connection).await
}

/// The same, of what has only a number or a name.
pub(super) async fn record_detail(
    connection: &mut PgConnection,
    actor: Actor,
    action: LogAction,
    detail: &str,
) -> Result<(), StoreError> {
    Entry { detail, ..Entry::new(actor, action, "") }.insert(connection).await
}

/// The same, of so many texts.
pub(super) async fn record_count(
    connection: &mut PgConnection,
    actor: Actor,
    action: LogAction,
    texts: usize,
) -> Result<(), StoreError> {
    Entry { texts: Some(texts), ..Entry::new(actor, action, "") }.insert(connection).await
}

/// The same, of an item: by the path of its page, and what people call it.
pub(super) async fn record_item(
    connection: &mut PgConnection,
    actor: Actor,
    action: LogAction,
    item: ItemId,
) -> Result<(), StoreError> {
    let (path, name) = place_of(connection, item).await?;
    Entry { detail: &name, item: Some(item), ..Entry::new(actor, action, &path) }.insert(connection).await
}

/// The same, of texts: one entry for each item that they are of.
pub(super) async fn record_texts(
    connection: &mut PgConnection,
    actor: Actor,
    action: LogAction,
    texts: impl IntoIterator<Item = FieldRef>,
) -> Result<(), StoreError> {
    record_texts_for(connection, actor, None, action, texts).await
}

/// The same, done by the program because an account had told it to.
pub(super) async fn record_texts_for(
    connection: &mut PgConnection,
    actor: Actor,
    on_behalf_of: Option<i64>,
    action: LogAction,
    texts: impl IntoIterator<Item = FieldRef>,
) -> Result<(), StoreError> {
    let mut items: BTreeMap<ItemId, Vec<FieldName>> = BTreeMap::new();
    for FieldRef { item, field } in texts {
        items.entry(item).or_default().push(field);
    }
    for (item, fields) in items {
        let (mut path, name) = place_of(connection, item).await?;
        if fields.iter().all(|field| *field == FieldName::Synonyms) {
            path = PageRef::Search.path();
        }
        let entry = Entry::new(actor, action, &path);
        Entry { on_behalf_of, detail: &name, item: Some(item), texts: Some(fields.len()), ..entry }
            .insert(connection)
            .await?;
    }
    Ok(())
}

/// Remembers that someone writes in the texts of an item, once in a sitting. Every single save stands in the history.
pub(super) async fn record_sitting(
    connection: &mut PgConnection,
    actor: Actor,
    item: ItemId,
) -> Result<(), StoreError> {
    let is_known = sqlx::query_scalar!(
        r#"select exists (select from log_entry
                          where account_id = $1 and happened_at > now() - interval '30 minutes'
                            and item_id = $2 and action = $3) as "is_known!""#,
        actor.account,
        item.0,
        LogAction::Edited.as_str(),
    )
    .fetch_one(&mut *connection)
    .await?;
    if is_known { Ok(()) } else { record_item(connection, actor, LogAction::Edited, item).await }
}

/// The path of an item's page, and what people call it; of a post that was never published the path of its topic.
async fn place_of(connection: &mut PgConnection, item: ItemId) -> Result<(String, String), StoreError> {
    // German is the only language yet.
    let row = sqlx::query!(
        r#"select item.kind, coalesce(topic.slug, person.slug, post.slug, page.slug)::text as slug,
                  (select min(slug::text) from topic_post join topic on topic.id = topic_id where post_id = item.id) as topic,
                  item_name(item.id, $2) as "name!"
           from item left join topic using (id) left join person using (id) left join post using (id) left join page using (id)
           where item.id = $1"#,
        item.0,
        Language::German.tag(),
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(Default::default()) };
    let page = match (row.kind.parse(), row.slug, row.topic) {
        (Ok(ItemKind::Home), ..) => Some(PageRef::Home),
        (Ok(kind), Some(slug), _) => slug.parse().ok().map(|slug| PageRef::new(kind, slug)),
        (Ok(_), None, Some(topic)) => topic.parse().ok().map(PageRef::Topic),
        _ => None,
    };
    Ok((page.map(|page| page.path()).unwrap_or_default(), shortened(&row.name)))
}
