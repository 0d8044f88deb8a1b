//! For `make bench`: serves a topic page rendered from memory, to tell rendering from querying.
//!
//! `render_from_memory ADDRESS PAGE.json SITE.json PUBLIC_URL`, the first JSON as `/api/get_topic` answers it, the second as in
//! `target/site`. What it serves is the server's own page, byte for byte, but for the empty comments that Leptos leaves.

use std::fs::read_to_string;

use app::api::LoadedTopic;
use app::components::PublicUrl;
use app::model::{PostRange, TopicPage};
use app::{BuiltFiles, Program, shell};
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
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, page, site, public_url] = arguments.as_slice() else {
        return Err("ADDRESS PAGE.json SITE.json PUBLIC_URL".into());
    };
    let page: TopicPage = serde_json::from_str(&read_to_string(page)?)?;
    let topic = LoadedTopic { slug: page.topic.slug.clone(), range: PostRange::default(), page: Ok(page) };
    let files: BuiltFiles = serde_json::from_str(&read_to_string(site)?)?;
    let public_url = PublicUrl(public_url.clone());
    let _ = any_spawner::Executor::init_tokio();
    let context = move || {
        provide_context(topic.clone());
        provide_context(public_url.clone());
    };
    let render = render_app_async_with_context(context, move || shell(&files, Program::OfViewer));
    let router = Router::new().route("/themen/{slug}", get(render));
    themenseite::serve(tokio::net::TcpListener::bind(address).await?, router, std::future::pending()).await;
    Ok(())
}
