//! `wfm export` as its user sees it.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::harness::{contents, fresh, wfm};

const CENTRE: &str = "[centre]\nname = \"Desk\"\ntime_zone = \"Europe/Berlin\"\n[[queue]]\nid = \"calls\"\n\
    [[contract]]\nid = \"full\"\nweekly_hours = [0, 40]\novertime_above_daily_hours = 8\n\
    [[shift]]\nid = \"night\"\ncontracts = [\"full\"]\nstart = \"22:00\"\nlength = \"9h\"\n\
    [[shift]]\nid = \"day\"\ncontracts = [\"full\"]\nstart = \"08:00\"\nlength = \"8h\"\n\
    [handover]\nbefore_minutes = 15\n";

const HEAD: &str = "agent,day,shift,activity,queue,start,end,paid\n";

/// Ann works one night, the one on which the clocks go back, the Sunday being a holiday; Bob six days of eight hours.
fn desk(dir: &Path) {
    let night = "A1,2026-10-24,night,work,calls,2026-10-24T22:00:00+02:00,2026-10-25T06:00:00+01:00,true\n";
    let days: String = (19..25).map(|day| bob(day, 8)).collect();
    for (name, text) in [
        ("centre.toml", CENTRE.to_owned()),
        ("agents.csv", "agent,name,team,contract,skills\nA1,Ann,red,full,calls\nA2,Bob,red,full,calls\n".to_owned()),
        ("special_days.csv", "date,type,name,known_ahead\n2026-10-25,full,Fair,1\n".to_owned()),
        ("time_off.csv", "agent,start,end,kind\nA1,2026-10-19,2026-10-20,sick\n".to_owned()),
        ("roster.csv", format!("{HEAD}{night}{days}")),
    ] {
        fs::write(dir.join(name), text).expect("written");
    }
}

/// A day of Bob's from this hour: a quarter of an hour of handover, then eight hours.
fn bob(day: u32, hour: u32) -> String {
    format!(
        "A2,2026-10-{day},day,handover,,2026-10-{day} {:02}:45,2026-10-{day} {hour:02}:00,true\n\
         A2,2026-10-{day},day,work,calls,2026-10-{day} {hour:02}:00,2026-10-{day} {:02}:00,true\n",
        hour - 1,
        hour + 8
    )
}

const FILES: &str = "--config centre.toml --agents agents.csv --roster roster.csv";

/// Rows of a payroll by agent and period, each as its cells.
fn payroll(dir: &Path, options: &str) -> Vec<Vec<String>> {
    let run = wfm(&format!("export payroll {FILES} --time-off time_off.csv {options}"), dir);
    run.expect_code(0);
    run.stdout.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn a_night_with_a_change_of_the_clock_on_a_holiday_is_counted_in_real_hours() {
    let dir = fresh();
    desk(dir.path());
    let rows = payroll(dir.path(), "");
    let night = rows.iter().find(|row| row[0] == "A1" && row[4] == "2026-10-24").expect("a row");
    // 22:00 to 06:00 with an hour more: nine, all night; seven of them on the holiday; the ninth beyond eight a day
    assert_eq!(night[5..], ["1", "9", "0", "9", "1", "7", "1", "7", "1", "1", "0", "0", "", "0"], "{night:?}");
    let sick = rows.iter().find(|row| row[0] == "A1" && row[4] == "2026-10-19").expect("a row");
    assert_eq!((sick[5].as_str(), sick[17].as_str(), sick[18].as_str()), ("0", "sick", "1"));
}

#[test]
fn hours_beyond_the_contracts_week_are_overtime_and_handover_is_paid_beside_them() {
    let dir = fresh();
    desk(dir.path());
    let weeks = payroll(dir.path(), "--by week");
    let bob = weeks.iter().find(|row| row[0] == "A2").expect("a row");
    // six days of eight hours and a quarter of handover each; forty are the contract's
    assert_eq!(bob[4..11], ["2026-W43", "6", "49.5", "41.5", "0", "8", "0"], "{bob:?}");
    assert_eq!(bob[15], "1.5");
    let saturday = payroll(dir.path(), "").into_iter().find(|row| row[0] == "A2" && row[4] == "2026-10-24");
    assert_eq!(saturday.expect("a row")[9], "8");
    let whole = payroll(dir.path(), "--by whole --from 2026-10-23 --to 2026-10-24");
    assert_eq!((whole.len(), whole[1][4].as_str(), whole[1][6].as_str()), (2, "2026-10-23/2026-10-24", "16.5"));
}

/// The lines of a calendar, folded ones put together.
fn calendar(dir: &Path, file: &str) -> String {
    fs::read_to_string(dir.join(file)).unwrap_or_else(|e| panic!("{file}: {e}")).replace("\r\n ", "")
}

fn event<'c>(calendar: &'c str, uid: &str) -> &'c str {
    let found = calendar.split("BEGIN:VEVENT").find(|block| block.contains(&format!("UID:{uid}")));
    found.unwrap_or_else(|| panic!("no {uid} in {calendar}"))
}

