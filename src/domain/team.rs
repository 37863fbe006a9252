//! Rules about several agents at once: who of a team must be there, and how many may be away from the telephone together.

use chrono::NaiveDate;

use super::hours::DayHours;
use super::units::{Heads, Minutes, Share};

/// The rules of a centre about several agents at once; none unless the planner asks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TeamRules {
    /// `[[presence]]`, in file order.
    pub presence: Vec<RolePresence>,
    /// `[[team]]`, in file order.
    pub breaks: Vec<BreakShare>,
    /// `[[standby]]`, in file order.
    pub standby: Vec<StandbyRule>,
}

impl TeamRules {
    /// The share that binds a team: its own entry, else the one of `*`; an agent without a team is bound by none.
    #[must_use]
    pub fn breaks_of(&self, team: &str) -> Option<&BreakShare> {
        let own = self.breaks.iter().find(|b| b.team.as_deref() == Some(team));
        own.or_else(|| self.breaks.iter().find(|b| b.team.is_none())).filter(|_| !team.is_empty())
    }
}

/// `[[presence]]`: agents with one of some roles who must be there.
#[derive(Clone, Debug, PartialEq)]
pub struct RolePresence {
    /// An agent with any of them counts.
    pub roles: Vec<String>,
    /// Fewest agents at work in every interval.
    pub min: Heads,
    /// Weekly times in which the rule holds, Monday first; `None` = whenever a queue is open.
    pub hours: Option<[DayHours; 7]>,
    /// Whoever is inside a shift counts at every moment, at work or not; else minutes at work count.
    pub breaks_count: bool,
    /// On every day with such an interval somebody with one of the roles starts a shift.
    pub never_all_off: bool,
}

impl RolePresence {
    /// Whether an agent with these roles counts.
    #[must_use]
    pub fn counts(&self, roles: &[String]) -> bool {
        roles.iter().any(|role| self.roles.contains(role))
    }

    /// The roles in words: `leader`, or `a or b`.
    #[must_use]
    pub fn who(&self) -> String {
        self.roles.join(" or ")
    }
}

/// `[[team]] max_on_break`: how much of a team may be on a break or meal at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct BreakShare {
    /// The team; `None` is `*`: each team without an entry of its own.
    pub team: Option<String>,
    /// Largest share of the team's agents inside a shift.
    pub max_on_break: Share,
    /// One may always go.
    pub at_least_one: bool,
}

/// `[[standby]]`: agents off duty who can be called in. Standby covers nothing and counts no hours.
#[derive(Clone, Debug, PartialEq)]
pub struct StandbyRule {
    /// Its id.
    pub id: String,
    /// Its periods, Monday first: each range is one, on the day on which it starts.
    pub hours: [DayHours; 7],
    /// Agents on standby in each period.
    pub agents: Heads,
    /// Only agents of this role; `None` = anybody.
    pub role: Option<String>,
    /// Most periods of an agent in a week; `None` = any number.
    pub max_per_week: Option<u32>,
    /// Time without presence before and after a period.
    pub rest: Minutes,
}

/// A row of allowances.csv: how many may be on leave on each of some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaveAllowance {
    /// First day.
    pub from: NaiveDate,
    /// Last day, included.
    pub to: NaiveDate,
    /// The team; `None` = everyone together.
    pub team: Option<String>,
    /// Most agents on leave on one day.
    pub max_away: Heads,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(team: Option<&str>, max_on_break: f64) -> BreakShare {
        let max_on_break = Share::new(max_on_break).expect("a share");
        BreakShare { team: team.map(str::to_owned), max_on_break, at_least_one: true }
    }

    #[test]
    fn a_teams_own_entry_beats_the_one_of_all_teams() {
        let rules = TeamRules { breaks: vec![share(None, 0.5), share(Some("red"), 0.2)], ..TeamRules::default() };
        let of = |team| rules.breaks_of(team).map(|b| b.max_on_break.get());
        assert_eq!((of("red"), of("blue"), of("")), (Some(0.2), Some(0.5), None));
    }
}
