//! The commands on the day itself as their users run them: adherence, the live board, attendance, handover sheets, requests.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use wfm::domain::live::{Alert, Board};
use wfm::domain::time::{Instant, Zone};
use wfm::pipeline::adherence::{DaySettings, FollowClock, FollowSettings, Watcher, follow};

use crate::harness::{Run, copy_tree, fresh, in_package, wfm};

/// The fixtures in a fresh folder.
fn desk() -> tempfile::TempDir {
    let dir = fresh();
    for name in ["_day", "_people", "D108", "D101"] {
        copy_tree(&in_package("fixtures/findings").join(name), &dir.path().join(name));
    }
    dir
}

const DAY: &str = "--config _day/centre.toml --roster _day/roster.csv";

/// Lines of JSON on stdout.
fn lines(run: &Run) -> Vec<Value> {
    run.stdout.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
}

/// The program with a text on standard input.
fn piped(arguments: &str, dir: &Path, input: &str) -> Run {
    fs::write(dir.join("input"), input).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_wfm"))
        .env("LC_ALL", "C")
        .args(arguments.split_whitespace())
        .current_dir(dir)
        .stdin(Stdio::from(fs::File::open(dir.join("input")).expect("opened")))
        .output()
        .expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[test]
fn adherence_csv_has_the_columns_of_the_design_first_and_the_definition_with_every_row() {
    let dir = desk();
    wfm(&format!("adherence {DAY} --states _day/states.csv -o out.csv"), dir.path()).expect_code(0);
    let text = fs::read_to_string(dir.path().join("out.csv")).expect("written");
    let fixed = "agent,day,scheduled_s,in_s,out_s,neutral_s,unknown_s,adherence,conformance,late_s,early_leave_s,exceptions,definition,";
    assert!(text.starts_with(fixed), "{text}");
    // A1 is back a minute early, A2 a minute late: within the grace of the meal
    assert!(text.contains("\nA1,2026-03-16,28800,28800,0,0,0,1,1.002222,0,0,0,wfm,1,1,"), "{text}");
    assert!(text.contains("\nA2,2026-03-16,28800,28800,0,0,0,1,0.998889,0,0,0,wfm,1,0.998889,"), "{text}");
}

#[test]
fn json_has_teams_and_the_runs_behind_the_figures() {
    let dir = desk();
    let feed = "time,agent,state\n2026-03-16 08:00:00,A1,offline\n2026-03-16 08:30:00,A1,available\n2026-03-16 12:00:00,A1,meal\n2026-03-16 12:30:00,A1,acw\n";
    fs::write(dir.path().join("states.csv"), feed).expect("written");
    let document = wfm(&format!("adherence {DAY} --states states.csv --format json"), dir.path()).document();
    let run = &document["exceptions"][0];
    assert_eq!(
        (run["agent"].as_str(), run["counted_s"].as_i64(), run["state"].as_str()),
        (Some("A1"), Some(1800), Some("offline"))
    );
    let all = document["teams"].as_array().and_then(|teams| teams.last()).expect("all").clone();
    assert_eq!(
        (all["team"].as_str(), all["unknown_s"].as_i64(), all["coverage"].as_f64()),
        (Some("all"), Some(28_800), Some(0.5))
    );
    assert_eq!(all["definition"], "wfm");
}

#[test]
fn a_followed_feed_tells_of_severe_cases_and_of_their_end() {
    let dir = desk();
    let feed = "time,agent,state\n2026-03-16 07:55:00,A1,available\n2026-03-16 07:56:00,A2,available\n\
        2026-03-16 09:00:10,A1,break\n2026-03-16 09:10:00,A1,available\n2026-03-16 09:20:00,A2,offline\n2026-03-16 09:24:00,A1,acw\n";
    let run = piped(&format!("adherence {DAY} --states - --follow --format json"), dir.path(), feed);
    run.expect_code(0);
    let told = lines(&run);
    let seen: Vec<_> = told[..2]
        .iter()
        .map(|l| {
            (l["kind"].as_str().expect("kind"), l["agent"].as_str().expect("agent"), l["at"].as_str().expect("at"))
        })
        .collect();
    // five minutes after 09:00:10 the next full minute is 09:06
    assert_eq!(seen, [("alert", "A1", "2026-03-16T09:06:00+01:00"), ("cleared", "A1", "2026-03-16T09:10:00+01:00")]);
    let board = told.last().expect("board");
    assert_eq!(board["at"], "2026-03-16T09:24:00+01:00");
    assert_eq!((board["out"][0]["agent"].as_str(), board["out"][0]["seconds"].as_i64()), (Some("A2"), Some(240)));
    // 590 seconds of A1 and 240 of A2 in the half-hour; A2 is missing for six minutes more if nobody comes back
    assert_eq!((board["lost_s"].as_i64(), board["lost_by_end_s"].as_i64()), (Some(830), Some(1190)));
}

#[test]
fn late_events_settle_what_was_told() {
    let dir = desk();
    let feed = |late: &str| {
        format!(
            "time,agent,state\n2026-03-16 07:55:00,A1,available\n2026-03-16 09:00:00,A1,break\n2026-03-16 09:08:00,A2,available\n{late}2026-03-16 09:12:00,A2,acw\n"
        )
    };
    let told = |late: &str| {
        lines(&piped(&format!("adherence {DAY} --states - --follow --format json"), dir.path(), &feed(late)))
    };
    assert_eq!(told("").len(), 2, "an alert and the board");
    let settled = told("2026-03-16 09:01:00,A1,available\n");
    let kinds: Vec<_> = settled.iter().filter_map(|line| line["kind"].as_str()).collect();
    assert_eq!(kinds, ["alert", "cleared"]);
    assert_eq!(settled.last().expect("board")["out"].as_array().map(Vec::len), Some(0));
}

/// The time after a wait, and what became of the feed until then.
type Scene<'s> = (&'s str, Box<dyn Fn() + 's>);

/// A clock whose every wait is the next scene: what becomes of the feed, and the time after it.
struct Scenes<'s> {
    scenes: std::cell::RefCell<Vec<Scene<'s>>>,
    now: std::cell::Cell<Instant>,
}

