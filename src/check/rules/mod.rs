//! The rules, one file each, and their list. To add a rule: a file with one function, an entry here, a code with its page
//! `models/findings/CODE.md`, and a fixture that breaks exactly that rule.

mod agent_known;
mod availability;
pub(super) mod average_hours;
mod break_spacing;
mod break_window;
mod breaks;
mod claim_agents;
mod claim_bound;
mod claim_days;
mod claim_hours;
mod claim_objective;
mod claim_service;
mod claim_standby;
mod claim_week;
mod claims;
mod closed;
mod consecutive_days;
mod contract_of_shift;
mod daily_hours;
mod day_label;
mod days_off_together;
mod days_per_week;
mod employment;
mod empty_week;
mod fixed_activity;
mod handover;
mod inside_week;
mod law_breaks;
mod law_days;
mod law_hours;
mod law_overtime;
mod law_shift;
mod law_weekly_rest;
mod leave;
mod length;
mod locked;
mod longest_stretch;
mod min_across;
mod min_agents_present;
mod must_work;
mod never_all_off;
mod nights_in_a_row;
mod nights_per_week;
mod no_gap;
mod no_row_overlap;
mod no_shift_overlap;
mod one_shift_a_day;
mod paid_flag;
pub(super) mod personal_times;
mod placed_activity;
mod queue_with_work;
mod relief;
mod rest;
mod rest_after_nights;
mod role_presence;
mod same_shift;
mod shift_known;
mod skill;
mod start;
mod start_window;
pub(super) mod succession;
mod team_breaks;
mod time_off;
mod unplanned_activity;
mod weekends_whole;
mod weekends_worked;
mod weekly_hours;

use super::breach::Breach;
use super::cost::Recomputed;
use super::week::Week;
use crate::domain::codes::Code;
use crate::domain::roster::RosterSummary;
use crate::domain::rules::SoftPrices;

/// A rule and the function that finds its breaches.
pub(super) struct Rule {
    /// As planners say it.
    pub(super) name: &'static str,
    /// The code of its findings.
    pub(super) code: Code,
    look: Look,
}

