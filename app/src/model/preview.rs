//! Pages as they would look if all drafts on them were published now.

use super::{
    Contact, Cursor, Date, Drafts, FieldName, FieldRef, ItemId, ItemKind, Page, ParsedRange, PersonPage, PostPage,
    PostSummary, Timeline, TopicPage,
};
use crate::portrait;

/// What a preview link shows. It has no `Serialize`: such a page is never hydrated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The page.
    pub page: PreviewedPage,
    /// Whether anything on it is a draft today.
    pub is_unpublished: bool,
    /// The link's path.
    pub path: String,
    /// The year of a timeline that is shown alone.
    pub year: Option<i32>,
    /// Until when the link is valid, in Berlin's time: `22.11.2026, 14:03`.
    pub valid_until: String,
}

/// The page that it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PreviewedPage {
    /// `/themen/{slug}`
    Topic(TopicPage),
    /// `/meldungen/{slug}`
    Post(PostPage),
    /// `/personen/{slug}`
    Person(PersonPage),
    /// `/{slug}`
    Page(Page),
}

impl TopicPage {
    /// The page with its drafts in their places, and without them beside it. `range` is the part of the timeline it shows.
    #[must_use]
    pub fn previewed(mut self, range: ParsedRange) -> Self {
        let Some(drafts) = self.drafts.take() else { return self };
        drafts.lay_text(self.topic.id, FieldName::Title, &mut self.topic.title);
        drafts.lay_html(self.topic.id, FieldName::Introduction, &mut self.topic.introduction_html);
        // It is of the published introduction, and for search engines, which get no preview.
        self.topic.description.clear();
        for contact in &mut self.contacts {
            contact.lay_over(&drafts, false);
        }
        // Who has no name yet cannot be published.
        self.contacts.retain(|contact| !contact.name.is_empty());
        self.timeline.lay_over(&drafts, range);
        self
    }
}

impl PostPage {
    /// The page with its drafts in their places, and without them beside it.
    #[must_use]
    pub fn previewed(mut self) -> Self {
        let Some(drafts) = self.drafts.take() else { return self };
        self.post.lay_over(&drafts);
        drafts.lay_html(self.post.id, FieldName::Body, &mut self.body_html);
        self
    }
}

impl PersonPage {
    /// The page with its drafts in their places, and without them beside it.
    #[must_use]
    pub fn previewed(mut self) -> Self {
        let Some(drafts) = self.drafts.take() else { return self };
        self.person.contact.lay_over(&drafts, true);
        self
    }
}

impl Page {
    /// The page with its drafts in their places, and without them beside it.
    #[must_use]
    pub fn previewed(mut self) -> Self {
        let Some(drafts) = self.drafts.take() else { return self };
        drafts.lay_text(self.id, FieldName::Title, &mut self.title);
        drafts.lay_html(self.id, FieldName::Body, &mut self.body_html);
        self
    }
}

impl Drafts {
    fn lay_text(&self, item: ItemId, field: FieldName, text: &mut String) {
        if let Some(draft) = self.get(FieldRef { item, field }) {
            draft.current().clone_into(text);
        }
    }

    fn lay_html(&self, item: ItemId, field: FieldName, html: &mut String) {
        if let Some(draft) = self.get(FieldRef { item, field }) {
            *html = draft.html.clone().unwrap_or_default();
        }
    }

    /// Posts that are not published, or that stand on another part of the timeline.
    fn posts_elsewhere(&self, entries: &[PostSummary]) -> Vec<PostSummary> {
        let dates = self.fields.iter().filter(|draft| draft.field.field == FieldName::PublishedOn);
        let posts = dates.filter(|draft| draft.kind == ItemKind::Post).map(|draft| draft.field.item);
        let others = posts.filter(|post| entries.iter().all(|entry| entry.id != *post));
        // Where there is an address, it is known only there.
        others
            .map(|id| PostSummary { id, slug: None, published_on: None, title: String::new(), teaser: String::new() })
            .collect()
    }
}

