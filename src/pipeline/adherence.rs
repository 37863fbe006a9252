//! `wfm adherence`: a roster and a feed of states read and compared, once or while the feed grows.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::inputs::read_centre;
use super::step::step;
use super::target::Target;
use super::volume::When;
use crate::adherence::definition::Definition;
use crate::adherence::live::Live;
use crate::adherence::{self, Facts};
use crate::domain::adherence::{Adherence, Exception};
use crate::domain::centre::Centre;
use crate::domain::findings::{Failure, Findings};
use crate::domain::ids::AgentId;
use crate::domain::live::{Alert, Board};
use crate::domain::people::{Agent, RosterRow};
use crate::domain::time::{Instant, Zone};
use crate::ingest::tables;
use crate::ingest::tables::roster::RosterUse;
use crate::ingest::tables::states::{FollowedFile, Replaced, StateFeed};
use crate::outputs::adherence as published;
use crate::outputs::table::Table;

/// What is compared.
#[derive(Clone, Debug, Default)]
pub struct DaySettings {
    /// centre.toml.
    pub config: PathBuf,
    /// roster.csv.
    pub roster: PathBuf,
    /// states.csv.
    pub states: PathBuf,
    /// exceptions.csv.
    pub exceptions: Option<PathBuf>,
    /// agents.csv, for the teams; the one beside the config when absent.
    pub agents: Option<PathBuf>,
    /// Everything up to here.
    pub at: Option<When>,
    /// First local day of shifts.
    pub from: Option<NaiveDate>,
    /// Last local day of shifts.
    pub to: Option<NaiveDate>,
}

impl DaySettings {
    /// The first and the last day of shifts.
    pub(super) const fn days(&self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        (self.from, self.to)
    }

    pub(super) fn files(&self) -> Vec<&Path> {
        let optional = [&self.exceptions, &self.agents].into_iter().filter_map(Option::as_deref);
        [&self.config, &self.roster, &self.states].into_iter().map(PathBuf::as_path).chain(optional).collect()
    }
}

/// Adherence of a period.
#[derive(Clone, Debug)]
pub struct AdherenceOutcome {
    /// The figures.
    pub adherence: Adherence,
    /// What the definition is, in words.
    pub about: String,
    /// The clock to show it on.
    pub zone: Zone,
    /// adherence.csv, when it did not go to a file.
    pub table: Option<Table>,
    /// Notes and warnings.
    pub findings: Findings,
}

/// What was scheduled, and how it is to be compared.
pub(super) struct Scheduled {
    pub(super) centre: Centre,
    pub(super) rows: Vec<RosterRow>,
    pub(super) exceptions: Vec<Exception>,
    pub(super) teams: BTreeMap<AgentId, String>,
    pub(super) agents: Vec<Agent>,
}

impl Scheduled {
    pub(super) fn read(settings: &DaySettings, findings: &mut Findings) -> Result<Self, Failure> {
        let centre = read_centre(&settings.config, None, findings)?;
        let (rows, exceptions) = step(findings, |f| {
            let rows = tables::roster::read(&settings.roster, &centre, &[], RosterUse::Compared, f);
            let exceptions = settings.exceptions.as_ref().map(|path| tables::exceptions::read(path, centre.zone, f));
            (rows, exceptions.unwrap_or_default())
        })?;
        let agents = agents(settings.agents.as_deref(), &settings.config, &centre, findings)?;
        let teams = agents.iter().map(|agent| (agent.id.clone(), agent.team.clone())).collect();
        Ok(Self { centre, rows, exceptions, teams, agents })
    }
}

/// The agents, for their teams. An agents.csv that only happens to lie beside the config must not stop anybody: what it is good for
/// is told by the commands that need it.
pub(super) fn agents(
    named: Option<&Path>,
    config: &Path,
    centre: &Centre,
    findings: &mut Findings,
) -> Result<Vec<Agent>, Failure> {
    if let Some(path) = named {
        return step(findings, |f| tables::agents::read(path, centre, f));
    }
    let beside = config.with_file_name("agents.csv");
    let mut unheard = Findings::new();
    Ok(if beside.exists() { tables::agents::read(&beside, centre, &mut unheard) } else { Vec::new() })
}

