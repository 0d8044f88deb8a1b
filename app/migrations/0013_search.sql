-- Search: what readers see, once more, as words. Everything here is derived from the typed tables when a transaction ends, so
-- that whoever writes them needs to know nothing of it; `select search_refresh(id) from item` makes it anew.
create extension if not exists pg_trgm;

-- A word as it is compared: lower case, without marks, ß as ss, and ae, oe, ue as the vowel that they stand for. A German speaker
-- without umlauts on the keyboard types `ue`, others `u`.
create function search_fold(word text) returns text language sql immutable strict parallel safe as $$
    select translate(
        replace(replace(replace(replace(replace(
            regexp_replace(normalize(lower(word), nfd), '[\u0300-\u036f]', '', 'g'),
            'ß', 'ss'), 'ae', 'a'), 'oe', 'o'), 'ue', 'u'), 'æ', 'a'),
        'ıłøđœ', 'ilodo')
$$;

-- A word as a folded lexeme; none where it has no meaning of its own.
create function search_stem(word text) returns text language sql immutable strict parallel safe as $$
    select search_fold((ts_lexize('german_stem', word))[1])
$$;

-- The lexemes of a text, folded, with their places and a weight. Stemming goes first, since it knows German spelling only.
create function search_vector(words text, weight "char") returns tsvector language sql immutable strict parallel safe as $$
    select setweight(coalesce(string_agg(
        '''' || replace(replace(search_fold(lexeme), '\', '\\'), '''', '''''') || ''':' || array_to_string(positions, ','),
        ' '), '')::tsvector, weight)
    from unnest(to_tsvector('german', words)) where search_fold(lexeme) <> ''
$$;

-- What can be found. Beside words, the vector holds what a search can be narrowed to, each as a lexeme that no text can hold:
-- `#post` its kind, `#2024` a post's year, `#2024-10` its month or `#undated`, `#t17` a topic.
create table search_document (
    item_id      bigint       not null references item on delete cascade,
    language     language_tag not null,
    published_on date,
    vector       tsvector     not null,
    primary key (item_id, language)
) with (toast_tuple_target = 8160); -- ranking reads the vectors of many rows: they stay in place
create index search_document_by_lexeme on search_document using gin (vector) with (fastupdate = off);

-- How many documents hold a lexeme: rare ones say more, and common ones are looked for among the newest.
create table search_lexeme (
    lexeme    text   primary key,
    documents bigint not null
);

-- Every word that was ever published, as it is written, folded, and as a lexeme: parts of compounds, beginnings and misspellings
-- are looked up here.
create table search_word (
    word   text primary key,                                  -- lower case
    folded text not null,
    lexeme text not null
);
create index search_word_by_folded on search_word (folded text_pattern_ops);
create index search_word_by_lexeme on search_word (lexeme);
create index search_word_by_part on search_word using gin (folded gin_trgm_ops);

-- Words that mean the same: a line of them each, as staff edit them.
create table search_synonym (
    line    int    not null,
    place   int    not null,
    phrase  text   not null,
    lexemes text[] not null,
    primary key (line, place)
);
create index search_synonym_by_lexemes on search_synonym (lexemes);

create function search_set_synonyms(lines text) returns void language sql as $$
    delete from search_synonym;
    insert into search_synonym
        select line, place, trim(phrase), tsvector_to_array(search_vector(phrase, 'D'))
        from regexp_split_to_table(lines, '\n') with ordinality as each_line (phrases, line),
             regexp_split_to_table(phrases, ',') with ordinality as each_phrase (phrase, place)
        where trim(phrase) <> '';
$$;

alter domain field_name drop constraint field_known;
alter domain field_name add constraint field_known check (value in
    ('title', 'introduction', 'name', 'pronouns', 'role', 'email', 'published_on', 'teaser', 'body',
     'contacts', 'topics', 'slug', 'portrait', 'photo_credit', 'synonyms'));

