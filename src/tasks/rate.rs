//! How fast the portal may be asked. Pure: it is told the time and what became of each request.
//!
//! Nobody documents the portal's limit, and it is shared by everything that uses the organisation's Identity Center.
//! So it is found out, with as few refusals (429) as possible:
//!
//! 1. **Rising.** A few requests in flight, one more per round trip. A portal that never refuses is soon asked by
//!    dozens at a time; one that does is found out while few are in flight.
//! 2. **Probing.** At the first refusal nothing is known yet: what came through before was the burst that limits
//!    allow. A short pause, then a cautious rise until the next refusal.
//! 3. **Paced.** Limits are token buckets, and between two refusals (bucket empty both times) a bucket hands out
//!    exactly its rate. So the requests that came through since an earlier refusal, divided by the time, are the
//!    limit. Requests keep that pace, and rise slowly to notice a limit that was lifted.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::Timestamp;

/// The most requests in flight: what one HTTP/2 connection carries with ease.
const MAX_IN_FLIGHT: usize = 64;
/// How many requests are in flight at the start, and after the first refusal.
const FIRST_WINDOW: f64 = 4.0;
const PROBING_WINDOW: f64 = 2.0;
/// How long to leave the portal alone after a refusal that taught nothing; doubled while nothing comes through.
const PAUSE_SECONDS: f64 = 0.5;
const MAX_PAUSE_SECONDS: f64 = 10.0;
/// The longest wish of the portal's that is honoured.
const MAX_RETRY_AFTER_SECONDS: f64 = 60.0;
/// Requests a second below which the pace never falls.
const SLOWEST: f64 = 0.2;
/// A measurement over a shorter time, or of fewer requests, is mostly chance.
const SHORTEST_MEASUREMENT_SECONDS: f64 = 0.4;
const FEWEST_MEASURED: u64 = 3;
/// A measurement over this long, and of so many requests, is good: what lies further back is not asked.
const GOOD_MEASUREMENT_SECONDS: f64 = 2.0;
const GOOD_MEASURED: u64 = 20;
/// What of a measured limit is used: the rest pays for the error of the measurement.
const SHARE: f64 = 0.95;
/// How far two measurements of the same limit may lie apart.
const AGREEMENT: f64 = 0.2;
/// A pause that handed out this share of what a bucket holds may have handed out more, had there been room for it.
const BRIM: f64 = 0.55;
/// How boldly a pace rises that is known to be too low.
const TOO_LOW: f64 = 20.0;
/// How boldly a pace rises whose limit was confirmed often: a limit that was lifted is noticed within a minute.
const LEAST_BOLD: f64 = 0.2;
/// How far a late start may be made up for, so that coarse timers cost no throughput.
const SLACK_SECONDS: f64 = 0.1;

/// Which request an outcome belongs to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ticket {
    number: u64,
    started: f64,
}

/// Decides when the next request may start.
#[derive(Debug)]
pub struct RateController {
    /// Seconds since the start that count as passed, and the wall clock's reading then.
    elapsed: f64,
    last_now: Timestamp,
    next_ticket: u64,
    in_flight: usize,
    /// How many may be in flight while the limit is unknown.
    window: f64,
    pace: Option<Pace>,
    /// No start before this moment.
    resume_at: f64,
    accepted: u64,
    /// When a limit was hit, and how many requests had come through by then.
    refusals: VecDeque<(f64, u64)>,
    /// Requests that started before the latest reaction: their refusals are no news.
    reacted_to: u64,
    fruitless_pauses: i32,
}

/// A known limit.
#[derive(Debug, Clone, Copy)]
struct Pace {
    per_second: f64,
    since: f64,
    next_start: f64,
    /// How boldly the pace rises: less, the more often the limit was confirmed.
    boldness: f64,
}

impl Pace {
    /// The limit may have been lifted: the pace rises, hardly at first, ever faster while nothing is refused.
    fn now(self, elapsed: f64) -> f64 {
        let quiet = elapsed - self.since;
        let growth = self.boldness * (0.03 * quiet + 0.01 * quiet * quiet);
        self.per_second * growth.min(5.0).exp()
    }
}

impl RateController {
    pub fn new(now: Timestamp) -> Self {
        Self {
            elapsed: 0.0,
            last_now: now,
            next_ticket: 0,
            in_flight: 0,
            window: FIRST_WINDOW,
            pace: None,
            resume_at: 0.0,
            accepted: 0,
            refusals: VecDeque::new(),
            reacted_to: 0,
            fruitless_pauses: 0,
        }
    }

    /// How long until the next request may start; `None` when an answer has to come first.
    pub fn wait(&mut self, now: Timestamp) -> Option<Duration> {
        self.tick(now);
        let window = if self.pace.is_some() { MAX_IN_FLIGHT } else { self.window as usize };
        if self.in_flight >= window {
            return None;
        }
        let start = self.pace.map_or(self.resume_at, |pace| pace.next_start.max(self.resume_at));
        Some(Duration::from_secs_f64((start - self.elapsed).max(0.0)))
    }

