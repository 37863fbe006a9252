//! The exports of the made-up telephone system: one CSV a month, with noise.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rand_chacha::ChaCha8Rng;
use rand_distr::{Binomial, Distribution, Gamma, Poisson, StandardNormal};

use super::calendar::{FIRST_DAY, PLANNED_MONDAY, own_days, public_days};
use super::queues::queues;
use super::volumes::{Expected, zone};

/// Standard deviation of a day's level (log), and how much of it the next day keeps.
const DAY_NOISE: (f64, f64) = (0.035, 0.4);
/// Squared coefficient of variation of an interval's rate, above the Poisson noise.
const INTERVAL_NOISE: f64 = 0.004;
/// Standard deviation of one handle time over its mean.
const HANDLE_TIME_SPREAD: f64 = 0.75;

/// Text of each month's export by `YYYY-MM`, from the first day of the history to the day before the planned week.
pub(super) fn months(rng: &mut ChaCha8Rng) -> BTreeMap<String, String> {
    let public = public_days();
    let own = own_days(&public);
    let mut queues: Vec<_> = queues().into_iter().map(|model| (model, 0.0)).collect();
    let mut months: BTreeMap<String, String> = BTreeMap::new();
    for day in FIRST_DAY.iter_days().take_while(|d| *d < PLANNED_MONDAY) {
        let mut rows = Vec::new();
        for (model, level) in &mut queues {
            *level = next_level(*level, rng);
            let factor = level.exp();
            rows.extend(model.day(day, &public, &own).into_iter().map(|e| (e.start, model.id, row(&e, factor, rng))));
        }
        rows.sort_by_key(|(start, queue, _)| (*start, *queue));
        let text = months
            .entry(day.format("%Y-%m").to_string())
            .or_insert_with(|| String::from("start,queue,offered,answered,abandoned,aht_s\n"));
        for (start, queue, counts) in rows {
            let _ = writeln!(text, "{},{queue},{counts}", zone().local(start).format("%Y-%m-%d %H:%M"));
        }
    }
    months
}

fn normal(rng: &mut ChaCha8Rng) -> f64 {
    StandardNormal.sample(rng)
}

/// The next day's level: a first-order autoregression.
fn next_level(level: f64, rng: &mut ChaCha8Rng) -> f64 {
    let (spread, kept) = DAY_NOISE;
    kept * level + spread * (1.0 - kept * kept).sqrt() * normal(rng)
}

/// `offered,answered,abandoned,aht_s` of one interval: calls are Poisson at a gamma rate, callers hang up one by one.
fn row(expected: &Expected, factor: f64, rng: &mut ChaCha8Rng) -> String {
    let wobble = Gamma::new(1.0 / INTERVAL_NOISE, INTERVAL_NOISE).map_or(1.0, |g| g.sample(rng));
    let offered = Poisson::new(expected.calls * factor * wobble).map_or(0.0, |p| p.sample(rng));
    let abandoned = abandoned_of(offered, expected.abandons, rng);
    let answered = offered - abandoned;
    if answered < 0.5 {
        return format!("{offered:.0},{answered:.0},{abandoned:.0},");
    }
    // The mean of so many gamma-distributed handle times.
    let shape = answered / (HANDLE_TIME_SPREAD * HANDLE_TIME_SPREAD);
    let handle_time = Gamma::new(shape, expected.handle_time / shape).map_or(expected.handle_time, |g| g.sample(rng));
    format!("{offered:.0},{answered:.0},{abandoned:.0},{handle_time:.1}")
}

fn abandoned_of(offered: f64, share: f64, rng: &mut ChaCha8Rng) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number of calls, not negative"
    )]
    let calls = offered as u64;
    Binomial::new(calls, share).map_or(0.0, |b| b.sample(rng) as f64)
}

#[cfg(test)]
mod tests {
    use rand_chacha::rand_core::SeedableRng;

    use super::super::calendar::OUTAGE_DAY;
    use super::*;

    struct Row {
        day: String,
        clock: String,
        queue: String,
        offered: f64,
        answered: f64,
        abandoned: f64,
        aht: Option<f64>,
    }

    fn rows(seed: u64) -> Vec<Row> {
        let months = months(&mut ChaCha8Rng::seed_from_u64(seed));
        let lines = months.values().flat_map(|text| text.lines().skip(1));
        let rows = lines.map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let (day, clock) = cells[0].split_once(' ').expect("day and time");
            Row {
                day: day.to_owned(),
                clock: clock.to_owned(),
                queue: cells[1].to_owned(),
                offered: cells[2].parse().expect("offered"),
                answered: cells[3].parse().expect("answered"),
                abandoned: cells[4].parse().expect("abandoned"),
                aht: cells[5].parse().ok(),
            }
        });
        rows.collect()
    }

    #[test]
    fn fourteen_months_end_on_the_eve_of_the_planned_week() {
        let months = months(&mut ChaCha8Rng::seed_from_u64(1));
        let names: Vec<&str> = months.keys().map(String::as_str).collect();
        assert_eq!((names.len(), names[0], names[13], names[14]), (15, "2025-09", "2026-10", "2026-11"));
        assert!(months["2026-11"].lines().last().expect("rows").starts_with("2026-11-01 23:30,cards,"));
    }

    #[test]
    fn counts_add_up_and_handle_time_is_there_when_calls_were_answered() {
        for row in rows(1) {
            assert!((row.answered + row.abandoned - row.offered).abs() < 1e-9 && row.abandoned >= 0.0);
            assert_eq!(row.aht.is_some(), row.answered > 0.0, "{} {}", row.day, row.clock);
            assert!(row.aht.is_none_or(|aht| aht > 1.0 && aht < 3_000.0));
        }
    }

    #[test]
    fn the_outage_counts_nothing() {
        let day = OUTAGE_DAY.to_string();
        let struck: Vec<Row> = rows(1).into_iter().filter(|r| r.day == day).collect();
        let down = struck.iter().filter(|r| ("10:00".."12:30").contains(&r.clock.as_str()));
        assert_eq!(down.clone().count(), 15);
        assert!(down.clone().all(|r| r.offered <= 0.0));
        assert!(struck.iter().any(|r| r.clock == "12:30" && r.offered > 100.0));
    }

    #[test]
    fn noise_is_wider_than_poisson() {
        let rows = rows(1);
        // Wednesdays at 10:00, set against a straight line through their neighbours of the weeks before and after.
        let weekly: Vec<f64> = rows
            .iter()
            .filter(|r| r.queue == "cards" && r.clock == "10:00" && r.day.as_str() > "2026-03-20")
            .filter(|r| r.day.parse::<chrono::NaiveDate>().is_ok_and(|d| (d - PLANNED_MONDAY).num_days() % 7 == -5))
            .map(|r| r.offered)
            .filter(|calls| *calls > 0.0)
            .collect();
        let squares: f64 = weekly.windows(3).map(|w| (w[1] - 0.5 * (w[0] + w[2])).powi(2) / 1.5).sum();
        let count = weekly.len() as f64;
        let dispersion = squares / (count - 2.0) / (weekly.iter().sum::<f64>() / count);
        assert!(dispersion > 1.2, "variance over mean: {dispersion}");
    }

    #[test]
    fn abandonment_is_low_and_not_zero() {
        let rows = rows(1);
        let offered: f64 = rows.iter().map(|r| r.offered).sum();
        let abandoned: f64 = rows.iter().map(|r| r.abandoned).sum();
        assert!((0.02..0.06).contains(&(abandoned / offered)));
    }
}
