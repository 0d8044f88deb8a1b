-- Links that show a page as its drafts would make it, to people without an account. Only a hash of the token is kept: a copy
-- of this table opens no page. A link that has ended stays, so that its address can say so.
create table preview_link (
    id         bigint       generated always as identity primary key,
    token_hash bytea        not null constraint preview_link_token_key unique, -- SHA-256 of the token in the address
    item_id    bigint       not null references item on delete cascade,
    language   language_tag not null,
    created_by bigint       not null references account,
    created_at timestamptz  not null default now(),
    expires_at timestamptz  not null,
    revoked_at timestamptz
);
create index preview_link_by_item on preview_link (item_id);

-- The links that show something. Who shuts an account out ends what it gave away, too.
create view valid_preview_link as
    select preview_link.* from preview_link
    join item on item.id = item_id
    join account on account.id = preview_link.created_by
    where revoked_at is null and expires_at > now() and deleted_at is null and disabled_at is null;
