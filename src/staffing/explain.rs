//! Why a half-hour needs the agents that it needs: the sum step by step.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::offered_load::OfferedLoad;
use super::performance::Performance;
use super::requirement::{demand_of, staffed, targets_of};
use super::staff::{Demand, Staffing, staff};
use super::text;
use super::uncertain::{Rates, Uncertain};
use crate::domain::centre::{Centre, Patience, Queue};
use crate::domain::codes::Code;
use crate::domain::findings::Finding;
use crate::domain::ids::QueueId;
use crate::domain::series::ForecastRow;
use crate::domain::units::Seconds;
use crate::domain::work::{Concurrency, ServiceCount};

/// The sum behind one row of the requirement.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// Start of the interval, with the centre's offset.
    pub start: String,
    /// The queue.
    pub queue: String,
    /// Calls forecast.
    pub calls: f64,
    /// Calls that the interval is staffed for, where calls of before are still in hand.
    pub calls_loaded: Option<f64>,
    /// Mean handle time; `None` without calls when it is not known.
    pub aht_s: Option<f64>,
    /// Length of the interval.
    pub interval_s: f64,
    /// Calls × handle time ÷ interval, in Erlangs.
    pub load: f64,
    /// How an agent's chats lengthen each other; `None` where contacts come one at a time.
    pub chats: Option<Chats>,
    /// Mean patience; `None` when callers never hang up (Erlang C).
    pub patience_s: Option<f64>,
    /// Where the patience comes from: `given`, `estimated`, `unknown` or `infinite`.
    pub patience_from: &'static str,
    /// What is asked and how many agents it takes, in words; the greatest number decides.
    pub asked: Vec<(String, u32)>,
    /// Share of scheduled time lost to what nobody planned.
    pub shrinkage: f64,
    /// The result.
    pub staffing: Staffing,
    /// What the forecast's band means for the service; `None` without a band or a service level.
    pub uncertain: Option<Uncertain>,
    /// Agents that the expected calls alone ask for.
    pub agents_expected: u32,
    /// Threshold of the service level.
    pub threshold_s: Option<f64>,
    /// What one agent fewer, the agents themselves and one more would give.
    pub neighbours: Vec<Performance>,
}

/// Several chats of one agent side by side.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Chats {
    /// At a time at most.
    pub at_a_time: u32,
    /// Share by which each of them lengthens the others.
    pub slowdown: f64,
    /// Handle time of a chat beside all the others.
    pub aht_s: f64,
}

/// How a requirement is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Staffed {
    /// Whose calls make the load of an interval.
    pub load: OfferedLoad,
    /// Whether the service level holds in expectation over the forecast's bands.
    pub over_band: bool,
}

/// The sum behind the requirement of one forecast row; a finding where the row has no answer. `asked` is the row as it was
/// forecast, `row` with the calls that its interval is staffed for.
pub fn explain(
    row: &ForecastRow,
    asked: &ForecastRow,
    how: Staffed,
    centre: &Centre,
    patience: &BTreeMap<QueueId, Seconds>,
) -> Result<Explanation, Finding> {
    let unknown = || {
        Finding::new(Code::ForecastQueueUnknown, format!("queue {} of the forecast is not in the centre", row.queue))
    };
    let queue = centre.queue(&row.queue).ok_or_else(unknown)?;
    let mean = queue.mean_patience(patience);
    let demand = demand_of(row, centre, mean).ok_or_else(|| {
        Finding::new(Code::HandleTimeMissing, format!("queue {} has calls but no handle time", queue.id))
            .hint("give aht_s in the history or in the forecast")
            .queue(&queue.id)
    })?;
    let targets = targets_of(queue);
    let unusable = |error: super::StaffingError| Finding::new(Code::DemandUnusable, error.to_string()).queue(&queue.id);
    let (staffing, _) = staffed(row, queue, &demand, how.over_band).map_err(unusable)?;
    let expected = staff(&demand, &targets, queue.unplanned_shrinkage).map_err(unusable)?;
    let told = |target| Rates::of(row, &demand)?.told(row, target, queue.counted, expected.agents);
    let traffic = demand.traffic().map_err(unusable)?;
    let around = staffing.agents.saturating_sub(1)..=staffing.agents.saturating_add(1);
    Ok(Explanation {
        start: centre.zone.rfc3339(row.start),
        queue: queue.id.to_string(),
        calls: asked.offered.get(),
        calls_loaded: (how.load != OfferedLoad::Interval).then(|| row.offered.get()),
        aht_s: row.aht.map(Seconds::get),
        interval_s: demand.interval.get(),
        load: traffic.load.erlangs(),
        chats: chats(&demand),
        patience_s: mean.map(Seconds::get),
        patience_from: patience_source(queue, mean),
        asked: steps(queue, &staffing, how.over_band),
        shrinkage: queue.unplanned_shrinkage.get(),
        staffing,
        uncertain: targets.service_level.and_then(told),
        agents_expected: expected.agents,
        threshold_s: targets.service_level.map(|t| t.within.get()),
        neighbours: around.map(|agents| traffic.performance(agents, targets.threshold())).collect(),
    })
}

