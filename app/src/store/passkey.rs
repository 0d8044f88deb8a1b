//! Passkeys, and the ceremonies in which one is made or used.

use serde_json::Value;
use uuid::Uuid;

use super::log::record;
use super::{Actor, NewFactor, ProvenSession, Store, StoreError, session};
use crate::model::{LogAction, Passkey};

/// What a ceremony is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CeremonyKind {
    /// Logging in.
    LogIn,
    /// Making a passkey.
    AddPasskey,
}

impl CeremonyKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::LogIn => "log_in",
            Self::AddPasskey => "add_passkey",
        }
    }
}

/// A passkey to be kept.
#[derive(Clone, Debug)]
pub struct NewPasskey<'a> {
    /// What its owner calls it.
    pub name: &'a str,
    /// What the authenticator calls it.
    pub credential_id: &'a [u8],
    /// Public key and counter.
    pub credential: Value,
}

/// A passkey that someone logs in with.
#[derive(Clone, Debug)]
pub struct KnownPasskey {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub account: i64,
    /// Public key and counter.
    pub credential: Value,
}

impl Store {
    /// Begins a ceremony; it ends after 5 minutes.
    ///
    /// # Errors
    /// The query failed.
    pub async fn begin_ceremony(
        &self,
        token_hash: &[u8],
        kind: CeremonyKind,
        account: Option<i64>,
        state: &Value,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "with gone as (delete from ceremony where expires_at < now())
             insert into ceremony (token_hash, kind, account_id, state) values ($1, $2, $3, $4)",
            token_hash,
            kind.as_str(),
            account,
            state,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Ends a ceremony, whatever comes of it, and answers its state; none where there is no such one, or not any more.
    ///
    /// # Errors
    /// The query failed.
    pub async fn end_ceremony(
        &self,
        token_hash: &[u8],
        kind: CeremonyKind,
        account: Option<i64>,
    ) -> Result<Option<Value>, StoreError> {
        let query = sqlx::query_scalar!(
            "delete from ceremony
             where token_hash = $1 and kind = $2 and account_id is not distinct from $3 and expires_at > now()
             returning state",
            token_hash,
            kind.as_str(),
            account,
        );
        Ok(query.fetch_optional(&self.pool).await?)
    }

    /// What an account's authenticators call its passkeys.
    ///
    /// # Errors
    /// The query failed.
    pub async fn credential_ids(&self, account: i64) -> Result<Vec<Vec<u8>>, StoreError> {
        let query = sqlx::query_scalar!("select credential_id from passkey where account_id = $1", account);
        Ok(query.fetch_all(&self.pool).await?)
    }

    /// Keeps a passkey, and notes that the session has shown it. Refused: some account has it already, or this one has as many as
    /// it may have.
    ///
    /// # Errors
    /// A query failed; nothing was kept.
    pub async fn add_passkey(
        &self,
        proven: ProvenSession<'_>,
        passkey: &NewPasskey<'_>,
        actor: Actor,
    ) -> Result<NewFactor, StoreError> {
        let mut transaction = self.pool.begin().await?;
        // Its lock lets passkeys of an account be added one after the other, so that they are counted right.
        if !session::prove(&mut transaction, proven).await? {
            return Ok(NewFactor::SessionEnded);
        }
        let added = sqlx::query!(
            "insert into passkey (account_id, credential_id, credential, name) select $1, $2, $3, $4
             where (select count(*) from passkey where account_id = $1) < $5 on conflict do nothing",
            proven.account,
            passkey.credential_id,
            passkey.credential,
            passkey.name,
            Passkey::MOST,
        )
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        if added == 0 {
            return Ok(NewFactor::Refused);
        }
        record(&mut transaction, actor, LogAction::PasskeyAdded, passkey.name).await?;
        transaction.commit().await?;
        Ok(NewFactor::Kept)
    }

    /// Forgets a passkey of an account. `false`: it has no such one.
    ///
    /// # Errors
    /// A query failed; nothing was changed.
    pub async fn remove_passkey(&self, account: i64, passkey: i64, actor: Actor) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let name = sqlx::query_scalar!(
            "delete from passkey where account_id = $1 and id = $2 returning name",
            account,
            passkey,
        )
        .fetch_optional(&mut *transaction)
        .await?;
        if let Some(name) = &name {
            record(&mut transaction, actor, LogAction::PasskeyRemoved, name).await?;
        }
        transaction.commit().await?;
        Ok(name.is_some())
    }

    /// The passkey of this name that an authenticator says belongs to the account it knows by this handle; none where the account
    /// is shut out.
    ///
    /// # Errors
    /// The query failed.
    pub async fn passkey(&self, credential_id: &[u8], user_handle: Uuid) -> Result<Option<KnownPasskey>, StoreError> {
        let query = sqlx::query_as!(
            KnownPasskey,
            "select passkey.id, account_id as account, credential from passkey join account on account.id = account_id
             where credential_id = $1 and user_handle = $2 and disabled_at is null",
            credential_id,
            user_handle,
        );
        Ok(query.fetch_optional(&self.pool).await?)
    }
}
