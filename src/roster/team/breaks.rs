//! Largest share of a team on break at once: `[[team]] max_on_break`.

use std::collections::BTreeSet;

use crate::domain::people::Agent;
use crate::domain::roster::RosterProblem;
use crate::domain::team::BreakShare;

use super::{TeamRule, Watch};

/// A share that misses a whole number by this much only is that number.
const ROUNDING: f64 = 1e-9;

/// The share of one team.
struct MostOnBreak {
    team: String,
    asked: BreakShare,
}

/// One rule for each team that an entry binds.
pub(super) fn rules(problem: &RosterProblem) -> impl Iterator<Item = Box<dyn TeamRule>> {
    let teams: BTreeSet<&str> = problem.agents.iter().map(|a| a.team.as_str()).collect();
    teams.into_iter().filter_map(|team| {
        let asked = problem.centre.team_rules.breaks_of(team)?.clone();
        let rule: Box<dyn TeamRule> = Box::new(MostOnBreak { team: team.to_owned(), asked });
        Some(rule)
    })
}

impl MostOnBreak {
    /// How many may be on break while so many are inside a shift.
    fn allowed(&self, inside: i32) -> i32 {
        #[expect(clippy::cast_possible_truncation, reason = "at most the agents of a team")]
        let share = (f64::from(inside) * self.asked.max_on_break.get() + ROUNDING).floor() as i32;
        share.max(i32::from(self.asked.at_least_one))
    }
}

impl TeamRule for MostOnBreak {
    fn counts(&self, agent: &Agent) -> bool {
        agent.team == self.team
    }

    fn watch(&self) -> Watch {
        Watch::Moments
    }

    fn lack_at_moment(&self, _: usize, inside: i32, on_break: i32) -> i32 {
        (on_break - self.allowed(inside)).max(0)
    }

    fn asks(&self) -> String {
        format!("max_on_break = {} of team {}", self.asked.max_on_break.get(), self.team)
    }

    fn lack_text(&self, lack: f64) -> String {
        format!("has up to {lack:.0} agents too many on break at once")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::units::Share;

    fn allowed(share: f64, at_least_one: bool, inside: i32) -> i32 {
        let max_on_break = Share::new(share).expect("a share");
        let asked = BreakShare { team: None, max_on_break, at_least_one };
        MostOnBreak { team: "red".into(), asked }.allowed(inside)
    }

    #[test]
    fn a_share_is_rounded_down_but_not_by_rounding_errors() {
        assert_eq!(allowed(0.3, false, 10), 3);
        assert_eq!(allowed(0.29, false, 100), 29);
        assert_eq!(allowed(0.3, false, 3), 0);
        assert_eq!(allowed(0.3, true, 3), 1);
        assert_eq!(allowed(0.0, false, 50), 0);
    }
}
