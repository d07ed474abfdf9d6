//! `cordon new-rule`: a rule and its tests to begin with.

use std::path::{Path, PathBuf};

use super::{Outcome, Terminal, exit, output};
use crate::diagnostic::{Diagnostic, suggestion};
use crate::finding::Severity;
use crate::policy::Pack;
use crate::policy::query::saved;
use crate::policy::scaffold::query::{self, Query};
use crate::policy::scaffold::{self, Wanted};
use crate::report::printable::printable;
use crate::snapshot::Section;
use crate::snapshot::read::small_file;

/// Options of `cordon new-rule`
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 written, 2 nothing was written, 64 wrong usage.")]
pub(super) struct Args {
    /// Area of the rule: the folder, and what `--rule` selects by, e.g. user, grant, role, oauth
    #[arg(value_name = "AREA")]
    area: String,

    /// Id of the rule, e.g. dormant-partner-user
    #[arg(value_name = "ID")]
    id: String,

    /// Folder of rules, which may be new
    #[arg(long, short, value_name = "DIR", default_value = "rules")]
    output: PathBuf,

    /// What the rule finds, in one line; made from the id by default
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// critical, high, medium, low or note
    #[arg(long, value_name = "SEVERITY", default_value = "medium", value_parser = severity)]
    severity: Severity,

    /// Sections of the snapshot that the rule reads, the one that it walks through first; by default the one that goes
    /// with the area
    #[arg(long, value_name = "SECTION", value_delimiter = ',', value_parser = scaffold::section_named)]
    reads: Vec<Section>,

    /// Make the rule from a saved query: its file, or `@` and its name, which is looked for in `queries` of the folder
    /// and of the working directory
    #[arg(long, value_name = "FILE|@NAME", conflicts_with = "reads")]
    from_query: Option<String>,
}

fn severity(name: &str) -> Result<Severity, String> {
    let names = Severity::ALL.map(Severity::name);
    Severity::from_name(name).ok_or_else(|| suggestion(name, names, "expected critical, high, medium, low or note"))
}

pub(super) fn run(args: &Args, _: &Terminal) -> Outcome {
    let none: [&Path; 0] = [];
    let wanted = Wanted {
        area: &args.area,
        id: &args.id,
        title: args.title.as_deref(),
        severity: args.severity,
        reads: args.reads.clone(),
        query: args.from_query.as_deref().map(|given| saved(given, args)).transpose()?,
    };
    let files = scaffold::files(&wanted, &Pack::load(&none)?)?;
    let paths: Vec<PathBuf> = files.iter().map(|file| args.output.join(&file.path)).collect();
    let shown = |path: &Path| path.display().to_string().replace('\\', "/");
    let taken = paths.iter().filter(|path| path.symlink_metadata().is_ok()).map(|path| {
        let help = "nothing was written; give the rule another id, or take the file away";
        Diagnostic::error("the file is there already").in_file(shown(path)).help(help)
    });
    let mut errors: Vec<Diagnostic> = taken.collect();
    errors.extend(elsewhere(args, &shown));
    if !errors.is_empty() {
        return Err(errors);
    }
    for (file, path) in files.iter().zip(&paths) {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| {
                let reason = crate::snapshot::plain(&error);
                vec![Diagnostic::error(format!("cannot make the folder of the rule: {reason}")).in_file(shown(folder))]
            })?;
        }
        output::write_what("file", Some(path), |out| out.write_all(file.text.as_bytes()))?;
    }
    let folder = printable(&shown(&args.output)).into_owned();
    output::write(None, |out| {
        for path in &paths {
            writeln!(out, "wrote {}", printable(&shown(path)))?;
        }
        writeln!(out, "\nChange what is marked with EDIT, then:")?;
        writeln!(out, "  cordon lint {folder} --strict")?;
        writeln!(out, "  cordon test {folder}")?;
        writeln!(out, "  cordon check --policy {folder} --rule {} SNAPSHOT", args.id)
    })?;
    Ok(exit::CLEAN)
}

/// The saved query that was named.
fn saved(given: &str, args: &Args) -> Result<Query, Vec<Diagnostic>> {
    let path = match given.strip_prefix('@') {
        None => PathBuf::from(given),
        Some(name) => {
            let file = format!("{}.rego", name.replace('-', "_"));
            if let Some(text) = Pack::shipped_file(&format!("queries/{file}")) {
                return query::read(&format!("rego/queries/{file}"), text);
            }
            let places = [args.output.join("queries").join(&file), Path::new("queries").join(&file)];
            let there = places.iter().find(|path| path.is_file());
            let Some(path) = there else {
                let error = Diagnostic::error(format!("there is no saved query `@{name}`"));
                let looked = places.map(|path| path.display().to_string().replace('\\', "/")).join(" and ");
                let known = saved::list(&Pack::load(&[] as &[&Path])?);
                let known = known.iter().map(|query| query.name.as_str());
                let otherwise = format!("looked for {looked}; or name the file");
                return Err(vec![error.help(suggestion(name, known, &otherwise))]);
            };
            path.clone()
        }
    };
    let shown = path.display().to_string().replace('\\', "/");
    let unreadable =
        |reason: String| vec![Diagnostic::error(format!("cannot read the query: {reason}")).in_file(&shown)];
    let bytes = small_file(&path).map_err(|error| unreadable(crate::snapshot::plain(&error)))?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8".to_owned()))?;
    query::read(&shown, &text)
}

/// A rule of the same id in another area of the folder.
fn elsewhere(args: &Args, shown: &impl Fn(&Path) -> String) -> Option<Diagnostic> {
    let name = format!("{}.rego", args.id.replace('-', "_"));
    let areas = std::fs::read_dir(&args.output).ok()?.filter_map(Result::ok).map(|entry| entry.path());
    let other =
        areas.filter(|area| !area.ends_with(&args.area)).map(|area| area.join(&name)).find(|path| path.is_file())?;
    let error = Diagnostic::error(format!("there is a rule `{}` already", args.id)).in_file(shown(&other));
    Some(error.help("nothing was written; give the rule an id of its own"))
}
