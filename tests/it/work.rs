//! Other work than calls, as planners write it down: e-mail, chats, outbound blocks, lines.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::harness::{fresh, wfm};

const CENTRE: &str = r#"
[centre]
time_zone = "Europe/Berlin"
interval_minutes = 60

[[queue]]
id = "calls"
hours = "mon-fri 08:00-16:00"

[[queue]]
id = "chat"
kind = "chat"
concurrency = 3
slowdown = 0.2
service_level = "80/60"
hours = "mon-fri 08:00-16:00"

[[queue]]
id = "mail"
kind = "email"
hours = "mon-fri 08:00-16:00"
arrival_hours = "24x7"
deadline_hours = 8
deadline_counts = "open"

[[queue]]
id = "sales"
kind = "outbound"
hours = "mon-fri 10:00-12:00, 14:00-16:00"
contacts_per_day = 48
handle_time_s = 300
"#;

fn write_files(dir: &Path) {
    let mut forecast = "start,queue,offered,aht_s\n".to_owned();
    for hour in 0..24 {
        let start = format!("2026-12-07 {hour:02}:00");
        if (8..16).contains(&hour) {
            let calls = [20, 40, 90, 80, 60, 50, 30, 20][hour - 8];
            let _ = writeln!(forecast, "{start},calls,{calls},240\n{start},chat,60,300");
        }
        if hour < 12 {
            let _ = writeln!(forecast, "{start},mail,6,600");
        }
    }
    fs::write(dir.join("forecast.csv"), forecast).expect("written");
    fs::write(dir.join("centre.toml"), CENTRE).expect("written");
}

type Row = BTreeMap<String, String>;

fn rows(csv: &str) -> Vec<Row> {
    csv::Reader::from_reader(csv.as_bytes()).deserialize().map(|row| row.expect("a row")).collect()
}

fn heads<'r>(rows: &'r [Row], queue: &'r str) -> impl Iterator<Item = (u32, f64)> + 'r {
    let of_queue = rows.iter().filter(move |row| row["queue"] == queue);
    of_queue.map(|row| (row["start"][11..13].parse().expect("hour"), row["scheduled"].parse().expect("heads")))
}

#[test]
fn work_that_can_wait_goes_where_calls_leave_room_and_chats_need_fewer_than_calls() {
    let dir = fresh();
    write_files(dir.path());
    let run = wfm("staff forecast.csv --config centre.toml --format csv", dir.path());
    run.expect_code(0);
    let rows = rows(&run.stdout);
    // 72 e-mails of ten minutes are twelve agent-hours, all of them inside the hours
    assert!((heads(&rows, "mail").map(|(_, heads)| heads).sum::<f64>() - 12.0).abs() <= 1.0, "{run}");
    assert!(heads(&rows, "mail").all(|(hour, _)| (8..16).contains(&hour)));
    // 48 contacts of five minutes are four agent-hours, in the windows only
    let sales: Vec<u32> = heads(&rows, "sales").filter(|(_, heads)| *heads > 0.0).map(|(hour, _)| hour).collect();
    assert!(!sales.is_empty() && sales.iter().all(|hour| [10, 11, 14, 15].contains(hour)), "{sales:?}");
    assert!((heads(&rows, "sales").map(|(_, heads)| heads).sum::<f64>() - 4.0).abs() <= 1.0);
    // the busiest hour of calls gets the least of it
    let at = |queue, wanted| heads(&rows, queue).filter(|(hour, _)| *hour == wanted).map(|(_, h)| h).sum::<f64>();
    assert!(at("mail", 10) + at("sales", 10) <= at("mail", 15) + at("sales", 15), "{run}");
    // five Erlangs of chats, three at a time and each 1.4 times as long
    assert!(heads(&rows, "chat").all(|(_, heads)| (3.0..=5.0).contains(&heads)), "{run}");
}

