use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;

use super::*;
use crate::domain::adherence::{Adherence, AgentDay, Meaning, OutRun, StateIx, Tally};
use crate::domain::day_report::{DayAdherence, StaffingSlot, Strip, VolumeSlot};
use crate::domain::ids::AgentId;
use crate::domain::intraday::{DayPlan, Missing, MissingKind, NetStaffing};
use crate::domain::people::Activity;
use crate::domain::service_gap::{Cause, DayGap, Effect, ServiceExplanation, Statement, Verdict};
use crate::domain::span::Span;
use crate::domain::time::Zone;
use crate::domain::units::Minutes;

fn keep(name: &str, html: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/report-test");
    std::fs::create_dir_all(&folder).expect("folder");
    std::fs::write(folder.join(name), html).expect("written");
}

fn here<T>(content: T) -> Section<T> {
    Section { content: Some(content), lacks: Vec::new() }
}

fn missing<T>(lack: &str) -> Section<T> {
    Section { content: None, lacks: vec![lack.to_owned()] }
}

/// A shift from 22:00 with a break; the agent of every third comes half an hour late.
fn shift(number: usize, midnight: Instant, day: NaiveDate) -> (AgentDay, Strip) {
    let start = midnight.plus_minutes(if number.is_multiple_of(4) { 22 * 60 } else { 8 * 60 });
    let at = |minutes: i64| start.plus_minutes(minutes);
    let span = |from: i64, to: i64| Span::new(at(from), at(to)).expect("span");
    let late = if number.is_multiple_of(3) { 30 } else { 0 };
    let out = late * 60;
    let tally = Tally { scheduled: 28_800, adherent: 28_800 - out, out, late: out, ..Tally::default() };
    let run = OutRun { span: span(0, late.max(1)), scheduled: Some(Activity::Work), state: StateIx(0), seconds: out };
    let mut actual: Vec<(Span, Meaning)> =
        Span::new(at(0), at(late)).map(|gone| (gone, Meaning::Out)).into_iter().collect();
    actual.push((span(late, 245), Meaning::Doing(Activity::Work)));
    actual.push((span(245, 270), Meaning::Doing(Activity::Meal)));
    actual.push((span(270, 480), Meaning::Doing(Activity::Work)));
    let scheduled =
        vec![(span(0, 240), Activity::Work), (span(240, 270), Activity::Meal), (span(270, 480), Activity::Work)];
    let own = AgentDay {
        agent: AgentId::new(&format!("A{number:03}")),
        day,
        team: "blue".into(),
        shift: span(0, 480),
        over: true,
        has_feed: true,
        tally,
        runs: if late > 0 { vec![run] } else { Vec::new() },
        present: Vec::new(),
        extra: Vec::new(),
    };
    (own, Strip { scheduled, actual })
}

/// Two agents too few in the first interval to come, enough in the others; one agent is late.
fn rest(starts: &[Instant], queue: &QueueId) -> DayPlan {
    let intervals = starts.iter().enumerate().map(|(index, start)| NetStaffing {
        start: *start,
        queue: queue.clone(),
        offered: 46.0,
        aht: Some(210.0),
        needed: 11.5,
        rostered: 12.0,
        there: if index == 0 { 9.5 } else { 11.5 },
        service: Some(0.8),
        there_after: 11.5,
        service_after: Some(0.8),
    });
    let since = starts[0].plus_minutes(-30);
    let span = Span::new(starts[0], starts[0].plus_minutes(60)).expect("span");
    let late = Missing { agent: AgentId::new("A003"), kind: MissingKind::Late, span, since };
    DayPlan { intervals: intervals.collect(), missing: vec![late], ..DayPlan::default() }
}

