//! payroll.csv: the hours that a roster pays, by kind.

use super::table::{Cell, Table};
use crate::domain::payroll::PaidKind::{Holiday, Night, Overtime};
use crate::domain::payroll::PaidPeriod;
use crate::domain::people::Agent;

/// Decimals of hours: a minute is exact to a thousandth of itself.
const HOURS: i32 = 4;

/// One row for each agent and period. `normal_hours` are of no other kind; `night_hours`, `overtime_hours` and `holiday_hours`
/// count every hour of the kind, so the hours that are of two kinds, or of all three, stand in columns of their own.
#[must_use]
pub fn table(periods: &[PaidPeriod], agents: &[Agent]) -> Table {
    let mut table = Table::new(&[
        "agent",
        "name",
        "team",
        "contract",
        "period",
        "shifts",
        "paid_hours",
        "normal_hours",
        "night_hours",
        "overtime_hours",
        "holiday_hours",
        "night_overtime_hours",
        "night_holiday_hours",
        "overtime_holiday_hours",
        "night_overtime_holiday_hours",
        "handover_hours",
        "unpaid_hours",
        "leave",
        "leave_days",
    ]);
    let hours = |seconds: i64| Cell::rounded(seconds as f64 / 3600.0, HOURS);
    let told = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::text(text) };
    table.rows.extend(periods.iter().map(|row| {
        let agent = agents.iter().find(|agent| agent.id == row.agent);
        let of = |field: fn(&Agent) -> &str| agent.map_or(Cell::Empty, |agent| told(field(agent)));
        let kinds: Vec<&str> = row.hours.leave.keys().map(String::as_str).collect();
        vec![
            Cell::text(row.agent.as_str()),
            of(|agent| &agent.name),
            of(|agent| &agent.team),
            of(|agent| agent.contract.as_str()),
            Cell::text(row.period.as_str()),
            Cell::exact(row.hours.shifts as f64),
            hours(row.hours.paid_s()),
            hours(row.hours.normal_s()),
            hours(row.hours.of_s(&[Night])),
            hours(row.hours.of_s(&[Overtime])),
            hours(row.hours.of_s(&[Holiday])),
            hours(row.hours.of_s(&[Night, Overtime])),
            hours(row.hours.of_s(&[Night, Holiday])),
            hours(row.hours.of_s(&[Overtime, Holiday])),
            hours(row.hours.of_s(&[Night, Overtime, Holiday])),
            hours(row.hours.handover_s),
            hours(row.hours.unpaid_s),
            told(&kinds.join(";")),
            Cell::exact(row.hours.leave.values().sum::<usize>() as f64),
        ]
    }));
    table
}
