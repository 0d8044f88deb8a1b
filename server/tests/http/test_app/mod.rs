//! The program as a test meets it: the real router over real TCP, with a database of its own.

mod authenticator;
mod client;
mod cluster;
mod drafts;
mod figures;
mod html;
mod mail;
mod postgres;
mod program;
mod proxy;
mod random;
mod server;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use app::BuiltFiles;
use app::model::Role;
use app::store::{NewAccount, ScheduleOutcome, Store};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use themenseite::{Mailer, TrustedProxies, hash_password};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub use authenticator::Authenticator;
pub use client::{Answer, Client, Request};
pub use cluster::Cluster;
pub use drafts::{fresh_operation, saved_version};
pub use figures::Figures;
pub use html::Html;
pub use mail::{MailServer, Manner};
pub use postgres::{TestDatabase, on_runtime};
pub use program::Program;
pub use proxy::{Proxy, Way};
pub use random::Random;
pub use server::{Server, Told};

/// The public address of every test's site; it is not the one that requests go to.
pub const PUBLIC_URL: &str = "https://themen.example";
/// The password of every account that a test makes.
pub const PASSWORD: &str = "sechs Hasen im Rathaus";
/// The topic of the demonstration content.
pub const TOPIC: &str = "/themen/migration";

/// Hashing takes long, by its nature.
pub static PASSWORD_HASH: LazyLock<String> = LazyLock::new(|| hash_password(PASSWORD).expect("a hash"));

/// A running site.
pub struct TestApp {
    /// Where it listens.
    pub address: SocketAddr,
    /// The server itself.
    pub server: Server,
    /// Its database as its owner, for looking and for preparing.
    pub db: PgPool,
    /// Its store as the server has it, for preparing.
    pub store: Store,
    /// Ends with the test.
    pub database: TestDatabase,
}

impl TestApp {
    /// With the demonstration content.
    pub async fn start() -> Self {
        let database = TestDatabase::with_demonstration().await;
        let options = database.run_options.clone();
        Self::start_with(database, options, PUBLIC_URL).await
    }

    /// With the demonstration content, behind a proxy that can take the store away.
    pub async fn start_behind_proxy() -> (Self, Proxy) {
        let database = TestDatabase::with_demonstration().await;
        let proxy = Proxy::start(&database.run_options).await;
        let options = proxy.options.clone();
        (Self::start_with(database, options, PUBLIC_URL).await, proxy)
    }

    /// With the demonstration content, and with proxies that are believed.
    pub async fn start_trusting(proxies: &str) -> Self {
        let database = TestDatabase::with_demonstration().await;
        let options = database.run_options.clone();
        let trusted_proxies: TrustedProxies = proxies.parse().expect("proxies");
        Self::start_as(database, options, PUBLIC_URL, Told { trusted_proxies, ..Told::default() }).await
    }

    /// On a database, reached by the server by some other way; with a public address.
    pub async fn start_with(database: TestDatabase, server_options: PgConnectOptions, public_url: &str) -> Self {
        Self::start_as(database, server_options, public_url, Told::default()).await
    }

    /// With the demonstration content, and a server for its mail.
    pub async fn start_with_mail(smtp_url: &str) -> Self {
        let database = TestDatabase::with_demonstration().await;
        let options = database.run_options.clone();
        let mailer = Mailer::new(smtp_url, "Redaktion <redaktion@themen.example>").expect("a mailer");
        Self::start_as(database, options, PUBLIC_URL, Told { mailer: Some(mailer), ..Told::default() }).await
    }

    /// The same, told more.
    pub async fn start_as(database: TestDatabase, options: PgConnectOptions, public_url: &str, told: Told) -> Self {
        let server = Server::start_as(options, public_url, told).await;
        let db = PgPoolOptions::new().max_connections(2).connect_lazy_with(database.options.clone());
        let store = Store::new(database.run_options.clone(), 2);
        let app = Self { address: server.address, server, db, store, database };
        app.settle().await;
        app
    }

    /// Waits until the server knows of everything that readers can see: a test that changes the database directly is like another
    /// server, of whose changes one hears a moment later.
    pub async fn settle(&self) {
        self.server.knows(self.number("select version from content_version").await).await;
    }

    /// Publishes what is due, if anything is.
    pub async fn publish_due(&self) -> Option<ScheduleOutcome> {
        let outcome = self.store.publish_due().await.expect("an answer");
        self.settle().await;
        outcome
    }

    /// Someone who is not logged in.
    pub fn reader(&self) -> Client {
        Client::new(self.address)
    }

