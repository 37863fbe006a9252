//! The articles of the shipped packs: the checker accepts what is lawful and refuses what is beyond it by one minute.

use wfm::check::check;
use wfm::domain::findings::Severity;
use wfm::domain::ids::{AgentId, QueueId, ShiftId};
use wfm::domain::people::{Activity, Away, RosterRow, TimeOff};
use wfm::domain::time::ClockTime;

use super::small::Small;

/// Codes of what a pack can ask.
const LAW: [&str; 8] = ["K213", "K214", "K303", "K304", "K317", "K318", "K319", "K320"];

/// A break inside a shift: offset, minutes, an unpaid meal or a paid break.
#[derive(Clone, Copy)]
enum Pause {
    Meal(i64, i64),
    Paid(i64, i64),
}
use Pause::{Meal, Paid};

/// A centre with one agent under a pack and a contract with these further keys.
fn under(pack: &str, first_day: &str, keys: &str) -> Small {
    let text = format!(
        "[centre]\ntime_zone = \"Europe/Berlin\"\nrules = [\"builtin:{pack}\"]\n[[queue]]\nid = \"q\"\n\
         [[contract]]\nid = \"c\"\nweekly_hours = [0, 168]\ndaily_hours = [0, 24]\nmax_consecutive_days = 31\n\
         min_rest_hours = 0\n{keys}\n"
    );
    let mut small = Small::of(&text, first_day);
    small.problem.centre = small.problem.centre.under_law_of(small.problem.first_day);
    small.hire("ann", "", "c", &["q"]);
    small
}

/// The rows of a shift from a minute of a day on.
fn shift(small: &Small, day: i64, start: u16, length: i64, pauses: &[Pause]) -> Vec<RosterRow> {
    let from = small.problem.centre.zone.at(small.date(day), ClockTime::from_minutes(start));
    let row = |activity, begin: i64, end: i64, paid| RosterRow {
        agent: AgentId::new("ann"),
        day: small.date(day),
        shift: ShiftId::new("s"),
        activity,
        queue: (activity == Activity::Work).then(|| QueueId::new("q")),
        start: from.plus_minutes(begin),
        end: from.plus_minutes(end),
        paid,
    };
    let (mut rows, mut at) = (Vec::new(), 0);
    for pause in pauses {
        let (activity, offset, minutes, paid) = match *pause {
            Meal(offset, minutes) => (Activity::Meal, offset, minutes, false),
            Paid(offset, minutes) => (Activity::Break, offset, minutes, true),
        };
        rows.push(row(Activity::Work, at, offset, true));
        rows.push(row(activity, offset, offset + minutes, paid));
        at = offset + minutes;
    }
    rows.push(row(Activity::Work, at, length, true));
    rows.retain(|row| row.start < row.end);
    rows
}

/// What law finds in these rows.
fn law(small: &Small, rows: &[RosterRow]) -> Vec<&'static str> {
    let report = check(&small.problem, rows, None);
    let refused = report.findings.iter().filter(|f| f.severity == Severity::Error).map(|f| f.code.as_str());
    let mut found: Vec<&str> = refused.filter(|code| LAW.contains(code)).collect();
    found.dedup();
    found
}

/// What law finds in one shift of a Monday.
fn one(pack: &str, keys: &str, (start, length): (u16, i64), pauses: &[Pause]) -> Vec<&'static str> {
    let small = under(pack, "2026-11-30", keys);
    law(&small, &shift(&small, 0, start, length, pauses))
}

/// What law finds in shifts of these days, each with its start and length and no break that the day's pack could miss.
fn days(small: &Small, shifts: &[(i64, u16, i64)]) -> Vec<&'static str> {
    law(small, &rows(small, shifts))
}

/// Rows of shifts with three meals of half an hour each, spread so that no stretch is too long; the length is that of the work.
fn rows(small: &Small, shifts: &[(i64, u16, i64)]) -> Vec<RosterRow> {
    let with_meals = |(day, start, work): &(i64, u16, i64)| {
        let quarter = work / 4;
        let meals = [Meal(quarter, 30), Meal(2 * quarter + 30, 30), Meal(3 * quarter + 60, 30)];
        if *work < 60 { shift(small, *day, *start, *work, &[]) } else { shift(small, *day, *start, work + 90, &meals) }
    };
    shifts.iter().flat_map(with_meals).collect()
}

const LAWFUL: [&str; 0] = [];

