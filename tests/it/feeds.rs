//! Feeds of states as telephone systems really write them: nights with a clock change, gaps, duplicates, rows in any order. All
//! figures are worked out by hand.

use std::fs;
use std::path::Path;

use crate::harness::{fresh, wfm};

const CENTRE: &str = "[centre]\ntime_zone = \"Europe/Berlin\"\n[[queue]]\nid = \"calls\"\n[[contract]]\nid = \"full\"\nweekly_hours = [0, 40]\n\
    [[shift]]\nid = \"night\"\ncontracts = [\"full\"]\nstart = \"22:00\"\nlength = \"8h\"\n";

/// A centre with this roster and this feed.
fn night(dir: &Path, roster: &[&str], feed: &[&str]) {
    let table = |header: &str, rows: &[&str]| format!("{header}\n{}\n", rows.join("\n"));
    fs::write(dir.join("centre.toml"), CENTRE).expect("written");
    fs::write(dir.join("roster.csv"), table("agent,day,shift,activity,queue,start,end,paid", roster)).expect("written");
    fs::write(dir.join("states.csv"), table("time,agent,state", feed)).expect("written");
}

/// The cells of adherence.csv by column, of each row.
fn figures(dir: &Path) -> Vec<std::collections::BTreeMap<String, String>> {
    wfm("adherence --config centre.toml --roster roster.csv --states states.csv -o out.csv", dir);
    let text = fs::read_to_string(dir.join("out.csv")).expect("written");
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let header = lines.next().expect("header");
    lines.map(|cells| header.iter().cloned().zip(cells).collect()).collect()
}

/// Some columns of the only row.
fn only<'c>(rows: &'c [std::collections::BTreeMap<String, String>], columns: &[&str]) -> Vec<&'c str> {
    assert_eq!(rows.len(), 1, "{rows:?}");
    columns.iter().map(|column| rows[0][*column].as_str()).collect()
}

/// From 22:00 to 06:00 over the night in which the clock goes back: nine hours, the meal in the second of the two hours.
const LONG_NIGHT: [&str; 3] = [
    "A1,2026-10-24,night,work,calls,2026-10-24T22:00:00+02:00,2026-10-25T02:00:00+01:00,true",
    "A1,2026-10-24,night,meal,,2026-10-25T02:00:00+01:00,2026-10-25T02:30:00+01:00,false",
    "A1,2026-10-24,night,work,calls,2026-10-25T02:30:00+01:00,2026-10-25T06:00:00+01:00,true",
];

#[test]
fn an_hour_away_between_the_two_half_past_twos_is_an_hour() {
    let dir = fresh();
    let feed = [
        "2026-10-24T21:55:00+02:00,A1,available",
        "2026-10-25T02:30:00+02:00,A1,offline",
        "2026-10-25T02:30:00+01:00,A1,available",
    ];
    night(dir.path(), &LONG_NIGHT, &feed);
    let rows = figures(dir.path());
    let columns = ["day", "scheduled_s", "in_s", "out_s", "unknown_s", "adherence", "missed_break_s", "late_s"];
    assert_eq!(only(&rows, &columns), ["2026-10-24", "32400", "28800", "3600", "0", "0.888889", "0", "0"]);
    // who is signed out for the meal works through none; of the day itself: seven hours from midnight less the meal, half an hour of the work away
    let kpi = wfm("kpi --config centre.toml --roster roster.csv --states states.csv --by day --format csv", dir.path());
    assert!(kpi.stdout.contains("\nadherence,2026-10-24,,1,fraction,"), "{kpi}");
    assert!(kpi.stdout.contains("\nadherence,2026-10-25,,0.923077,fraction,"), "{kpi}");
    assert!(kpi.stdout.contains(",21600,23400,"), "{kpi}");
}

#[test]
fn a_wall_time_that_is_there_twice_is_the_first_and_is_told() {
    let dir = fresh();
    // 02:30 without an offset is the first; from there to 03:00 it is an hour and a half
    let feed =
        ["2026-10-24 21:55:00,A1,available", "2026-10-25 02:30:00,A1,offline", "2026-10-25 03:00:00,A1,available"];
    night(dir.path(), &LONG_NIGHT, &feed);
    assert_eq!(only(&figures(dir.path()), &["out_s", "in_s"]), ["5400", "27000"]);
}

