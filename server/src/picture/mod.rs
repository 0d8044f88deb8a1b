//! Pictures of pages, drawn in turn; the latest are kept.

mod canvas;
mod drawing;
mod typeface;
mod wrapping;

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use app::api::{ApiError, PictureText};
use axum::body::Bytes;
use tokio::sync::Semaphore;

/// Each takes a processor for some hundredths of a second; a flood of requests waits here instead of taking all.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// The latest, newest last.
static KEPT: Mutex<VecDeque<(PictureText, Bytes)>> = Mutex::new(VecDeque::new());
/// Each has some 30 KB.
const MOST_KEPT: usize = 200;

/// A picture as PNG.
///
/// # Errors
/// It could not be drawn: a fault of this program.
pub(crate) async fn png(text: PictureText) -> Result<Bytes, ApiError> {
    if let Some(png) = find(&text) {
        return Ok(png);
    }
    let _turn = AT_ONCE.acquire().await.map_err(|_| ApiError::Internal)?;
    // Whoever waited with others for the same one finds it now.
    if let Some(png) = find(&text) {
        return Ok(png);
    }
    let drawn = tokio::task::spawn_blocking(move || {
        let png = drawing::draw(&text).png()?;
        Ok::<_, png::EncodingError>(keep(text, png.into()))
    });
    match drawn.await {
        Ok(Ok(png)) => Ok(png),
        Ok(Err(cause)) => Err(fault(&cause)),
        Err(cause) => Err(fault(&cause)),
    }
}

fn fault(cause: &dyn std::error::Error) -> ApiError {
    tracing::error!(%cause, "a picture could not be drawn");
    ApiError::Internal
}

fn find(text: &PictureText) -> Option<Bytes> {
    let mut kept = kept();
    let place = kept.iter().position(|(of, _)| of == text)?;
    let found = kept.remove(place)?;
    let png = found.1.clone();
    kept.push_back(found);
    Some(png)
}

fn keep(text: PictureText, png: Bytes) -> Bytes {
    let mut kept = kept();
    if kept.len() == MOST_KEPT {
        kept.pop_front();
    }
    kept.push_back((text, png.clone()));
    png
}

/// A panic elsewhere leaves the list as good as it was.
fn kept() -> MutexGuard<'static, VecDeque<(PictureText, Bytes)>> {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_latest_are_kept() {
        let text = |number: usize| PictureText { line: "only the latest".into(), title: number.to_string() };
        for number in 0..=MOST_KEPT {
            keep(text(number), Bytes::new());
        }
        assert_eq!(kept().len(), MOST_KEPT);
        assert_eq!((find(&text(0)), find(&text(1))), (None, Some(Bytes::new())));
    }
}