fn report(zone: &str, day: &str, agents: usize) -> DayReport {
    let zone = Zone::parse(zone).expect("zone");
    let day: NaiveDate = day.parse().expect("date");
    let midnight = zone.midnight(day);
    let queue = QueueId::new("calls");
    let starts = zone.intervals_of(day, Minutes::new(30));
    let slot = |(index, start): (usize, &Instant)| VolumeSlot {
        start: *start,
        queue: queue.clone(),
        forecast: Some(40.0),
        band: None,
        forecast_aht: Some(200.0),
        actual: (index < 24).then_some(50.0),
        actual_aht: (index < 24).then_some(220.0),
        again: (index >= 24).then_some(46.0),
        again_aht: Some(210.0),
    };
    let net = |(index, start): (usize, &Instant)| StaffingSlot {
        start: *start,
        queue: queue.clone(),
        required: Some(10.0),
        scheduled: Some(11.0),
        there: (index < 24).then_some(if index == 20 { 6.5 } else { 10.5 }),
    };
    let (days, strips): (Vec<AgentDay>, BTreeMap<_, _>) = (0..agents)
        .map(|number| shift(number, midnight, day))
        .map(|(own, strip)| (own.clone(), ((own.agent, own.day), strip)))
        .unzip();
    let mut parts = [Effect::default(); 6];
    parts[Cause::Absence as usize] = Effect { points: -0.02, calls: -25.0 };
    parts[Cause::Volume as usize] = Effect { points: -0.08, calls: -96.0 };
    parts[Cause::Plan as usize] = Effect { points: 0.03, calls: 36.0 };
    let whole = DayGap {
        queue: None,
        calls: (960.0, 1200.0),
        planned: 0.80,
        achieved: Some(0.74),
        parts,
        unexplained: Some(Effect { points: 0.01, calls: 12.0 }),
    };
    let statement = Statement {
        about: "service level low".into(),
        cause: "volume above forecast".into(),
        verdict: Verdict::Shown,
        text: "1200 calls came, 960 were forecast".into(),
    };
    let explanation = ServiceExplanation {
        day,
        intervals: Vec::new(),
        queues: Vec::new(),
        whole,
        unplanned_calls: 0.0,
        statements: vec![statement],
    };
    DayReport {
        centre: "Bank".into(),
        zone,
        interval: Minutes::new(30),
        queues: vec![queue.clone()],
        day,
        at: Some(starts[24]),
        again_from: Some(starts[24]),
        volume: here(starts.iter().enumerate().map(slot).collect()),
        staffing: here(starts.iter().enumerate().map(net).collect()),
        rest: Some(rest(&starts[24..], &queue)),
        adherence: here(DayAdherence {
            own: Adherence { definition: "wfm".into(), at: None, days, states: vec!["offline".into()] },
            before: Vec::new(),
            strips,
            names: BTreeMap::new(),
            about: "in / (in + out)".into(),
        }),
        explanation: here(explanation),
        figures: missing("needs calls.csv"),
        currency: "CNY".into(),
        sources: vec![("roster", "plan/roster.csv".into())],
    }
}

#[test]
fn the_page_has_every_section_and_needs_nothing_from_outside() {
    let page = html(&report("Europe/Berlin", "2026-12-01", 10));
    keep("day.html", &page);
    for id in ["calls", "staffing", "why", "figures", "adherence"] {
        assert!(page.contains(&format!("<section id=\"{id}\">")) && page.contains(&format!("href=\"#{id}\"")), "{id}");
    }
    for outside in ["http://", "https://", "<script", "<link", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("now 12:00") && page.contains("re-forecast of the rest"));
}

#[test]
fn causes_stand_by_their_calls_and_the_worst_agent_first() {
    let report = report("Europe/Berlin", "2026-12-01", 10);
    let page = html(&report);
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(place("<td>volume</td>") < place("<td>plan</td>") && place("<td>plan</td>") < place("<td>absence</td>"));
    assert!(page.contains("<td>lost</td>") && page.contains("<td>gained</td>"), "in words, not in colour alone");
    // A000, A003 … are half an hour late, the others as scheduled
    assert!(place(">A003</text>") < place(">A001</text>"));
    assert!(page.contains("late 0:30:00"));
    let text = text(&report);
    assert!(text.contains("74.0 % answered in time") && text.contains("Most by volume: −96 calls."), "{text}");
    assert!(text.contains("Worst: 10:00 calls, −3.5 agents"), "{text}");
}

