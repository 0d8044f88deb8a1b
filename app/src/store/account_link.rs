//! Links that make an account or set a password, once.

use std::net::IpAddr;

use super::account::{insert, lock, write_password};
use super::{Actor, NewAccount, Store, StoreError, log, session};
use crate::model::{EmailAddress, Invitation, LogAction, Role};

/// An invitation can be accepted for so long: people are on holiday.
const INVITATION_DAYS: i32 = 7;
/// A password can be set for so long by a link.
const PASSWORD_HOURS: i32 = 24;

/// Whom to invite.
#[derive(Clone, Copy, Debug)]
pub struct NewInvitation<'a> {
    /// What one will log in with; in lower case.
    pub email: &'a str,
    /// The name colleagues will see, unless it is corrected.
    pub name: &'a str,
    /// What the account will be allowed to do.
    pub role: Role,
}

/// A link that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountLink {
    /// For whom it was made; in lower case.
    pub email: String,
    /// The name that goes with it.
    pub name: String,
}

impl Store {
    /// Invites someone; earlier invitations of the same address end. `false`: the address has an account.
    ///
    /// # Errors
    /// A query failed.
    pub async fn invite(
        &self,
        actor: Actor,
        invitation: NewInvitation<'_>,
        token_hash: &[u8],
    ) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let made = sqlx::query!(
            "insert into account_link (token_hash, kind, email, name, role, created_by, expires_at)
             select $1, 'invitation', $2::text, $3, $4, $5, now() + make_interval(days => $6)
             where not exists (select from account where email = $2::text)
             on conflict (kind, email) do update set
                 token_hash = excluded.token_hash, name = excluded.name, role = excluded.role,
                 created_by = excluded.created_by, created_at = now(), expires_at = excluded.expires_at",
            token_hash,
            invitation.email,
            invitation.name,
            invitation.role.as_str(),
            actor.account,
            INVITATION_DAYS,
        )
        .execute(&mut *transaction)
        .await?;
        if made.rows_affected() == 0 {
            return Ok(false);
        }
        log::record_role(&mut transaction, actor, LogAction::Invited, invitation.email, invitation.role).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Takes an invitation back. `false`: there is no such invitation any more.
    ///
    /// # Errors
    /// A query failed.
    pub async fn revoke_invitation(&self, actor: Actor, invitation: i64) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let email = sqlx::query_scalar!(
            "delete from account_link where id = $1 and kind = 'invitation' returning email",
            invitation,
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(email) = email else { return Ok(false) };
        log::record(&mut transaction, actor, LogAction::InvitationRevoked, &email).await?;
        transaction.commit().await?;
        Ok(true)
    }

    pub(super) async fn invitations(&self) -> Result<Vec<Invitation>, StoreError> {
        let rows = sqlx::query!(
            r#"select id as "id!", name as "name!", email as "email!", role as "role!",
                      to_char(expires_at at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI') as "expires_at!"
               from valid_account_link where kind = 'invitation' order by lower(name), id"#,
        )
        .fetch_all(&self.pool)
        .await?;
        let invitations = rows.into_iter().filter_map(|row| {
            Some(Invitation {
                id: row.id,
                name: row.name,
                masked_email: EmailAddress::mask(&row.email),
                role: row.role.parse().ok()?,
                expires_at: row.expires_at,
            })
        });
        Ok(invitations.collect())
    }

    /// Makes a link that sets an account's password; earlier ones end. None where there is no such account, or it is shut out.
    ///
    /// # Errors
    /// A query failed.
    pub async fn add_password_link(
        &self,
        actor: Actor,
        account: i64,
        token_hash: &[u8],
    ) -> Result<Option<AccountLink>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let link = sqlx::query_as!(
            AccountLink,
            "insert into account_link (token_hash, kind, account_id, email, name, role, created_by, expires_at)
             select $1, 'password', id, email, name, role, $3::bigint, now() + make_interval(hours => $4)
             from account where id = $2 and disabled_at is null
             on conflict (kind, email) do update set
                 token_hash = excluded.token_hash, account_id = excluded.account_id, name = excluded.name,
                 created_by = excluded.created_by, created_at = now(), expires_at = excluded.expires_at
             returning email, name",
            token_hash,
            account,
            actor.account,
            PASSWORD_HOURS,
        )
        .fetch_optional(&mut *transaction)
        .await?;
        if let Some(link) = &link {
            log::record(&mut transaction, actor, LogAction::PasswordResetAsked, &link.email).await?;
            transaction.commit().await?;
        }
        Ok(link)
    }