impl Contact {
    fn lay_over(&mut self, drafts: &Drafts, on_own_page: bool) {
        drafts.lay_text(self.id, FieldName::Name, &mut self.name);
        drafts.lay_text(self.id, FieldName::Pronouns, &mut self.pronouns);
        drafts.lay_text(self.id, FieldName::Role, &mut self.role);
        drafts.lay_text(self.id, FieldName::Email, &mut self.masked_email);
        drafts.lay_text(self.id, FieldName::Portrait, &mut self.portrait);
        drafts.lay_text(self.id, FieldName::PhotoCredit, &mut self.photo_credit);
        self.portrait_html = portrait::html(self, on_own_page);
    }
}

impl PostSummary {
    fn lay_over(&mut self, drafts: &Drafts) {
        drafts.lay_text(self.id, FieldName::Title, &mut self.title);
        drafts.lay_text(self.id, FieldName::Teaser, &mut self.teaser);
        let day = drafts.get(FieldRef { item: self.id, field: FieldName::PublishedOn });
        // Half a date cannot be published: then the day stays what it is.
        if let Some(day) = day.and_then(|draft| draft.current().parse::<Date>().ok()) {
            self.published_on = Some(day);
        }
    }

    fn place(&self) -> Option<(Date, ItemId)> {
        self.published_on.map(|day| (day, self.id))
    }
}

impl Timeline {
    /// Drafts move entries by their day, and new posts come between them: into this part of the timeline or another one.
    fn lay_over(&mut self, drafts: &Drafts, range: ParsedRange) {
        let (first, last) = (self.entries.first(), self.entries.last());
        let place = |cursor: Cursor| (cursor.published_on, cursor.id);
        let before = range.before.map(place);
        let after = range.after.filter(|_| before.is_none()).map(place);
        let oldest = last.filter(|_| after.is_none() && self.older.is_some()).and_then(PostSummary::place);
        let newest = first.filter(|_| after.is_some() && self.newer.is_some()).and_then(PostSummary::place);
        let belongs = |entry: &PostSummary| match entry.place() {
            Some(place) => {
                before.is_none_or(|before| place < before)
                    && after.is_none_or(|after| place > after)
                    && oldest.is_none_or(|oldest| place >= oldest)
                    && newest.is_none_or(|newest| place <= newest)
                    && range.year.is_none_or(|year| place.0.year() == year)
            }
            None => range == ParsedRange::default(),
        };
        let mut entries = self.entries.clone();
        entries.extend(drafts.posts_elsewhere(&self.entries));
        for entry in &mut entries {
            entry.lay_over(drafts);
        }
        entries.retain(belongs);
        // What has no day yet was written last.
        entries.sort_by_key(|entry| std::cmp::Reverse((entry.published_on.is_none(), entry.place())));
        if after.is_some() {
            let surplus = entries.len().saturating_sub(Self::PAGE);
            entries.drain(..surplus);
            if surplus > 0 {
                self.newer = entries.first().and_then(Self::cursor);
            }
        } else if entries.len() > Self::PAGE {
            entries.truncate(Self::PAGE);
            self.older = entries.last().and_then(Self::cursor);
        }
        self.entries = entries;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FieldDraft, Person, Topic};

    fn draft(item: i64, kind: ItemKind, field: FieldName, published: &str, draft: Option<&str>) -> FieldDraft {
        let text = draft.unwrap_or(published);
        FieldDraft {
            field: FieldRef { item: ItemId(item), field },
            kind,
            version: 1,
            published: published.into(),
            draft: draft.map(str::to_owned),
            html: matches!(field, FieldName::Introduction | FieldName::Body).then(|| format!("<p>{text}</p>")),
            scheduled_for: None,
        }
    }

    fn drafts(fields: Vec<FieldDraft>) -> Drafts {
        Drafts { fields, new_posts: Vec::new(), also_on: Vec::new() }
    }

    fn post(id: i64, day: &str) -> PostSummary {
        let published_on = Some(day.parse().expect("a day"));
        let slug = format!("{day}-meldung").parse().ok();
        PostSummary { id: ItemId(id), slug, published_on, title: String::new(), teaser: format!("Meldung {id}") }
    }

