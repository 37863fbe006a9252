//! The rest of a day as a supervisor meets it: a small centre by hand, whose lunches all lie at noon.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::harness::{Run, fresh, wfm};

const CENTRE: &str = r#"
[centre]
time_zone = "UTC"
RULES
[[queue]]
id = "a"
hours = "08:00-18:30"
[[queue]]
id = "b"
hours = "08:00-18:30"
[[contract]]
id = "full"
weekly_hours = [0, 40]
daily_hours = [4, 9]
days_per_week = [0, 5]
[[shift]]
id = "day"
contracts = ["full"]
start = "08:00"
length = "8h30m"
breaks = [{ kind = "meal", minutes = 30, paid = false, window = ["4h", "5h"], step = "30m" }]
"#;

const NOW: &str =
    "intraday --config centre.toml --history history.csv --roster roster.csv --now 2026-03-02T10:00 --format json";

/// Ten agents from 08:00 to 16:30 on Monday 2 March 2026 with their meal at noon; A10 can serve b too. Each half-hour of the eight
/// weeks before had 30 calls of a and 6 of b at 240 s, and so has the morning of the day.
fn centre(rules: &str) -> tempfile::TempDir {
    let dir = fresh();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("written");
    write("centre.toml", &CENTRE.replace("RULES", rules));
    let mut agents = "agent,name,team,contract,skills\n".to_owned();
    let mut roster = "agent,day,shift,activity,queue,start,end,paid\n".to_owned();
    for n in 1..=10 {
        let skills = if n == 10 { "a;b" } else { "a" };
        let _ = writeln!(agents, "A{n:02},A{n:02},red,full,{skills}");
        for (activity, queue, from, to, paid) in [
            ("work", "a", "08:00", "12:00", true),
            ("meal", "", "12:00", "12:30", false),
            ("work", "a", "12:30", "16:30", true),
        ] {
            let _ =
                writeln!(roster, "A{n:02},2026-03-02,day,{activity},{queue},2026-03-02 {from},2026-03-02 {to},{paid}");
        }
    }
    write("agents.csv", &agents);
    write("roster.csv", &roster);
    let mut history = "start,queue,offered,answered,aht_s\n".to_owned();
    let first: chrono::NaiveDate = "2026-01-05".parse().expect("a date");
    for day in first.iter_days().take(57) {
        for slot in 16..37 {
            let is_to_come = day == first + chrono::TimeDelta::days(56) && slot >= 20;
            if !is_to_come {
                let clock = format!("{:02}:{:02}", slot / 2, slot % 2 * 30);
                let _ = writeln!(history, "{day} {clock},a,30,30,240\n{day} {clock},b,6,6,240");
            }
        }
    }
    write("history.csv", &history);
    dir
}

fn planned(dir: &Path, more: &str) -> Run {
    let run = wfm(&format!("{NOW} {more}"), dir);
    run.expect_code(0);
    run
}

