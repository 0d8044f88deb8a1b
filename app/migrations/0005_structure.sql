-- Where an item stands among the others is edited like a text: its slug, a topic's contacts, a post's topics, the order of
-- the topics. Each has a draft, a version and a history; lists are one slug a line.

-- The start page, whose one text is the order of the topics.
alter table item drop constraint item_kind_known;
alter table item add constraint item_kind_known check (kind in ('topic', 'person', 'post', 'page', 'home'));
insert into item (kind) values ('home');
create unique index item_home on item (kind) where kind = 'home';

alter domain field_name drop constraint field_known;
alter domain field_name add constraint field_known check (value in
    ('title', 'introduction', 'name', 'pronouns', 'role', 'email', 'published_on', 'teaser', 'body',
     'contacts', 'topics', 'slug'));

-- Addresses that an item once had: they lead to it for ever, and no other item of its kind gets them.
create table old_slug (
    kind    text   not null,
    slug    slug   not null,
    item_id bigint not null references item on delete cascade,
    primary key (kind, slug)
);
create index old_slug_by_item on old_slug (item_id);

-- Addresses that are fixed, since the law and people's bookmarks ask for them.
alter table page add column is_fixed boolean not null
    generated always as (slug::text in ('impressum', 'datenschutz', 'barrierefreiheit')) stored;

create or replace view published_field (item_id, language, field, text) as
    select topic_id, language, 'title', title from topic_text
    union all select topic_id, language, 'introduction', introduction from topic_text
    union all select person_id, language, 'name', name from person_text
    union all select person_id, language, 'pronouns', pronouns from person_text
    union all select person_id, language, 'role', role from person_text
    union all select id, language, 'email', replace(email, '@', '[at]') from person join person_text on person_id = id
    union all select id, language, 'published_on', published_on::text from post join post_text on post_id = id
    union all select post_id, language, 'title', title from post_text
    union all select post_id, language, 'teaser', teaser from post_text
    union all select post_id, language, 'body', body from post_text
    union all select page_id, language, 'title', title from page_text
    union all select page_id, language, 'body', body from page_text
    union all select id, language, 'slug', slug::text from topic join topic_text on topic_id = id
    union all select id, language, 'slug', slug::text from person join person_text on person_id = id
    union all select id, language, 'slug', slug::text from post join post_text on post_id = id
    union all select id, language, 'slug', slug::text from page join page_text on page_id = id where not is_fixed
    union all select topic_id, language, 'contacts', coalesce(
        (select string_agg(person.slug::text, E'\n' order by contact.position, person.slug::text)
         from topic_contact as contact join person on person.id = person_id where contact.topic_id = topic_text.topic_id), '')
        from topic_text
    union all select post_id, language, 'topics', coalesce(
        (select string_agg(topic.slug::text, E'\n' order by topic.position, topic.slug::text)
         from topic_post as belongs join topic on topic.id = belongs.topic_id where belongs.post_id = post_text.post_id), '')
        from post_text
    union all select item.id, language, 'topics',
        string_agg(topic.slug::text, E'\n' order by topic.position, title)
        from item, topic join topic_text on topic_id = topic.id where item.kind = 'home' group by item.id, language;
