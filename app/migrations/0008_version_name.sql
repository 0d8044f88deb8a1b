-- What people call a version in a history: one of a text, or a publication. It goes with its item.
create table version_name (
    item_id  bigint      not null references item on delete cascade,
    point    text        not null,                            -- as it stands in forms: 17.title@3, or stand-5
    name     text        not null constraint version_name_form check (name <> '' and length(name) <= 100),
    named_by bigint      not null references account,
    named_at timestamptz not null default now(),
    primary key (item_id, point)
);
