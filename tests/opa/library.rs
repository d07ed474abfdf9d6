//! OPA's engine, a shared library with a C interface: the one place in the project that is not checked by the
//! compiler. Each function takes and returns texts; what it returns is JSON, and is given back to be freed.

#![allow(unsafe_code, reason = "a C interface can't be called otherwise")]

use std::ffi::{CStr, CString, c_char, c_int};
use std::path::Path;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::exact::Doc;

type New = unsafe extern "C" fn() -> u64;
type Destroy = unsafe extern "C" fn(u64);
type Free = unsafe extern "C" fn(*mut c_char);
type Add = unsafe extern "C" fn(u64, *const c_char, *const c_char) -> *mut c_char;
type Eval = unsafe extern "C" fn(u64, *const c_char, *const c_char, c_int, c_int) -> *mut c_char;

/// The library, for as long as the process lives: a Go runtime can't be unloaded.
pub(crate) struct Library {
    new: New,
    destroy: Destroy,
    free: Free,
    add_policy: Add,
    add_data: Add,
    eval_document: Eval,
}

impl Library {
    /// Loads the library from a file.
    pub(crate) fn load(path: &Path) -> Result<&'static Self, String> {
        // SAFETY: the file is what the person who runs the tests names as OPA's engine, and loading it starts a Go
        // runtime and nothing else.
        let library = unsafe { libloading::Library::new(path) }.map_err(|error| error.to_string())?;
        let library: &'static libloading::Library = Box::leak(Box::new(library));
        macro_rules! function {
            ($type:ty, $name:literal) => {{
                // SAFETY: these are the types under which the library exports the functions.
                let symbol = unsafe { library.get::<$type>($name) };
                *symbol.map_err(|error| error.to_string())?
            }};
        }
        Ok(Box::leak(Box::new(Self {
            new: function!(New, b"OpaNew\0"),
            destroy: function!(Destroy, b"OpaDestroy\0"),
            free: function!(Free, b"OpaFreeString\0"),
            add_policy: function!(Add, b"OpaAddPolicy\0"),
            add_data: function!(Add, b"OpaAddData\0"),
            eval_document: function!(Eval, b"OpaEvalDocument\0"),
        })))
    }

    /// An engine without policies and data.
    pub(crate) fn engine(&'static self) -> Engine {
        // SAFETY: it takes nothing and returns a number.
        Engine { library: self, handle: unsafe { (self.new)() } }
    }
}

/// One engine of OPA's.
pub(crate) struct Engine {
    library: &'static Library,
    handle: u64,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    result: Option<Vec<Row<'a>>>,
}

/// What every function answers with.
#[derive(Deserialize)]
struct Verdict {
    error: Option<Failure>,
}

#[derive(Deserialize)]
struct Row<'a> {
    #[serde(borrow, default)]
    expressions: Vec<Expression<'a>>,
}

#[derive(Deserialize)]
struct Expression<'a> {
    #[serde(borrow)]
    value: &'a RawValue,
}

#[derive(Deserialize)]
struct Failure {
    code: String,
    message: String,
}

impl Engine {
    /// Adds a module.
    pub(crate) fn add_policy(&self, name: &str, text: &str) -> Result<(), String> {
        let (name, text) = (c_text(name)?, c_text(text)?);
        // SAFETY: both texts live until the call returns.
        self.answer(unsafe { (self.library.add_policy)(self.handle, name.as_ptr(), text.as_ptr()) }).map(|_| ())
    }

    /// Merges a JSON document into the data.
    pub(crate) fn add_data(&self, json: &str) -> Result<(), String> {
        let (place, json) = (c_text("")?, c_text(json)?);
        // SAFETY: as above.
        self.answer(unsafe { (self.library.add_data)(self.handle, place.as_ptr(), json.as_ptr()) }).map(|_| ())
    }

    /// The document at a dotted path behind `data`; nothing where it is undefined.
    pub(crate) fn document(&self, path: &str, input: &str) -> Result<Option<Doc>, String> {
        let (path, input) = (c_text(path)?, c_text(input)?);
        // SAFETY: as above.
        let text =
            self.answer(unsafe { (self.library.eval_document)(self.handle, path.as_ptr(), input.as_ptr(), 0, 0) })?;
        let envelope: Envelope<'_> = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let rows = envelope.result.unwrap_or_default();
        let value = rows.first().and_then(|row| row.expressions.first()).map(|expression| expression.value);
        Ok(value.map(Doc::read))
    }

    /// Copies an answer and gives it back; an error where the answer says so.
    fn answer(&self, pointer: *mut c_char) -> Result<String, String> {
        if pointer.is_null() {
            return Err("OPA gave no answer".to_owned());
        }
        // SAFETY: the library returns a text that ends in a zero byte and is ours until it is freed.
        let text = unsafe { CStr::from_ptr(pointer) }.to_string_lossy().into_owned();
        // SAFETY: it is freed once, by the library that made it.
        unsafe { (self.library.free)(pointer) };
        let verdict: Verdict = serde_json::from_str(&text).map_err(|error| format!("{error}: {text}"))?;
        match verdict.error {
            Some(failure) => Err(format!("{}: {}", failure.code, failure.message)),
            None => Ok(text),
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // SAFETY: the handle is not used after this.
        unsafe { (self.library.destroy)(self.handle) };
    }
}

fn c_text(text: &str) -> Result<CString, String> {
    CString::new(text).map_err(|error| error.to_string())
}
