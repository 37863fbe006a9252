//! How long a staffing answer takes, beside the naive recurrence and beside C: `cargo bench --bench staffing`.
//!
//! The naive way is the one of most tools: 1/B(c) by the recurrence from 1/B(0) up, agent by agent, until the target holds.
//! Erlang A has no naive way of that kind. The C is a reference beside the vectors, compiled with -O3 and timed in the same
//! run; where there is no compiler or no reference its columns stay empty, and a line says so.

use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use wfm::domain::units::{Calls, Seconds, ServiceTarget, Share};
use wfm::domain::work::Concurrency;
use wfm::staffing::{Demand, Targets, fewest_agents, staff};

const LOADS: [f64; 5] = [10.0, 100.0, 1_000.0, 10_000.0, 100_000.0];
const AHT: f64 = 300.0;
const INTERVAL: f64 = 1800.0;

fn demand(load: f64, patience: Option<f64>) -> Option<Demand> {
    Some(Demand {
        calls: Calls::new(load * INTERVAL / AHT)?,
        interval: Seconds::new(INTERVAL)?,
        aht: Seconds::new(AHT)?,
        patience: match patience {
            Some(mean) => Some(Seconds::new(mean)?),
            None => None,
        },
        concurrency: Concurrency::ONE,
    })
}

/// 80 % within 20 s: read once, as a run reads its targets.
static TARGETS: LazyLock<Targets> =
    LazyLock::new(|| Targets::service_level(ServiceTarget::parse("80/20").expect("a target")));

/// The agents alone: what the C finds.
fn agents(demand: Option<&Demand>) -> u32 {
    demand.and_then(|demand| fewest_agents(demand, &TARGETS).ok()).unwrap_or_default()
}

/// The whole answer is made, and left where it is.
#[inline]
fn exact(demand: Option<&Demand>) -> u32 {
    let Some(demand) = demand else { return 0 };
    match black_box(&staff(demand, &TARGETS, Share::ZERO)) {
        Ok(staffing) => staffing.agents,
        Err(_) => 0,
    }
}

/// The fewest agents for 80/20 by Erlang C, from the first agent up.
fn naive(load: f64) -> u32 {
    let (mut inverse, mut agents) = (1.0_f64, 0_u32);
    loop {
        agents += 1;
        let c = f64::from(agents);
        inverse = 1.0 + inverse * c / load;
        if c > load {
            let waiting = 1.0 / (load / c + (1.0 - load / c) * inverse);
            if 1.0 - waiting * (-(c - load) * 20.0 / AHT).exp() >= 0.8 {
                return agents;
            }
        }
    }
}

fn staffing(c: &mut Criterion) {
    let mut group = c.benchmark_group("staffing 80/20");
    group.sample_size(20).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_millis(800));
    for load in LOADS {
        let (patient, impatient) = (demand(load, None), demand(load, Some(180.0)));
        group.bench_with_input(BenchmarkId::new("erlang_c", load), &load, |b, _| {
            b.iter(|| exact(black_box(patient.as_ref())));
        });
        group.bench_with_input(BenchmarkId::new("erlang_c_naive", load), &load, |b, load| {
            b.iter(|| naive(black_box(*load)));
        });
        group.bench_with_input(BenchmarkId::new("erlang_a", load), &load, |b, _| {
            b.iter(|| exact(black_box(impatient.as_ref())));
        });
    }
    group.finish();
    ratios();
}

fn seconds_each(mut work: impl FnMut()) -> f64 {
    let rounds = 200_u32;
    let best = (0..7).map(|_| {
        let start = Instant::now();
        (0..rounds).for_each(|_| work());
        start.elapsed().as_secs_f64() / f64::from(rounds)
    });
    best.fold(f64::INFINITY, f64::min)
}

/// Loads of a week of 100 queues: 336 half-hours each, from a tenth of an Erlang at night to hundreds at noon.
fn week_of_queues() -> Vec<f64> {
    let of = |queue: u32, half_hour: u32| {
        let noon = (f64::from(half_hour % 48) / 48.0 * std::f64::consts::TAU).cos();
        (1.0 + f64::from(queue) * 3.0) * (1.05 - noon) / 2.0
    };
    (0..100).flat_map(|queue| (0..336).map(move |half_hour| of(queue, half_hour))).collect()
}

