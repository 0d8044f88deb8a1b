-- Fills a store with made-up posts, for measuring: as many as :posts, over the last twenty years, half of them in the topic
-- `migration`. Their sentences are made of the words that are published already, common ones more often, as in any language.
-- What is derived is written for all at once, and not post by post by the triggers. Not for a store that anyone uses.
begin;
alter table post disable trigger user;
alter table post_text disable trigger user;
alter table topic_post disable trigger user;

create temporary table vocabulary as
    select row_number() over (order by documents desc, word) as place, word
    from search_word join search_lexeme using (lexeme) where word ~ '^[[:alpha:]]{3,}$' and documents > 0;
create unique index on vocabulary (place);
analyze vocabulary;

select setseed(0.5);
create temporary table sentence as
    select number, string_agg(word, ' ') as words, search_vector(string_agg(word, ' '), 'D') as vector
    from (select number, 1 + floor(power(random(), 2.5) * (select count(*) from vocabulary))::bigint as place
          from generate_series(0, 19999) as number, generate_series(1, 10)) as picked
    join vocabulary using (place) group by number;
create unique index on sentence (number);
analyze sentence;

create temporary table made as
    select nextval(pg_get_serial_sequence('item', 'id')) as id, number,
           current_date - 7300 + (number * 7300 / :posts)::int as published_on
    from generate_series(1, :posts::bigint) as number;
insert into item (id, kind) overriding system value select id, 'post' from made;
insert into post (id, slug, published_on) select id, 'gemacht-' || number, published_on from made;

create temporary table written as
    select id, published_on,
           one.words || '. ' || two.words || '.' as teaser,
           three.words || '. ' || four.words || '. ' || five.words || '. ' || six.words || '.' as body,
           setweight(one.vector || two.vector, 'B') || setweight(three.vector || four.vector || five.vector || six.vector, 'C')
               as vector,
           case when made.number % 2 = 0 then (select id from topic where slug = 'migration')
                else (array(select id from topic order by id))[1 + made.number % (select count(*) from topic)] end as topic_id
    from made
    join sentence as one on one.number = (made.number * 7919) % 20000
    join sentence as two on two.number = (made.number * 104729 + 1) % 20000
    join sentence as three on three.number = (made.number * 1299709 + 2) % 20000
    join sentence as four on four.number = (made.number * 15485863::bigint + 3) % 20000
    join sentence as five on five.number = (made.number / 3) % 20000
    join sentence as six on six.number = (made.number / 7 + 5) % 20000;
insert into post_text (post_id, language, teaser, body) select id, 'de', teaser, body from written;
insert into topic_post (topic_id, post_id, published_on) select topic_id, id, published_on from written;
-- Built once it is full, it takes a tenth of the time.
drop index search_document_by_lexeme;
insert into search_document (item_id, language, published_on, vector)
    select id, 'de', published_on,
           vector || array_to_tsvector(array['#post', to_char(published_on, '"#"YYYY'), to_char(published_on, '"#"YYYY-MM'),
                                             '#t' || topic_id])
    from written;

create index search_document_by_lexeme on search_document using gin (vector) with (fastupdate = off);
truncate search_lexeme;
insert into search_lexeme select word, ndoc from ts_stat('select vector from search_document');
truncate topic_year;
insert into topic_year (topic_id, year, posts)
    select topic_id, extract(year from published_on), count(*) from topic_post where published_on is not null group by 1, 2;

alter table post enable trigger user;
alter table post_text enable trigger user;
alter table topic_post enable trigger user;
commit;
vacuum analyze;
