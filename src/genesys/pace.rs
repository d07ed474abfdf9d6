//! Pace: never more requests than the org allows. What the response headers say of the current window counts; as
//! long as nothing was said, a limiter keeps below the documented 300 a minute.

use std::num::NonZeroU32;
use std::sync::Mutex;
use std::time::Duration;

use governor::clock::DefaultClock;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use reqwest::header::HeaderMap;
use tokio::time::Instant;

use super::wait::Waiting;

/// Requests a minute with one token.
pub(super) const PER_MINUTE: u32 = 300;

/// Left in each window for what else uses the token.
const RESERVE: u64 = 2;

/// More than can be on its way at one time.
const IN_FLIGHT: u64 = 32;

/// Longest window that a header can speak of.
const LONGEST: Duration = Duration::from_secs(300);

#[derive(Debug, Default)]
struct Window {
    /// What the server said of the window, and what was sent since.
    known: Option<Known>,
    /// Nothing is sent before this moment, whatever else holds.
    closed_until: Option<Instant>,
}

#[derive(Debug, Clone, Copy)]
struct Known {
    allowed: u64,
    used: u64,
    ends: Instant,
}

#[derive(Debug)]
pub(super) struct Pace {
    window: Mutex<Window>,
    unknown: RateLimiter<NotKeyed, InMemoryState, DefaultClock>,
    waiting: Waiting,
    /// Whether to keep below the documented limit where the server says nothing of one.
    cautious: bool,
}

impl Pace {
    pub(super) fn new(waiting: Waiting, cautious: bool) -> Self {
        // A burst of a fifth and a flow of four fifths never exceed the limit in any minute.
        let flow = NonZeroU32::new(PER_MINUTE / 5 * 4).unwrap_or(NonZeroU32::MIN);
        let burst = NonZeroU32::new(PER_MINUTE / 5).unwrap_or(NonZeroU32::MIN);
        let unknown = RateLimiter::direct(Quota::per_minute(flow).allow_burst(burst));
        Self { window: Mutex::default(), unknown, waiting, cautious }
    }

    /// Waits until a request may be sent, and counts it.
    pub(super) async fn turn(&self) {
        loop {
            match self.next(Instant::now()) {
                Next::Go => return,
                Next::Wait(until) => tokio::time::sleep_until(until).await,
                Next::Unknown if !self.cautious => return,
                Next::Unknown => match self.unknown.check() {
                    Ok(()) => return,
                    Err(not_until) => {
                        let wait = not_until.wait_time_from(governor::clock::Clock::now(self.unknown.clock()));
                        self.waiting.pause(wait).await;
                        if self.waiting.of(wait) < wait {
                            return;
                        }
                    }
                },
            }
        }
    }

    fn next(&self, now: Instant) -> Next {
        let Ok(mut window) = self.window.lock() else { return Next::Unknown };
        if let Some(until) = window.closed_until.filter(|until| *until > now) {
            return Next::Wait(until);
        }
        match &mut window.known {
            Some(known)
                if known.ends > now && known.used.saturating_add(RESERVE.min(known.allowed / 10)) >= known.allowed =>
            {
                Next::Wait(known.ends)
            }
            Some(known) if known.ends > now => {
                known.used = known.used.saturating_add(1);
                Next::Go
            }
            Some(known) => {
                // A new window: the same size, until the server says otherwise.
                *known =
                    Known { allowed: known.allowed, used: 1, ends: now + self.waiting.of(Duration::from_secs(60)) };
                Next::Go
            }
            None => Next::Unknown,
        }
    }

    /// Learns from the headers of a response.
    pub(super) fn learn(&self, headers: &HeaderMap) {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
        let (Some(count), Some(allowed), Some(reset)) =
            (number("inin-ratelimit-count"), number("inin-ratelimit-allowed"), number("inin-ratelimit-reset"))
        else {
            return;
        };
        if !(count >= 0.0 && allowed >= 1.0 && reset >= 0.0) {
            return;
        }
        let reset = Duration::try_from_secs_f64(reset).unwrap_or(LONGEST).min(LONGEST);
        let now = Instant::now();
        let ends = now + self.waiting.of(reset);
        let Ok(mut window) = self.window.lock() else { return };
        // Answers of requests sent together come in any order: within a window the count only grows.
        let same = window.known.filter(|known| known.ends > now && known.allowed == allowed as u64);
        // A count far below what was sent is that of a new window.
        let used = same.filter(|known| known.used <= (count as u64).saturating_add(IN_FLIGHT));
        let used = used.map_or(count as u64, |known| known.used.max(count as u64));
        window.known = Some(Known { allowed: allowed as u64, used, ends });
    }

    /// Sends nothing for this long: the server asked for it.
    pub(super) fn close_for(&self, pause: Duration) {
        let until = Instant::now().checked_add(self.waiting.of(pause));
        if let Ok(mut window) = self.window.lock() {
            window.closed_until = window.closed_until.max(until);
        }
    }

    /// What the server said last: requests allowed in a window, and used.
    pub(super) fn said(&self) -> Option<(u64, u64)> {
        self.window.lock().ok()?.known.map(|known| (known.allowed, known.used))
    }
}

enum Next {
    Go,
    Wait(Instant),
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(count: &str, allowed: &str, reset: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("inin-ratelimit-count", count.parse().unwrap());
        headers.insert("inin-ratelimit-allowed", allowed.parse().unwrap());
        headers.insert("inin-ratelimit-reset", reset.parse().unwrap());
        headers
    }

    #[test]
    fn it_stops_before_the_limit_and_goes_on_after_the_reset() {
        let pace = Pace::new(Waiting::scaled(1.0), true);
        pace.learn(&headers("96", "100", "30"));
        let now = Instant::now();
        assert!(matches!(pace.next(now), Next::Go));
        assert!(matches!(pace.next(now), Next::Go));
        assert!(matches!(pace.next(now), Next::Wait(until) if until > now + Duration::from_secs(29)));
        assert!(matches!(pace.next(now + Duration::from_secs(31)), Next::Go));
    }

    #[test]
    fn nonsense_in_headers_is_no_limit() {
        let pace = Pace::new(Waiting::scaled(1.0), true);
        for (count, allowed, reset) in [("x", "100", "30"), ("1", "0", "30"), ("1", "NaN", "1"), ("-1", "9", "1")] {
            pace.learn(&headers(count, allowed, reset));
            assert!(pace.said().is_none());
        }
        for _ in 0..2 {
            pace.learn(&headers("1e300", "1e300", "1e300"));
            assert!(matches!(pace.next(Instant::now()), Next::Wait(_)));
        }
    }
}
