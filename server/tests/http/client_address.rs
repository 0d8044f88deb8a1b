//! Whose requests are counted as whose: only a trusted proxy is believed.

use crate::test_app::{Answer, Client, TestApp, site_folder};
use crate::verwaltung_cli::program;

/// Asks for a person's address, as often as one reader may within 15 minutes, and once more.
async fn one_too_many(client: &Client, forwarded: impl Fn(usize) -> String) -> Answer {
    let mut answer = None;
    for number in 0..61 {
        let request = client.post("/personen/christine-jochem/adresse").header("x-forwarded-for", &forwarded(number));
        let it = request.await;
        assert!(it.status == 200 || number == 60, "{number}: {}", it.status);
        answer = Some(it);
    }
    answer.expect("an answer")
}

#[tokio::test]
async fn nobody_becomes_someone_else_by_a_header() {
    let app = TestApp::start().await;
    let answer = one_too_many(&app.reader(), |number| format!("198.51.100.{number}")).await;
    assert_eq!(answer.status, 429);
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_is_counted_alone() {
    let app = TestApp::start_trusting("127.0.0.1").await;
    // What stands on the left, the client wrote itself.
    let answer = one_too_many(&app.reader(), |number| format!("203.0.113.{number}, 198.51.100.7")).await;
    assert_eq!(answer.status, 429);
    let other = app.reader().post("/personen/christine-jochem/adresse").header("x-forwarded-for", "198.51.100.8").await;
    assert_eq!(other.status, 200);
    assert_eq!(app.number("select count(*) from attempt where key like '%198.51.100.7'").await, 60);
}

#[tokio::test]
async fn a_household_of_ipv6_addresses_is_counted_as_one() {
    let app = TestApp::start_trusting("127.0.0.0/8").await;
    let answer = one_too_many(&app.reader(), |number| format!("2001:db8:1:2:{number:x}::1")).await;
    assert_eq!(answer.status, 429);
    let next_door =
        app.reader().post("/personen/christine-jochem/adresse").header("x-forwarded-for", "2001:db8:1:3::1");
    assert_eq!(next_door.await.status, 200);
}

#[tokio::test]
async fn a_header_that_cannot_be_read_leaves_the_proxy_s_own_address() {
    let app = TestApp::start_trusting("127.0.0.1").await;
    let answer = one_too_many(&app.reader(), |number| format!("unbekannt-{number}")).await;
    assert_eq!(answer.status, 429);
    assert_eq!(app.number("select count(*) from attempt where key like '%127.0.0.1'").await, 60);
}

#[tokio::test]
async fn a_setting_that_is_no_list_of_networks_stops_the_start_and_is_named() {
    let site = site_folder();
    for wrong in ["10.0.0.0/33", "proxy.beispiel.de", "10.0.0.1;10.0.0.2"] {
        let settings = [("THEMENSEITE_TRUSTED_PROXIES", wrong), ("THEMENSEITE_SITE", site.to_str().expect("a path"))];
        let output = program(&["serve"], &settings).output().await.expect("the program");
        let told = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(!output.status.success() && told.contains("THEMENSEITE_TRUSTED_PROXIES"), "{told}");
    }
}
