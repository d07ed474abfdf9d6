//! `cordon.toml` as a document.

use std::path::Path;

use serde_json::Value as Json;

use super::toml_file::{self, TomlFile};
use super::waivers::{self, WaiverFile};
use super::{CONFIG_SCHEMA, Config};
use crate::diagnostic::Diagnostic;
use crate::snapshot::schema::{MOST_SHOWN, violations_of};
use crate::snapshot::{JsonPath, Tree};

const WHAT: &str = "policy file";

/// A policy file that was read and is valid in itself. Whether the names in it exist is for
/// [`crate::policy::names`] to say.
#[derive(Debug, Clone, Default)]
pub struct PolicyFile {
    /// The file, as the user knows it.
    pub name: String,
    /// The policy. Its waivers are those that can be read.
    pub config: Config,
    /// The waivers, with their places, and what is wrong with those that can't be read.
    pub waivers: WaiverFile,
    file: TomlFile,
}

impl PolicyFile {
    /// Reads and validates a policy file.
    ///
    /// # Errors
    /// All that is wrong with it: one diagnostic where it is not TOML, up to 20 and a count where it
    /// breaks the schema. A waiver that breaks it is no error here: it is not in force, and the run says so.
    pub fn load(path: &Path) -> Result<Self, Vec<Diagnostic>> {
        let text = toml_file::read_text(path, WHAT)?;
        Self::parse(&path.display().to_string().replace('\\', "/"), &text)
    }

    /// Reads and validates the text of a policy file; `name` is used in messages.
    ///
    /// # Errors
    /// As [`PolicyFile::load`].
    pub fn parse(name: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let (file, mut json, unreadable) = TomlFile::parse_without(name, text, WHAT, waivers::KEY)?;
        let waivers = json.as_object_mut().and_then(|members| members.remove("waivers"));
        let broken = |reason: String| vec![Diagnostic::error(reason).in_file(name)];
        let violations = violations_of(CONFIG_SCHEMA, &Tree::from(json.clone()), MOST_SHOWN)
            .map_err(|reason| broken(format!("the policy file schema of this build is broken: {reason}")))?;
        if violations.count > 0 {
            let rest = violations.rest("the policy file's schema");
            let mut diagnostics: Vec<Diagnostic> =
                violations.shown.into_iter().map(|violation| file.violation(violation, WHAT)).collect();
            diagnostics.sort_by_key(|diagnostic| diagnostic.place);
            diagnostics.extend(rest.map(|rest| Diagnostic::error(rest).in_file(name)));
            return Err(diagnostics);
        }
        let mut config: Config =
            serde_json::from_value(json).map_err(|error| broken(format!("the policy file can't be used: {error}")))?;
        for (short_name, partner) in &mut config.partners {
            if partner.name.is_empty() {
                partner.name.clone_from(short_name);
            }
        }
        let mut waivers = WaiverFile::of(&file, waivers.as_ref().unwrap_or(&Json::Null)).map_err(broken)?;
        waivers.add_unreadable(unreadable);
        config.waivers = waivers.readable().cloned().collect();
        Ok(Self { name: name.to_owned(), config, waivers, file })
    }

    /// A diagnostic that underlines a value, or the nearest place above it that stands in the file.
    #[must_use]
    pub fn underline(&self, diagnostic: Diagnostic, path: &JsonPath, label: impl Into<String>) -> Diagnostic {
        self.file.underline(diagnostic, path, label)
    }

    /// A diagnostic that underlines the key of a member.
    #[must_use]
    pub fn underline_key(&self, diagnostic: Diagnostic, path: &JsonPath) -> Diagnostic {
        self.file.underline_key(diagnostic, path)
    }
}
