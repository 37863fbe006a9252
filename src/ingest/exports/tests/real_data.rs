//! Real exports, where they are present: `../shared/data` beside the project. Nothing of them is committed.

use super::*;
use crate::domain::import::MonthSummary;
use crate::domain::series::{CallOutcome, CallRecord};

/// A file of the data folder; `None` (and the test is skipped) where it is not there.
fn data(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    path.exists().then_some(path)
}

fn import_data(names: &[&str], options: &ImportOptions) -> Option<(Imported, Findings)> {
    let paths: Vec<PathBuf> = names.iter().map(|n| data(n)).collect::<Option<_>>()?;
    let mut findings = Findings::new();
    let imported = import(&paths, options, &Silent, &mut findings).expect("usable");
    assert!(!findings.has_errors(), "{findings:?}");
    Some((imported, findings))
}

fn near(value: f64, expected: f64, within: f64) {
    assert!((value - expected).abs() < within, "{value} is not {expected}");
}

fn month(imported: &Imported, index: usize) -> &MonthSummary {
    let whole: Vec<&MonthSummary> = imported.table.months.iter().filter(|m| m.queue.is_none()).collect();
    if whole.is_empty() { &imported.table.months[index] } else { whole[index] }
}

const JANUARY: &str = "anonymousbank/calls_1999-01.csv.gz";
const FEBRUARY: &str = "anonymousbank/calls_1999-02.csv.gz";

#[test]
fn call_records_give_the_reference_figures() {
    for options in [options("Asia/Jerusalem"), open_daily("Asia/Jerusalem", "7:00", "24:00")] {
        let Some((imported, _)) = import_data(&[JANUARY, FEBRUARY], &options) else { return };
        for (index, offered, abandonment, handle) in [(0, 30_140.0, 10.219, 183.452), (1, 31_094.0, 12.646, 176.353)] {
            let month = month(&imported, index);
            near(month.offered.get(), offered, 1e-9);
            near(month.abandonment.expect("known").get() * 100.0, abandonment, 5e-4);
            near(month.mean_handle_time.expect("known").get(), handle, 5e-4);
        }
        assert_eq!(imported.calls.len(), 61_234);
        let reads: Vec<u64> = imported.table.files.iter().map(|f| f.read).collect();
        assert_eq!(reads, [31_599, 33_344]);
    }
}

#[test]
fn waits_of_calls_give_the_reference_service() {
    let Some((imported, _)) = import_data(&[JANUARY, FEBRUARY], &options("Asia/Jerusalem")) else { return };
    let zone = Zone::parse("Asia/Jerusalem").expect("known");
    for (first, asa, within) in [("1999-01-01", 35.028, 54.419), ("1999-02-01", 40.774, 52.129)] {
        let start = zone.midnight(first.parse().expect("date"));
        let end = start.plus_minutes(31 * 1440);
        let calls: Vec<&CallRecord> = imported.calls.iter().filter(|c| (start..end).contains(&c.asked)).collect();
        let waits: Vec<f64> = calls
            .iter()
            .filter(|c| matches!(c.outcome, CallOutcome::Answered(_)))
            .map(|c| c.wait.expect("known").get())
            .collect();
        near(waits.iter().sum::<f64>() / waits.len() as f64, asa, 5e-4);
        let soon = waits.iter().filter(|w| **w <= 20.0).count();
        near(100.0 * soon as f64 / calls.len() as f64, within, 5e-4);
    }
}

#[test]
fn days_without_call_records_are_missing() {
    let Some((imported, findings)) = import_data(&[JANUARY], &open_daily("Asia/Jerusalem", "7:00", "24:00")) else {
        return;
    };
    let zone = Zone::parse("Asia/Jerusalem").expect("known");
    let days: Vec<chrono::NaiveDate> = ["1999-01-11", "1999-01-12"].map(|d| d.parse().expect("date")).to_vec();
    assert!(imported.history.rows.iter().all(|r| !days.contains(&zone.day(r.start))));
    assert!(days.iter().all(|d| imported.table.gaps[0].days.contains(d)), "{:?}", imported.table.gaps);
    assert!(findings.has(Code::IntervalsMissing));
    let quiet = imported.history.rows.iter().find(|r| zone.rfc3339(r.start).starts_with("1999-01-09T07:00"));
    assert!(quiet.is_some_and(|r| r.offered.get() < 1.0), "an open interval of a day with calls is zero: {quiet:?}");
}

#[test]
fn the_original_export_gives_the_same_january() {
    let options = options("Asia/Jerusalem");
    let Some((csv, _)) = import_data(&[JANUARY], &options) else { return };
    let Some((raw, _)) = import_data(&["anonymousbank/raw_january.txt.gz"], &options) else { return };
    assert_eq!(csv.history, raw.history);
    assert_eq!(csv.calls, raw.calls);
    let Some((both, findings)) = import_data(&[JANUARY, "anonymousbank/raw_january.txt.gz"], &options) else { return };
    assert_eq!(both.history, csv.history);
    assert!(findings.has(Code::RowsDuplicate));
}

#[test]
fn five_minute_counts_sum_to_half_hours() {
    let options = options("America/New_York");
    let Some((five, findings)) = import_data(&["bankcalls/bank_calls_5min_dev.csv"], &options) else { return };
    let Some((thirty, _)) = import_data(&["bankcalls/bank_calls_30min_dev.csv"], &options) else { return };
    let zone = Zone::parse("America/New_York").expect("known");
    let whole: Vec<_> = thirty.history.rows.iter().filter(|r| !zone.rfc3339(r.start).contains("T21:00")).collect();
    assert_eq!(five.history.rows.iter().collect::<Vec<_>>(), whole);
    assert_eq!(five.history.rows.len(), 3528);
    assert!(findings.has(Code::IntervalsPartial) && findings.has(Code::ProfileRecognised));
}

#[test]
fn hourly_counts_that_omit_zeros_are_filled_on_their_days() {
    let mut hourly = options("America/Chicago");
    hourly.interval = Minutes::new(60);
    let Some((imported, findings)) = import_data(&["assessor/hourly_call_data_dev.csv"], &hourly) else { return };
    let rows = &imported.history.rows;
    assert_eq!(imported.table.files[0].kept, 3233);
    assert!(rows.len() > 3233);
    assert_eq!(rows.iter().filter(|r| r.offered.get() > 0.0).count(), 3233);
    assert!(findings.has(Code::ProfileRecognised));
}

#[test]
fn arrivals_leave_out_values_that_are_marked_as_invented() {
    let Some((imported, _)) =
        import_data(&["anonymousbank/arrivals_30min_dev_jan_sep.csv"], &options("Asia/Jerusalem"))
    else {
        return;
    };
    let file = &imported.table.files[0];
    // The hour that the clock change of April skipped has two rows without calls.
    let ignored = [("no such local time, and no calls".to_owned(), 2), ("value marked as invented".to_owned(), 144)];
    assert_eq!((file.read, file.ignored.as_slice()), (13_104, &ignored[..]));
    assert_eq!(imported.history.rows.len(), 13_104 - 146);
}

#[test]
fn daily_counts_keep_their_own_length() {
    let Some((imported, findings)) = import_data(&["daily_calls/case_data_calls.csv"], &options("Europe/Amsterdam"))
    else {
        return;
    };
    assert_eq!(imported.history.rows.len(), 1155);
    near(imported.history.rows[0].offered.get(), 2429.0, 1e-9);
    assert!(findings.has(Code::RowsCoarser));
    assert!(!findings.has(Code::DateOrderAmbiguous));
}
