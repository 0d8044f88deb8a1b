-- How many posts a topic's timeline holds in each year, so that a page of it costs the same however many there are.
create table topic_year (
    topic_id bigint not null references topic on delete cascade,
    year     int    not null,
    posts    bigint not null,
    primary key (topic_id, year)
);

insert into topic_year (topic_id, year, posts)
    select topic_id, extract(year from published_on), count(*) from topic_post where published_on is not null group by 1, 2;

create function count_topic_post() returns trigger language plpgsql as $$
begin
    -- One transaction at a time writes what is derived. It holds every other lock already, since this runs at its end.
    perform pg_advisory_xact_lock(hashtextextended('derived', 0));
    if tg_op <> 'INSERT' and old.published_on is not null then
        update topic_year set posts = posts - 1
        where topic_id = old.topic_id and year = extract(year from old.published_on);
        delete from topic_year where topic_id = old.topic_id and posts = 0;
    end if;
    if tg_op <> 'DELETE' and new.published_on is not null then
        insert into topic_year values (new.topic_id, extract(year from new.published_on), 1)
        on conflict (topic_id, year) do update set posts = topic_year.posts + 1;
    end if;
    return null;
end $$;
create constraint trigger topic_post_is_counted after insert or delete or update of published_on on topic_post
    deferrable initially deferred for each row execute function count_topic_post();