    /// The invitation that a token opens.
    ///
    /// # Errors
    /// The query failed.
    pub async fn invitation(&self, token_hash: &[u8]) -> Result<Option<AccountLink>, StoreError> {
        self.valid_link("invitation", token_hash).await
    }

    /// The link for a new password that a token opens.
    ///
    /// # Errors
    /// The query failed.
    pub async fn password_link(&self, token_hash: &[u8]) -> Result<Option<AccountLink>, StoreError> {
        self.valid_link("password", token_hash).await
    }

    async fn valid_link(&self, kind: &str, token_hash: &[u8]) -> Result<Option<AccountLink>, StoreError> {
        let link = sqlx::query_as!(
            AccountLink,
            r#"select email as "email!", name as "name!" from valid_account_link where kind = $1 and token_hash = $2"#,
            kind,
            token_hash,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(link)
    }

    /// Makes the account that a token invites to, and ends the link; answers its id, none where the link is not valid.
    ///
    /// # Errors
    /// A query failed; nothing was changed.
    pub async fn accept_invitation(
        &self,
        address: IpAddr,
        token_hash: &[u8],
        name: &str,
        password_hash: &str,
    ) -> Result<Option<i64>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let link = sqlx::query!(
            "delete from account_link where token_hash = $1 and kind = 'invitation'
                 and id in (select id from valid_account_link) returning email, role",
            token_hash,
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(link) = link else { return Ok(None) };
        let Ok(role) = link.role.parse() else { return Ok(None) };
        let account = NewAccount { email: &link.email, name, role, password_hash };
        let Some(id) = insert(&mut transaction, &account).await? else { return Ok(None) };
        let actor = Actor { account: Some(id), address: Some(address) };
        log::record_role(&mut transaction, actor, LogAction::AccountMade, &link.email, role).await?;
        transaction.commit().await?;
        Ok(Some(id))
    }

    /// Sets the password that a token allows to set, ends the link and all sessions of the account; answers its id, none where
    /// the link is not valid.
    ///
    /// # Errors
    /// A query failed; nothing was changed.
    pub async fn reset_password(
        &self,
        address: IpAddr,
        token_hash: &[u8],
        password_hash: &str,
    ) -> Result<Option<i64>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let account = sqlx::query_scalar!(
            "select account_id from account_link where token_hash = $1 and kind = 'password'",
            token_hash,
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(account) = account.flatten() else { return Ok(None) };
        lock(&mut transaction, account).await?;
        let link = sqlx::query!(
            r#"delete from account_link where token_hash = $1 and kind = 'password'
                   and id in (select id from valid_account_link) returning account_id as "account_id!", email"#,
            token_hash,
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(link) = link else { return Ok(None) };
        write_password(&mut transaction, link.account_id, password_hash).await?;
        session::end_all(&mut transaction, link.account_id, None).await?;
        let actor = Actor { account: Some(link.account_id), address: Some(address) };
        log::record(&mut transaction, actor, LogAction::PasswordReset, &link.email).await?;
        transaction.commit().await?;
        Ok(Some(link.account_id))
    }

    /// Removes links that nobody can use any more; answers how many that were.
    ///
    /// # Errors
    /// The query failed.
    pub async fn forget_account_links(&self) -> Result<u64, StoreError> {
        let forgotten = sqlx::query!("delete from account_link where expires_at < now()").execute(&self.pool).await?;
        Ok(forgotten.rows_affected())
    }
}
