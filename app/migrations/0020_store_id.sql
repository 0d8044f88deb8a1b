-- Says of two addresses whether they lead to the same store: a replica has it, too.
alter table content_version add column store uuid not null default gen_random_uuid();
