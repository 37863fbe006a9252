//! Mutated exports until something breaks: `scripts/soak.sh [INPUTS] [SEED]`.
//!
//! Every input is one of the seeds (one for each reader: separated text, calls, BCMS, queue log, schedule, workbook, UTF-16,
//! gzip) with bytes changed, taken out, doubled or cut off. It is described, imported and read as a schedule. A panic is
//! printed with the seed number that makes the input again, and the exit code is 1.

use std::error::Error;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wfm::domain::findings::Findings;
use wfm::domain::import::{ImportOptions, Spread};
use wfm::domain::progress::Silent;
use wfm::domain::time::Zone;
use wfm::domain::units::Minutes;
use wfm::ingest::exports;

/// Bytes that mean something to some reader.
const TELLING: &[u8] = b"0129-+:/.,;|\"\n\r\t TZ\x00\xff\x80e%\x1fPK<>&'";

const TEXTS: [&str; 6] = [
    "date,start,queue,offered,answered,abandoned,aht_s\n1/13/2026,09:00,x,5,4,1,180.5\n1/13/2026,09:15-09:30,x,\"1,200\",4,1,0:03:00\n\
     1/13/2026,24:00,y,5,,,\n\n合计,,,5\n",
    "vru+line,call_id,customer_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,outcome,ser_start,ser_exit,\
     ser_time,server\nAA0101,33116,9664491,2,PS,990101,0:00:31,0:00:36,5,0:00:36,0:03:09,153,HANG,0:00:00,0:00:00,0,NO_SERVER\n\
     AA0101,33118,27997683,2,PS,990101,23:59:59,6:55:26,6,6:55:26,6:55:43,17,AGENT,6:55:43,6:56:37,54,S\n",
    "Switch Name: North                                  03:04 pm MON  Mar 02, 2026\nSplit: 3            Split Name: Cards\n\
     BCMS SPLIT REPORT\n13:00-14:00    30    :25     4   :32  3:00   75:00     0    0   10:00   4.5    90\n\
     15:00-16:00     3    :25     4   :32  3:00   75:00     0    0   10:00   4.5    90\n",
    "1772413260|a.1|9000|NONE|ENTERQUEUE||7145|1\n1772413266|a.1|9000|7140|CONNECT|6|b.1|3\n\
     1772413291|a.1|9000|7140|COMPLETEAGENT|6|25|1\n1772413340|a.2|9000|NONE|ABANDON|1|1|40\n",
    "Schedule States Report,,,\nSite,Time zone,Team,Agent,Date,Schedule State,Start Time,End Time,Duration\n\
     Hub,America/New_York,T,Ann,11/17/25,Queue,4:07 PM,6:00 PM,01:53\nHub,Asia/Kolkata,T,Bob,11/17/25,Off,Full Day,Full Day,07:30\n",
    "Date: 3/20/2026\nTime;ACD Calls;Avg ACD Time;Avg ACW Time;Aban Calls;%\n9:00AM;1.234;3:00;:20;1;9,1\n9:30AM;12;2:00;:30;0;0\n",
];

fn seeds() -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let mut seeds: Vec<Vec<u8>> = TEXTS.iter().map(|text| text.as_bytes().to_vec()).collect();
    let first = TEXTS.first().copied().unwrap_or_default();
    seeds.push([0xFF, 0xFE].into_iter().chain(first.encode_utf16().flat_map(u16::to_le_bytes)).collect());
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(first.as_bytes())?;
    seeds.push(packed.finish()?);
    seeds.push(workbook(first)?);
    Ok(seeds)
}

fn workbook(text: &str) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number)?,
                Err(_) => sheet.write(row, column, cell)?,
            };
        }
    }
    book.save_to_buffer()
}

/// Changes some bytes, takes out, doubles or cuts off a stretch.
fn mutate(bytes: &mut Vec<u8>, random: &mut ChaCha8Rng) {
    for _ in 0..random.random_range(1..12) {
        if bytes.is_empty() {
            return;
        }
        let at = random.random_range(0..bytes.len());
        let end = (at + random.random_range(1..64)).min(bytes.len());
        match random.random_range(0..12) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let stretch = bytes.get(at..end).unwrap_or_default().to_vec();
                bytes.splice(at..at, stretch);
            }
            2 if random.random_bool(0.3) => bytes.truncate(at),
            3 => bytes.insert(at, random.random()),
            _ => {
                let telling = TELLING.get(random.random_range(0..TELLING.len())).copied();
                if let (Some(byte), Some(telling)) = (bytes.get_mut(at), telling) {
                    *byte = telling;
                }
            }
        }
    }
}

/// Everything that is done with an export.
fn read(path: &Path) {
    let files = [path.to_owned()];
    let options = ImportOptions { zone: Zone::parse("Europe/Berlin"), ..ImportOptions::new(Minutes::new(30)) };
    exports::describe(path, &options, &mut Findings::new());
    let spread = ImportOptions { spread: Some(Spread::Even), ..options.clone() };
    exports::import(&files, &spread, &Silent, &mut Findings::new());
    exports::states(&files, &options, &mut Findings::new());
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1).map(|a| a.parse::<u64>());
    let inputs = arguments.next().transpose()?.unwrap_or(100_000);
    let seed = arguments.next().transpose()?.unwrap_or(1);
    let seeds = seeds()?;
    let folder = tempfile::tempdir()?;
    let path: PathBuf = folder.path().join("export");
    panic::set_hook(Box::new(|_| {}));
    let mut broken = 0_u64;
    for input in 0..inputs {
        let mut random = ChaCha8Rng::seed_from_u64(seed.wrapping_mul(1_000_003).wrapping_add(input));
        let mut bytes = seeds.get(random.random_range(0..seeds.len())).cloned().unwrap_or_default();
        mutate(&mut bytes, &mut random);
        std::fs::write(&path, &bytes)?;
        if panic::catch_unwind(AssertUnwindSafe(|| read(&path))).is_err() {
            broken += 1;
            writeln!(io::stderr(), "panic: input {input} of seed {seed}")?;
        }
    }
    writeln!(io::stdout(), "{inputs} mutated inputs, {broken} panics")?;
    Ok(if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