    /// Day and teaser of a post.
    fn of_post(id: i64, day: &str, teaser: &str) -> Vec<FieldDraft> {
        let field = |name, text| draft(id, ItemKind::Post, name, "", Some(text));
        vec![field(FieldName::PublishedOn, day), field(FieldName::Teaser, teaser)]
    }

    fn contact(id: i64, name: &str) -> Contact {
        let slug = format!("person-{id}").parse().expect("a slug");
        let (pronouns, role, masked_email, portrait, photo_credit, portrait_html) = Default::default();
        Contact {
            id: ItemId(id),
            slug,
            name: name.into(),
            pronouns,
            role,
            masked_email,
            portrait,
            photo_credit,
            portrait_html,
        }
    }

    fn topic_page(entries: Vec<PostSummary>, drafts: Option<Drafts>) -> TopicPage {
        let topic = Topic {
            id: ItemId(1),
            slug: "migration".parse().expect("a slug"),
            title: "Migration".into(),
            introduction_html: "<p>Alt</p>".into(),
            description: "Alt".into(),
        };
        let timeline = Timeline { entries, ..Timeline::default() };
        TopicPage { topic, contacts: Vec::new(), drafted_contacts: None, timeline, drafts }
    }

    fn teasers(page: &TopicPage) -> Vec<&str> {
        page.timeline.entries.iter().map(|entry| entry.teaser.as_str()).collect()
    }

    /// Newest first, one a day.
    fn a_full_part() -> Vec<PostSummary> {
        (1..=20_i64).rev().map(|day| post(100 + day, &format!("2024-05-{day:02}"))).collect()
    }

    #[test]
    fn a_topic_shows_its_drafts_and_those_of_its_contacts_and_has_none_beside_it() {
        let fields = vec![
            draft(1, ItemKind::Topic, FieldName::Title, "Migration", Some("Ankommen")),
            draft(1, ItemKind::Topic, FieldName::Introduction, "Alt", Some("Neu")),
            draft(2, ItemKind::Person, FieldName::Name, "Eva Alt", Some("Eva Neu")),
            draft(2, ItemKind::Person, FieldName::Email, "eva[at]beispiel.de", None),
            draft(3, ItemKind::Person, FieldName::Name, "", Some("Zum ersten Mal")),
        ];
        let mut page = topic_page(Vec::new(), Some(drafts(fields)));
        page.contacts = vec![contact(2, "Eva Alt"), contact(3, ""), contact(4, "")];
        let page = page.previewed(ParsedRange::default());
        assert_eq!((page.topic.title.as_str(), page.topic.introduction_html.as_str()), ("Ankommen", "<p>Neu</p>"));
        assert_eq!(page.topic.description, "");
        let names: Vec<_> = page.contacts.iter().map(|contact| contact.name.as_str()).collect();
        assert_eq!(names, ["Eva Neu", "Zum ersten Mal"]);
        assert_eq!(page.contacts[0].masked_email, "eva[at]beispiel.de");
        assert_eq!(page.drafts, None);
    }

    #[test]
    fn a_page_without_drafts_stays_as_it_is() {
        let page = topic_page(a_full_part(), None);
        assert_eq!(page.clone().previewed(ParsedRange::default()), page);
    }

    #[test]
    fn new_posts_come_between_the_others_by_their_day_and_those_without_one_first() {
        let entries = vec![post(10, "2024-10-30"), post(11, "2024-07-01")];
        let mut fields = of_post(20, "1. August 2024", "Neu im August");
        fields.extend(of_post(21, "bald", "Neu ohne Tag"));
        fields.push(draft(11, ItemKind::Post, FieldName::PublishedOn, "1. Juli 2024", Some("1. November 2024")));
        fields.push(draft(10, ItemKind::Post, FieldName::PublishedOn, "30. Oktober 2024", Some("30. Okt")));
        fields.push(draft(10, ItemKind::Post, FieldName::Title, "", Some("Mit Titel")));
        let page = topic_page(entries, Some(drafts(fields))).previewed(ParsedRange::default());
        assert_eq!(teasers(&page), ["Neu ohne Tag", "Meldung 11", "Meldung 10", "Neu im August"]);
        assert_eq!((page.timeline.entries[0].published_on, &page.timeline.entries[0].slug), (None, &None));
        let kept = &page.timeline.entries[2];
        assert_eq!((kept.title.as_str(), kept.published_on), ("Mit Titel", "2024-10-30".parse().ok()));
    }

