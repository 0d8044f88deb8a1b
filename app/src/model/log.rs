//! What the log of changes tells.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::UnknownField;

/// Something that was done, and that the log remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogAction {
    /// Someone logged in.
    LoggedIn,
    /// Someone logged out.
    LoggedOut,
    /// A log-in failed: the subject is the address that was typed, where an account has it; else it is empty.
    LogInFailed,
    /// Someone made a passkey; the subject is its name.
    PasskeyAdded,
    /// Someone gave a passkey up; the subject is its name.
    PasskeyRemoved,
    /// Someone's app makes codes from now on.
    TotpTurnedOn,
    /// It does not any more.
    TotpTurnedOff,
    /// Someone got new recovery codes.
    RecoveryCodesMade,
    /// Someone logged in with a recovery code.
    RecoveryCodeUsed,
    /// An administrator requires a second factor of everyone.
    SecondFactorRequired,
    /// An administrator does not any more.
    SecondFactorNotRequired,
    /// An account's factors were taken away; the subject is its address.
    FactorsReset,
}

impl LogAction {
    /// All of them, in the order in which a person chooses among them.
    pub const ALL: [Self; 12] = [
        Self::LoggedIn,
        Self::LoggedOut,
        Self::LogInFailed,
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
        Self::TotpTurnedOn,
        Self::TotpTurnedOff,
        Self::RecoveryCodesMade,
        Self::RecoveryCodeUsed,
        Self::SecondFactorRequired,
        Self::SecondFactorNotRequired,
        Self::FactorsReset,
    ];

    /// The name in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LoggedIn => "logged_in",
            Self::LoggedOut => "logged_out",
            Self::LogInFailed => "log_in_failed",
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyRemoved => "passkey_removed",
            Self::TotpTurnedOn => "totp_turned_on",
            Self::TotpTurnedOff => "totp_turned_off",
            Self::RecoveryCodesMade => "recovery_codes_made",
            Self::RecoveryCodeUsed => "recovery_code_used",
            Self::SecondFactorRequired => "second_factor_required",
            Self::SecondFactorNotRequired => "second_factor_not_required",
            Self::FactorsReset => "factors_reset",
        }
    }
}

impl FromStr for LogAction {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, UnknownField> {
        Self::ALL.into_iter().find(|action| action.as_str() == text).ok_or(UnknownField)
    }
}
