//! Habits of spreadsheets and of people: what is read without a word, and what is asked.

use std::fmt::Write as _;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};

use super::*;
use crate::domain::import::Spread;

const BERLIN: &str = "Europe/Berlin";

fn imported(text: &str, options: &ImportOptions) -> (Vec<String>, Findings) {
    let zone = options.zone.map_or("UTC", Zone::name).to_owned();
    let (imported, findings) = import_text(text, options);
    (rows(&imported.unwrap_or_else(|| panic!("{findings:?}")), &zone), findings)
}

#[test]
fn a_workbook_is_read_whatever_its_cells_are() -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Notes")?.write(0, 0, "made by")?.write(0, 1, "hand")?;
    let sheet = book.add_worksheet().set_name("Calls")?;
    let day = ExcelDateTime::from_ymd(2026, 3, 2)?;
    let [date, clock, duration] = ["d/m/yyyy", "hh:mm", "[h]:mm:ss"].map(|f| Format::new().set_num_format(f));
    sheet.write(0, 0, "Daily report \"March\"")?;
    for (column, name) in ["Date", "Time", "Offered", "Answered", "AHT"].into_iter().enumerate() {
        sheet.write(2, u16::try_from(column).unwrap_or(0), name)?;
    }
    // A date and a time as such, then as bare numbers, then as texts.
    sheet.write_with_format(3, 0, &day, &date)?.write_with_format(3, 1, 0.375, &clock)?;
    sheet.write(3, 2, 10)?.write(3, 3, 9)?.write_with_format(3, 4, 200.5 / 86_400.0, &duration)?;
    sheet.write(4, 0, 46_083)?.write(4, 1, 9.5 / 24.0)?;
    sheet.write(4, 2, 12)?.write(4, 3, 12)?.write(4, 4, "0:02:30")?;
    sheet.write(6, 0, "2026-03-02")?.write(6, 1, "10:00 AM")?;
    sheet.write(6, 2, "7")?.write(6, 3, "-")?.write(6, 4, "N/A")?;
    sheet.write(8, 0, "Total")?.write(8, 2, 29)?;
    let bytes = book.save_to_buffer()?;
    let (found, findings) = import_files(&[("book.xlsx", &bytes)], &options(BERLIN));
    let found = found.unwrap_or_else(|| panic!("{findings:?}"));
    assert_eq!(
        rows(&found, BERLIN),
        ["03-02 09:00 all 10 9 - 200.5", "03-02 09:30 all 12 12 - 150", "03-02 10:00 all 7 - - -"]
    );
    assert_eq!(found.table.files[0].ignored, [("empty row".to_owned(), 2), ("row of totals".to_owned(), 1)]);
    assert_eq!(codes(&findings), ["I143"]);
    // A row that cannot be read is named by its row in the sheet.
    let mut cut = bytes.clone();
    cut.truncate(bytes.len() / 2);
    let (found, findings) = import_files(&[("book.xlsx", &cut)], &options(BERLIN));
    assert!(found.is_none());
    assert_eq!(codes(&findings), ["I102"]);
    Ok(())
}

#[test]
fn texts_in_utf16_and_with_european_numbers_are_read() {
    let text = "Datum;Start;Anrufe;aht_s\r\n02.03.2026;09:00;1.234;183,456\r\n13.03.2026;09:00;12;0:03:00\r\n";
    let text = text.replace("Datum", "Date").replace("Anrufe", "Calls");
    let mut utf16 = vec![0xFF, 0xFE];
    utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let expected = ["03-02 09:00 all 1.234 - - 183.456", "03-13 09:00 all 12 - - 180"];
    let (found, _) = import_files(&[("a.csv", &utf16)], &options(BERLIN));
    // One comma before three digits proves nothing; a second number does.
    assert_ne!(rows(&found.expect("usable"), BERLIN), expected);
    let (rows, findings) = imported(&text.replace("0:03:00", "180,5"), &options(BERLIN));
    assert_eq!(rows, ["03-02 09:00 all 1234 - - 183.456", "03-13 09:00 all 12 - - 180.5"]);
    assert!(!findings.has_errors());
}

