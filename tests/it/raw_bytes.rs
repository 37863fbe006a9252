//! Whatever the bytes of a file are, its reader ends in findings that a person can use: never in a panic.

mod changes;
mod known;
mod readers;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Instant;

use proptest::prelude::*;
use wfm::domain::codes::Code;
use wfm::domain::findings::{Finding, Findings, Severity};

use self::changes::spoiled;
use self::readers::{READERS, Reader};
use crate::harness::{fresh, in_package};

/// Each kind of finding is listed at most a hundred times, then counted; some readers read a file more than once.
const MOST_FINDINGS: usize = 10_000;
/// Spoiled files for each reader in the normal run.
const INPUTS: u64 = 40;

/// Gives a reader a file of these bytes.
fn feed(reader: &Reader, bytes: &[u8], folder: &Path) -> Findings {
    let path = folder.join("input");
    fs::write(&path, bytes).expect("written");
    let mut findings = Findings::new();
    (reader.read)(&path, &mut findings);
    assert!(findings.len() < MOST_FINDINGS, "{}: {} findings", reader.name, findings.len());
    findings
}

#[test]
fn good_files_are_read_without_errors() {
    let dir = fresh();
    let mut wrong = Vec::new();
    for reader in READERS {
        let samples = reader.samples();
        assert!(!samples.is_empty(), "{}", reader.name);
        // These read a file for more than it is made for.
        if ["export", "mapping"].contains(&reader.name) {
            continue;
        }
        for sample in samples {
            let findings = feed(reader, &sample, dir.path());
            // Files that it names do not lie beside a copy; and a rule that is broken is no fault of reading.
            let is_fault = |f: &&Finding| {
                f.severity == Severity::Error && f.code != Code::FileUnreadable && !f.code.as_str().starts_with('K')
            };
            wrong.extend(findings.iter().filter(is_fault).map(|f| format!("{}: {f:?}", reader.name)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn spoiled_files_never_panic() {
    let dir = fresh();
    for reader in READERS {
        let samples = reader.samples();
        for number in 0..INPUTS {
            feed(reader, &spoiled(&samples, 1, number), dir.path());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_never_panic(which in 0..READERS.len(), bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        feed(&READERS[which], &bytes, fresh().path());
    }

    #[test]
    fn any_bytes_behind_a_good_header_never_panic(which in 0..READERS.len(), bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let mut headed = READERS[which].samples().swap_remove(0);
        headed.truncate(headed.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1));
        headed.extend(bytes);
        feed(&READERS[which], &headed, fresh().path());
    }
}

#[test]
fn every_reader_has_a_fuzz_target() {
    let targets: BTreeSet<String> = fs::read_dir(in_package("fuzz/fuzz_targets"))
        .expect("listed")
        .map(|entry| entry.expect("entry").path().file_stem().unwrap_or_default().to_string_lossy().into_owned())
        .collect();
    let manifest = fs::read_to_string(in_package("fuzz/Cargo.toml")).expect("readable");
    let names: BTreeSet<String> = READERS.iter().map(|reader| reader.name.to_owned()).collect();
    assert_eq!(targets, names);
    for name in names {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name} is not in fuzz/Cargo.toml");
        assert!(Reader::named(&name).is_some());
    }
}

/// A number from the environment: `scripts/soak.sh` sets them.
fn asked(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
#[ignore = "it takes as long as it is asked to: scripts/soak.sh"]
fn soak() {
    let (inputs, seed) = (asked("WFM_SOAK_INPUTS", 1_000), asked("WFM_SOAK_SEED", 1));
    let dir = fresh();
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let samples: Vec<Vec<Vec<u8>>> = READERS.iter().map(Reader::samples).collect();
    let (begun, mut panics, mut slowest) = (Instant::now(), 0, (0.0, String::new()));
    let mut say = std::io::stderr();
    for (number, (reader, samples)) in (0..inputs).zip(READERS.iter().zip(&samples).cycle()) {
        let bytes = spoiled(samples, seed, number);
        let at = Instant::now();
        if catch_unwind(AssertUnwindSafe(|| feed(reader, &bytes, dir.path()))).is_err() {
            panics += 1;
            let path = kept.join(format!("soak-{}-{seed}-{number}", reader.name));
            fs::write(&path, &bytes).expect("kept");
            writeln!(say, "{}: a panic; the input is {}", reader.name, path.display()).expect("said");
        }
        let seconds = at.elapsed().as_secs_f64();
        if seconds > slowest.0 {
            slowest = (seconds, format!("{} {number}", reader.name));
        }
        if (number + 1) % 10_000 == 0 {
            writeln!(say, "{} inputs, {panics} panics", number + 1).expect("said");
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    let readers = READERS.len();
    let (longest, which) = slowest;
    writeln!(
        say,
        "{inputs} inputs to {readers} readers (seed {seed}): {panics} panics, {seconds:.0} s, the longest {longest:.2} s ({which})"
    )
    .expect("said");
    assert_eq!(panics, 0);
}
