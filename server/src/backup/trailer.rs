//! What stands at a backup's end, after PostgreSQL's own dump: what is in it, and a checksum of all before.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use app::store::{Migrations, Store, TableCounts};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::{BackupError, at};

/// Begins the last line. `pg_restore` reads a dump by what its beginning says, and never comes to this.
const MARK: &str = "\nthemenseite-backup 1 ";
/// The line is far shorter.
const LONGEST: u64 = 1 << 20;

/// The last line of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Trailer {
    /// The program's version.
    pub(super) program: String,
    /// When the state was that it holds, for people.
    pub(super) time: String,
    /// How far the store was migrated.
    pub(super) migrations: Migrations,
    /// What it held.
    pub(super) tables: TableCounts,
    /// How long the dump is, and its SHA-256.
    bytes: u64,
    sha256: String,
}

impl Trailer {
    /// Describes the dump that a file holds so far.
    pub(super) fn of(
        dump: &Path,
        time: &str,
        tables: &TableCounts,
        migrations: &Migrations,
    ) -> Result<Self, BackupError> {
        let (bytes, sha256) = digest(&mut File::open(dump).map_err(at(dump))?, u64::MAX).map_err(at(dump))?;
        let program = env!("CARGO_PKG_VERSION").to_owned();
        Ok(Self {
            program,
            time: time.to_owned(),
            migrations: migrations.clone(),
            tables: tables.clone(),
            bytes,
            sha256,
        })
    }

    /// The line.
    pub(super) fn line(&self) -> String {
        // A type of plain fields has no way to fail.
        format!("{MARK}{}\n", serde_json::to_string(self).unwrap_or_default())
    }

    /// Reads it, and everything before: a file that is cut off, damaged or something else is found out here.
    pub(super) fn read(path: &Path) -> Result<Self, BackupError> {
        let mut file = File::open(path).map_err(at(path))?;
        let length = file.metadata().map_err(at(path))?.len();
        let mut end = Vec::new();
        let start = length.saturating_sub(LONGEST);
        file.seek(SeekFrom::Start(start)).map_err(at(path))?;
        (&mut file).take(LONGEST).read_to_end(&mut end).map_err(at(path))?;
        let mark = end.windows(MARK.len()).rposition(|bytes| bytes == MARK.as_bytes());
        let Some((mark, line)) = mark.and_then(|mark| Some((mark, end.get(mark + MARK.len()..)?))) else {
            return Err(BackupError::Foreign(path.to_path_buf()));
        };
        let trailer: Self = match line.strip_suffix(b"\n").map(serde_json::from_slice) {
            Some(Ok(trailer)) => trailer,
            _ => return Err(BackupError::Foreign(path.to_path_buf())),
        };
        let damaged = |what| BackupError::Damaged { path: path.to_path_buf(), what };
        if trailer.bytes != start + u64::try_from(mark).unwrap_or(u64::MAX) {
            return Err(damaged("die Länge stimmt nicht"));
        }
        file.rewind().map_err(at(path))?;
        let (_, sha256) = digest(&mut file, trailer.bytes).map_err(at(path))?;
        if sha256 == trailer.sha256 { Ok(trailer) } else { Err(damaged("die Prüfsumme stimmt nicht")) }
    }

    /// Refuses what this program would not understand.
    pub(super) fn refuse_unknown(&self) -> Result<(), BackupError> {
        let known = Store::known_migrations();
        for (number, checksum) in &self.migrations {
            match known.get(number) {
                Some(here) if here == checksum => {}
                Some(_) => return Err(BackupError::OtherMigrations(*number)),
                None => {
                    return Err(BackupError::Newer {
                        theirs: self.program.clone(),
                        ours: env!("CARGO_PKG_VERSION"),
                        newest: self.migrations.keys().next_back().copied().unwrap_or_default(),
                        known: known.keys().next_back().copied().unwrap_or_default(),
                    });
                }
            }
        }
        Ok(())
    }
}

fn digest(file: &mut File, most: u64) -> std::io::Result<(u64, String)> {
    let mut hash = Sha256::new();
    let mut part = vec![0; 1 << 16];
    let mut from = file.take(most);
    let mut length = 0;
    loop {
        let read = from.read(&mut part)?;
        if read == 0 {
            return Ok((length, format!("{:x}", hash.finalize())));
        }
        length += u64::try_from(read).unwrap_or_default();
        hash.update(&part[..read]);
    }
}
