//! What became of mutants in earlier runs, by content: a file for each combination of a module and everything that its
//! tests need, in it a line of hash and fate for each mutant. Whatever can't be read counts as not there.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};

use sha2::{Digest, Sha256};

use super::Options;
use crate::mutated::Fate;
use crate::policy::pack::Module;

/// Changes with what mutants mean, so that results of earlier builds of one version are not taken.
const FORM: &str = "1";

/// The results of one module.
pub(super) struct Cache {
    file: Option<PathBuf>,
    fates: Mutex<Fates>,
    known: AtomicUsize,
    limit: String,
}

#[derive(Default)]
struct Fates {
    by_hash: BTreeMap<String, Fate>,
    /// Whether the file lacks some of them.
    is_new: bool,
}

impl Cache {
    /// Reads what is known of a file, given all modules that its tests need and their data. What took too
    /// long for one limit is known for that limit alone.
    pub(super) fn open<'m>(
        options: &Options,
        file: &str,
        modules: impl Iterator<Item = &'m Module>,
        data: &serde_json::Map<String, serde_json::Value>,
    ) -> Self {
        let mut hash = Sha256::new();
        let mut add = |part: &str| {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            hash.update(part.as_bytes());
        };
        [FORM, env!("CARGO_PKG_VERSION"), file].into_iter().for_each(&mut add);
        for module in modules {
            add(&module.file);
            add(&module.text);
        }
        add(&serde_json::Value::Object(data.clone()).to_string());
        let file = options.cache.as_ref().map(|folder| folder.join(format!("{}.json", hex(&hash.finalize()))));
        let read = || serde_json::from_slice(&std::fs::read(file.as_ref()?).ok()?).ok();
        let by_hash: BTreeMap<String, Fate> = read().unwrap_or_default();
        Self {
            file,
            fates: Mutex::new(Fates { by_hash, is_new: false }),
            known: AtomicUsize::new(0),
            limit: options.timeout.as_millis().to_string(),
        }
    }

    /// What became of a source.
    pub(super) fn get(&self, text: &str) -> Option<Fate> {
        let fates = self.fates();
        let fate = fates.by_hash.get(&key(text)).or_else(|| fates.by_hash.get(&self.late(text))).copied();
        drop(fates);
        if fate.is_some() && self.file.is_some() {
            self.known.fetch_add(1, Ordering::Relaxed);
        }
        fate
    }

    /// Notes what became of a source, and whether that took too long.
    pub(super) fn put(&self, text: &str, fate: Fate, late: bool) {
        let key = if late { self.late(text) } else { key(text) };
        let mut fates = self.fates();
        fates.by_hash.insert(key, fate);
        fates.is_new = true;
    }

    /// The name of a source that took too long.
    fn late(&self, text: &str) -> String {
        format!("{}@{}", key(text), self.limit)
    }

    /// How many results were taken from it.
    pub(super) fn known(&self) -> usize {
        self.known.load(Ordering::Relaxed)
    }

    fn fates(&self) -> MutexGuard<'_, Fates> {
        self.fates.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Keeps the results that are new, with those that are not, whole or not at all. Where that is not possible the next
    /// run works them out again.
    pub(super) fn write(&self) {
        let Some((file, folder)) = self.file.as_ref().and_then(|file| Some((file, file.parent()?))) else { return };
        let mut fates = self.fates();
        if !std::mem::take(&mut fates.is_new) {
            return;
        }
        let kept = || -> std::io::Result<()> {
            std::fs::create_dir_all(folder)?;
            let mut temporary = tempfile::Builder::new().prefix(".cordon-").tempfile_in(folder)?;
            temporary.write_all(&serde_json::to_vec(&fates.by_hash)?)?;
            temporary.persist(file).map_err(|error| error.error)?;
            Ok(())
        };
        let _ = kept();
    }
}

fn key(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
