//! Barriers that readers reported, until some time after they are done.

use super::{Store, StoreError};
use crate::model::{BarrierReport, DoneReport, EmailAddress};

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
    /// The query failed. `false`: there is no such report.
    pub async fn finish_barrier_report(&self, report: i64, account: i64) -> Result<bool, StoreError> {
        let finished = sqlx::query!(
            "update barrier_report set done_at = coalesce(done_at, now()), done_by = coalesce(done_by, $2) where id = $1",
            report,
            account,
        )
        .execute(&self.pool)
        .await?;
        Ok(finished.rows_affected() > 0)
    }

    /// Says that a report is not done after all.
    ///
    /// # Errors
    /// The query failed. `false`: there is no such report.
    pub async fn reopen_barrier_report(&self, report: i64) -> Result<bool, StoreError> {
        let reopened = sqlx::query!("update barrier_report set done_at = null, done_by = null where id = $1", report)
            .execute(&self.pool)
            .await?;
        Ok(reopened.rows_affected() > 0)
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