create or replace view published_field (item_id, language, field, text) as
    select topic_id, language, 'title', title from topic_text
    union all select topic_id, language, 'introduction', introduction from topic_text
    union all select person_id, language, 'name', name from person_text
    union all select person_id, language, 'pronouns', pronouns from person_text
    union all select person_id, language, 'role', role from person_text
    union all select id, language, 'email', replace(email, '@', '[at]') from person join person_text on person_id = id
    union all select id, language, 'portrait', coalesce(portrait::text, '') from person join person_text on person_id = id
    union all select person_id, language, 'photo_credit', photo_credit from person_text
    union all select id, language, 'published_on', published_on::text from post join post_text on post_id = id
    union all select post_id, language, 'title', title from post_text
    union all select post_id, language, 'teaser', teaser from post_text
    union all select post_id, language, 'body', body from post_text
    union all select page_id, language, 'title', title from page_text
    union all select page_id, language, 'body', body from page_text
    union all select id, language, 'slug', slug::text from topic join topic_text on topic_id = id
    union all select id, language, 'slug', slug::text from person join person_text on person_id = id
    union all select id, language, 'slug', slug::text from post join post_text on post_id = id
    union all select id, language, 'slug', slug::text from page join page_text on page_id = id where not is_fixed
    union all select topic_id, language, 'contacts', coalesce(
        (select string_agg(person.slug::text, E'\n' order by contact.position, person.slug::text)
         from topic_contact as contact join person on person.id = person_id where contact.topic_id = topic_text.topic_id), '')
        from topic_text
    union all select post_id, language, 'topics', coalesce(
        (select string_agg(topic.slug::text, E'\n' order by topic.position, topic.slug::text)
         from topic_post as belongs join topic on topic.id = belongs.topic_id where belongs.post_id = post_text.post_id), '')
        from post_text
    union all select item.id, language, 'topics',
        string_agg(topic.slug::text, E'\n' order by topic.position, title)
        from item, topic join topic_text on topic_id = topic.id where item.kind = 'home' group by item.id, language
    union all select item.id, 'de'::language_tag, 'synonyms', coalesce(
        (select string_agg(phrases, E'\n' order by line)
         from (select line, string_agg(phrase, ', ' order by place) as phrases from search_synonym group by line) as lines), '')
        from item where kind = 'home';

-- What a new site begins with: words of offices, and words of people.
select search_set_synonyms($$Kita, Kindertagesstätte, Kindergarten, Krippe, Kinderkrippe, Kinderbetreuung, Tagesmutter, Hort
Fahrrad, Rad, Radverkehr, Velo, Bike
ÖPNV, Nahverkehr, Bus, Bahn, Stadtbahn, Straßenbahn, Üstra
Flüchtling, Geflüchtete, Asylsuchende, Asylbewerber, Asyl
Müll, Abfall, Entsorgung
Auto, Pkw, Kfz, Fahrzeug
Wohngeld, Mietzuschuss
Bürgeramt, Einwohnermeldeamt, Meldeamt, Bürgerbüro
Ausländerbehörde, Ausländeramt, Aufenthaltstitel, Aufenthaltserlaubnis
Einbürgerung, Staatsangehörigkeit, Staatsbürgerschaft
Deutschkurs, Sprachkurs, Integrationskurs
Jobcenter, Bürgergeld, Grundsicherung
Senioren, Ältere, Alter, Rentner
Rollstuhl, Barrierefreiheit, Behinderung, Inklusion
Schwimmbad, Freibad, Hallenbad, Bad
Ehrenamt, Freiwillige, Engagement
Haushalt, Etat, Budget, Finanzen
Wohnung, Wohnraum, Miete, Wohnen
Grünfläche, Park, Grünanlage
Klima, Klimaschutz, Klimawandel
LGBT, LGBTQ, queer, lesbisch, schwul, trans, CSD
obdachlos, wohnungslos, Obdach
Gehweg, Bürgersteig, Fußweg
Sprechstunde, Termin, Kontakt
Arzt, Ärztin, Gesundheit
anmelden, ummelden, Umzug, Wohnsitz$$);

