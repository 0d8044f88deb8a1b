-- A number that grows with each transaction that changes what readers see, in that transaction: who reads it and then a page has a
-- page that is at least as new. Servers keep rendered pages for as long as it stays the same, and hear of its growth on the
-- channel `content`.
create table content_version (
    is_only boolean primary key default true check (is_only),
    version bigint  not null
);
insert into content_version (version) values (1);

-- Once per transaction, at its end, under the lock under which everything derived is written: no writer waits for another one
-- longer than without it.
create function grow_content_version() returns trigger language plpgsql as $$
declare
    grown bigint;
begin
    if current_setting('themenseite.content_version_grew_in', true) = pg_current_xact_id()::text then
        return null;
    end if;
    perform set_config('themenseite.content_version_grew_in', pg_current_xact_id()::text, true);
    perform pg_advisory_xact_lock(hashtextextended('derived', 0));
    update content_version set version = version + 1 returning version into grown;
    perform pg_notify('content', grown::text);
    return null;
end $$;

-- A row of these tables shows nothing before it has a text.
create constraint trigger topic_is_content after update on topic deferrable initially deferred
    for each row when (old.* is distinct from new.*) execute function grow_content_version();
create constraint trigger person_is_content after update on person deferrable initially deferred
    for each row when (old.* is distinct from new.*) execute function grow_content_version();
create constraint trigger post_is_content after update on post deferrable initially deferred
    for each row when (old.* is distinct from new.*) execute function grow_content_version();
create constraint trigger page_is_content after update on page deferrable initially deferred
    for each row when (old.slug is distinct from new.slug) execute function grow_content_version();

create constraint trigger topic_text_is_content after insert or delete on topic_text deferrable initially deferred
    for each row execute function grow_content_version();
create constraint trigger topic_text_is_content_that_changes after update on topic_text deferrable initially deferred
    for each row when (old.* is distinct from new.*) execute function grow_content_version();
create constraint trigger person_text_is_content after insert or delete on person_text deferrable initially deferred
    for each row execute function grow_content_version();
create constraint trigger person_text_is_content_that_changes after update on person_text deferrable initially deferred
    for each row when (old.* is distinct from new.*) execute function grow_content_version();
create constraint trigger post_text_is_content after insert or delete on post_text deferrable initially deferred
    for each row execute function grow_content_version();
create constraint trigger post_text_is_content_that_changes after update on post_text deferrable initially deferred
    for each row when (old.* is distinct from new.*) execute function grow_content_version();
create constraint trigger page_text_is_content after insert or delete on page_text deferrable initially deferred
    for each row execute function grow_content_version();
create constraint trigger page_text_is_content_that_changes after update on page_text deferrable initially deferred
    for each row when (old.* is distinct from new.*) execute function grow_content_version();

create constraint trigger topic_contact_is_content after insert or update or delete on topic_contact deferrable initially deferred
    for each row execute function grow_content_version();
-- Without a day it is the place of a post that readers do not see.
create constraint trigger topic_post_is_content after insert on topic_post deferrable initially deferred
    for each row when (new.published_on is not null) execute function grow_content_version();
create constraint trigger topic_post_is_content_that_changes after update on topic_post deferrable initially deferred
    for each row when (old.* is distinct from new.*) execute function grow_content_version();
create constraint trigger topic_post_is_content_that_goes after delete on topic_post deferrable initially deferred
    for each row when (old.published_on is not null) execute function grow_content_version();

create constraint trigger old_slug_is_content after insert or update or delete on old_slug deferrable initially deferred
    for each row execute function grow_content_version();
create constraint trigger gone_slug_is_content after insert or update or delete on gone_slug deferrable initially deferred
    for each row execute function grow_content_version();
