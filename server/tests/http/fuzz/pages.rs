//! Addresses with their queries, headers and cookies.

use http::Method;

use super::Fuzzer;
use crate::test_app::Answer;

const HEADERS: [&str; 16] = [
    "accept-language",
    "accept-encoding",
    "accept",
    "if-none-match",
    "if-modified-since",
    "if-match",
    "range",
    "if-range",
    "referer",
    "origin",
    "user-agent",
    "x-forwarded-for",
    "x-forwarded-host",
    "forwarded",
    "sec-fetch-site",
    "content-type",
];

const VALUES: [&str; 22] = [
    "",
    "*",
    "de;q=NaN, ar;q=9999999999999999999, ;;;,,,q",
    "de-DE-u-co-phonebk-x-y-z",
    "gzip;q=0, br;q=-1, *;q=2",
    "identity;q=0, *;q=0",
    "\"",
    "W/",
    "W/\"\", \"\\\"\"",
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Sun, 99 Nov 99999 99:99:99 GMT",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "bytes=0-",
    "bytes=-0",
    "bytes=99999999999999999999-1",
    "bytes=0-0,1-1,2-2,3-3,4-4",
    "Bytes = a-b",
    "::1, 127.0.0.1, [::1]:80, unknown, 999.999.999.999",
    "for=\"[2001:db8::1]:x\";proto=javascript",
    "text/html;q=1;a=\"",
    "null",
    "https://boese.example",
];

impl Fuzzer {
    pub(super) async fn ask_for_page(&mut self) -> (String, Answer) {
        let mut endpoints = themenseite::endpoints();
        endpoints.retain(|endpoint| endpoint.method == Method::GET && !endpoint.path.starts_with("/api/"));
        let template = self.pick(&endpoints).path;
        let path = if self.chance(10) { self.filled_in("/{*path}") } else { self.filled_in(&template) };
        let pairs: Vec<_> = (0..self.random.below(4)).map(|_| (self.key(), self.short_text())).collect();
        let query = self.encoded(&pairs);
        let target = if self.chance(3) { path } else { format!("{path}?{query}") };
        let mut client = self.client();
        if self.chance(6) {
            client.cookie = Some(self.cookie());
        }
        let method = if self.chance(10) { "HEAD" } else { "GET" };
        let mut request = client.request(method, &target);
        let mut what = format!("{method} {}", target.chars().take(2_000).collect::<String>());
        for _ in 0..self.random.below(3) {
            let (name, value) = (self.pick(&HEADERS), self.header_value());
            what.extend(["\n", name, ": ", &value]);
            request = request.header(name, &value);
        }
        (what, request.await)
    }

    fn key(&mut self) -> String {
        let keys =
            ["vor", "nach", "jahr", "q", "thema", "seite", "bearbeiten", "benannt", "weiter", "danke", "zeige", "art"];
        if self.chance(4) { self.short_text() } else { self.pick(&keys).to_owned() }
    }

    fn short_text(&mut self) -> String {
        match self.random.below(4) {
            0 => format!("{}.{}", self.pick(&["2024-10-30", "0001-01-01", "9999-12-31", "2024-13-01"]), self.number()),
            1 => self.pick(&["2024", "0000", "9999", "0001", "20240", "-1"]).to_owned(),
            _ => self.text().chars().take(500).collect(),
        }
    }

    fn cookie(&mut self) -> String {
        let value = self.header_value();
        match self.random.below(4) {
            0 => format!("__Host-sitzung={value}"),
            1 => format!("__Host-sitzung=; __Host-sitzung={value}; __Host-sitzung"),
            2 => format!("{value};;=;{value}"),
            _ => value,
        }
    }

    /// Without what would end the header.
    fn header_value(&mut self) -> String {
        let value = if self.chance(3) { self.short_text() } else { self.pick(&VALUES).to_owned() };
        value.replace(['\r', '\n'], " ")
    }
}
