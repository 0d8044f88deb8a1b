//! What a page shows, loaded by code that knows nothing of its type: a program holds it once, and not once for each page.

use std::any::Any;
use std::convert::Infallible;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::server::codee::{Decoder, Encoder};
use leptos::tachys::reactive_graph::OwnedView;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::api::ApiError;
use crate::components::ErrorMessage;
use crate::navigation::Arrived;

/// What a page shows, or is going to. Copies share it.
pub(super) struct Content<T> {
    resource: Resource<Erased, ErasedJson>,
    holds: PhantomData<fn() -> T>,
}

impl<T> Clone for Content<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Content<T> {}

/// Loads what a page shows, and again whenever `source` has changed. The page waits for it.
pub(super) fn load<S, T, Loading>(
    source: impl Fn() -> S + Send + Sync + 'static,
    fetch: impl Fn(S) -> Loading + Send + Sync + 'static,
) -> Content<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Clone + Serialize + Send + Sync + 'static,
    Loading: Future<Output = Result<T, ApiError>> + Send + 'static,
{
    let source = Memo::new(move |_| source());
    let changes = Memo::new(move |changes: Option<&u32>| {
        // Read, and not only tracked: a memo that was never read would count as changed when it is, and everything be asked for
        // again right after hydration.
        source.with(|_| ());
        changes.map_or(0, |changes| changes.wrapping_add(1))
    });
    let fetch = move || -> Fetching {
        let loading = fetch(source.get_untracked());
        Box::pin(async move { Erased::Value(Arc::new(loading.await)) })
    };
    Content { resource: load_erased(changes, Box::new(fetch)), holds: PhantomData }
}

type Fetching = Pin<Box<dyn Future<Output = Erased> + Send>>;

fn load_erased(changes: Memo<u32>, fetch: Box<dyn Fn() -> Fetching + Send + Sync>) -> Resource<Erased, ErasedJson> {
    Resource::new_with_options(move || changes.get(), move |_| fetch(), true)
}

/// Waits for what a page shows, then shows it, or the error in its place.
#[component]
pub(super) fn Loaded<T, V, F>(
    /// What the page shows.
    content: Content<T>,
    /// Shows it.
    children: F,
) -> impl IntoView
where
    T: Clone + DeserializeOwned + 'static,
    V: IntoView + 'static,
    F: Fn(T) -> V + Send + Sync + 'static,
{
    let show = move |content: Erased| content.get().map(|content| children(content).into_any());
    show_erased(content.resource, Arc::new(show))
}

/// Goes on to where it is now what one came for.
#[component]
fn Moved(path: String) -> impl IntoView {
    let (navigate, to) = (use_navigate(), path.clone());
    Effect::new(move || navigate(&to, NavigateOptions { replace: true, ..NavigateOptions::default() }));
    view! { <ErrorMessage error=ApiError::Moved(path)/> }
}

type Show = Arc<dyn Fn(Erased) -> Result<AnyView, ApiError> + Send + Sync>;

fn show_erased(content: Resource<Erased, ErasedJson>, show: Show) -> AnyView {
    let show = move |content| {
        let view = show(content).unwrap_or_else(|error| match error {
            ApiError::Moved(path) => view! { <Moved path=path/> }.into_any(),
            error => view! { <ErrorMessage error=error/> }.into_any(),
        });
        view! { {view} <Arrived/> }
    };
    if cfg!(feature = "ssr") {
        // The server shows it once. `Transition` would make the whole page up to three times, to see what is still loading. Two things
        // that it does are needed: it takes an id, which the browser counts on, and it writes what came late under its owner.
        let _ = Owner::current_shared_context().map(|context| context.next_id());
        let owner = Owner::current().unwrap_or_default();
        Suspend::new(async move { OwnedView::new_with_owner(show(content.await), owner) }).into_any()
    } else {
        let loaded = move || {
            let show = show.clone();
            Suspend::new(async move { show(content.await) })
        };
        view! { <Transition>{loaded}</Transition> }.into_any()
    }
}

/// A `Result<T, ApiError>` of any `T`.
#[derive(Clone)]
enum Erased {
    /// As it was loaded here.
    Value(Arc<dyn Loadable>),
    /// As the server wrote it into the page.
    Json(Arc<[u8]>),
}

impl Erased {
    /// That it is a `T` is what [`Content`] remembers.
    fn get<T: Clone + DeserializeOwned + 'static>(&self) -> Result<T, ApiError> {
        match self {
            Self::Value(value) => {
                let value: &dyn Any = &**value;
                value.downcast_ref::<Result<T, ApiError>>().cloned().unwrap_or(Err(ApiError::Internal))
            }
            // From bytes, as the answers of server functions are read: there is one reader for both in the program.
            Self::Json(json) => serde_json::from_slice(json).unwrap_or(Err(ApiError::Internal)),
        }
    }
}

/// What the server can write into a page.
trait Loadable: Any + Send + Sync {
    fn to_json(&self) -> Result<String, serde_json::Error>;
}

impl<T: Serialize + Send + Sync + 'static> Loadable for Result<T, ApiError> {
    fn to_json(&self) -> Result<String, serde_json::Error> {
        // The browser's program needs no writer for it.
        if cfg!(feature = "ssr") { serde_json::to_string(self) } else { Ok(String::new()) }
    }
}

struct ErasedJson;

impl Encoder<Erased> for ErasedJson {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(content: &Erased) -> Result<String, serde_json::Error> {
        match content {
            Erased::Value(value) => value.to_json(),
            Erased::Json(json) => Ok(String::from_utf8_lossy(json).into_owned()),
        }
    }
}

impl Decoder<Erased> for ErasedJson {
    type Error = Infallible;
    type Encoded = str;

    fn decode(json: &str) -> Result<Erased, Infallible> {
        Ok(Erased::Json(json.as_bytes().into()))
    }
}