#[test]
fn hours_of_a_shift() {
    for (pack, most, keys) in [
        ("cn", 660, ""),
        ("cn", 480, "legal_groups = [\"pregnant\"]"),
        ("cn", 480, "legal_groups = [\"nursing\"]"),
        ("eu", 780, ""),
        ("eu", 480, "legal_groups = [\"minor\"]"),
        ("de", 600, ""),
        ("de", 510, "legal_groups = [\"minor\"]"),
        ("fr", 600, ""),
        ("fr", 480, "legal_groups = [\"night_worker\"]"),
        ("fr", 480, "legal_groups = [\"minor\"]"),
        ("us-ca", 480, "legal_groups = [\"minor\"]"),
    ] {
        let small = under(pack, "2026-11-30", keys);
        // California's paid rests are asked for by another article
        let of = |work| days(&small, &[(0, 360, work)]).into_iter().filter(|code| *code != "K214").collect::<Vec<_>>();
        assert_eq!(of(most), LAWFUL, "{pack} {keys}");
        assert_eq!(of(most + 1), ["K213"], "{pack} {keys}");
    }
}

#[test]
fn germany_breaks_by_working_time() {
    let of = |length, pauses: &[Pause]| one("de", "", (480, length), pauses);
    assert_eq!(of(360, &[]), LAWFUL, "six hours need none");
    assert_eq!(of(361, &[]), ["K214"]);
    assert_eq!(of(391, &[Meal(180, 30)]), LAWFUL);
    assert_eq!(of(390, &[Meal(180, 29)]), ["K214"]);
    assert_eq!(of(391, &[Meal(120, 15), Meal(240, 15)]), LAWFUL);
    assert_eq!(of(391, &[Meal(120, 16), Meal(240, 14)]), ["K214"], "parts of 15 minutes");
    assert_eq!(of(570, &[Meal(240, 30)]), LAWFUL, "nine hours");
    assert_eq!(of(571, &[Meal(240, 30)]), ["K214"]);
    assert_eq!(of(586, &[Meal(240, 45)]), LAWFUL);
    assert_eq!(of(585, &[Meal(240, 44)]), ["K214"]);
    assert_eq!(of(480, &[Meal(360, 30)]), LAWFUL, "six hours in a row");
    assert_eq!(of(480, &[Meal(361, 30)]), ["K214"]);
    assert_eq!(of(480, &[Paid(200, 14), Meal(361, 30)]), ["K214"], "14 minutes are no break");
    assert_eq!(of(480, &[Paid(200, 15), Meal(361, 30)]), LAWFUL);
}

#[test]
fn minors_have_longer_breaks_and_no_nights() {
    let of = |length, pauses: &[Pause]| one("de", "legal_groups = [\"minor\"]", (480, length), pauses);
    assert_eq!(of(270, &[]), LAWFUL);
    assert_eq!(of(271, &[]), ["K214"]);
    assert_eq!(of(390, &[Meal(180, 30)]), LAWFUL, "six hours");
    assert_eq!(of(391, &[Meal(180, 30)]), ["K214"]);
    assert_eq!(of(421, &[Meal(180, 60)]), LAWFUL);
    assert_eq!(of(420, &[Meal(180, 59)]), ["K214"]);
    assert_eq!(of(480, &[Meal(270, 60)]), LAWFUL, "four and a half hours in a row");
    assert_eq!(of(480, &[Meal(271, 60)]), ["K214"]);
    for (pack, from, to) in [("de", 1200, 360), ("eu", 1320, 360), ("fr", 1320, 360), ("us-ca", 1320, 300)] {
        let of = |start, length| one(pack, "legal_groups = [\"minor\"]", (start, length), &[]);
        assert_eq!((of(to, 120), of(from - 120, 120)), (vec![], vec![]), "{pack}");
        assert_eq!((of(to - 1, 121), of(from - 120, 121)), (vec!["K213"], vec!["K213"]), "{pack}");
    }
    for pack in ["eu", "fr"] {
        let of = |length, pauses: &[Pause]| one(pack, "legal_groups = [\"minor\"]", (480, length), pauses);
        assert_eq!((of(270, &[]), of(301, &[Meal(200, 30)])), (vec![], vec![]), "{pack}");
        assert_eq!((of(271, &[]), of(300, &[Meal(200, 29)])), (vec!["K214"], vec!["K214"]), "{pack}");
    }
    let night = |group: &str, start| one("cn", &format!("legal_groups = [\"{group}\"]"), (start, 120), &[]);
    assert_eq!((night("pregnant", 1200), night("nursing", 360)), (vec![], vec![]));
    assert_eq!((night("pregnant", 1201), night("nursing", 359)), (vec!["K213"], vec!["K213"]));
}

