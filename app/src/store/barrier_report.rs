//! Barriers that readers reported, until some time after they are done.

use super::log::{Actor, record_detail};
use super::{Store, StoreError};
use crate::model::{BarrierReport, DoneReport, EmailAddress, LogAction};

/// A report to be kept.
#[derive(Clone, Debug)]
pub struct NewBarrierReport {
    /// What keeps the reader from what they wanted.
    pub description: String,
    /// The page, as the reader named it.
    pub page: Option<String>,
    /// Where an answer goes, if one is wanted.
    pub email: Option<EmailAddress>,
}

impl Store {
    /// Keeps a report.
    ///
    /// # Errors
    /// The query failed.
    pub async fn add_barrier_report(&self, report: &NewBarrierReport) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into barrier_report (description, page_path, email) values ($1, $2, $3)",
            report.description,
            report.page,
            report.email.as_ref().map(EmailAddress::plain),
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// What was reported: what is open, then what is done, the newest first.
    ///
    /// # Errors
    /// The query failed.
    pub async fn barrier_reports(&self) -> Result<Vec<BarrierReport>, StoreError> {
        let rows = sqlx::query!(
            r#"select report.id, description, page_path, report.email, account.name as "done_by?",
                      to_char(reported_at at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI') as "reported_at!",
                      to_char(done_at at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI') as done_at,
                      to_char((done_at + interval '90 days') at time zone 'Europe/Berlin', 'DD.MM.YYYY') as kept_until
               from barrier_report as report left join account on account.id = done_by
               order by report.done_at desc nulls first, report.id desc limit $1"#,
            i64::try_from(BarrierReport::MOST_SHOWN).unwrap_or(i64::MAX),
        )
        .fetch_all(&self.pool)
        .await?;
        let reports = rows.into_iter().map(|row| BarrierReport {
            id: row.id,
            reported_at: row.reported_at,
            description: row.description,
            page: row.page_path,
            masked_email: row.email.as_deref().map(EmailAddress::mask),
            done: match (row.done_by, row.done_at, row.kept_until) {
                (Some(author), Some(at), Some(kept_until)) => Some(DoneReport { author, at, kept_until }),
                _ => None,
            },
        });
        Ok(reports.collect())
    }

    /// Says that a report is done. One that is stays as it is.
    ///
    /// # Errors
    /// A query failed; nothing was changed. `false`: there is no such report.
    pub async fn finish_barrier_report(&self, report: i64, actor: Actor) -> Result<bool, StoreError> {
        self.set_done(report, true, actor).await
    }

    /// Says that a report is not done after all.
    ///
    /// # Errors
    /// A query failed; nothing was changed. `false`: there is no such report.
    pub async fn reopen_barrier_report(&self, report: i64, actor: Actor) -> Result<bool, StoreError> {
        self.set_done(report, false, actor).await
    }

    async fn set_done(&self, report: i64, done: bool, actor: Actor) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let was_done = sqlx::query_scalar!(
            r#"select done_at is not null as "was_done!" from barrier_report where id = $1 for update"#,
            report,
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(was_done) = was_done else { return Ok(false) };
        if was_done != done {
            sqlx::query!(
                "update barrier_report set done_at = case when $2 then now() end, done_by = case when $2 then $3::bigint end
                 where id = $1",
                report,
                done,
                actor.account,
            )
            .execute(&mut *transaction)
            .await?;
            let action = if done { LogAction::ReportFinished } else { LogAction::ReportReopened };
            record_detail(&mut transaction, actor, action, &report.to_string()).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Removes for good, with its address, what was done more than 90 days ago; answers how many reports that were.
    ///
    /// # Errors
    /// The query failed.
    pub async fn forget_barrier_reports(&self) -> Result<u64, StoreError> {
        let forgotten = sqlx::query!("delete from barrier_report where done_at < now() - interval '90 days'")
            .execute(&self.pool)
            .await?;
        Ok(forgotten.rows_affected())
    }
}
