//! `wfm staff --skills` as its users run it: between the two limits, and the same bytes again.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::harness::{fresh, wfm};

const CENTRE: &str = r#"
[centre]
time_zone = "Europe/Berlin"

[[queue]]
id = "cards"
service_level = "80/20"
patience_s = 120

[[queue]]
id = "loans"
service_level = "80/20"
patience_s = 120

[[contract]]
id = "full"
weekly_hours = [36, 40]

[[shift]]
id = "day"
contracts = ["full"]
start = "08:00"
length = "8h"
"#;

const FORECAST: &str = "start,queue,offered,aht_s\n\
     2026-12-07 10:00,cards,90,240\n2026-12-07 10:00,loans,60,240\n\
     2026-12-07 10:30,cards,0,240\n2026-12-07 10:30,loans,60,240\n";

fn write_files(dir: &Path, skills: &[(&str, usize)]) {
    let of_skill = |(skill, heads): &(&str, usize)| (0..*heads).map(|_| (*skill).to_owned()).collect::<Vec<_>>();
    let each = skills.iter().flat_map(of_skill).enumerate();
    let mut agents = "agent,name,team,contract,skills\n".to_owned();
    for (at, skill) in each {
        let _ = writeln!(agents, "A{at},Agent {at},,full,{skill}");
    }
    for (name, text) in [("centre.toml", CENTRE), ("forecast.csv", FORECAST), ("agents.csv", &agents)] {
        fs::write(dir.join(name), text).expect("written");
    }
}

type Row = BTreeMap<String, String>;

