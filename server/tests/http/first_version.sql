-- A bit of everything, as the first version of the program stored it.
insert into account (email, name, role, password_hash, disabled_at) values
    ('erika@redaktion.example', 'Erika', 'admin', 'x', null),
    ('ömer@redaktion.example', 'Ömer', 'editor', 'x', null),
    ('gesperrt@redaktion.example', 'Früher Dabei', 'editor', 'x', '2024-01-02 03:04:05+00');
insert into session (token_hash, account_id, expires_at) values ('\x01', 1, now() + interval '1 day');
insert into setup_link (token_hash) values ('\x02');
insert into attempt (key) values ('login:peer:10.0.0.0');
insert into item (kind, created_by) values
    ('topic', null), ('topic', 1), ('person', null), ('post', null), ('post', 2), ('post', 2), ('page', null), ('page', null), ('page', null);
insert into topic values (1, 'wohnen', 1), (2, 'verkehr', 2);
insert into topic_text values
    (1, 'de', 'Wohnen', E'Bezahlbar wohnen in der ganzen Stadt.\n\n- Kronsberg\n- *Linden*'),
    (2, 'de', 'Verkehr', '');
insert into person values (3, 'erika-gross', 'erika@beispiel.de');
insert into person_text values (3, 'de', 'Erika Groß', 'sie/ihr', 'Sprecherin');
insert into topic_contact values (1, 3, 0);
insert into post values (4, '2023-05-04-neue-wohnungen', '2023-05-04'), (5, '2024-02-29-schalttag', '2024-02-29');
insert into post_text values
    (4, 'de', 'Neue Wohnungen', 'Am Kronsberg entstehen 3.500 Wohnungen.', 'Mehr dazu [hier](/themen/wohnen).'),
    (5, 'de', '', 'Der Rat tagt am Schalttag.', '');
-- The third post is a draft.
insert into topic_post values (1, 4, '2023-05-04'), (1, 5, '2024-02-29'), (2, 6, null);
insert into page values (7, 'impressum'), (8, 'datenschutz'), (9, 'barrierefreiheit');
insert into page_text values (7, 'de', 'Impressum', 'Angaben zum Anbieter'), (8, 'de', 'Datenschutz', 'Ohne Cookies.'),
    (9, 'de', 'Barrierefreiheit', 'Für alle.');
insert into field_state values
    (1, 'de', 'title', 3, 'Wohnen und Miete', 2, '2024-03-01 10:00:00+00'),
    (6, 'de', 'teaser', 1, 'Noch nicht fertig', 2, '2024-03-02 10:00:00+00'),
    (6, 'de', 'published_on', 1, '2024-03-05', 2, '2024-03-02 10:00:00+00');
insert into edit values
    ('00000000-0000-4000-8000-000000000001', 1, 'de', 'title', 1, 'Wohnen!', 1, '2024-02-28 10:00:00+00'),
    ('00000000-0000-4000-8000-000000000002', 1, 'de', 'title', 2, null, 1, '2024-02-29 10:00:00+00'),
    ('00000000-0000-4000-8000-000000000003', 1, 'de', 'title', 3, 'Wohnen und Miete', 2, '2024-03-01 10:00:00+00'),
    ('00000000-0000-4000-8000-000000000004', 6, 'de', 'teaser', 1, 'Noch nicht fertig', 2, '2024-03-02 10:00:00+00'),
    ('00000000-0000-4000-8000-000000000005', 6, 'de', 'published_on', 1, '2024-03-05', 2, '2024-03-02 10:00:00+00');
insert into revision (item_id, language, account_id, published_at, content) values
    (1, 'de', null, '2023-01-01 00:00:00+00', '{"title": "Wohnen", "introduction": "Früher stand hier anderes."}'),
    (1, 'de', 1, '2023-02-01 00:00:00+00', '{"title": "Wohnen", "introduction": "Bezahlbar wohnen in der ganzen Stadt.\n\n- Kronsberg\n- *Linden*"}');
