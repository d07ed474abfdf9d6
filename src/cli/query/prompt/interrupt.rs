//! Ctrl-C while a question is being answered: the answer is given up, the prompt goes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How often it is looked at whether somebody pressed Ctrl-C.
const PERIOD: Duration = Duration::from_millis(50);

/// Hears of Ctrl-C from the moment on that it is made.
pub(super) struct Interrupts {
    pressed: Arc<AtomicBool>,
}

/// Why work came to nothing.
pub(super) enum Ended {
    /// Somebody pressed Ctrl-C.
    Interrupted,
    /// It broke down, which was told of then.
    BrokeDown,
}

impl Interrupts {
    /// Begins to listen. Where that is not possible, Ctrl-C ends the program as it always does.
    pub(super) fn watch() -> Self {
        let pressed = Arc::new(AtomicBool::new(false));
        let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(&pressed));
        Self { pressed }
    }

    /// Does some work until Ctrl-C is pressed. The engine can't be stopped from outside, so the work then goes on
    /// beside the prompt until its own limit of time, and nobody hears of it.
    ///
    /// # Errors
    /// Why there is no result.
    pub(super) fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Ended> {
        self.pressed.store(false, Ordering::Relaxed);
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            let _ = sender.send(work());
        });
        loop {
            match receiver.recv_timeout(PERIOD) {
                Ok(answer) => return Ok(answer),
                Err(RecvTimeoutError::Disconnected) => return Err(Ended::BrokeDown),
                Err(RecvTimeoutError::Timeout) if self.pressed.load(Ordering::Relaxed) => {
                    return Err(Ended::Interrupted);
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}
