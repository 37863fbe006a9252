//! How long a staffing answer takes, beside the naive recurrence: `cargo bench --bench staffing`.
//!
//! The naive way is the one of most tools: 1/B(c) by the recurrence from 1/B(0) up, agent by agent, until the target holds.
//! Erlang A has no naive way of that kind; it stands beside its own Erlang C.

use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use wfm::domain::units::{Calls, Seconds, ServiceTarget, Share};
use wfm::staffing::{Demand, Staffing, Targets, staff};

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
    })
}

fn exact(demand: Option<&Demand>) -> Option<Staffing> {
    let targets = Targets::service_level(ServiceTarget::parse("80/20")?);
    staff(demand?, &targets, Share::ZERO).ok()
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

/// One line a load: the time of each and the naive time as a multiple of the exact search.
fn ratios() {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{:>10} {:>14} {:>14} {:>12} {:>14}", "Erlangs", "exact C", "naive C", "ratio", "exact A");
    for load in LOADS {
        let (patient, impatient) = (demand(load, None), demand(load, Some(180.0)));
        let search = seconds_each(|| {
            black_box(exact(black_box(patient.as_ref())));
        });
        let recurrence = seconds_each(|| {
            black_box(naive(black_box(load)));
        });
        let abandoning = seconds_each(|| {
            black_box(exact(black_box(impatient.as_ref())));
        });
        let _ = writeln!(
            out,
            "{load:>10} {:>11.3} µs {:>11.3} µs {:>11.1}× {:>11.3} µs",
            search * 1e6,
            recurrence * 1e6,
            recurrence / search,
            abandoning * 1e6
        );
    }
}

criterion_group!(benches, staffing);
criterion_main!(benches);
