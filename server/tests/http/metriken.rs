//! `/metrics` on an address of its own, for Prometheus.

use std::time::{Duration, Instant};

use crate::test_app::{Client, Figures, PATIENCE, Program, Proxy, TOPIC, TestDatabase, Way, saved_version};
use crate::verwaltung_cli::program;

/// A series grew by so much.
#[track_caller]
fn assert_grew(before: &Figures, after: &Figures, series: &str, by: u64) {
    assert_eq!(after.get(series), before.get(series) + by, "{series}");
}

fn url_through(proxy: &Proxy) -> String {
    use sqlx::ConnectOptions;
    proxy.options.to_url_lossy().to_string()
}

async fn until(program: &Program, is_so: impl Fn(&Figures) -> bool) -> Figures {
    let start = Instant::now();
    loop {
        let figures = program.figures().await;
        if is_so(&figures) {
            return figures;
        }
        assert!(start.elapsed() < PATIENCE, "{figures:#?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn reading_saving_conflicts_log_ins_and_refusals_are_counted() {
    let database = TestDatabase::with_demonstration().await;
    let program = Program::start(&database.url(), &[]).await;
    let editor = program.log_in_as(&database, "erika").await;
    let before = until(&program, |figures| figures.get("content_listening") == 1).await;
    assert!(before.get("content_version") >= 1);
    assert_eq!(before.get("log_ins_total{outcome=\"succeeded\"}"), 1);

    // A page: rendered once, then kept.
    for _ in 0..3 {
        assert_eq!(program.reader.get(TOPIC).await.status, 200);
    }
    let after = program.figures().await;
    for (series, by) in [
        ("page_cache_misses_total", 1),
        ("page_cache_renders_total", 1),
        ("page_cache_hits_total", 2),
        ("page_render_duration_seconds_count", 1),
        ("page_render_duration_seconds_bucket{le=\"+Inf\"}", 1),
        ("http_requests_total{method=\"GET\",route=\"/themen/{slug}\",status=\"2xx\"}", 1),
        ("http_request_duration_seconds_count{method=\"GET\",route=\"/themen/{slug}\"}", 1),
    ] {
        assert_grew(&before, &after, series, by);
    }

    // A save, a conflict, a publication.
    let topic = editor.get("/api/get_topic?slug=migration").await.json()["topic"]["id"].as_i64().expect("an id");
    let version = saved_version(&editor.save((topic, "title"), 0, "Ankommen").await);
    assert_eq!(editor.save((topic, "title"), 0, "Bleiben").await.status, 409);
    assert_eq!(editor.publish(&[(topic, "title", version + 1)]).await.status, 409);
    assert_eq!(editor.publish(&[(topic, "title", version)]).await.status, 200);
    // A wrong password, a search too many, something that is not there.
    let wrong = program.reader.clone().log_in("erika@redaktion.example", "falsch wie Hasen").await;
    assert_eq!(wrong.status, 401);
    let searches: Vec<_> =
        (0..250).map(|_| tokio::spawn(program.reader.get("/suche?q=Migration").into_future())).collect();
    let mut refused = 0;
    for search in searches {
        refused += u64::from(search.await.expect("an answer").status == 429);
    }
    assert!(refused > 0);
    assert_eq!(program.reader.get("/gibt/es/nicht").await.status, 404);
    assert_eq!(program.reader.request("BREW", "/").await.status, 405);
    let last = until(&program, |figures| figures.get("page_cache_drops_total") >= 1).await;
    for (series, by) in [
        ("saves_total", 1),
        ("conflicts_total{of=\"save\"}", 1),
        ("conflicts_total{of=\"publication\"}", 1),
        ("publications_total{by=\"editor\"}", 1),
        ("http_requests_total{method=\"POST\",route=\"/api/save_draft\",status=\"2xx\"}", 1),
        ("http_requests_total{method=\"POST\",route=\"/api/save_draft\",status=\"4xx\"}", 1),
        ("log_ins_total{outcome=\"failed\"}", 1),
        ("log_ins_total{outcome=\"succeeded\"}", 0),
        ("rate_limited_requests_total", refused),
        ("http_requests_total{method=\"GET\",route=\"other\",status=\"4xx\"}", 1),
        ("http_requests_total{method=\"other\",route=\"/\",status=\"4xx\"}", 1),
        ("content_version", 1),
    ] {
        assert_grew(&after, &last, series, by);
    }
}

#[tokio::test]
async fn without_its_store_the_server_goes_on_telling_and_tells_that() {
    let database = TestDatabase::with_demonstration().await;
    let proxy = Proxy::start(&database.run_options).await;
    let program = Program::start(&url_through(&proxy), &[]).await;
    let before = until(&program, |figures| {
        figures.get("content_listening") == 1 && figures.get("database_wait_duration_seconds_count") >= 1
    })
    .await;
    assert!(before.get("job_last_success_timestamp_seconds{name=\"publications\"}") > 1_700_000_000);
    assert_eq!(before.get("database_connections_max"), 10);
    // Nobody waits any more for an answer that cannot come yet.
    proxy.set(Way::Frozen);
    let gone = tokio::time::timeout(Duration::from_millis(100), program.reader.get("/suche?q=Rat")).await;
    assert!(gone.is_err(), "there is no answer so soon");
    let given_up = "http_requests_total{method=\"GET\",route=\"/suche\",status=\"given_up\"}";
    until(&program, |figures| figures.get(given_up) == 1).await;
    proxy.set(Way::Cut);
    assert_eq!(program.reader.get(TOPIC).await.status, 503);
    let after = until(&program, |figures| {
        figures.get("content_listening") == 0 && figures.get("database_wait_failures_total") >= 1
    })
    .await;
    let failed = "http_requests_total{method=\"GET\",route=\"/themen/{slug}\",status=\"5xx\"}";
    assert_grew(&before, &after, failed, 1);
    until(&program, |figures| figures.get("job_failures_total{name=\"publications\"}") >= 1).await;
    proxy.set(Way::Open);
    until(&program, |figures| figures.get("content_listening") == 1).await;
}

#[tokio::test]
async fn no_label_holds_anything_of_a_request_and_there_is_an_end_of_them() {
    let database = TestDatabase::with_demonstration().await;
    let program = Program::start(&database.url(), &[]).await;
    let editor = program.log_in_as(&database, "erika").await;
    let visit = async |client: &Client, number: usize| {
        for path in [
            format!("{TOPIC}?geheim{number}"),
            format!("/themen/geheim{number}"),
            format!("/vorschau/geheim{number}"),
            format!("/einladung/geheim{number}"),
            format!("/geheim{number}/geheim"),
            format!("/geheim{number}"),
            format!("/pkg/geheim{number}"),
            format!("/suche?q=geheim{number}"),
        ] {
            client.get(&path).header("x-request-id", "geheim0123456789").await;
            client.request(&format!("GEHEIM{number}"), &path).await;
        }
    };
    visit(&editor, 0).await;
    let jobs = [
        "publications",
        "pictures",
        "bin",
        "barrier_reports",
        "log_addresses",
        "sessions",
        "account_links",
        "attempts",
    ];
    let was_done = |job: &str| format!("themenseite_job_last_success_timestamp_seconds{{name=\"{job}\"}}");
    until(&program, |figures| jobs.iter().all(|job| figures.has(&was_done(job)))).await;
    let first = program.figures().await.labels;
    for number in 1..4 {
        visit(&editor, number).await;
        visit(&program.reader, number).await;
    }
    let labels = program.figures().await.labels;
    assert_eq!(labels, first, "more requests of the same kind make no more of them");
    let routes: Vec<String> = themenseite::endpoints().into_iter().map(|endpoint| endpoint.path).collect();
    for (name, value) in &labels {
        assert!(!value.to_lowercase().contains("geheim") && !value.contains("erika"), "{name}={value}");
        let is_known = match name.as_str() {
            "route" => value == "other" || routes.contains(value),
            "method" => ["GET", "HEAD", "POST", "other"].contains(&value.as_str()),
            "status" => ["2xx", "3xx", "4xx", "5xx", "given_up"].contains(&value.as_str()),
            "le" => value == "+Inf" || value.parse::<f64>().is_ok(),
            "version" => value == env!("CARGO_PKG_VERSION"),
            "name" | "of" | "by" | "outcome" | "state" => true,
            _ => false,
        };
        assert!(is_known, "{name}={value}");
    }
}

#[tokio::test]
async fn figures_are_told_at_their_own_address_and_nothing_else_is() {
    let database = TestDatabase::with_demonstration().await;
    let program = Program::start(&database.url(), &[]).await;
    let figures = program.figures().await;
    for series in [
        "process_cpu_seconds_total",
        "process_resident_memory_bytes",
        "process_open_fds",
        "process_max_fds",
        "process_start_time_seconds",
        "themenseite_connections_open",
        "themenseite_connections_refused_total",
        "themenseite_panics_total",
        "themenseite_page_cache_bytes",
        "themenseite_page_cache_pages",
        "themenseite_database_connections{state=\"idle\"}",
        "themenseite_database_connections{state=\"used\"}",
    ] {
        assert!(figures.has(series), "{series}: {figures:#?}");
    }
    assert_eq!(figures.get(&format!("build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION"))), 1);
    for path in ["/metrics", "/metrics/", "//metrics"] {
        let answer = program.reader.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text().contains("themenseite_"), "{path}");
    }
    for path in ["/", "/metrics/x", TOPIC, "/healthz"] {
        assert_eq!(program.watcher.get(path).await.status, 404, "{path}");
    }
    assert_eq!(program.watcher.post("/metrics").await.status, 405);
}

