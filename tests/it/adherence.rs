//! Golden cases of published definitions, and cases worked out by hand. A day is written as text: `09:00-12:00 work` for the
//! schedule, `09:10 available` for the feed, both in UTC of 2026-12-01; `30:00` is 06:00 of the next day.

use std::collections::BTreeMap;
use std::fs;

use wfm::adherence::{EVERY_DAY, Facts, compute};
use wfm::domain::adherence::{AgentDay, Decision, Exception, StateEvent, StateIx, StateLog, Verdict};
use wfm::domain::centre::AdherenceSettings;
use wfm::domain::codes::Code;
use wfm::domain::findings::{Findings, Severity};
use wfm::domain::ids::{AgentId, QueueId, ShiftId};
use wfm::domain::people::{Activity, RosterRow};
use wfm::domain::span::Span;
use wfm::domain::time::{Instant, Zone, add_days};
use wfm::domain::units::Share;

use crate::harness::fresh;

/// The settings that these keys of `[adherence]` make.
fn settings(keys: &str) -> AdherenceSettings {
    let dir = fresh();
    let path = dir.path().join("centre.toml");
    let text = format!("[centre]\ntime_zone = \"UTC\"\n[[queue]]\nid = \"calls\"\n[adherence]\n{keys}\n");
    fs::write(&path, text).expect("written");
    let mut findings = Findings::new();
    let centre = wfm::ingest::centre::read(&path, &mut findings);
    assert!(findings.is_empty(), "{findings:?}");
    centre.expect("readable").adherence
}

/// 2026-12-01T00:00:00Z.
const MIDNIGHT: i64 = 1_796_083_200;

fn at(clock: &str) -> Instant {
    let parts: Vec<i64> = clock.split(':').map(|p| p.parse().expect("number")).collect();
    let seconds = parts.get(2).copied().unwrap_or(0);
    Instant::from_unix(MIDNIGHT + parts[0] * 3600 + parts[1] * 60 + seconds)
}

fn roster(agent: &str, text: &str) -> Vec<RosterRow> {
    let row = |line: &str| {
        let (span, activity) = line.split_once(' ').expect("span and activity");
        let (start, end) = span.split_once('-').expect("start and end");
        let activity = Activity::parse(activity).expect("activity");
        RosterRow {
            agent: AgentId::new(agent),
            day: Zone::UTC.day(at("00:00")),
            shift: ShiftId::new("day"),
            start: at(start),
            end: at(end),
            activity,
            queue: (activity == Activity::Work).then(|| QueueId::new("calls")),
            paid: true,
        }
    };
    text.split(", ").map(row).collect()
}

fn log(agent: &str, text: &str) -> StateLog {
    let mut log = StateLog::default();
    add(&mut log, agent, text);
    log
}

fn add(log: &mut StateLog, agent: &str, text: &str) {
    for line in text.split(", ").filter(|line| !line.is_empty()) {
        let (clock, state) = line.split_once(' ').expect("time and state");
        let index = log.states.iter().position(|s| s == state).unwrap_or_else(|| {
            log.states.push(state.to_owned());
            log.states.len() - 1
        });
        let event = StateEvent { at: at(clock), state: StateIx(u32::try_from(index).expect("few")) };
        log.events.entry(AgentId::new(agent)).or_default().push(event);
        let (first, last) = log.covers.unwrap_or((event.at, event.at));
        log.covers = Some((first.min(event.at), last.max(event.at)));
    }
}

/// The adherence of agent A under `[adherence]` keys.
fn day(keys: &str, schedule: &str, feed: &str) -> AgentDay {
    case(keys, schedule, feed, &[], None).0
}

