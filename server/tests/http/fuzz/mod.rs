//! Whatever comes in, no answer is a fault of the server, nothing panics, and the store still holds together. Each call is drawn
//! from a seed: first something that could be meant, then something done to it. `THEMENSEITE_FUZZ_CALLS` says how many.

mod calls;
mod extremes;
mod forms;
mod pages;
mod strange;

use std::collections::BTreeMap;
use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Once};

use tokio::task::JoinSet;

use crate::test_app::{Answer, Client, Random, TestApp};

/// How many there are in `make test`.
const CALLS: usize = 3_000;
/// At once; the store of a test has four connections.
const AT_ONCE: usize = 6;
/// After so many calls others log in: what comes too often from one account is refused before it is read, and an administrator may
/// have shut the others out by chance.
const PER_ACCOUNT: usize = 400;

/// Panics of the program since the start, in whatever test.
static PANICS: AtomicUsize = AtomicUsize::new(0);

/// Counts panics from now on, but for those of the tests themselves.
fn count_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            let is_of_a_test = panic.location().is_some_and(|location| location.file().contains("tests/http"));
            if !is_of_a_test {
                PANICS.fetch_add(1, Ordering::Relaxed);
            }
            before(panic);
        }));
    });
}

/// Who sends, and what they may name.
#[derive(Clone)]
struct Fuzzer {
    random: Random,
    /// Its number, for the names of its accounts.
    number: usize,
    /// Nobody, an editor, an administrator.
    clients: [Client; 3],
    /// Every id and slug that there is at the start.
    items: Vec<(i64, String)>,
}

impl Fuzzer {
    fn client(&mut self) -> Client {
        // Most of what there is to be done wrong is only for those who are logged in.
        let who = [0, 1, 1, 1, 2, 2];
        let who = *self.random.one_of(&who).unwrap_or(&0);
        self.clients[who].clone()
    }

    fn chance(&mut self, one_in: u64) -> bool {
        self.random.below(one_in) == 0
    }

    fn pick<T: Clone>(&mut self, things: &[T]) -> T {
        self.random.one_of(things).expect("something to choose from").clone()
    }

    fn item(&mut self) -> i64 {
        let items = self.items.clone();
        self.pick(&items).0
    }

    fn slug(&mut self) -> String {
        let items = self.items.clone();
        self.pick(&items).1
    }

    /// One request, and a description of it.
    async fn send(&mut self) -> (String, Answer) {
        match self.random.below(4) {
            0 => self.send_form().await,
            1 => self.ask_for_page().await,
            _ => self.call_function().await,
        }
    }
}

async fn fuzzer(app: &TestApp, number: usize) -> Fuzzer {
    let items = "select id, slug::text from topic union all select id, slug from person
                 union all select id, slug from post union all select id, slug from page";
    let items: Vec<(i64, String)> = sqlx::query_as(items).fetch_all(&app.db).await.expect("items");
    assert!(!items.is_empty());
    let random = Random(u64::try_from(number).expect("a seed"));
    Fuzzer { random, number, clients: [app.reader(), app.reader(), app.reader()], items }
}

impl Fuzzer {
    /// Others log in, whatever was tried too often or required by then.
    async fn change_places(&mut self, app: &TestApp, round: usize) {
        app.run("delete from attempt; update security_setting set requires_second_factor = false").await;
        let (editor, admin) = (format!("erika-{}-{round}", self.number), format!("adele-{}-{round}", self.number));
        self.clients = [app.reader(), app.log_in_as(&editor).await, app.log_in_as_admin(&admin).await];
    }
}

fn wanted() -> usize {
    std::env::var("THEMENSEITE_FUZZ_CALLS").ok().and_then(|count| count.parse().ok()).unwrap_or(CALLS)
}

#[tokio::test]
async fn no_input_makes_the_server_fail() {
    count_panics();
    let panics = PANICS.load(Ordering::Relaxed);
    let app = Arc::new(TestApp::start().await);
    let mut senders = JoinSet::new();
    for number in 1..=AT_ONCE {
        let (app, mut fuzzer) = (app.clone(), fuzzer(&app, number).await);
        senders.spawn(async move {
            let mut statuses = BTreeMap::<u16, usize>::new();
            for call in 0..wanted().div_ceil(AT_ONCE) {
                if call % PER_ACCOUNT == 0 {
                    fuzzer.change_places(&app, call / PER_ACCOUNT).await;
                }
                let (what, answer) = fuzzer.send().await;
                assert!(answer.status < 500, "{} to {what}: {}", answer.status, String::from_utf8_lossy(&answer.body));
                // Searches are counted by network address, and all come from one.
                let is_call = what.starts_with("/api/") && !what.starts_with("/api/get_search");
                assert!(!(is_call && answer.status == 429), "a call was refused unread: {what}");
                *statuses.entry(answer.status).or_default() += 1;
            }
            statuses
        });
    }
    let mut statuses = BTreeMap::<u16, usize>::new();
    while let Some(sent) = senders.join_next().await {
        for (status, count) in sent.unwrap_or_else(|error| panic::resume_unwind(error.into_panic())) {
            *statuses.entry(status).or_default() += count;
        }
    }
    println!("fuzzed: answers by status {statuses:?}");
    for (status, what) in
        [(200, "could be meant"), (303, "was done"), (400, "could not be read"), (422, "had problems")]
    {
        assert!(statuses.get(&status).is_some_and(|count| count * 200 > wanted()), "of what {what}: {statuses:?}");
    }
    assert_eq!(PANICS.load(Ordering::Relaxed) - panics, 0, "panics");
    app.run("delete from attempt; update security_setting set requires_second_factor = false").await;
    holds_together(&app, &[app.reader(), app.log_in_as("erika").await]).await;
}

/// Nothing that was sent broke anything for those who come later.
async fn holds_together(app: &TestApp, [reader, editor]: &[Client; 2]) {
    for path in ["/", "/suche?q=Rat", "/feed.atom", "/feed.json", "/sitemap.xml", "/impressum", "/anmelden"] {
        let answer = reader.get(path).await;
        assert!([200, 404, 410].contains(&answer.status), "{path}: {}", answer.status);
    }
    for path in ["/", "/entwuerfe", "/verlauf", "/verwaltung", "/neu", "/suche?bearbeiten"] {
        assert_eq!(editor.get(path).await.status, 200, "{path}");
    }
    let paths = "select '/themen/' || slug from topic union all select '/meldungen/' || slug from post
                 union all select '/personen/' || slug from person union all select '/' || slug from page";
    let paths: Vec<String> = sqlx::query_scalar(paths).fetch_all(&app.db).await.expect("paths");
    for path in &paths {
        for (client, path) in
            [(reader, path.clone()), (editor, format!("{path}?bearbeiten")), (editor, format!("/verlauf{path}"))]
        {
            let answer = client.get(&path).await;
            assert!([200, 404, 410].contains(&answer.status), "{path}: {}", answer.status);
        }
    }
    for (what, query) in [
        (
            "a version that is older than an edit",
            "select count(*) from field_state as state join edit using (item_id, language, field) where edit.version > state.version",
        ),
        ("a published post with another day in its timeline", "select count(*) from topic_post as shown join post on post.id = shown.post_id
          join post_text on post_text.post_id = post.id
          where shown.published_on is distinct from post.published_on"),
        ("a published text that is empty", "select (select count(*) from topic_text where trim(title) = '')
          + (select count(*) from person_text where trim(name) = '') + (select count(*) from post_text where trim(teaser) = '')"),
    ] {
        assert_eq!(app.number(query).await, 0, "{what}");
    }
}
