//! The file that becomes a backup: under another name until it is one, readable for its owner only, and never in the place of another.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use super::error::{BackupError, at};

/// A file that is being written; dropped, it goes.
#[derive(Debug)]
pub(super) struct NewFile {
    /// Where it is now.
    pub(super) path: PathBuf,
    target: PathBuf,
}

/// Where a backup goes: where one says, or in that folder, under a name that tells when it was.
pub(super) fn target(asked: &Path, time: &str) -> PathBuf {
    if asked.is_dir() { asked.join(format!("themenseite-{time}.dump")) } else { asked.to_path_buf() }
}

impl NewFile {
    pub(super) fn new(target: PathBuf) -> Result<Self, BackupError> {
        if target.symlink_metadata().is_ok() {
            return Err(BackupError::Exists(target));
        }
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(".unfertig");
        let path = target.with_file_name(name);
        // What a killed process left.
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(at(&path)(error)),
            _ => {}
        }
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(at(&path))?;
        Ok(Self { path, target })
    }

    /// Adds the end.
    pub(super) fn append(&self, text: &str) -> Result<(), BackupError> {
        let mut file = OpenOptions::new().append(true).open(&self.path).map_err(at(&self.path))?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(at(&self.path))
    }

    /// Gives it its name, and answers that and its size.
    pub(super) fn keep(self) -> Result<(PathBuf, u64), BackupError> {
        let (path, target) = (&self.path, &self.target);
        let size = fs::metadata(path).map_err(at(path))?.len();
        match renameat_with(CWD, path, CWD, target, RenameFlags::NOREPLACE) {
            Ok(()) => {}
            Err(Errno::EXIST) => return Err(BackupError::Exists(target.clone())),
            // Not every file system can do so in one step.
            Err(Errno::INVAL | Errno::NOSYS) if target.symlink_metadata().is_err() => {
                fs::rename(path, target).map_err(at(target))?;
            }
            Err(error) => return Err(at(target)(error.into())),
        }
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))?;
        Ok((target.clone(), size))
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}
