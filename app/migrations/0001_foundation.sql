-- The foundation: accounts, published content, drafts beside it, and what was published when.
--
-- One id space for everything that can be edited: topics, people, posts and pages are items.
-- Readers' queries touch only the typed tables below; drafts live in field_state.
-- Texts have one row per language, so that a language is a row and not a column.

create table account (
    id            bigint generated always as identity primary key,
    email         text        not null,                       -- lower case
    name          text        not null,
    role          text        not null constraint account_role_known check (role in ('editor', 'admin')),
    password_hash text        not null,                       -- argon2id, PHC string
    disabled_at   timestamptz,
    created_at    timestamptz not null default now(),
    constraint account_email_key unique (email)
);

-- Sessions are kept on the server. Only a hash of the cookie is stored: a copy of this table opens no door.
create table session (
    token_hash bytea       primary key,                       -- SHA-256 of the cookie's value
    account_id bigint      not null references account on delete cascade,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);
create index session_by_account on session (account_id);

-- The link that makes the first account. At most one is valid: the newest replaces the others.
create table setup_link (
    token_hash bytea       primary key,                       -- SHA-256 of the token in the address
    created_at timestamptz not null default now()
);

-- Failed log-ins and other actions with a limit, counted per key ("login:account:…", "address:peer:…").
create table attempt (
    key          text        not null,
    attempted_at timestamptz not null default now()
);
create index attempt_by_key on attempt (key, attempted_at);
create index attempt_by_time on attempt (attempted_at);

create table item (
    id         bigint      generated always as identity primary key,
    kind       text        not null constraint item_kind_known check (kind in ('topic', 'person', 'post', 'page')),
    created_at timestamptz not null default now(),
    created_by bigint      references account
);

create domain language_tag as text constraint language_known check (value in ('de'));
create domain slug as text constraint slug_form check (value ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(value) <= 120);

create table topic (
    id       bigint primary key references item,
    slug     slug   not null constraint topic_slug_key unique,
    position int    not null default 0                        -- order on the start page, ascending
);
create table topic_text (
    topic_id     bigint       not null references topic on delete cascade,
    language     language_tag not null,
    title        text         not null check (title <> ''),
    introduction text         not null,                       -- CommonMark
    primary key (topic_id, language)
);

create table person (
    id    bigint primary key references item,
    slug  slug   not null constraint person_slug_key unique,
    email text   not null default ''                          -- name@host, or empty
);
create table person_text (
    person_id bigint       not null references person on delete cascade,
    language  language_tag not null,
    name      text         not null check (name <> ''),
    pronouns  text         not null default '',
    role      text         not null default '',
    primary key (person_id, language)
);

create table topic_contact (
    topic_id  bigint not null references topic on delete cascade,
    person_id bigint not null references person on delete cascade,
    position  int    not null default 0,
    primary key (topic_id, person_id)
);
create index topic_contact_by_person on topic_contact (person_id);

create table post (
    id           bigint primary key references item,
    slug         slug   not null constraint post_slug_key unique,
    published_on date   not null,
    constraint post_date_key unique (id, published_on)
);
create index post_by_date on post (published_on desc, id desc);
create table post_text (
    post_id  bigint       not null references post on delete cascade,
    language language_tag not null,
    title    text         not null default '',                -- many posts have none
    teaser   text         not null check (teaser <> ''),
    body     text         not null default '',                -- CommonMark
    primary key (post_id, language)
);

-- Which posts a topic's timeline holds. The date stands here too, so that a page of the timeline is one index scan;
-- it is null while the post is unpublished, and follows post.published_on by the foreign key.
create table topic_post (
    topic_id     bigint not null references topic on delete cascade,
    post_id      bigint not null references item,
    published_on date,
    primary key (topic_id, post_id),
    foreign key (post_id, published_on) references post (id, published_on) on update cascade
);
create index topic_post_timeline on topic_post (topic_id, published_on desc, post_id desc);
create index topic_post_by_post on topic_post (post_id);

create table page (
    id   bigint primary key references item,
    slug slug   not null constraint page_slug_key unique
);
create table page_text (
    page_id  bigint       not null references page on delete cascade,
    language language_tag not null,
    title    text         not null check (title <> ''),
    body     text         not null,                           -- CommonMark
    primary key (page_id, language)
);

create domain field_name as text constraint field_known check (value in
    ('title', 'introduction', 'name', 'pronouns', 'role', 'email', 'published_on', 'teaser', 'body'));

-- One row per field that was ever edited. The version counts every change of the text editors see: a save, a discard,
-- an import. It never goes back; a field without a row has version 0. draft is null where nothing is unpublished.
create table field_state (
    item_id    bigint       not null references item on delete cascade,
    language   language_tag not null,
    field      field_name   not null,
    version    bigint       not null,
    draft      text,
    drafted_by bigint       references account,
    drafted_at timestamptz,
    primary key (item_id, language, field)
);
create index field_state_unpublished on field_state (item_id) where draft is not null;

-- Every save and every discard, in order; never changed. The operation id makes a retry change nothing.
create table edit (
    operation_id uuid         not null,
    item_id      bigint       not null references item,
    language     language_tag not null,
    field        field_name   not null,
    version      bigint       not null,
    text         text,                                        -- null: the draft was discarded
    account_id   bigint       references account,
    edited_at    timestamptz  not null default now(),
    primary key (item_id, language, field, version)
);
create unique index edit_operation on edit (operation_id);

-- What was published, when and by whom; never changed. account_id is null for an import.
create table revision (
    id           bigint       generated always as identity primary key,
    item_id      bigint       not null references item,
    language     language_tag not null,
    account_id   bigint       references account,
    published_at timestamptz  not null default now(),
    content      jsonb        not null
);
create index revision_by_item on revision (item_id, language, id);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are never changed', tg_table_name;
end $$;
create trigger revision_is_append_only before update or delete on revision
    for each row execute function refuse_change();
create trigger edit_is_append_only before update or delete on edit
    for each row execute function refuse_change();

-- Every published text by its field's name, as editors get it: addresses masked, days as ISO 8601.
create view published_field (item_id, language, field, text) as
    select topic_id, language, 'title', title from topic_text
    union all select topic_id, language, 'introduction', introduction from topic_text
    union all select person_id, language, 'name', name from person_text
    union all select person_id, language, 'pronouns', pronouns from person_text
    union all select person_id, language, 'role', role from person_text
    union all select id, language, 'email', replace(email, '@', '[at]') from person join person_text on person_id = id
    union all select id, language, 'published_on', published_on::text from post join post_text on post_id = id
    union all select post_id, language, 'title', title from post_text
    union all select post_id, language, 'teaser', teaser from post_text
    union all select post_id, language, 'body', body from post_text
    union all select page_id, language, 'title', title from page_text
    union all select page_id, language, 'body', body from page_text;
