//! Backups: one file with everything the store holds, tried out before it counts; and the way back.

mod back_up;
mod clients;
mod error;
mod file;
mod restore;
mod trailer;
mod upgrade;

pub(crate) use back_up::run as back_up;
pub(crate) use restore::run as restore;
pub(crate) use upgrade::run as upgrade_postgres;

use app::i18n::grouped;
use app::store::TableCounts;

/// `1 Tabelle`, `42 Tabellen`, each number as Germans write it.
fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// How much a store holds, in words.
fn described(tables: &TableCounts) -> String {
    let rows: u64 = tables.values().map(|table| table.rows.unsigned_abs()).sum();
    let number = u64::try_from(tables.len()).unwrap_or(u64::MAX);
    format!("{}, {}", counted(number, "Tabelle", "Tabellen"), counted(rows, "Zeile", "Zeilen"))
}

/// The tables that hold something else than they should.
fn differing(wanted: &TableCounts, found: &TableCounts) -> Vec<String> {
    let names = wanted.keys().chain(found.keys().filter(|name| !wanted.contains_key(*name)));
    names.filter(|name| wanted.get(*name) != found.get(*name)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_told_as_one() {
        assert_eq!(counted(1, "Zeile", "Zeilen"), "1 Zeile");
        assert_eq!(counted(1_234, "Zeile", "Zeilen"), "1.234 Zeilen");
    }
}
