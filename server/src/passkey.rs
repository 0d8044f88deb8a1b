//! Passkeys: what this site is to authenticators.

use app::i18n::words;
use app::model::relying_party;
use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

/// The site, by its public address alone; none where browsers know no passkeys.
pub(crate) fn site(public_url: &str) -> Option<Webauthn> {
    let origin = Url::parse(public_url).ok()?;
    WebauthnBuilder::new(relying_party(public_url)?, &origin).ok()?.rp_name(words::GROUP).build().ok()
}
