//! What was read so far, on disk, so that an export that was stopped goes on where it was.
//!
//! The first line says of which export it is the journal; each further line holds one finished listing. A line that
//! was cut off by the end of the process is as if it had never been begun. Rows are those of [`crate::genesys::model`],
//! which have no field for a secret.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

/// How a journal begins.
const BEGIN: &[u8] = b"{\"format\":";

/// Longest first line of a journal.
const LONGEST_HEADER: u64 = 64 << 10;

/// Of which export a journal is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Version of the form of journals.
    pub format: u32,
    /// Version of cordon.
    pub version: String,
    /// Base of the API.
    pub api: String,
    /// What changes the answers, e.g. for how many days audits are asked for.
    pub options: String,
    /// When the export began.
    pub started_at: String,
}

impl Header {
    /// Whether an export with header `other` may go on with the journal of this one.
    fn fits(&self, other: &Self) -> Result<(), String> {
        let fields = [
            ("form of the journal", self.format.to_string(), other.format.to_string()),
            ("version of cordon", self.version.clone(), other.version.clone()),
            ("API", self.api.clone(), other.api.clone()),
            ("options", self.options.clone(), other.options.clone()),
        ];
        match fields.into_iter().find(|(_, held, wanted)| held != wanted) {
            Some((what, held, wanted)) => Err(format!("it was begun with another {what} ({held}, now {wanted})")),
            None => Ok(()),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Entry<'e> {
    key: &'e str,
    sha256: &'e str,
    #[serde(borrow)]
    value: &'e RawValue,
}

/// Why a journal can't be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The operating system refused.
    #[error("cannot use the state of the export: {0}")]
    Io(#[from] io::Error),
    /// There is none.
    #[error("there is no state of an unfinished export to resume")]
    None,
    /// It is of another export.
    #[error("the state is not of this export: {0}")]
    Other(String),
    /// The file is something else, which must not be lost.
    #[error("the file is there already and is no state of an export")]
    Foreign,
}

/// An open journal.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    /// Opened when there is something to write, so that an export that reads nothing costs no older journal.
    file: Mutex<Option<File>>,
    header: Header,
    held: HashMap<String, String>,
    added: AtomicBool,
    /// When the export began whose journal it is.
    pub started_at: String,
}

impl Journal {
    /// Begins a journal. One that was there is overwritten as soon as there is something to write.
    ///
    /// # Errors
    /// When it can't be written, or the file is no journal.
    pub fn begin(path: &Path, header: &Header) -> Result<Self, JournalError> {
        if !is_journal_or_none(path)? {
            return Err(JournalError::Foreign);
        }
        Ok(Self {
            path: path.to_owned(),
            file: None.into(),
            header: header.clone(),
            held: HashMap::new(),
            added: false.into(),
            started_at: header.started_at.clone(),
        })
    }

    fn create(&self) -> Result<File, JournalError> {
        // Another process may hold the old file open: it keeps it, and this one gets a new one.
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        let mut file = private().create_new(true).open(&self.path)?;
        file.write_all(line(&self.header)?.as_bytes())?;
        Ok(file)
    }

