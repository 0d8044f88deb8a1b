//! What the log of changes tells.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::Date;
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
    /// Someone was invited: this and what follows have the account's address as their subject.
    Invited,
    /// An invitation was taken back.
    InvitationRevoked,
    /// An account was made.
    AccountMade,
    /// An account may do more, or less.
    RoleChanged,
    /// An account was shut out.
    AccountDisabled,
    /// An account was let in again.
    AccountEnabled,
    /// A password was changed.
    PasswordChanged,
    /// Someone who is logged in gave another password than their own where it is asked for again.
    PasswordRefused,
    /// A link that sets a new password was asked for.
    PasswordResetAsked,
    /// A password was set by such a link.
    PasswordReset,
    /// A session was ended from another one.
    SessionEnded,
    /// A session had come to its end.
    SessionExpired,
    /// An account has another name.
    NameChanged,
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
    /// Something was tried so often that it is refused for a while: the subject is an account's address, or empty.
    TooManyAttempts,
    /// An account tried what it may not do: the subject is the address of the endpoint.
    Refused,
    /// An item was made.
    Created,
    /// Someone began to write in the texts of an item.
    Edited,
    /// Drafts went to the readers.
    Published,
    /// The same, at a set time, by the program.
    PublishedOnTime,
    /// Drafts were thrown away.
    Discarded,
    /// A time was set for a publication.
    Scheduled,
    /// It was taken back.
    Unscheduled,
    /// An item was taken off the site.
    Withdrawn,
    /// An item went into the bin.
    Deleted,
    /// An item came back from the bin.
    Undeleted,
    /// The bin was emptied of an item.
    Removed,
    /// An earlier state became a draft.
    Restored,
    /// A version got a name.
    VersionNamed,
    /// A version lost its name.
    VersionNameRemoved,
    /// A portrait was uploaded.
    PortraitUploaded,
    /// A link to a preview was made.
    PreviewLinkMade,
    /// Such a link was ended.
    PreviewLinkRevoked,
    /// A reported barrier is done: the detail is its number.
    ReportFinished,
    /// It is open again.
    ReportReopened,
    /// A content folder was read in.
    Imported,
    /// All of it was put back from a backup; the detail is of when that is.
    StoreRestored,
}

impl LogAction {
    /// All of them, in the order in which a person chooses among them.
    pub const ALL: [Self; 48] = [
        Self::LoggedIn,
        Self::LoggedOut,
        Self::LogInFailed,
        Self::Invited,
        Self::InvitationRevoked,
        Self::AccountMade,
        Self::RoleChanged,
        Self::AccountDisabled,
        Self::AccountEnabled,
        Self::PasswordChanged,
        Self::PasswordRefused,
        Self::PasswordResetAsked,
        Self::PasswordReset,
        Self::SessionEnded,
        Self::SessionExpired,
        Self::NameChanged,
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
        Self::TotpTurnedOn,
        Self::TotpTurnedOff,
        Self::RecoveryCodesMade,
        Self::RecoveryCodeUsed,
        Self::SecondFactorRequired,
        Self::SecondFactorNotRequired,
        Self::FactorsReset,
        Self::TooManyAttempts,
        Self::Refused,
        Self::Created,
        Self::Edited,
        Self::Published,
        Self::PublishedOnTime,
        Self::Discarded,
        Self::Scheduled,
        Self::Unscheduled,
        Self::Withdrawn,
        Self::Deleted,
        Self::Undeleted,
        Self::Removed,
        Self::Restored,
        Self::VersionNamed,
        Self::VersionNameRemoved,
        Self::PortraitUploaded,
        Self::PreviewLinkMade,
        Self::PreviewLinkRevoked,
        Self::ReportFinished,
        Self::ReportReopened,
        Self::Imported,
        Self::StoreRestored,
    ];

