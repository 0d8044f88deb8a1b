-- An app for codes is confirmed in the session in which the password was given for it, and soon. Those begun before are begun again.

delete from totp where confirmed_at is null;
alter table totp
    add column begun_in bigint,                               -- a session's number; it may have ended since
    add column begun_at timestamptz not null default now();