/// Compares a roster with a feed.
pub fn adherence(settings: &DaySettings, to: &Target) -> Result<AdherenceOutcome, Failure> {
    to.prepare(&settings.files())?;
    let mut findings = Findings::new();
    let scheduled = Scheduled::read(settings, &mut findings)?;
    let Scheduled { centre, rows, exceptions, teams, .. } = &scheduled;
    let log = step(&mut findings, |f| tables::states::read(&settings.states, centre.zone, f))?;
    let at = settings.at.map(|at| at.instant(centre));
    let facts = Facts { roster: rows, log: &log, exceptions, teams, zone: centre.zone, at, days: settings.days() };
    let adherence = step(&mut findings, |f| adherence::compute(&facts, &centre.adherence, f))?;
    let about = about(centre);
    let table = to.put(published::table(&adherence, centre.zone), &mut findings)?;
    Ok(AdherenceOutcome { adherence, about, zone: centre.zone, table, findings })
}

/// What the definition of a centre is, in words.
pub(super) fn about(centre: &Centre) -> String {
    let settings = &centre.adherence;
    let title = settings.title.clone().unwrap_or_else(|| "in / (in + out)".to_owned());
    let forgiven = match (settings.tolerance_s, settings.excess_only) {
        (0, _) => "every second out counts".to_owned(),
        (seconds, true) => format!("of runs of out what lies beyond {seconds} s counts"),
        (seconds, false) => format!("runs of out up to {seconds} s are forgiven, longer ones count whole"),
    };
    let outside = if settings.outside_is_exception { "counts as out" } else { "is not counted" };
    let grace = if settings.grace.is_empty() { "" } else { " after grace at the boundaries" };
    format!("{title}; {forgiven}{grace}; work outside the shift {outside}")
}

/// What time it is for somebody who follows a feed.
pub trait FollowClock {
    /// Now; `None` where the feed itself is the clock.
    fn now(&self) -> Option<Instant>;

    /// Waits for the feed to grow; false when it will not, or nobody wants to wait any longer.
    fn wait(&self) -> bool;
}

/// Who sees what a feed tells.
pub trait Watcher {
    /// The board has changed. False when nobody looks any more.
    fn board(&mut self, board: &Board, zone: Zone) -> bool;

    /// A severe case began or ended. False when nobody looks any more.
    fn alert(&mut self, alert: &Alert, zone: Zone) -> bool;
}

/// How a feed is followed.
#[derive(Clone, Copy, Debug)]
pub struct FollowSettings {
    /// Ends when the feed has come so far.
    pub until: Option<When>,
    /// Out for so many seconds is severe.
    pub severe_s: i64,
}

/// Seconds between two looks at the board while a feed is its own clock.
const TICK: i64 = 60;

