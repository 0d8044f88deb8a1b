//! The field's terms as types: parsed once at the border, valid from there on. No I/O.

mod account;
mod barrier_report;
mod bidi;
mod bin;
mod choice;
mod concern;
mod cursor;
mod date;
#[cfg(feature = "ssr")]
mod device;
mod difference;
mod drafts;
mod email;
mod field;
pub(crate) mod for_staff;
mod history;
mod image_id;
mod language;
#[cfg(feature = "ssr")]
mod local_time;
mod log;
mod new_kind;
mod own_path;
mod post_range;
mod presence;
mod preview;
mod preview_link;
mod schedule;
mod search;
mod second_factor;
mod slug;
mod unfinished_page;
mod viewer;
mod views;

pub use account::{Accounts, Invitation, ListedAccount, OwnAccount, OwnSession, is_name};
pub use barrier_report::{BARRIER_FORM, BarrierReport, DoneReport};
pub use bidi::{closed, isolated};
pub use bin::DeletedItem;
pub use choice::Choice;
pub use concern::Concern;
pub use cursor::Cursor;
pub use date::{Date, InvalidDate};
#[cfg(feature = "ssr")]
pub use device::Device;
pub use difference::{Piece, merge_paragraphs, word_difference};
pub use drafts::{Change, ChangeSet, Conflict, DraftedItem, DraftedText, Drafts, FieldDraft, Saved};
pub use email::{EmailAddress, InvalidEmail};
pub use field::{
    FieldKind, FieldName, FieldProblem, FieldRef, ItemId, ItemKind, UnknownField, entries, fingerprint, list_text,
};
pub use history::{History, HistoryEntry, HistoryEvent, RestorePoint, VersionName, VersionNameTooLong};
pub use image_id::{ImageId, InvalidImageId};
pub use language::Language;
#[cfg(feature = "ssr")]
pub use local_time::{InvalidTime, LocalTime};
pub use log::LogAction;
#[cfg(feature = "ssr")]
pub use log::{LogEntry, LogFilter, LogPart};
pub use new_kind::NewKind;
pub use own_path::is_own_path;
pub use post_range::{InvalidRange, ParsedRange, PostRange};
pub use presence::Present;
pub use preview::{Preview, PreviewedPage};
pub use preview_link::{PreviewLink, PreviewLinks};
pub use schedule::{ScheduledPublication, ScheduledText};
#[cfg(feature = "ssr")]
pub use search::{FoundItem, Hit, Hits, ParsedSearch, Search};
pub use search::{SearchPage, Synonyms};
pub use second_factor::{AccountFactors, FACTORS_PAGE, Factors, Passkey, SECOND_STEP_PAGE, Security, relying_party};
pub use slug::{InvalidSlug, Slug};
pub use unfinished_page::{Lack, Placeholders, UnfinishedPage};
pub use viewer::{Role, Viewer};
pub use views::{
    Contact, HomePage, Page, Person, PersonPage, PostPage, PostSummary, Timeline, Topic, TopicLink, TopicPage,
    YearCount,
};