fn chats(demand: &Demand) -> Option<Chats> {
    let Concurrency { chats, slowdown } = demand.concurrency;
    let aht_s = demand.aht.get() * demand.concurrency.stretch(chats);
    (chats > 1).then_some(Chats { at_a_time: chats, slowdown, aht_s })
}

fn patience_source(queue: &Queue, mean: Option<Seconds>) -> &'static str {
    match (queue.patience, mean) {
        (Patience::Infinite, _) => "infinite",
        (Patience::Mean(_), _) => "given",
        (Patience::Estimate, Some(_)) => "estimated",
        (Patience::Estimate, None) => "unknown",
    }
}

/// Every target that the queue has, in words, with its own number of agents.
fn steps(queue: &Queue, staffing: &Staffing, over_band: bool) -> Vec<(String, u32)> {
    let percent = |share: f64| format!("{} %", text::number(share * 100.0));
    let level = queue.service_level.zip(staffing.agents_sl);
    let asa = queue.max_asa.zip(staffing.agents_asa);
    let abandon = queue.max_abandon.zip(staffing.agents_abandon);
    let mut steps = Vec::new();
    steps.extend(level.map(|(t, n)| {
        let (share, within) = (percent(t.share.get()), text::number(t.within.get()));
        let over = if over_band { " over all that the band says can happen" } else { "" };
        let what = match queue.counted {
            ServiceCount::Offered => format!("{share} of offered calls answered in {within} s{over}"),
            other => format!("{share} in {within} s{over}, counted as {}", other.words()),
        };
        (what, n)
    }));
    steps.extend(asa.map(|(t, n)| (format!("mean wait at most {} s", text::number(t.get())), n)));
    steps.extend(abandon.map(|(t, n)| (format!("at most {} hang up", percent(t.get())), n)));
    steps.push((format!("occupancy at most {}", percent(queue.max_occupancy.get())), staffing.agents_occ));
    steps.push(("fewest agents of the queue".to_owned(), queue.min_agents.get()));
    steps
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = text::number;
        writeln!(f, "{}, {}", self.queue, self.start)?;
        writeln!(f, "  calls        {} in {} minutes", number(self.calls), number(self.interval_s / 60.0))?;
        match self.aht_s {
            Some(aht) => {
                writeln!(f, "  handle time  {} s", number(aht))?;
                if let Some(calls) = self.calls_loaded {
                    writeln!(
                        f,
                        "  staffed for  {} calls, those of before that are still in hand included",
                        number(calls)
                    )?;
                }
                let calls = self.calls_loaded.unwrap_or(self.calls);
                let sum = format!("{} × {} s ÷ {} s", number(calls), number(aht), number(self.interval_s));
                writeln!(f, "  load         {sum} = {} Erlangs", number(self.load))?;
            }
            None => writeln!(f, "  handle time  not known; without calls it does not matter")?,
        }
        if let Some(chats) = &self.chats {
            let (all, longer) = (chats.at_a_time, number(chats.slowdown * 100.0));
            writeln!(
                f,
                "  at a time    {all} chats, each {longer} % longer for every other: {} s beside {} more",
                number(chats.aht_s),
                all - 1
            )?;
        }
        match (self.patience_s, self.patience_from) {
            (Some(mean), from) => {
                writeln!(f, "  callers      hang up after {} s on average ({from}): Erlang A", number(mean))?;
            }
            (None, "unknown") => writeln!(f, "  callers      patience unknown, taken as endless: Erlang C")?,
            (None, _) => writeln!(f, "  callers      never hang up: Erlang C")?,
        }
        for (what, agents) in &self.asked {
            writeln!(f, "  asked        {what}: {}", text::agents(*agents))?;
        }
        let s = &self.staffing;
        writeln!(f, "  agents       {}, the most of these", s.agents)?;
        let lost = number(self.shrinkage * 100.0);
        writeln!(
            f,
            "  scheduled    {} ÷ (1 − {lost} %) = {}, rounded up {}",
            s.agents,
            number(s.scheduled_fte),
            s.scheduled
        )?;
        if let Some(band) = &self.uncertain {
            write!(f, "{}", text::uncertain(band, self.agents_expected))?;
        }
        writeln!(f)?;
        f.write_str(&text::neighbours(&self.neighbours, f64::from(s.agents), self.threshold_s))?;
        let counted = self.threshold_s.filter(|_| self.patience_s.is_some());
        counted.map_or(Ok(()), |within| write!(f, "\n{}", text::service_levels(&s.performance, within)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::requirement::tests::{centre, queue, row};
    use super::*;
    use crate::domain::centre::Work;
    use crate::domain::units::Share;

    fn plain(row: &ForecastRow, centre: &Centre) -> Result<Explanation, Finding> {
        explain(row, row, Staffed::default(), centre, &BTreeMap::new())
    }

    #[test]
    fn the_sum_is_told_step_by_step() {
        let mut busy = queue("cards", Patience::Mean(Seconds::new(180.0).expect("seconds")));
        busy.max_occupancy = Share::new(0.85).expect("share");
        let told = plain(&row("cards", 21, 144.6, Some(360.0)), &centre(vec![busy]));
        let told = told.expect("an answer").to_string();
        for part in [
            "cards, 1970-01-01T10:30:00+00:00",
            "144.6 × 360 s ÷ 1800 s = 28.92 Erlangs",
            "hang up after 180 s on average (given): Erlang A",
            "80 % of offered calls answered in 20 s: 32 agents",
            "fewest agents of the queue: 2 agents",
            "÷ (1 − 30 %)",
            "answered in 20 s ÷ offered",
            "answered in time ÷ answered (sl_answered)",
            "◄",
        ] {
            assert!(told.contains(part), "{part} is not in\n{told}");
        }
    }

    #[test]
    fn a_band_tells_what_the_agents_give_when_the_forecast_errs() {
        let band = crate::domain::series::Band { low: 90.0, high: 200.0 };
        let row = ForecastRow { band80: Some(band), ..row("cards", 21, 144.6, Some(360.0)) };
        let told = plain(&row, &centre(vec![queue("cards", Patience::Infinite)]));
        let text = told.expect("an answer").to_string();
        assert!(text.contains("forecast     90 to 200 calls in 8 of 10 cases"), "{text}");
    }

    #[test]
    fn chats_say_how_many_an_agent_has_at_a_time() {
        let mut chat = queue("chat", Patience::Infinite);
        chat.work = Work::Chats(Concurrency { chats: 3, slowdown: 0.2 });
        let told = plain(&row("chat", 21, 60.0, Some(600.0)), &centre(vec![chat])).expect("an answer").to_string();
        assert!(told.contains("at a time    3 chats, each 20 % longer for every other: 840 s beside 2 more"), "{told}");
        assert!(told.contains("answered in 20 s: 11 agents"), "{told}");
        let calls = plain(&row("a", 21, 60.0, Some(600.0)), &centre(vec![queue("a", Patience::Infinite)]));
        assert!(!calls.expect("an answer").to_string().contains("at a time"));
    }

    #[test]
    fn a_row_without_an_answer_is_a_finding() {
        let centre = centre(vec![queue("a", Patience::Infinite)]);
        let code = |r: &ForecastRow| plain(r, &centre).expect_err("no answer").code;
        assert_eq!(code(&row("a", 20, 5.0, None)), Code::HandleTimeMissing);
        assert_eq!(code(&row("b", 20, 5.0, Some(5.0))), Code::ForecastQueueUnknown);
        assert_eq!(code(&row("a", 20, 5.0, Some(0.0))), Code::DemandUnusable);
    }
}