#[test]
fn the_order_of_dates_is_asked_only_where_the_file_leaves_it_open() {
    let open = "start,offered\n03/04/2026 09:00,5\n03/04/2026 09:30,6\n";
    let (rows, findings) = imported(open, &options(BERLIN));
    assert_eq!(rows[0], "03-04 09:00 all 5 - - -");
    let asked = findings.iter().find(|f| f.code == Code::DateOrderAmbiguous).expect("asked");
    assert!(asked.message.contains("2026-03-04") && asked.message.contains("2026-04-03"), "{}", asked.message);
    let told = ImportOptions { date_format: Some("D/M/YYYY".into()), ..options(BERLIN) };
    let (rows, findings) = imported(open, &told);
    assert_eq!(rows[0], "04-03 09:00 all 5 - - -");
    assert!(findings.is_empty(), "{findings:?}");
    let days = ["02", "03", "04", "05", "06"].map(|day| format!("{day}/04/2026 09:00,5\n")).concat();
    let (rows, findings) = imported(&format!("start,offered\n{days}"), &options(BERLIN));
    assert_eq!(rows[0], "04-02 09:00 all 5 - - -", "days that follow each other prove their order");
    assert!(!findings.has(Code::DateOrderAmbiguous));
}

#[test]
fn times_may_be_the_ends_of_intervals() {
    let text = "Date,Interval End,Calls\n2026-03-02,23:30,5\n2026-03-02,0:00,6\n2026-03-03,0:30,7\n";
    let (rows, _) = imported(text, &options(BERLIN));
    assert_eq!(rows, ["03-02 23:00 all 5 - - -", "03-02 23:30 all 6 - - -", "03-03 00:00 all 7 - - -"]);
    let text = "Interval Ending,Calls\n2026-03-02 09:30,5\n2026-03-02 10:00,6\n";
    let (rows, _) = imported(text, &options(BERLIN));
    assert_eq!(rows, ["03-02 09:00 all 5 - - -", "03-02 09:30 all 6 - - -"]);
}

#[test]
fn each_row_may_name_its_zone() {
    let text = "start,Time zone,queue,offered\n2026-03-02 09:00,Europe/Berlin,a,5\n2026-03-02 09:00,Asia/Shanghai,a,6\n\
        2026-03-02 09:30,Nowhere/Land,a,1\n";
    let text = text.to_owned() + "2026-03-03 09:00,Europe/Berlin,a,5\n";
    // The unknown zone stands below the rows by which columns are found.
    let many = "2026-02-01 09:00,Europe/Berlin,b,1\n".repeat(70);
    let text = text.replacen("offered\n", &format!("offered\n{many}"), 1);
    let (rows, findings) = imported(&text, &options(BERLIN));
    let own: Vec<&String> = rows.iter().filter(|r| r.contains(" a ")).collect();
    assert_eq!(own, ["03-02 02:00 a 6 - - -", "03-02 09:00 a 5 - - -", "03-03 09:00 a 5 - - -"]);
    assert_eq!(findings.iter().filter(|f| f.code == Code::TimeInvalid).count(), 1);
}

#[test]
fn totals_of_days_are_spread_only_if_asked() {
    let text = "date,offered,answered,abandoned,aht_s\n2026-03-02,100,90,10,200\n";
    let (rows, findings) = imported(text, &options(BERLIN));
    assert_eq!(rows, ["03-02 00:00 all 100 90 10 200"]);
    assert_eq!(codes(&findings), ["I135"]);
    let profile = exports(&[("p.csv", b"start,share\n09:00,3\n09:30,1\n".as_slice())]);
    let by_file = ImportOptions { spread: Some(Spread::File(profile.paths[0].clone())), ..options(BERLIN) };
    let (rows, findings) = imported(text, &by_file);
    assert_eq!(rows, ["03-02 09:00 all 75 67.5 7.5 200", "03-02 09:30 all 25 22.5 2.5 200"]);
    assert_eq!(codes(&findings), ["I144"]);
    let even = ImportOptions { spread: Some(Spread::Even), ..open_daily(BERLIN, "9:00", "11:00") };
    let (rows, _) = imported(text, &even);
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[3], "03-02 10:30 calls 25 22.5 2.5 200");
}