/// What a rule looks at.
enum Look {
    /// The roster.
    Roster(fn(&Week<'_>) -> Vec<Breach>),
    /// The claims of roster.json against what was recomputed.
    Claims(fn(&Week<'_>, &RosterSummary, &Recomputed) -> Vec<Breach>),
}

impl Rule {
    const fn of(name: &'static str, code: Code, breaches: fn(&Week<'_>) -> Vec<Breach>) -> Self {
        Self { name, code, look: Look::Roster(breaches) }
    }

    const fn of_claims(
        name: &'static str,
        code: Code,
        breaches: fn(&Week<'_>, &RosterSummary, &Recomputed) -> Vec<Breach>,
    ) -> Self {
        Self { name, code, look: Look::Claims(breaches) }
    }

    /// The breaches of this rule; `None` where there is nothing to look at, as claims without a summary.
    pub(super) fn breaches(&self, week: &Week<'_>, recomputed: &Recomputed) -> Option<Vec<Breach>> {
        match self.look {
            Look::Roster(breaches) => Some(breaches(week)),
            Look::Claims(breaches) => week.summary.map(|summary| breaches(week, summary, recomputed)),
        }
    }
}

/// The price of a unit of breach of a rule; `None` where it is hard.
pub(super) fn price_of(soft: &SoftPrices, code: Code) -> Option<f64> {
    match code {
        Code::DaysPerWeek => soft.days_per_week,
        Code::ConsecutiveDays => soft.max_consecutive_days,
        Code::DaysOffTogether => soft.days_off_together,
        Code::NightsPerWeek => soft.max_nights_per_week,
        Code::NightsInARow => soft.max_consecutive_nights,
        Code::WeekendHalf => soft.weekends_whole,
        Code::WeekendsTooMany => soft.max_weekends,
        Code::ShiftSuccession => soft.succession,
        _ => None,
    }
}

/// What the roster pays for rules that it breaks.
pub(super) fn price_of_breaches(week: &Week<'_>) -> f64 {
    let soft = &week.problem.centre.rules.soft;
    let paid = RULES.iter().filter_map(|rule| match rule.look {
        Look::Roster(breaches) => {
            let price = price_of(soft, rule.code)?;
            Some(breaches(week).iter().map(|breach| breach.amount() * price).sum::<f64>())
        }
        Look::Claims(_) => None,
    });
    paid.sum()
}

/// Every rule, by code.
pub(super) const RULES: &[Rule] = &[
    Rule::of("agents are known", Code::RosterAgentUnknown, agent_known::breaches),
    Rule::of("shifts are known", Code::RosterShiftUnknown, shift_known::breaches),
    Rule::of("no gap inside a shift", Code::RosterGap, no_gap::breaches),
    Rule::of("rows do not overlap", Code::RosterRowsOverlap, no_row_overlap::breaches),
    Rule::of("a queue with work and only with work", Code::RosterQueue, queue_with_work::breaches),
    Rule::of("`day` is the shift's start day", Code::RosterDay, day_label::breaches),
    Rule::of("shifts start inside the week", Code::RosterOutsideWeek, inside_week::breaches),
    Rule::of("one shift a day", Code::ShiftsOnOneDay, one_shift_a_day::breaches),
    Rule::of("shifts do not overlap", Code::ShiftsOverlap, no_shift_overlap::breaches),
    Rule::of("shifts of the contract", Code::ShiftContract, contract_of_shift::breaches),
    Rule::of("listed starts", Code::ShiftStart, start::breaches),
    Rule::of("listed lengths", Code::ShiftLength, length::breaches),
    Rule::of("breaks and meals as listed", Code::ShiftBreaks, breaks::breaches),
    Rule::of("breaks in their windows", Code::BreakWindow, break_window::breaches),
    Rule::of("handover and write-up", Code::HandoverRows, handover::breaches),
    Rule::of("paid and unpaid time", Code::PaidFlag, paid_flag::breaches),
    Rule::of("skills", Code::SkillMissing, skill::breaches),
    Rule::of("no work in closed time", Code::ClosedWork, closed::breaches),
    Rule::of("hours a day", Code::DailyHours, daily_hours::breaches),
    Rule::of("longest stretch without a break", Code::StretchTooLong, longest_stretch::breaches),
    Rule::of("breaks apart from each other", Code::BreaksTooClose, break_spacing::breaches),
    Rule::of("law: hours and time of a shift", Code::LawShift, law_shift::breaches),
    Rule::of("law: breaks of a shift", Code::LawBreaks, law_breaks::breaches),
    Rule::of("hours a week", Code::WeeklyHours, weekly_hours::breaches),
    Rule::of("days a week", Code::DaysPerWeek, days_per_week::breaches),
    Rule::of("days in a row", Code::ConsecutiveDays, consecutive_days::breaches),
    Rule::of("rest between shifts", Code::RestTooShort, rest::breaches),
    Rule::of("days off together", Code::DaysOffTogether, days_off_together::breaches),
    Rule::of("one shift id all week", Code::SameShift, same_shift::breaches),
    Rule::of("days that must be worked", Code::MustWork, must_work::breaches),
    Rule::of("nobody left out", Code::EmptyWeek, empty_week::breaches),
    Rule::of("nights a week", Code::NightsPerWeek, nights_per_week::breaches),
    Rule::of("nights in a row", Code::NightsInARow, nights_in_a_row::breaches),
    Rule::of("rest after nights", Code::RestAfterNights, rest_after_nights::breaches),
    Rule::of("starts of the week on the clock", Code::StartWindow, start_window::breaches),
    Rule::of("shifts on days in a row", Code::ShiftSuccession, succession::breaches),
    Rule::of("whole weekends", Code::WeekendHalf, weekends_whole::breaches),
    Rule::of("weekends with work", Code::WeekendsTooMany, weekends_worked::breaches),
    Rule::of("hours on the average", Code::AverageHours, average_hours::breaches),
    Rule::of("law: hours of a week and on the average", Code::LawHours, law_hours::breaches),
    Rule::of("law: overtime of a month", Code::LawOvertime, law_overtime::breaches),
    Rule::of("law: rest of a week", Code::LawWeeklyRest, law_weekly_rest::breaches),
    Rule::of("law: days of a week", Code::LawDays, law_days::breaches),
    Rule::of("leave", Code::WorkOnLeave, leave::breaches),
    Rule::of("time off by the clock", Code::WorkInTimeOff, time_off::breaches),
    Rule::of("employment dates", Code::NotEmployed, employment::breaches),
    Rule::of("availability", Code::NotAvailable, availability::breaches),
    Rule::of("fixed trainings and meetings", Code::ActivityMissed, fixed_activity::breaches),
    Rule::of("only planned trainings and meetings", Code::ActivityUnplanned, unplanned_activity::breaches),
    Rule::of("trainings and meetings of the team", Code::ActivityNotPlaced, placed_activity::breaches),
    Rule::of("locked assignments", Code::LockedChanged, locked::breaches),
    Rule::of("the agent's own starts and ends", Code::PersonalTimes, personal_times::breaches),
    Rule::of("fewest agents present", Code::TooFewPresent, min_agents_present::breaches),
    Rule::of("seats kept across handovers", Code::TooFewAcross, min_across::breaches),
    Rule::of("fewest agents of a role", Code::TooFewOfRole, role_presence::breaches),
    Rule::of("people who stand in for each other", Code::AllOfRoleOff, never_all_off::breaches),
    Rule::of("share of a team on break", Code::TooManyOnBreak, team_breaks::breaches),
    Rule::of("relief at handovers", Code::NotRelieved, relief::breaches),
    Rule::of_claims("claim: the week", Code::ClaimWeek, claim_week::breaches),
    Rule::of_claims("claim: the objective and its terms", Code::ClaimObjective, claim_objective::breaches),
    Rule::of_claims("claim: total hours", Code::ClaimHours, claim_hours::breaches),
    Rule::of_claims("claim: coverage by day", Code::ClaimDays, claim_days::breaches),
    Rule::of_claims("claim: hours by agent", Code::ClaimAgents, claim_agents::breaches),
    Rule::of_claims("claim: the bound and the gap", Code::ClaimBound, claim_bound::breaches),
    Rule::of_claims("claim: service over a day or week", Code::ClaimService, claim_service::breaches),
    Rule::of_claims("claim: standby", Code::ClaimStandby, claim_standby::breaches),
];
