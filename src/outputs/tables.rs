//! The files of the design as tables: names of columns, their order, their digits.
//!
//! What a later stage reads back is either written with all its digits (history) or has a rounding function here
//! ([`forecast_as_published`]) that the pipeline applies too, so that running the stages one by one from the published
//! files gives the bytes that `wfm plan` gives.

use super::number::rounded;
use super::table::{Cell, Table};
use crate::domain::calendar::Calendar;
use crate::domain::import::ImportedStates;
use crate::domain::people::RosterRow;
use crate::domain::relief::Relief;
use crate::domain::roster::RosterSummary;
use crate::domain::series::{AccuracyRow, Band, Forecast, History, Requirement};
use crate::domain::time::{Instant, Zone};
use crate::domain::units::{Calls, Seconds};

/// Decimals of published calls and handle times.
const CALLS: i32 = 4;
/// Decimals of published fractions.
const SHARE: i32 = 6;

fn time(zone: Zone, at: Instant) -> Cell {
    Cell::text(zone.rfc3339(at))
}

/// history.csv: `start,queue,offered,answered,abandoned,aht_s`, lossless.
#[must_use]
pub fn history(history: &History, zone: Zone) -> Table {
    let mut table = Table::new(&["start", "queue", "offered", "answered", "abandoned", "aht_s"]);
    table.rows.extend(history.rows.iter().map(|row| {
        vec![
            time(zone, row.start),
            Cell::text(row.queue.as_str()),
            Cell::exact(row.offered.get()),
            Cell::exact(row.answered.map(Calls::get)),
            Cell::exact(row.abandoned.map(Calls::get)),
            Cell::exact(row.aht.map(Seconds::get)),
        ]
    }));
    table
}

/// states.csv: `time,agent,state,reason`.
#[must_use]
pub fn states(states: &ImportedStates, zone: Zone) -> Table {
    let mut table = Table::new(&["time", "agent", "state", "reason"]);
    table.rows.extend(states.rows.iter().map(|row| {
        vec![time(zone, row.time), Cell::text(row.agent.as_str()), Cell::text(row.state.as_str()), Cell::Empty]
    }));
    table
}

/// forecast.csv: `start,queue,offered,p10,p90,aht_s` and, where any row has them, `p02_5,p97_5` and `aht_p10_s,aht_p90_s`.
#[must_use]
pub fn forecast(forecast: &Forecast, zone: Zone) -> Table {
    let mut table =
        Table::new(&["start", "queue", "offered", "p10", "p90", "aht_s", "p02_5", "p97_5", "aht_p10_s", "aht_p90_s"]);
    table.rows.extend(forecast.rows.iter().map(|row| {
        let [p10, p90] = band(row.band80);
        let [p02, p97] = band(row.band95);
        let offered = Cell::rounded(row.offered.get(), CALLS);
        let aht = Cell::rounded(row.aht.map(Seconds::get), CALLS);
        let [short, long] = band(row.aht_band80);
        vec![time(zone, row.start), Cell::text(row.queue.as_str()), offered, p10, p90, aht, p02, p97, short, long]
    }));
    if forecast.rows.iter().all(|r| r.band95.is_none()) {
        table = table.without(&["p02_5", "p97_5"]);
    }
    if forecast.rows.iter().all(|r| r.aht_band80.is_none()) {
        table = table.without(&["aht_p10_s", "aht_p90_s"]);
    }
    table
}

/// forecast_days.csv: `date,queue,offered,p10,p90,p02_5,p97_5`.
#[must_use]
pub fn forecast_days(forecast: &Forecast) -> Table {
    let mut table = Table::new(&["date", "queue", "offered", "p10", "p90", "p02_5", "p97_5"]);
    table.rows.extend(forecast.days.iter().map(|day| {
        let [p10, p90] = band(day.band80);
        let [p02, p97] = band(day.band95);
        let offered = Cell::rounded(day.offered.get(), CALLS);
        vec![Cell::text(day.date.to_string()), Cell::text(day.queue.as_str()), offered, p10, p90, p02, p97]
    }));
    table
}

fn band(band: Option<Band>) -> [Cell; 2] {
    [Cell::rounded(band.map(|b| b.low), CALLS), Cell::rounded(band.map(|b| b.high), CALLS)]
}