/// Reads a feed as it grows; a file that is moved away and begun anew, or cut and written again, is read on from the start of
/// the new one, and what was known stays known. Where the feed is the clock, the board is looked at on every full minute of it; late events are
/// put in their place and settle at the next look.
pub fn follow(
    settings: &DaySettings,
    follow: FollowSettings,
    clock: &dyn FollowClock,
    watcher: &mut dyn Watcher,
) -> Result<Findings, Failure> {
    let mut findings = Findings::new();
    let scheduled = Scheduled::read(settings, &mut findings)?;
    let centre = &scheduled.centre;
    let until = follow.until.map(|until| until.instant(centre));
    let definition = Definition::new(&centre.adherence);
    let live = Live::new(&scheduled.rows, &scheduled.exceptions, &scheduled.teams, definition, follow.severe_s);
    let unmapped = &mut Findings::new();
    step(&mut findings, |f| {
        let Some(mut stream) = FollowedFile::open(&settings.states, f) else { return };
        let shown = settings.states.display().to_string();
        let Some(mut feed) = StateFeed::open(&shown, &mut stream, centre.zone, f) else { return };
        let mut screen =
            Screen { live, centre, watcher, looked: None, latest: None, places: Vec::new(), is_watched: true };
        // A feed that is its own clock is there as a whole, up to its end.
        let is_complete = clock.now().is_none();
        while screen.is_watched {
            // Asked before the last look at the old file, so that nothing written to it until then is lost.
            let replaced = stream.replaced();
            let is_replaced = replaced.is_some();
            if replaced != Some(Replaced::WrittenAgain)
                && !screen.take(&mut feed, &mut stream, is_complete || is_replaced, is_complete, until)
            {
                break;
            }
            if is_replaced {
                stream.begin_again();
                feed.begin_again();
                continue;
            }
            if let Some(now) = clock.now() {
                screen.look(now);
            }
            if !clock.wait() {
                break;
            }
        }
        adherence::unmapped_states(feed.states(), &Definition::new(&centre.adherence), unmapped);
        if let (true, Some(end)) = (is_complete, until.or(screen.latest)) {
            screen.look_until(end);
            screen.look(end);
        }
    })?;
    findings.extend(std::mem::take(unmapped));
    Ok(findings)
}

/// The board, and when it was last looked at.
struct Screen<'s> {
    live: Live,
    centre: &'s Centre,
    watcher: &'s mut dyn Watcher,
    looked: Option<Instant>,
    latest: Option<Instant>,
    /// Where the agents of the feed stand on the board, by their place in the feed.
    places: Vec<Option<usize>>,
    is_watched: bool,
}

impl Screen<'_> {
    /// Takes every event that is there; where the feed `is_clock`, looks at the board at each minute before. False when the
    /// feed has come as far as it is wanted.
    fn take(
        &mut self,
        feed: &mut StateFeed<'_>,
        stream: &mut FollowedFile,
        is_complete: bool,
        is_clock: bool,
        until: Option<Instant>,
    ) -> bool {
        while let Some((agent, event)) = feed.next(stream, is_complete) {
            if until.is_some_and(|until| event.at > until) {
                // Behind it in a file there may be rows that came late; standard input may go on for ever.
                if stream.is_input() {
                    return false;
                }
                continue;
            }
            if is_clock {
                self.look_until(event.at.plus_seconds(-1));
            }
            self.live.learn_states(feed.states());
            while let Some(name) = feed.agents().get(self.places.len()) {
                self.places.push(self.live.place(&AgentId::new(name)));
            }
            if let Some(place) = self.places.get(agent).copied().flatten() {
                self.live.take(place, event);
            }
            self.latest = self.latest.max(Some(event.at));
        }
        true
    }

    /// Looks at the board of one moment; once is enough.
    fn look(&mut self, at: Instant) {
        if self.looked == Some(at) || !self.is_watched {
            return;
        }
        let zone = self.centre.zone;
        let board = self.live.board(at, zone, self.centre.interval);
        for alert in self.live.alerts(&board) {
            self.is_watched &= self.watcher.alert(&alert, zone);
        }
        self.is_watched &= self.watcher.board(&board, zone);
        self.looked = Some(at);
    }

    /// Looks at every full minute since the last look at which anybody is scheduled.
    fn look_until(&mut self, end: Instant) {
        let Some(scheduled) = self.live.scheduled() else { return };
        let first = self.looked.map_or(scheduled.start(), |at| at.max(scheduled.start()));
        let mut next = (first.unix().div_euclid(TICK) + 1) * TICK;
        while next <= end.min(scheduled.end()).unix() && self.is_watched {
            self.look(Instant::from_unix(next));
            next += TICK;
        }
    }
}
