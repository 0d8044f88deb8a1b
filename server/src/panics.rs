//! A panic while a request is answered: its client gets the page of an error, and the log one line that holds nothing of the request.

use std::any::Any;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use app::api::ApiError;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::state::AppState;
use crate::{error_page, request_id};

/// Marks an answer that is none.
#[derive(Clone, Copy, Debug)]
struct Panicked;

static COUNT: AtomicU64 = AtomicU64::new(0);

/// How many there were since the start.
pub(crate) fn count() -> u64 {
    COUNT.load(Relaxed)
}

/// Logs panics by where they happened. Their words may hold what someone sent, so these are only told where the log asks for them.
pub(crate) fn log_without_words() {
    std::panic::set_hook(Box::new(|panic| {
        COUNT.fetch_add(1, Relaxed);
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a panic: a fault of this program");
        tracing::debug!("{panic}");
    }));
}

/// What is left of an answer after a panic. The hook has logged it already.
pub(crate) fn caught(_: Box<dyn Any + Send>) -> Response {
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    response.extensions_mut().insert(Panicked);
    response
}

/// Puts the page of an error in its place.
pub(crate) async fn answer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (uri, id) = (request.uri().clone(), request_id::of(&request));
    let response = next.run(request).await;
    if response.extensions().get::<Panicked>().is_none() {
        return response;
    }
    error_page::answer(&state, error_page::asked_again(uri, id), ApiError::Internal).await
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    async fn panics() -> Response {
        panic!("geheim");
    }

    async fn answer_at(path: &'static str) -> (StatusCode, String) {
        crate::in_span::spawn_tasks();
        let state = AppState::for_listing();
        let router = Router::new()
            .route("/x", get(panics))
            .route("/api/x", get(panics))
            .layer(CatchPanicLayer::custom(caught))
            .layer(from_fn_with_state(state.clone(), answer))
            .with_state(state);
        let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
        let response = router.oneshot(request).await.expect("an answer");
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
        (status, String::from_utf8(bytes.into()).expect("UTF-8"))
    }

    #[test]
    fn a_panic_is_answered_with_the_page_of_an_error_that_says_nothing_of_it() {
        let runtime = tokio::runtime::Builder::new_multi_thread().thread_stack_size(8 << 20).enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let (status, page) = tokio::spawn(answer_at("/x")).await.expect("an answer");
            assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
            assert!(page.contains("Etwas ist schiefgegangen") && page.contains("Fehler 500"), "{page}");
            assert!(!page.contains("geheim"), "{page}");
            let (status, call) = tokio::spawn(answer_at("/api/x")).await.expect("an answer");
            assert_eq!((status, call.as_str()), (StatusCode::INTERNAL_SERVER_ERROR, "\"internal\""));
        });
    }
}
