use std::cmp::Reverse;
use std::collections::BinaryHeap;

use jiff::SignedDuration;

use super::*;

/// A portal that lets a burst through and then so many requests a second.
struct TokenBucket {
    per_second: f64,
    burst: f64,
    tokens: f64,
    at: f64,
}

impl TokenBucket {
    fn new(per_second: f64, burst: f64) -> Self {
        Self { per_second, burst, tokens: burst, at: 0.0 }
    }

    fn lets_through(&mut self, at: f64) -> bool {
        self.tokens = (self.tokens + (at - self.at) * self.per_second).min(self.burst);
        self.at = at;
        let through = self.tokens >= 1.0;
        if through {
            self.tokens -= 1.0;
        }
        through
    }
}

struct Run {
    seconds: f64,
    /// When each refusal came.
    refusals: Vec<f64>,
    refused: usize,
    most_in_flight: usize,
}

/// Asks a portal until so many requests came through. Half the latency passes on the way there.
fn simulate(requests: usize, latency: f64, mut portal: impl FnMut(f64) -> Option<Option<Duration>>) -> Run {
    let start: Timestamp = "2030-01-01T00:00:00Z".parse().expect("time");
    let at = |seconds: f64| start + SignedDuration::from_secs_f64(seconds);
    let mut controller = RateController::new(start);
    // Moments in microseconds: of arrival at the portal, and of the answer.
    let micros = |seconds: f64| (seconds * 1e6).round() as u64;
    let mut arrivals = VecDeque::new();
    let mut answers = BinaryHeap::new();
    let mut tickets = Vec::new();
    let (mut now, mut waiting, mut done) = (0.0_f64, requests, 0);
    let (mut refusals, mut most_in_flight) = (Vec::new(), 0);
    while done < requests {
        assert!(now < 3600.0, "an hour is enough: {done} of {requests} done");
        let wait = if waiting > 0 { controller.wait(at(now)) } else { None };
        if wait == Some(Duration::ZERO) {
            waiting -= 1;
            tickets.push(controller.started(at(now)));
            arrivals.push_back((now + latency / 2.0, tickets.len() - 1));
            most_in_flight = most_in_flight.max(arrivals.len() + answers.len());
            continue;
        }
        let next_start = wait.map_or(f64::INFINITY, |wait| now + wait.as_secs_f64().max(1e-6));
        let next_arrival = arrivals.front().map_or(f64::INFINITY, |&(moment, _)| moment);
        let next_answer =
            answers.peek().map_or(f64::INFINITY, |&Reverse((moment, _, _))| moment as f64 / 1e6);
        assert!(next_start.min(next_arrival).min(next_answer).is_finite(), "nothing can happen any more");
        if next_arrival <= next_start.min(next_answer) {
            now = next_arrival;
            let Some((_, ticket)) = arrivals.pop_front() else { break };
            let verdict = portal(now).map(|wish| wish.map_or(0, |wish| wish.as_millis() as u64));
            answers.push(Reverse((micros(now + latency / 2.0), ticket, verdict)));
        } else if next_answer <= next_start {
            now = next_answer;
            let Some(Reverse((_, ticket, verdict))) = answers.pop() else { break };
            match verdict {
                None => {
                    done += 1;
                    controller.accepted(tickets[ticket], at(now));
                }
                Some(wish) => {
                    refusals.push(now);
                    waiting += 1;
                    let wish = (wish > 0).then(|| Duration::from_millis(wish));
                    controller.refused(tickets[ticket], at(now), wish);
                }
            }
        } else {
            now = next_start;
        }
    }
    Run { seconds: now, refused: refusals.len(), refusals, most_in_flight }
}

fn limited(requests: usize, per_second: f64, burst: f64, latency: f64) -> Run {
    let mut bucket = TokenBucket::new(per_second, burst);
    simulate(requests, latency, |at| if bucket.lets_through(at) { None } else { Some(None) })
}

#[test]
fn a_free_portal_is_asked_by_dozens_at_a_time() {
    let run = simulate(303, 0.04, |_| None);
    assert!(run.seconds < 1.0, "{} s", run.seconds);
    assert_eq!(run.refused, 0);
    let run = simulate(5000, 0.04, |_| None);
    assert_eq!(run.most_in_flight, MAX_IN_FLIGHT);
}

#[test]
fn the_rate_of_a_limited_portal_is_found_with_few_refusals() {
    for (per_second, burst) in [(5.0, 5.0), (20.0, 20.0), (100.0, 100.0), (20.0, 100.0), (5.0, 20.0)] {
        for latency in [0.01, 0.04, 0.15] {
            for (requests, most_refused) in [(303, 0.1), (1000, 0.04)] {
                let run = limited(requests, per_second, burst, latency);
                let least = (requests as f64 - burst) / per_second;
                let name = format!("{requests} at {per_second}/s, burst {burst}, {latency} s");
                assert!(run.seconds < least * 1.1 + 10.0 * latency, "{name}: {} of {least} s", run.seconds);
                assert!(run.refused as f64 <= requests as f64 * most_refused, "{name}: {}", run.refused);
            }
        }
    }
}

#[test]
fn at_the_known_limit_a_middling_organisation_costs_few_refusals() {
    let run = limited(303, 20.0, 20.0, 0.04);
    assert!(run.seconds < 14.15 * 1.05 && run.refused < 15, "{} s, {} refused", run.seconds, run.refused);
}

