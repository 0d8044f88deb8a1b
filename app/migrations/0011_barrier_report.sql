-- Barriers that readers reported. What is done goes 90 days later, and the address for the answer with it.
create table barrier_report (
    id          bigint      generated always as identity primary key,
    reported_at timestamptz not null default now(),
    description text        not null check (description <> ''),
    page_path   text,                                          -- as it was typed: a path of this site, or any words
    email       text,                                          -- name@host; null where no answer is wanted
    done_at     timestamptz,
    done_by     bigint      references account,
    constraint barrier_report_done_by_someone check ((done_at is null) = (done_by is null))
);
create index barrier_report_done on barrier_report (done_at) where done_at is not null;
