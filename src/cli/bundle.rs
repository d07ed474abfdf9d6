//! `cordon bundle`

use std::path::{Path, PathBuf};

use super::evaluate::working_dir;
use super::{Outcome, Terminal, exit, output};
use crate::config::{PolicyFile, discover};
use crate::diagnostic::{Diagnostic, Level};
use crate::policy::bundle::{Bundle, Refusal};
use crate::policy::{Pack, names, select};
use crate::report::text::counted;
use crate::snapshot::Origin;

/// Options of `cordon bundle`
#[derive(Debug, clap::Args)]
#[command(after_help = "OPA gives the findings under `data.cordon.rules`, and what could not be looked at under \
                  `data.cordon.not_evaluated`.\n\nExit codes: 0 written, 2 nothing was written, 64 wrong usage.")]
pub(super) struct Args {
    /// Folder, or archive where the name ends in `.tar.gz` or `.tgz`; `-` is an archive on standard output. A bundle
    /// that is there is replaced, and anything else is left alone
    #[arg(long, short, value_name = "DIR|FILE.tar.gz")]
    output: PathBuf,

    /// Policy file; without it the first `cordon.toml` from here up to the root of the repository
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    config: Option<PathBuf>,

    /// Folder with more rules; a package that ships is replaced by one of the same name
    #[arg(long, value_name = "DIR", help_heading = "Policy")]
    policy: Vec<PathBuf>,

    /// Put in the rules of this set; all rules without it
    #[arg(long, value_name = "SET", conflicts_with = "rule", help_heading = "Policy")]
    rules: Option<String>,

    /// Put only these rules in: id, area, tag or severity
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Policy")]
    rule: Vec<String>,

    /// Leave out these rules: id, area, tag or severity
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Policy")]
    skip_rule: Vec<String>,

    /// Print nothing to standard error but errors
    #[arg(long, short, help_heading = "Output")]
    quiet: bool,
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let pack = Pack::load(&args.policy)?;
    let rules = select::select(
        &pack,
        &select::Wanted {
            set: args.rules.as_deref(),
            chosen: &args.rule,
            skipped: &args.skip_rule,
            ..select::Wanted::ALL
        },
    )?;
    let path = match &args.config {
        Some(path) => Some(path.clone()),
        None => discover::find(&Origin::Stdin, &working_dir()?),
    };
    let policy = path.map(|path| PolicyFile::load(&path)).transpose()?;
    let (errors, doubts): (Vec<_>, Vec<_>) = policy
        .iter()
        .flat_map(|policy| names::check_rules(policy, &pack))
        .partition(|diagnostic| diagnostic.level == Level::Error);
    if !errors.is_empty() {
        return Err(errors);
    }
    let bundle = Bundle::of(&pack, &rules, policy.as_ref())?;
    if !args.quiet {
        terminal.report(&pack.notes);
        terminal.report(&doubts);
        terminal.report(policy.iter().filter_map(waivers_without_effect).collect::<Vec<_>>().iter());
        terminal.note(&match &policy {
            Some(policy) => format!("policy file {}", policy.name),
            None => "no policy file: rules that need to know the partners will not be evaluated".to_owned(),
        });
    }
    write(args, &bundle)?;
    if !args.quiet {
        let (rules, files) = (counted(rules.len(), "rule"), counted(bundle.files().len(), "file"));
        let place = args.output.display();
        terminal.note(&format!("wrote {place}: {rules}, {files}, revision {}", bundle.revision()));
    }
    Ok(exit::CLEAN)
}

fn write(args: &Args, bundle: &Bundle) -> Result<(), Vec<Diagnostic>> {
    let shown = args.output.display().to_string().replace('\\', "/");
    refuse_policy_folder(args, &shown)?;
    if is_archive(&args.output) {
        return output::write_what("bundle", Some(&args.output), |out| bundle.write_archive(out));
    }
    bundle.write_folder(&args.output).map_err(|refusal| {
        let help = match &refusal {
            Refusal::Io(_) => {
                "nothing was written; name a folder in one that exists and can be written to, or a `.tar.gz` file"
            }
            Refusal::Foreign => "nothing was written; name a new or an empty folder",
            Refusal::Mixed(_) => "nothing was written; move it elsewhere, or name another folder",
            Refusal::Occupied => "nothing was written; name a folder below it",
        };
        vec![Diagnostic::error(format!("cannot write the bundle: {refusal}")).in_file(&shown).help(help)]
    })
}

fn is_archive(path: &Path) -> bool {
    let name = path.to_string_lossy().to_ascii_lowercase();
    name == "-" || name.ends_with(".tar.gz") || name.ends_with(".tgz")
}

/// A bundle in a folder of rules would be read as a part of them the next time.
fn refuse_policy_folder(args: &Args, shown: &str) -> Result<(), Vec<Diagnostic>> {
    if is_archive(&args.output) {
        return Ok(());
    }
    let absolute = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path)).ok();
    // What is not there yet has a parent that is.
    let place = match (args.output.parent(), args.output.file_name()) {
        (Some(parent), Some(name)) if !args.output.exists() => {
            let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            absolute(parent).map(|parent| parent.join(name))
        }
        _ => absolute(&args.output),
    };
    let inside = |folder: &PathBuf| {
        absolute(folder).zip(place.as_ref()).is_some_and(|(folder, place)| place.starts_with(folder))
    };
    match args.policy.iter().find(|folder| inside(folder)) {
        None => Ok(()),
        Some(folder) => {
            let message = format!("the bundle would lie in {}, which it is made from", folder.display());
            let help = "nothing was written; name a folder elsewhere";
            Err(vec![Diagnostic::error(message).in_file(shown).help(help)])
        }
    }
}

fn waivers_without_effect(policy: &PolicyFile) -> Option<Diagnostic> {
    let count = policy.config.waivers.len();
    (count > 0).then(|| {
        let message = format!("OPA knows nothing of the {} in this file", counted(count, "waiver"));
        let help = "what they accept is among its findings";
        Diagnostic::warning(message).in_file(&policy.name).help(help)
    })
}
