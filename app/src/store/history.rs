//! The history of texts: sittings folded out of saves, and publications.

use std::collections::BTreeMap;

use super::changes::shortened;
use super::field::as_shown;
use super::log::{Actor, record_item};
use super::{Store, StoreError};
use crate::model::{
    FieldDraft, FieldName, FieldRef, HistoryEntry, HistoryEvent, ItemId, ItemKind, Language, LogAction, RestorePoint,
    VersionName,
};

/// How many entries one part of a history has; more, where several happened at the very same time.
const PART: usize = 50;

/// The texts of an item, as a revision keeps them.
type Content = BTreeMap<String, String>;

impl Store {
    /// The items whose history a topic's page shows: itself, its contacts, and those of its posts that were ever edited.
    ///
    /// # Errors
    /// The query failed.
    pub async fn edited_items_of_topic(&self, topic: ItemId) -> Result<Vec<ItemId>, StoreError> {
        let ids = sqlx::query_scalar!(
            r#"select $1::bigint as "id!"
               union all select person_id from topic_contact where topic_id = $1
               union all select post_id from topic_post where topic_id = $1
                   and (exists (select from edit where item_id = post_id)
                        or exists (select from item where item.id = post_id and deleted_at is not null))"#,
            topic.0,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(ids.into_iter().map(ItemId).collect())
    }

    /// A part of the history of some items, newest first, and where the next part begins: what ended before a time, in
    /// microseconds since 1970. `drafts` are the items' texts as editors see them now; `only_named` leaves out what has no name.
    ///
    /// # Errors
    /// A query failed.
    pub async fn history(
        &self,
        items: &[ItemId],
        drafts: &[FieldDraft],
        language: Language,
        before: Option<i64>,
        only_named: bool,
    ) -> Result<(Vec<HistoryEntry>, Option<i64>), StoreError> {
        let mut entries = self.sittings(items, drafts, language, before, only_named).await?;
        entries.extend(self.publications(items, drafts, language, before, only_named).await?);
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.ended_at));
        let end = entries.get(PART - 1).map_or(i64::MIN, |entry| entry.ended_at);
        let shown = entries.iter().take_while(|entry| entry.ended_at >= end).count();
        let older = (shown < entries.len()).then_some(end);
        entries.truncate(shown);
        Ok((entries, older))
    }

    /// Saves of one text by one person with pauses of at most half an hour, folded into one. After a version with a name the
    /// fold begins anew, so that the name stays with the text that it was given to.
    async fn sittings(
        &self,
        items: &[ItemId],
        drafts: &[FieldDraft],
        language: Language,
        before: Option<i64>,
        only_named: bool,
    ) -> Result<Vec<HistoryEntry>, StoreError> {
        let ids: Vec<i64> = items.iter().map(|item| item.0).collect();
        let rows = sqlx::query!(
            r#"with marked as (
                   select edit.item_id, field, version, text, account_id, edited_at, named.name as version_name,
                          text is null or lag(text) over of_field is null or lag(named.name) over of_field is not null
                          or account_id is distinct from lag(account_id) over of_field
                          or edited_at > lag(edited_at) over of_field + interval '30 minutes' as begins
                   from edit
                   left join version_name as named on named.item_id = edit.item_id
                        and point = edit.item_id || '.' || field || '@' || version
                   where edit.item_id = any($1) and language = $2
                   window of_field as (partition by edit.item_id, field order by version)
               ), numbered as (
                   select *, count(*) filter (where begins) over (partition by item_id, field order by version) as sitting
                   from marked
               ), folded as (
                   select item_id, field, sitting, max(version) as version, min(edited_at) as began_at,
                          max(edited_at) as ended_at, (array_agg(text order by version desc))[1] as text,
                          (array_agg(version_name order by version desc))[1] as version_name,
                          min(account_id) as account_id
                   from numbered group by item_id, field, sitting
               ), told as (
                   select *, lag(text) over (partition by item_id, field order by sitting) as text_before from folded
               )
               select told.item_id as "item_id!", told.field as "field!: String", told.version as "version!", told.text,
                      coalesce(told.text_before,
                               (select content ->> told.field from revision
                                where revision.item_id = told.item_id and revision.language = $2
                                  and published_at <= told.began_at
                                order by revision.id desc limit 1)) as text_before,
                      (extract(epoch from told.ended_at) * 1000000)::bigint as "ended_at!",
                      to_char(told.began_at at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI')
                      || case when date_trunc('minute', told.ended_at) = date_trunc('minute', told.began_at) then ''
                         else to_char(told.ended_at at time zone 'Europe/Berlin', ' "bis" HH24:MI') end as "when!",
                      item.kind, account.name as "author?", told.version_name as "version_name?"
               from told
               join item on item.id = told.item_id
               left join account on account.id = told.account_id
               where ($3::bigint is null or extract(epoch from told.ended_at) * 1000000 < $3)
                 and (told.version_name is not null or not $5)
               order by told.ended_at desc fetch first ($4::bigint) rows with ties"#,
            &ids,
            language.tag() as _,
            before,
            limit(),
            only_named,
        )
        .fetch_all(&self.pool)
        .await?;
        let entries = rows.into_iter().filter_map(|row| {
            let (item, kind) = (ItemId(row.item_id), row.kind.parse::<ItemKind>().ok()?);
            let field = kind.fields().iter().copied().find(|field| field.as_str() == row.field)?;
            let restorable = row.text.as_deref().is_some_and(|text| !stands(drafts, FieldRef { item, field }, text));
            let event = match row.text {
                Some(text) => HistoryEvent::Written {
                    field,
                    version: row.version,
                    before: row.text_before.map(|text| as_shown(field, text)),
                    text,
                },
                None => HistoryEvent::Discarded { field },
            };
            let item_name = item_name(drafts, item);
            let (author, when, ended_at, version_name) = (row.author, row.when, row.ended_at, row.version_name);
            Some(HistoryEntry { item, kind, item_name, author, when, ended_at, event, restorable, version_name })
        });
        Ok(entries.collect())
    }

    async fn publications(
        &self,
        items: &[ItemId],
        drafts: &[FieldDraft],
        language: Language,
        before: Option<i64>,
        only_named: bool,
    ) -> Result<Vec<HistoryEntry>, StoreError> {
        let ids: Vec<i64> = items.iter().map(|item| item.0).collect();
        let rows = sqlx::query!(
            r#"with told as (
                   select *, lag(content) over (partition by item_id order by id) as content_before
                   from revision where item_id = any($1) and language = $2
               )
               select told.id as "id!", told.item_id as "item_id!",
                      told.content as "content: sqlx::types::Json<Content>",
                      told.content_before as "content_before?: sqlx::types::Json<Content>",
                      (extract(epoch from told.published_at) * 1000000)::bigint as "ended_at!",
                      to_char(told.published_at at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI') as "when!",
                      item.kind, account.name as "author?", named.name as "version_name?"
               from told
               join item on item.id = told.item_id
               left join account on account.id = told.account_id
               left join version_name as named on named.item_id = told.item_id and point = 'stand-' || told.id
               where ($3::bigint is null or extract(epoch from told.published_at) * 1000000 < $3)
                 and (named.name is not null or not $5)
               order by told.published_at desc fetch first ($4::bigint) rows with ties"#,
            &ids,
            language.tag() as _,
            before,
            limit(),
            only_named,
        )
        .fetch_all(&self.pool)
        .await?;
        let entries = rows.into_iter().filter_map(|row| {
            let (item, kind) = (ItemId(row.item_id), row.kind.parse::<ItemKind>().ok()?);
            let (author, when, ended_at, item_name) = (row.author, row.when, row.ended_at, item_name(drafts, item));
            let version_name = row.version_name;
            let Some(sqlx::types::Json(content)) = row.content else {
                let (event, restorable) = (HistoryEvent::Withdrawn, false);
                return Some(HistoryEntry {
                    item,
                    kind,
                    item_name,
                    author,
                    when,
                    ended_at,
                    event,
                    restorable,
                    version_name,
                });
            };
            let earlier = row.content_before.map(|json| json.0).unwrap_or_default();
            let text = |field: FieldName| content.get(field.as_str()).filter(|text| !text.is_empty());
            let changed =
                |field: &FieldName| text(*field) != earlier.get(field.as_str()).filter(|text| !text.is_empty());
            let fields = kind.fields().iter().copied().filter(changed).collect();
            let restorable =
                texts_of(&content, kind).any(|(field, text)| !stands(drafts, FieldRef { item, field }, &text));
            let event = HistoryEvent::Published { revision: row.id, fields };
            Some(HistoryEntry { item, kind, item_name, author, when, ended_at, event, restorable, version_name })
        });
        Ok(entries.collect())
    }

    /// The texts that a restore point brings back; none where there is no such point.
    ///
    /// # Errors
    /// A query failed.
    pub async fn texts_at(
        &self,
        point: RestorePoint,
        language: Language,
    ) -> Result<Option<Vec<(FieldRef, String)>>, StoreError> {
        match point {
            RestorePoint::Text(field, version) => {
                let text = sqlx::query_scalar!(
                    r#"select text as "text!" from edit
                       where item_id = $1 and language = $2 and field = $3 and version = $4 and text is not null"#,
                    field.item.0,
                    language.tag() as _,
                    field.field.as_str() as _,
                    version,
                )
                .fetch_optional(&self.pool)
                .await?;
                Ok(text.map(|text| vec![(field, text)]))
            }
            RestorePoint::Revision(revision) => {
                let row = sqlx::query!(
                    r#"select item_id, content as "content!: sqlx::types::Json<Content>", item.kind
                       from revision join item on item.id = item_id
                       where revision.id = $1 and language = $2 and content is not null"#,
                    revision,
                    language.tag() as _,
                )
                .fetch_optional(&self.pool)
                .await?;
                let texts = row.and_then(|row| {
                    let kind = row.kind.parse::<ItemKind>().ok()?;
                    let item = ItemId(row.item_id);
                    Some(texts_of(&row.content.0, kind).map(|(field, text)| (FieldRef { item, field }, text)).collect())
                });
                Ok(texts)
            }
        }
    }

    /// Gives a version of an item a name, or takes its name away.
    ///
    /// # Errors
    /// A query failed; nothing was changed.
    pub async fn name_version(
        &self,
        item: ItemId,
        point: RestorePoint,
        name: Option<&VersionName>,
        actor: Actor,
    ) -> Result<(), StoreError> {
        let point = point.to_string();
        let mut transaction = self.pool.begin().await?;
        let Some(name) = name else {
            let removed = sqlx::query!("delete from version_name where item_id = $1 and point = $2", item.0, point)
                .execute(&mut *transaction)
                .await?;
            if removed.rows_affected() > 0 {
                record_item(&mut transaction, actor, LogAction::VersionNameRemoved, item).await?;
            }
            return Ok(transaction.commit().await?);
        };
        sqlx::query!(
            "insert into version_name (item_id, point, name, named_by) values ($1, $2, $3, $4)
             on conflict (item_id, point) do update
             set name = excluded.name, named_by = excluded.named_by, named_at = excluded.named_at",
            item.0,
            point,
            name.as_str(),
            actor.account,
        )
        .execute(&mut *transaction)
        .await?;
        record_item(&mut transaction, actor, LogAction::VersionNamed, item).await?;
        Ok(transaction.commit().await?)
    }
}

/// One more than is shown, to know whether there is more.
fn limit() -> i64 {
    i64::try_from(PART + 1).unwrap_or(i64::MAX)
}

/// What people call an item: its title, name, or the teaser's first words, as editors see them; empty where it has none.
pub fn item_name(drafts: &[FieldDraft], item: ItemId) -> String {
    let text = |field| drafts.iter().find(|draft| draft.field == FieldRef { item, field }).map(FieldDraft::current);
    let names = [FieldName::Title, FieldName::Name, FieldName::Teaser].into_iter().filter_map(text);
    names.map(str::trim).find(|name| !name.is_empty()).map(shortened).unwrap_or_default()
}

/// Whether editors see this text today.
fn stands(drafts: &[FieldDraft], field: FieldRef, text: &str) -> bool {
    drafts.iter().any(|draft| draft.field == field && draft.current() == text)
}

/// The texts of a revision as editors see them.
fn texts_of(content: &Content, kind: ItemKind) -> impl Iterator<Item = (FieldName, String)> {
    let texts = kind.fields().iter().filter_map(|&field| Some((field, content.get(field.as_str())?.clone())));
    texts.map(|(field, text)| (field, as_shown(field, text)))
}
