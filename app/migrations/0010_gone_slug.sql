-- Addresses of what readers once saw and the bin has been emptied of: they answer that it is gone, for ever. Not a key of any
-- item, since there is none any more. Another item may be given such an address; it then answers for itself.
create table gone_slug (
    kind text not null,
    slug slug not null,
    primary key (kind, slug)
);

-- When readers' text of a post last changed, and when it was published: on its day at noon, but never later than that.
create view post_time (post_id, language, published_at, changed_at) as
    select id, language, least(noon, changed_at), changed_at
    from post
    join post_text on post_id = id
    cross join lateral (select (published_on + time '12:00') at time zone 'Europe/Berlin') as day (noon)
    cross join lateral (
        select coalesce((select revision.published_at from revision
                         where item_id = post.id and revision.language = post_text.language
                         order by revision.id desc limit 1), noon)
    ) as change (changed_at);

-- Every address that readers can open but the start page, and a day since when it shows something new.
create view public_address (item_id, language, kind, slug, day) as
    select id, language, 'topic', slug, (select max(published_on) from topic_post where topic_post.topic_id = id)
    from topic join topic_text on topic_id = id
    union all select id, language, 'person', slug, null from person join person_text on person_id = id
    union all select id, language, 'post', slug, published_on from post join post_text on post_id = id
    union all select id, language, 'page', slug, null from page join page_text on page_id = id;