fn case(keys: &str, schedule: &str, feed: &str, exceptions: &[Exception], now: Option<&str>) -> (AgentDay, Findings) {
    let (rows, log) = (roster("A", schedule), log("A", feed));
    let teams = BTreeMap::new();
    let facts = Facts {
        roster: &rows,
        log: &log,
        exceptions,
        teams: &teams,
        zone: Zone::UTC,
        at: now.map(at),
        days: EVERY_DAY,
    };
    let mut findings = Findings::new();
    let adherence = compute(&facts, &settings(keys), &mut findings);
    let day = adherence.days.first().expect("one shift").clone();
    let t = &day.tally;
    let outside = if settings(keys).outside_is_exception { t.outside } else { 0 };
    assert_eq!(t.adherent + t.out + t.neutral + t.unknown, t.scheduled + outside, "{t:?}");
    assert_eq!(t.out, day.runs.iter().map(|run| run.seconds).sum::<i64>());
    (day, findings)
}

/// Percent with two decimals.
fn percent(share: Option<Share>) -> String {
    share.map_or_else(|| "-".to_owned(), |s| format!("{:.2}", s.get() * 100.0))
}

const HOUR: &str = "09:00-10:00 work";

#[test]
fn genesys_late_and_stayed_longer_is_71_4_with_the_option_and_83_3_without() {
    let feed = "08:00 offline, 09:10 available, 10:10 offline";
    let with = day("preset = \"genesys\"", HOUR, feed);
    assert_eq!(percent(with.tally.adherence()), "71.43");
    assert_eq!((with.tally.out, with.tally.outside, with.tally.late, with.tally.exceptions), (1200, 600, 600, 2));
    let without = day("preset = \"genesys\"\noutside_shift = \"ignore\"", HOUR, feed);
    assert_eq!((percent(without.tally.adherence()).as_str(), without.tally.outside), ("83.33", 600));
}

#[test]
fn genesys_drops_exceptions_below_the_threshold_whole_and_never_falls_below_zero() {
    let keys = "preset = \"genesys\"\ntolerance_s = 120";
    let feed = "09:00 available, 09:10 break, 09:12 available, 09:30 break, 09:32:01 available";
    let day = day(keys, HOUR, feed);
    assert_eq!((day.tally.out, day.tally.exceptions), (121, 1));
    let absent = crate::adherence::day("preset = \"genesys\"", HOUR, "08:00 offline, 10:00 available, 12:00 offline");
    assert_eq!(percent(absent.tally.adherence()), "0.00");
}

#[test]
fn calabrio_leaves_neutral_time_out_3_of_6_hours_with_2_neutral_is_75() {
    let keys = "preset = \"calabrio\"\n[adherence.states]\nproject = \"neutral\"";
    let feed = "08:00 available, 11:00 project, 13:00 offline";
    let day = day(keys, "08:00-14:00 work", feed);
    assert_eq!(percent(day.tally.adherence()), "75.00");
    assert_eq!((day.tally.adherent, day.tally.out, day.tally.neutral), (10_800, 3600, 7200));
    // states outside the shift do not affect the figure
    let longer = crate::adherence::day(
        keys,
        "08:00-14:00 work",
        &format!("07:00 available, {feed}, 14:00 available, 16:00 offline"),
    );
    assert_eq!(percent(longer.tally.adherence()), "75.00");
}

#[test]
fn an_hour_and_a_half_off_of_eight_is_81_25() {
    let schedule = "08:00-12:00 work, 12:00-12:30 meal, 12:30-16:00 work";
    let feed = "07:55 available, 10:00 break, 11:00 available, 12:00 meal, 13:00 available, 16:00 offline";
    let day = day("", schedule, feed);
    assert_eq!(percent(day.tally.adherence()), "81.25");
    assert_eq!((day.tally.out, day.tally.long_break, day.tally.missed_break), (5400, 5400, 0));
}

#[test]
fn nice_shifted_by_half_an_hour_conforms_to_its_hours_inside_and_adheres_to_93_75() {
    let day = day("preset = \"nice\"", "09:00-17:00 work", "08:00 logoff, 09:30 working, 17:30 logoff");
    assert_eq!(percent(day.tally.adherence()), "93.75");
    assert_eq!((day.tally.worked, day.tally.outside), (27_000, 1800));
    // The source's own conformance credits the half-hour after the shift; the column `conformance` looks inside the shift.
    assert_eq!((day.tally.conformance(), day.tally.conformance_with_outside()), (Some(0.9375), Some(1.0)));
}

