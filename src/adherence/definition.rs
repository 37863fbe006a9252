//! A definition of adherence: what a state means, and what it counts as while an activity is scheduled.

use crate::domain::adherence::{Meaning, Verdict};
use crate::domain::centre::AdherenceSettings;
use crate::domain::people::Activity;

/// The states that every feed is taken to have, under their usual names.
const USUAL_STATES: [(&str, Meaning); 10] = [
    ("available", Meaning::Doing(Activity::Work)),
    ("on_call", Meaning::Doing(Activity::Work)),
    ("acw", Meaning::Doing(Activity::Work)),
    ("break", Meaning::Doing(Activity::Break)),
    ("meal", Meaning::Doing(Activity::Meal)),
    ("training", Meaning::Doing(Activity::Training)),
    ("meeting", Meaning::Doing(Activity::Meeting)),
    ("handover", Meaning::Doing(Activity::Handover)),
    ("offline", Meaning::Out),
    ("unknown", Meaning::Unknown),
];

/// Seconds or verdicts by activity.
pub(super) type ByActivity<T> = [T; Activity::ALL.len()];

/// The settings of a centre, ready to be asked.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The name to be shown with every figure: `wfm`, or the preset; `(changed)` where the centre's keys alter a preset.
    pub name: String,
    pub(super) grace: ByActivity<i64>,
    pub(super) tolerance: ByActivity<i64>,
    pub(super) excess_only: bool,
    pub(super) outside_is_exception: bool,
    states: Vec<(String, Meaning)>,
    table: Vec<(String, Activity, Verdict)>,
}

/// What one state means, and what it counts as by scheduled activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StateRule {
    pub(super) meaning: Meaning,
    pub(super) counts_as: ByActivity<Verdict>,
}

impl StateRule {
    /// What holds before an agent's first event.
    pub(super) const NO_FEED: Self =
        Self { meaning: Meaning::Unknown, counts_as: [Verdict::Unknown; Activity::ALL.len()] };
}

/// The place of an activity in an array by activity.
pub(super) const fn place(activity: Activity) -> usize {
    activity as usize
}

impl Definition {
    /// The definition that a centre's settings make.
    #[must_use]
    pub fn new(settings: &AdherenceSettings) -> Self {
        let mut grace = [0; Activity::ALL.len()];
        for (activity, seconds) in &settings.grace {
            grace[place(*activity)] = i64::from(*seconds);
        }
        let mut tolerance = [i64::from(settings.tolerance_s); Activity::ALL.len()];
        for (activity, seconds) in &settings.tolerance_by {
            tolerance[place(*activity)] = i64::from(*seconds);
        }
        let usual = USUAL_STATES.iter().map(|(state, meaning)| ((*state).to_owned(), *meaning));
        Self {
            name: name(settings),
            grace,
            tolerance,
            excess_only: settings.excess_only,
            outside_is_exception: settings.outside_is_exception,
            states: usual.chain(settings.states.iter().map(|(state, m)| (plain(state), *m))).collect(),
            table: settings.table.iter().map(|(state, a, v)| (plain(state), *a, *v)).collect(),
        }
    }

    /// What a state means; `None` where nothing maps it.
    #[must_use]
    pub fn meaning(&self, state: &str) -> Option<Meaning> {
        let state = plain(state);
        let mapped = self.states.iter().rev().find(|(name, _)| *name == state).map(|(_, meaning)| *meaning);
        // A state that only the table knows means nothing by itself, but its cells say all that is asked.
        mapped.or_else(|| self.table.iter().any(|(name, _, _)| *name == state).then_some(Meaning::Neutral))
    }

    /// The row of a state in the table. A cell that no key names is `in` where the state means the activity, and `out` where it
    /// means another; the rows of `neutral`, `out` and `unknown` states have one verdict throughout.
    pub(super) fn rule(&self, state: &str) -> StateRule {
        let Some(meaning) = self.meaning(state) else { return StateRule::NO_FEED };
        let state = plain(state);
        let counts_as = Activity::ALL.map(|activity| {
            let cell = |row: &str| self.table.iter().rev().find(|(s, a, _)| s == row && *a == activity).map(|c| c.2);
            cell(&state).or_else(|| cell(meaning.as_str())).unwrap_or(match meaning {
                Meaning::Doing(doing) if doing == activity => Verdict::In,
                Meaning::Doing(_) | Meaning::Out => Verdict::Out,
                Meaning::Neutral => Verdict::Neutral,
                Meaning::Unknown => Verdict::Unknown,
            })
        });
        StateRule { meaning, counts_as }
    }
}

fn name(settings: &AdherenceSettings) -> String {
    match &settings.preset {
        None => "wfm".to_owned(),
        Some(preset) if settings.is_changed => format!("{preset} (changed)"),
        Some(preset) => preset.clone(),
    }
}

/// Feeds write `On Call`, `on-call` and `ON_CALL`: all the same state.
fn plain(state: &str) -> String {
    state.trim().chars().map(|c| if c == ' ' || c == '-' { '_' } else { c }).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> AdherenceSettings {
        AdherenceSettings::default()
    }

    #[test]
    fn a_state_is_in_while_what_it_means_is_scheduled() {
        let definition = Definition::new(&settings());
        let rule = definition.rule("On Call");
        assert_eq!(rule.counts_as[place(Activity::Work)], Verdict::In);
        assert_eq!(rule.counts_as[place(Activity::Break)], Verdict::Out);
        assert_eq!(definition.rule("offline").counts_as, [Verdict::Out; 7]);
        assert_eq!(definition.rule("unknown").counts_as, [Verdict::Unknown; 7]);
        assert_eq!((definition.meaning("lunch"), definition.rule("lunch")), (None, StateRule::NO_FEED));
    }

    #[test]
    fn cells_stand_over_the_rule_by_the_states_own_name_and_by_what_it_means() {
        let mut settings = settings();
        settings.states = vec![("lunch".into(), Meaning::Doing(Activity::Meal)), ("project".into(), Meaning::Neutral)];
        settings.table = vec![
            ("meal".into(), Activity::Break, Verdict::In),
            ("lunch".into(), Activity::Meeting, Verdict::Neutral),
            ("coaching".into(), Activity::Work, Verdict::In),
        ];
        let definition = Definition::new(&settings);
        let lunch = definition.rule("lunch").counts_as;
        assert_eq!(lunch[place(Activity::Break)], Verdict::In, "by what it means");
        assert_eq!(lunch[place(Activity::Meeting)], Verdict::Neutral, "by its own name");
        assert_eq!(lunch[place(Activity::Work)], Verdict::Out);
        let coaching = definition.rule("coaching");
        assert_eq!((coaching.counts_as[place(Activity::Work)], coaching.meaning), (Verdict::In, Meaning::Neutral));
        assert_eq!(definition.rule("project").counts_as, [Verdict::Neutral; 7]);
    }

    #[test]
    fn the_name_tells_whether_a_preset_was_changed() {
        let named = |is_changed| {
            Definition::new(&AdherenceSettings { preset: Some("nice".into()), is_changed, ..settings() }).name
        };
        assert_eq!((named(false).as_str(), named(true).as_str()), ("nice", "nice (changed)"));
        assert_eq!(Definition::new(&settings()).name, "wfm");
    }
}
