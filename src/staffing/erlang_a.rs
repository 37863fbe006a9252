//! Erlang A, M/M/c+M: callers hang up after an exponential patience. Page: `models/methods/staffing-erlang-a.md`.
//!
//! C. Palm 1957; F. Baccelli & G. Hebuterne, "On queues with impatient customers" (1981), section 4; A. Mandelbaum &
//! S. Zeltyn, "Service engineering in action: the Palm/Erlang-A queue" (2007), section 4. With μ = 1/handle time,
//! θ = 1/patience, `x = cμ/θ`, `y = λ/θ`, `ε = 1/B(c−1)` and the density of the offered wait ∝ exp(g(v)),
//! `g(v) = y(1−e^{−θv}) − cμv`, everything is ε and sums of positive terms at `u = y` and `u = y e^{−θT}`.

use super::exact::complement;
use super::load::Load;
use super::performance::{Performance, Traffic, probability};
use super::search::{TIE, fewest_by_crossing};
use super::series::{PalmSums, exp_gap, inverse_blocking, log_gap, palm_sum, peak_exponent, upper_excess};
use crate::domain::work::ServiceCount;

/// A queue of impatient callers with some agents, its normalising constant worked out.
struct Queue {
    x: f64,
    y: f64,
    /// y − x, exact.
    ahead: f64,
    patience: f64,
    /// Offered load per agent.
    intensity: f64,
    sums: PalmSums,
    /// The exponent by which `sums`, `idle` and `total` are divided.
    scale: f64,
    /// ε: an agent is free.
    idle: f64,
    /// ε + λJ(0).
    total: f64,
}

/// Shares of the offered calls up to a threshold T.
struct Within {
    /// Answered.
    answered: f64,
    /// The offered wait is no longer than T.
    virtual_wait: f64,
}

/// Shares of the offered calls beyond a threshold T.
struct Beyond {
    /// The offered wait is longer than T.
    virtual_wait: f64,
    /// Still waiting at T.
    waiting: f64,
    /// Answered, but later than T.
    answered: f64,
}

impl Queue {
    fn new(traffic: &Traffic, patience: f64, agents: u32) -> Self {
        Self::with_idle(traffic, patience, agents, inverse_blocking(agents - 1, traffic.load.erlangs()))
    }

    /// With ε worked out otherwise.
    fn with_idle(traffic: &Traffic, patience: f64, agents: u32, idle: f64) -> Self {
        let a = traffic.load.erlangs();
        let c = f64::from(agents);
        let ratio = patience / traffic.aht;
        let (x, y, ahead) = (c * ratio, a * ratio, -traffic.load.surplus(agents) * ratio);
        let sums = PalmSums::new(x, y, ahead);
        let scale = if sums.at_peak { peak_exponent(x, ahead) } else { 0.0 };
        let intensity = a / c;
        let idle = idle * (-scale).exp();
        Self { x, y, ahead, patience, intensity, sums, scale, idle, total: idle + intensity * sums.whole }
    }

    /// Share of the calls that find every agent busy.
    fn p_wait(&self) -> f64 {
        self.intensity * self.sums.whole / self.total
    }

    /// Share of the calls that are answered: ε + λK(0), or what is left of those who hang up where these are few.
    fn served(&self) -> f64 {
        let gone = self.p_abandon();
        if gone < 0.5 { 1.0 - gone } else { (self.idle + self.sums.tail) / self.total }
    }

    /// Share of the calls that hang up: λ(J(0) − K(0)) = Σ j t_j / x.
    fn p_abandon(&self) -> f64 {
        self.sums.weighted / self.x / self.total
    }

    /// Mean wait counted over answered calls only, per offered call.
    fn answered_wait(&self) -> f64 {
        self.patience * self.sums.harmonic / self.total
    }

    fn beyond(&self, threshold: f64) -> Beyond {
        let s = threshold / self.patience;
        let left = (-s).exp();
        let u = self.y * left;
        let ahead = self.ahead + self.y * (-s).exp_m1();
        let later = if threshold > 0.0 { PalmSums::new(self.x, u, ahead) } else { self.sums };
        let weight =
            if threshold > 0.0 { self.lead(s, u, ahead, &later).exp() / self.total } else { self.total.recip() };
        let virtual_wait = self.intensity * later.whole * weight;
        Beyond { virtual_wait, waiting: virtual_wait * left, answered: later.tail * weight }
    }

