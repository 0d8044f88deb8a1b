//! The picture of a page, which messengers and social networks show beside a link to it.

#[cfg(feature = "ssr")]
use super::{
    ApiError, PageRef,
    context::{Audience, unpublished},
};
#[cfg(feature = "ssr")]
use crate::i18n::{self, words};
#[cfg(feature = "ssr")]
use crate::model::{Date, ItemKind, Language};
#[cfg(feature = "ssr")]
use crate::store::Store;

/// Width and height in pixels, as social networks ask for.
pub const PICTURE_SIZE: (u32, u32) = (1200, 630);

/// The start page's path has no name; its picture needs one. No page may take it (`RESERVED` in `model/slug.rs`).
const HOME: &str = "/start";

/// The path of the picture of the page at a path.
pub fn picture_path(page: &str) -> String {
    format!("/bild{}.png", if page == "/" { HOME } else { page })
}

/// The page whose picture is at a path.
#[cfg(feature = "ssr")]
pub fn page_of_picture(path: &str) -> Option<PageRef> {
    let page = path.strip_prefix("/bild")?.strip_suffix(".png")?;
    let page = PageRef::from_path(if page == HOME { "/" } else { page })?;
    // Each has one address, so that caches hold it once.
    (picture_path(&page.path()) == path).then_some(page)
}

/// What a picture says.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureText {
    /// Above the title: a day, or what the page is about; may be empty.
    pub line: String,
    /// The page's title; of a post without one, its teaser.
    pub title: String,
}

/// What the picture of a page says, as readers see the page.
///
/// # Errors
/// [`ApiError::Moved`] with the page's path where it has another address now; [`ApiError::Gone`] where it is in the bin;
/// [`ApiError::NotFound`] where readers see nothing; the store is away.
#[cfg(feature = "ssr")]
pub async fn picture_text(store: &Store, page: &PageRef) -> Result<PictureText, ApiError> {
    let language = Language::German;
    let Some(slug) = page.slug() else {
        return Ok(PictureText { line: String::new(), title: words::HOME_TITLE.to_owned() });
    };
    let of_kind = |kind, title| PictureText { line: i18n::kind(kind).to_owned(), title };
    let text = match page.kind() {
        ItemKind::Topic => store.topic(slug, language).await?.map(|topic| of_kind(ItemKind::Topic, topic.title)),
        ItemKind::Person => store.person(slug, language).await?.map(|person| of_kind(ItemKind::Person, person.name)),
        ItemKind::Post => store.post(slug, language).await?.map(|page| {
            let post = page.post;
            let title = if post.title.is_empty() { post.teaser } else { post.title };
            PictureText { line: post.published_on.map(Date::german).unwrap_or_default(), title }
        }),
        ItemKind::Page | ItemKind::Home => {
            let page = store.page(slug, language).await?;
            page.map(|page| PictureText { line: String::new(), title: page.title })
        }
    };
    match text {
        Some(text) => Ok(text),
        None => unpublished(store, Audience::Readers, page.kind(), slug).await.and(Err(ApiError::NotFound)),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn each_page_has_one_picture_and_each_picture_one_address() {
        for path in ["/", "/themen/migration", "/meldungen/2024-10-30", "/personen/ida", "/impressum"] {
            let page = page_of_picture(&picture_path(path)).map(|page| page.path());
            assert_eq!(page.as_deref(), Some(path));
        }
        for path in [
            "/bild",
            "/bild/",
            "/bild/.png",
            "/bild.png",
            "/bild/themen/migration",
            "/bild/themen/migration.jpg",
            "/bild/themen/migration/.png",
            "/bild//impressum.png",
            "/bild/bild.png",
            "/bild/neu.png",
            "/bild/%C3%A4.png",
        ] {
            assert_eq!(page_of_picture(path), None, "{path}");
        }
    }
}
