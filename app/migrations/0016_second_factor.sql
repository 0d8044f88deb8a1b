-- The second factor of a log-in: passkeys, codes from an app with codes for the day on which it is lost, and whether one is required.

-- What authenticators know an account by. It says nothing about anybody.
alter table account add column user_handle uuid not null default gen_random_uuid();
create unique index account_user_handle_key on account (user_handle);

-- Whether a session was opened with two factors, or has shown the second one since.
alter table session add column is_proven boolean not null default false;

create table passkey (
    id            bigint      generated always as identity primary key,
    account_id    bigint      not null references account on delete cascade,
    credential_id bytea       not null constraint passkey_credential_key unique,
    credential    jsonb       not null,                       -- public key, counter: as webauthn-rs writes it
    name          text        not null check (name <> ''),
    created_at    timestamptz not null default now(),
    last_used_at  timestamptz
);
create index passkey_by_account on passkey (account_id);

-- RFC 6238. The secret has to be known to compute codes, so it is kept as it is.
create table totp (
    account_id   bigint      primary key references account on delete cascade,
    secret       bytea       not null,
    confirmed_at timestamptz,                                 -- null: shown, and no code of it has come yet
    last_step    bigint      not null default 0               -- no code of this step or an earlier one is accepted again
);

create table recovery_code (
    account_id bigint      not null references account on delete cascade,
    code_hash  bytea       not null,                          -- SHA-256; a code has 120 random bits
    used_at    timestamptz,
    primary key (account_id, code_hash)
);

-- What a passkey is being made or used for. Each row answers once.
create table ceremony (
    token_hash bytea       primary key,                       -- SHA-256 of what the browser sends along
    kind       text        not null constraint ceremony_kind_known check (kind in ('log_in', 'add_passkey')),
    account_id bigint      references account on delete cascade,
    state      jsonb       not null,                          -- the challenge, as webauthn-rs writes it
    expires_at timestamptz not null default now() + interval '5 minutes'
);

-- Who has given the right password, and owes a code.
create table log_in_step (
    token_hash bytea       primary key,                       -- SHA-256 of the cookie's value
    account_id bigint      not null references account on delete cascade,
    expires_at timestamptz not null default now() + interval '10 minutes'
);

-- What administrators decide; one row.
create table security_setting (
    is_the_one             boolean primary key default true constraint security_setting_is_one check (is_the_one),
    requires_second_factor boolean not null default false
);
insert into security_setting default values;

-- Who has which factors. An app that was never confirmed is none.
create view account_factor as
    select account.id as account_id,
           (select count(*) from passkey where passkey.account_id = account.id) as passkeys,
           exists (select from totp where totp.account_id = account.id and confirmed_at is not null) as has_totp
    from account;