#[test]
fn the_union_and_france_ask_for_a_break() {
    assert_eq!(one("eu", "", (480, 360), &[]), LAWFUL);
    assert_eq!(one("eu", "", (480, 361), &[]), ["K214"]);
    assert_eq!(one("eu", "", (480, 362), &[Meal(100, 1)]), LAWFUL);
    assert_eq!(one("fr", "", (480, 359), &[]), LAWFUL);
    assert_eq!(one("fr", "", (480, 360), &[]), ["K214"], "as soon as six hours are reached");
    assert_eq!(one("fr", "", (480, 420), &[Meal(360, 20)]), LAWFUL);
    assert_eq!(one("fr", "", (480, 420), &[Meal(360, 19)]), ["K214"]);
    assert_eq!(one("fr", "", (480, 420), &[Meal(361, 20)]), ["K214"]);
}

#[test]
fn california_meals_begin_in_time_and_may_be_waived() {
    let rests = |pauses: &[Pause]| {
        let mut all = vec![Paid(60, 10), Paid(90, 10), Paid(120, 10)];
        all.extend(pauses);
        all
    };
    let of = |keys: &str, length, pauses: &[Pause]| one("us-ca", keys, (360, length), &rests(pauses));
    assert_eq!(of("", 300, &[]), LAWFUL, "five hours");
    assert_eq!(of("", 301, &[]), ["K214"]);
    assert_eq!(of("", 510, &[Meal(300, 30)]), LAWFUL, "begun at the end of the fifth hour");
    assert_eq!(of("", 510, &[Meal(301, 30)]), ["K214"]);
    assert_eq!(of("", 510, &[Meal(300, 29)]), ["K214"]);
    let first = "waived_meals = [1]";
    assert_eq!(of(first, 360, &[]), LAWFUL, "waived up to six hours");
    assert_eq!(of(first, 361, &[]), ["K214"]);
    assert_eq!(of("", 630, &[Meal(240, 30)]), LAWFUL, "ten hours");
    assert_eq!(of("", 631, &[Meal(240, 30)]), ["K214"]);
    assert_eq!(of("", 690, &[Meal(240, 30), Meal(630, 30)]), LAWFUL, "begun at the end of the tenth hour of work");
    assert_eq!(of("", 691, &[Meal(240, 30), Meal(631, 30)]), ["K214"]);
    let second = "waived_meals = [2]";
    assert_eq!(of(second, 750, &[Meal(240, 30)]), LAWFUL, "waived up to twelve hours");
    assert_eq!(of(second, 751, &[Meal(240, 30)]), ["K214"]);
}

#[test]
fn california_rests_by_four_hours_or_major_fraction() {
    let of = |length, pauses: &[Pause]| one("us-ca", "", (360, length), pauses);
    assert_eq!(of(209, &[]), LAWFUL);
    assert_eq!(of(210, &[]), ["K214"]);
    assert_eq!((of(210, &[Paid(100, 10)]), of(210, &[Paid(100, 9)])), (vec![], vec!["K214"]));
    let meal = Meal(200, 30);
    assert_eq!(of(390, &[Paid(100, 10), meal]), LAWFUL, "six hours");
    assert_eq!(of(391, &[Paid(100, 10), meal]), ["K214"]);
    assert_eq!(of(391, &[Paid(100, 10), meal, Paid(300, 10)]), LAWFUL);
    let long = [Paid(100, 10), meal, Paid(300, 10), Meal(500, 30)];
    assert_eq!((of(660, &long), of(661, &long)), (vec![], vec!["K214"]), "ten hours");
}

#[test]
fn rest_between_days() {
    for (pack, keys, rest) in [
        ("eu", "", 660),
        ("de", "", 660),
        ("fr", "", 660),
        ("eu", "legal_groups = [\"minor\"]", 720),
        ("de", "legal_groups = [\"minor\"]", 720),
        ("fr", "legal_groups = [\"minor\"]", 720),
    ] {
        let small = under(pack, "2026-11-30", keys);
        // 06:00 to 17:30 on Monday would be too long for minors; two hours in the evening do
        let of = |rest: u16| days(&small, &[(0, 1080, 30), (1, 1110 + rest - 1440, 30)]);
        assert_eq!((of(rest), of(rest - 1)), (vec![], vec!["K304"]), "{pack} {keys}");
    }
}

