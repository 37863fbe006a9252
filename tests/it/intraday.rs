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
hours = "08:00-17:30"
[[queue]]
id = "b"
hours = "08:00-17:30"
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
day_lengths = ["9h30m"]
breaks = [{ kind = "meal", minutes = 30, paid = false, window = ["4h", "5h"], step = "30m" }]
"#;

const NOW: &str =
    "intraday --config centre.toml --history history.csv --roster roster.csv --now 2026-03-02T10:00 --format json";

/// Ten agents from 08:00 to 16:30 on Monday 2 March 2026 with their meal at noon; A10 can serve b too. Each half-hour of the eight
/// weeks before had 60 calls of a and 6 of b at 240 s, and so has the morning of the day.
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
        for slot in 16..35 {
            let is_to_come = day == first + chrono::TimeDelta::days(56) && slot >= 20;
            if !is_to_come {
                let clock = format!("{:02}:{:02}", slot / 2, slot % 2 * 30);
                let _ = writeln!(history, "{day} {clock},a,60,60,240\n{day} {clock},b,6,6,240");
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
    assert!(actions[0]["text"].as_str().is_some_and(|text| text.contains("meals from 12:00 to")), "{run}");
    let calls: f64 = actions.iter().filter_map(|action| action["calls"].as_f64()).sum();
    let gained =
        document["calls_in_time_after"].as_f64().expect("calls") - document["calls_in_time"].as_f64().expect("calls");
    assert!((calls - gained).abs() < 1e-3, "the parts add up to the whole: {calls} {gained}");
    let diff = wfm("diff roster.csv roster_2.csv --config centre.toml", dir.path());
    assert!(diff.stdout.contains("A0") || diff.stderr.contains("A0"), "{diff}");
}

#[test]
fn law_that_fixes_breaks_keeps_them_where_they_are() {
    let dir = centre("rules = [\"builtin:de\"]");
    let run = planned(dir.path(), "");
    assert!(!kinds(&run).contains(&"move_break".to_owned()), "{run}");
}

#[test]
fn no_more_agents_change_than_may() {
    let dir = centre("");
    let count = |most: u32| {
        let document = planned(dir.path(), &format!("--max-changes {most}")).document();
        let actions = document["actions"].as_array().cloned().unwrap_or_default();
        actions.iter().filter_map(|action| action["agents"].as_array().map(Vec::len)).sum::<usize>()
    };
    assert_eq!((count(0), count(1), count(2)), (0, 1, 2));
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
