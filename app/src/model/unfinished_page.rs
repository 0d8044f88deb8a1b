//! What is left to do on the pages that the law asks for.

use serde::{Deserialize, Serialize};

/// Places in a text that are still to be filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placeholders {
    /// How many there are.
    pub count: usize,
    /// What the first one says, with its brackets; shortened where it is long.
    pub first: String,
}

/// A page the law asks for that readers do not find, or find unfinished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnfinishedPage {
    /// Its path.
    pub path: String,
    /// What the footer calls it.
    pub name: String,
    /// What is wrong with it.
    pub lack: Lack,
}

/// What an unfinished page lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// There is no such page.
    Page,
    /// Only editors see it.
    Publication,
    /// It holds nothing but its title.
    Text,
    /// What stands in its placeholders.
    Details(Placeholders),
}