fn kinds(run: &Run) -> Vec<String> {
    let document = run.document();
    let actions = document["actions"].as_array().cloned().unwrap_or_default();
    actions.iter().map(|action| action["kind"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn lunches_that_all_lie_at_noon_are_spread_and_each_action_says_what_it_gives() {
    let dir = centre("");
    let run = planned(dir.path(), "-o roster_2.csv");
    let document = run.document();
    let noon = |key: &str| {
        let rows = document["intervals"].as_array().cloned().unwrap_or_default();
        let row = rows.iter().find(|row| row["queue"] == "a" && row["start"] == "2026-03-02T12:00:00+00:00").cloned();
        row.and_then(|row| row[key].as_f64()).expect("a figure")
    };
    assert!((noon("there") - 0.0).abs() < 1e-9, "everybody is at lunch");
    assert!(noon("service_level_after") > noon("service_level"), "{run}");
    assert!(kinds(&run).contains(&"move_break".to_owned()), "{run}");
    let actions = document["actions"].as_array().cloned().unwrap_or_default();
    let tells = |text: &str| text.contains("meals from 12:00 to") && text.contains("lifts a at 12:00 from 0 % to");
    assert!(actions.iter().any(|action| action["text"].as_str().is_some_and(tells)), "{run}");
    let calls: f64 = actions.iter().filter_map(|action| action["calls"].as_f64()).sum();
    let gained =
        document["calls_in_time_after"].as_f64().expect("calls") - document["calls_in_time"].as_f64().expect("calls");
    assert!((calls - gained).abs() < 1e-3, "the parts add up to the whole: {calls} {gained}");
    let diff = wfm("diff roster.csv roster_2.csv --config centre.toml", dir.path());
    assert!(diff.stdout.contains("A0") || diff.stderr.contains("A0"), "{diff}");
}

/// Puts other text into centre.toml.
fn change(dir: &Path, from: &str, to: &str) {
    let path = dir.join("centre.toml");
    let text = fs::read_to_string(&path).expect("readable");
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replace(from, to)).expect("written");
}

/// The checker's verdict on the new roster.
fn is_legal(dir: &Path) -> bool {
    fs::write(dir.join("requirement.csv"), "start,queue,scheduled\n2026-03-02 12:00,a,5\n").expect("written");
    let run =
        wfm("check --config centre.toml --agents agents.csv --requirement requirement.csv --roster roster_2.csv", dir);
    run.code == Some(0)
}

#[test]
fn the_new_roster_passes_the_checker_and_the_old_one_stays_as_it_was() {
    let dir = centre("");
    let old = fs::read(dir.path().join("roster.csv")).expect("there");
    let run = planned(dir.path(), "-o roster_2.csv --max-changes 30");
    for kind in ["move_break", "swap_queue"] {
        assert!(kinds(&run).contains(&kind.to_owned()), "{kind}: {run}");
    }
    assert!(is_legal(dir.path()));
    assert_eq!(fs::read(dir.path().join("roster.csv")).expect("there"), old);
    let document = run.document();
    let actions = document["actions"].as_array().cloned().unwrap_or_default();
    let mut agents: Vec<String> = actions
        .iter()
        .flat_map(|a| a["agents"].as_array().cloned().unwrap_or_default())
        .filter_map(|agent| agent.as_str().map(str::to_owned))
        .collect();
    let all = agents.len();
    agents.sort();
    agents.dedup();
    assert_eq!(agents.len(), all, "nobody is changed twice");
    let refused = wfm(&format!("{NOW} -o roster.csv"), dir.path());
    refused.expect_code(2);
}

#[test]
fn who_is_spare_is_offered_to_go() {
    let dir = centre("");
    change(dir.path(), "length = \"8h30m\"", "length = \"8h30m\"\nday_lengths = [\"6h30m\"]");
    let history = fs::read_to_string(dir.path().join("history.csv")).expect("there");
    fs::write(dir.path().join("history.csv"), history.replace(",a,30,30,", ",a,6,6,")).expect("written");
    let run = planned(dir.path(), "-o roster_2.csv");
    assert!(kinds(&run).contains(&"early_leave".to_owned()), "{run}");
    let roster = fs::read_to_string(dir.path().join("roster_2.csv")).expect("there");
    assert!(roster.contains("2026-03-02T14:30:00+00:00,true"), "{roster}");
    assert!(is_legal(dir.path()));
}

/// One agent more, on standby from noon to 17:00, with a shift that she can be called in to.
fn on_standby_at_noon(centre: &Path, intraday: &str) {
    let late = "[[shift]]\nid = \"late\"\ncontracts = [\"full\"]\nstart = \"12:00\"\nlength = \"5h\"\n";
    change(centre, "[[shift]]", &format!("[intraday]\n{intraday}extra_hour = 1\n{late}[[shift]]"));
    let agents = fs::read_to_string(centre.join("agents.csv")).expect("there");
    fs::write(centre.join("agents.csv"), format!("{agents}B01,B01,red,full,b\n")).expect("written");
    let standby = "standby,start,end,agent\nday,2026-03-02 12:00,2026-03-02 17:00,B01\n";
    fs::write(centre.join("standby.csv"), standby).expect("written");
}

#[test]
fn somebody_on_standby_is_called_in() {
    let dir = centre("");
    on_standby_at_noon(dir.path(), "");
    let run = planned(dir.path(), "--standby standby.csv -o roster_2.csv");
    assert!(kinds(&run).contains(&"call_in".to_owned()), "{run}");
    let roster = fs::read_to_string(dir.path().join("roster_2.csv")).expect("there");
    let row = "B01,2026-03-02,late,work,b,2026-03-02T12:00:00+00:00,2026-03-02T17:00:00+00:00,true";
    assert!(roster.contains(row), "{roster}");
    assert!(is_legal(dir.path()));
    let late = wfm(&format!("{} --standby standby.csv", NOW.replace("T10:00", "T11:30")), dir.path());
    late.expect_code(0);
    assert!(!kinds(&late).contains(&"call_in".to_owned()), "half an hour is too short a notice: {late}");
}

#[test]
fn no_more_of_a_team_are_on_break_than_may() {
    let dir = centre("");
    change(dir.path(), "[[shift]]", "[[team]]\nid = \"red\"\nmax_on_break = 0.3\n[[shift]]");
    let run = planned(dir.path(), "-o roster_2.csv");
    let roster = fs::read_to_string(dir.path().join("roster_2.csv")).expect("there");
    let meals = |at: &str| roster.lines().filter(|row| row.contains(&format!("meal,,2026-03-02T{at}"))).count();
    assert!((1..=3).contains(&meals("12:30")) && (1..=3).contains(&meals("13:00")), "{roster}");
    assert_eq!(run.document()["refused"].as_array().map(Vec::len), Some(0), "the choice knew: {run}");
}

#[test]
fn overtime_that_would_ask_for_a_longer_break_is_not_offered() {
    let kinds_with = |rules: &str| {
        let dir = centre(rules);
        change(dir.path(), "length = \"8h30m\"", "length = \"8h30m\"\nday_lengths = [\"10h30m\"]");
        change(dir.path(), "daily_hours = [4, 9]", "daily_hours = [4, 10]");
        change(dir.path(), "[[shift]]", "[intraday]\nmay_move = []\n[[shift]]");
        kinds(&planned(dir.path(), ""))
    };
    assert!(kinds_with("").contains(&"overtime".to_owned()));
    // ten hours of work ask for 45 minutes of breaks (ArbZG § 4), and the shift has 30
    assert!(!kinds_with("rules = [\"builtin:de\"]").contains(&"overtime".to_owned()));
}

#[test]
fn too_few_hours_before_do_not_stand_in_the_way_of_more() {
    // a roster of one day has 8 of the 36 hours that the contract asks for, whatever is changed
    let dir = centre("");
    change(dir.path(), "weekly_hours = [0, 40]", "weekly_hours = [36, 40]");
    change(dir.path(), "days_per_week = [0, 5]", "days_per_week = [4, 5]");
    change(dir.path(), "length = \"8h30m\"", "length = \"8h30m\"\nday_lengths = [\"10h30m\"]");
    change(dir.path(), "daily_hours = [4, 9]", "daily_hours = [4, 10]");
    on_standby_at_noon(dir.path(), "may_move = []\n");
    let run = planned(dir.path(), "--standby standby.csv");
    let kinds = kinds(&run);
    assert!(kinds.contains(&"overtime".to_owned()) && kinds.contains(&"call_in".to_owned()), "{run}");
    assert_eq!(run.document()["refused"].as_array().map(Vec::len), Some(0), "{run}");
}

#[test]
fn law_that_fixes_breaks_keeps_them_where_they_are() {
    for pack in ["de", "us-ca"] {
        let dir = centre(&format!("rules = [\"builtin:{pack}\"]"));
        let run = planned(dir.path(), "");
        assert!(!kinds(&run).contains(&"move_break".to_owned()), "{run}");
        assert!(!kinds(&run).is_empty(), "other changes are offered: {run}");
    }
}

#[test]
fn an_agreement_lets_breaks_move_within_the_law() {
    let dir = centre("rules = [\"builtin:de\"]");
    change(dir.path(), "[[shift]]", "[[override]]\nrule = \"fixed_breaks\"\nreason = \"works agreement\"\n[[shift]]");
    let run = planned(dir.path(), "");
    assert!(kinds(&run).contains(&"move_break".to_owned()), "{run}");
}

#[test]
fn no_more_agents_change_than_may() {
    let dir = centre("");
    let count = |most: u32| {
        let document = planned(dir.path(), &format!("--max-changes {most}")).document();
        let actions = document["actions"].as_array().cloned().unwrap_or_default();
        actions.iter().filter_map(|action| action["agents"].as_array().map(Vec::len)).sum::<usize>()
    };
    assert_eq!((count(0), count(1)), (0, 1));
    assert!(count(6) <= 6 && count(30) > 6);
}

#[test]
fn who_is_late_gone_or_away_is_not_counted() {
    let dir = centre("");
    let states = "time,agent,state\n2026-03-02 07:55:00,A01,available\n2026-03-02 07:50:00,A02,offline\n\
        2026-03-02 07:55:00,A03,available\n2026-03-02 09:00:00,A03,offline\n\
        2026-03-02 07:55:00,A04,available\n2026-03-02 09:50:00,A04,offline\n";
    fs::write(dir.path().join("states.csv"), states).expect("written");
    fs::write(dir.path().join("time_off.csv"), "agent,start,end,kind\nA05,2026-03-02,2026-03-02,sick\n")
        .expect("written");
    let run = planned(dir.path(), "--states states.csv --time-off time_off.csv --max-changes 0");
    let document = run.document();
    let missing: Vec<(String, String, String)> = document["missing"]
        .as_array()
        .cloned()
        .unwrap_or_default()
        .iter()
        .map(|m| {
            let text = |key: &str| m[key].as_str().unwrap_or_default().to_owned();
            (text("agent"), text("kind"), text("until").get(11..16).unwrap_or_default().to_owned())
        })
        .collect();
    let expected =
        [("A02", "late", "16:30"), ("A03", "left", "16:30"), ("A04", "left", "10:30"), ("A05", "absent", "16:30")];
    for (agent, kind, until) in expected {
        assert!(missing.contains(&(agent.into(), kind.into(), until.into())), "{agent} in {missing:?}");
    }
    let there = |at: &str| {
        let rows = document["intervals"].as_array().cloned().unwrap_or_default();
        let row = rows.iter().find(|row| row["queue"] == "a" && row["start"] == at).cloned();
        row.and_then(|row| row["there"].as_f64()).expect("a figure")
    };
    assert!((there("2026-03-02T10:00:00+00:00") - 6.0).abs() < 1e-9, "{run}");
    assert!((there("2026-03-02T10:30:00+00:00") - 7.0).abs() < 1e-9, "A04 is expected back");
}
