//! The site as readers, editors and operators meet it: through HTTP and the command line, against a real PostgreSQL.
//! One file per address or command; each test has a database of its own.
#![expect(clippy::expect_used, reason = "a test ends where something is not as it should be")]

mod anmelden;
mod api_be_present;
mod api_create_post;
mod api_discard_drafts;
mod api_publish;
mod api_save_draft;
mod api_schedule_publication;
mod bad_input;
mod barriere_melden;
mod bild;
mod content;
mod edit_form;
mod einrichten;
mod entwuerfe;
mod feed;
mod files;
mod fuzz;
mod health;
mod interleavings;
mod json_ld;
mod meldungen;
mod neu;
mod personen;
mod plans;
mod portraet;
mod rechtliches;
mod rights;
mod robots;
mod security_headers;
mod serve_cli;
mod sitemap;
mod start_page;
mod store_away;
mod structure;
mod suche;
mod test_app;
mod themen;
mod verlauf;
mod verwaltung;
mod verwaltung_cli;
mod vorschau;
