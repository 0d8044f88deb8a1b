//! For `make bench` and `make soak`: asks a list of judged queries, and tells how many find their page and how long that takes.
//!
//! `DATABASE_URL=… search_figures QUERIES.tsv ROUNDS`, the list as `server/tests/queries.tsv` describes it. Prints the queries
//! that miss their page, then `found N of M`, `p50 MILLISECONDS`, `p99 MILLISECONDS`.

use std::time::Instant;

use app::api::PageRef;
use app::model::{Language, Search};
use app::store::{Store, StoreError};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (file, rounds) = (arguments.next().ok_or("QUERIES.tsv")?, arguments.next().ok_or("ROUNDS")?.parse::<usize>()?);
    let store = Store::new(std::env::var("DATABASE_URL")?.parse()?, 2);
    let list = std::fs::read_to_string(file)?;
    let rows = list.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect::<Vec<_>>());
    let rows: Vec<_> = rows.filter(|row| row.len() >= 3).collect();
    let mut found = 0;
    let mut times = Vec::new();
    for round in 0..rounds {
        for row in &rows {
            let started = Instant::now();
            let place = place_of(&store, row[1], row[2]).await?;
            times.push(started.elapsed().as_secs_f64() * 1000.0);
            if round == 0 {
                found += usize::from(place.is_some_and(|place| place <= 10));
                println!("{}\t{}\t{}", place.map_or_else(|| "-".to_owned(), |place| place.to_string()), row[1], row[2]);
            }
        }
    }
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    println!("found {found} of {}\np50 {:.1}\np99 {:.1}", rows.len(), at(50), at(99));
    Ok(())
}

/// The place of the first of these paths among the hits, from 1.
async fn place_of(store: &Store, query: &str, paths: &str) -> Result<Option<usize>, StoreError> {
    let search = Search { query: query.to_owned(), ..Search::default() }.parse().unwrap_or_default();
    let facets = store.search_facets().await?;
    let found = store.search(&search, &facets, Language::German).await?;
    let mut hits = found.items.iter().map(|item| PageRef::new(item.kind, item.slug.clone()).path());
    Ok(hits.position(|hit| paths.split(' ').any(|path| path == hit)).map(|place| place + 1))
}
