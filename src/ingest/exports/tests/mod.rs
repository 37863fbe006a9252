//! The import as a whole: made-up files here, real ones in `real_data`, noise in `noise`.

mod awkward;
mod counts;
mod noise;
mod real_data;
mod vendors;

use std::path::PathBuf;

use super::*;
use crate::domain::hours::OpeningHours;
use crate::domain::ids::QueueId;
use crate::domain::time::ClockTime;
use crate::domain::units::{Calls, Seconds};

/// Files in a folder of their own, by name and bytes.
pub(super) struct Exports {
    _folder: tempfile::TempDir,
    pub(super) paths: Vec<PathBuf>,
}

pub(super) fn exports(files: &[(&str, &[u8])]) -> Exports {
    let folder = tempfile::tempdir().expect("a folder");
    let paths = files.iter().map(|(name, bytes)| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    });
    Exports { paths: paths.collect(), _folder: folder }
}

/// Half-hours in a zone.
pub(super) fn options(zone: &str) -> ImportOptions {
    ImportOptions { zone: Zone::parse(zone), ..ImportOptions::new(Minutes::new(30)) }
}

/// The same for one queue that is open every day between these hours.
pub(super) fn open_daily(zone: &str, from: &str, to: &str) -> ImportOptions {
    let mut hours = OpeningHours::always();
    let clock = |t: &str| ClockTime::parse(t).expect("a clock time");
    hours.weekly = std::array::from_fn(|_| vec![(clock(from), clock(to))]);
    let queue = QueueId::new("calls");
    ImportOptions { queues: vec![queue.clone()], hours: vec![(queue, hours)], ..options(zone) }
}

/// Imports one text.
pub(super) fn import_text(text: &str, options: &ImportOptions) -> (Option<Imported>, Findings) {
    import_files(&[("export.csv", text.as_bytes())], options)
}

/// Imports files.
pub(super) fn import_files(files: &[(&str, &[u8])], options: &ImportOptions) -> (Option<Imported>, Findings) {
    let exports = exports(files);
    let mut findings = Findings::new();
    let imported = import(&exports.paths, options, &Silent, &mut findings);
    if let Some(imported) = &imported {
        for file in &imported.table.files {
            let ignored: u64 = file.ignored.iter().map(|(_, n)| n).sum();
            assert_eq!(file.read, file.kept + file.refused + ignored, "every row has one fate: {file:?}");
        }
    }
    (imported, findings)
}

/// Rows as `local start queue offered answered abandoned aht`.
pub(super) fn rows(imported: &Imported, zone: &str) -> Vec<String> {
    let zone = Zone::parse(zone).expect("a zone");
    let show = |v: Option<f64>| v.map_or("-".to_owned(), |v| v.to_string());
    let rows = imported.history.rows.iter().map(|r| {
        format!(
            "{} {} {} {} {} {}",
            zone.local(r.start).format("%m-%d %H:%M"),
            r.queue,
            r.offered,
            show(r.answered.map(Calls::get)),
            show(r.abandoned.map(Calls::get)),
            show(r.aht.map(Seconds::get))
        )
    });
    rows.collect()
}

/// The codes found, sorted, each once.
pub(super) fn codes(findings: &Findings) -> Vec<&'static str> {
    let mut codes: Vec<&'static str> = findings.iter().map(|f| f.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[test]
fn every_mapping_has_a_name_and_a_description() {
    let names: Vec<&str> = profiles().into_iter().map(|(name, _)| name).collect();
    assert!(names.is_sorted() && names.contains(&"technion") && names.contains(&"avaya_bcms"), "{names:?}");
    assert!(profiles().iter().all(|(name, line)| !line.is_empty() && !line.contains('\n') && !name.contains(' ')));
}

