//! At no moment is a larger share of a team on break than `[[team]] max_on_break` allows.

use std::collections::BTreeSet;

use crate::check::breach::Breach;
use crate::check::crew::{Counter, Crew};
use crate::check::week::Week;
use crate::domain::team::BreakShare;

/// Tenths of a millionth of an agent: a share of agents that misses a whole number by less is that number.
const ROUNDING: f64 = 1e-7;

/// One breach for each stretch of time of each team.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let teams: BTreeSet<&str> = week.people.iter().map(|p| p.agent.team.as_str()).collect();
    let rules = &week.problem.centre.team_rules;
    teams
        .into_iter()
        .filter_map(|team| rules.breaks_of(team).map(|asked| (team, asked)))
        .flat_map(|(team, asked)| too_many(week, team, asked))
        .collect()
}

fn too_many(week: &Week<'_>, team: &str, asked: &BreakShare) -> Vec<Breach> {
    let crew = Crew::of(week, |p| p.agent.team == team);
    let (inside, away) = (Counter::of(&crew.inside), Counter::of(&crew.pauses));
    let begins = week.span().start;
    // between two of these moments nothing changes
    let all = [inside.starts(), inside.ends(), away.starts(), away.ends()].concat();
    let moments: BTreeSet<i64> = all.into_iter().filter(|moment| *moment > begins).chain([begins]).collect();
    let mut found = Vec::new();
    let mut before = false;
    for moment in moments {
        let (there, on_break) = (inside.at(moment), away.at(moment));
        let beyond = is_too_many(asked, there, on_break);
        if beyond && !before {
            let text = format!(
                "{}: {on_break} of the {there} agents of team {team} inside a shift are on break, more than {:.0} %",
                week.clock.text(moment),
                100.0 * asked.max_on_break.get()
            );
            found.push(Breach::new(text).on(week.clock.day(moment)));
        }
        before = beyond;
    }
    found
}

fn is_too_many(asked: &BreakShare, there: usize, on_break: usize) -> bool {
    let free = usize::from(asked.at_least_one);
    on_break > free && on_break as f64 > there as f64 * asked.max_on_break.get() + ROUNDING
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;
    use crate::domain::team::BreakShare;
    use crate::domain::units::Share;

    fn case(team: Option<&str>, share: f64, at_least_one: bool) -> Case {
        let mut case = Case::valid();
        let max_on_break = Share::new(share).expect("a share");
        let team = team.map(str::to_owned);
        case.problem.centre.team_rules.breaks.push(BreakShare { team, max_on_break, at_least_one });
        case
    }

    #[test]
    fn two_of_a_team_on_break_together_are_too_many() {
        let mut case = case(Some("red"), 0.3, true);
        assert_eq!(case.codes(), [""; 0], "bob starts an hour after ann");
        case.duty("bob", 0).start = 480;
        assert_eq!(case.codes(), ["K505"], "both on break at 10:00");
        case.problem.centre.team_rules.breaks[0].max_on_break = Share::ALL;
        assert_eq!(case.codes(), [""; 0]);
    }

    #[test]
    fn one_may_go_only_where_one_always_may() {
        assert_eq!(case(None, 0.3, true).codes(), [""; 0]);
        assert_eq!(case(None, 0.3, false).codes(), ["K505"]);
        assert_eq!(case(None, 1.0, false).codes(), [""; 0]);
        assert_eq!(case(Some("green"), 0.0, false).codes(), [""; 0], "nobody is of that team");
    }
}
