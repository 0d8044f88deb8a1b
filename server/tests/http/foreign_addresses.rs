//! Addresses that come from outside decide nothing: neither a link nor a redirect.

use crate::test_app::{Answer, PASSWORD, PUBLIC_URL, TOPIC, TestApp, email_of};

const FOREIGN: [(&str, &str); 7] = [
    ("x-forwarded-host", "boese.example"),
    ("x-forwarded-proto", "http"),
    ("x-original-url", "https://boese.example/x"),
    ("x-rewrite-url", "https://boese.example/x"),
    ("forwarded", "for=boese.example;host=boese.example;proto=http"),
    ("referer", "https://boese.example/x"),
    ("true-client-ip", "boese.example"),
];

#[track_caller]
fn assert_ours(answer: &Answer) {
    let headers = answer.headers.iter().filter(|(name, _)| name != "date").map(|(_, value)| value.as_str());
    let all: String = headers.chain([String::from_utf8_lossy(&answer.body).as_ref()]).collect();
    assert!(!all.contains("boese"), "{}: {all}", answer.to);
    if let Some(location) = answer.header("location") {
        let is_own = location.starts_with('/') && !location.starts_with("//");
        assert!(is_own || location.starts_with(PUBLIC_URL), "{}: {location}", answer.to);
    }
}

#[tokio::test]
async fn no_header_changes_a_link_or_a_redirect() {
    let app = TestApp::start_trusting("127.0.0.1").await;
    app.run("insert into old_slug (kind, slug, item_id) select 'topic', 'teilhabe', id from topic").await;
    let reader = app.reader();
    for path in [
        "/",
        TOPIC,
        "/themen/teilhabe",
        "/personen/christine-jochem",
        "/personen/christine-jochem.vcf",
        "/feed.atom",
        "/feed.json",
        "/sitemap.xml",
        "/robots.txt",
        "/bild/themen/migration.png",
        "/anmelden?weiter=%2Fneu",
        "/gibt-es-nicht",
        "/verwaltung",
    ] {
        let plain = reader.get(path).header("accept", "text/html").await;
        let mut forged = reader.get(path).header("accept", "text/html");
        for (name, value) in FOREIGN {
            forged = forged.header(name, value);
        }
        let forged = forged.await;
        assert_ours(&plain);
        assert_ours(&forged);
        assert_eq!((forged.status, forged.header("location")), (plain.status, plain.header("location")), "{path}");
    }
}

#[tokio::test]
async fn another_host_and_an_absolute_address_make_the_same_page() {
    let app = TestApp::start().await;
    let raw = async |head: &str| app.raw(&format!("{head}\r\nconnection: close\r\n\r\n")).await;
    for path in ["/", TOPIC, "/sitemap.xml", "/feed.json"] {
        for head in [
            format!("GET {path} HTTP/1.1\r\nhost: boese.example"),
            format!("GET http://boese.example{path} HTTP/1.1\r\nhost: boese.example"),
            format!("GET http://boese.example{path} HTTP/1.1\r\nhost: themen.example"),
        ] {
            let answer = raw(&head).await;
            assert!(answer.starts_with("HTTP/1.1 200"), "{head}: {answer}");
            assert!(!answer.contains("boese"), "{head}");
        }
    }
}

#[tokio::test]
async fn one_goes_on_within_this_site_only() {
    let app = TestApp::start().await;
    app.add_account("erika", app::model::Role::Editor).await;
    for (next, expected) in [
        ("/themen/migration?bearbeiten", "/themen/migration?bearbeiten"),
        ("https://boese.example", "/"),
        ("//boese.example", "/"),
        ("/\\boese.example", "/"),
        ("\\\\boese.example", "/"),
        ("/\t/boese.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/x\r\nset-cookie: a=b", "/"),
    ] {
        let form = [("email", email_of("erika")), ("password", PASSWORD.to_owned()), ("weiter", next.to_owned())];
        let answer = app.reader().post("/anmelden").form(&form).header("referer", "https://boese.example/").await;
        assert_eq!((answer.status, answer.header("location")), (303, Some(expected)), "{next:?}");
        assert_ours(&answer);
    }
}