#[test]
fn the_rest_of_a_week() {
    for (pack, rest) in [("eu", 35 * 60), ("de", 35 * 60), ("fr", 35 * 60)] {
        let small = under(pack, "2026-11-30", "");
        let thursday = u16::try_from(rest - 1440 - 210).expect("small");
        // Tuesday until 20:30
        let week =
            |thursday| [(0, 540, 30), (1, 1200, 30), (3, thursday, 30), (4, 540, 30), (5, 540, 30), (6, 540, 30)];
        assert_eq!(days(&small, &week(thursday)), LAWFUL, "{pack}");
        assert_eq!(days(&small, &week(thursday - 1)), ["K319"], "{pack}");
    }
    let minor = under("fr", "2026-11-30", "legal_groups = [\"minor\"]");
    let week = |friday| [(0, 540, 30), (1, 540, 30), (2, 540, 30), (4, friday, 30), (6, 540, 30)];
    assert_eq!(days(&minor, &week(570)), LAWFUL, "Wednesday 09:30 to Friday 09:30");
    assert_eq!(days(&minor, &week(569)), ["K319"]);
}

#[test]
fn days_of_a_week() {
    for (pack, keys, most) in [
        ("cn", "", 6),
        ("fr", "", 6),
        ("us-ca", "", 6),
        ("eu", "legal_groups = [\"minor\"]", 5),
        ("de", "legal_groups = [\"minor\"]", 5),
    ] {
        let small = under(pack, "2026-11-30", keys);
        let of = |count| {
            let week: Vec<(i64, u16, i64)> = (0..count).map(|day| (day, 540, 30)).collect();
            days(&small, &week).contains(&"K320")
        };
        assert!(!of(most) && of(most + 1), "{pack} {keys}");
    }
}

#[test]
fn days_in_a_row() {
    let small = under("eu", "2026-11-30", "");
    let of = |before: i64| {
        let mut small = small.clone();
        let past: Vec<(i64, u16, i64)> = (1..=before).map(|back| (-back, 540, 30)).collect();
        small.problem.previous = rows(&small, &past);
        let week: Vec<(i64, u16, i64)> = (0..5).map(|day| (day, 540, 30)).collect();
        days(&small, &week)
    };
    assert_eq!((of(7), of(8)), (vec![], vec!["K303"]), "twelve days over two weeks");
}

#[test]
fn soft_rules_are_told_and_refuse_nothing() {
    for (pack, keys, most) in [("cn", "legal_groups = [\"minor\"]", 480), ("us-ca", "", 720)] {
        let small = under(pack, "2026-11-30", keys);
        let of = |work: i64| {
            let meals = [Paid(60, 10), Paid(70, 10), Paid(80, 10), Meal(240, 30), Meal(400, 30)];
            let report = check(&small.problem, &shift(&small, 0, 420, work + 60, &meals), None);
            let told = report.findings.iter().filter(|f| f.code.as_str() == "K213");
            told.map(|f| f.severity).collect::<Vec<_>>()
        };
        assert_eq!((of(most), of(most + 1)), (vec![], vec![Severity::Note]), "{pack}");
    }
}

#[test]
fn hours_of_a_week() {
    for (pack, keys, hours) in [
        ("cn", "legal_groups = [\"pregnant\"]", 40),
        ("de", "", 60),
        ("de", "legal_groups = [\"minor\"]", 40),
        ("eu", "legal_groups = [\"minor\"]", 40),
        ("fr", "", 48),
        ("fr", "legal_groups = [\"minor\"]", 35),
        ("us-ca", "legal_groups = [\"minor\"]", 48),
    ] {
        let small = under(pack, "2026-11-30", keys);
        let of = |minutes: i64| {
            let mut week: Vec<(i64, u16, i64)> = (0..5).map(|day| (day, 480, minutes / 6)).collect();
            week.push((5, 480, minutes - 5 * (minutes / 6)));
            days(&small, &week).contains(&"K317")
        };
        assert!(!of(hours * 60) && of(hours * 60 + 1), "{pack} {keys}");
    }
}

/// A week of six days with so many minutes of work, so many weeks back.
fn six_days(back: i64, minutes: i64) -> Vec<(i64, u16, i64)> {
    let day = |day: i64| (day - 7 * back, 480, minutes / 6 + if day == 5 { minutes % 6 } else { 0 });
    (0..6).map(day).collect()
}