    /// Goes on with a journal.
    ///
    /// # Errors
    /// When there is none, or it is of another export.
    pub fn resume(path: &Path, header: &Header) -> Result<Self, JournalError> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(JournalError::None),
            Err(error) => return Err(error.into()),
        };
        let mut lines = BufReader::new(file);
        let mut text = Vec::new();
        let mut whole = lines.read_until(b'\n', &mut text)? as u64;
        // An export that was stopped while it began its journal has read nothing yet.
        let Some(begun) = text.strip_suffix(b"\n").map(serde_json::from_slice::<Header>) else {
            return Self::begin(path, header);
        };
        let begun = begun.map_err(|_| JournalError::Foreign)?;
        begun.fits(header).map_err(JournalError::Other)?;
        let mut held = HashMap::new();
        loop {
            text.clear();
            let length = lines.read_until(b'\n', &mut text)?;
            let entry: Option<Entry<'_>> = text.strip_suffix(b"\n").and_then(|line| serde_json::from_slice(line).ok());
            let Some(entry) = entry.filter(|entry| hash(entry.key, entry.value.get()) == entry.sha256) else { break };
            held.insert(entry.key.to_owned(), entry.value.get().to_owned());
            whole += length as u64;
        }
        let file = private().open(path)?;
        #[cfg(unix)]
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        file.set_len(whole)?;
        let started_at = begun.started_at.clone();
        Ok(Self {
            path: path.to_owned(),
            file: Some(file).into(),
            header: begun,
            held,
            added: false.into(),
            started_at,
        })
    }

    /// Number of listings that need not be read again.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Whether nothing was read yet.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Whether there is nothing in it that would help to resume.
    pub fn is_untouched(&self) -> bool {
        self.held.is_empty() && !self.added.load(Ordering::Relaxed)
    }

    /// What was read under a key.
    pub fn get<T: for<'de> Deserialize<'de>>(&self, key: &str) -> Option<T> {
        serde_json::from_str(self.held.get(key)?).ok()
    }

    /// Adds what was read.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn put<T: Serialize>(&self, key: &str, value: &T) -> Result<(), JournalError> {
        let value =
            RawValue::from_string(serde_json::to_string(value).map_err(io::Error::from)?).map_err(io::Error::from)?;
        let line = line(&Entry { key, sha256: &hash(key, value.get()), value: &value })?;
        let mut held = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let file = match &mut *held {
            Some(file) => file,
            none => none.insert(self.create()?),
        };
        self.added.store(true, Ordering::Relaxed);
        Ok(file.write_all(line.as_bytes())?)
    }

    /// Takes the journal away: the export is done.
    pub fn remove(&self) {
        if self.file.lock().unwrap_or_else(PoisonError::into_inner).is_some() {
            let _ = std::fs::remove_file(&self.path);
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn line<T: Serialize>(value: &T) -> Result<String, io::Error> {
    let mut line = serde_json::to_string(value)?;
    line.push('\n');
    Ok(line)
}

/// Whether a file may be overwritten: it is a journal, or the begin of one, or not there.
fn is_journal_or_none(path: &Path) -> Result<bool, io::Error> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(error),
    };
    let mut text = Vec::new();
    BufReader::new(io::Read::take(file, LONGEST_HEADER)).read_until(b'\n', &mut text)?;
    Ok(match text.strip_suffix(b"\n") {
        Some(header) => serde_json::from_slice::<Header>(header).is_ok(),
        None => text.starts_with(BEGIN) || BEGIN.starts_with(&text),
    })
}

fn hash(key: &str, text: &str) -> String {
    Sha256::new_with_prefix(key)
        .chain_update([0])
        .chain_update(text.as_bytes())
        .finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A file that only its owner reads, written at its end.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(options: &str) -> Header {
        let text = |text: &str| text.to_owned();
        Header { format: 1, version: text("1"), api: text("a"), options: text(options), started_at: text("now") }
    }

    #[test]
    fn a_torn_line_is_as_if_never_begun() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state");
        let journal = Journal::begin(&path, &header("x")).unwrap();
        journal.put("one", &[1, 2]).unwrap();
        journal.put("two", &[3]).unwrap();
        drop(journal);
        let whole = std::fs::read(&path).unwrap();
        for cut in 0..whole.len() {
            std::fs::write(&path, &whole[..cut]).unwrap();
            let journal = Journal::resume(&path, &header("x")).unwrap();
            journal.put("three", &[4]).unwrap();
            let again = Journal::resume(&path, &header("x")).unwrap();
            assert_eq!(again.len(), journal.len() + 1);
            assert_eq!(again.get::<Vec<i32>>("three"), Some(vec![4]));
        }
        assert!(matches!(Journal::resume(&path, &header("y")), Err(JournalError::Other(_))));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