#[tokio::test]
async fn who_holds_all_connections_for_figures_is_dropped_and_the_site_goes_on() {
    let database = TestDatabase::with_demonstration().await;
    let program = Program::start(&database.url(), &[]).await;
    let mut silent = Vec::new();
    for _ in 0..20 {
        silent.push(program.watcher.connect().await);
    }
    assert_eq!(program.reader.get(TOPIC).await.status, 200);
    // Waits until the silent ones are dropped.
    program.figures().await;
    drop(silent);
}

#[tokio::test]
async fn an_address_that_cannot_be_stops_the_start_and_is_named() {
    let database = TestDatabase::with_demonstration().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let taken = (taken.local_addr().expect("an address").to_string(), taken);
    for (wrong, code) in [("localhost", 2), ("127.0.0.1", 2), ("", 2), (taken.0.as_str(), 1)] {
        let (url, site) = (database.url(), crate::test_app::site_folder());
        let settings = [
            ("DATABASE_URL", url.as_str()),
            ("THEMENSEITE_SITE", site.to_str().expect("a path")),
            ("THEMENSEITE_ADDR", "127.0.0.1:0"),
            ("THEMENSEITE_METRICS_ADDR", wrong),
        ];
        let output = tokio::time::timeout(PATIENCE, program(&["serve"], &settings).output()).await.expect("an end");
        let output = output.expect("the program");
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{wrong}: {error}");
        assert!(error.contains("THEMENSEITE_METRICS_ADDR"), "{wrong}: {error}");
    }
}
