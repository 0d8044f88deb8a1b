//! `/personen/{slug}`, and `/personen/{slug}.vcf`: axum's router takes no ending after a parameter.

use app::api::ApiError;
use app::i18n::words;
use app::model::{Contact, EmailAddress, Language, Slug, closed};
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};

use super::{address, edit_form, pages};
use crate::cache_policy::CachePolicy;
use crate::state::AppState;
use crate::{client_address, error_page};

/// The page; or the vCard without the address.
pub(crate) async fn get(State(state): State<AppState>, Path(name): Path<String>, request: Request) -> Response {
    let Some(slug) = name.strip_suffix(".vcf") else { return pages::page(State(state), request).await };
    match find(&state, slug).await {
        Ok(contact) => vcard(&state, &contact, None),
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

/// The vCard with the address, for anyone; or the editing form, for editors.
pub(crate) async fn post(State(state): State<AppState>, Path(name): Path<String>, request: Request) -> Response {
    let Some(slug) = name.strip_suffix(".vcf") else { return edit_form::post(State(state), request).await };
    match address::reveal(&state, &client_address::counted(&request).to_string(), slug).await {
        Ok((contact, address)) => vcard(&state, &contact, Some(&address)),
        Err(error) => error_page::answer(&state, request, error).await,
    }
}

async fn find(state: &AppState, slug: &str) -> Result<Contact, ApiError> {
    let slug: Slug = slug.parse().map_err(|_| ApiError::NotFound)?;
    state.store.person(&slug, Language::German).await?.ok_or(ApiError::NotFound)
}

fn vcard(state: &AppState, contact: &Contact, address: Option<&EmailAddress>) -> Response {
    let file = format!("attachment; filename=\"{}.vcf\"", contact.slug);
    let disposition = HeaderValue::from_str(&file).unwrap_or(HeaderValue::from_static("attachment"));
    let policy = if address.is_some() { CachePolicy::KeptNowhere } else { CachePolicy::AskedAnew };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/vcard; charset=utf-8")),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, policy.value()),
    ];
    (headers, vcard_text(&state.public_url, contact, address)).into_response()
}

/// vCard 4.0, <https://www.rfc-editor.org/rfc/rfc6350>; pronouns by RFC 9554.
fn vcard_text(public_url: &str, contact: &Contact, address: Option<&EmailAddress>) -> String {
    let (given, family) = contact.name.rsplit_once(' ').unwrap_or(("", &contact.name));
    let mut lines = vec![
        "BEGIN:VCARD".to_owned(),
        "VERSION:4.0".to_owned(),
        format!("FN:{}", escaped(&contact.name)),
        format!("N:{};{};;;", escaped(family), escaped(given)),
        format!("ORG:{}", escaped(words::GROUP)),
    ];
    if !contact.role.is_empty() {
        lines.push(format!("TITLE:{}", escaped(&contact.role)));
    }
    if !contact.pronouns.is_empty() {
        let pronouns = contact.pronouns.trim_matches(['(', ')']);
        lines.push(format!("PRONOUNS;LANGUAGE={}:{}", Language::German.tag(), escaped(pronouns)));
    }
    if let Some(address) = address {
        lines.push(format!("EMAIL;TYPE=work:{}", escaped(&address.plain())));
    }
    if let Ok(portrait) = contact.portrait.parse() {
        let address = app::portrait::address(&portrait, "384.jpg");
        lines.push(format!("PHOTO;MEDIATYPE=image/jpeg:{public_url}{address}"));
    }
    lines.push(format!("URL:{public_url}/personen/{}", contact.slug));
    lines.push("END:VCARD".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

fn escaped(text: &str) -> String {
    closed(text).replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;").replace('\n', "\\n")
}

/// A line of at most 75 bytes; longer ones go on behind a line break and a space, never within a character.
fn folded(line: &str) -> String {
    const LONGEST: usize = 75;
    let mut text = String::new();
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > LONGEST {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(c);
        length += c.len_utf8();
    }
    text + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::model::ItemId;

    fn contact() -> Contact {
        Contact {
            id: ItemId(1),
            slug: "christine-jochem".parse().expect("a slug"),
            name: "Christine Jochem".into(),
            pronouns: "(sie/ihr)".into(),
            role: "Sprecherin für Migrationspolitik, Fraktionsvorsitzende im Bezirksrat".into(),
            masked_email: "christine.jochem[at]hannover-rat.de".into(),
            portrait: "a7".repeat(16),
            photo_credit: "Foto: Anna Beispiel".into(),
            portrait_html: String::new(),
        }
    }

    #[test]
    fn a_vcard_holds_the_address_only_when_asked() {
        let address = "christine.jochem@hannover-rat.de".parse().expect("an address");
        let with = vcard_text("https://beispiel.de", &contact(), Some(&address));
        assert!(with.contains("\r\nEMAIL;TYPE=work:christine.jochem@hannover-rat.de\r\n"), "{with}");
        assert!(with.contains("\r\nN:Jochem;Christine;;;\r\n"), "{with}");
        let unfolded = with.replace("\r\n ", "");
        let photo = format!("PHOTO;MEDIATYPE=image/jpeg:https://beispiel.de/bilder/{}/384.jpg\r\n", "a7".repeat(16));
        assert!(unfolded.contains(&photo), "{unfolded}");
        let without = vcard_text("https://beispiel.de", &contact(), None);
        assert!(!without.contains("hannover-rat.de"), "{without}");
    }

    #[test]
    fn long_lines_are_folded_and_commas_escaped() {
        let text = vcard_text("https://beispiel.de", &contact(), None);
        assert!(text.lines().all(|line| line.len() <= 75), "{text}");
        let unfolded = text.replace("\r\n ", "");
        assert!(
            unfolded.contains("TITLE:Sprecherin für Migrationspolitik\\, Fraktionsvorsitzende im Bezirksrat"),
            "{text}"
        );
    }
}
