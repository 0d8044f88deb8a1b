-- The bin. A row of topic, person, post or page is an item's address; what readers see are its texts, one row per
-- language. An item in the bin, or not published, has no such row.
alter table item add column deleted_at timestamptz, add column deleted_by bigint references account;
create index item_deleted on item (deleted_at) where deleted_at is not null;

-- What readers see from then on is nothing.
alter table revision alter column content drop not null;

-- What was published and saved is never changed, and goes only with its item, when the bin is emptied.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and exists (
        select from item where id = old.item_id and deleted_at < now() - interval '30 days'
    ) then
        return old;
    end if;
    raise exception 'rows of % are never changed', tg_table_name;
end $$;
