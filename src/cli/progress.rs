//! How far an export is: bars on a terminal, JSON lines where asked for, nothing otherwise.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::export::source::Progress;
use crate::report::printable::printable;

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Mode {
    /// Bars when standard error is a terminal
    Auto,
    /// One JSON object a line on standard error: `{"section", "done", "total"}`
    Json,
    /// Nothing
    None,
}

/// Bars, and the way to print lines between them.
#[derive(Clone)]
pub(super) struct Bars {
    all: MultiProgress,
}

impl Bars {
    pub(super) fn new(mode: Mode) -> Self {
        let visible = mode == Mode::Auto && io::stderr().is_terminal();
        let target = if visible { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        Self { all: MultiProgress::with_draw_target(target) }
    }

    /// Prints a line above the bars.
    pub(super) fn line(&self, text: &str) {
        let text = printable(text).into_owned();
        self.all.suspend(|| {
            let _ = writeln!(io::stderr().lock(), "{text}");
        });
    }

    /// Takes the bars away.
    pub(super) fn finish(&self) {
        let _ = self.all.clear();
    }

    /// Told by the export.
    pub(super) fn progress(&self, mode: Mode) -> Progress {
        let (bars, held) = (self.clone(), Mutex::new(BTreeMap::<String, ProgressBar>::new()));
        Arc::new(move |section, done, total| match mode {
            Mode::None => {}
            Mode::Json => {
                let line = serde_json::json!({"section": section, "done": done, "total": total});
                let _ = writeln!(io::stderr().lock(), "{line}");
            }
            Mode::Auto => {
                let Ok(mut held) = held.lock() else { return };
                let bar = held.entry(section.to_owned()).or_insert_with(|| {
                    let style = ProgressStyle::with_template("{prefix:>16} {bar:30} {pos}/{len}");
                    let bar = ProgressBar::new(total).with_prefix(section.to_owned());
                    bars.all.add(match style {
                        Ok(style) => bar.with_style(style),
                        Err(_) => bar,
                    })
                });
                bar.set_length(total);
                bar.set_position(done);
            }
        })
    }
}
