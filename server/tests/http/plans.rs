//! How PostgreSQL answers readers' queries where there are very many posts: from indexes, in their order, without reading whole
//! tables.

use std::path::Path;

use sqlx::{AssertSqlSafe, Row};

use crate::test_app::TestApp;

/// A site with many made-up posts.
async fn with_many_posts() -> TestApp {
    let app = TestApp::start().await;
    let script = include_str!("../../../end2end/measure/many-posts.sql").replace(":posts", "30000");
    let (inside, vacuum) = script.split_once("commit;").expect("a transaction");
    for statements in [format!("{inside}commit;"), vacuum.to_owned()] {
        sqlx::raw_sql(AssertSqlSafe(statements)).execute(&app.db).await.expect("posts");
    }
    app
}

/// The plan of the store's query that holds these words, for these values.
async fn plan(app: &TestApp, words: &[&str], values: &str) -> String {
    let mut connection = app.db.acquire().await.expect("a connection");
    let prepare = format!("deallocate all; prepare asked as {}", query_with(words));
    sqlx::raw_sql(AssertSqlSafe(prepare)).execute(&mut *connection).await.expect("a query");
    let explain = format!("explain (costs off) execute asked ({values})");
    let rows = sqlx::raw_sql(AssertSqlSafe(explain)).fetch_all(&mut *connection).await.expect("a plan");
    rows.iter().map(|row| row.get::<String, _>(0) + "\n").collect()
}

/// The text of a checked query, as it is kept in `.sqlx`.
fn query_with(words: &[&str]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.sqlx");
    let files = std::fs::read_dir(folder).expect("the checked queries").map(|file| file.expect("a file").path());
    let queries = files.map(|file| {
        let text = std::fs::read_to_string(file).expect("a query");
        let query: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        query["query"].as_str().expect("a text").to_owned()
    });
    let found: Vec<String> = queries.filter(|query| words.iter().all(|part| query.contains(part))).collect();
    let [query] = found.as_slice() else { panic!("{} queries hold {words:?}", found.len()) };
    query.clone()
}

#[tokio::test]
async fn a_page_of_a_timeline_is_one_walk_along_an_index_at_any_depth() {
    let app = with_many_posts().await;
    let topic = app.item("migration").await;
    let older = ["select id, slug as", "(topic_post.published_on, topic_post.post_id) < ($4, $5)"];
    for day in ["current_date", "current_date - 5000"] {
        let plan = plan(&app, &older, &format!("{topic}, 'de', '0001-01-01', {day}, 17, 21")).await;
        assert!(plan.contains("Index Only Scan using topic_post_timeline"), "{plan}");
        assert!(!plan.contains("Sort") && !plan.contains("Seq Scan"), "{plan}");
    }
    let newer = ["from topic_post", "(topic_post.published_on, topic_post.post_id) > ($4, $5)"];
    let plan = plan(&app, &newer, &format!("{topic}, 'de', current_date, current_date - 5000, 17, 21")).await;
    assert!(plan.contains("Index Only Scan Backward using topic_post_timeline"), "{plan}");
    assert!(!plan.contains("Sort") && !plan.contains("Seq Scan"), "{plan}");
}

#[tokio::test]
async fn a_topic_page_is_one_query_with_the_same_walk_in_it() {
    let app = with_many_posts().await;
    let page = ["json_agg(entry)"];
    for day in ["current_date", "current_date - 5000"] {
        let plan = plan(&app, &page, &format!("'migration', 'de', '0001-01-01', {day}, 17, 21")).await;
        assert!(plan.contains("Index Only Scan using topic_post_timeline"), "{plan}");
        assert!(!plan.contains("Sort Key: topic_post") && !plan.contains("Seq Scan on post"), "{plan}");
        assert!(!plan.contains("Seq Scan on topic_post"), "{plan}");
    }
}

#[tokio::test]
async fn the_newest_posts_of_all_are_one_walk_along_an_index() {
    let app = with_many_posts().await;
    let newest = ["from post join post_text", "order by published_on desc, id desc limit $2"];
    let plan = plan(&app, &newest, "'de', 10").await;
    assert!(plan.contains("using post_by_date"), "{plan}");
    assert!(!plan.contains("Sort") && !plan.contains("Seq Scan"), "{plan}");
}

#[tokio::test]
async fn a_search_asks_the_index_of_lexemes() {
    let app = with_many_posts().await;
    let word = "array['''sprachkurs''']";
    let (words, others) = ([word; 8].join(", "), ["'!''#'''"; 5].join(", "));
    let values = format!("'de', '''sprachkurs''', '{{1}}', {words}, 1000, 100, {others}");
    let plan = plan(&app, &["candidate as materialized"], &values).await;
    assert!(plan.contains("Bitmap Index Scan on search_document_by_lexeme"), "{plan}");
    assert!(!plan.contains("Seq Scan"), "{plan}");
}