fn rows(csv: &str) -> Vec<Row> {
    csv::Reader::from_reader(csv.as_bytes()).deserialize().map(|row| row.expect("a row")).collect()
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

/// Agents of the first interval by group.
fn staffed(skills: &[(&str, usize)], more: &str) -> (BTreeMap<String, f64>, Vec<Row>) {
    let dir = fresh();
    write_files(dir.path(), skills);
    let command = format!(
        "staff forecast.csv --config centre.toml --skills agents.csv --service service.csv --format csv --calls 40000{more}"
    );
    let run = wfm(&command, dir.path());
    run.expect_code(0);
    let first = |row: &Row| row["start"].contains("10:00");
    let groups = rows(&run.stdout).into_iter().filter(|row| first(row));
    let service = rows(&fs::read_to_string(dir.path().join("service.csv")).expect("written"));
    (groups.map(|row| (row["group"].clone(), number(&row, "agents"))).collect(), service)
}

#[test]
fn flexible_agents_lie_between_the_limits_and_hold_the_targets() {
    let (apart, _) = staffed(&[("cards", 40), ("loans", 40)], "");
    let (pooled, _) = staffed(&[("cards;loans", 40)], "");
    let (mixed, service) = staffed(&[("cards", 40), ("loans", 40), ("cards;loans", 40)], "");
    let heads = |groups: &BTreeMap<String, f64>| groups.values().sum::<f64>();
    assert!(heads(&pooled) <= heads(&mixed) && heads(&mixed) < heads(&apart), "{pooled:?} {mixed:?} {apart:?}");
    // few agents of two skills, and each of them once
    assert!(mixed["cards+loans"] < mixed["cards"] && mixed["cards+loans"] > 0.0, "{mixed:?}");
    for row in service.iter().filter(|row| number(row, "offered") > 0.0) {
        assert!(number(row, "service_level") >= 0.8, "{row:?}");
    }
    let quiet = service.iter().find(|row| number(row, "offered") < 1e-9).expect("a row");
    assert_eq!(quiet["service_level"], "");
}

#[test]
fn heads_that_are_few_are_used_and_the_same_seed_says_the_same() {
    let skills = [("cards", 40), ("loans", 8), ("cards;loans", 40)];
    let (groups, service) = staffed(&skills, " --seed 7");
    assert!(groups["loans"] <= 8.0, "{groups:?}");
    assert_eq!(staffed(&skills, " --seed 7"), (groups, service));
}

/// Calls of half an hour, handle time, patience and service level of one queue.
type Side = (u32, u32, Option<u32>, &'static str);

/// Two queues that share some agents: alike, with patience, of unlike size, calls and targets.
const EXAMPLES: [[Side; 2]; 5] = [
    [(90, 240, Some(120), "80/20"), (60, 240, Some(120), "80/20")],
    [(80, 300, None, "80/20"), (40, 300, None, "80/20")],
    [(90, 180, None, "80/20"), (20, 600, None, "90/60")],
    [(120, 240, Some(90), "80/20"), (20, 400, Some(300), "70/30")],
    [(50, 300, None, "90/10"), (50, 300, None, "90/10")],
];

/// The skills of the groups, in the order of their ids.
const GROUPS: [(&str, &str); 3] = [("A", "a"), ("AB", "a;b"), ("B", "b")];

fn write_example(dir: &Path, sides: &[Side; 2]) {
    let mut centre = "[centre]\ntime_zone = \"UTC\"\n".to_owned();
    let (mut once, mut all_day) = ("start,queue,offered,aht_s\n".to_owned(), "start,queue,offered,aht_s\n".to_owned());
    for (id, (calls, handle, patience, target)) in ["a", "b"].iter().zip(sides) {
        let patience = patience.map(|s| format!("patience_s = {s}\n")).unwrap_or_default();
        let _ = write!(centre, "[[queue]]\nid = \"{id}\"\nservice_level = \"{target}\"\n{patience}");
        let _ = writeln!(once, "2026-12-07 00:00,{id},{calls},{handle}");
        for half_hour in 0..48 {
            let (hour, minute) = (half_hour / 2, half_hour % 2 * 30);
            let _ = writeln!(all_day, "2026-12-07 {hour:02}:{minute:02},{id},{calls},{handle}");
        }
    }
    for (id, skills) in GROUPS {
        let queues = skills.split(';').map(|queue| format!("{queue:?}")).collect::<Vec<_>>().join(", ");
        let _ = writeln!(centre, "[[skill_group]]\nid = \"{id}\"\nqueues = [{queues}]\ntakes = \"in_order\"");
    }
    centre += "[[contract]]\nid = \"full\"\nweekly_hours = [1, 168]\ndaily_hours = [1, 24]\n";
    centre += "[[shift]]\nid = \"day\"\ncontracts = [\"full\"]\nstart = \"00:00\"\nlength = \"24h\"\n";
    for (name, text) in [("centre.toml", &centre), ("once.csv", &once), ("all_day.csv", &all_day)] {
        fs::write(dir.join(name), text).expect("written");
    }
}

/// The service levels of both queues when so many agents of each group work all day.
fn played(dir: &Path, agents: &[u32; 3]) -> Vec<f64> {
    let mut people = "agent,name,team,contract,skills\n".to_owned();
    let mut roster = "agent,day,shift,activity,queue,start,end,paid\n".to_owned();
    for ((group, skills), agents) in GROUPS.iter().zip(agents) {
        for number in 0..*agents {
            let _ = writeln!(people, "{group}{number},{group} {number},,full,{skills}");
            let queue = &skills[..1];
            let _ =
                writeln!(roster, "{group}{number},2026-12-07,day,work,{queue},2026-12-07 00:00,2026-12-08 00:00,true");
        }
    }
    fs::write(dir.join("agents.csv"), people).expect("written");
    fs::write(dir.join("roster.csv"), roster).expect("written");
    let run = wfm(
        "simulate --config centre.toml --forecast all_day.csv --roster roster.csv --agents agents.csv --replications 120 --format csv",
        dir,
    );
    // a target that is missed is a finding
    assert!(matches!(run.code, Some(0 | 1)), "{run}");
    let of_day = rows(&run.stdout).into_iter().filter(|row| row["period"] == "day");
    of_day.map(|row| number(&row, "service_level")).collect()
}

#[test]
fn crews_of_two_queues_hold_when_they_are_played_and_with_one_fewer_they_do_not() {
    for sides in &EXAMPLES {
        let dir = fresh();
        write_example(dir.path(), sides);
        let run = wfm("staff once.csv --config centre.toml --skills --calls 200000 --format csv", dir.path());
        run.expect_code(0);
        let found: BTreeMap<String, u32> = rows(&run.stdout)
            .into_iter()
            .map(|row| (row["group"].clone(), row["agents"].parse().expect("agents")))
            .collect();
        let agents = GROUPS.map(|(group, _)| found.get(group).copied().unwrap_or_default());
        let targets = sides.map(|side| f64::from(side.3[..2].parse::<u32>().expect("a share")) / 100.0);
        // what a day that starts empty and 120 replications leave open
        let least =
            |levels: Vec<f64>| levels.iter().zip(targets).map(|(level, target)| level - target).fold(1.0, f64::min);
        let margin = least(played(dir.path(), &agents));
        assert!(margin > -0.006, "{sides:?} {agents:?}: {margin}");
        for group in (0..3).filter(|group| agents[*group] > 0) {
            let mut fewer = agents;
            fewer[group] -= 1;
            let margin = least(played(dir.path(), &fewer));
            assert!(margin < 0.004, "{sides:?} {agents:?} less one of {}: {margin}", GROUPS[group].0);
        }
    }
}