#[test]
fn calendars_carry_the_zone_and_a_night_across_the_change_of_the_clock() {
    let dir = fresh();
    desk(dir.path());
    wfm(&format!("export ics {FILES} -o out"), dir.path()).expect_code(0);
    let ann = calendar(dir.path(), "out/A1.ics");
    assert!(ann.contains("BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin"), "{ann}");
    assert!(ann.contains("DTSTART;TZID=Europe/Berlin:20261024T220000"), "{ann}");
    assert!(ann.contains("DTEND;TZID=Europe/Berlin:20261025T060000"), "{ann}");
    assert!(ann.contains("TZOFFSETTO:+0100") && ann.contains("TZOFFSETTO:+0200"), "{ann}");
    let team = calendar(dir.path(), "out/teams/red.ics");
    assert_eq!(team.matches("BEGIN:VEVENT").count(), 7, "{team}");
    assert!(team.contains("SUMMARY:Ann · night · calls"), "{team}");
}

#[test]
fn a_new_version_of_the_calendars_changes_cancels_and_keeps() {
    let dir = fresh();
    desk(dir.path());
    let export = format!("export ics {FILES} -o out");
    wfm(&export, dir.path()).expect_code(0);
    let first = contents(&dir.path().join("out"));
    wfm(&export, dir.path()).expect_code(0);
    assert_eq!(first, contents(&dir.path().join("out")), "nothing changed, so nothing is new");
    // Monday goes, Tuesday moves by an hour, the rest stays
    let roster = fs::read_to_string(dir.path().join("roster.csv")).expect("there");
    fs::write(dir.path().join("old.csv"), &roster).expect("written");
    fs::write(dir.path().join("roster.csv"), roster.replace(&bob(19, 8), "").replace(&bob(20, 8), &bob(20, 9)))
        .expect("written");
    wfm(&export, dir.path()).expect_code(0);
    let second = calendar(dir.path(), "out/A2.ics");
    let monday = event(&second, "A2.2026-10-19.1@");
    assert!(monday.contains("STATUS:CANCELLED") && monday.contains("SEQUENCE:1"), "{monday}");
    let tuesday = event(&second, "A2.2026-10-20.1@");
    assert!(tuesday.contains("STATUS:CONFIRMED") && tuesday.contains("SEQUENCE:1"), "{tuesday}");
    assert!(tuesday.contains("DTSTART;TZID=Europe/Berlin:20261020T084500"), "{tuesday}");
    assert!(event(&second, "A2.2026-10-21.1@").contains("SEQUENCE:0"));
    // the same from the two rosters alone
    wfm(&format!("export ics {FILES} --published old.csv -o fresh"), dir.path()).expect_code(0);
    assert_eq!(contents(&dir.path().join("out")), contents(&dir.path().join("fresh")));
    // back to the first roster: the third version, and what was cancelled is there again
    fs::write(dir.path().join("roster.csv"), &roster).expect("written");
    wfm(&export, dir.path()).expect_code(0);
    let third = calendar(dir.path(), "out/A2.ics");
    for uid in ["A2.2026-10-19.1@", "A2.2026-10-20.1@"] {
        let event = event(&third, uid);
        assert!(event.contains("STATUS:CONFIRMED") && event.contains("SEQUENCE:2"), "{event}");
    }
}

