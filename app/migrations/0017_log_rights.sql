-- What the role that the server works as may do, and a log that nobody changes, not even by mistake.

-- Rows of the log stay as they are; but the network address of one that is a week old may be shortened.
create function refuse_log_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.happened_at < now() - interval '7 days' and new.address >>= old.address then
        old.address := new.address;
        if old is not distinct from new then
            return new;
        end if;
    end if;
    raise exception 'rows of % are never changed', tg_table_name;
end $$;
create trigger log_entry_is_append_only before update or delete on log_entry
    for each row execute function refuse_log_change();
create trigger log_entry_is_never_emptied before truncate on log_entry
    for each statement execute function refuse_log_change();

-- Addresses that are still whole.
create index log_entry_with_address on log_entry (happened_at) where masklen(address) in (32, 128);

-- Shortens the addresses of what is older than a week to the network that they belong to; answers how many. It does so with its
-- owner's rights, since the server's role may change nothing here.
create function log_shorten_addresses() returns bigint
    language sql security definer set search_path = pg_catalog, pg_temp as $$
    with shortened as (
        update public.log_entry
        set address = network(set_masklen(address, case family(address) when 4 then 24 else 48 end))
        where masklen(address) in (32, 128) and happened_at < now() - interval '7 days'
        returning id)
    select count(*) from shortened
$$;
revoke execute on function log_shorten_addresses() from public;

-- Gives a role all that the server needs, and takes from it whatever else it had here. To be called by the owner after the
-- migrations, at each start, so that tables of later ones are among it.
create function grant_to_server(role_name text) returns void language plpgsql as $$
declare
    allowed text;
    relation record;
    function_name text;
begin
    -- One server at a time: two that give rights at once disturb each other.
    perform pg_advisory_xact_lock(hashtextextended('grant', 0));
    execute 'revoke create on schema public from public';
    execute format('revoke create on schema public from %I', role_name);
    execute format('grant usage on schema public to %I', role_name);
    for relation in
        select oid, relname, relkind from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'S') and pg_has_role(relowner, 'usage')
    loop
        allowed := case
            when relation.relkind = 'S' then 'usage, select'
            when relation.relkind = 'v' or relation.relname = '_sqlx_migrations' then 'select'
            -- Neither a time nor a number of its own choice.
            when relation.relname = 'log_entry' then
                'select, insert (account_id, on_behalf_of, action, subject, detail, item_id, texts, address)'
            when relation.relname in ('edit', 'revision') then 'select, insert, delete'
            else 'select, insert, update, delete'
        end;
        execute format('revoke all on %s %I.%I from %I', case relation.relkind when 'S' then 'sequence' else 'table' end,
                       'public', relation.relname, role_name);
        execute format('grant %s on %s %I.%I to %I', allowed, case relation.relkind when 'S' then 'sequence' else 'table' end,
                       'public', relation.relname, role_name);
    end loop;
    for function_name in
        select oid::regprocedure::text from pg_proc
        where pronamespace = 'public'::regnamespace and proname <> 'grant_to_server' and pg_has_role(proowner, 'usage')
    loop
        execute format('grant execute on routine %s to %I', function_name, role_name);
    end loop;
end $$;
revoke execute on function grant_to_server(text) from public;