    /// The name in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LoggedIn => "logged_in",
            Self::LoggedOut => "logged_out",
            Self::LogInFailed => "log_in_failed",
            Self::Invited => "invited",
            Self::InvitationRevoked => "invitation_revoked",
            Self::AccountMade => "account_made",
            Self::RoleChanged => "role_changed",
            Self::AccountDisabled => "account_disabled",
            Self::AccountEnabled => "account_enabled",
            Self::PasswordChanged => "password_changed",
            Self::PasswordRefused => "password_refused",
            Self::PasswordResetAsked => "password_reset_asked",
            Self::PasswordReset => "password_reset",
            Self::SessionEnded => "session_ended",
            Self::SessionExpired => "session_expired",
            Self::NameChanged => "name_changed",
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyRemoved => "passkey_removed",
            Self::TotpTurnedOn => "totp_turned_on",
            Self::TotpTurnedOff => "totp_turned_off",
            Self::RecoveryCodesMade => "recovery_codes_made",
            Self::RecoveryCodeUsed => "recovery_code_used",
            Self::SecondFactorRequired => "second_factor_required",
            Self::SecondFactorNotRequired => "second_factor_not_required",
            Self::FactorsReset => "factors_reset",
            Self::TooManyAttempts => "too_many_attempts",
            Self::Refused => "refused",
            Self::Created => "created",
            Self::Edited => "edited",
            Self::Published => "published",
            Self::PublishedOnTime => "published_on_time",
            Self::Discarded => "discarded",
            Self::Scheduled => "scheduled",
            Self::Unscheduled => "unscheduled",
            Self::Withdrawn => "withdrawn",
            Self::Deleted => "deleted",
            Self::Undeleted => "undeleted",
            Self::Removed => "removed",
            Self::Restored => "restored",
            Self::VersionNamed => "version_named",
            Self::VersionNameRemoved => "version_name_removed",
            Self::PortraitUploaded => "portrait_uploaded",
            Self::PreviewLinkMade => "preview_link_made",
            Self::PreviewLinkRevoked => "preview_link_revoked",
            Self::ReportFinished => "report_finished",
            Self::ReportReopened => "report_reopened",
            Self::Imported => "imported",
            Self::StoreRestored => "store_restored",
        }
    }
}

impl FromStr for LogAction {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, UnknownField> {
        Self::ALL.into_iter().find(|action| action.as_str() == text).ok_or(UnknownField)
    }
}

/// Which entries of the log are asked for.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// Of this account, or on its behalf.
    pub account: Option<i64>,
    /// Of this kind.
    pub action: Option<LogAction>,
    /// Not before this day.
    pub from: Option<Date>,
    /// Not after this day.
    pub to: Option<Date>,
    /// Older than this entry.
    pub before: Option<i64>,
}

/// An entry as it is shown. Addresses for mail are masked.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its number; a later one is higher.
    pub id: i64,
    /// Day and time in Berlin: `22.11.2026, 14:03`.
    pub when: String,
    /// The same as ISO 8601, with seconds.
    pub timestamp: String,
    /// Who did it; none where nobody was logged in, or the program did it by itself.
    pub account: Option<String>,
    /// The masked address of that account, which stays where its name is changed.
    pub account_email: Option<String>,
    /// Who had told the program to.
    pub on_behalf_of: Option<String>,
    /// What was done.
    pub action: LogAction,
    /// A page's path, an account's address; empty where there is none.
    pub subject: String,
    /// What people called it.
    pub detail: String,
    /// How many texts that were.
    pub texts: Option<i32>,
    /// Whence; shortened after a week.
    pub address: Option<String>,
}

/// A part of the log, with what it can be narrowed to.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogPart {
    /// What was asked for.
    pub filter: LogFilter,
    /// The newest first.
    pub entries: Vec<LogEntry>,
    /// Whether there are older ones.
    pub has_older: bool,
    /// Whose entries one can ask for, by name: number, name and masked address.
    pub accounts: Vec<(i64, String, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_a_name_of_its_own() {
        for action in LogAction::ALL {
            assert_eq!(action.as_str().parse(), Ok(action));
        }
        assert_eq!("Published".parse::<LogAction>(), Err(UnknownField));
    }
}
