//! Publications at a set time.

use sqlx::types::Json;
use sqlx::{Acquire, Postgres, Transaction};

use super::changes::shortened;
use super::field::{locked_state, published_text};
use super::log::{Actor, record_texts, record_texts_for};
use super::publish::{PublishError, chosen_drafts, end_draft, publish_texts};
use super::{Store, StoreError};
use crate::model::{
    FieldName, FieldProblem, FieldRef, ItemId, Language, LocalTime, LogAction, ScheduledPublication, ScheduledText,
};

/// Why no time was set. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ScheduleError {
    /// The time is not ahead, or more than a year.
    #[error("the time is not ahead")]
    NotAhead,
    /// It could not be published now either.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

impl From<sqlx::Error> for ScheduleError {
    fn from(error: sqlx::Error) -> Self {
        Self::Publish(error.into())
    }
}

impl From<StoreError> for ScheduleError {
    fn from(error: StoreError) -> Self {
        Self::Publish(error.into())
    }
}

/// What became of a publication whose time had come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScheduleOutcome {
    /// Readers see it.
    Published,
    /// Nothing of it went out; editors are told why.
    Refused,
    /// There was nothing left of it: its texts went out or were discarded before, or got another time.
    Void,
}

impl Store {
    /// Sets the time at which the chosen drafts go out as they are now, and rehearses that. A text that had a time already gets
    /// the new one.
    ///
    /// # Errors
    /// See [`ScheduleError`].
    pub async fn schedule(
        &self,
        chosen: &[(FieldRef, i64)],
        at: LocalTime,
        language: Language,
        actor: Actor,
    ) -> Result<(), ScheduleError> {
        let mut transaction = self.pool.begin().await?;
        let drafts = chosen_drafts(&mut transaction, chosen, language).await?;
        if drafts.is_empty() {
            return Err(PublishError::Changed.into());
        }
        let mut rehearsal = transaction.begin().await?;
        publish_texts(&mut rehearsal, &drafts, language, actor.account).await?;
        rehearsal.rollback().await?;
        let schedule = insert_schedule(&mut transaction, at, language, actor).await?;
        for (field, text) in &drafts {
            unschedule(&mut transaction, *field, language).await?;
            let version = chosen.iter().find(|(each, _)| each == field).map(|(_, version)| *version);
            sqlx::query!(
                "insert into scheduled_text (schedule_id, item_id, field, version, text) values ($1, $2, $3, $4, $5)",
                schedule,
                field.item.0,
                field.field.as_str() as _,
                version,
                text,
            )
            .execute(&mut *transaction)
            .await?;
        }
        record_texts(&mut transaction, actor, LogAction::Scheduled, drafts.iter().map(|(field, _)| *field)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// What waits for its time, the next one first, and what did not go out.
    ///
    /// # Errors
    /// The query failed.
    pub async fn scheduled(&self, language: Language) -> Result<Vec<ScheduledPublication>, StoreError> {
        let rows = sqlx::query!(
            r#"select schedule.id, account.name as author, item.kind, scheduled.field as "field: String",
                      to_char(scheduled_for at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI') as "at!",
                      failure as "failure: Json<(FieldName, FieldProblem)>",
                      item_name(item.id, $1::text) as "item_name!"
               from schedule
               join account on account.id = account_id
               join scheduled_text as scheduled on schedule_id = schedule.id
               join item on item.id = item_id
               where language = $1::text and (finished_at is null or failure is not null)
               order by scheduled_for, schedule.id, item_id, scheduled.field"#,
            language.tag(),
        )
        .fetch_all(&self.pool)
        .await?;
        let mut publications: Vec<ScheduledPublication> = Vec::new();
        for row in rows {
            let (Ok(kind), Ok(field)) = (row.kind.parse(), row.field.parse()) else { continue };
            let text = ScheduledText { kind, item_name: shortened(&row.item_name), field };
            match publications.last_mut().filter(|last| last.id == row.id) {
                Some(publication) => publication.texts.push(text),
                None => publications.push(ScheduledPublication {
                    id: row.id,
                    at: row.at,
                    author: row.author,
                    texts: vec![text],
                    failure: row.failure.map(|json| json.0),
                }),
            }
        }
        Ok(publications)
    }

    /// Takes a set time back, or a failed publication off the list; the drafts stay. Answers whether there was one.
    ///
    /// # Errors
    /// A query failed; nothing was changed.
    pub async fn cancel_schedule(&self, schedule: i64, actor: Actor) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let texts = texts_of(&mut transaction, schedule).await?;
        let cancelled = sqlx::query!(
            "delete from schedule where id = $1 and (finished_at is null or failure is not null)",
            schedule,
        )
        .execute(&mut *transaction)
        .await?;
        if cancelled.rows_affected() == 0 {
            return Ok(false);
        }
        record_texts(&mut transaction, actor, LogAction::Unscheduled, texts.iter().map(|due| due.field)).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Publishes what has been due longest; `None` where nothing is due. However many servers do this at once, each
    /// publication happens once: the row is locked, and finished in the same transaction.
    ///
    /// # Errors
    /// A query failed; nothing was published, and it stays due.
    pub async fn publish_due(&self) -> Result<Option<ScheduleOutcome>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let due = sqlx::query!(
            "select id, account_id from schedule where finished_at is null and scheduled_for <= now()
             order by scheduled_for, id limit 1 for update skip locked",
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(due) = due else { return Ok(None) };
        // German is the only language yet.
        let language = Language::German;
        let texts = locked_texts(&mut transaction, due.id, language).await?;
        let failure = publish_locked(&mut transaction, &texts, language, due.account_id).await?;
        sqlx::query!(
            "update schedule set finished_at = now(), failure = $2 where id = $1",
            due.id,
            failure.map(Json) as _,
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        if failure.is_some() {
            return Ok(Some(ScheduleOutcome::Refused));
        }
        if texts.is_empty() {
            return Ok(Some(ScheduleOutcome::Void));
        }
        self.counters.scheduled_publications.one();
        Ok(Some(ScheduleOutcome::Published))
    }
}

/// A text and the version it was when its time was set.
struct Due {
    field: FieldRef,
    version: i64,
    text: String,
}

/// Locks the fields of a publication in the order in which everyone does, then reads what is still to go out: a field may have
/// been published or discarded while this waited for the lock.
async fn locked_texts(
    transaction: &mut Transaction<'_, Postgres>,
    schedule: i64,
    language: Language,
) -> Result<Vec<Due>, StoreError> {
    let mut fields: Vec<FieldRef> = texts_of(transaction, schedule).await?.iter().map(|due| due.field).collect();
    fields.sort();
    for field in fields {
        locked_state(transaction, field, language).await?;
    }
    texts_of(transaction, schedule).await
}

async fn texts_of(transaction: &mut Transaction<'_, Postgres>, schedule: i64) -> Result<Vec<Due>, StoreError> {
    let rows = sqlx::query!(
        r#"select item_id, field as "field: String", version, text from scheduled_text where schedule_id = $1"#,
        schedule,
    )
    .fetch_all(&mut **transaction)
    .await?;
    let texts = rows.into_iter().filter_map(|row| {
        let field = FieldRef { item: ItemId(row.item_id), field: row.field.parse().ok()? };
        Some(Due { field, version: row.version, text: row.text })
    });
    Ok(texts.collect())
}

/// Publishes texts, all or none; answers what is wrong with the first that cannot be. A draft that someone wrote on stays.
async fn publish_locked(
    transaction: &mut Transaction<'_, Postgres>,
    due: &[Due],
    language: Language,
    account: i64,
) -> Result<Option<(FieldName, FieldProblem)>, StoreError> {
    let texts: Vec<(FieldRef, String)> = due.iter().map(|due| (due.field, due.text.clone())).collect();
    let mut before = Vec::with_capacity(due.len());
    for Due { field, .. } in due {
        before.push(published_text(transaction, *field, language).await?);
    }
    let mut attempt = transaction.begin().await?;
    match publish_texts(&mut attempt, &texts, language, Some(account)).await {
        Ok(()) => {
            let (program, fields) = (Actor::default(), texts.iter().map(|(field, _)| *field));
            record_texts_for(&mut attempt, program, Some(account), LogAction::PublishedOnTime, fields).await?;
            attempt.commit().await?;
        }
        Err(PublishError::Problem(field, problem)) => {
            attempt.rollback().await?;
            return Ok(Some((field.field, problem)));
        }
        // It went into the bin at this very moment, and its times went with it.
        Err(PublishError::Changed) => {
            attempt.rollback().await?;
            return Ok(None);
        }
        Err(PublishError::Store(error)) => return Err(error),
    }
    for (Due { field, version, .. }, before) in due.iter().zip(before) {
        let state = locked_state(transaction, *field, language).await?;
        let published = published_text(transaction, *field, language).await?;
        if state.version == *version || state.draft == published {
            end_draft(transaction, *field, language).await?;
        } else if state.draft.is_none() && before != published {
            keep_as_draft(transaction, *field, language, before.unwrap_or_default()).await?;
        }
    }
    Ok(None)
}

/// Someone had gone back to the text that was public until now, so that there was no draft: it is one from now on.
async fn keep_as_draft(
    transaction: &mut Transaction<'_, Postgres>,
    field: FieldRef,
    language: Language,
    text: String,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update field_state
         set draft = $4, drafted_at = now(), draft_began_at = now(),
             drafted_by = (select account_id from edit
                           where edit.item_id = $1 and edit.language = $2 and edit.field = $3 order by version desc limit 1)
         where item_id = $1 and language = $2 and field = $3",
        field.item.0,
        language.tag() as _,
        field.field.as_str() as _,
        text,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn insert_schedule(
    transaction: &mut Transaction<'_, Postgres>,
    at: LocalTime,
    language: Language,
    actor: Actor,
) -> Result<i64, ScheduleError> {
    let at = time::PrimitiveDateTime::from(at);
    let id = sqlx::query_scalar!(
        "insert into schedule (language, scheduled_for, account_id)
         select $1, at, $3 from (select $2::timestamp at time zone 'Europe/Berlin' as at) as asked
         where at > now() and at < now() + interval '1 year' returning id",
        language.tag() as _,
        at,
        actor.account,
    )
    .fetch_optional(&mut **transaction)
    .await?;
    id.ok_or(ScheduleError::NotAhead)
}

/// A text whose time was set goes out by itself no more.
pub(super) async fn unschedule(
    transaction: &mut Transaction<'_, Postgres>,
    field: FieldRef,
    language: Language,
) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from scheduled_text using schedule
         where schedule.id = schedule_id and finished_at is null and item_id = $1 and language = $2 and field = $3",
        field.item.0,
        language.tag() as _,
        field.field.as_str() as _,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
