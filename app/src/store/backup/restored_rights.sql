-- After a dump that was restored without rights, since it may name roles that are not here; in its transaction.
select set_config('themenseite.server_role', :'server_role', true)
\g /dev/null
do $$
declare
    name text;
begin
    foreach name in array array['public.grant_to_server(text)', 'public.log_shorten_addresses()'] loop
        if to_regprocedure(name) is not null then
            execute format('revoke execute on function %s from public', to_regprocedure(name));
        end if;
    end loop;
    if to_regprocedure('public.grant_to_server(text)') is not null
       and current_setting('themenseite.server_role') <> current_user then
        perform public.grant_to_server(current_setting('themenseite.server_role'));
    end if;
end $$;
