//! Reading what only staff get.

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny};

use crate::HAS_EDITING;

/// For a field that readers get empty: their program passes it over, and has no reader of its type.
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    if HAS_EDITING { T::deserialize(deserializer) } else { IgnoredAny::deserialize(deserializer).map(|_| T::default()) }
}

/// For what readers never get.
pub(crate) fn or_error<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    if HAS_EDITING { T::deserialize(deserializer) } else { Err(D::Error::custom("for staff")) }
}
