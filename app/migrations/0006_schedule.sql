-- Publications at a set time. What goes out is the text as it was when the time was set; whoever writes on changes nothing of it.
create table schedule (
    id            bigint       generated always as identity primary key,
    language      language_tag not null,
    scheduled_for timestamptz  not null,
    account_id    bigint       not null references account,
    created_at    timestamptz  not null default now(),
    finished_at   timestamptz,
    failure       jsonb                                       -- the field, and its problem; null where it went out
);
create index schedule_waiting on schedule (scheduled_for) where finished_at is null;

create table scheduled_text (
    schedule_id bigint     not null references schedule on delete cascade,
    item_id     bigint     not null references item on delete cascade,
    field       field_name not null,
    version     bigint     not null,
    text        text       not null,
    primary key (schedule_id, item_id, field)
);
create index scheduled_text_by_field on scheduled_text (item_id, field);
