//! How fast calls are imported, beside the csv crate's bare parse of the same file: `cargo bench --bench import`.
//!
//! A made file of call records of about a hundred bytes each, two million of them (`WFM_BENCH_CALLS` for another number), is
//! parsed by the csv crate into byte records without looking at them, then imported whole: dates, durations, queues, sums by
//! the half-hour. Printed are megabytes a second, and how many times longer the import takes than the parse. The csv crate
//! uses one core, the import all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use wfm::domain::findings::Findings;
use wfm::domain::import::ImportOptions;
use wfm::domain::progress::Silent;
use wfm::domain::time::Zone;
use wfm::domain::units::Minutes;
use wfm::ingest::exports;

const MAPPING: &str = "kind = \"calls\"\nseparator = \",\"\ndate_format = \"YYYY-MM-DD\"\n[columns]\nqueue = \"queue\"\n[calls]\n\
    asked = [{ column = \"queued_at\" }]\noffered = [{ direction = \"inbound\" }]\nanswered = [{ result = \"answered\" }]\n\
    wait = \"wait_s\"\nhandle = \"handle_s\"\n";

fn write_calls(path: &Path, calls: u64) -> io::Result<u64> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    writeln!(out, "call_id,queued_at,direction,queue,result,wait_s,handle_s,agent,site,remark")?;
    for i in 0..calls {
        let (day, second) = (i * 365 / calls.max(1), i * 37 % 50_400 + 25_200);
        let (month, day) = (1 + day / 28 % 12, 1 + day % 28);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let result = if i % 17 == 0 { "abandoned" } else { "answered" };
        writeln!(
            out,
            "c{i:012},2025-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02},inbound,queue-{},{result},{},{},agent-{:04},north,none of note",
            i % 9,
            i % 90,
            60 + i * 7 % 400,
            i % 500
        )?;
    }
    out.into_inner()?.metadata().map(|m| m.len())
}

fn bare_parse(path: &Path) -> Result<u64, csv::Error> {
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 20).from_path(path)?;
    let (mut record, mut rows) = (csv::ByteRecord::new(), 0);
    while reader.read_byte_record(&mut record)? {
        rows += 1;
    }
    Ok(rows)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let calls: u64 = std::env::var("WFM_BENCH_CALLS").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000_000);
    let folder = tempfile::tempdir()?;
    let (path, mapping) = (folder.path().join("calls.csv"), folder.path().join("own.toml"));
    std::fs::write(&mapping, MAPPING)?;
    let megabytes = write_calls(&path, calls)? as f64 / 1e6;

    let start = Instant::now();
    let parsed = bare_parse(&path)?;
    let bare = start.elapsed().as_secs_f64();

    let options = ImportOptions {
        zone: Zone::parse("Asia/Shanghai"),
        profile: Some(mapping.display().to_string()),
        keep_calls: false,
        ..ImportOptions::new(Minutes::new(30))
    };
    let start = Instant::now();
    let imported = exports::import(&[path], &options, &Silent, &mut Findings::new()).ok_or("nothing was imported")?;
    let whole = start.elapsed().as_secs_f64();
    let offered: f64 = imported.history.rows.iter().map(|row| row.offered.get()).sum();

    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{parsed} calls, {megabytes:.0} MB; {offered} offered in {} rows of history",
        imported.history.rows.len()
    )?;
    writeln!(out, "csv crate, bare parse   {bare:6.2} s  {:6.0} MB/s", megabytes / bare)?;
    writeln!(
        out,
        "wfm import              {whole:6.2} s  {:6.0} MB/s  {:.2} times the bare parse",
        megabytes / whole,
        whole / bare
    )?;
    Ok(())
}
