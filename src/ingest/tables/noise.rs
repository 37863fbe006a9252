//! Random bytes and mutated files: no reader panics, and none makes more findings than a person can use.

use std::path::Path;

use proptest::prelude::*;

use super::testing::{agents as people, centre, read_text};
use super::*;
use crate::domain::findings::Findings;
use crate::domain::time::Zone;

/// Each kind of finding is listed at most a hundred times, then counted: there are fewer than forty kinds.
const MOST_FINDINGS: usize = 40 * 101;

type Reader = fn(&Path, &mut Findings);

/// Every reader with a valid file of its format.
fn readers() -> Vec<(Reader, &'static str)> {
    vec![
        (
            |p, f| drop(agents::read(p, &centre(), f)),
            "agent,name,team,contract,skills,valid_from\nA1,Li Na,T1,full,cards;loans,2026-01-01\nA2,\"O, B\",T1,full,cards,\n",
        ),
        (
            |p, f| drop(time_off::read(p, &centre(), &people(), f)),
            "agent,start,end,kind\nA1,2026-12-01,2026-12-03,leave\nA2,2026-12-01 08:00,2026-12-01T12:00:00+08:00,sick\n",
        ),
        (
            |p, f| drop(availability::read(p, &people(), f)),
            "agent,weekday,from,to\nA1,mon,08:00,18:00\nA2,周五,22:00,06:00\n",
        ),
        (
            |p, f| drop(activities::read(p, &centre(), &people(), f)),
            "agent,start,end,team,minutes,from,to,kind\nA1,2026-12-01 09:00,2026-12-01 10:00,,,,,training\n\
             ,,,T1,60,2026-12-01,2026-12-03,meeting\n",
        ),
        (
            |p, f| drop(preferences::read(p, &centre(), &people(), f)),
            "agent,kind,value,weight\nA1,day_off,2026-12-01,2\nA1,shift,day,1\nA2,start_after,9:00,1\n",
        ),
        (
            |p, f| drop(requirement::read(p, &centre(), f)),
            "start,queue,scheduled,carried_in\n2026-12-01 00:30,loans,3,0.5\n2026-12-01 01:00,cards,3,\n",
        ),
        (
            |p, f| drop(forecast::read(p, &centre(), f)),
            "start,queue,offered,p10,p90,aht_s\n2026-12-01 00:30,cards,12.5,8,17,180\n2026-12-01 01:00,loans,1,0,2,90\n",
        ),
        (
            |p, f| drop(forecast::read_days(p, &centre(), f)),
            "date,queue,offered,p10,p90\n2026-12-01,cards,100,80,120\n",
        ),
        (
            |p, f| drop(history::read(p, Zone::parse("Europe/Berlin").unwrap_or(Zone::UTC), &[], f)),
            "start,queue,offered,answered,abandoned,aht_s\n2026-03-29 02:30,cards,12,11,1,180.5\n",
        ),
        (|p, f| drop(special_days::read(p, f)), "date,type,name,known_ahead\n2026-06-18,campaign,618,1\n"),
        (
            |p, f| drop(overrides::read(p, &centre(), f)),
            "date,start,queue,kind,value,reason\n2026-12-01,09:00,cards,factor,1.2,mailing\n",
        ),
        (
            |p, f| drop(roster::read(p, &centre(), &people(), roster::RosterUse::Locked, f)),
            "agent,day,shift,activity,queue,start,end,paid\n\
             A1,2026-12-01,day,work,cards,2026-12-01 08:00,2026-12-01 12:00,true\n",
        ),
        (|p, f| drop(crate::ingest::centre::read(p, f)), include_str!("../../../fixtures/centres/full/centre.toml")),
    ]
}

/// Reads the bytes with one of the readers.
fn survives(bytes: &[u8], which: usize) {
    let readers = readers();
    let (reader, _) = readers[which % readers.len()];
    let ((), findings) = read_text(bytes, reader);
    assert!(findings.len() < MOST_FINDINGS);
}

/// One change of a valid file: a cut, a doubled stretch, bytes put over others.
#[derive(Clone, Debug)]
enum Change {
    Cut(usize, usize),
    Double(usize, usize),
    Put(usize, Vec<u8>),
}

fn change() -> impl Strategy<Value = Change> {
    let hostile: Vec<&[u8]> = vec![
        b",",
        b"\"",
        b"\n",
        b"-",
        b"0",
        b"9",
        b"\0",
        b"\xff\xfe",
        b"99999999999999999999",
        b"1e308",
        b"-0",
        b"NaN",
        b"9999-12-31",
        b"0001-01-01",
        b"[",
        b"]",
        b"{",
        b"=",
        b"24:00",
        "２".as_bytes(),
        "周".as_bytes(),
    ];
    prop_oneof![
        (any::<usize>(), 0..40_usize).prop_map(|(at, n)| Change::Cut(at, n)),
        (any::<usize>(), 0..400_usize).prop_map(|(at, n)| Change::Double(at, n)),
        (any::<usize>(), proptest::sample::select(hostile)).prop_map(|(at, bytes)| Change::Put(at, bytes.to_vec())),
    ]
}

fn changed(valid: &str, changes: &[Change]) -> Vec<u8> {
    let mut bytes = valid.as_bytes().to_vec();
    for change in changes {
        let (at, n) = match change {
            Change::Cut(at, n) | Change::Double(at, n) => (at % (bytes.len() + 1), *n),
            Change::Put(at, put) => (at % (bytes.len() + 1), put.len()),
        };
        let end = (at + n).min(bytes.len());
        let with = match change {
            Change::Cut(..) => Vec::new(),
            Change::Double(..) => [&bytes[at..end], &bytes[at..end]].concat(),
            Change::Put(_, put) => put.clone(),
        };
        bytes.splice(at..end, with);
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(which in any::<usize>(), bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        survives(&bytes, which);
    }

    #[test]
    fn random_text_never_panics(which in any::<usize>(), text in "[-a-z0-9,;:\"\n \\[\\]{}=.周é]{0,300}") {
        survives(text.as_bytes(), which);
    }

    #[test]
    fn mutated_files_never_panic(which in any::<usize>(), changes in proptest::collection::vec(change(), 1..6)) {
        let readers = readers();
        let (reader, valid) = readers[which % readers.len()];
        let ((), findings) = read_text(changed(valid, &changes), reader);
        prop_assert!(findings.len() < MOST_FINDINGS);
    }
}

#[test]
fn valid_files_have_no_errors() {
    for (i, (reader, valid)) in readers().into_iter().enumerate().take(12) {
        let ((), findings) = read_text(valid, reader);
        assert!(!findings.has_errors(), "reader {i}: {findings:?}");
    }
}

#[test]
fn ten_megabytes_of_noise_make_few_findings() {
    let mut state = 1_u64;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    })
    .take(10_000_000)
    .collect();
    // One table and centre.toml: all tables open their files in the same way.
    for which in [0, readers().len() - 1] {
        survives(&noise, which);
    }
    let ((), findings) =
        read_text("x = y\n[[[\n= \"\n".repeat(100_000), |p, f| drop(crate::ingest::centre::read(p, f)));
    assert!(findings.has_errors() && findings.len() < MOST_FINDINGS, "{}", findings.len());
    let rows = "agent,start,end\n".to_owned() + &"x,y,z\n,,\n\"a,b,c,d,e\",1\n".repeat(200_000);
    let ((), findings) = read_text(rows, |p, f| drop(time_off::read(p, &centre(), &people(), f)));
    assert!(findings.has_errors() && findings.len() < MOST_FINDINGS, "{}", findings.len());
}