#[test]
fn of_calls_that_contradict_each_other_the_last_counts() {
    let mapping = "kind = \"calls\"\n[columns]\n[calls]\nid = [\"id\"]\nasked = [{ column = \"at\" }]\n\
        answered = [{ state = \"ok\" }]\nhandle = \"talk\"\n";
    let first = "id,at,state,talk\n1,2026-03-02 09:10:00,ok,100\n2,2026-03-02 09:12:00,no,\n";
    let later =
        "id,at,state,talk\n2,2026-03-02 09:12:00,ok,50\n1,2026-03-02 09:10:00,ok,100\n3,2026-03-02 09:40:00,ok,70\n";
    let files = exports(&[("own.toml", mapping.as_bytes()), ("a.csv", first.as_bytes()), ("b.csv", later.as_bytes())]);
    let named = ImportOptions { profile: Some(files.paths[0].display().to_string()), ..options("UTC") };
    let mut findings = Findings::new();
    let found = import(&files.paths[1..], &named, &Silent, &mut findings).expect("usable");
    assert_eq!(rows(&found, "UTC"), ["03-02 09:00 all 2 2 0 75", "03-02 09:30 all 1 1 0 70"]);
    assert_eq!(codes(&findings), ["I122", "I133"]);
    let tallies: Vec<(u64, u64)> = found.table.files.iter().map(|f| (f.read, f.kept)).collect();
    assert_eq!(tallies, [(2, 1), (3, 2)]);
    assert_eq!(found.calls.len(), 3);
}

#[test]
fn a_file_of_many_pieces_is_read_as_one() {
    // Some megabytes: the pieces are read side by side, faults and repeats keep their order.
    let mapping = "kind = \"calls\"\n[columns]\nqueue = \"queue\"\n[calls]\nid = [\"id\"]\nasked = [{ column = \"at\" }]\n\
        answered = [{ state = \"ok\" }]\nwait = \"wait\"\nhandle = \"talk\"\n";
    let mut text = "id,at,queue,state,wait,talk,note\n".to_owned();
    let rows_written = 60_000_u32;
    for i in 0..rows_written {
        let (minute, second, day) = (i / 60 % 60, i % 60, 1 + i / 20_000);
        let note = if i % 1000 == 0 { "\"two\nlines\"" } else { "a remark that makes the line longer" };
        let state = if i % 4 == 0 { "no" } else { "ok" };
        let talk = if i == 37_777 { "long" } else { "120" };
        let (id, queue) = (i % 55_000, i % 3);
        writeln!(text, "{id},2026-03-0{day} 09:{minute:02}:{second:02},q{queue},{state},5,{talk},{note}")
            .expect("a text takes everything");
    }
    assert!(text.len() > 4 << 20, "{}", text.len());
    let files = exports(&[("own.toml", mapping.as_bytes()), ("a.csv", text.as_bytes())]);
    let named = ImportOptions { profile: Some(files.paths[0].display().to_string()), ..options("UTC") };
    let mut findings = Findings::new();
    let found = import(&files.paths[1..], &named, &Silent, &mut findings).expect("usable");
    let file = &found.table.files[0];
    assert_eq!((file.read, file.refused), (u64::from(rows_written), 1));
    let ignored: u64 = file.ignored.iter().map(|(_, n)| n).sum();
    assert_eq!(file.kept + file.refused + ignored, file.read);
    let offered: f64 = found.history.rows.iter().map(|r| r.offered.get()).sum();
    assert_eq!(offered.round().to_string(), file.kept.to_string());
    assert_eq!(found.calls.len() as u64, file.kept);
    let refused = findings.iter().find(|f| f.code == Code::NumberInvalid).expect("the fault");
    // The header, the rows before it, and the second lines of their notes.
    assert_eq!(refused.place.line, Some(1 + 37_777 + 38 + 1));
    let fewer = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    let mut again = Findings::new();
    let alone = fewer.install(|| import(&files.paths[1..], &named, &Silent, &mut again)).expect("usable");
    assert_eq!(alone, found, "the number of threads changes nothing");
}

