//! Bytes → text: files, standard input, gzip and Zstandard, with bounded memory and one clear error
//! for everything that is not a snapshot.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

/// Where a snapshot comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A file, plain or compressed.
    File(PathBuf),
    /// Standard input.
    Stdin,
}

impl Origin {
    /// Takes an argument as the command line gives it: a path, or `-` for standard input.
    pub fn from_arg(arg: &Path) -> Self {
        if arg.as_os_str() == "-" { Self::Stdin } else { Self::File(arg.to_owned()) }
    }

    /// The name that messages and reports use, with forward slashes.
    pub fn display(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string().replace('\\', "/"),
            Self::Stdin => "<stdin>".to_owned(),
        }
    }
}

impl Origin {
    /// Whether it is so small that its text, where it is not compressed, is one that is copied.
    pub fn is_small(&self) -> bool {
        let length = |path: &PathBuf| path.metadata().ok().and_then(|file| usize::try_from(file.len()).ok());
        matches!(self, Self::File(path) if length(path).is_some_and(|length| length <= SMALL))
    }
}

/// A text that was read, and what it was read from.
#[derive(Debug)]
pub struct Source {
    /// The document, decompressed, without a byte-order mark.
    pub text: String,
    /// SHA-256 of the bytes as they were read, in lower-case hexadecimal; `None` where they are those of
    /// `text`, which [`Source::sha256`] hashes when it is asked.
    read_sha256: Option<String>,
    /// Number of bytes that were read.
    pub read_bytes: u64,
}

/// Bytes of text up to which a snapshot is copied to be looked at from two sides.
const SMALL: usize = 4 << 20;

impl Source {
    /// The same once more, where it is small.
    pub(super) fn small_copy(&self) -> Option<Self> {
        (self.text.len() <= SMALL).then(|| Self {
            text: self.text.clone(),
            read_sha256: self.read_sha256.clone(),
            read_bytes: self.read_bytes,
        })
    }

    /// SHA-256 of the bytes as they were read, in lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        self.read_sha256.clone().unwrap_or_else(|| hexadecimal(Sha256::digest(self.text.as_bytes()).as_slice()))
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Why there is no text.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The operating system refused.
    #[error("cannot read the snapshot: {0}")]
    Io(io::Error),
    /// A folder was given.
    #[error("is a directory, not a snapshot file; name the file in it, e.g. `{}`", .0.join("snapshot.json").display())]
    Directory(PathBuf),
    /// Nothing came.
    #[error("is empty; a snapshot is one JSON object")]
    Empty,
    /// The beginning is not that of a JSON object.
    #[error("is not a snapshot: expected a JSON object, which begins with `{{`, but found {0}")]
    NotJson(String),
    /// The text is too large.
    #[error("holds more than {limit} bytes{unpacked}; raise the limit with `--max-size` if this really is a snapshot")]
    TooLarge {
        /// The limit in force.
        limit: u64,
        /// Says that the limit is about the decompressed text.
        unpacked: &'static str,
    },
    /// The compressed stream is damaged or cut off.
    #[error("cannot be decompressed as {format}: {message}; if the file was copied, copy it again")]
    Compression {
        /// gzip or Zstandard.
        format: &'static str,
        /// What the decoder says.
        message: String,
    },
    /// The text is not UTF-8.
    #[error("is not UTF-8: byte {offset} (line {line}) does not belong to a character; convert the file to UTF-8")]
    NotUtf8 {
        /// Offset of the first wrong byte, from 0.
        offset: usize,
        /// Its line, from 1.
        line: usize,
    },
}

/// How much text is read at most unless the user says otherwise: an org of a million users stays below.
pub const DEFAULT_MAX_BYTES: u64 = 1 << 30;

/// How much of the beginning must look like a JSON object before the rest is read.
const SNIFFED: usize = 64 * 1024;

/// Reads and decompresses a snapshot.
///
/// # Errors
/// See [`ReadError`]. No more than `max_bytes` of text are ever held.
pub fn read(origin: &Origin, max_bytes: u64) -> Result<Source, ReadError> {
    match origin {
        Origin::Stdin => read_from(io::stdin().lock(), 0, max_bytes),
        Origin::File(path) => {
            let file = File::open(path).map_err(ReadError::Io)?;
            let metadata = file.metadata().map_err(ReadError::Io)?;
            if metadata.is_dir() {
                return Err(ReadError::Directory(path.clone()));
            }
            read_from(file, metadata.len(), max_bytes)
        }
    }
}

