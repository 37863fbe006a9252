//! The page of a day, and the commands on a day, on the made-up centre as `wfm init` leaves it.

use std::fs;
use std::path::Path;

use crate::harness::{fresh, wfm};

const DAY: &str = "2026-10-28";

fn demo() -> tempfile::TempDir {
    let dir = fresh();
    wfm("init demo", dir.path()).expect_code(0);
    dir
}

fn page(dir: &Path) -> String {
    fs::read_to_string(dir.join(format!("demo/days/{DAY}/report.html"))).expect("written")
}

#[test]
fn the_commands_on_a_day_work_on_the_made_up_centre_as_it_comes() {
    let dir = demo();
    let of_day = |name: &str| format!("demo/days/{DAY}/{name}.csv");
    let (roster, states) = (of_day("roster"), of_day("states"));
    let adherence = wfm(
        &format!(
            "adherence --config demo/centre.toml --roster {roster} --states {states} --from {DAY} --to {DAY} --exceptions {}",
            of_day("exceptions")
        ),
        dir.path(),
    );
    adherence.expect_code(0);
    assert!(adherence.stdout.contains("did not come") && adherence.stdout.contains("late 0:"), "{adherence}");
    let command = format!(
        "kpi --config demo/centre.toml --history {} --states {states} --roster {roster} --from {DAY} --to {DAY} --format json",
        of_day("actuals")
    );
    let figures = wfm(&command, dir.path()).expect_code(0).document();
    let value = |number: usize| figures["indicators"][number - 1]["value"].as_f64();
    let within = |number: usize, low: f64, high: f64| {
        assert!(value(number).is_some_and(|v| (low..=high).contains(&v)), "{number}: {:?}", value(number));
    };
    // adherence, occupancy, attendance, service level
    within(1, 0.80, 0.99);
    within(13, 0.4, 0.97);
    within(15, 0.90, 0.99);
    within(21, 0.4, 0.95);
}

#[test]
fn the_page_of_a_day_is_made_of_what_the_centre_has() {
    let dir = demo();
    let run = wfm(&format!("report demo --day {DAY}"), dir.path());
    run.expect_code(0);
    let whole = page(dir.path());
    assert!(whole.contains("the whole day") && !whole.contains("class=\"lack\""), "{run}");
    for words in ["Net staffing", "Why the service level was what it was", "From the night", "By queue and team"] {
        assert!(whole.contains(words), "{words}");
    }
    assert!(run.stderr.contains(" kB)") && run.stderr.contains("Service level: "), "{run}");
    // the same day, the same bytes
    wfm(&format!("report demo --day {DAY}"), dir.path()).expect_code(0);
    assert_eq!(page(dir.path()), whole);

    // as it stood at noon: nothing of the afternoon but its forecast
    wfm(&format!("report demo --day {DAY} --at 12:00"), dir.path()).expect_code(0);
    let noon = page(dir.path());
    assert!(noon.contains("up to 12:00") && noon.contains("re-forecast of the rest") && noon.contains("now 12:00"));
    assert!(noon.contains("The whole day as it looks now: "));
    wfm(&format!("report demo --day {DAY} --at 2026-10-29T09:00"), dir.path()).expect_code(2);
}

#[test]
fn each_part_that_is_missing_names_its_file() {
    let dir = demo();
    let folder = dir.path().join(format!("demo/days/{DAY}"));
    for name in ["states.csv", "forecast.csv"] {
        fs::remove_file(folder.join(name)).expect("removed");
    }
    let document = wfm(&format!("report demo --day {DAY} -o page.html --format json"), dir.path()).document();
    let lacks = document["lacks"].to_string();
    assert!(lacks.contains("states.csv") && lacks.contains("forecast.csv") && !lacks.contains("roster.csv"), "{lacks}");
    let page = fs::read_to_string(dir.path().join("page.html")).expect("written");
    assert_eq!(document["bytes"].as_u64(), u64::try_from(page.len()).ok());
    assert!(page.contains("needs states.csv") && page.contains("needs forecast.csv"));
    // a day of which there is nothing but the exports
    let run = wfm("report demo --day 2026-10-27", dir.path());
    assert!(matches!(run.code, Some(0 | 1)), "{run}");
    let text = fs::read_to_string(dir.path().join("demo/days/2026-10-27/report.html")).expect("written");
    assert!(text.contains("calls came") && text.contains("needs roster.csv"));
    // what is there and cannot be read stops the work
    fs::write(folder.join("states.csv"), "time,agent,state\nsoon,A001,available\n").expect("written");
    wfm(&format!("report demo --day {DAY}"), dir.path()).expect_code(2);
}