    #[test]
    fn a_full_part_of_a_timeline_stays_one_and_the_next_begins_where_it_ends() {
        let mut page = topic_page(a_full_part(), Some(drafts(of_post(50, "2024-05-10", "Dazwischen"))));
        page.timeline.older = page.timeline.entries.last().and_then(Timeline::cursor);
        let page = page.previewed(ParsedRange::default());
        assert_eq!(page.timeline.entries.len(), 20);
        assert_eq!((teasers(&page)[10], teasers(&page)[19]), ("Meldung 110", "Meldung 102"));
        assert_eq!(teasers(&page)[11], "Dazwischen");
        assert_eq!(page.timeline.older.as_deref(), Some("2024-05-02.102"));
        // Backwards it is the newest ones that go on the next part.
        let mut page = topic_page(a_full_part(), Some(drafts(of_post(50, "2024-05-10", "Dazwischen"))));
        page.timeline.newer = page.timeline.entries.first().and_then(Timeline::cursor);
        let range = ParsedRange { after: "2024-04-01.1".parse().ok(), ..ParsedRange::default() };
        let page = page.previewed(range);
        assert_eq!((page.timeline.entries.len(), teasers(&page)[0]), (20, "Meldung 119"));
        assert_eq!(page.timeline.newer.as_deref(), Some("2024-05-19.119"));
    }

    #[test]
    fn what_belongs_to_another_part_of_the_timeline_stays_there() {
        let part = |day: &str, range: ParsedRange| {
            let mut page = topic_page(a_full_part(), Some(drafts(of_post(500, day, "Neu"))));
            page.timeline.older = page.timeline.entries.last().and_then(Timeline::cursor);
            teasers(&page.previewed(range)).contains(&"Neu")
        };
        let everything = ParsedRange::default();
        assert!(part("2024-06-01", everything) && !part("2024-04-30", everything) && part("bald", everything));
        let before = ParsedRange { before: "2024-05-21.121".parse().ok(), ..everything };
        assert!(part("2024-05-15", before) && !part("2024-06-01", before) && !part("bald", before));
        let year = ParsedRange { year: Some(2024), ..everything };
        assert!(part("2024-06-01", year) && !part("2025-01-01", year) && !part("bald", year));
    }

    #[test]
    fn posts_people_and_pages_show_their_drafts() {
        let fields = vec![
            draft(5, ItemKind::Post, FieldName::Teaser, "Alt", Some("Neu")),
            draft(5, ItemKind::Post, FieldName::Body, "Alt", Some("Neu")),
        ];
        let page = PostPage {
            post: post(5, "2024-10-30"),
            body_html: "<p>Alt</p>".to_owned(),
            topics: Vec::new(),
            #[cfg(feature = "ssr")]
            changed_at: None,
            drafts: Some(drafts(fields)),
        };
        let page = page.previewed();
        assert_eq!((page.post.teaser.as_str(), page.body_html.as_str(), page.drafts), ("Neu", "<p>Neu</p>", None));

        let fields = vec![draft(2, ItemKind::Person, FieldName::Role, "", Some("Sprecherin"))];
        let person = Person { contact: contact(2, "Eva"), topics: Vec::new() };
        let page = PersonPage { person, drafts: Some(drafts(fields)) }.previewed();
        assert_eq!((page.person.contact.role.as_str(), page.drafts), ("Sprecherin", None));

        let fields = vec![draft(7, ItemKind::Page, FieldName::Body, "Alt", Some("Neu"))];
        let slug = "impressum".parse().expect("a slug");
        let (title, body_html) = ("Impressum".to_owned(), "<p>Alt</p>".to_owned());
        let page = Page { id: ItemId(7), slug, title, body_html, drafts: Some(drafts(fields)) }.previewed();
        assert_eq!((page.title.as_str(), page.body_html.as_str(), page.drafts), ("Impressum", "<p>Neu</p>", None));
    }
}