impl FollowClock for Scenes<'_> {
    fn now(&self) -> Option<Instant> {
        Some(self.now.get())
    }

    fn wait(&self) -> bool {
        let mut scenes = self.scenes.borrow_mut();
        if scenes.is_empty() {
            return false;
        }
        let (clock, happens) = scenes.remove(0);
        happens();
        self.now.set(berlin(clock));
        true
    }
}

/// A wall time of 2026-03-16 in Berlin.
fn berlin(clock: &str) -> Instant {
    let wall = format!("2026-03-16T{clock}:00").parse().expect("time");
    Zone::parse("Europe/Berlin").expect("zone").resolve(wall).0
}

/// Who was out at each look, as `agent since`.
#[derive(Default)]
struct Seen(Vec<Vec<String>>);

impl Watcher for Seen {
    fn board(&mut self, board: &Board, zone: Zone) -> bool {
        let out = board.out.iter();
        self.0.push(out.map(|case| format!("{} {}", case.agent, zone.local(case.since).format("%H:%M"))).collect());
        true
    }

    fn alert(&mut self, _: &Alert, _: Zone) -> bool {
        true
    }
}

#[test]
fn a_feed_that_is_rotated_or_cut_while_it_is_followed_loses_nothing() {
    let dir = desk();
    let feed = dir.path().join("states.csv");
    let moved = dir.path().join("states.csv.1");
    let row = |clock: &str, agent: &str, state: &str| format!("2026-03-16 {clock},{agent},{state}\n");
    let append = |path: &Path, text: &str| {
        let mut all = fs::read_to_string(path).unwrap_or_default();
        all.push_str(text);
        // in place, so that the file stays the same file
        let mut file = fs::OpenOptions::new().write(true).create(true).truncate(false).open(path).expect("opened");
        std::io::Write::write_all(&mut file, all.as_bytes()).expect("written");
    };
    fs::write(&feed, "time,agent,state\n".to_owned() + &row("07:55:00", "A1", "available")).expect("written");
    let scenes: Vec<Scene<'_>> = vec![
        // half a line is waited for
        ("08:10", Box::new(|| append(&feed, &(row("07:56:00", "A2", "available") + "2026-03-16 08:05:00,A1,off")))),
        ("08:11", Box::new(|| append(&feed, "line\n"))),
        // moved away and begun anew; the old one still gets a row
        (
            "08:20",
            Box::new(|| {
                fs::rename(&feed, &moved).expect("moved");
                append(&moved, &row("08:12:00", "A1", "available"));
                fs::write(&feed, "time,agent,state\n".to_owned() + &row("08:15:00", "A2", "offline")).expect("written");
            }),
        ),
        // cut and written again, longer than it was, with a row that comes late
        (
            "08:30",
            Box::new(|| {
                let rows = row("08:25:00", "A2", "available")
                    + &row("08:22:00", "A1", "break")
                    + &row("08:14:00", "A2", "acw");
                let text = "time,agent,state\n".to_owned() + &rows;
                fs::OpenOptions::new().write(true).open(&feed).and_then(|f| f.set_len(0)).expect("cut");
                append(&feed, &text);
            }),
        ),
    ];
    let clock = Scenes { scenes: std::cell::RefCell::new(scenes), now: std::cell::Cell::new(berlin("08:00")) };
    let mut seen = Seen::default();
    let settings = DaySettings {
        config: dir.path().join("_day/centre.toml"),
        roster: dir.path().join("_day/roster.csv"),
        states: feed.clone(),
        ..DaySettings::default()
    };
    follow(&settings, FollowSettings { until: None, severe_s: 300 }, &clock, &mut seen).expect("followed");
    let expected: [&[&str]; 5] = [&[], &[], &["A1 08:05"], &["A2 08:15"], &["A1 08:22"]];
    assert_eq!(seen.0, expected.map(|out| out.iter().map(|case| (*case).to_owned()).collect::<Vec<_>>()));
}

