//! Editors who write through everything that breaks: what got no answer is sent again, under the same operation.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::test_app::{Answer, Client, PATIENCE, Random, Request, fresh_operation};

/// The texts of a post that an editor writes in.
const TEXTS: [&str; 3] = ["title", "teaser", "body"];
const TEASER: &str = TEXTS[1];

/// A save as it was sent.
#[derive(Clone, Debug)]
pub struct Written {
    pub item: i64,
    pub field: &'static str,
    pub text: String,
    pub operation: String,
}

/// What one editor did, as far as they know.
#[derive(Debug, Default)]
pub struct Deeds {
    /// Saves that were acknowledged, each with its version.
    pub saved: Vec<(Written, i64)>,
    /// Saves that the editor went away from without an answer: they are there or not.
    pub given_up: Vec<Written>,
    /// Posts that were made, by their operation.
    pub created: Vec<(String, i64)>,
    /// For each post, how often it was published.
    pub published: BTreeMap<i64, u64>,
    pub discarded: u64,
    /// How often something was sent again.
    pub retries: u64,
}

/// Editors at work; each has posts of their own, and all write in the topic's introduction, too.
pub struct Editors {
    stop: Arc<AtomicBool>,
    answered: Arc<AtomicU64>,
    working: Vec<JoinHandle<Deeds>>,
}

