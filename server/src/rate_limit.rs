//! How often one account or one client's address may ask for what costs: token buckets in memory.
//!
//! Sixty lines of our own, since `governor` brings ten crates and keeps every key for ever unless it is swept. Per server: what is
//! limited is a server's work. Attempts to get in are counted in PostgreSQL, for all servers together (`store/attempt.rs`).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderValue, header};

use crate::routes::portrait;
use crate::state::AppState;
use crate::{client_address, error_page, session};

/// What is counted. Reading pages is not: it costs little, and several people may share an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Work {
    /// Searches compare hundreds of documents.
    Search,
    /// Pictures beside links are drawn.
    Picture,
    /// Portraits are decoded and scaled.
    Portrait,
    /// Whatever editors change, and what their program asks for.
    Write,
}

impl Work {
    /// So many per second in the long run, and so many at once.
    fn rate(self) -> Rate {
        match self {
            // Faster than anyone types, and a class of pupils behind one address may begin together.
            Self::Search => Rate { per_second: 10, at_once: 120 },
            // A messenger fetches one per link; two are drawn at once, in 30 ms each.
            Self::Picture => Rate { per_second: 10, at_once: 60 },
            // All members of a group in one go, then one at a time.
            Self::Portrait => Rate { per_second: 1, at_once: 40 },
            // Texts are saved while they are typed, about once a second; after a lost connection all of a journal is sent.
            Self::Write => Rate { per_second: 20, at_once: 600 },
        }
    }

    fn of(request: &Request) -> Option<Self> {
        let path = request.uri().path();
        if portrait::is_upload(request) {
            Some(Self::Portrait)
        } else if !request.method().is_safe() {
            Some(Self::Write)
        } else if path == "/suche" || path == "/api/get_search" {
            Some(Self::Search)
        } else {
            path.starts_with("/bild/").then_some(Self::Picture)
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Rate {
    per_second: u32,
    at_once: u32,
}

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Who {
    Account(i64),
    Address(IpAddr),
}

/// So many are remembered, some 5 MB.
const MOST: usize = 50_000;

/// For each, when all that was asked for will have been worth its time.
#[derive(Clone, Debug, Default)]
pub struct RateLimiter(Arc<Mutex<HashMap<(Work, Who), Instant>>>);

impl RateLimiter {
    /// Counts one, or says how long to wait. What is refused does not count.
    fn take(&self, work: Work, who: Who, now: Instant) -> Result<(), Duration> {
        let rate = work.rate();
        let one = Duration::from_secs(1) / rate.per_second;
        let mut until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        make_room(&mut until, now);
        let paid = until.entry((work, who)).or_insert(now);
        let next = (*paid).max(now) + one;
        let wait = next.saturating_duration_since(now + one * rate.at_once);
        if wait.is_zero() {
            *paid = next;
            return Ok(());
        }
        Err(wait)
    }
}

/// Whoever has not asked lately is forgotten. Are there still too many, all are: rather nobody is held up than memory runs out.
fn make_room(until: &mut HashMap<(Work, Who), Instant>, now: Instant) {
    if until.len() >= MOST {
        until.retain(|_, paid| *paid > now);
        if until.len() > MOST / 2 {
            until.clear();
        }
    }
}

/// So long a form waits for its turn. Its browser has nothing but our answer, so that a refusal would lose what was typed; the
/// editor's own program keeps it, and tries again.
const FORM_PATIENCE: Duration = Duration::from_secs(10);

/// Answers 429 to whoever asks for too much; later than who is logged in is known.
pub(crate) async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let patience = if is_a_form(&request) { FORM_PATIENCE } else { Duration::ZERO };
    let give_up = Instant::now() + patience;
    while let Some(wait) = wait(&state, &request) {
        if Instant::now() + wait > give_up {
            return error_page::too_many(&state, request, wait).await;
        }
        tokio::time::sleep(wait).await;
    }
    next.run(request).await
}

/// Not what only says so: nothing is lost of a search, and who asks for too many must not be kept.
fn is_a_form(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    !request.method().is_safe()
        && (kind.starts_with(b"application/x-www-form-urlencoded") || kind.starts_with(b"multipart/form-data"))
}

fn wait(state: &AppState, request: &Request) -> Option<Duration> {
    let work = Work::of(request)?;
    let account = session::viewer_of(request).ok().flatten().map(|viewer| Who::Account(viewer.account));
    let address = Who::Address(client_address::counted(request));
    let who = match work {
        Work::Search | Work::Picture => address,
        Work::Portrait => account.unwrap_or(address),
        // Strangers can change little, and that is counted where it is done.
        Work::Write => account?,
    };
    state.rate_limiter.take(work, who, Instant::now()).err()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ERIKA: Who = Who::Account(1);

    fn count(limiter: &RateLimiter, work: Work, who: Who, now: Instant) -> usize {
        (0..10_000).take_while(|_| limiter.take(work, who, now).is_ok()).count()
    }

    #[test]
    fn so_many_at_once_and_then_as_many_as_time_goes_by() {
        let (limiter, start) = (RateLimiter::default(), Instant::now());
        assert_eq!(count(&limiter, Work::Search, ERIKA, start), 120);
        assert_eq!(limiter.take(Work::Search, ERIKA, start), Err(Duration::from_millis(100)));
        assert_eq!(count(&limiter, Work::Search, ERIKA, start + Duration::from_secs(1)), 10);
        assert_eq!(count(&limiter, Work::Search, ERIKA, start + Duration::from_hours(1)), 120);
    }

    #[test]
    fn nobody_is_held_up_by_others_or_by_other_work() {
        let (limiter, now) = (RateLimiter::default(), Instant::now());
        assert_eq!(count(&limiter, Work::Search, ERIKA, now), 120);
        assert_eq!(count(&limiter, Work::Search, Who::Account(2), now), 120);
        assert_eq!(count(&limiter, Work::Picture, ERIKA, now), 60);
    }

    #[test]
    fn memory_is_bounded_whoever_asks() {
        let (limiter, now) = (RateLimiter::default(), Instant::now());
        for number in 0..200_000_u32 {
            let who = Who::Address(std::net::Ipv4Addr::from_bits(number).into());
            assert_eq!(limiter.take(Work::Search, who, now), Ok(()));
        }
        assert!(limiter.0.lock().expect("a map").len() <= MOST);
    }
}
