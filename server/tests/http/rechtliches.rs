//! `GET /impressum`, `/datenschutz`, `/barrierefreiheit`

use crate::test_app::{PUBLIC_URL, TestApp};

#[tokio::test]
async fn the_pages_the_law_asks_for_say_what_the_operator_must_fill_in() {
    let app = TestApp::start().await;
    for (path, heading, section) in [
        ("/impressum", "Impressum", "Verantwortlich für den Inhalt nach § 18 Abs. 2 MStV"),
        ("/datenschutz", "Datenschutz", "Wer verantwortlich ist"),
        ("/barrierefreiheit", "Erklärung zur Barrierefreiheit", "Barrieren melden"),
    ] {
        let answer = app.reader().get(path).await;
        answer.assert_page(200, "Diese Seite ist noch nicht vollständig: Was in eckigen Klammern steht, muss");
        let html = answer.html();
        assert_eq!(html.the("h1").text(), heading);
        assert!(html.elements("h2").iter().any(|h2| h2.text() == section), "{section}: {}", html.text());
        assert!(html.text().contains("[Hier einsetzen: "), "{path}");
        assert_eq!(html.title(), format!("{heading} – Grüne Ratsfraktion Hannover"));
        assert_eq!(html.meta("og:url"), Some(format!("{PUBLIC_URL}{path}").as_str()));
    }
}
