-- Portraits: pictures by what is in them, and a person's field that names one.

-- The first half of the SHA-256 of the uploaded bytes: the same picture is kept once, and one that is kept never changes.
create domain image_id as text constraint image_id_form check (value ~ '^[0-9a-f]{32}$');

create table image (
    id         image_id    primary key,
    original   bytea       not null,                          -- as it was uploaded; never served, since cameras write places into it
    media_type text        not null constraint image_type_known check (media_type in ('image/jpeg', 'image/png', 'image/webp')),
    width      int         not null,                          -- of the original, in pixels
    height     int         not null,
    stored_at  timestamptz not null default now()             -- by whoever uploaded it last
);

-- What pages show of it: '96.webp', 'presse.jpg'. Nothing but pixels.
create table image_file (
    image_id image_id not null references image on delete cascade,
    name     text     not null,
    bytes    bytea    not null,
    primary key (image_id, name)
);

-- Pictures are compressed already.
alter table image alter column original set storage external;
alter table image_file alter column bytes set storage external;

-- One portrait in all languages; whom it is by is said in each.
alter table person add column portrait image_id references image;
alter table person_text add column photo_credit text not null default '';
create index person_by_portrait on person (portrait);

alter domain field_name drop constraint field_known;
alter domain field_name add constraint field_known check (value in
    ('title', 'introduction', 'name', 'pronouns', 'role', 'email', 'published_on', 'teaser', 'body',
     'contacts', 'topics', 'slug', 'portrait', 'photo_credit'));

create or replace view published_field (item_id, language, field, text) as
    select topic_id, language, 'title', title from topic_text
    union all select topic_id, language, 'introduction', introduction from topic_text
    union all select person_id, language, 'name', name from person_text
    union all select person_id, language, 'pronouns', pronouns from person_text
    union all select person_id, language, 'role', role from person_text
    union all select id, language, 'email', replace(email, '@', '[at]') from person join person_text on person_id = id
    union all select id, language, 'portrait', coalesce(portrait::text, '') from person join person_text on person_id = id
    union all select person_id, language, 'photo_credit', photo_credit from person_text
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
