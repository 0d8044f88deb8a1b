//! What pages are made of.

mod breadcrumb;
mod compared_text;
mod contact_card;
mod delete_dialog;
mod edit_bar;
mod edit_form;
mod error_message;
mod field;
mod form;
mod page_meta;
mod presence;
mod publish_dialog;
mod rich_field;
mod shortcuts;
mod timeline;
mod undo_buttons;

pub use breadcrumb::Breadcrumb;
pub(crate) use compared_text::{BeforeAndAfter, ComparedText, Side};
pub use contact_card::ContactCard;
use delete_dialog::{DeleteButton, DeleteDialog};
pub use edit_bar::EditBar;
pub use edit_form::{EditForm, names as form_names};
pub use error_message::ErrorMessage;
pub use field::{FieldNotes, PlainField, UnpublishedMark};
pub(crate) use form::provide_form_answer;
pub use form::{Control, FormAnswer, TextArea, use_form_answer};
pub use page_meta::{PageMeta, PublicUrl, Unlisted};
use presence::Presence;
use publish_dialog::PublishDialog;
pub use rich_field::RichField;
use shortcuts::{ShortcutsDialog, show_shortcuts};
pub use timeline::TimelineSection;
use undo_buttons::UndoButtons;
