//! A bundle as one compressed archive: no times, no owners, files in order, so that the same bundle is the same bytes.

use std::io::{self, Write};

use flate2::{Compression, GzBuilder};

use super::Bundle;

/// Nobody knows on which system the archive was made.
const UNKNOWN_SYSTEM: u8 = 255;

pub(super) fn write(bundle: &Bundle, out: &mut dyn Write) -> io::Result<()> {
    let compressed = GzBuilder::new().mtime(0).operating_system(UNKNOWN_SYSTEM).write(out, Compression::best());
    let mut archive = tar::Builder::new(compressed);
    for (name, bytes) in bundle.files() {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Regular);
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        archive.append_data(&mut header, name, bytes)?;
    }
    archive.into_inner()?.finish()?.flush()
}