    /// What is left of `beyond`, from the side on which it does not cancel.
    ///
    /// Where even at T more callers wait than are expected to (`u` well above x), nearly everybody is beyond it, and what is
    /// within is `ε + λ∫₀ᵀ exp(g − θv) dv` by itself: with Q(u) = e^u u^{−x} Γ(x+1, u) that integral is e^{g(T)} Q(u) − Q(y),
    /// and the same without the factor e^{−θv} has Q − 1 for Q, times λ/cμ.
    fn within(&self, threshold: f64, beyond: &Beyond) -> Within {
        let s = threshold / self.patience;
        let ahead = self.ahead + self.y * (-s).exp_m1();
        if ahead <= 2.0 + self.x.sqrt() {
            return Within { answered: self.served() - beyond.answered, virtual_wait: 1.0 - beyond.virtual_wait };
        }
        let growth = self.ahead * s - self.y * exp_gap(s);
        let then = (growth - self.scale).exp() / self.total;
        let (late, now) = (upper_excess(self.x, ahead), (-growth).exp() * upper_excess(self.x, self.ahead));
        let at_once = self.idle / self.total;
        Within {
            answered: at_once + then * (late - now - (-growth).exp_m1()),
            virtual_wait: at_once + then * self.intensity * (late - now),
        }
    }

    /// g(T), plus the scale of the later sums, less that of the sums at 0; each difference in the form that keeps its digits.
    fn lead(&self, s: f64, u: f64, ahead: f64, later: &PalmSums) -> f64 {
        if self.ahead <= 0.0 {
            return self.ahead * s - self.y * exp_gap(s);
        }
        let now = if self.sums.at_peak { 0.0 } else { peak_exponent(self.x, self.ahead) };
        let then = if later.at_peak {
            0.0
        } else if ahead.abs() < 0.2 * self.x {
            self.x * log_gap(ahead / self.x)
        } else {
            // ln(u/x) as ln(y/x) − s, which does not end where u leaves the range of numbers
            u - self.x - self.x * ((self.ahead / self.x).ln_1p() - s)
        };
        now - then
    }
}

/// Nobody at work: every caller hangs up.
fn unstaffed(traffic: &Traffic, patience: f64, threshold: f64) -> Performance {
    let gone = -(-threshold / patience).exp_m1();
    Performance {
        agents: 0.0,
        sl: 0.0,
        sl_answered: None,
        sl_excl_short: (gone < 1.0).then_some(0.0),
        sl_wait_le_t: gone,
        sl_virtual: 0.0,
        asa_s: Some(patience),
        asa_answered_s: None,
        p_wait: 1.0,
        p_abandon: 1.0,
        queue_len: Some(traffic.rate() * patience),
        occupancy: None,
    }
}

/// The service of `agents` for callers of this mean patience; fewer agents than the load are legal.
pub(super) fn performance(traffic: &Traffic, patience: f64, agents: u32, threshold: f64) -> Performance {
    let a = traffic.load.erlangs();
    if a <= 0.0 {
        return Performance::idle(f64::from(agents));
    }
    if agents == 0 {
        return unstaffed(traffic, patience, threshold);
    }
    performance_of(traffic, patience, agents, threshold, inverse_blocking(agents - 1, a))
}

/// The same of calls and of one agent or more, with ε worked out otherwise.
pub(super) fn performance_of(traffic: &Traffic, patience: f64, agents: u32, threshold: f64, idle: f64) -> Performance {
    let a = traffic.load.erlangs();
    let queue = Queue::with_idle(traffic, patience, agents, idle);
    let (p_wait, p_abandon) = (probability(queue.p_wait()), probability(queue.p_abandon()));
    let beyond = queue.beyond(threshold);
    let within = queue.within(threshold, &beyond);
    let served = probability(queue.served());
    // the smaller of a share and what is left of it is the one whose digits are all there
    let sl = probability(if within.answered < 0.5 { within.answered } else { 1.0 - (p_abandon + beyond.answered) });
    let sl_virtual =
        probability(if within.virtual_wait < 0.5 { within.virtual_wait } else { 1.0 - beyond.virtual_wait });
    let short = -(-threshold / patience).exp_m1();
    let asa = p_abandon * patience;
    let share = |part: f64, whole: f64| (whole > 0.0).then(|| probability(part / whole));
    Performance {
        agents: f64::from(agents),
        sl,
        sl_answered: share(sl, served),
        sl_excl_short: share(sl, sl + beyond.waiting),
        // out of patience by then, or answered though it would have lasted
        sl_wait_le_t: probability(if sl_virtual < 0.5 {
            short + (1.0 - short) * sl_virtual
        } else {
            1.0 - beyond.waiting
        }),
        sl_virtual,
        asa_s: Some(asa),
        asa_answered_s: (served > 0.0).then(|| queue.answered_wait() / served),
        p_wait,
        p_abandon,
        queue_len: Some(traffic.rate() * asa),
        occupancy: Some(probability(a * served / f64::from(agents))),
    }
}

