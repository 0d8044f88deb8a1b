-- The log of changes: who did what, when and from where. Security events stand in it, too.
--
-- A subject is what something was called when it was done, so that an entry outlives it: the path of a page, the address of an
-- account. Rows are only ever added; no foreign key to an item, since the bin is emptied one day.
create table log_entry (
    id           bigint      generated always as identity primary key,
    happened_at  timestamptz not null default now(),
    account_id   bigint      references account,              -- null: nobody logged in, or the program by itself
    on_behalf_of bigint      references account,              -- who had told the program to do it by itself
    action       text        not null,                        -- model/log.rs
    subject      text        not null default '',
    detail       text        not null default '',             -- what people called it: a page's title
    item_id      bigint,                                      -- what the page was about
    texts        int,                                         -- how many were published, discarded, read in
    address      inet                                         -- null: the command line, or the program by itself
);
create index log_entry_by_time on log_entry (happened_at desc, id desc);
create index log_entry_by_account on log_entry (account_id, happened_at desc);
