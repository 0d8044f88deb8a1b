-- A long phrase has more lexemes than an entry of a btree holds, and could not be published. They are only ever compared as a whole.
drop index search_synonym_by_lexemes;
create index search_synonym_by_lexemes on search_synonym using hash (lexemes);
