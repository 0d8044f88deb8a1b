//! What to look at before a text goes out.

use serde::{Deserialize, Serialize};

use super::Placeholders;

/// Something in a text that readers may stumble over. It stops nobody from publishing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// A heading more than one level below the one before it; its words.
    SkippedHeading(String),
    /// A link whose words don't say where it leads; its words.
    VagueLink(String),
    /// A link to a page of this site that readers don't find; its target.
    DeadLink(String),
    /// Places that are still to be filled in.
    Placeholders(Placeholders),
}