#[test]
fn averages_read_the_weeks_before() {
    for (pack, keys, weeks, hours) in [
        ("eu", "", 17, 48),
        ("de", "", 24, 48),
        ("de", "legal_groups = [\"night_worker\"]", 4, 48),
        ("fr", "", 12, 44),
        ("fr", "legal_groups = [\"night_worker\"]", 12, 40),
    ] {
        let mut small = under(pack, "2026-11-30", keys);
        let before: Vec<_> = (1..weeks).flat_map(|back| six_days(back, hours * 60)).collect();
        small.problem.previous = rows(&small, &before);
        assert_eq!(days(&small, &six_days(0, hours * 60)), LAWFUL, "{pack} {keys}");
        assert_eq!(days(&small, &six_days(0, hours * 60 + 1)), ["K317"], "{pack} {keys}");
        // a week of leave is neutral: it is no week of rest that others may use up
        let leave = Away::Days(small.date(-7), small.date(-2));
        let week = small.date(-7);
        small.problem.previous.retain(|row| row.day < week);
        small.problem.time_off.push(TimeOff { agent: AgentId::new("ann"), when: leave, kind: "leave".into() });
        assert_eq!(days(&small, &six_days(0, hours * 60)), LAWFUL, "{pack} {keys}");
        assert_eq!(days(&small, &six_days(0, hours * 60 + 1)), ["K317"], "{pack} {keys}");
    }
}

#[test]
fn china_has_36_hours_of_overtime_a_month() {
    let mut small = under("cn", "2026-11-23", "");
    // three weeks of 50 hours and this one of 46 are 36 hours above 40; the first of November is a Sunday
    let before: Vec<_> = (1..=3).flat_map(|back| six_days(back, 50 * 60)).collect();
    small.problem.previous = rows(&small, &before);
    assert_eq!(days(&small, &six_days(0, 46 * 60)), LAWFUL);
    assert_eq!(days(&small, &six_days(0, 46 * 60 + 1)), ["K318"]);
    // one day of ten hours is two hours of overtime in a week of forty
    let week = |first, last| [(0, 480, first), (1, 480, 480), (2, 480, 480), (3, 480, last)];
    let mut small = under("cn", "2026-11-23", "");
    let before: Vec<_> = (1..=3).flat_map(|back| six_days(back, 3_080)).collect();
    small.problem.previous = rows(&small, &before);
    assert_eq!(days(&small, &week(600, 480)), LAWFUL, "34 hours and two");
    assert_eq!(days(&small, &week(600, 481)), ["K318"]);
}

#[test]
fn a_new_month_has_its_own_overtime() {
    let mut small = under("cn", "2026-11-30", "");
    let before: Vec<_> = (1..=4).flat_map(|back| six_days(back, 49 * 60)).collect();
    small.problem.previous = rows(&small, &before);
    // all of November is used up but for Monday, which is its last day
    assert_eq!(days(&small, &[(0, 480, 480), (1, 480, 600)]), LAWFUL);
    assert_eq!(days(&small, &[(0, 480, 481), (1, 480, 600)]), ["K318"]);
}

#[test]
fn a_rule_is_in_force_from_its_day() {
    let mut small = under("de", "1994-06-27", "");
    assert_eq!(days(&small, &[(0, 360, 700)]), LAWFUL, "before 1 July 1994");
    small = under("de", "1994-07-04", "");
    assert_eq!(days(&small, &[(0, 360, 700)]), ["K213"]);
}

#[test]
fn an_override_takes_the_place_of_a_rule() {
    let with = |keys: &str| {
        let keys = format!("[[override]]\nrule = \"max_daily_hours\"\nreason = \"agreement\"\n{keys}");
        let small = under("de", "2026-11-30", &keys);
        move |work| days(&small, &[(0, 360, work)])
    };
    assert_eq!((with("limit = 11")(660), with("limit = 11")(661)), (vec![], vec!["K213"]));
    assert_eq!(with("")(720), LAWFUL);
    assert_eq!(with("pack = \"builtin:de\"\ncontracts = [\"c\"]")(720), LAWFUL);
    let keys = "legal_groups = [\"minor\"]\n[[override]]\nrule = \"max_daily_hours\"\nreason = \"agreement\"";
    let minor = under("de", "2026-11-30", keys);
    assert_eq!(days(&minor, &[(0, 360, 511)]), ["K213"], "an override of the rule for everybody is none for minors");
}
