//! The prompt of `cordon query -i`, driven as a person drives it: in a terminal, by keys.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::support::{Folder, cordon, sample};

/// A terminal of its own, which ends with the test.
struct Screen {
    socket: String,
}

impl Screen {
    /// Opens a terminal with a shell in a folder; `None` where there is no tmux.
    fn open(folder: &Folder, name: &str) -> Option<Self> {
        if Command::new("tmux").arg("-V").output().is_err() {
            // Straight to the terminal: what is printed is not shown for a test that passes.
            let _ = writeln!(std::io::stderr(), "LEFT OUT: tmux is not there, so nobody drove the prompt ({name})");
            return None;
        }
        let screen = Self { socket: folder.path(&format!("{name}.socket")) };
        let state = format!("XDG_STATE_HOME={}", folder.path("state"));
        let dir = folder.dir().to_str().unwrap();
        screen.tmux(&[
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            "110",
            "-y",
            "45",
            "-c",
            dir,
            "env",
            "PS1=$ ",
            "LC_ALL=C.UTF-8",
            "TERM=screen",
            "HISTFILE=",
            &state,
            "sh",
        ]);
        Some(screen)
    }

    fn tmux(&self, args: &[&str]) -> String {
        let output = Command::new("tmux").env_remove("TMUX").args(["-S", &self.socket]).args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Types text as it is.
    fn text(&self, text: &str) {
        self.tmux(&["send-keys", "-l", text]);
    }

    /// Presses keys by their names.
    fn keys(&self, keys: &[&str]) {
        self.tmux(&[&["send-keys"], keys].concat());
    }

    fn shown(&self) -> String {
        self.tmux(&["capture-pane", "-p", "-S", "-"])
    }

    /// Waits until the screen is as it must be.
    fn wait(&self, what: &str, is_there: impl Fn(&str) -> bool) -> String {
        let begun = Instant::now();
        loop {
            let shown = self.shown();
            if is_there(&shown) {
                return shown;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "{what} is not to be seen:\n{shown}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn wait_for(&self, text: &str) -> String {
        self.wait(text, |shown| shown.contains(text))
    }

    /// Waits until the prompt is there: what is typed before that is lost.
    fn ready(&self) {
        self.wait("the prompt", |shown| shown.trim_end().ends_with("cordon>"));
    }

    /// Types a line, and waits for what must come of it.
    fn ask(&self, line: &str, expected: &str) {
        self.text(line);
        self.keys(&["Enter"]);
        self.wait(expected, |shown| shown.contains(expected) && shown.trim_end().ends_with("cordon>"));
    }

    /// Drops the line.
    fn interrupt(&self) {
        self.keys(&["C-c"]);
        self.ready();
    }

    /// Clears the screen, so that what comes next is what is seen.
    fn fresh(&self) {
        self.keys(&["C-l"]);
        // What was cleared is in tmux's history from then on, and no sooner.
        let is_clear = |_: &str| self.tmux(&["capture-pane", "-p"]).trim() == "cordon>";
        self.wait("a clear screen", is_clear);
        self.tmux(&["clear-history"]);
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = Command::new("tmux").env_remove("TMUX").args(["-S", &self.socket, "kill-server"]).output();
    }
}

#[test]
fn the_prompt_completes_recalls_breaks_lines_and_can_be_interrupted() {
    let folder = Folder::of(&sample("acme"));
    let Some(screen) = Screen::open(&folder, "prompt") else { return };
    let start = format!("{} query -i snapshot.json --format jsonl; echo left=$?", env!("CARGO_BIN_EXE_cordon"));
    screen.text(&start);
    screen.keys(&["Enter"]);
    screen.ready();
    screen.fresh();

    // Keys of the schema, helpers, ids and e-mail addresses are completed.
    screen.text("count(input.us");
    screen.keys(&["Tab"]);
    screen.wait_for("count(input.users");
    screen.ask(")", "{\"value\":62}");
    screen.text("partners.members_");
    screen.keys(&["Tab"]);
    screen.wait_for("cordon> partners.members_of(");
    // Ctrl-C drops the line and nothing else.
    screen.interrupt();
    screen.text("some _id; input.users[_id].email == \"timo.w");
    screen.keys(&["Tab"]);
    screen.wait_for("\"timo.wessel@nordwerk.example\"");
    screen.ask("; name := input.users[_id].name", "{\"name\":\"Timo Wessel\"}");
    screen.text("input.users[\"03812137");
    screen.keys(&["Tab"]);
    screen.wait_for("input.users[\"03812137-eb80-4d6d-8439-c7ce6dd4d483\"");
    screen.interrupt();
    screen.fresh();

    // An unfinished query goes on on the next line.
    screen.text("count(");
    screen.keys(&["Enter"]);
    screen.ask("input.groups)", "{\"value\":6}");
    screen.fresh();

    // A line is dropped in the middle of a query of several lines, too.
    screen.text("count([");
    screen.keys(&["Enter"]);
    screen.text("nonsense");
    screen.wait_for("nonsense");
    screen.interrupt();
    screen.fresh();

    // Up recalls all lines of what was asked.
    screen.keys(&["Up"]);
    screen.wait_for("input.groups)");
    screen.ask("", "{\"value\":6}");

    // A mistake is told, and the prompt goes on.
    screen.ask("count(input.usrs)", "did you mean `users`?");
    screen.ask(":fromat csv", "did you mean `:format`?");
    screen.ask(":format csv", ":format csv");
    screen.ask(":save sizes", "saved as queries/sizes.rego");
    screen.fresh();
    screen.text("@siz");
    screen.keys(&["Tab"]);
    screen.wait_for("@sizes");
    screen.ask("", "value\n6\n");
    // Ctrl-C ends a question that takes too long, and the prompt goes on.
    screen.text("some a in numbers.range(1, 100000); some b in numbers.range(1, 100000); a * b == 7.5");
    screen.keys(&["Enter"]);
    std::thread::sleep(Duration::from_millis(300));
    screen.keys(&["C-c"]);
    screen.wait_for("interrupted; nothing is known of the answer");
    screen.ready();
    screen.fresh();
    screen.ask(":help", "leave, as Ctrl-D does");
    screen.text(":quit");
    screen.keys(&["Enter"]);
    screen.wait_for("left=0");

    // The history is the owner's alone, and is there the next time.
    let history = folder.path("state/cordon/query-history");
    assert_eq!(std::fs::metadata(&history).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(std::fs::read_to_string(&history).unwrap().contains("timo.wessel"));
    screen.text(&start.replace("left=", "gone="));
    screen.keys(&["Enter"]);
    screen.ready();
    screen.fresh();
    screen.keys(&["Up", "Up", "Up", "Up", "Up"]);
    screen.wait_for("cordon> :save sizes");
    screen.interrupt();
    screen.keys(&["C-d"]);
    screen.wait_for("gone=0");
}

#[test]
fn no_history_is_kept_where_none_is_wanted_and_tables_fit() {
    let folder = Folder::of(&sample("acme"));
    let Some(screen) = Screen::open(&folder, "no-history") else { return };
    screen.text(&format!("{} query -i snapshot.json --no-history; echo left=$?", env!("CARGO_BIN_EXE_cordon")));
    screen.keys(&["Enter"]);
    screen.ready();
    screen.ask("1 + 1", "│ 2 ");
    screen.fresh();
    screen.ask("@partner-users", "28 rows");
    let shown = screen.shown();
    let top = shown.lines().find(|line| line.starts_with('┌')).unwrap();
    assert!(top.ends_with('┐') && top.chars().count() <= 110, "{shown}");
    screen.keys(&["C-d"]);
    screen.wait_for("left=0");
    assert!(!std::path::Path::new(&folder.path("state")).exists());
}

#[test]
fn a_prompt_needs_a_snapshot_in_a_file() {
    assert_eq!(cordon(&["query", "-i"]).status.code(), Some(64));
    assert_eq!(cordon(&["query", "-i", "-"]).status.code(), Some(64));
    assert_eq!(cordon(&["query", "-i", "nothing.json"]).status.code(), Some(2));
}