/// The rows that a text gives, and the codes of its findings.
fn read(text: &str, zone: &str) -> (Vec<String>, Vec<&'static str>) {
    let (imported, findings) = import_text(text, &options(zone));
    let found = imported.map_or_else(Vec::new, |imported| rows(&imported, zone));
    (found, codes(&findings))
}

#[test]
fn a_time_of_day_that_cannot_be_read_is_no_day() {
    let shanghai = "Asia/Shanghai";
    // Under any name beside the date, or by its name whatever it holds.
    let beside = "Date,Von,Queue,Offered\n2026-03-02,9:00,A,5\n2026-03-02,9:30,A,5\n";
    assert_eq!(read(beside, shanghai).0, ["03-02 09:00 A 5 - - -", "03-02 09:30 A 5 - - -"]);
    let unreadable = beside.replace("Von", "Time").replace(",9:00,", ",early,").replace(",9:30,", ",late,");
    assert_eq!(read(&unreadable, shanghai), (vec![], vec!["I108", "I111"]));
    let dotted = beside.replace("Von", "Time").replace(':', ".");
    assert_eq!(read(&dotted, shanghai).0, ["03-02 09:00 A 5 - - -", "03-02 09:30 A 5 - - -"]);
    let named = beside.replace("Von", "Time").replace(":00,", ":00 AM EDT,").replace(":30,", ":30 AM EDT,");
    assert_eq!(read(&named, "America/Chicago").0, ["03-02 07:00 A 5 - - -", "03-02 07:30 A 5 - - -"]);
}

#[test]
fn parts_of_an_interval_add_up_and_count_once() {
    let text = "Site,Date,Time,Queue,Offered\nNorth,2026-03-02,09:00,A,5\nSouth,2026-03-02,09:00,A,5\n\
        North,2026-03-02,09:30,A,6\nSouth,2026-03-02,09:30,A,7\n";
    let expected = ["03-02 09:00 A 10 - - -", "03-02 09:30 A 13 - - -"];
    let (found, said) = read(text, "Asia/Shanghai");
    assert_eq!(found, expected);
    assert!(said.contains(&"I146"), "{said:?}");
    let twice = import_files(&[("a.csv", text.as_bytes()), ("b.csv", text.as_bytes())], &options("Asia/Shanghai"));
    assert_eq!(rows(&twice.0.expect("read"), "Asia/Shanghai"), expected);
    // Under a name that says nothing, equal figures are not passed over in silence.
    let (found, said) = read(&text.replace("Site", "Kind"), "Asia/Shanghai");
    assert_eq!(found, ["03-02 09:00 A 5 - - -", "03-02 09:30 A 7 - - -"]);
    assert!(said.contains(&"I122"), "{said:?}");
    let same = "Kind,Date,Time,Queue,Offered\nX,2026-03-02,09:00,A,5\nY,2026-03-02,09:00,A,5\n";
    assert!(read(same, "Asia/Shanghai").1.contains(&"I122"));
}

#[test]
fn merged_cells_hold_for_the_rows_below_them() {
    let text = "Date,Queue,Time,Offered\n2026-03-02,A,09:00,5\n,,09:30,6\n,B,09:00,7\n,,09:30,8\n2026-03-03,A,09:00,9\n,,09:30,1\n,,Total,1\n";
    let expected = [
        "03-02 09:00 A 5",
        "03-02 09:00 B 7",
        "03-02 09:30 A 6",
        "03-02 09:30 B 8",
        "03-03 09:00 A 9",
        "03-03 09:30 A 1",
    ];
    let (found, said) = read(text, "Asia/Shanghai");
    assert_eq!(found, expected.map(|row| format!("{row} - - -")));
    assert_eq!(said, ["I147"]);
    // Where each row names its queue, a blank one names none.
    let named = "Date,Time,Queue,Offered\n2026-03-02,09:00,A,5\n2026-03-02,09:30,A,6\n2026-03-02,10:00,,7\n";
    assert_eq!(read(named, "Asia/Shanghai").1, ["I115"]);
    // At the same time as the row above, a blank queue is the sum of all.
    let sums = "Date,Time,Queue,Offered\n2026-03-02,09:00,A,5\n2026-03-02,09:00,B,6\n2026-03-02,09:00,,11\n";
    assert_eq!(read(sums, "Asia/Shanghai").1, ["I115"]);
}