/// The forecast with the digits that its files publish: what every later stage should work from.
#[must_use]
pub fn forecast_as_published(forecast: &Forecast) -> Forecast {
    let calls = |c: Calls| Calls::new(rounded(c.get(), CALLS)).unwrap_or(c);
    let seconds = |s: Seconds| Seconds::new(rounded(s.get(), CALLS)).unwrap_or(s);
    let band = |b: Band| Band { low: rounded(b.low, CALLS), high: rounded(b.high, CALLS) };
    let mut published = forecast.clone();
    for row in &mut published.rows {
        row.offered = calls(row.offered);
        row.band80 = row.band80.map(band);
        row.band95 = row.band95.map(band);
        row.aht = row.aht.map(seconds);
        row.aht_band80 = row.aht_band80.map(band);
    }
    for day in &mut published.days {
        day.offered = calls(day.offered);
        day.band80 = day.band80.map(band);
        day.band95 = day.band95.map(band);
    }
    published
}

/// requirement.csv: `start,queue,erlangs,agents,scheduled,service_level,asa_s,occupancy,scheduled_fte,carried_in`.
/// `agents` and `scheduled` are whole; `carried_in`, which the checker reads, keeps all its digits.
#[must_use]
pub fn requirement(requirement: &Requirement, zone: Zone) -> Table {
    let mut table = Table::new(&[
        "start",
        "queue",
        "erlangs",
        "agents",
        "scheduled",
        "service_level",
        "asa_s",
        "occupancy",
        "scheduled_fte",
        "carried_in",
    ]);
    table.rows.extend(requirement.rows.iter().map(|row| {
        vec![
            time(zone, row.start),
            Cell::text(row.queue.as_str()),
            Cell::rounded(row.load.map(crate::domain::units::Erlangs::get), SHARE),
            Cell::exact(row.agents.map(|a| f64::from(a.get()))),
            Cell::exact(f64::from(row.scheduled.get())),
            Cell::rounded(row.service_level.map(crate::domain::units::Share::get), SHARE),
            Cell::rounded(row.asa.map(Seconds::get), CALLS),
            Cell::rounded(row.occupancy.map(crate::domain::units::Share::get), SHARE),
            Cell::rounded(row.scheduled_fte.map(crate::domain::units::Fte::get), CALLS),
            Cell::exact(row.carried_in),
        ]
    }));
    table
}

/// roster.csv: `agent,day,shift,activity,queue,start,end,paid`.
#[must_use]
pub fn roster(rows: &[RosterRow], zone: Zone) -> Table {
    let mut table = Table::new(&["agent", "day", "shift", "activity", "queue", "start", "end", "paid"]);
    table.rows.extend(rows.iter().map(|row| {
        vec![
            Cell::text(row.agent.as_str()),
            Cell::text(row.day.to_string()),
            Cell::text(row.shift.as_str()),
            Cell::text(row.activity.as_str()),
            row.queue.as_ref().map_or(Cell::Empty, |q| Cell::text(q.as_str())),
            time(zone, row.start),
            time(zone, row.end),
            Cell::Flag(row.paid),
        ]
    }));
    table
}

/// handover.csv: `time,queue,outgoing,incoming,overlap_minutes`; `incoming` is empty where nobody is left to take over.
#[must_use]
pub fn handover(reliefs: &[Relief], zone: Zone) -> Table {
    let mut table = Table::new(&["time", "queue", "outgoing", "incoming", "overlap_minutes"]);
    table.rows.extend(reliefs.iter().map(|relief| {
        vec![
            time(zone, relief.time),
            Cell::text(relief.queue.as_str()),
            Cell::text(relief.outgoing.as_str()),
            relief.incoming.as_ref().map_or(Cell::Empty, |a| Cell::text(a.as_str())),
            Cell::exact(f64::from(relief.overlap.get())),
        ]
    }));
    table
}

/// What became of each wish: `agent,week,wish,granted,against,reason`; `week` is the first day, `against` lists days.
#[must_use]
pub fn wishes(weeks: &[RosterSummary]) -> Table {
    let mut table = Table::new(&["agent", "week", "wish", "granted", "against", "reason"]);
    let told = |text: String| if text.is_empty() { Cell::Empty } else { Cell::text(text) };
    table.rows.extend(weeks.iter().flat_map(|week| week.wishes.iter().map(|a| (week.first_day, a))).map(
        |(first_day, answer)| {
            let days: Vec<String> = answer.against.iter().map(ToString::to_string).collect();
            vec![
                Cell::text(answer.agent.as_str()),
                Cell::text(first_day.to_string()),
                Cell::text(answer.wish.as_str()),
                Cell::Flag(answer.granted),
                told(days.join(" ")),
                told(answer.reason.clone()),
            ]
        },
    ));
    table
}

