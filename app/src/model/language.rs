//! The languages a text can be in.

use serde::{Deserialize, Serialize};

/// A language of the site. Texts are stored one row per language; German is the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// Deutsch
    #[default]
    #[serde(rename = "de")]
    German,
}

impl Language {
    /// The BCP 47 tag, as in `<html lang>` and in the store.
    pub fn tag(self) -> &'static str {
        match self {
            Self::German => "de",
        }
    }
}