    /// A request starts.
    pub fn started(&mut self, now: Timestamp) -> Ticket {
        self.tick(now);
        let elapsed = self.elapsed;
        if let Some(pace) = &mut self.pace {
            pace.next_start = pace.next_start.max(elapsed - SLACK_SECONDS) + 1.0 / pace.now(elapsed);
        }
        self.in_flight += 1;
        self.next_ticket += 1;
        Ticket { number: self.next_ticket, started: elapsed }
    }

    /// The request came through: the portal answered it, with whatever answer.
    pub fn accepted(&mut self, ticket: Ticket, now: Timestamp) {
        self.tick(now);
        self.in_flight = self.in_flight.saturating_sub(1);
        self.accepted += 1;
        self.fruitless_pauses = 0;
        // One more per round trip; some more where round trips are long, so that seconds count as well.
        let round_trip = (self.elapsed - ticket.started).min(1.0);
        self.window = (self.window + (1.0 + 4.0 * round_trip) / self.window).min(MAX_IN_FLIGHT as f64);
    }

    /// The request got no answer, or one that says nothing about the limit.
    pub fn failed(&mut self, now: Timestamp) {
        self.tick(now);
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// The portal refused the request (429). The new rate when this made a difference.
    pub fn refused(&mut self, ticket: Ticket, now: Timestamp, retry_after: Option<Duration>) -> Option<f64> {
        self.tick(now);
        self.in_flight = self.in_flight.saturating_sub(1);
        if let Some(wish) = retry_after {
            let until = self.elapsed + wish.as_secs_f64().min(MAX_RETRY_AFTER_SECONDS);
            self.resume_at = self.resume_at.max(until);
        }
        if ticket.number <= self.reacted_to {
            return None;
        }
        self.reacted_to = self.next_ticket;
        let measured = self.measure();
        self.refusals.push_back((self.elapsed, self.accepted));
        let (per_second, boldness) = match (measured, self.pace) {
            (Some(measured), Some(pace)) if (measured / pace.per_second - 1.0).abs() < AGREEMENT => {
                (measured * SHARE, (pace.boldness / 2.0).max(LEAST_BOLD))
            }
            (Some(measured), None) if self.bucket_ran_over(measured) => {
                // The next measurement must begin after the pause.
                self.refusals.drain(..self.refusals.len() - 1);
                (measured * SHARE, TOO_LOW)
            }
            (Some(measured), _) => (measured * SHARE, 1.0),
            (None, Some(pace)) => (pace.per_second / 2.0, 1.0),
            (None, None) => {
                let pause = (PAUSE_SECONDS * 2_f64.powi(self.fruitless_pauses)).min(MAX_PAUSE_SECONDS);
                self.fruitless_pauses = (self.fruitless_pauses + 1).min(16);
                self.resume_at = self.resume_at.max(self.elapsed + pause);
                self.window = PROBING_WINDOW;
                return Some(self.window / pause);
            }
        };
        let per_second = per_second.max(SLOWEST);
        let next_start = self.elapsed + 1.0 / per_second;
        self.pace = Some(Pace { per_second, since: self.elapsed, next_start, boldness });
        Some(per_second)
    }

    /// The limit, from the requests that came through since an earlier refusal.
    fn measure(&mut self) -> Option<f64> {
        let since = |&(at, accepted): &(f64, u64)| (self.elapsed - at, self.accepted - accepted);
        let is_good = |refusal: &(f64, u64)| {
            let (seconds, accepted) = since(refusal);
            seconds >= GOOD_MEASUREMENT_SECONDS && accepted >= GOOD_MEASURED
        };
        let chosen = self.refusals.iter().rposition(is_good).unwrap_or(0);
        self.refusals.drain(..chosen);
        let (seconds, accepted) = since(self.refusals.front()?);
        (seconds >= SHORTEST_MEASUREMENT_SECONDS && accepted >= FEWEST_MEASURED)
            .then(|| accepted as f64 / seconds)
    }

    /// Whether the bucket was full before the pause after the first refusal was over, so that the limit is higher
    /// than measured. It holds about as much as came through before that refusal.
    fn bucket_ran_over(&self, measured: f64) -> bool {
        self.refusals
            .front()
            .is_some_and(|(at, accepted)| measured * (self.resume_at - at) > BRIM * *accepted as f64)
    }

    /// Lets time pass. The wall clock may be set back, or a lid be closed: neither stops the requests for hours.
    fn tick(&mut self, now: Timestamp) {
        let passed = now.duration_since(self.last_now).as_secs_f64();
        self.elapsed += passed.clamp(0.0, MAX_RETRY_AFTER_SECONDS);
        self.last_now = now;
    }
}

#[cfg(test)]
mod tests;