#[test]
fn what_is_not_an_export_gives_nothing_and_says_why() {
    let cases: [(&str, &[u8], &[&str]); 6] = [
        ("empty.csv", b"", &["I101"]),
        ("blank.csv", b"\n\n\n", &["I101"]),
        ("header.csv", b"start,offered\n", &["I101"]),
        ("book.xlsx", b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00", &["I102"]),
        ("letter.txt", b"Dear planner,\nthe system was down, so there are no figures.\n", &["I103"]),
        ("bad.csv", b"start,offered\nsoon,1\nlater,2\n", &["I108", "I111"]),
    ];
    for (name, bytes, expected) in cases {
        let (imported, findings) = import_files(&[(name, bytes)], &options("UTC"));
        assert!(imported.is_none(), "{name}");
        assert_eq!(codes(&findings), expected, "{name}");
    }
    let mut findings = Findings::new();
    assert!(import(&[PathBuf::from("no/such/file.csv")], &options("UTC"), &Silent, &mut findings).is_none());
    assert_eq!(codes(&findings), ["U101"]);
}

#[test]
fn unknown_names_are_errors_that_list_the_known() {
    let text = "start,offered\n2026-03-02 09:00,5\n";
    let with = |change: &dyn Fn(&mut ImportOptions)| {
        let mut options = options("UTC");
        change(&mut options);
        let (imported, findings) = import_text(text, &options);
        assert!(imported.is_none());
        let first = findings.iter().next().expect("a finding").clone();
        (first.code.as_str(), format!("{} {}", first.message, first.hint.unwrap_or_default()))
    };
    let (code, said) = with(&|o| o.profile = Some("tecnion".into()));
    assert!(code == "I105" && said.contains("technion"), "{said}");
    let (code, said) = with(&|o| o.encoding = Some("ebcdic".into()));
    assert!(code == "I107" && said.contains("gb18030"), "{said}");
    let (code, said) = with(&|o| o.map = vec![("calls".into(), "offered".into())]);
    assert!(code == "I106" && said.contains("offered"), "{said}");
    let (code, said) = with(&|o| o.map = vec![("offered".into(), "Calls".into())]);
    assert!(code == "I104" && said.contains("start, offered"), "{said}");
}

#[test]
fn a_planners_own_mapping_file_is_used() {
    let mapping = "kind = \"calls\"\ndate_format = \"D.M.YYYY\"\n[columns]\nqueue = \"Linie\"\n[calls]\n\
        asked = [{ column = \"Eingang\" }]\nanswered = [{ Ergebnis = \"angenommen\" }]\nwait = \"Wartezeit\"\nhandle = \"Dauer\"\n";
    let export = "Eingang;Linie;Ergebnis;Wartezeit;Dauer\n2.3.2026 09:10:00;A;angenommen;0:12;3:00\n\
        2.3.2026 09:29:59;A;aufgelegt;0:40;\n2.3.2026 10:00:00;A;angenommen;5;100\n";
    let files = exports(&[("own.toml", mapping.as_bytes()), ("calls.csv", export.as_bytes())]);
    let mut options = options("Europe/Berlin");
    options.profile = Some(files.paths[0].display().to_string());
    let mut findings = Findings::new();
    let imported = import(&files.paths[1..], &options, &Silent, &mut findings).expect("usable");
    assert_eq!(
        rows(&imported, "Europe/Berlin"),
        ["03-02 09:00 A 2 1 1 180", "03-02 09:30 A 0 0 0 -", "03-02 10:00 A 1 1 0 100"]
    );
    assert_eq!(imported.calls[1].wait.map(Seconds::get), Some(40.0));
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn a_call_that_waits_past_midnight_does_not_open_the_next_day() {
    let text = "vru+line,call_id,customer_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,outcome,\
        ser_start,ser_exit,ser_time,server\n\
        AA0101,1,0,0,PS,990110,8:00:00,8:00:05,5,0:00:00,0:00:00,0,AGENT,8:00:05,8:01:00,55,X\n\
        AA0101,2,0,0,PS,990110,23:59:54,23:59:54,0,0:00:00,0:00:27,27,AGENT,0:00:26,0:01:33,67,X\n";
    let (imported, findings) = import_text(text, &open_daily("Asia/Jerusalem", "7:00", "24:00"));
    let rows = rows(&imported.expect("usable"), "Asia/Jerusalem");
    // 34 half-hours of the tenth, and the one call of the eleventh, whose other half-hours stay missing.
    assert_eq!(rows.len(), 35, "{rows:?}");
    assert_eq!(rows.last().map(String::as_str), Some("01-11 00:00 calls 1 1 0 67"));
    assert!(!findings.has_errors());
}

#[test]
fn equal_calls_without_an_id_are_kept_once_per_import_not_once() {
    let mapping = "kind = \"calls\"\n[columns]\n[calls]\nasked = [{ column = \"at\" }]\nanswered = []\n";
    let export = "at\n2026-03-02 09:10:00\n2026-03-02 09:10:00\n";
    let files =
        exports(&[("own.toml", mapping.as_bytes()), ("a.csv", export.as_bytes()), ("b.csv", export.as_bytes())]);
    let mut options = options("UTC");
    options.profile = Some(files.paths[0].display().to_string());
    let mut findings = Findings::new();
    let imported = import(&files.paths[1..], &options, &Silent, &mut findings).expect("usable");
    assert_eq!(rows(&imported, "UTC"), ["03-02 09:00 all 2 0 2 -"]);
    assert_eq!(codes(&findings), ["I133"]);
}

#[test]
fn damaged_durations_are_left_out_and_their_calls_kept() {
    let head = "vru+line,call_id,customer_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,outcome,\
        ser_start,ser_exit,ser_time,server\n";
    let call = |id: u32, service: &str| {
        format!("AA0101,{id},0,0,PS,990110,8:00:00,8:00:05,5,0:00:00,0:00:00,0,AGENT,8:00:05,8:01:00,{service},X\n")
    };
    let text =
        head.to_owned() + &call(1, "100") + &call(2, "-7") + &call(3, "999999") + &call(4, "-86200") + &call(5, "x");
    let (imported, findings) = import_text(&text, &options("Asia/Jerusalem"));
    let imported = imported.expect("usable");
    assert_eq!(rows(&imported, "Asia/Jerusalem"), ["01-10 08:00 PS 4 4 0 150"]);
    assert_eq!(codes(&findings), ["I112", "I121", "I139", "I141"]);
    let places: Vec<_> = findings.iter().filter_map(|f| f.place.line.zip(f.place.text.clone())).collect();
    assert_eq!(places, [(3, "-7".into()), (4, "999999".into()), (6, "x".into())]);
}

#[test]
fn rows_of_a_kind_that_the_mapping_does_not_name_are_refused() {
    let head = "vru+line,call_id,customer_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,outcome,\
        ser_start,ser_exit,ser_time,server\n";
    let call = |id: u32, outcome: &str| {
        format!("AA0101,{id},0,0,PS,990110,8:00:00,8:00:05,5,0:00:00,0:00:00,0,{outcome},8:00:05,8:01:00,9,X\n")
    };
    let text = head.to_owned() + &call(1, "AGENT") + &call(2, "PHANTOM") + &call(3, "HANG") + &call(4, "AGNET");
    let (imported, findings) = import_text(&text, &options("Asia/Jerusalem"));
    let file = imported.expect("usable").table.files.remove(0);
    assert_eq!((file.kept, file.refused), (1, 1));
    let ignored = [("hung up in the voice menu".to_owned(), 1), ("phantom call".to_owned(), 1)];
    assert_eq!(file.ignored, ignored);
    assert!(findings.has(Code::RowKindUnknown));
}

#[test]
fn a_description_says_how_the_file_would_be_read() {
    let text = "Report of March\n\n日期;时段;呼入量;备注\n2026/3/2;09:00-09:15;5;\n2026/3/2;09:15-09:30;7;x\n";
    let files = exports(&[("a.csv", &encoding_rs::GB18030.encode(text).0)]);
    let mut findings = Findings::new();
    let found = describe(&files.paths[0], &options("Asia/Shanghai"), &mut findings).expect("readable");
    assert_eq!((found.separator, found.header_line, found.kind.as_str()), (';', 3, "intervals"));
    assert_eq!((found.summary.encoding.as_str(), found.summary.encoding_guessed), ("gb18030", true));
    let fields: Vec<String> = found.fields.iter().map(|(f, c)| format!("{f}={c}")).collect();
    assert_eq!(fields, ["date=日期", "offered=呼入量", "time=时段"]);
    assert_eq!((found.interval, found.unused), (Some(Minutes::new(15)), vec!["备注".to_owned()]));
    assert_eq!((found.zone.as_str(), found.first_rows.len()), ("Asia/Shanghai", 2));
    assert!(mapping::Mapping::parse(&found.mapping).is_ok(), "{}", found.mapping);
    assert_eq!(codes(&findings), ["I131", "I138"]);
}