#[test]
fn a_portal_that_allows_only_small_bursts_is_not_taken_for_a_slow_one() {
    for (per_second, burst, share) in [(20.0, 5.0, 1.05), (50.0, 5.0, 1.25), (100.0, 10.0, 1.25)] {
        let least = (1000.0 - burst) / per_second;
        let run = limited(1000, per_second, burst, 0.04);
        let name = format!("{per_second}/s, burst {burst}");
        assert!(run.seconds < least * share, "{name}: {} of {least} s", run.seconds);
        assert!(run.refused < 20, "{name}: {} refused", run.refused);
    }
}

#[test]
fn a_portal_without_bursts_is_found_out_too() {
    let run = limited(1000, 20.0, 1.0, 0.04);
    assert!(run.seconds < 2.0 * 50.0, "{} s", run.seconds);
}

#[test]
fn a_limit_that_is_lifted_is_noticed() {
    let mut bucket = TokenBucket::new(5.0, 5.0);
    let run = simulate(2000, 0.04, |at| if at > 20.0 || bucket.lets_through(at) { None } else { Some(None) });
    assert!(run.seconds < 120.0, "{} s instead of 400", run.seconds);
}

#[test]
fn the_portals_wish_is_honoured() {
    let mut starts = Vec::new();
    let run = simulate(20, 0.04, |at| {
        starts.push(at);
        (starts.len() == 5).then_some(Some(Duration::from_secs(7)))
    });
    assert_eq!(run.refused, 1);
    assert!(starts.windows(2).any(|pair| pair[1] - pair[0] >= 6.9), "{starts:?}");
}

#[test]
fn a_storm_is_met_with_patience() {
    let run = simulate(50, 0.04, |at| (at < 60.0).then_some(None));
    assert!(run.refused < 30, "{} refused in the first minute", run.refused);
    assert!(run.seconds < 100.0, "{} s", run.seconds);
}

#[test]
fn the_wall_clock_cannot_stop_it() {
    let noon: Timestamp = "2030-01-01T12:00:00Z".parse().expect("time");
    let mut controller = RateController::new(noon);
    let ticket = controller.started(noon);
    controller.refused(ticket, noon, Some(Duration::from_secs(5)));
    let earlier = noon - SignedDuration::from_hours(24);
    assert!(controller.wait(earlier).expect("a wait") <= Duration::from_secs(5));
    assert_eq!(controller.wait(earlier + SignedDuration::from_secs(5)), Some(Duration::ZERO));
}

/// What a portal refuses once its limit is known, as a share of what it is asked.
#[test]
fn in_the_long_run_one_request_in_twenty_is_refused_at_most() {
    for per_second in [5.0, 20.0, 100.0] {
        for latency in [0.01, 0.04, 0.15] {
            let requests = (per_second * 120.0) as usize;
            let run = limited(requests, per_second, per_second, latency);
            // The first ten seconds find the limit out.
            let late = run.refusals.iter().filter(|moment| **moment > 10.0).count();
            let asked = per_second * (run.seconds - 10.0);
            let share = late as f64 / (asked + late as f64);
            println!(
                "{per_second}/s at {latency} s: {late} of {asked:.0} refused after 10 s ({:.1} %), {} in all; {:.1} % of the limit used",
                share * 100.0,
                run.refused,
                (requests as f64 - per_second) / per_second / run.seconds * 100.0
            );
            assert!(share <= 0.05, "{per_second}/s at {latency} s: {late} of {asked}");
            assert!(run.seconds < requests as f64 / per_second * 1.1, "{per_second}/s: {} s", run.seconds);
        }
    }
}

#[test]
fn a_portal_that_changes_its_mind_is_followed() {
    for latency in [0.01, 0.04, 0.15] {
        // 20 requests a second for half a minute, then 5, then 100; each begins with an empty bucket.
        let mut limits =
            [TokenBucket::new(20.0, 20.0), TokenBucket::new(5.0, 5.0), TokenBucket::new(100.0, 100.0)];
        let mut current = 0;
        let run = simulate(20 * 30 + 5 * 60 + 3000, latency, |at| {
            let phase = if at < 30.0 {
                0
            } else if at < 90.0 {
                1
            } else {
                2
            };
            if phase != current {
                current = phase;
                (limits[phase].tokens, limits[phase].at) = (0.0, at);
            }
            if limits[phase].lets_through(at) { None } else { Some(None) }
        });
        // At best: 90 s, and 30 s for the rest.
        println!("20, 5, then 100/s at {latency} s: {:.0} s of 120 s, {} refused", run.seconds, run.refused);
        assert!(run.seconds < 160.0, "{latency} s: {} s instead of 120", run.seconds);
        assert!(run.refused < 3900 / 20, "{latency} s: {} refused", run.refused);
    }
}

#[test]
fn the_portals_wish_holds_for_a_minute_at_most_and_a_shorter_one_does_not_end_it() {
    let now: Timestamp = "2030-01-01T00:00:00Z".parse().expect("time");
    let mut controller = RateController::new(now);
    for (wish, wait) in [(50, 50), (1, 50), (3600, 60)] {
        let ticket = controller.started(now);
        controller.refused(ticket, now, Some(Duration::from_secs(wish)));
        assert_eq!(controller.wait(now), Some(Duration::from_secs(wait)));
    }
}
