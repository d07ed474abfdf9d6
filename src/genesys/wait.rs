//! Waiting, in one place: tests scale it so that a storm of refusals takes no minutes.

use std::time::Duration;

/// How long waits really take, as a part of what was asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waiting {
    scale: f64,
}

impl Waiting {
    pub(super) fn scaled(scale: f64) -> Self {
        Self { scale: if scale.is_finite() { scale.clamp(0.0, 1.0) } else { 1.0 } }
    }

    /// The scaled duration.
    pub(super) fn of(self, duration: Duration) -> Duration {
        duration.mul_f64(self.scale)
    }

    /// Waits.
    pub(super) async fn pause(self, duration: Duration) {
        tokio::time::sleep(self.of(duration)).await;
    }
}
