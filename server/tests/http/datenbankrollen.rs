//! The two roles in the database: who owns the tables, and who serves; and what errors of the database tell.

use std::borrow::Cow;

use app::store::StoreError;
use sqlx::{ConnectOptions, PgConnection};

use crate::test_app::{TestApp, TestDatabase};
use crate::verwaltung_cli::program;

/// The SQLSTATE with which PostgreSQL refuses a statement; none where it does not.
async fn refusal(connection: &mut PgConnection, statement: &'static str) -> Option<String> {
    let error = sqlx::raw_sql(statement).execute(connection).await.err()?;
    Some(error.as_database_error().and_then(|error| error.code().map(Cow::into_owned)).unwrap_or_default())
}

const NOT_ALLOWED: &str = "42501";

#[tokio::test]
async fn who_serves_changes_neither_the_log_nor_the_history_nor_the_schema() {
    let app = TestApp::start().await;
    let mut server = app.database.run_options.connect().await.expect("a connection");
    for statement in [
        "update log_entry set action = 'x'",
        "update log_entry set address = null where happened_at < now() - interval '8 days'",
        "delete from log_entry",
        "truncate log_entry",
        "insert into log_entry (action, happened_at) values ('x', now() - interval '1 year')",
        "insert into log_entry (id, action) overriding system value values (1000, 'x')",
        "alter table log_entry disable trigger all",
        "drop trigger log_entry_is_append_only on log_entry",
        "drop table log_entry",
        "alter table log_entry owner to current_user",
        "create or replace function refuse_log_change() returns trigger language plpgsql as 'begin return null; end'",
        "update revision set content = null",
        "update edit set text = ''",
        "truncate revision, edit cascade",
        "truncate account cascade",
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (9, '', true, '', 0)",
        "delete from _sqlx_migrations",
        "create table kept (id int)",
        "create view kept as select 1",
        "create function kept() returns int language sql as 'select 1'",
        "create schema kept",
        "create role kept",
        "select grant_to_server(current_user::text)",
        "set session_replication_role = replica",
        "copy (select 1) to program 'true'",
    ] {
        let refused = refusal(&mut server, statement).await;
        assert_eq!(refused.as_deref(), Some(NOT_ALLOWED), "{statement}");
    }
    assert_eq!(refusal(&mut server, "insert into log_entry (action) values ('logged_out')").await, None);
    assert_eq!(refusal(&mut server, "select * from log_entry, _sqlx_migrations").await, None);
}

#[tokio::test]
async fn who_serves_reads_and_writes_every_other_table() {
    let app = TestApp::start().await;
    let role = app.database.run_options.get_username();
    let query = "select coalesce(string_agg(relname || ' ' || allowed, ', '), 'nothing')
                 from pg_class, unnest(array['select', 'insert', 'update', 'delete']) as allowed
                 where relnamespace = 'public'::regnamespace and relkind = 'r'
                   and relname not in ('log_entry', 'edit', 'revision', '_sqlx_migrations')
                   and not has_table_privilege($1, oid, allowed)";
    let missing: String = sqlx::query_scalar(query).bind(role).fetch_one(&app.db).await.expect("an answer");
    assert_eq!(missing, "nothing");
}

#[tokio::test]
async fn not_even_the_owner_changes_the_log_by_mistake() {
    let app = TestApp::start().await;
    app.run("insert into log_entry (action, happened_at, address) values ('x', now() - interval '8 days', '10.1.2.3')")
        .await;
    let mut owner = app.database.options.connect().await.expect("a connection");
    for statement in [
        "update log_entry set action = 'y'",
        "update log_entry set address = '10.9.9.9'",
        "update log_entry set address = null",
        "update log_entry set address = '10.1.2.0/24', action = 'y'",
        "delete from log_entry",
        "truncate log_entry",
    ] {
        assert_eq!(refusal(&mut owner, statement).await.as_deref(), Some("P0001"), "{statement}");
    }
}

#[tokio::test]
async fn the_program_serves_as_one_role_and_changes_the_schema_as_the_other() {
    let database = TestDatabase::with_demonstration().await;
    let (run, owner) = (database.run_options.to_url_lossy().to_string(), database.url());
    let db = sqlx::PgPool::connect_lazy_with(database.options.clone());
    let role = database.run_options.get_username();
    let start = async |settings: &[(&str, &str)]| {
        let output = program(&["user", "list"], settings).output().await.expect("the program");
        (output.status.success(), String::from_utf8(output.stderr).expect("UTF-8"))
    };
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "revoke all on account from {role}; grant delete on log_entry to {role}"
    )))
    .execute(&db)
    .await
    .expect("a change");
    let alone = start(&[("DATABASE_URL", run.as_str())]).await;
    assert!(!alone.0 && alone.1.contains("themenseite: "), "{}", alone.1);
    let both = [("DATABASE_URL", run.as_str()), ("THEMENSEITE_MIGRATE_DATABASE_URL", owner.as_str())];
    let prepared = start(&both).await;
    assert!(prepared.0, "{}", prepared.1);
    // From then on the role that serves needs the other one no more, until the next version.
    assert!(start(&[("DATABASE_URL", run.as_str())]).await.0);
    let may_delete: bool = sqlx::query_scalar("select has_table_privilege($1, 'log_entry', 'delete')")
        .bind(role)
        .fetch_one(&db)
        .await
        .expect("an answer");
    assert!(!may_delete);
    // One role for both still does.
    assert!(start(&[("DATABASE_URL", owner.as_str())]).await.0);
}

#[tokio::test]
async fn roles_that_cannot_be_are_told_in_a_line_without_a_password() {
    let database = TestDatabase::with_demonstration().await;
    let owner = database.url();
    let other = "postgres://eigen:geheim@127.0.0.1:1/andere";
    let both = "DATABASE_URL";
    for (settings, words) in [
        (vec![("THEMENSEITE_MIGRATE_DATABASE_URL", other)], "braucht daneben DATABASE_URL"),
        (vec![(both, owner.as_str()), ("THEMENSEITE_MIGRATE_DATABASE_URL", other)], "verschiedene Datenbanken"),
        (vec![(both, owner.as_str()), ("THEMENSEITE_MIGRATE_DATABASE_URL", "geheim ohne Schema")], "nicht lesbar"),
        (vec![(both, "geheim ohne Schema")], "nicht lesbar"),
    ] {
        let output = program(&["migrate"], &settings).output().await.expect("the program");
        let told = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(!output.status.success() && told.contains(words), "{told}");
        assert!(told.lines().count() == 1 && !told.contains("geheim"), "{told}");
    }
}

#[tokio::test]
async fn an_error_of_the_database_holds_no_text_that_someone_wrote() {
    let app = TestApp::start().await;
    let account =
        "insert into account (email, name, role, password_hash) values ('geheim@x.de', 'geheim', 'editor', 'geheim')";
    app.run(account).await;
    for statement in [
        account,
        "insert into account (email, name, role, password_hash) values ('a@x.de', 'geheim', 'geheim', 'geheim')",
        "select 'geheim'::int",
        "select 'geheim'::timestamptz",
        "select cast('geheim' as json)",
    ] {
        let error = sqlx::raw_sql(statement).execute(&app.db).await.expect_err("an error");
        let error = StoreError::from(error);
        let told = format!("{error} {error:?} {error:#?} {}", error.cause());
        assert!(told.contains("SQLSTATE 2") && !told.contains("geheim"), "{told}");
    }
}
