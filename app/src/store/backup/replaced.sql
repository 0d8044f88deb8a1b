-- After a dump that has replaced all there was, in its transaction. psql knows the newest version of the content that servers may have
-- seen.
select set_config('themenseite.seen_version', :'seen_version', true)
\g /dev/null
do $$
declare
    name text;
    grown bigint;
begin
    -- Whoever was shut out since, or had used a link, must not get in by it again.
    foreach name in array array['session', 'setup_link', 'account_link', 'ceremony', 'log_in_step'] loop
        if to_regclass('public.' || name) is not null then
            execute format('delete from public.%I', name);
        end if;
    end loop;
    -- No server has seen this version; so all drop the pages that they keep.
    if to_regclass('public.content_version') is not null then
        update public.content_version
        set version = greatest(version, current_setting('themenseite.seen_version')::bigint) + 1
        returning version into grown;
        perform pg_notify('content', grown::text);
    end if;
end $$;