#[test]
fn amazon_takes_any_non_productive_status_for_a_non_productive_activity() {
    let schedule = "09:00-10:00 work, 10:00-10:30 meal, 10:30-11:00 work";
    for state in ["offline", "break", "meal", "training"] {
        let feed = format!("09:00 available, 10:00 {state}, 10:30 available, 11:00 offline");
        assert_eq!(percent(day("preset = \"amazon\"", schedule, &feed).tally.adherence()), "100.00", "{state}");
    }
    let feed = "09:00 available, 11:00 offline";
    assert_eq!(percent(day("preset = \"amazon\"", schedule, feed).tally.adherence()), "75.00");
    assert_eq!(percent(day("", schedule, "09:00 available, 10:00 offline, 10:30 on_call").tally.adherence()), "75.00");
}

#[test]
fn verint_thresholds_are_by_activity_and_what_exceeds_them_counts_whole() {
    let keys = "preset = \"verint\"\n[adherence.tolerance]\nbreak = 60\nwork = 300";
    let schedule = "09:00-10:00 work, 10:00-10:15 break, 10:15-11:00 work";
    // five minutes of aux in work are forgiven; ninety seconds of work in the break are not
    let feed = "09:00 avail, 09:20 aux, 09:25 avail, 10:01:30 break, 10:15 avail, 11:00 logged_out";
    let day = day(keys, schedule, feed);
    assert_eq!((day.tally.out, day.tally.exceptions), (90, 1));
}

#[test]
fn tolerance_forgives_up_to_its_length_and_above_it_nothing_or_only_itself() {
    let run = |keys: &str, end: &str| day(keys, HOUR, &format!("09:00 available, 09:20 break, {end} available")).tally;
    let whole = "tolerance_s = 180";
    assert_eq!((run(whole, "09:23").out, run(whole, "09:23:01").out), (0, 181));
    let excess = "tolerance_s = 180\ntolerance_mode = \"excess_only\"";
    assert_eq!((run(excess, "09:23").out, run(excess, "09:23:01").out), (0, 1));
    assert_eq!(run(whole, "09:23").adherent, 3600, "forgiven time is in");
}

#[test]
fn a_run_goes_on_across_states_and_activities() {
    let schedule = "09:00-09:30 work, 09:30-09:45 break, 09:45-10:00 work";
    let day = day("", schedule, "09:00 available, 09:25 offline, 09:40 training, 09:50 available");
    assert_eq!((day.tally.exceptions, day.tally.out), (1, 1500));
    assert_eq!(day.runs[0].scheduled, Some(Activity::Work));
}

#[test]
fn grace_forgives_the_first_seconds_of_a_run_at_a_boundary_before_the_tolerance_is_asked() {
    let schedule = "09:00-09:30 work, 09:30-09:45 break, 09:45-10:00 work";
    let out =
        |keys: &str, feed: &str| day(&format!("{keys}\n[adherence.grace]\nbreak = 300"), schedule, feed).tally.out;
    // back four minutes late, back seven minutes late
    assert_eq!(out("", "09:00 available, 09:30 break, 09:49 available"), 0);
    assert_eq!(out("", "09:00 available, 09:30 break, 09:52 available"), 120);
    // what grace leaves is what the tolerance looks at
    assert_eq!(out("tolerance_s = 120", "09:00 available, 09:30 break, 09:52 available"), 0);
    // to the break four minutes early, and late
    assert_eq!(out("", "09:00 available, 09:26 break, 09:45 available"), 0);
    assert_eq!(out("", "09:00 available, 09:34 break, 09:45 available"), 0);
    // a break not taken touches both of its boundaries and is forgiven once
    assert_eq!(out("", "09:00 available"), 600);
    // away from the boundaries of the break there is none; work has no grace of its own here
    assert_eq!(out("", "09:00 available, 09:10 meal, 09:12 available, 09:30 break, 09:45 available"), 120);
    assert_eq!(out("", "08:00 offline, 09:02 available, 09:30 break, 09:45 available"), 120);
}