#[test]
fn following_a_file_until_a_moment_takes_the_rows_that_came_late_behind_that_moment() {
    let dir = desk();
    let path = dir.path().join("states.csv");
    let text = fs::read_to_string(dir.path().join("_day/states.csv")).expect("there");
    let mut rows: Vec<&str> = text.lines().collect();
    let board = |rows: &[&str]| {
        fs::write(&path, rows.join("\n") + "\n").expect("written");
        let command = format!("adherence {DAY} --states states.csv --follow --until 2026-03-16T12:00:20 --format json");
        let run = wfm(&command, dir.path());
        run.stdout.lines().last().expect("a board").to_owned()
    };
    let in_order = board(&rows);
    rows[1..].reverse();
    assert_eq!(board(&rows), in_order);
}

#[test]
fn following_until_a_moment_shows_the_board_of_that_moment_in_words() {
    let dir = desk();
    let run =
        wfm(&format!("adherence {DAY} --states D101/states.csv --follow --until 2026-03-16T12:00:20"), dir.path());
    run.expect_code(1);
    assert!(run.stdout.contains("2026-03-16 12:00:20  2 agents inside their shift"), "{run}");
    assert!(run.stdout.contains("! out") && run.stdout.contains("A2") && run.stderr.contains("D101"), "{run}");
}

#[test]
fn attendance_counts_who_came_and_why_others_did_not() {
    let dir = desk();
    let feed = "time,agent,state\n2026-03-16 07:00:00,A1,offline\n2026-03-16 08:10:00,A1,available\n2026-03-16 16:30:00,A1,offline\n2026-03-16 07:00:00,A2,offline\n2026-03-16 16:30:00,A2,offline\n";
    fs::write(dir.path().join("states.csv"), feed).expect("written");
    fs::write(dir.path().join("off.csv"), "agent,start,end,kind\nA2,2026-03-16,2026-03-17,sick\n").expect("written");
    let command = format!("attendance {DAY} --states states.csv --time-off off.csv --hours hours.csv --format json");
    let document = wfm(&command, dir.path()).document();
    let team = &document["rows"][0];
    let count = |name: &str| team[name].as_f64().expect("number");
    assert_eq!((count("scheduled"), count("present"), count("absent"), count("attendance")), (2.0, 1.0, 1.0, 0.5));
    assert_eq!((count("late"), count("late_s")), (1.0, 600.0));
    let absence = &document["absences"][0];
    assert_eq!((absence["kind"].as_str(), absence["was_scheduled"].as_bool()), (Some("sick"), Some(true)));
    // ten minutes late, the meal unpaid, half an hour over: 7:20 in the shift and 0:30 beyond
    let hours = fs::read_to_string(dir.path().join("hours.csv")).expect("written");
    assert!(hours.contains("2026-03,A1,red,1,7.8333,0.5,0,0,"), "{hours}");
}

#[test]
fn handover_sheets_pair_those_who_leave_with_those_who_come() {
    let dir = desk();
    let roster = "agent,day,shift,activity,queue,start,end,paid\n\
        A1,2026-03-16,day,work,calls,2026-03-16 08:00,2026-03-16 16:00,true\n\
        A1,2026-03-16,day,handover,,2026-03-16 16:00,2026-03-16 16:15,true\n\
        A2,2026-03-16,day,work,calls,2026-03-16 16:00,2026-03-16 22:00,true\n\
        A2,2026-03-16,day,handover,,2026-03-16 22:00,2026-03-16 22:15,true\n";
    fs::write(dir.path().join("roster.csv"), roster).expect("written");
    let centre =
        fs::read_to_string(dir.path().join("_day/centre.toml")).expect("read") + "\n[handover]\nafter_minutes = 15\n";
    fs::write(dir.path().join("_day/centre.toml"), centre).expect("written");
    fs::write(dir.path().join("items.csv"), "queue,item,since,owner\ncalls,case 7 waits,15:40,Ann\n").expect("written");
    let run = wfm(
        "handover --config _day/centre.toml --roster roster.csv --day 2026-03-16 --items items.csv --html page.html --format csv",
        dir.path(),
    );
    run.expect_code(0);
    assert!(run.stdout.contains("2026-03-16T16:00:00+01:00,calls,A1,Ann,A2,Bob,15,case 7 waits"), "{run}");
    let page = fs::read_to_string(dir.path().join("page.html")).expect("written");
    assert!(page.contains("Ann (A1)") && page.contains("case 7 waits") && page.contains("signed, incoming"));
}

