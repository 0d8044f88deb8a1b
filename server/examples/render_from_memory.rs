//! For `make bench`: serves a topic page rendered from memory, to tell rendering from querying.
//!
//! `render_from_memory ADDRESS PAGE.json`, the JSON as `/api/get_topic` answers it.

use app::components::PublicUrl;
use app::model::TopicPage;
use app::pages::TopicFromMemory;
use app::{BuiltFiles, static_shell};
use axum::Router;
use axum::routing::get;
use leptos::prelude::provide_context;
use leptos_axum::render_app_async_with_context;
use mimalloc::MiMalloc;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (address, file) = (arguments.next().ok_or("ADDRESS")?, arguments.next().ok_or("PAGE.json")?);
    let page: TopicPage = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    let _ = any_spawner::Executor::init_tokio();
    let context = move || {
        provide_context(page.clone());
        provide_context(PublicUrl("http://127.0.0.1".into()));
    };
    let files = BuiltFiles::default();
    let render = render_app_async_with_context(context, move || static_shell(&files, TopicFromMemory));
    let router = Router::new().route("/themen/migration", get(render));
    themenseite::serve(tokio::net::TcpListener::bind(address).await?, router, std::future::pending()).await;
    Ok(())
}
