//! Files: written whole or not at all, named by their contents.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The first 64 bits of the contents' SHA-256, in hex: enough to tell builds apart.
pub(crate) fn hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().take(8).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Writes a file under another name first, so that nobody ever sees half of it.
pub(crate) fn write_atomically(path: &Path, contents: &[u8]) -> Result<()> {
    let write = || {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let unfinished = with_suffix(path, ".part");
        fs::write(&unfinished, contents)?;
        fs::rename(&unfinished, path)
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}

/// `site.css` and `.br` make `site.css.br`.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

/// Every file below a folder, sorted; hidden ones and a folder that isn't there are left out.
pub(crate) fn walk(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        let entries = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if hidden {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Marks a file or folder as in use today.
pub(crate) fn touch(path: &Path) -> Result<()> {
    fs::File::open(path)
        .and_then(|file| file.set_modified(SystemTime::now()))
        .with_context(|| format!("cannot touch {}", path.display()))
}

/// Removes what lies directly in a folder and was last in use longer ago than `age`.
pub(crate) fn remove_older_than(folder: &Path, age: Duration) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        let old = metadata.modified()?.elapsed().is_ok_and(|elapsed| elapsed > age);
        if old && metadata.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else if old {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// A folder for one test, removed at its end.
#[cfg(test)]
pub(crate) struct TestFolder(pub(crate) PathBuf);

#[cfg(test)]
impl TestFolder {
    pub(crate) fn new(test: &str) -> Result<Self> {
        let path = std::env::temp_dir().join(format!("xtask-{}-{test}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

#[cfg(test)]
impl Drop for TestFolder {
    fn drop(&mut self) {
        // What stays behind in the system's temporary folder harms nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_tells_contents_and_their_borders_apart() {
        assert_eq!(hash([b"ab".as_slice(), b"c"]), hash([b"ab".as_slice(), b"c"]));
        assert_ne!(hash([b"ab".as_slice(), b"c"]), hash([b"a".as_slice(), b"bc"]));
        assert_eq!(hash([b"x".as_slice()]).len(), 16);
    }

    #[test]
    fn only_what_is_old_goes() -> Result<()> {
        let folder = TestFolder::new("old")?;
        let (old, new) = (folder.0.join("old.css"), folder.0.join("new.css"));
        write_atomically(&old, b"old")?;
        write_atomically(&new, b"new")?;
        let month = Duration::from_hours(30 * 24);
        fs::File::open(&old)?.set_modified(SystemTime::now() - month - Duration::from_mins(1))?;
        remove_older_than(&folder.0, month)?;
        assert_eq!(walk(&folder.0)?, [new]);
        Ok(())
    }
}