    /// Sends these bytes as they are; answers all that comes back until the connection ends.
    pub async fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.address).await.expect("a connection");
        let mut answer = Vec::new();
        // A refusal may come before all is sent.
        let _ = stream.write_all(request.as_bytes()).await;
        let reading = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("an end");
        assert!(reading.is_ok() || !answer.is_empty(), "an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Someone logged in, with an account that is made where there is none yet.
    pub async fn log_in_as(&self, name: &str) -> Client {
        self.add_account(name, Role::Editor).await;
        let mut client = self.reader();
        let answer = client.log_in(&email_of(name), PASSWORD).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        client
    }

    /// An administrator, logged in.
    pub async fn log_in_as_admin(&self, name: &str) -> Client {
        self.add_account(name, Role::Admin).await;
        self.log_in_as(name).await
    }

    /// What the log says of an action: the subjects, the oldest first.
    pub async fn logged(&self, action: &str) -> Vec<String> {
        let query = "select subject from log_entry where action = $1 order by id";
        sqlx::query_scalar(query).bind(action).fetch_all(&self.db).await.expect("the log")
    }

    /// The id of an account that [`add_account`](Self::add_account) made.
    pub async fn account(&self, name: &str) -> i64 {
        let query = "select id from account where email = $1";
        sqlx::query_scalar(query).bind(email_of(name)).fetch_one(&self.db).await.expect("an account")
    }

    /// Makes an account; its address is [`email_of`] its name.
    pub async fn add_account(&self, name: &str, role: Role) {
        let email = email_of(name);
        let account = NewAccount { email: &email, name, role, password_hash: &PASSWORD_HASH };
        self.store.add_account(&account).await.expect("an account");
    }

    /// The id of a topic, person, post or page.
    pub async fn item(&self, slug: &str) -> i64 {
        let query = "select id from (select id, slug from topic union all select id, slug from person
                                     union all select id, slug from post union all select id, slug from page) as item
                     where slug = $1";
        sqlx::query_scalar(query).bind(slug).fetch_one(&self.db).await.expect("an item")
    }

    /// The answer to a query for one number.
    pub async fn number(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&self.db).await.expect("a number")
    }

    /// The answer to a query for one text.
    pub async fn text(&self, query: &'static str) -> String {
        sqlx::query_scalar(query).fetch_one(&self.db).await.expect("a text")
    }

    /// Changes the database directly.
    pub async fn run(&self, query: &'static str) {
        sqlx::raw_sql(query).execute(&self.db).await.expect("a change");
        self.settle().await;
    }

    /// Everything in the database, table by table, as one text; but for what the log says of requests that were refused.
    pub async fn everything(&self) -> String {
        let query = "select string_agg(table_name || E'\n' || content, E'\n' order by table_name)
                     from (select table_name,
                                  query_to_xml(format('select * from %I as r %s order by r::text', table_name,
                                                      case table_name when 'log_entry' then 'where action <> ''refused''' end),
                                               true, false, '')::text as content
                           from information_schema.tables
                           where table_schema = 'public' and table_type = 'BASE TABLE') as tables";
        sqlx::query_scalar(query).fetch_one(&self.db).await.expect("a text")
    }

    /// Adds a post to the topic `migration`, published and without an edit.
    pub async fn add_post(&self, slug: &str, published_on: &str, teaser: &str) {
        let query = "with new as (insert into item (kind) values ('post') returning id),
                          there as (insert into post (id, slug, published_on) select id, $1, $2::date from new returning id),
                          said as (insert into post_text (post_id, language, teaser) select id, 'de', $3 from there)
                     insert into topic_post (topic_id, post_id, published_on)
                     select topic.id, there.id, $2::date from topic, there where topic.slug = 'migration'";
        sqlx::query(query).bind(slug).bind(published_on).bind(teaser).execute(&self.db).await.expect("a post");
        self.settle().await;
    }
}

/// What someone logs in with.
pub fn email_of(name: &str) -> String {
    format!("{name}@redaktion.example")
}

/// A moment that is long enough for anything that is not stuck.
pub const PATIENCE: Duration = Duration::from_mins(1);

pub fn built_files() -> BuiltFiles {
    BuiltFiles {
        js: "/pkg/app.1.js".into(),
        wasm: "/pkg/app.1.wasm".into(),
        editor_js: "/pkg/editor.1.js".into(),
        editor_wasm: "/pkg/editor.1.wasm".into(),
        css: "/pkg/site.1.css".into(),
        editor_css: "/pkg/editor.1.css".into(),
        boot: "boot()".into(),
        rich_text: "/pkg/rich-text.1.js".into(),
    }
}

/// A folder of built files, the same for all tests.
pub fn site_folder() -> PathBuf {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("site");
        std::fs::create_dir_all(folder.join("pkg")).expect("a folder");
        let files = built_files();
        let list = serde_json::json!({
            "js": files.js, "wasm": files.wasm, "editor_js": files.editor_js, "editor_wasm": files.editor_wasm,
            "css": files.css, "editor_css": files.editor_css, "boot": files.boot, "rich_text": files.rich_text,
        });
        let write = |path: &str, text: &str| std::fs::write(folder.join(path), text).expect("a file");
        write("pkg/site.1.css", "body { margin: 0 }");
        write("favicon.ico", "icon");
        write("icon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        write("humans.txt", "Wir.");
        write("site.json", &list.to_string());
        folder
    });
    FOLDER.clone()
}
