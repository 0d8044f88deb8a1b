//! Server functions, one file per noun. The server calls them while it renders; the browser calls them by HTTP.

mod account;
mod barrier_report;
mod bin;
mod choice;
#[cfg(feature = "ssr")]
mod context;
mod draft;
mod error;
mod history;
mod page;
mod page_ref;
mod person;
mod picture;
mod post;
mod presence;
mod preview;
mod schedule;
mod search;
mod second_factor;
mod topic;
mod unfinished_page;

pub use account::{GetAccounts, GetOwnAccount, get_accounts, get_own_account};
pub use barrier_report::{GetBarrierReports, get_barrier_reports};
pub use bin::{DeleteItem, GetBin, RestoreItem, WithdrawItem, delete_item, get_bin, restore_item, withdraw_item};
pub use choice::{GetChoices, get_choices};
#[cfg(feature = "ssr")]
pub use context::{RequestContext, absence};
pub use draft::{CreatePost, DiscardDrafts, GetChanges, GetDrafts, Publish, SaveDraft};
pub use draft::{create_post, discard_drafts, get_changes, get_drafts, publish, save_draft};
pub use error::ApiError;
pub use history::{GetHistory, get_history};
pub use page::{GetPage, get_page};
pub use page_ref::{LEGAL_PAGES, PageRef};
pub use person::{GetPerson, get_person};
pub use picture::{PICTURE_SIZE, picture_path};
#[cfg(feature = "ssr")]
pub use picture::{PictureText, page_of_picture, picture_text};
pub use post::{GetPost, get_post};
pub use presence::{BePresent, LeavePage, be_present, leave_page};
#[cfg(feature = "ssr")]
pub use preview::preview;
pub use preview::{GetPreviewLinks, get_preview_links};
pub use schedule::{GetSchedule, SchedulePublication, get_schedule, schedule_publication};
pub use search::{GetSearch, get_search};
pub use second_factor::{GetFactors, GetSecurity, get_factors, get_security};
#[cfg(feature = "ssr")]
pub use topic::LoadedTopic;
pub use topic::{GetHome, GetTopic, get_home, get_topic};
pub use unfinished_page::{GetUnfinishedPages, get_unfinished_pages};
