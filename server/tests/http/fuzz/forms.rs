//! Forms, as pages have them, and some that no page has.

use http::Method;

use super::Fuzzer;
use crate::test_app::{Answer, fresh_operation};

const FORM: &str = "application/x-www-form-urlencoded";

impl Fuzzer {
    pub(super) async fn send_form(&mut self) -> (String, Answer) {
        let mut endpoints = themenseite::endpoints();
        // Whoever logs out has nothing more to say.
        endpoints.retain(|endpoint| {
            endpoint.method == Method::POST && !endpoint.path.starts_with("/api/") && endpoint.path != "/abmelden"
        });
        let template = self.pick(&endpoints).path;
        let path = self.filled_in(&template);
        let client = self.client();
        if path.ends_with("/portraet") || self.chance(20) {
            let body = self.multipart();
            let what =
                format!("POST {path} {}", String::from_utf8_lossy(&body).chars().take(2_000).collect::<String>());
            return (what, client.post(&path).body("multipart/form-data; boundary=grenze", body).await);
        }
        let mut pairs = self.values();
        if self.chance(3) {
            let answer = client.get(&format!("{path}?bearbeiten")).await;
            let is_page = answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
            pairs.extend(is_page.then(|| answer.html().form_values()).into_iter().flatten());
            for (_, value) in &mut pairs {
                if self.chance(8) {
                    *value = self.text();
                }
            }
        }
        let mut body = self.encoded(&pairs).into_bytes();
        if self.chance(12) {
            self.damage(&mut body);
        }
        let kind = if self.chance(20) { "text/plain" } else { FORM };
        let what = format!("POST {path} {}", String::from_utf8_lossy(&body).chars().take(2_000).collect::<String>());
        (what, client.post(&path).body(kind, body).await)
    }

    /// A path with something in the place of each parameter.
    pub(super) fn filled_in(&mut self, template: &str) -> String {
        let mut path = String::new();
        let mut rest = template;
        while let Some((before, behind)) = rest.split_once('{') {
            path.push_str(before);
            let (name, behind) = behind.split_once('}').unwrap_or((behind, ""));
            path.push_str(&if name.starts_with('*') {
                self.path().trim_start_matches('/').to_owned()
            } else {
                self.parameter()
            });
            rest = behind;
        }
        path.push_str(rest);
        // What cannot stand in a request's first line is encoded; the rest is as strange as it came.
        let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, '?' | '#');
        let mut encoded = String::new();
        for c in path.chars().take(3_000) {
            if is_plain(c) {
                encoded.push(c);
            } else {
                encoded.extend(c.to_string().bytes().map(|byte| format!("%{byte:02X}")));
            }
        }
        encoded
    }

    fn parameter(&mut self) -> String {
        if self.chance(4) { self.text() } else { self.slug() }
    }

    fn values(&mut self) -> Vec<(String, String)> {
        let mut values = Vec::new();
        for _ in 0..self.random.below(8) {
            let name = self.control();
            let value = match self.random.below(6) {
                0 => fresh_operation(),
                1 => self.number().to_string(),
                2 => format!("{}.{}@{}", self.item(), self.field_name(), self.number()),
                3 => self
                    .pick(&[
                        "veroeffentlichen",
                        "jetzt-veroeffentlichen",
                        "spaeter-veroeffentlichen",
                        "verwerfen",
                        "jetzt-verwerfen",
                        "neue-meldung",
                        "topic",
                        "person",
                        "page",
                        "1",
                        "7",
                    ])
                    .to_owned(),
                _ => self.text(),
            };
            values.push((name, value));
        }
        values
    }

    fn control(&mut self) -> String {
        let field = format!("{}.{}", self.item(), self.field_name());
        match self.random.below(5) {
            0 => field,
            1 => format!("version.{field}"),
            2 => format!("unberuehrt.{field}"),
            3 => self.text(),
            _ => self
                .pick(&[
                    "schritt",
                    "auswahl",
                    "zeitpunkt",
                    "loeschen",
                    "zurueckziehen",
                    "portraet-entfernen",
                    "fassung",
                    "stand",
                    "benennen",
                    "name",
                    "kind",
                    "operation",
                    "email",
                    "password",
                    "weiter",
                    "wiederherstellen",
                    "erledigt",
                    "tage",
                    "beschreibung",
                    "seite",
                    "link",
                    "code",
                    "token",
                    "rolle",
                    "konto",
                    "art",
                    "vorgang",
                    "absagen",
                ])
                .to_owned(),
        }
    }

    /// A form with a file, which may be a picture.
    fn multipart(&mut self) -> Vec<u8> {
        let mut file = if self.chance(2) {
            self.bytes()
        } else {
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0\x08\x02\0\0\0".to_vec()
        };
        self.damage(&mut file);
        let name = self.pick(&["portraet", "datei", "", "\0"]);
        let head = format!(
            "--grenze\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{}\"\r\n\r\n",
            self.text()
        );
        let mut body = [head.as_bytes(), &file, b"\r\n--grenze--\r\n"].concat();
        if self.chance(3) {
            self.damage(&mut body);
        }
        body
    }
}
