-- What staff call an item: its title or name, else its teaser; as it is published, else as it is drafted.
create function item_name(item_id bigint, language text) returns text stable language sql as $$
    select coalesce((
        select text from (
            select published.text, published.field, 1 as rank from published_field as published
            where published.item_id = $1 and published.language = $2
            union all
            select drafted.draft, drafted.field, 2 from field_state as drafted
            where drafted.item_id = $1 and drafted.language = $2
        ) as name
        where field in ('title', 'name', 'teaser') and text <> '' order by rank, field = 'teaser' limit 1
    ), '')
$$;

-- When texts go out by themselves, as people in Hannover write it.
create view waiting_text (item_id, language, field, at) as
    select item_id, language, field, to_char(scheduled_for at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI')
    from scheduled_text join schedule on schedule.id = schedule_id where finished_at is null;
