//! `wfm kpi` as its user sees it.

use std::fs;
use std::path::Path;

use crate::harness::{fresh, wfm};

const CENTRE: &str = "[centre]\ntime_zone = \"Asia/Shanghai\"\n[[queue]]\nid = \"q\"\nservice_level = \"80/20\"\npatience_s = 120\n\
    [[contract]]\nid = \"full\"\nweekly_hours = [0, 40]\n[[shift]]\nid = \"day\"\ncontracts = [\"full\"]\nstart = \"09:00\"\nlength = \"1h\"\n";

/// An hour of 20 calls a half-hour, twice as many as forecast, of which every second is answered in time; of two agents
/// one does not come.
pub(crate) fn day(dir: &Path) {
    let call = |n: u32| {
        let (minute, second, wait) = (n * 60 / 40, (n % 2) * 30, 5 + (n % 2) * 45);
        format!("2026-12-01 09:{minute:02}:{second:02},answered,{wait},120\n")
    };
    let calls = format!("asked,outcome,wait_s,handle_s\n{}", (0..40).map(call).collect::<Vec<_>>().concat());
    let roster =
        ["A1", "A2"].map(|a| format!("{a},2026-12-01,day,work,q,2026-12-01 09:00,2026-12-01 10:00,1\n")).concat();
    for (name, text) in [
        ("centre.toml", CENTRE.to_owned()),
        ("agents.csv", "agent,name,team,contract,skills\nA1,A1,blue,full,q\nA2,A2,blue,full,q\n".to_owned()),
        ("calls.csv", calls),
        ("forecast.csv", "start,queue,offered,aht_s\n2026-12-01 09:00,q,10,120\n2026-12-01 09:30,q,10,120\n".to_owned()),
        ("requirement.csv", "start,queue,agents,scheduled\n2026-12-01 09:00,q,2,2\n2026-12-01 09:30,q,2,2\n".to_owned()),
        ("roster.csv", format!("agent,day,shift,activity,queue,start,end,paid\n{roster}")),
        ("states.csv", "time,agent,state\n2026-12-01 09:00,A1,available\n2026-12-01 10:00,A1,offline\n2026-12-01 07:00,A2,offline\n".to_owned()),
    ] {
        fs::write(dir.join(name), text).expect("written");
    }
}

#[test]
fn figures_go_to_stdout_as_text_csv_or_json_and_to_files() {
    let dir = fresh();
    day(dir.path());
    let command = "kpi --calls calls.csv --states states.csv --roster roster.csv --config centre.toml";
    let text = wfm(command, dir.path());
    text.expect_code(0);
    assert!(text.stdout.contains("50.0 %") && text.stdout.contains("not available: needs column"), "{text}");
    let csv = wfm(&format!("{command} --by day --format csv"), dir.path());
    assert!(csv.stdout.starts_with("id,period,queue,value,unit,variant,"), "{csv}");
    assert!(csv.stdout.contains("service_level,2026-12-01,,0.5,fraction,f3,"), "{csv}");
    assert!(csv.stdout.contains("attendance,2026-12-01,,0.5,fraction,people,blue,"), "{csv}");
    let json = wfm(&format!("{command} --format json"), dir.path()).document();
    let level = &json["indicators"][20];
    assert_eq!((level["id"].as_str(), level["value"].as_f64()), (Some("service_level"), Some(0.5)));
    assert_eq!(json["indicators"].as_array().map(Vec::len), Some(23));
    wfm(&format!("{command} -o kpi.json"), dir.path()).expect_code(0);
    let file: serde_json::Value =
        serde_json::from_slice(&fs::read(dir.path().join("kpi.json")).expect("there")).expect("json");
    assert_eq!((file["schema"].as_str(), &file["indicators"]), (Some("wfm.kpi/1"), &json["indicators"]));
}

#[test]
fn variants_limits_and_targets_come_from_options_and_files() {
    let dir = fresh();
    day(dir.path());
    fs::write(dir.path().join("own.toml"), "[targets]\nservice_level = { min = 0.9 }\n").expect("written");
    let command = "kpi --calls calls.csv --config centre.toml --within 60 --variant service_level=f2 --targets own.toml --format json";
    let level = wfm(command, dir.path()).document()["indicators"][20].clone();
    assert_eq!((level["value"].as_f64(), level["variant"].as_str()), (Some(1.0), Some("f2")));
    assert_eq!(level["target"]["min"].as_f64(), Some(0.9));
    wfm("kpi --calls calls.csv --config centre.toml --variant service_level=f9", dir.path()).expect_code(2);
    wfm("kpi --time-zone UTC", dir.path()).expect_code(2);
}

#[test]
fn the_parts_of_a_missed_day_add_up_to_its_gap() {
    let dir = fresh();
    day(dir.path());
    let command = "kpi --explain service_level --day 2026-12-01 --config centre.toml --forecast forecast.csv --requirement requirement.csv \
        --calls calls.csv --states states.csv --roster roster.csv";
    let json = wfm(&format!("{command} --format json"), dir.path()).document();
    let whole = &json["whole"];
    let parts: f64 =
        whole["parts"].as_object().expect("parts").values().map(|p| p["points"].as_f64().expect("number")).sum();
    let number = |name: &str| whole[name].as_f64().expect("number");
    assert!(
        (parts + whole["unexplained"]["points"].as_f64().expect("number") - number("gap")).abs() < 1e-12,
        "{whole}"
    );
    let points = |cause: &str| whole["parts"][cause]["points"].as_f64().expect("number");
    assert!(points("volume") < -0.05 && points("absence") < -0.05, "{whole}");
    assert!(points("plan").abs() + points("breaks").abs() + points("handle_time").abs() < 1e-12, "{whole}");
    let text = wfm(command, dir.path());
    text.expect_code(0);
    assert!(text.stdout.contains("absence above plan: 1 of 2 people did not come"), "{text}");
    wfm("kpi --explain service_level --day 2026-12-01", dir.path()).expect_code(2);
}
