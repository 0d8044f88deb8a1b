-- What comes before a dump that replaces all there is, in its transaction.
set local client_min_messages = warning;
set local lock_timeout = '60s';
drop schema public cascade;
create schema public authorization pg_database_owner;
grant usage on schema public to public;
