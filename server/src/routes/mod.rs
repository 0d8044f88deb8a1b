//! Handlers, one file per address.

pub(crate) mod address;
pub(crate) mod administration;
pub(crate) mod api;
pub(crate) mod drafts;
pub(crate) mod edit_form;
pub(crate) mod feed;
pub(crate) mod files;
pub(crate) mod health;
pub(crate) mod history;
pub(crate) mod images;
pub(crate) mod log_in;
pub(crate) mod log_out;
pub(crate) mod new;
pub(crate) mod pages;
pub(crate) mod person;
pub(crate) mod picture;
pub(crate) mod portrait;
pub(crate) mod preview;
pub(crate) mod preview_links;
pub(crate) mod report_barrier;
pub(crate) mod robots;
pub(crate) mod set_up;
pub(crate) mod sitemap;