/// The fewest agents that answer the share `target` of the calls counted within `threshold`; `None` when no head count does.
pub(super) fn agents_for_service_level(
    traffic: &Traffic,
    patience: f64,
    target: f64,
    threshold: f64,
    counted: ServiceCount,
) -> Option<u32> {
    let allowed = complement(target);
    let a = traffic.load.erlangs();
    if a <= 0.0 || target <= 0.0 {
        return Some(0);
    }
    if allowed <= 0.0 {
        return None;
    }
    let limit = allowed * (1.0 + TIE);
    let missed = |queue: &Queue| {
        let beyond = queue.beyond(threshold);
        match counted {
            ServiceCount::Offered => queue.p_abandon() + beyond.answered,
            ServiceCount::Answered => beyond.answered / queue.served(),
            ServiceCount::ExclShort => beyond.waiting / (queue.within(threshold, &beyond).answered + beyond.waiting),
            ServiceCount::Wait => beyond.waiting,
            ServiceCount::Virtual => beyond.virtual_wait,
        }
    };
    let quick = QuickMiss::new(traffic, patience, threshold);
    let margin = |agents: u32| {
        let near = if counted == ServiceCount::Offered { limit - quick.of(agents) } else { f64::NAN };
        if near.abs() > QuickMiss::ERROR { near } else { limit - missed(&Queue::new(traffic, patience, agents)) }
    };
    // a fluid of callers waits patience · ln(a/c), so c = a e^{−T/patience}, and c/a of them are served at all
    let fluid = a * target.max((-threshold / patience).exp());
    fewest(traffic, fluid + 0.5 * a.sqrt(), margin)
}

/// The fewest agents with a mean wait of all offered calls of at most `longest` seconds.
pub(super) fn agents_for_asa(traffic: &Traffic, patience: f64, longest: f64) -> Option<u32> {
    agents_for_abandonment(traffic, patience, longest / patience)
}

/// The fewest agents from whom at most the share `most` of offered calls hang up; `None` when no head count does.
pub(super) fn agents_for_abandonment(traffic: &Traffic, patience: f64, most: f64) -> Option<u32> {
    let a = traffic.load.erlangs();
    if a <= 0.0 || most >= 1.0 {
        return Some(0);
    }
    if most <= 0.0 {
        return None;
    }
    let limit = most * (1.0 + TIE);
    fewest(traffic, a * complement(most), |agents| limit - Queue::new(traffic, patience, agents).p_abandon())
}

/// The fewest agents whose occupancy, of the load carried, is at most `cap`; `None` when no head count does.
pub(super) fn agents_for_occupancy(traffic: &Traffic, patience: f64, cap: f64) -> Option<u32> {
    let a = traffic.load.erlangs();
    if a <= 0.0 || cap >= 1.0 {
        return Some(0);
    }
    // enough even if nobody hung up; that bound is exact
    let most = traffic.load.agents_at_occupancy(cap)?;
    let margin = |agents: u32| match agents {
        // nobody at work has no occupancy
        0 => -1.0,
        enough if enough >= most => 1.0,
        some => Queue::new(traffic, patience, some).p_abandon() - (1.0 - cap * f64::from(some) / a),
    };
    fewest_by_crossing(0, f64::from(most) - a.sqrt(), 0.5 * a.sqrt(), margin)
}

/// The fewest agents for whom `margin` is not negative; nobody at work is never enough.
fn fewest(traffic: &Traffic, guess: f64, margin: impl Fn(u32) -> f64) -> Option<u32> {
    let step = 0.35 * traffic.load.erlangs().sqrt();
    fewest_by_crossing(0, guess, step, |agents| if agents == 0 { -1.0 } else { margin(agents) })
}

/// The share of offered calls that are not answered within a threshold, for a search: from two sums by themselves, with an
/// absolute error that decides nothing beyond [`QuickMiss::ERROR`] of its target.
struct QuickMiss<'a> {
    load: &'a Load,
    /// Patience in handle times.
    ratio: f64,
    /// Threshold in patiences.
    s: f64,
    /// e^{−s}.
    left: f64,
    /// e^{−s} − 1 + s.
    gap: f64,
}

impl<'a> QuickMiss<'a> {
    /// Well above the rounding of the sums, whose digits cancel where hardly anybody waits.
    const ERROR: f64 = 1e-11;

    fn new(traffic: &'a Traffic, patience: f64, threshold: f64) -> Self {
        let s = threshold / patience;
        Self { load: &traffic.load, ratio: patience / traffic.aht, s, left: (-s).exp(), gap: exp_gap(s) }
    }

    /// Of one agent or more; not a number where the sums leave the range of numbers.
    ///
    /// Those who hang up are `λ(J(0) − K(0))` and those answered late `λK(T)`, with `cμJ = Σ t_j` and `λK = e^g (Σ t_j − 1)`.
    fn of(&self, agents: u32) -> f64 {
        let (c, a) = (f64::from(agents), self.load.erlangs());
        let (x, y) = (c * self.ratio, a * self.ratio);
        let (now, later) = (palm_sum(x, y), palm_sum(x, y * self.left));
        let intensity = a / c;
        let total = inverse_blocking(agents - 1, a) + intensity * now;
        let growth = -self.load.surplus(agents) * self.ratio * self.s - y * self.gap;
        (intensity * now - (now - 1.0) + growth.exp() * (later - 1.0)) / total
    }
}
