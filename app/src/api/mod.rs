//! Server functions, one file per noun. The server calls them while it renders; the browser calls them by HTTP.

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
mod post;
mod presence;
mod preview;
mod schedule;
mod topic;

pub use bin::{DeleteItem, GetBin, RestoreItem, WithdrawItem, delete_item, get_bin, restore_item, withdraw_item};
pub use choice::{GetChoices, get_choices};
#[cfg(feature = "ssr")]
pub use context::RequestContext;
pub use draft::{CreatePost, DiscardDrafts, GetChanges, GetDrafts, Publish, SaveDraft};
pub use draft::{create_post, discard_drafts, get_changes, get_drafts, publish, save_draft};
pub use error::ApiError;
pub use history::{GetHistory, get_history};
pub use page::{GetPage, get_page};
pub use page_ref::{LEGAL_PAGES, PageRef};
pub use person::{GetPerson, get_person};
pub use post::{GetPost, get_post};
pub use presence::{BePresent, LeavePage, be_present, leave_page};
#[cfg(feature = "ssr")]
pub use preview::preview;
pub use preview::{GetPreviewLinks, get_preview_links};
pub use schedule::{GetSchedule, SchedulePublication, get_schedule, schedule_publication};
pub use topic::{GetHome, GetTopic, get_home, get_topic};