/// How large a file that a person writes may be: a policy file, a rule, a data file.
const MOST_WRITTEN: u64 = 16 << 20;

/// Reads a file that a person wrote. What has no end (a device) or is far too large is an error instead of
/// filling the memory.
///
/// # Errors
/// As the operating system says, and for more than 16 MiB.
pub fn small_file(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST_WRITTEN + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_WRITTEN {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it holds more than 16 MiB"));
    }
    Ok(bytes)
}

/// Hashes what passes through.
struct Hashing<R> {
    inner: R,
    sha256: Sha256,
    bytes: u64,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.sha256.update(&buffer[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}

fn read_from(input: impl Read, expected: u64, max_bytes: u64) -> Result<Source, ReadError> {
    let mut input = input;
    let mut magic = Vec::with_capacity(4);
    (&mut input).take(4).read_to_end(&mut magic).map_err(ReadError::Io)?;
    let raw = magic.as_slice().chain(input);
    let kind = magic_kind(&magic);
    if matches!(kind, Kind::Plain) {
        let text = bounded(raw, max_bytes, expected, None)?;
        // What was read is the text, but for a mark that is no part of it.
        let read_sha256 = text.marked.then(|| {
            let sha256 = Sha256::new().chain_update(BYTE_ORDER_MARK).chain_update(text.text.as_bytes());
            hexadecimal(sha256.finalize().as_slice())
        });
        let mark = if text.marked { BYTE_ORDER_MARK.len() } else { 0 };
        let read_bytes = (text.text.len() + mark) as u64;
        return Ok(Source { text: text.text, read_sha256, read_bytes });
    }
    let mut hashing = Hashing { inner: raw, sha256: Sha256::new(), bytes: 0 };
    let text = match kind {
        Kind::Zstd => {
            bounded(ZstdFrames::new(BufReader::with_capacity(1 << 16, &mut hashing)), max_bytes, 0, Some("Zstandard"))
        }
        _ => bounded(MultiGzDecoder::new(&mut hashing), max_bytes, 0, Some("gzip")),
    }?;
    if text.complete {
        // A decoder may stop before the end of what was given; the hash is of all of it.
        io::copy(&mut hashing, &mut io::sink()).map_err(ReadError::Io)?;
    }
    let read_bytes = hashing.bytes;
    let read_sha256 = Some(hexadecimal(hashing.sha256.finalize().as_slice()));
    Ok(Source { text: text.text, read_sha256, read_bytes })
}

enum Kind {
    Gzip,
    Zstd,
    Plain,
}

fn magic_kind(first: &[u8]) -> Kind {
    match first {
        [0x1f, 0x8b, ..] => Kind::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd] => Kind::Zstd,
        _ => Kind::Plain,
    }
}

/// Decodes one Zstandard frame after the other, as `zstd` itself does.
struct ZstdFrames<R: Read> {
    state: ZstdState<R>,
}

enum ZstdState<R: Read> {
    Between(R),
    Inside(Box<ruzstd::decoding::StreamingDecoder<R, ruzstd::decoding::FrameDecoder>>),
    Over,
}

impl<R: io::BufRead> ZstdFrames<R> {
    fn new(input: R) -> Self {
        Self { state: ZstdState::Between(input) }
    }
}

impl<R: io::BufRead> Read for ZstdFrames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, ZstdState::Over) {
                ZstdState::Over => return Ok(0),
                ZstdState::Between(mut input) => {
                    if input.fill_buf()?.is_empty() {
                        return Ok(0);
                    }
                    let decoder = ruzstd::decoding::StreamingDecoder::new(input)
                        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, zstd_reason(&error.to_string())))?;
                    self.state = ZstdState::Inside(Box::new(decoder));
                }
                ZstdState::Inside(mut decoder) => {
                    let read = decoder.read(buffer).map_err(|error| match error.kind() {
                        io::ErrorKind::PermissionDenied => error,
                        kind => io::Error::new(kind, zstd_reason(&error.to_string())),
                    })?;
                    if read > 0 || buffer.is_empty() {
                        self.state = ZstdState::Inside(decoder);
                        return Ok(read);
                    }
                    let checksums =
                        (decoder.decoder.get_checksum_from_data(), decoder.decoder.get_calculated_checksum());
                    if let (Some(expected), Some(found)) = checksums
                        && expected != found
                    {
                        return Err(io::Error::new(io::ErrorKind::InvalidData, "the checksum does not match"));
                    }
                    self.state = ZstdState::Between(decoder.into_inner());
                }
            }
        }
    }
}