create function search_document_of(item_id bigint) returns setof search_document language sql stable as $$
    with topics as (
        select topic_id, '#t' || topic_id as lexeme from topic_post where post_id = $1
        union all select topic_id, '#t' || topic_id from topic_contact where person_id = $1
        union all select id, '#t' || id from topic where id = $1),
    lexemes as (select coalesce(array_agg(lexeme), '{}') as topics from topics)
    select $1, language, null::date, search_vector(title, 'A') || search_vector(introduction, 'B')
           || array_to_tsvector(topics || '{#topic,#undated}')
    from topic_text, lexemes where topic_id = $1
    union all
    select $1, language, null, search_vector(name, 'A') || search_vector(role, 'B')
           || coalesce((select search_vector(string_agg(title, ' '), 'C') from topic_text as title
                        where title.topic_id in (select topic_id from topics) and title.language = person_text.language), '')
           || array_to_tsvector(topics || '{#person,#undated}')
    from person_text, lexemes where person_id = $1
    union all
    select $1, language, published_on, search_vector(title, 'A') || search_vector(teaser, 'B') || search_vector(body, 'C')
           || array_to_tsvector(topics || array['#post', to_char(published_on, '"#"YYYY'), to_char(published_on, '"#"YYYY-MM')])
    from post_text join post on post.id = post_id, lexemes where post_id = $1
    union all
    select $1, language, null, search_vector(title, 'A') || search_vector(body, 'C') || array_to_tsvector('{#page,#undated}')
    from page_text where page_id = $1
$$;

-- Words of a text as people wrote them.
create function search_words_of(words text) returns table (word text, lexeme text) language sql stable strict as $$
    select distinct lower(token), search_stem(token)
    from ts_parse('default', words)
    where tokid in (1, 2, 3, 9, 10, 11, 15, 16, 17, 22) and length(token) < 60
$$;

create function search_refresh(item_id bigint) returns void language plpgsql as $$
declare
    earlier text[];
    today text[];
begin
    perform pg_advisory_xact_lock(hashtextextended('derived', 0));
    select coalesce(array_agg(lexeme), '{}') into earlier
        from search_document as document, unnest(tsvector_to_array(vector)) as lexeme where document.item_id = $1;
    delete from search_document as document where document.item_id = $1;
    insert into search_document select * from search_document_of($1);
    select coalesce(array_agg(lexeme), '{}') into today
        from search_document as document, unnest(tsvector_to_array(vector)) as lexeme where document.item_id = $1;
    update search_lexeme set documents = documents - 1
        where lexeme in (select unnest(earlier) except all select unnest(today));
    insert into search_lexeme select lexeme, count(*) from (select unnest(today) except all select unnest(earlier)) as new (lexeme)
        group by lexeme on conflict (lexeme) do update set documents = search_lexeme.documents + excluded.documents;
    insert into search_word
        select found.word, search_fold(found.word), found.lexeme
        from (select string_agg(text, E'\n') as text from published_field
              where published_field.item_id = $1 and field in ('title', 'introduction', 'name', 'role', 'teaser', 'body')) as texts,
             search_words_of(texts.text) as found
        where found.lexeme <> '' on conflict (word) do nothing;
end $$;

create function search_refresh_changed() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'topic_post' then
        perform search_refresh(coalesce(new.post_id, old.post_id));
    elsif tg_table_name = 'topic_contact' then
        perform search_refresh(coalesce(new.person_id, old.person_id));
    elsif tg_table_name = 'topic_text' then
        perform search_refresh(coalesce(new.topic_id, old.topic_id));
        -- People are found by the topics that they speak for.
        perform search_refresh(person_id) from topic_contact where topic_id = coalesce(new.topic_id, old.topic_id);
    elsif tg_table_name = 'person_text' then
        perform search_refresh(coalesce(new.person_id, old.person_id));
    elsif tg_table_name = 'post_text' then
        perform search_refresh(coalesce(new.post_id, old.post_id));
    elsif tg_table_name = 'post' then
        perform search_refresh(new.id);
    else
        perform search_refresh(coalesce(new.page_id, old.page_id));
    end if;
    return null;
end $$;

create constraint trigger search_topic after insert or update or delete on topic_text
    deferrable initially deferred for each row execute function search_refresh_changed();
create constraint trigger search_person after insert or update or delete on person_text
    deferrable initially deferred for each row execute function search_refresh_changed();
create constraint trigger search_post after insert or update or delete on post_text
    deferrable initially deferred for each row execute function search_refresh_changed();
create constraint trigger search_post_day after update of published_on on post
    deferrable initially deferred for each row execute function search_refresh_changed();
create constraint trigger search_page after insert or update or delete on page_text
    deferrable initially deferred for each row execute function search_refresh_changed();
create constraint trigger search_topic_post after insert or delete on topic_post
    deferrable initially deferred for each row execute function search_refresh_changed();
create constraint trigger search_topic_contact after insert or delete on topic_contact
    deferrable initially deferred for each row execute function search_refresh_changed();

select search_refresh(id) from item order by id;