#[test]
fn an_undone_plan_is_undone_in_the_calendars_of_people_too() {
    let dir = fresh();
    let centre = dir.path().join("desk");
    fs::create_dir_all(centre.join("plan")).expect("made");
    desk(&centre);
    let roster = fs::read_to_string(centre.join("roster.csv")).expect("there");
    let publish = |roster: &str| {
        fs::write(centre.join("plan/roster.csv"), roster).expect("written");
        wfm("export ics desk -o desk/plan/ics", dir.path()).expect_code(0);
    };
    publish(&roster);
    // there is none before it, but it is a version now
    wfm("undo desk", dir.path()).expect_code(2);
    publish(&roster.replace(&bob(19, 8), "").replace(&bob(20, 8), &bob(20, 9)));
    let of = |uid: &str, status: &str, sequence: u32| {
        let all = calendar(&centre, "plan/ics/A2.ics");
        let event = event(&all, uid);
        assert!(event.contains(&format!("STATUS:{status}")), "{event}");
        assert!(event.contains(&format!("SEQUENCE:{sequence}\r\n")), "{event}");
    };
    of("A2.2026-10-19.1@", "CANCELLED", 1);
    let undone = wfm("undo desk --format json", dir.path());
    assert_eq!(undone.expect_code(0).document()["calendars_renewed"], true, "{undone}");
    assert_eq!(fs::read_to_string(centre.join("plan/roster.csv")).expect("there"), roster);
    of("A2.2026-10-19.1@", "CONFIRMED", 2);
    of("A2.2026-10-20.1@", "CONFIRMED", 2);
    of("A2.2026-10-21.1@", "CONFIRMED", 0);
    wfm("undo desk", dir.path()).expect_code(0);
    of("A2.2026-10-19.1@", "CANCELLED", 3);
    of("A2.2026-10-20.1@", "CONFIRMED", 3);
}

#[test]
fn genesys_gets_its_ids_and_every_id_that_lacks_is_named_at_once() {
    let dir = fresh();
    desk(dir.path());
    fs::write(dir.path().join("ids.csv"), "kind,name,id\nagent,A1,u-1\nactivity,work,0\n").expect("written");
    let refused = wfm(&format!("export genesys {FILES} --ids ids.csv --format json"), dir.path());
    assert_eq!(refused.expect_code(2).codes(), ["U105", "U105"]);
    assert!(refused.stdout.contains("A2") && refused.stdout.contains("handover"), "{refused}");
    let ids = "kind,name,id\nagent,A1,u-1\nagent,A2,u-2\nactivity,work,0\nactivity,handover,h-9\n";
    fs::write(dir.path().join("ids.csv"), ids).expect("written");
    wfm(&format!("export genesys {FILES} --ids ids.csv -o schedule.json"), dir.path()).expect_code(0);
    let text = fs::read_to_string(dir.path().join("schedule.json")).expect("written");
    let body: Value = serde_json::from_str(&text).expect("json");
    let night = &body["agentSchedules"][0]["shifts"][0]["activities"][0];
    assert_eq!(body["agentSchedules"][0]["userId"], "u-1");
    assert_eq!(
        (night["startDate"].as_str(), night["lengthMinutes"].as_i64()),
        (Some("2026-10-24T20:00:00.000Z"), Some(540))
    );
    let monday = &body["agentSchedules"][1]["shifts"][0]["activities"];
    assert_eq!((&monday[0]["activityCodeId"], &monday[1]["activityCodeId"]), (&Value::from("h-9"), &Value::from("0")));
}

#[test]
fn workbook_and_tables_are_made_from_files_alone() {
    let dir = fresh();
    desk(dir.path());
    wfm(&format!("export xlsx {FILES} -o roster.xlsx"), dir.path()).expect_code(0);
    assert!(fs::read(dir.path().join("roster.xlsx")).expect("written").starts_with(b"PK"));
    wfm(&format!("export parquet {FILES} -o tables"), dir.path()).expect_code(0);
    let tables = contents(&dir.path().join("tables"));
    let names: Vec<String> = tables.keys().map(|name| name.display().to_string()).collect();
    assert_eq!(names, ["payroll.parquet", "roster.parquet"]);
    assert!(tables.values().all(|bytes| bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1")));
}

#[test]
fn what_needs_a_place_says_so_and_a_folder_with_other_files_stays() {
    let dir = fresh();
    desk(dir.path());
    assert_eq!(wfm(&format!("export xlsx {FILES} --format json"), dir.path()).expect_code(2).codes(), ["U105"]);
    let before = contents(dir.path());
    let run = wfm(&format!("export ics {FILES} -o . --format json"), dir.path());
    assert_eq!(run.expect_code(2).codes(), ["U104"]);
    assert_eq!(before, contents(dir.path()));
    assert_eq!(wfm("export payroll --config centre.toml --format json", dir.path()).expect_code(2).codes(), ["U106"]);
}