#[test]
fn the_short_night_has_seven_hours_and_a_time_that_does_not_exist_moves_on() {
    let dir = fresh();
    let roster = [
        "A1,2026-03-28,night,work,calls,2026-03-28 22:00,2026-03-29 03:30,true",
        "A1,2026-03-28,night,meal,,2026-03-29 03:30,2026-03-29 04:00,false",
        "A1,2026-03-28,night,work,calls,2026-03-29 04:00,2026-03-29 06:00,true",
    ];
    // ten minutes late; the meal is taken at 02:35, which is 03:35, and ten minutes too long
    let feed = [
        "2026-03-28 20:00:00,A1,offline",
        "2026-03-28 22:10:00,A1,available",
        "2026-03-29 02:35:00,A1,meal",
        "2026-03-29 04:15:00,A1,available",
        "2026-03-29 06:00:00,A1,offline",
    ];
    night(dir.path(), &roster, &feed);
    let rows = figures(dir.path());
    // five minutes of the scheduled meal were worked, fifteen of the work were a meal
    let columns = ["scheduled_s", "in_s", "out_s", "late_s", "long_break_s", "adherence"];
    assert_eq!(only(&rows, &columns), ["25200", "23400", "1800", "600", "600", "0.928571"]);
}

#[test]
fn a_gap_of_the_feed_is_neither_in_nor_out_and_a_silent_stretch_keeps_its_state() {
    let dir = fresh();
    let roster = ["A1,2026-03-16,night,work,calls,2026-03-16 08:00,2026-03-16 16:00,true"];
    // the feed says that it knows nothing from 10:00 to 12:00; no row at all between 12:30 and 15:00
    let feed = [
        "2026-03-16 08:00:00,A1,available",
        "2026-03-16 10:00:00,A1,unknown",
        "2026-03-16 12:00:00,A1,available",
        "2026-03-16 12:30:00,A1,offline",
        "2026-03-16 15:00:00,A1,available",
    ];
    night(dir.path(), &roster, &feed);
    let rows = figures(dir.path());
    let columns = ["scheduled_s", "in_s", "out_s", "unknown_s", "adherence", "coverage", "exceptions"];
    assert_eq!(only(&rows, &columns), ["28800", "12600", "9000", "7200", "0.583333", "0.75", "1"]);
}

#[test]
fn duplicates_and_disorder_change_nothing_and_of_two_that_contradict_the_later_counts() {
    let dir = fresh();
    let roster = ["A1,2026-03-16,night,work,calls,2026-03-16 08:00,2026-03-16 16:00,true"];
    let clean = [
        "2026-03-16 07:58:00,A1,available",
        "2026-03-16 09:00:00,A1,on_call",
        "2026-03-16 09:10:00,A1,offline",
        "2026-03-16 09:25:00,A1,available",
        "2026-03-16 15:50:00,A1,offline",
    ];
    night(dir.path(), &roster, &clean);
    let expected = figures(dir.path());
    assert_eq!(only(&expected, &["in_s", "out_s", "early_leave_s", "exceptions"]), ["27300", "1500", "600", "2"]);
    let mut disordered: Vec<&str> = clean.iter().rev().copied().collect();
    disordered.extend(clean);
    // the first word on 09:10 was wrong
    disordered.insert(0, "2026-03-16 09:10:00,A1,available");
    night(dir.path(), &roster, &disordered);
    assert_eq!(figures(dir.path()), expected);
    let run = wfm("adherence --config centre.toml --roster roster.csv --states states.csv --format json", dir.path());
    assert!(run.codes().contains(&"D105".to_owned()), "{run}");
    // said last, it counts: fifteen minutes less out
    disordered.push("2026-03-16 09:10:00,A1,available");
    night(dir.path(), &roster, &disordered);
    assert_eq!(only(&figures(dir.path()), &["in_s", "out_s", "exceptions"]), ["28200", "600", "1"]);
}

#[test]
fn the_live_board_settles_on_the_same_whatever_the_order_of_rows() {
    let dir = fresh();
    let roster = ["A1,2026-03-16,night,work,calls,2026-03-16 08:00,2026-03-16 16:00,true"];
    let clean = [
        "2026-03-16 07:58:00,A1,available",
        "2026-03-16 09:10:00,A1,offline",
        "2026-03-16 09:30:00,A1,available",
        "2026-03-16 10:00:00,A1,break",
    ];
    let mut last_boards = Vec::new();
    for order in [[0, 1, 2, 3], [1, 0, 3, 2], [3, 2, 1, 0]] {
        night(dir.path(), &roster, &order.map(|index: usize| clean[index]));
        let command = "adherence --config centre.toml --roster roster.csv --states states.csv --follow --until 2026-03-16T10:06 --format json";
        let run = wfm(command, dir.path());
        last_boards.push(run.stdout.lines().last().expect("a board").to_owned());
    }
    assert!(last_boards[0].contains("\"since\":\"2026-03-16T10:00:00+01:00\""), "{}", last_boards[0]);
    assert!(last_boards.windows(2).all(|pair| pair[0] == pair[1]), "{last_boards:?}");
}