#[test]
fn lateness_early_leave_and_absence_are_different_things() {
    let feed = "08:00 offline, 09:07 available, 09:50 offline";
    let t = day("", HOUR, feed).tally;
    assert_eq!((t.late, t.early_leave, t.no_show), (420, 600, 0));
    let absent = day("", HOUR, "08:00 offline");
    assert_eq!((absent.tally.late, absent.tally.early_leave, absent.tally.no_show), (0, 0, 3600));
    assert!(absent.is_no_show());
    assert_eq!((percent(absent.tally.adherence()), absent.tally.conformance()), ("0.00".into(), Some(0.0)));
}

#[test]
fn before_the_first_row_and_without_a_feed_nothing_is_known() {
    let late = day("", HOUR, "09:15 available");
    assert_eq!((late.tally.unknown, percent(late.tally.adherence())), (900, "100.00".into()));
    assert_eq!(late.tally.coverage().map(Share::get), Some(0.75));
    let (silent, findings) = case("", HOUR, "", &[], None);
    assert!(!silent.has_feed && findings.has(Code::FeedMissing));
    assert_eq!((silent.tally.unknown, silent.tally.no_show, silent.tally.adherence()), (3600, 0, None));
    assert_eq!(silent.tally.conformance(), None);
}

#[test]
fn a_shift_without_feed_counts_in_the_coverage_of_its_team_and_in_no_other_figure() {
    let mut rows = roster("A", HOUR);
    rows.extend(roster("B", HOUR));
    let log = log("A", "08:00 offline, 09:15 available");
    let teams = ["A", "B"].map(|agent| (AgentId::new(agent), "red".to_owned())).into();
    let facts =
        Facts { roster: &rows, log: &log, exceptions: &[], teams: &teams, zone: Zone::UTC, at: None, days: EVERY_DAY };
    let found = compute(&facts, &settings(""), &mut Findings::new());
    let red = found.by_team()["red"];
    assert_eq!((percent(red.adherence()), red.conformance()), ("75.00".into(), Some(0.75)));
    assert_eq!(red.coverage().map(Share::get), Some(0.5));
}

#[test]
fn a_state_that_nothing_maps_is_unknown_and_warned_of() {
    let (day, findings) = case("", HOUR, "08:00 available, 09:30 lunch break", &[], None);
    assert_eq!((day.tally.adherent, day.tally.unknown), (1800, 1800));
    assert_eq!(findings.iter().filter(|f| f.severity == Severity::Warning).count(), 1);
    let hint = findings.iter().find(|f| f.code == Code::StateUnmapped).and_then(|f| f.hint.clone());
    assert!(hint.expect("hint").contains("lunch break"));
}

#[test]
fn everything_up_to_a_moment_and_nothing_after() {
    let schedule = "09:00-10:00 work, 10:00-10:15 break, 10:15-12:00 work";
    let feed = "08:55 available, 09:40 offline, 10:05 break, 11:00 available";
    let now = |clock: &str| case("", schedule, feed, &[], Some(clock)).0;
    let at_ten = now("10:00");
    assert_eq!((at_ten.tally.scheduled, at_ten.tally.adherent, at_ten.tally.out), (3600, 2400, 1200));
    assert_eq!((at_ten.over, at_ten.tally.early_leave, at_ten.tally.missed_break), (false, 0, 0));
    let later = now("10:10").tally;
    assert_eq!((later.scheduled, later.out), (4200, 1500));
    // who has not come yet is late so far, and no no-show
    let waiting = case("", schedule, "08:00 offline", &[], Some("09:20")).0.tally;
    assert_eq!((waiting.late, waiting.no_show), (1200, 0));
    // a shift that has not begun has no figures
    let (rows, log) = (roster("A", schedule), log("A", feed));
    let teams = BTreeMap::new();
    let facts = Facts {
        roster: &rows,
        log: &log,
        exceptions: &[],
        teams: &teams,
        zone: Zone::UTC,
        at: Some(at("09:00")),
        days: EVERY_DAY,
    };
    assert!(compute(&facts, &settings(""), &mut Findings::new()).days.is_empty());
}

