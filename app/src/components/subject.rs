//! What a page is about, as JSON-LD for search engines. Only the server writes it, into the document's head.

use leptos::prelude::*;
use leptos_meta::Script;
use serde_json::{Value, json};

use crate::i18n::words;
use crate::model::{Contact, Date, Language, PostSummary, TopicLink, closed};

/// What a page is about. A page that is about one of these provides it before its [`PageMeta`](super::PageMeta).
#[derive(Clone, Debug)]
pub enum Subject {
    /// A piece of news.
    Post {
        /// What timelines show of it.
        post: PostSummary,
        /// When its text last changed, as RFC 3339 writes it.
        changed_at: Option<String>,
        /// The topics whose timeline holds it.
        topics: Vec<TopicLink>,
    },
    /// Someone; their address is not for programs.
    Person(Contact),
}

impl Subject {
    /// The post's day, where it is one.
    pub(super) fn published_on(&self) -> Option<Date> {
        match self {
            Self::Post { post, .. } => post.published_on,
            Self::Person(_) => None,
        }
    }

    /// In the words of <https://schema.org>; `url` is the page's own address.
    pub(super) fn json_ld(&self, site: &str, url: &str) -> Value {
        let group = json!({ "@type": "Organization", "name": words::GROUP, "url": format!("{site}/") });
        let mut data = match self {
            Self::Post { post, changed_at, topics } => json!({
                "@context": "https://schema.org",
                "@type": "NewsArticle",
                "headline": post.name(),
                "datePublished": post.published_on,
                "dateModified": changed_at,
                "author": group,
                "publisher": group,
                "mainEntityOfPage": url,
                "inLanguage": Language::German.tag(),
                "articleSection": topics.iter().map(|topic| topic.title.as_str()).collect::<Vec<_>>(),
            }),
            Self::Person(contact) => json!({
                "@context": "https://schema.org",
                "@type": "Person",
                "name": contact.name,
                "jobTitle": contact.role.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>(),
                "worksFor": group,
                "url": url,
            }),
        };
        if let Some(data) = data.as_object_mut() {
            let says_something =
                |value: &Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
            data.retain(|_, value| says_something(value));
        }
        data
    }
}

/// The way to a page, as [`Breadcrumb`](super::Breadcrumb) shows it.
pub(super) fn breadcrumb_list(site: &str, steps: &[(String, String)], here: &str) -> Value {
    let steps = steps.iter().map(|(path, text)| (Some(format!("{site}{path}")), text.as_str()));
    let items = steps.chain([(None, here)]).zip(1..).map(|((url, name), position)| {
        let mut item = json!({ "@type": "ListItem", "position": position, "name": name });
        // The last one is the page itself.
        if let Some(url) = url {
            item["item"] = url.into();
        }
        item
    });
    json!({
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": items.collect::<Vec<_>>(),
    })
}

/// Puts it into the document's head.
pub(super) fn write(json_ld: Value) {
    let text = as_script(json_ld);
    let script = view! { <Script type_="application/ld+json">{text}</Script> };
    // It goes to the head while it is written; what is left of it here is nothing.
    let _ = script.to_html();
}

/// As a script's content, which nothing in it can end. All that is replaced can only stand in its texts.
fn as_script(json: Value) -> String {
    let text = closed_texts(json).to_string();
    let mut script = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => script.push_str("\\u003c"),
            '>' => script.push_str("\\u003e"),
            '&' => script.push_str("\\u0026"),
            '\u{2028}' => script.push_str("\\u2028"),
            '\u{2029}' => script.push_str("\\u2029"),
            c => script.push(c),
        }
    }
    script
}

/// Programs put these texts beside others.
fn closed_texts(json: Value) -> Value {
    match json {
        Value::String(text) => closed(&text).into(),
        Value::Array(list) => list.into_iter().map(closed_texts).collect(),
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, closed_texts(value))).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_script_and_every_text_reads_back() {
        let json = json!({ "headline": "</script><!-- & \u{2028}\u{2029} \"\\" });
        let script = as_script(json.clone());
        assert!(!script.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{script}");
        assert_eq!(serde_json::from_str::<Value>(&script).ok(), Some(json));
        assert_eq!(as_script(json!(["\u{202e}a"])), "[\"\u{202e}a\u{202c}\"]");
    }
}
