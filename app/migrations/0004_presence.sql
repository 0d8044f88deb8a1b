-- Which window of whom is on which page at this moment, and in which text. Worth nothing a few seconds later, so it need not
-- survive a crash.
create unlogged table presence (
    tab        uuid        primary key,
    account_id bigint      not null references account on delete cascade,
    path       text        not null,
    item_id    bigint,
    field      field_name,
    seen_at    timestamptz not null default now()
);
create index presence_by_path on presence (path, seen_at);