#[test]
fn the_rest_of_the_day_is_told_by_its_shortest_intervals_and_by_who_is_missing() {
    let mut report = report("Europe/Berlin", "2026-12-01", 10);
    let page = html(&report);
    assert!(page.contains("1.0 agent-hours short in 1 of 24 intervals"));
    assert!(page.contains("1 not there yet: A003 since 11:30 (counted out until 13:00)."));
    assert!(page.contains("required by the re-forecast (long dashes)"));
    let told = text(&report);
    assert!(told.contains("Still to come: 1.0 agent-hours short, worst 12:00 calls, −2.0 agents."), "{told}");
    // of a day that is over nothing is to come
    report.rest = None;
    assert!(!html(&report).contains("The rest of the day") && !text(&report).contains("Still to come"));
}

#[test]
fn what_is_not_there_is_said_in_its_place() {
    let mut report = report("Europe/Berlin", "2026-12-01", 3);
    report.adherence = missing("needs states.csv with states of agents of 2026-12-01");
    report.staffing = Section { lacks: vec!["needs roster.csv".into()], ..report.staffing };
    let page = html(&report);
    for words in ["needs states.csv with", "needs roster.csv", "needs calls.csv"] {
        assert!(page.contains(words), "{words}");
    }
    assert!(page.contains("<section id=\"adherence\">") && page.contains("Not known"));
    assert_eq!(text(&report).matches("not on the page").count(), 3);
}

#[test]
fn text_of_the_centre_cannot_become_markup() {
    let mut report = report("Europe/Berlin", "2026-12-01", 3);
    let markup = "<script>alert(1)</script>";
    report.centre = markup.into();
    report.sources = vec![("roster", markup.into())];
    report.figures = missing(markup);
    let queue = QueueId::new(markup);
    report.queues = vec![queue.clone()];
    report.volume.content.iter_mut().flatten().for_each(|slot| slot.queue = queue.clone());
    report.staffing.content.iter_mut().flatten().for_each(|slot| slot.queue = queue.clone());
    let explanation = report.explanation.content.as_mut().expect("there");
    explanation.whole.queue = Some(queue);
    explanation.statements[0].text = markup.into();
    explanation.statements[0].cause = markup.into();
    let who = report.adherence.content.as_mut().expect("there");
    who.about = markup.into();
    who.own.definition = markup.into();
    for day in &mut who.own.days {
        who.names.insert(day.agent.clone(), markup.into());
        day.team = markup.into();
    }
    let page = html(&report);
    assert!(!page.contains("<script"));
    assert!(page.matches("&lt;script&gt;").count() > 10);
}

#[test]
fn days_with_a_clock_change_are_drawn_whole_and_nights_run_on() {
    for (day, hours) in [("2026-03-29", 46), ("2026-10-25", 50)] {
        let report = report("Europe/Berlin", day, 6);
        assert_eq!(report.volume.content.as_ref().map(Vec::len), Some(hours));
        let page = html(&report);
        assert!(!page.contains("NaN") && !page.contains("inf "), "{day}");
        let frame = Frame::of(&report);
        // A000 and A004 work until 06:00 of the next day
        let next = report.zone.midnight(add_days(report.day, 1));
        assert!(frame.to >= next.plus_minutes(5 * 60), "{day}");
    }
}

#[test]
fn five_hundred_agents_are_a_page_below_a_megabyte_and_the_same_bytes_twice() {
    let report = report("Asia/Shanghai", "2026-12-01", 500);
    let page = html(&report);
    keep("day-500.html", &page);
    assert!(page.len() < 1_000_000, "{}", page.len());
    assert_eq!(page, html(&report));
}

#[test]
fn a_page_of_nothing_is_still_a_page() {
    let mut report = report("UTC", "2026-12-01", 0);
    report.volume = missing("a");
    report.staffing = missing("b");
    report.adherence = missing("c");
    report.explanation = missing("d");
    report.at = None;
    assert!(html(&report).contains("Not known"));
}