fn exception(agent: Option<&str>, from: &str, to: &str, counts_as: Verdict, decision: Decision) -> Exception {
    Exception {
        agent: agent.map(AgentId::new),
        span: Span::new(at(from), at(to)).expect("span"),
        counts_as,
        reason: "made up".into(),
        decision,
        decided_by: "lead".into(),
    }
}

#[test]
fn exceptions_that_are_granted_decide_and_others_do_not() {
    let feed = "08:00 offline, 09:20 available";
    let with = |exceptions: &[Exception]| {
        let t = case("", HOUR, feed, exceptions, None).0.tally;
        (t.adherent, t.out, t.neutral)
    };
    let (approved, refused) = (Decision::Approved, Decision::Refused);
    assert_eq!(with(&[]), (2400, 1200, 0));
    assert_eq!(with(&[exception(Some("A"), "09:00", "09:10", Verdict::In, approved)]), (3000, 600, 0));
    assert_eq!(with(&[exception(None, "08:30", "09:15", Verdict::Neutral, approved)]), (2400, 300, 900));
    assert_eq!(with(&[exception(Some("A"), "09:00", "09:10", Verdict::In, refused)]), (2400, 1200, 0));
    assert_eq!(with(&[exception(Some("A"), "09:00", "09:10", Verdict::In, Decision::Requested)]), (2400, 1200, 0));
    assert_eq!(with(&[exception(Some("B"), "09:00", "09:10", Verdict::In, approved)]), (2400, 1200, 0));
    // of two at one moment the later row; one inside a piece cuts it in three
    let both = [
        exception(Some("A"), "09:00", "09:20", Verdict::In, approved),
        exception(Some("A"), "09:05", "09:10", Verdict::Neutral, approved),
    ];
    assert_eq!(with(&both), (3300, 0, 300));
    // a granted overtime is no exception of the outside
    let feed = "08:00 available, 10:30 offline";
    let granted = exception(Some("A"), "10:00", "10:20", Verdict::In, approved);
    let t = case("outside_shift = \"exception\"", "08:00-10:00 work", feed, &[granted], None).0.tally;
    assert_eq!((t.out, t.outside, t.adherent), (600, 1800, 8400));
}

#[test]
fn breaks_that_are_missed_moved_or_too_long_are_told_apart() {
    let schedule = "09:00-10:00 work, 10:00-10:15 break, 10:15-12:00 work, 12:00-12:30 meal, 12:30-14:00 work";
    let breaks = |feed: &str| {
        let t = day("", schedule, feed).tally;
        (t.missed_break, t.long_break)
    };
    assert_eq!(breaks("09:00 available, 10:00 break, 10:15 available, 12:00 meal, 12:30 available"), (0, 0));
    assert_eq!(breaks("09:00 available, 10:40 break, 10:55 available, 12:00 meal, 12:40 available"), (0, 600));
    assert_eq!(breaks("09:00 available, 12:00 meal, 12:30 available"), (900, 0));
    assert_eq!(breaks("09:00 available"), (2700, 0));
    // who signs out for it, has not come yet, has gone, or never comes misses none
    assert_eq!(breaks("09:00 available, 10:00 offline, 10:15 available, 12:00 meal, 12:30 available"), (0, 0));
    assert_eq!(breaks("08:00 offline, 11:00 available, 12:00 meal, 12:30 available"), (0, 0));
    assert_eq!(breaks("09:00 available, 11:00 offline"), (900, 0));
    assert_eq!(breaks("08:00 offline"), (0, 0));
    // two parts of one break, and a meal so long that the break is gone
    assert_eq!(
        breaks(
            "09:00 available, 10:00 break, 10:05 available, 10:08 break, 10:20 available, 12:00 meal, 12:30 available"
        ),
        (0, 120)
    );
    assert_eq!(breaks("09:00 available, 12:00 meal, 12:45 available"), (900, 900));
    assert_eq!(day("", HOUR, "09:00 available, 09:10 break, 09:20 available").tally.long_break, 600);
}

