//! Interval counts: shapes, grids, gaps, repeats and clock changes.

use super::*;

#[test]
fn canonical_history_is_read_back_as_it_is() {
    let text = "start,queue,offered,answered,abandoned,aht_s\n\
        2026-03-02T09:00:00+08:00,cards,12,11,1,183.45\n2026-03-02T09:00:00+08:00,loans,3,,,\n\
        2026-03-02T09:30:00+08:00,cards,0,0,0,\n";
    let (imported, findings) = import_text(text, &options("Asia/Shanghai"));
    let expected = ["03-02 09:00 cards 12 11 1 183.45", "03-02 09:00 loans 3 - - -", "03-02 09:30 cards 0 0 0 -"];
    assert_eq!(rows(&imported.expect("usable"), "Asia/Shanghai"), expected);
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn one_export_in_many_shapes_gives_the_same_history() {
    let expected = ["03-13 09:00 all 5 4 1 -", "03-13 09:30 all 7 7 0 -"];
    for text in [
        "DateTime,Calls,Answered,Abandoned\n2026-03-13 09:00,5,4,1\n2026-03-13 09:30,7,7,0\n",
        "timestamp;offered;handled;abandoned\n2026-03-13T09:00:00;5;4;1\n2026-03-13T09:30:00;7;7;0\n",
        "date\ttime\tcalls offered\tcalls answered\tcalls abandoned\n3/13/2026\t9:00 AM\t5\t4\t1\n3/13/2026\t9:30 AM\t7\t7\t0\n",
        "date|start|acd calls|aban calls\n13-3-2026|0900|4|1\n13-3-2026|0930|7|0\n",
        "日期,时段,呼入量,接通,放弃\n2026/3/13,09:00-09:30,5,4,1\n2026/3/13,09:30-10:00,7,7,0\n合计,,12,11,1\n",
        "date,hour,calls,answered,abandoned\n20260313,9:00,5.0,4,1\n20260313,9:30,7.0,7,0\n",
        "\u{feff}Title line\nInterval Start,Interval End,Offered,Answered,Abandoned\n\
            \"2026-03-13 09:00\",\"2026-03-13 09:30\",\"5\",\"4\",\"1\"\n,,,,\n2026-03-13 09:30,2026-03-13 10:00,7,7,0\n",
    ] {
        let (imported, findings) = import_text(text, &options("Asia/Shanghai"));
        let imported = imported.unwrap_or_else(|| panic!("{text}{findings:?}"));
        assert_eq!(rows(&imported, "Asia/Shanghai"), expected, "{text}");
        assert!(findings.iter().all(|f| f.severity == crate::domain::findings::Severity::Note), "{text}{findings:?}");
    }
}

#[test]
fn compressed_and_encoded_files_are_read_directly() {
    use std::io::Write;
    let text = "时间,呼入量\n2026-03-13 09:00,5\n2026-03-13 09:30,7\n";
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(text.as_bytes()).expect("written");
    let gz = gz.finish().expect("finished");
    let gb = encoding_rs::GB18030.encode(text).0;
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let bom = format!("\u{feff}{text}");
    for (name, bytes) in [("a.csv.gz", gz.as_slice()), ("b.csv", &gb), ("c.txt", &utf16), ("d.csv", bom.as_bytes())] {
        let (imported, findings) = import_files(&[(name, bytes)], &options("Asia/Shanghai"));
        assert_eq!(rows(&imported.expect(name), "Asia/Shanghai").len(), 2, "{name}");
        assert_eq!(findings.has(Code::EncodingGuessed), name == "b.csv");
    }
    let mut wrong = options("Asia/Shanghai");
    wrong.encoding = Some("utf-8".into());
    wrong.map = vec![("start".into(), "时间".into())];
    let (imported, findings) = import_files(&[("b.csv", &gb)], &wrong);
    assert!(imported.is_none() && findings.has(Code::ImportColumnMissing));
}

#[test]
fn a_file_that_breaks_off_keeps_the_rows_before() {
    use std::io::Write;
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    let mut text = "start,offered\n".to_owned();
    for day in crate::domain::time::days_from("2026-01-01".parse().expect("date"), 9000) {
        text.extend([day.to_string(), " 09:00,5\n".to_owned()]);
    }
    gz.write_all(text.as_bytes()).expect("written");
    let mut bytes = gz.finish().expect("finished");
    bytes.truncate(bytes.len() - 5000);
    let (imported, findings) = import_files(&[("cut.csv.gz", &bytes)], &options("UTC"));
    assert!(imported.expect("usable").history.rows.len() > 1000);
    assert_eq!(findings.iter().filter(|f| f.code == Code::FileUnreadable).count(), 1);
}

#[test]
fn every_bad_row_is_a_finding_with_its_line_and_the_rest_is_imported() {
    let text = "start,offered,aht_s\n2026-03-02 09:00,5,100\n2026-02-29 09:00,5,100\n2026-03-02 09:30,-5,100\n\
        2026-03-02 25:00,5,100\n2026-03-02 10:00,five,100\n2026-03-02 10:30,1,2,3,4\n2026-03-02 11:00\n\
        2026-03-02 11:07,5,100\n\"2026-03-02 12:00,5,100\n2026-03-02 12:30,6,-3\n2026-03-02 13:00,NaN,100\n\
        2026-03-02 13:30,99999999999999,100\n2026-03-02 14:00,8,\n2026-03-02 14:30,,100\n";
    let (imported, findings) = import_text(text, &options("Asia/Shanghai"));
    let imported = imported.expect("usable");
    let expected = ["03-02 09:00 all 5 - - 100", "03-02 12:30 all 6 - - -", "03-02 14:00 all 8 - - -"];
    assert_eq!(rows(&imported, "Asia/Shanghai"), expected);
    let places: Vec<String> =
        findings.iter().filter_map(|f| Some(format!("{} {}", f.place.line?, f.code.as_str()))).collect();
    let expected =
        ["3 I111", "4 I113", "5 I111", "6 I112", "7 I114", "8 I114", "10 I114", "11 I121", "13 I112", "9 I117"];
    assert_eq!(places, expected);
    let file = &imported.table.files[0];
    assert_eq!((file.read, file.kept, file.refused), (14, 3, 9));
    assert_eq!(file.ignored, [("no count".to_owned(), 2)]);
}

#[test]
fn importing_twice_changes_nothing_and_the_later_of_conflicting_files_wins() {
    let a = "start,queue,offered\n2026-03-02 09:00,x,5\n2026-03-02 09:30,x,6\n2026-03-02 09:30,x,6\n";
    let b = "start,queue,offered\n2026-03-02 09:30,x,7\n2026-03-02 10:00,x,8\n";
    let once = import_files(&[("a.csv", a.as_bytes())], &options("UTC"));
    let twice = import_files(&[("a.csv", a.as_bytes()), ("copy.csv", a.as_bytes())], &options("UTC"));
    assert_eq!(once.0.expect("usable").history, twice.0.expect("usable").history);
    assert_eq!(codes(&twice.1), ["I133"]);
    let (imported, findings) = import_files(&[("a.csv", a.as_bytes()), ("b.csv", b.as_bytes())], &options("UTC"));
    let imported = imported.expect("usable");
    assert_eq!(rows(&imported, "UTC"), ["03-02 09:00 x 5 - - -", "03-02 09:30 x 7 - - -", "03-02 10:00 x 8 - - -"]);
    let conflict = findings.iter().find(|f| f.code == Code::RowsConflict).expect("a warning");
    assert_eq!(conflict.place.line, Some(2));
    assert!(conflict.message.contains("7 offered") && conflict.message.contains("6 offered"), "{}", conflict.message);
    assert_eq!(imported.table.files[0].kept, 1);
}

#[test]
fn finer_rows_are_summed_and_parts_of_intervals_left_out() {
    let text = "start,offered,answered,aht_s\n2026-03-02 09:00,4,4,100\n2026-03-02 09:10,0,0,\n2026-03-02 09:20,6,4,200\n\
        2026-03-02 09:30,5,5,100\n";
    let (imported, findings) = import_text(text, &options("Asia/Shanghai"));
    let imported = imported.expect("usable");
    assert_eq!(rows(&imported, "Asia/Shanghai"), ["03-02 09:00 all 10 8 - 150"]);
    assert_eq!(codes(&findings), ["I136"]);
    assert_eq!(imported.table.files[0].kept, 3);
}

#[test]
fn closed_parts_of_an_open_interval_are_known() {
    let text = "start,offered\n2026-03-02 08:15,4\n2026-03-02 08:30,5\n2026-03-02 08:45,6\n2026-03-02 09:15,7\n";
    let (imported, findings) = import_text(text, &open_daily("Asia/Shanghai", "8:15", "9:15"));
    let rows = rows(&imported.expect("usable"), "Asia/Shanghai");
    assert_eq!(rows, ["03-02 08:00 calls 4 - - -", "03-02 08:30 calls 11 - - -"]);
    // The half-hour at nine lacks an open part; it is left out, and so it is missing.
    assert_eq!(codes(&findings), ["I136"]);
}

#[test]
fn coarser_rows_keep_their_own_length_and_give_way_to_finer_ones() {
    let hours = "start,offered\n2026-03-02 09:00,50\n2026-03-02 10:00,60\n2026-03-02 11:00,70\n";
    let halves = "start,offered\n2026-03-02 10:00,31\n2026-03-02 10:30,30\n";
    let (imported, findings) =
        import_files(&[("hours.csv", hours.as_bytes()), ("halves.csv", halves.as_bytes())], &options("UTC"));
    let expected = [
        "03-02 09:00 all 50 - - -",
        "03-02 10:00 all 31 - - -",
        "03-02 10:30 all 30 - - -",
        "03-02 11:00 all 70 - - -",
    ];
    assert_eq!(rows(&imported.expect("usable"), "UTC"), expected);
    let note = findings.iter().find(|f| f.code == Code::RowsCoarser).expect("a note");
    assert!(note.message.contains("1 of them are left out"), "{}", note.message);
}

#[test]
fn missing_is_not_zero_unless_the_export_omits_zeros() {
    let text = "hour,call_count\n8/14/2023 8:00,28\n8/14/2023 10:00,18\n8/16/2023 9:00,5\n";
    let mut hourly = open_daily("America/Chicago", "8:00", "12:00");
    hourly.interval = Minutes::new(60);
    let (imported, findings) = import_text(text, &hourly);
    let imported = imported.expect("usable");
    let offered: Vec<String> =
        rows(&imported, "America/Chicago").iter().map(|r| r[..11].replace("calls", "")).collect();
    assert_eq!(offered.len(), 8, "the fifteenth stays missing: {offered:?}");
    assert_eq!(imported.table.gaps[0].days, ["2023-08-15".parse().expect("date")]);
    assert!(findings.has(Code::ProfileRecognised) && findings.has(Code::IntervalsMissing));
    let (imported, _) = import_text(&text.replace("call_count", "calls"), &hourly);
    assert_eq!(imported.expect("usable").history.rows.len(), 3);
}

#[test]
fn queues_are_the_centres_own() {
    let text = "start,skill,calls\n2026-03-02 09:00,Cards,5\n2026-03-02 09:00,LOANS,6\n2026-03-02 09:00,other,7\n";
    let mut several = options("UTC");
    several.queues = vec![QueueId::new("cards"), QueueId::new("loans")];
    let (imported, findings) = import_text(text, &several);
    assert_eq!(rows(&imported.expect("usable"), "UTC"), ["03-02 09:00 cards 5 - - -", "03-02 09:00 loans 6 - - -"]);
    assert_eq!(codes(&findings), ["I115"]);
    let (imported, findings) = import_text("start,calls\n2026-03-02 09:00,5\n", &several);
    assert!(imported.is_none() && findings.has(Code::ExportQueueUnknown));
    let mut one = options("UTC");
    one.queues = vec![QueueId::new("hotline")];
    let (imported, findings) = import_text(text, &one);
    assert_eq!(rows(&imported.expect("usable"), "UTC"), ["03-02 09:00 hotline 18 - - -"]);
    assert!(!findings.has(Code::RowsConflict));
}

#[test]
fn clock_changes_are_noted() {
    let text = "start,offered\n2026-03-29 01:30,1\n2026-03-29 02:00,2\n2026-03-29 03:30,3\n2026-10-25 02:00,4\n2026-10-25 02:30,5\n";
    let (imported, findings) = import_text(text, &options("Europe/Berlin"));
    let imported = imported.expect("usable");
    let first_hours: Vec<String> = rows(&imported, "Europe/Berlin").iter().map(|r| r[..11].to_owned()).collect();
    assert_eq!(first_hours, ["03-29 01:30", "03-29 03:00", "03-29 03:30", "10-25 02:00", "10-25 02:30"]);
    assert_eq!(findings.iter().filter(|f| f.code == Code::ImportClockChanged).count(), 2);
    let offsets = "start,offered\n2026-10-25T02:00:00+02:00,4\n2026-10-25T02:30:00+02:00,5\n2026-10-25T02:00:00+01:00,6\n2026-10-25T02:30:00+01:00,7\n";
    let (imported, findings) = import_text(offsets, &options("Europe/Berlin"));
    assert_eq!(imported.expect("usable").history.rows.len(), 4);
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn an_hour_that_is_written_twice_is_two_hours() {
    let zone = Zone::parse("Europe/Berlin").expect("known");
    let starts = |text: &str| {
        let (imported, findings) = import_text(text, &options("Europe/Berlin"));
        assert!(findings.has(Code::ImportClockChanged) && !findings.has(Code::RowsConflict), "{findings:?}");
        let rows = imported.expect("usable").history.rows;
        let show = |at| zone.rfc3339(at)[11..22].replace(":00+", "+");
        rows.iter().map(|r| format!("{} {}", show(r.start), r.offered)).collect::<Vec<_>>()
    };
    let twice = "start,offered\n2026-10-25 01:30,1\n2026-10-25 02:00,2\n2026-10-25 02:30,3\n2026-10-25 02:00,2\n2026-10-25 02:30,5\n2026-10-25 03:00,6\n";
    assert_eq!(starts(twice), ["01:30+02 1", "02:00+02 2", "02:30+02 3", "02:00+01 2", "02:30+01 5", "03:00+01 6"]);
    // A row written twice is one row.
    let repeated = "start,offered\n2026-10-25 02:00,2\n2026-10-25 02:00,2\n2026-10-25 02:30,3\n2026-10-25 03:00,4\n";
    assert_eq!(starts(repeated), ["02:00+02 2", "02:30+02 3", "03:00+01 4"]);
}

#[test]
fn zeros_of_a_skipped_hour_do_not_touch_the_hour_after() {
    let text = "start,offered\n2026-03-29 01:30,1\n2026-03-29 02:00,0\n2026-03-29 02:30,0\n2026-03-29 03:00,4\n2026-03-29 03:30,5\n";
    let (imported, findings) = import_text(text, &options("Europe/Berlin"));
    let expected = ["03-29 01:30 all 1 - - -", "03-29 03:00 all 4 - - -", "03-29 03:30 all 5 - - -"];
    assert_eq!(rows(&imported.expect("usable"), "Europe/Berlin"), expected);
    assert_eq!(codes(&findings), ["I137"]);
}

#[test]
fn times_without_offset_and_zone_are_utc_with_a_note() {
    let no_zone = ImportOptions::new(Minutes::new(30));
    let (imported, findings) = import_text("start,offered\n2026-03-02 24:00,1\n", &no_zone);
    assert_eq!(rows(&imported.expect("usable"), "UTC"), ["03-03 00:00 all 1 - - -"]);
    assert_eq!(codes(&findings), ["I132"]);
    let (_, findings) = import_text("start,offered\n2026-03-02T09:00:00Z,1\n", &no_zone);
    assert!(findings.is_empty());
}

#[test]
fn an_order_of_dates_that_nothing_proves_is_a_warning() {
    let (imported, findings) = import_text("start,offered\n3/4/2026 9:00,1\n", &options("UTC"));
    assert_eq!(rows(&imported.expect("usable"), "UTC"), ["03-04 09:00 all 1 - - -"]);
    assert_eq!(codes(&findings), ["I123"]);
    let (imported, findings) = import_text("start,offered\n3/4/2026 9:00,1\n13/4/2026 9:00,1\n", &options("UTC"));
    assert_eq!(rows(&imported.expect("usable"), "UTC")[0], "04-03 09:00 all 1 - - -");
    assert!(!findings.has(Code::DateOrderAmbiguous));
}

#[test]
fn a_false_offset_is_ignored_where_the_mapping_says_so() {
    let text = "DateTime,Calls\n2003-03-03T07:00:00Z,1\n2003-03-03T07:05:00Z,2\n";
    let mut fine = options("America/New_York");
    fine.interval = Minutes::new(5);
    let (imported, findings) = import_text(text, &fine);
    assert_eq!(rows(&imported.expect("usable"), "America/New_York")[0], "03-03 07:00 all 1 - - -");
    assert_eq!(codes(&findings), ["I139"]);
}