#[test]
fn the_heads_of_skill_groups_stand_beside_chats_and_mails() {
    let dir = fresh();
    write_files(dir.path());
    let group = "\n[[skill_group]]\nid = \"callers\"\nqueues = [\"calls\"]\n";
    fs::write(dir.path().join("centre.toml"), format!("{CENTRE}{group}")).expect("written");
    let staff = "staff forecast.csv --config centre.toml";
    wfm(&format!("{staff} --skills --calls 20000 --by-queue by_queue.csv -o groups.csv"), dir.path()).expect_code(0);
    let run = wfm(&format!("{staff} --format csv"), dir.path());
    let by_queue = rows(&fs::read_to_string(dir.path().join("by_queue.csv")).expect("written"));
    // one group a queue: the same heads everywhere
    let heads = |rows: &[Row]| {
        rows.iter()
            .map(|row| (row["start"].clone(), row["queue"].clone(), row["scheduled"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(heads(&by_queue), heads(&rows(&run.stdout)));
}

#[test]
fn the_busy_hour_of_each_day_says_how_many_lines() {
    let dir = fresh();
    write_files(dir.path());
    wfm("staff forecast.csv --config centre.toml -o requirement.csv --trunks trunks.csv --blocking 0.01", dir.path())
        .expect_code(0);
    let rows = rows(&fs::read_to_string(dir.path().join("trunks.csv")).expect("written"));
    assert_eq!(rows.len(), 1);
    assert!(rows[0]["busy_hour"].starts_with("2026-12-07T10:00"), "{rows:?}");
    // six Erlangs of calls and their short waits: twelve lines carry 5.88 Erlangs at 1 %, thirteen 6.61
    assert_eq!(rows[0]["trunks"], "13");
}

#[test]
fn keys_of_another_kind_are_named() {
    let dir = fresh();
    write_files(dir.path());
    let wrong =
        CENTRE.replace("contacts_per_day = 48", "contacts_per_day = 48\ndeadline_hours = 2\nservice_level = \"80/20\"");
    fs::write(dir.path().join("centre.toml"), wrong).expect("written");
    let run = wfm("staff forecast.csv --config centre.toml --format json", dir.path());
    run.expect_code(2);
    assert_eq!(run.codes(), ["C102", "C102"], "{run}");
}

#[test]
fn why_follows_the_load_and_the_band() {
    let dir = fresh();
    write_files(dir.path());
    let why = |more: &str| {
        let mut arguments = vec!["staff", "forecast.csv", "--config", "centre.toml", "--why", "2026-12-07 10:00"];
        arguments.extend(more.split_whitespace());
        crate::harness::wfm_args(&arguments, dir.path()).expect_code(0).stdout.clone()
    };
    let plain = why("");
    assert!(plain.contains("mail, ") && plain.contains("level plan"), "{plain}");
    let lagged = why("--load lagged");
    assert!(lagged.contains("staffed for  86.67 calls"), "{lagged}");
}

/// A centre whose calls come in the morning, and forty e-mails at eight, due until six; the only shift is from eight to four.
#[cfg(feature = "highs")]
fn mornings() -> tempfile::TempDir {
    let dir = fresh();
    let centre = "[centre]\ntime_zone = \"UTC\"\n\
        [[queue]]\nid = \"calls\"\nhours = \"mon-fri 08:00-12:00\"\nservice_level = \"80/20\"\n\
        [[queue]]\nid = \"mail\"\nkind = \"email\"\nhours = \"mon-fri 08:00-18:00\"\ndeadline_hours = 10\ndeadline_counts = \"open\"\n\
        [[contract]]\nid = \"full\"\nweekly_hours = [0, 40]\ndaily_hours = [4, 8]\ndays_per_week = [0, 5]\n\
        [[shift]]\nid = \"day\"\ncontracts = [\"full\"]\nstart = \"08:00\"\nlength = \"8h\"\n";
    fs::write(dir.path().join("centre.toml"), centre).expect("written");
    let mut agents = "agent,name,team,contract,skills\n".to_owned();
    for n in 1..=8 {
        let _ = writeln!(agents, "A{n},A{n},red,full,calls;mail");
    }
    fs::write(dir.path().join("agents.csv"), agents).expect("written");
    let mut history = "start,queue,offered,answered,aht_s\n".to_owned();
    let first: chrono::NaiveDate = "2026-01-05".parse().expect("a date");
    for day in first.iter_days().take(56).filter(|day| chrono::Datelike::weekday(day).num_days_from_monday() < 5) {
        for slot in 16..36 {
            let (clock, mails) = (format!("{:02}:{:02}", slot / 2, slot % 2 * 30), if slot == 16 { 40 } else { 0 });
            let _ = writeln!(history, "{day} {clock},mail,{mails},{mails},600");
            if slot < 24 {
                let _ = writeln!(history, "{day} {clock},calls,10,10,240");
            }
        }
    }
    fs::create_dir(dir.path().join("history")).expect("made");
    fs::write(dir.path().join("history/h.csv"), history).expect("written");
    dir
}

#[test]
#[cfg(feature = "highs")]
fn work_that_may_wait_is_planned_where_shifts_have_room_for_it() {
    let dir = mornings();
    wfm("plan . --work-limit 3", dir.path()).expect_code(0);
    let requirement = fs::read_to_string(dir.path().join("plan/requirement.csv")).expect("there");
    let rows = rows(&requirement);
    let mails = |of_day: fn(u32) -> bool| -> u32 {
        let hour = |row: &Row| row["start"][11..13].parse().expect("an hour");
        let mails = rows.iter().filter(|row| row["queue"] == "mail" && of_day(hour(row)));
        mails.map(|row| row["scheduled"].parse::<u32>().expect("heads")).sum()
    };
    assert_eq!(mails(|hour| hour >= 16), 0, "nobody is there after four: {requirement}");
    assert!(mails(|hour| hour < 16) >= 5 * 14, "forty of ten minutes a day: {requirement}");
    let made = fs::read_to_string(dir.path().join("plan/roster.csv")).expect("there");
    assert!(made.contains(",mail,"), "{made}");
}

#[test]
#[cfg(feature = "highs")]
fn a_week_without_one_queues_work_still_plans_that_of_the_others() {
    let dir = mornings();
    let file = dir.path().join("centre.toml");
    // the last week of the history ends on 1 March; outbound calls until the eighth, none after it
    let sales = "[[queue]]\nid = \"sales\"\nkind = \"outbound\"\nhours = \"mon-fri 08:00-12:00\"\ncontacts_per_day = 12\n\
        handle_time_s = 300\nhours_on = [{ type = \"quiet\", hours = \"closed\" }]\n";
    let centre = fs::read_to_string(&file).expect("there").replacen("[[contract]]", &format!("{sales}[[contract]]"), 1);
    fs::write(&file, centre).expect("written");
    let quiet = (9..=13)
        .fold("date,type,name,known_ahead\n".to_owned(), |text, day| format!("{text}2026-03-{day:02},quiet,,1\n"));
    fs::write(dir.path().join("special_days.csv"), quiet).expect("written");
    let agents = dir.path().join("agents.csv");
    let skilled = fs::read_to_string(&agents).expect("there").replace("calls;mail", "calls;mail;sales");
    fs::write(agents, skilled).expect("written");
    wfm("plan . --weeks 2 --work-limit 2", dir.path()).expect_code(0);
    let rows = rows(&fs::read_to_string(dir.path().join("plan/requirement.csv")).expect("there"));
    let heads = |queue: &str, of_row: &dyn Fn(&str, u32) -> bool| -> u32 {
        let hour = |row: &Row| row["start"][11..13].parse().expect("an hour");
        let chosen = rows.iter().filter(|row| row["queue"] == queue && of_row(&row["start"], hour(row)));
        chosen.map(|row| row["scheduled"].parse::<u32>().expect("heads")).sum()
    };
    let second_week = |start: &str| start >= "2026-03-09";
    assert_eq!(heads("sales", &|start, _| second_week(start)), 0);
    assert!(heads("sales", &|start, _| !second_week(start)) > 0);
    assert!(heads("mail", &|start, hour| second_week(start) && hour < 16) >= 5 * 14);
    assert_eq!(heads("mail", &|start, hour| second_week(start) && hour >= 16), 0, "nobody is there after four");
}
