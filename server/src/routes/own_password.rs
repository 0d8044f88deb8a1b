//! The password that is asked for again, where someone changes what lets them in.

use app::api::ApiError;
use app::i18n::words;
use app::model::LogAction;
use app::store::{Actor, LogIn};
use http::StatusCode;

use crate::password::{self, Busy};
use crate::state::AppState;

/// Wrong ones within [`MINUTES`], wherever they are typed.
const TRIES: i64 = 10;
const MINUTES: i32 = 15;

/// Why what was typed does not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotOwn {
    /// It is another one.
    Wrong,
    /// Too many passwords are being compared.
    Busy,
}

impl NotOwn {
    /// What is said at the control; `wrong` where it is another one.
    pub(super) fn words(self, wrong: &str) -> &str {
        match self {
            Self::Wrong => wrong,
            Self::Busy => words::PASSWORDS_BUSY,
        }
    }

    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Wrong => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// What the account logs in with, if its password was typed; a limited number of tries. The log knows of those that were wrong.
pub(super) async fn check(
    state: &AppState,
    account: i64,
    actor: Actor,
    typed: &str,
) -> Result<Result<LogIn, NotOwn>, ApiError> {
    let key = format!("own-password:number:{account}");
    if !state.store.count_attempt(&key, TRIES, MINUTES).await? {
        return Err(ApiError::TooManyAttempts);
    }
    let log_in = state.store.log_in_of(account).await?.ok_or(ApiError::SignedOut)?;
    match password::verify(typed.to_owned(), Some(log_in.password_hash.clone())).await {
        Ok(true) => {
            state.store.forget_attempts(&key).await?;
            Ok(Ok(log_in))
        }
        Ok(false) => {
            state.store.log(actor, LogAction::PasswordRefused, "").await?;
            Ok(Err(NotOwn::Wrong))
        }
        Err(Busy) => {
            state.store.forget_last_attempt(&key).await?;
            Ok(Err(NotOwn::Busy))
        }
    }
}
