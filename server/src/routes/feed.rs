//! `/feed.atom` and `/feed.json`, and the same of a topic: the newest posts, for those who come back.

use std::fmt::Write;

use app::api::{self, ApiError, PageRef};
use app::i18n::words;
use app::markdown;
use app::model::{Date, ItemId, ItemKind, Language, Slug, closed};
use app::store::{Feed, FeedEntry};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, Uri, header};
use serde_json::{Value, json};

use crate::state::AppState;
use crate::xml::escaped;
use crate::{conditional, error_page, replica};

const ATOM: &str = "application/atom+xml; charset=utf-8";
const JSON: &str = "application/feed+json; charset=utf-8";

pub(crate) async fn get(State(state): State<AppState>, request: Request) -> Response {
    replica::answer(state, request, answer).await
}

async fn answer(state: AppState, request: Request) -> Response {
    let path = request.uri().path();
    let file = if path.ends_with("/feed.json") { "feed.json" } else { "feed.atom" };
    let topic = path.strip_prefix("/themen/").and_then(|rest| rest.split('/').next()).map(str::to_owned);
    let (page, feed) = match find(&state, topic.as_deref()).await {
        Ok(found) => found,
        Err(ApiError::Moved(page)) => {
            return (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, format!("{page}/{file}"))]).into_response();
        }
        Err(error) => return error_page::answer(&state, request, error).await,
    };
    let page = format!("{}{}", state.public_url, page.path());
    let own = format!("{}/{file}", page.trim_end_matches('/'));
    let changed_at = feed.changed_at;
    let feed = Written::new(&state.public_url, page, own, feed);
    let (kind, text) = if file == "feed.json" { (JSON, feed.json().to_string()) } else { (ATOM, feed.atom()) };
    conditional::answer(request.headers(), kind, text, changed_at)
}

/// The feed, and the page whose feed it is.
async fn find(state: &AppState, topic: Option<&str>) -> Result<(PageRef, Feed), ApiError> {
    let (store, language) = (&state.store, Language::German);
    let Some(slug) = topic else {
        return Ok((PageRef::Home, store.feed(None, language).await?.ok_or(ApiError::Internal)?));
    };
    let slug: Slug = slug.parse().map_err(|_| ApiError::NotFound)?;
    match store.feed(Some(&slug), language).await? {
        Some(feed) => Ok((PageRef::Topic(slug), feed)),
        None => Err(api::absence(store, ItemKind::Topic, &slug).await),
    }
}

/// A feed in words, with the addresses that they need.
struct Written<'a> {
    site: &'a str,
    page: String,
    own: String,
    id: String,
    title: String,
    changed_at: String,
    entries: Vec<WrittenEntry>,
}

struct WrittenEntry {
    id: String,
    url: String,
    title: String,
    html: String,
    entry: FeedEntry,
}

impl<'a> Written<'a> {
    fn new(site: &'a str, page: String, own: String, feed: Feed) -> Self {
        let entries: Vec<_> = feed.entries.into_iter().filter_map(|entry| WrittenEntry::new(site, entry)).collect();
        let newest = entries.iter().map(|written| written.entry.changed_at.clone()).max();
        Self {
            id: tag(site, feed.created_on, feed.item),
            title: feed
                .topic
                .map_or_else(|| words::GROUP.to_owned(), |topic| format!("{} – {}", closed(&topic), words::GROUP)),
            changed_at: newest.unwrap_or_else(|| format!("{}T00:00:00Z", feed.created_on)),
            site,
            page,
            own,
            entries,
        }
    }

    /// RFC 4287.
    fn atom(&self) -> String {
        let Self { site, page, own, id, title, changed_at, entries } = self;
        let (title, group, language) = (escaped(title), escaped(words::GROUP), Language::German.tag());
        let entries: String = entries.iter().map(WrittenEntry::atom).collect();
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
             <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{language}\">\n\
             <id>{id}</id>\n\
             <title>{title}</title>\n\
             <updated>{changed_at}</updated>\n\
             <link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>\n\
             <author><name>{group}</name><uri>{site}/</uri></author>\n\
             {entries}</feed>\n"
        )
    }

    /// JSON Feed 1.1, <https://www.jsonfeed.org/version/1.1/>.
    fn json(&self) -> Value {
        json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "home_page_url": self.page,
            "feed_url": self.own,
            "language": Language::German.tag(),
            "authors": [{ "name": words::GROUP, "url": format!("{}/", self.site) }],
            "items": self.entries.iter().map(WrittenEntry::json).collect::<Vec<_>>(),
        })
    }
}

impl WrittenEntry {
    fn new(site: &str, entry: FeedEntry) -> Option<Self> {
        let url = format!("{site}{}", PageRef::Post(entry.post.slug.clone()?).path());
        let body = markdown::to_html_at(&entry.body, &url);
        Some(Self {
            id: tag(site, entry.created_on, entry.post.id),
            title: closed(&entry.post.name()).into_owned(),
            html: format!("<p>{}</p>\n{body}", escaped(&entry.post.teaser)),
            url,
            entry,
        })
    }

    fn atom(&self) -> String {
        let Self { id, url, title, html, entry } = self;
        let (title, html) = (escaped(title), escaped(html));
        let (published_at, changed_at) = (&entry.published_at, &entry.changed_at);
        let topics = entry.topics.iter().fold(String::new(), |mut topics, topic| {
            // Writing to a text does not fail.
            let _ = writeln!(topics, "<category term=\"{}\"/>", escaped(topic));
            topics
        });
        format!(
            "<entry>\n\
             <id>{id}</id>\n\
             <title>{title}</title>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{url}\"/>\n\
             <published>{published_at}</published>\n\
             <updated>{changed_at}</updated>\n\
             {topics}<content type=\"html\">{html}</content>\n\
             </entry>\n"
        )
    }

    fn json(&self) -> Value {
        json!({
            "id": self.id,
            "url": self.url,
            "title": self.title,
            "content_html": self.html,
            "date_published": self.entry.published_at,
            "date_modified": self.entry.changed_at,
            "tags": self.entry.topics,
        })
    }
}

/// A name for ever, RFC 4151: nothing in it is what people can change.
fn tag(site: &str, created_on: Date, item: ItemId) -> String {
    let site = site.parse::<Uri>().unwrap_or_default();
    format!("tag:{},{created_on}:{}", site.host().unwrap_or_default(), item.0)
}
