-- Accounts by invitation, what ends a session, and what an account's owner sees of it.

alter table account add column last_log_in_at timestamptz;

-- The number is public: with it one's own sessions are told apart and ended. The hash stays a secret of the store.
alter table session
    add column id           bigint      generated always as identity constraint session_id_key unique,
    add column last_used_at timestamptz not null default now(),  -- to five minutes
    add column user_agent   text        not null default '';     -- as the browser says it, at most 200 characters

-- Links that make an account or set a password, once. Only a hash of the token is kept: a copy of this table opens no door.
-- A link that was used, replaced or taken back is gone.
create table account_link (
    id         bigint      generated always as identity primary key,
    token_hash bytea       not null constraint account_link_token_key unique, -- SHA-256 of the token in the address
    kind       text        not null constraint account_link_kind_known check (kind in ('invitation', 'password')),
    account_id bigint      references account on delete cascade,              -- whose password; null for an invitation
    email      text        not null,                                          -- lower case
    name       text        not null,
    role       text        not null constraint account_link_role_known check (role in ('editor', 'admin')),
    created_by bigint      references account,                                -- null: asked for on the log-in page
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    constraint account_link_newest unique (kind, email),
    constraint account_link_is_for_someone check ((kind = 'password') = (account_id is not null))
);

-- The links that open something. Who is shut out, or keeps accounts no more, gave nothing away.
create view valid_account_link as
    select link.* from account_link as link
    left join account as maker on maker.id = link.created_by
    left join account as owner on owner.id = link.account_id
    where link.expires_at > now()
      and (link.created_by is null or (maker.disabled_at is null and maker.role = 'admin'))
      and (link.account_id is null or owner.disabled_at is null);
