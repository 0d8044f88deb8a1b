//! What the command line does with accounts.

use app::model::{EmailAddress, Role, is_name};
use app::store::{AccountError, Actor, NewAccount, Store, StoreError};

use crate::password::{self, PasswordProblem};

/// Why an account was not made or changed; in the operator's language.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UserError {
    #[error("--email: „{0}“ ist keine E-Mail-Adresse. Sie sieht so aus: name@beispiel.de.")]
    Email(String),
    #[error("--name: Gebraucht wird ein Name mit höchstens 100 Zeichen.")]
    Name,
    #[error("Passwort: {0}")]
    Password(#[from] PasswordProblem),
    #[error("Ein Konto mit der Adresse {0} gibt es nicht. Alle Konten zeigt: themenseite user list")]
    Unknown(String),
    #[error("{0} ist das letzte Konto mit der Rolle admin: Gesperrt könnte niemand mehr Konten verwalten.")]
    LastAdmin(String),
    #[error("Die Datenbank hat nicht geantwortet: {0}")]
    Store(#[from] StoreError),
}

/// `false`: the address is taken.
pub(crate) async fn add(
    store: &Store,
    email: &str,
    name: &str,
    role: Role,
    password: String,
) -> Result<bool, UserError> {
    let address: EmailAddress = email.parse().map_err(|_| UserError::Email(email.to_owned()))?;
    let name = name.trim();
    if !is_name(name) {
        return Err(UserError::Name);
    }
    let password_hash = password::checked_hash(password, &[email, name]).await?;
    let account = NewAccount { email: &address.plain(), name, role, password_hash: &password_hash };
    Ok(store.add_account(&account).await?)
}

pub(crate) async fn set_password(store: &Store, email: &str, password: String) -> Result<(), UserError> {
    let password_hash = password::checked_hash(password, &[email]).await?;
    known(email, store.set_password(email, &password_hash).await?)
}

pub(crate) async fn set_disabled(store: &Store, email: &str, disabled: bool) -> Result<(), UserError> {
    let is_known = store.set_disabled(email, disabled).await.map_err(|error| match error {
        AccountError::LastAdmin => UserError::LastAdmin(email.to_owned()),
        AccountError::Store(error) => error.into(),
    })?;
    known(email, is_known)
}

/// What it takes where a phone is lost: the account logs in with its password alone, and makes new factors.
pub(crate) async fn reset_factors(store: &Store, email: &str) -> Result<(), UserError> {
    let account = store.account_by_email(email).await?;
    let account = account.ok_or_else(|| UserError::Unknown(email.to_owned()))?;
    known(email, store.reset_factors(account.id, Actor::default()).await?)
}

fn known(email: &str, known: bool) -> Result<(), UserError> {
    if known { Ok(()) } else { Err(UserError::Unknown(email.to_owned())) }
}