/// standby.csv: `standby,start,end,agent`.
#[must_use]
pub fn standby(weeks: &[RosterSummary]) -> Table {
    let mut table = Table::new(&["standby", "start", "end", "agent"]);
    let duties = weeks.iter().flat_map(|week| &week.standby);
    table.rows.extend(duties.map(|d| [&d.standby, &d.start, &d.end, &d.agent].map(Cell::text).to_vec()));
    table
}

/// Accuracy of every method: `queue,method,days,origins,intervals,wape,bias,mase,pinball,coverage80,coverage95,floor,chosen`.
#[must_use]
pub fn accuracy(rows: &[AccuracyRow]) -> Table {
    let mut table = Table::new(&[
        "queue",
        "method",
        "days",
        "origins",
        "intervals",
        "wape",
        "bias",
        "mase",
        "pinball",
        "coverage80",
        "coverage95",
        "floor",
        "chosen",
    ]);
    table.rows.extend(rows.iter().map(|row| {
        vec![
            Cell::text(row.queue.as_str()),
            Cell::text(row.method.as_str()),
            Cell::text(row.days),
            Cell::exact(row.origins as f64),
            Cell::exact(row.intervals as f64),
            Cell::rounded(row.wape, SHARE),
            Cell::rounded(row.bias, SHARE),
            Cell::rounded(row.mase, SHARE),
            Cell::rounded(row.pinball, SHARE),
            Cell::rounded(row.coverage80, SHARE),
            Cell::rounded(row.coverage95, SHARE),
            Cell::rounded(row.floor, SHARE),
            Cell::Flag(row.chosen),
        ]
    }));
    table
}

/// special_days.csv: `date,type,name,known_ahead` (1 or 0), and `factor` where a day has one.
#[must_use]
pub fn special_days(calendar: &Calendar) -> Table {
    let planned = calendar.iter().any(|day| day.factor.is_some());
    let columns = ["date", "type", "name", "known_ahead", "factor"];
    let mut table = Table::new(if planned { &columns } else { &columns[..4] });
    table.rows.extend(calendar.iter().map(|day| {
        let mut row = vec![
            Cell::text(day.date.to_string()),
            Cell::text(day.kind.as_str()),
            Cell::text(day.name.as_str()),
            Cell::exact(f64::from(u8::from(day.known_ahead))),
        ];
        if planned {
            row.push(day.factor.map_or(Cell::Empty, Cell::exact));
        }
        row
    }));
    table
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn lines(table: &Table) -> Vec<String> {
        String::from_utf8(table.csv()).expect("utf-8").lines().map(str::to_owned).collect()
    }

    #[test]
    fn headers_are_those_of_the_design() {
        let plan = sample::plan(6, 1);
        let zone = plan.centre.zone;
        let headers = [
            (history(&plan.history, zone), "start,queue,offered,answered,abandoned,aht_s"),
            (forecast(&plan.forecast, zone), "start,queue,offered,p10,p90,aht_s"),
            (forecast_days(&plan.forecast), "date,queue,offered,p10,p90,p02_5,p97_5"),
            (roster(&plan.rows, zone), "agent,day,shift,activity,queue,start,end,paid"),
            (special_days(&plan.centre.calendar), "date,type,name,known_ahead"),
        ];
        for (table, header) in headers {
            assert_eq!(lines(&table)[0], header);
        }
        let requirement = lines(&requirement(&plan.requirement, zone));
        assert!(requirement[0].starts_with("start,queue,erlangs,agents,scheduled,service_level,asa_s,occupancy"));
    }

    #[test]
    fn times_carry_the_offset_of_the_centre() {
        let plan = sample::plan(6, 1);
        let rows = lines(&roster(&plan.rows, plan.centre.zone));
        assert!(rows[1].contains("+08:00,"), "{}", rows[1]);
    }

    #[test]
    fn the_published_forecast_writes_the_same_bytes() {
        let plan = sample::plan(6, 1);
        let published = forecast_as_published(&plan.forecast);
        assert_eq!(forecast(&published, plan.centre.zone).csv(), forecast(&plan.forecast, plan.centre.zone).csv());
        assert_eq!(forecast_as_published(&published), published);
    }
}
