//! Everyone who leaves a queue that is still staffed is relieved: by somebody who comes later, stays longer, serves the same
//! queue and is present at the same time; nobody relieves two. The most pairs are sought by augmenting paths (Kuhn 1955).

use crate::check::breach::Breach;
use crate::check::shifts::Shift;
use crate::check::week::{Person, Week};
use crate::domain::ids::QueueId;
use crate::domain::people::Activity;

/// A shift with the person who works it.
type Worked<'w, 'a> = (&'w Person<'a>, &'w Shift<'a>);

/// One breach for everyone whom the largest set of pairs leaves alone.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    if !week.problem.centre.handover.relief {
        return Vec::new();
    }
    let queues = week.problem.centre.queues.iter().map(|q| &q.id);
    queues.flat_map(|queue| alone(week, queue)).collect()
}

fn alone(week: &Week<'_>, queue: &QueueId) -> Vec<Breach> {
    let leaving: Vec<Worked<'_, '_>> = week
        .shifts()
        .filter(|(_, shift)| left_queue(shift) == Some(queue) && is_staffed(week, queue, shift.inside.end))
        .collect();
    let coming: Vec<Worked<'_, '_>> = week.shifts().filter(|(_, shift)| serves(shift, queue)).collect();
    let mut relieved: Vec<Option<usize>> = vec![None; coming.len()];
    for outgoing in 0..leaving.len() {
        let mut seen = vec![false; coming.len()];
        pair(outgoing, &leaving, &coming, &mut seen, &mut relieved);
    }
    let without = (0..leaving.len()).filter(|outgoing| !relieved.contains(&Some(*outgoing)));
    let told = |(person, shift): &Worked<'_, '_>| {
        let at = week.clock.text(shift.inside.end);
        let text = format!("{} leaves queue {queue} at {at} and nobody is left to take over", person.agent.id);
        Breach::in_shift(person, shift, text).queue(queue)
    };
    without.filter_map(|outgoing| leaving.get(outgoing)).map(told).collect()
}

/// Finds a relief, moving those who relieve others where these have another choice.
fn pair(
    outgoing: usize,
    leaving: &[Worked<'_, '_>],
    coming: &[Worked<'_, '_>],
    seen: &mut [bool],
    relieved: &mut [Option<usize>],
) -> bool {
    for incoming in 0..coming.len() {
        let fits = matches!((leaving.get(outgoing), coming.get(incoming)), (Some(o), Some(i)) if can_relieve(o, i));
        let Some(new) = seen.get_mut(incoming).filter(|seen| !**seen && fits) else { continue };
        *new = true;
        let other = relieved.get(incoming).copied().flatten();
        if other.is_none_or(|other| pair(other, leaving, coming, seen, relieved)) {
            if let Some(place) = relieved.get_mut(incoming) {
                *place = Some(outgoing);
            }
            return true;
        }
    }
    false
}

fn can_relieve((leaver, outgoing): &Worked<'_, '_>, (comer, incoming): &Worked<'_, '_>) -> bool {
    leaver.agent.id != comer.agent.id
        && outgoing.presence.start < incoming.presence.start
        && incoming.presence.start < outgoing.presence.end
        && outgoing.inside.end < incoming.inside.end
}

/// The queue served last.
fn left_queue<'a>(shift: &Shift<'a>) -> Option<&'a QueueId> {
    shift.rows_of(&[Activity::Work]).max_by_key(|r| r.end.unix()).and_then(|r| r.queue.as_ref())
}

fn serves(shift: &Shift<'_>, queue: &QueueId) -> bool {
    shift.rows_of(&[Activity::Work]).any(|r| r.queue.as_ref() == Some(queue))
}

/// Whether the requirement asks for somebody at the moment.
fn is_staffed(week: &Week<'_>, queue: &QueueId, moment: i64) -> bool {
    let holds = |time: crate::check::clock::Stretch| time.start <= moment && moment < time.end;
    week.coverage.demands.iter().any(|d| d.queue == queue && d.required > 0.0 && holds(d.time))
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    fn case() -> Case {
        let mut case = Case::valid();
        case.problem.centre.handover.relief = true;
        case.problem.requirement.rows.clear();
        case
    }

    #[test]
    fn whoever_leaves_a_staffed_queue_must_be_relieved() {
        let mut case = case();
        // dee comes at 14:00 while bob leaves at 17:30 on Thursday
        case.need("hotline", 3, 1020, 4, 1, 0.0);
        assert_eq!(case.codes(), [""; 0]);
        case.need("hotline", 2, 1020, 4, 1, 0.0);
        assert_eq!(case.codes(), ["K506"], "on Wednesday nobody comes before 22:00");
    }

    #[test]
    fn nobody_relieves_two() {
        let mut case = case();
        case.agent("ann").skills = case.agent("bob").skills.clone();
        for duty in case.duties.iter_mut().filter(|d| d.agent == "ann") {
            duty.queue = "hotline";
        }
        case.need("hotline", 3, 960, 6, 1, 0.0);
        assert_eq!(case.codes(), [""; 0], "bob relieves ann, dee relieves bob");
        case.duty("bob", 2).start = 480;
        assert_eq!(case.codes(), ["K506"], "ann and bob leave together, dee relieves one");
    }
}
