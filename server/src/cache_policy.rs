//! Who may keep an answer, and for how long: every `Cache-Control` has its name here.

use http::{HeaderMap, HeaderName, HeaderValue, header};

/// What `Cache-Control` says, and to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CachePolicy {
    /// A page that readers see: browsers ask each time whether it is still the same; whoever stands before the servers may answer
    /// for a second without asking, and for a day while no server answers.
    ReadersPage,
    /// Anything else that readers see: asked for anew each time.
    AskedAnew,
    /// What someone logged in sees, and what is nobody else's: kept nowhere.
    KeptNowhere,
    /// A file with a fixed name, which may change with the next version of the program.
    ForADay,
    /// What never changes at its address.
    ForEver,
}

/// RFC 9213, for CDNs; the older name is for those that know only that.
const FOR_CDNS: [HeaderName; 2] =
    [HeaderName::from_static("cdn-cache-control"), HeaderName::from_static("surrogate-control")];

impl CachePolicy {
    /// `Cache-Control`
    pub(crate) const fn value(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::ReadersPage => "public, max-age=0, must-revalidate",
            Self::AskedAnew => "no-cache",
            Self::KeptNowhere => "no-store",
            Self::ForADay => "public, max-age=86400",
            Self::ForEver => "public, max-age=31536000, immutable",
        })
    }

    /// Sets the headers that say it; an answer that has its own keeps it.
    pub(crate) fn complete(self, headers: &mut HeaderMap) {
        if headers.contains_key(header::CACHE_CONTROL) {
            return;
        }
        headers.insert(header::CACHE_CONTROL, self.value());
        if self == Self::ReadersPage {
            for name in FOR_CDNS {
                headers.insert(name, HeaderValue::from_static("max-age=1, stale-if-error=86400"));
            }
        }
    }
}