#[test]
fn totals_are_told_wherever_the_word_stands() {
    let text = "Date,Time,Queue,Offered\n2026-03-02,09:00,A,5\n2026-03-02,09:30,A,6\n2026-03-02,Total,A,11\n\
        2026-03-02 Total,,,11\nDaily Total,,,11\n3月2日合计,,,11\n";
    assert_eq!(
        read(text, "Asia/Shanghai"),
        (vec!["03-02 09:00 A 5 - - -".into(), "03-02 09:30 A 6 - - -".into()], vec![])
    );
}

#[test]
fn whole_minutes_and_unknown_zones_are_asked_about() {
    let minutes = "Date,Time,Queue,Offered,AHT\n2026-03-02,09:00,A,5,3\n2026-03-02,09:30,A,6,4\n";
    assert_eq!(read(minutes, "Asia/Shanghai").1, ["I126"]);
    assert_eq!(read(&minutes.replace("AHT", "AHT (s)"), "Asia/Shanghai").1, Vec::<&str>::new());
    let zones = "Date,Time,TZ,Queue,Offered\n2026-03-02,09:00,Eastern,A,5\n2026-03-02,09:30,Pacific,A,6\n";
    assert!(read(zones, "Asia/Shanghai").1.contains(&"I125"));
    assert!(read(&zones.replace("Pacific", "Eastern"), "Asia/Shanghai").1.contains(&"I132"));
}

#[test]
fn headers_of_other_languages_intervals_to_their_last_minute_and_titles_that_prove_the_order() {
    let german = "Datum;Uhrzeit;Warteschlange;Angebotene Anrufe;Angenommene Anrufe;Aufgelegt;AHT\n13.03.2026;09:00;A;12;11;1;200,5\n";
    assert_eq!(read(german, "Europe/Berlin").0, ["03-13 09:00 A 12 11 1 200.5"]);
    let french =
        "Date;Heure;File;Appels offerts;Appels traités;Appels abandonnés;DMT\n13/03/2026;09:00;A;12;11;1;3:20\n";
    assert_eq!(read(french, "Europe/Paris").0, ["03-13 09:00 A 12 11 1 200"]);
    let spanish = "Fecha;Hora;Cola;Llamadas entrantes;Llamadas atendidas;Llamadas abandonadas;TMO\n13/03/2026;09:00;A;12;11;1;200\n";
    assert_eq!(read(spanish, "Europe/Madrid").0, ["03-13 09:00 A 12 11 1 200"]);
    let last = "Date,Interval,Queue,Offered\n2026-03-02,23:00 - 23:29,A,5\n2026-03-02,23:30 - 23:59,A,6\n";
    assert_eq!(read(last, "Asia/Shanghai").0, ["03-02 23:00 A 5 - - -", "03-02 23:30 A 6 - - -"]);
    let titles = "Report\nDate Period:,01/04/2026 - 30/04/2026\n\nDate,Time,Queue,Offered\n03/04/2026,09:00,A,5\n03/04/2026,09:30,A,6\n";
    assert_eq!(
        read(titles, "Asia/Shanghai"),
        (vec!["04-03 09:00 A 5 - - -".into(), "04-03 09:30 A 6 - - -".into()], vec![])
    );
    let weekday = "Weekday,Date,Time,Queue,Offered\nFriday,03/04/2026,09:00,A,5\n";
    assert_eq!(read(weekday, "Asia/Shanghai").0, ["04-03 09:00 A 5 - - -"]);
    // Half past twelve is no stray of hourly rows.
    let sparse =
        "Start,Queue,Offered\n2026-03-02 00:00,A,1\n2026-03-02 09:00,A,5\n2026-03-02 12:30,A,2\n2026-03-02 21:00,A,6\n";
    assert_eq!(read(sparse, "Asia/Shanghai").0.len(), 4);
}