/// Seconds by Erlang C and by Erlang A.
fn for_load(load: f64, answer: impl Fn(Option<&Demand>) -> u32) -> (f64, f64) {
    let each = |patience: Option<f64>| {
        let demand = demand(load, patience);
        seconds_each(|| {
            black_box(answer(black_box(demand.as_ref())));
        })
    };
    (each(None), each(Some(180.0)))
}

/// The same for all loads one after another, the best of five.
fn for_all(loads: &[f64], answer: impl Fn(Option<&Demand>) -> u32) -> (f64, f64) {
    let all = |patience: Option<f64>| {
        let best = (0..5).map(|_| {
            let start = Instant::now();
            for load in loads {
                black_box(answer(black_box(demand(*load, patience)).as_ref()));
            }
            start.elapsed().as_secs_f64()
        });
        best.fold(f64::INFINITY, f64::min)
    };
    (all(None), all(Some(180.0)))
}

/// Seconds of the C reference by load, then for the batch: (Erlang C, Erlang A) each.
fn reference(batch: &[f64]) -> Result<Vec<(f64, f64)>, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (source, timer) = (root.join("../shared/data/staffing/reference.c"), root.join("benches/reference/time.c"));
    if !source.is_file() {
        return Err("no C reference beside the vectors".into());
    }
    let dir = tempfile::tempdir().map_err(|error| error.to_string())?;
    let program = dir.path().join("reference");
    let compiled = Command::new("cc")
        .args(["-O3", "-w", "-include"])
        .arg(&source)
        .arg(&timer)
        .args(["-lm", "-o"])
        .arg(&program)
        .status()
        .map_err(|_| "no C compiler (cc)".to_owned())?;
    if !compiled.success() {
        return Err("the C reference does not compile".into());
    }
    let text: String = batch.iter().flat_map(|load| [load.to_string(), "\n".to_owned()]).collect();
    let file = dir.path().join("loads");
    std::fs::write(&file, text).map_err(|error| error.to_string())?;
    let input = std::fs::File::open(&file).map_err(|error| error.to_string())?;
    let output = Command::new(&program).stdin(Stdio::from(input)).output().map_err(|error| error.to_string())?;
    let of = |line: &str| {
        let (patient, impatient) = line.split_once(' ')?;
        Some((patient.parse().ok()?, impatient.trim().parse().ok()?))
    };
    Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(of).collect())
}

/// One line a load: microseconds of each, the naive time and the C time as ratios; then the batch.
fn ratios() {
    let batch = week_of_queues();
    let told = reference(&batch);
    let mut out = std::io::stdout().lock();
    if let Err(why) = &told {
        let _ = writeln!(out, "no comparison with C: {why}");
    }
    let c_code = told.unwrap_or_default();
    let _ = writeln!(
        out,
        "{:>12} {:>9} {:>8} {:>9} {:>12} {:>9} {:>9} {:>12}",
        "Erlangs", "C (µs)", "naive ÷", "÷ cc -O3", "agents alone", "A (µs)", "÷ cc -O3", "agents alone"
    );
    for (at, load) in LOADS.iter().enumerate() {
        let whole = for_load(*load, exact);
        let recurrence = seconds_each(|| {
            black_box(naive(black_box(*load)));
        });
        line(&mut out, &load.to_string(), [whole, for_load(*load, agents)], Some(recurrence), c_code.get(at).copied());
    }
    let both = [for_all(&batch, exact), for_all(&batch, agents)];
    line(&mut out, "33,600 loads", both, None, c_code.get(LOADS.len()).copied());
}

/// `ours`: the whole answers, then the agents alone.
fn line(out: &mut impl Write, name: &str, ours: [(f64, f64); 2], naive: Option<f64>, c_code: Option<(f64, f64)>) {
    let ratio = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |v| format!("{v:.2}"));
    let [whole, alone] = ours;
    let _ = writeln!(
        out,
        "{name:>12} {:>9.3} {:>8} {:>9} {:>12} {:>9.3} {:>9} {:>12}",
        whole.0 * 1e6,
        ratio(naive.map(|naive| naive / whole.0)),
        ratio(c_code.map(|c| whole.0 / c.0)),
        ratio(c_code.map(|c| alone.0 / c.0)),
        whole.1 * 1e6,
        ratio(c_code.map(|c| whole.1 / c.1)),
        ratio(c_code.map(|c| alone.1 / c.1)),
    );
}

criterion_group!(benches, staffing);
criterion_main!(benches);