/// The decoder's reason in words; its own text holds the innards of its types.
fn zstd_reason(text: &str) -> &'static str {
    if text.contains("UnexpectedEof") {
        "it ends too early"
    } else if text.contains("BadMagicNumber") || text.contains("magic number") {
        "what follows a frame is not a frame"
    } else if text.contains("window_size") || text.contains("WindowTooBig") {
        "it needs a larger window than cordon gives it; compress it without `--long` and `--ultra`"
    } else if text.contains("ictionar") || text.contains("DictNotProvided") {
        "it needs a dictionary; compress it without one"
    } else {
        "its content is not valid"
    }
}

/// Reads all of `input`, at most `max_bytes`, giving up early where it cannot be a snapshot.
/// `expected` is how many bytes will come, as far as that is known.
fn bounded(
    mut input: impl Read,
    max_bytes: u64,
    expected: u64,
    compressed: Option<&'static str>,
) -> Result<Text, ReadError> {
    let failed = |error: io::Error| match compressed {
        Some(format) if error.kind() != io::ErrorKind::PermissionDenied => {
            ReadError::Compression { format, message: error.to_string() }
        }
        _ => ReadError::Io(error),
    };
    let mut bytes = Vec::new();
    (&mut input).take(SNIFFED as u64).read_to_end(&mut bytes).map_err(failed)?;
    if let Some(hopeless) = sniff(&bytes)? {
        return Ok(Text { text: hopeless.to_owned(), marked: false, complete: false });
    }
    let too_large = || {
        let unpacked = if compressed.is_some() { " when decompressed" } else { "" };
        ReadError::TooLarge { limit: max_bytes, unpacked }
    };
    if expected > max_bytes {
        return Err(too_large());
    }
    bytes.reserve_exact(usize::try_from(expected).unwrap_or(0).saturating_sub(bytes.len()));
    // One byte more than is wanted tells that there is more.
    let rest = max_bytes.saturating_add(1).saturating_sub(bytes.len() as u64);
    (&mut input).take(rest).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > max_bytes {
        return Err(too_large());
    }
    let marked = bytes.starts_with(BYTE_ORDER_MARK);
    if marked {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    let text =
        String::from_utf8(bytes).map_err(|error| not_utf8(error.as_bytes(), error.utf8_error().valid_up_to()))?;
    Ok(Text { text, marked, complete: true })
}

struct Text {
    text: String,
    /// True when a byte-order mark stood before it.
    marked: bool,
    /// False when reading stopped early, because what was read is not JSON whatever follows.
    complete: bool,
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

fn not_utf8(bytes: &[u8], offset: usize) -> ReadError {
    let line = bytes[..offset].iter().filter(|byte| **byte == b'\n').count() + 1;
    ReadError::NotUtf8 { offset, line }
}

/// Looks at the beginning: is this the beginning of a JSON object? Returns it as a text where no
/// continuation could make it one (source code, a log, a template), so that the parser can show the
/// place and gigabytes of it are not read first.
fn sniff(beginning: &[u8]) -> Result<Option<&str>, ReadError> {
    if beginning.is_empty() {
        return Err(ReadError::Empty);
    }
    let not_json = |found: String| Err(ReadError::NotJson(found));
    if beginning.starts_with(&[0xff, 0xfe]) || beginning.starts_with(&[0xfe, 0xff]) {
        return not_json("UTF-16 text; convert the file to UTF-8".to_owned());
    }
    let text = beginning.strip_prefix(BYTE_ORDER_MARK).unwrap_or(beginning);
    match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None if beginning.len() < SNIFFED => return Err(ReadError::Empty),
        None => return not_json(format!("{SNIFFED} bytes of white space")),
        Some(b'{') => {}
        Some(byte) if byte.is_ascii_graphic() => return not_json(format!("`{}`", char::from(*byte))),
        Some(byte) => return not_json(format!("the byte 0x{byte:02x}")),
    }
    let valid = match std::str::from_utf8(text) {
        Ok(valid) => valid,
        Err(error) if error.error_len().is_some() => {
            return Err(not_utf8(beginning, beginning.len() - text.len() + error.valid_up_to()));
        }
        // Only the last character was cut.
        Err(error) => std::str::from_utf8(&text[..error.valid_up_to()]).unwrap_or_default(),
    };
    let hopeless = beginning.len() == SNIFFED && super::parse::parse(valid).is_err_and(|error| error.syntax);
    Ok(hopeless.then_some(valid))
}