#[test]
fn an_overnight_shift_is_one_day_and_the_hole_of_a_split_shift_is_none_of_it() {
    let night =
        day("", "22:00-26:00 work, 26:00-26:30 meal, 26:30-30:00 work", "21:50 available, 26:00 meal, 26:45 acw");
    assert_eq!((night.tally.scheduled, night.tally.out), (28_800, 900));
    assert_eq!(night.day, Zone::UTC.day(at("00:00")));
    let split = day(
        "",
        "08:00-12:00 work, 12:00-16:00 split, 16:00-20:00 work",
        "08:00 available, 12:00 offline, 16:00 available",
    );
    assert_eq!((split.tally.scheduled, split.tally.out, split.tally.late), (28_800, 0, 0));
}

#[test]
fn conformance_may_exceed_one_where_breaks_are_worked_through() {
    let schedule = "09:00-10:00 work, 10:00-10:30 meal";
    let t = day("", schedule, "09:00 available").tally;
    assert_eq!((t.conformance(), t.conformance_capped().map(Share::get)), (Some(1.5), Some(1.0)));
}

#[test]
fn work_outside_is_given_to_the_nearest_shift_and_only_inside_the_days_of_the_roster() {
    let mut rows = roster("A", "08:00-10:00 work");
    rows.extend(roster("A", "14:00-16:00 work").into_iter().map(|row| RosterRow { day: add_days(row.day, 1), ..row }));
    let log = log(
        "A",
        "08:00 available, 10:00 offline, 11:00 available, 11:30 offline, 13:00 available, 16:10 offline, 48:00 available, 50:00 offline",
    );
    let teams = BTreeMap::new();
    let facts =
        Facts { roster: &rows, log: &log, exceptions: &[], teams: &teams, zone: Zone::UTC, at: None, days: EVERY_DAY };
    let days = compute(&facts, &settings(""), &mut Findings::new()).days;
    let outside: Vec<i64> = days.iter().map(|d| d.tally.outside).collect();
    assert_eq!(outside, [1800, 3600 + 600]);
}

#[test]
fn the_days_that_are_not_wanted_still_say_what_was_scheduled() {
    // a night, and the next evening: of the second day alone the early hours are the first night's and no work outside
    let mut rows = roster("A", "22:00-30:00 work");
    rows.extend(roster("A", "46:00-54:00 work").into_iter().map(|row| RosterRow { day: add_days(row.day, 1), ..row }));
    let log = log("A", "22:00 available, 30:10 offline, 46:00 available, 54:00 offline");
    let teams = BTreeMap::new();
    let second = Some(rows[1].day);
    let of = |days| {
        let facts = Facts { roster: &rows, log: &log, exceptions: &[], teams: &teams, zone: Zone::UTC, at: None, days };
        compute(&facts, &settings(""), &mut Findings::new()).days
    };
    let (all, wanted) = (of(EVERY_DAY), of((second, second)));
    assert_eq!(all.iter().map(|day| day.tally.outside).collect::<Vec<_>>(), [600, 0]);
    assert_eq!(wanted, all[1..]);
}

#[test]
fn the_clock_change_of_a_night_is_an_hour_more_or_less() {
    // Berlin, 2026-10-25: the night from 22:00 to 06:00 has nine hours
    let zone = Zone::parse("Europe/Berlin").expect("zone");
    let wall = |text: &str| zone.resolve(text.parse().expect("wall time")).0;
    let row = |start: &str, end: &str| RosterRow {
        day: "2026-10-24".parse().expect("date"),
        start: wall(start),
        end: wall(end),
        ..roster("A", HOUR).remove(0)
    };
    let rows = [row("2026-10-24T22:00:00", "2026-10-25T06:00:00")];
    let mut log = log("A", "09:00 available");
    log.events.insert(AgentId::new("A"), vec![StateEvent { at: wall("2026-10-24T21:00:00"), state: StateIx(0) }]);
    let teams = BTreeMap::new();
    let facts = Facts { roster: &rows, log: &log, exceptions: &[], teams: &teams, zone, at: None, days: EVERY_DAY };
    let days = compute(&facts, &settings(""), &mut Findings::new()).days;
    assert_eq!((days[0].tally.scheduled, days[0].tally.adherent), (9 * 3600, 9 * 3600));
}
