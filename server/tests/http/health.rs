//! `/healthz`, `/readyz`

use std::time::{Duration, Instant};

use crate::test_app::{TestApp, Way};

#[tokio::test]
async fn with_its_store_the_server_is_alive_and_ready() {
    let app = TestApp::start().await;
    for path in ["/healthz", "/readyz"] {
        let answer = app.reader().get(path).await;
        assert_eq!((answer.status, answer.text()), (200, "ok\n"), "{path}");
    }
}

#[tokio::test]
async fn without_its_store_the_server_is_alive_but_not_ready_and_says_so_within_two_seconds() {
    let (app, proxy) = TestApp::start_behind_proxy().await;
    assert_eq!(app.reader().get("/readyz").await.status, 200);
    for way in [Way::Cut, Way::Frozen] {
        proxy.set(way);
        assert_eq!(app.reader().get("/healthz").await.status, 200);
        let start = Instant::now();
        assert_eq!(app.reader().get("/readyz").await.status, 503, "{way:?}");
        assert!(start.elapsed() < Duration::from_secs(2), "{way:?}: {:?}", start.elapsed());
    }
    proxy.set(Way::Cut);
    proxy.set(Way::Open);
    let start = Instant::now();
    while app.reader().get("/readyz").await.status != 200 {
        assert!(start.elapsed() < Duration::from_secs(2), "ready again within two seconds");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