const PEOPLE: &str = "requests --config _people/centre.toml --agents D108/agents.csv --requirement _people/requirement.csv --roster _people/roster.csv --requests requests.csv";

#[test]
fn an_approved_request_makes_a_new_roster_a_decided_row_and_a_line_of_the_trail() {
    let dir = desk();
    let head = "id,kind,agent,day,with,reason,state,colour\n";
    fs::write(
        dir.path().join("requests.csv"),
        format!("{head}7,cover,A1,2026-03-16,A2,dentist,,red\n8,leave,A1,2026-03-16,,,,\n"),
    )
    .expect("written");
    let shift = |agent: &str, day: u32| {
        format!(
            "{agent},2026-03-{day},day,work,calls,2026-03-{day} 08:00,2026-03-{day} 11:00,true\n\
             {agent},2026-03-{day},day,meal,,2026-03-{day} 11:00,2026-03-{day} 12:00,false\n\
             {agent},2026-03-{day},day,work,calls,2026-03-{day} 12:00,2026-03-{day} 16:00,true\n"
        )
    };
    let header = "agent,day,shift,activity,queue,start,end,paid\n";
    let text = header.to_owned() + &shift("A1", 16) + &shift("A1", 17) + &shift("A2", 18);
    fs::write(dir.path().join("_people/roster.csv"), text).expect("written");
    let before = fs::read(dir.path().join("_people/roster.csv")).expect("read");
    let listed = wfm(&format!("{PEOPLE} --format json"), dir.path()).document();
    assert_eq!(listed["rows"][0]["verdict"], "legal", "{listed}");

    wfm(&format!("{PEOPLE} --approve 7 --by lead --at 2026-03-10T09:00 -o new.csv"), dir.path()).expect_code(0);
    let roster = fs::read_to_string(dir.path().join("new.csv")).expect("written");
    assert!(roster.contains("\nA2,2026-03-16,day,work") && !roster.contains("\nA1,2026-03-16"), "{roster}");
    assert!(roster.contains("\nA1,2026-03-17,day,work") && roster.contains("\nA2,2026-03-18,day,work"), "{roster}");
    assert_eq!(fs::read(dir.path().join("_people/roster.csv")).expect("read"), before, "the old roster stays");
    let requests = fs::read_to_string(dir.path().join("requests.csv")).expect("read");
    assert!(
        requests.contains("7,cover,A1,2026-03-16,A2,dentist,approved,red,lead,2026-03-10T09:00:00+01:00,"),
        "{requests}"
    );
    let trail = || fs::read_to_string(dir.path().join("requests_audit.csv")).expect("read");
    let first = trail();
    assert_eq!(first.lines().count(), 2);
    assert!(
        first.contains("2026-03-10T09:00:00+01:00,7,approved,lead,,cover,A1,2026-03-16,A2,_people/roster.csv,"),
        "{first}"
    );

    // a decision is taken once; the trail only grows
    wfm(&format!("{PEOPLE} --refuse 7 --by lead"), dir.path()).expect_code(2);
    wfm(&format!("{PEOPLE} --refuse 8 --by lead --at 2026-03-11T09:00 --note short"), dir.path()).expect_code(0);
    assert!(trail().starts_with(&first) && trail().lines().count() == 3);
    // over the roster that it changes it is refused
    fs::write(dir.path().join("requests.csv"), format!("{head}9,cover,A1,2026-03-16,A2,,,\n")).expect("written");
    wfm(&format!("{PEOPLE} --approve 9 --by lead -o _people/roster.csv"), dir.path()).expect_code(2);
    assert_eq!(fs::read(dir.path().join("_people/roster.csv")).expect("read"), before);
}

#[test]
fn a_request_that_breaks_a_rule_changes_nothing() {
    let dir = desk();
    fs::copy(dir.path().join("D108/requests.csv"), dir.path().join("requests.csv")).expect("copied");
    let before = fs::read(dir.path().join("requests.csv")).expect("read");
    let run = wfm(
        &format!("{PEOPLE} --time-off D108/time_off.csv --approve 1 --by lead -o new.csv --format json"),
        dir.path(),
    );
    run.expect_code(2);
    assert!(run.codes().contains(&"D108".to_owned()) && run.stdout.contains("K401"), "{run}");
    assert!(!dir.path().join("new.csv").exists() && !dir.path().join("requests_audit.csv").exists());
    assert_eq!(fs::read(dir.path().join("requests.csv")).expect("read"), before);
}