impl Editors {
    /// Lets each of them begin. Their texts have this many characters more than they need.
    pub fn begin(clients: Vec<Client>, topic: i64, seed: u64, longer: usize) -> Self {
        let (stop, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let work = |(number, client): (u64, Client)| {
            let editor = Editor {
                client,
                answered: answered.clone(),
                topic,
                longer,
                random: Random(seed.wrapping_mul(1_000).wrapping_add(number)),
                number,
                texts: 0,
                post: None,
                bases: BTreeMap::new(),
                drafted: BTreeMap::new(),
                shared_base: 0,
                deeds: Deeds::default(),
            };
            tokio::spawn(editor.work(stop.clone()))
        };
        let working = (0..).zip(clients).map(work).collect();
        Self { stop, answered, working }
    }

    /// Waits until some of what they send is answered.
    pub async fn until_answered(&self) {
        let (before, start) = (self.answered.load(Ordering::Relaxed), Instant::now());
        while self.answered.load(Ordering::Relaxed) < before + 2 {
            assert!(start.elapsed() < PATIENCE, "no editor gets an answer");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Lets them finish what they have begun; answers what each of them did.
    pub async fn end(self) -> Vec<Deeds> {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Vec::new();
        for working in self.working {
            all.push(working.await.expect("an editor"));
        }
        all
    }
}

struct Editor {
    client: Client,
    answered: Arc<AtomicU64>,
    topic: i64,
    longer: usize,
    random: Random,
    number: u64,
    texts: u64,
    post: Option<i64>,
    /// The version of each text of the post that was seen last.
    bases: BTreeMap<&'static str, i64>,
    /// Drafts of the post, with the versions that are known for sure.
    drafted: BTreeMap<&'static str, i64>,
    shared_base: i64,
    deeds: Deeds,
}

impl Editor {
    async fn work(mut self, stop: Arc<AtomicBool>) -> Deeds {
        while !stop.load(Ordering::Relaxed) {
            let Some(post) = self.post else {
                self.create().await;
                continue;
            };
            match self.random.below(16) {
                0..=7 => {
                    let field = TEXTS[usize::try_from(self.random.below(3)).expect("an index")];
                    self.save(post, field).await;
                }
                8 | 9 => self.save(self.topic, "introduction").await,
                // With long texts a disk is filled: no publication drops what readers have.
                10..=12 if self.longer > 0 => self.save(post, "body").await,
                10..=12 if self.drafted.contains_key(TEASER) || self.deeds.published.contains_key(&post) => {
                    self.publish(post).await;
                }
                13 => self.discard(post).await,
                14 if self.random.below(3) == 0 => self.post = None,
                _ => self.save(post, TEASER).await,
            }
        }
        self.deeds
    }

    /// Sends a request until it is answered by something other than "later"; also tells whether it was sent more than once.
    async fn until_answered(&mut self, request: Request) -> (Answer, bool) {
        let mut is_again = false;
        loop {
            match request.clone().attempt().await {
                Some(answer) if answer.status == 429 => tokio::time::sleep(Duration::from_millis(500)).await,
                Some(answer) if answer.status != 503 => {
                    self.answered.fetch_add(1, Ordering::Relaxed);
                    return (answer, is_again);
                }
                _ => {
                    is_again = true;
                    self.deeds.retries += 1;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        }
    }

    async fn create(&mut self) {
        let operation = fresh_operation();
        let request = self.client.call("create_post", &json!({ "topic": "migration", "operation": operation }));
        let (answer, _) = self.until_answered(request).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let post = answer.json().as_i64().expect("an id");
        self.deeds.created.push((operation, post));
        self.post = Some(post);
        self.bases.clear();
        // Its day is a draft from the start.
        self.drafted = BTreeMap::from([("published_on", 1)]);
    }

    async fn save(&mut self, item: i64, field: &'static str) {
        self.texts += 1;
        // Others have to be shorter.
        let longer = if field == "body" || field == "introduction" { self.longer / 16 } else { 0 };
        let random = (0..longer).map(|_| format!("{:016x}", self.random.below(u64::MAX)));
        let filler = random.collect::<Vec<_>>().concat();
        let text = format!("Text {} von {} {filler}", self.texts, self.number).trim().to_owned();
        let written = Written { item, field, text, operation: fresh_operation() };
        let is_shared = item == self.topic;
        let base = if is_shared { self.shared_base } else { self.bases.get(field).copied().unwrap_or_default() };
        let input = json!({ "field": { "item": item, "field": field }, "base_version": base, "text": written.text,
                            "operation": written.operation });
        let request = self.client.call("save_draft", &input);
        // Now and then an editor closes the browser on what got no answer.
        if self.random.below(10) == 0 {
            let answer = request.clone().attempt().await;
            if answer.is_none_or(|answer| answer.status == 503) {
                self.deeds.given_up.push(written);
                self.drafted.remove(field);
                return;
            }
        }
        let (answer, _) = self.until_answered(request).await;
        let version = match answer.status {
            200 => {
                let version = answer.json()["version"].as_i64().expect("a version");
                self.deeds.saved.push((written, version));
                version
            }
            409 => answer.json()["conflict"]["version"].as_i64().expect("a version"),
            status => panic!("{status} {}", answer.text()),
        };
        if is_shared {
            self.shared_base = version;
            return;
        }
        self.bases.insert(field, version);
        if answer.status == 200 {
            self.drafted.insert(field, version);
        }
    }

    async fn publish(&mut self, post: i64) {
        let chosen = chosen(post, self.drafted.iter());
        if self.drafted.is_empty() {
            return;
        }
        let request = self.client.call("publish", &json!({ "chosen": chosen }));
        let (answer, _) = self.until_answered(request).await;
        assert_eq!(answer.status, 200, "{chosen:?}: {}", answer.text());
        *self.deeds.published.entry(post).or_default() += 1;
        self.drafted.clear();
    }

    /// Of one text; not of the day, nor of the teaser before the post was published, so that it can be.
    async fn discard(&mut self, post: i64) {
        let is_published = self.deeds.published.contains_key(&post);
        let mut drafted = self.drafted.iter();
        let may_go = |field: &str| field != "published_on" && (is_published || field != TEASER);
        let Some((&field, &version)) = drafted.find(|(field, _)| may_go(field)) else { return };
        let request = self.client.call("discard_drafts", &json!({ "chosen": chosen(post, [(&field, &version)]) }));
        let (answer, is_again) = self.until_answered(request).await;
        // Where the answer to the first was lost, the draft is another one now, by this very discard.
        assert!(answer.status == 200 || (answer.status == 409 && is_again), "{} {}", answer.status, answer.text());
        self.deeds.discarded += 1;
        self.drafted.remove(field);
        self.bases.insert(field, version + 1);
    }
}

fn chosen<'a>(post: i64, drafts: impl IntoIterator<Item = (&'a &'static str, &'a i64)>) -> Vec<Value> {
    let drafts = drafts.into_iter();
    drafts.map(|(field, version)| json!([{ "item": post, "field": field }, version])).collect()
}
