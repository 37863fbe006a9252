//! One question at a time: `wfm erlang c|a|b|k --calls … --target 80/20`.

use serde::Serialize;

use super::erlang_b::{LossPerformance, agents_for_blocking, loss};
use super::exact;
use super::load::Load;
use super::loss::{BoundedPerformance, bounded};
use super::performance::{Performance, Traffic, as_count};
use super::staff::{Staffing, StaffingError, Targets};
use crate::domain::codes::Code;
use crate::domain::findings::Finding;
use crate::domain::units::{Seconds, ServiceTarget, Share};
use crate::domain::work::ServiceCount;

mod question;
mod render;

pub use self::question::{ErlangQuestion, Model};
use self::question::{
    above_zero, checked, handle_time, needed, offered, option, reject_foreign_options, share, shrinkage, whole_agents,
};

/// The answer: the agents, and what one fewer and one more would give.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ErlangAnswer {
    /// Version of this form.
    pub schema: &'static str,
    /// The formula used.
    pub model: Model,
    /// Offered load in Erlangs.
    pub load: f64,
    /// Mean handle time; `None` where the formula needs none.
    pub aht_s: Option<f64>,
    /// Mean patience.
    pub patience_s: Option<f64>,
    /// The service level asked or shown.
    pub threshold_s: Option<f64>,
    /// Which calls the service level asked is counted over.
    pub counted: ServiceCount,
    /// Agents by each target, and heads to schedule; `None` when the agents were given and nothing was asked.
    pub staffing: Option<Staffing>,
    /// The agents given, or else those needed.
    #[serde(serialize_with = "as_count")]
    pub agents: f64,
    /// `agents / (1 − shrinkage)`, exactly.
    pub scheduled_fte: f64,
    /// The same rounded up on exact numbers.
    pub scheduled: u32,
    /// The service of the agents, and of one fewer and one more.
    pub figures: Figures,
}

/// The figures of some numbers of agents, in the terms of the formula.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Figures {
    /// Callers wait: Erlang C and A.
    Queue(Vec<Performance>),
    /// Callers are lost: Erlang B.
    Loss(Vec<LossRow>),
    /// Callers wait or are lost: M/M/c/K.
    Bounded(Vec<BoundedRow>),
}

/// Erlang B figures of a number of agents.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LossRow {
    /// Agents or trunks.
    pub agents: u32,
    /// What they do.
    #[serde(flatten)]
    pub figures: LossPerformance,
}

/// M/M/c/K figures of a number of agents.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct BoundedRow {
    /// Agents.
    pub agents: u32,
    /// Places in all.
    pub places: u32,
    /// What they do.
    #[serde(flatten)]
    pub figures: BoundedPerformance,
}

/// Answers one question; a finding names the option that is missing or cannot be used.
pub fn answer(question: &ErlangQuestion) -> Result<ErlangAnswer, Finding> {
    reject_foreign_options(question)?;
    match question.model {
        Model::ErlangC | Model::ErlangA => answer_queue(question),
        Model::ErlangB => answer_loss(question),
        Model::Mmck => answer_bounded(question),
    }
}

fn refused(error: StaffingError) -> Finding {
    match error {
        StaffingError::NoHandleTime => option("aht", error.to_string()),
        StaffingError::NoPatience | StaffingError::PatienceOutOfRange => option("patience", error.to_string()),
        StaffingError::LoadTooGreat | StaffingError::NoInterval => option("calls", error.to_string()),
        StaffingError::ShrinkageTotal => option("shrinkage", error.to_string()),
        StaffingError::ServiceLevelUnreachable
        | StaffingError::AsaUnreachable
        | StaffingError::AbandonmentUnreachable
        | StaffingError::OccupancyUnreachable => Finding::new(Code::TargetUnreachable, error.to_string()),
    }
}

/// The service level of a centre that says nothing else: 80 % within 20 s.
fn default_target() -> Option<ServiceTarget> {
    ServiceTarget::parse("80/20")
}

/// More agents than anybody has.
fn within_reach(agents: f64) -> bool {
    (0.0..=4e9).contains(&agents)
}

/// One agent fewer, the agents and one more; beside a number that is not whole, the whole ones next to it.
fn beside(agents: f64) -> impl Iterator<Item = f64> {
    let near = [(agents - 1.0).ceil().max(0.0), agents, (agents + 1.0).floor()];
    let skip = usize::from(agents <= 0.0);
    near.into_iter().skip(skip)
}

fn around(agents: u32) -> std::ops::RangeInclusive<u32> {
    agents.saturating_sub(1)..=agents.saturating_add(1)
}

fn answer_queue(q: &ErlangQuestion) -> Result<ErlangAnswer, Finding> {
    let (load, aht, shrinkage) = (offered(q)?, handle_time(q)?, shrinkage(q)?);
    let patience = match q.model {
        Model::ErlangA => {
            let mean = needed("patience", q.patience_s, "mean seconds until a waiting caller hangs up")?;
            Some(checked("patience", mean, "seconds above 0", above_zero)?)
        }
        _ => None,
    };
    let max_asa = q.max_asa_s.map(|v| checked("max-asa", v, "seconds, 0 or more", |v| v >= 0.0)).transpose()?;
    let asked = q.target.is_some() || max_asa.is_some() || q.max_abandon.is_some() || q.max_occupancy.is_some();
    let targets = Targets {
        service_level: if asked || q.agents.is_some() { q.target } else { default_target() },
        counted: q.counted.unwrap_or_default(),
        max_asa: max_asa.and_then(Seconds::new),
        max_abandon: share("max-abandon", q.max_abandon)?,
        max_occupancy: share("max-occupancy", q.max_occupancy)?.unwrap_or(Share::ALL),
        ..Targets::default()
    };
    let traffic = Traffic::new(load, aht, patience).map_err(refused)?;
    let staffing =
        (asked || q.agents.is_none()).then(|| traffic.staff(&targets, shrinkage)).transpose().map_err(refused)?;
    let given = q.agents.map(|n| checked("agents", n, "agents from 0 to 4,000,000,000", within_reach)).transpose()?;
    let agents = given.or(staffing.map(|s| f64::from(s.agents))).unwrap_or_default();
    // figures without a stated threshold are still read as a service level: the usual 20 s
    let threshold = targets.service_level.or_else(default_target).map(|t| t.within.get());
    let figures = beside(agents).map(|n| traffic.part_time(n, threshold.unwrap_or_default())).collect();
    Ok(ErlangAnswer {
        aht_s: Some(aht),
        patience_s: patience,
        threshold_s: threshold,
        counted: targets.counted,
        staffing,
        ..frame(q.model, &load, agents, shrinkage, Figures::Queue(figures))?
    })
}

fn answer_loss(q: &ErlangQuestion) -> Result<ErlangAnswer, Finding> {
    let (load, shrinkage) = (offered(q)?, shrinkage(q)?);
    let needed_agents = |target: f64| -> Result<u32, Finding> {
        let target = checked("blocking", target, "a fraction from 0 to 1", |v| (0.0..=1.0).contains(&v))?;
        let why = "no number of agents loses no call at all; allow more than 0";
        agents_for_blocking(load.erlangs(), target).ok_or_else(|| Finding::new(Code::TargetUnreachable, why))
    };
    let agents = match (whole_agents(q)?, q.blocking) {
        (Some(agents), _) => agents,
        (None, target) => needed_agents(needed("blocking", target, "the largest share of calls lost (or --agents)")?)?,
    };
    let row = |agents| Some(LossRow { agents, figures: loss(agents, load.erlangs())? });
    let figures = Figures::Loss(around(agents).filter_map(row).collect());
    frame(q.model, &load, f64::from(agents), shrinkage, figures)
}

fn answer_bounded(q: &ErlangQuestion) -> Result<ErlangAnswer, Finding> {
    let (load, aht, shrinkage) = (offered(q)?, handle_time(q)?, shrinkage(q)?);
    let agents = needed("agents", whole_agents(q)?, "M/M/c/K says what given agents do")?;
    let places = needed("places", q.places, "callers in the system at most, those in talk included")?;
    if places < agents {
        return Err(option("places", format!("{places} places are fewer than the {agents} agents")));
    }
    let threshold = q.target.or_else(default_target).map_or(0.0, |t| t.within.get());
    let row = |n| Some(BoundedRow { agents: n, places, figures: bounded(n, places, load.erlangs(), aht, threshold)? });
    let figures = Figures::Bounded(around(agents).filter_map(row).collect());
    Ok(ErlangAnswer {
        aht_s: Some(aht),
        threshold_s: Some(threshold),
        ..frame(q.model, &load, f64::from(agents), shrinkage, figures)?
    })
}

/// The parts that every answer has.
fn frame(model: Model, load: &Load, agents: f64, shrinkage: f64, figures: Figures) -> Result<ErlangAnswer, Finding> {
    Ok(ErlangAnswer {
        schema: "wfm.erlang.1",
        model,
        load: load.erlangs(),
        aht_s: None,
        patience_s: None,
        threshold_s: None,
        counted: ServiceCount::default(),
        staffing: None,
        agents,
        scheduled_fte: exact::scheduled_fte(agents, shrinkage),
        scheduled: exact::scheduled_part(agents, shrinkage).ok_or_else(|| refused(StaffingError::ShrinkageTotal))?,
        figures,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(model: Model) -> ErlangQuestion {
        ErlangQuestion {
            calls: Some(144.6),
            aht_s: Some(360.0),
            target: ServiceTarget::parse("80/20"),
            ..ErlangQuestion::new(model)
        }
    }

    fn option_at_fault(question: &ErlangQuestion) -> String {
        let fault = answer(question).expect_err("a fault");
        assert_eq!(fault.code, Code::OptionInvalid);
        fault.place.column.expect("an option")
    }

    #[test]
    fn the_answer_comes_with_one_agent_fewer_and_one_more() {
        let found = answer(&ErlangQuestion { shrinkage: Some(0.3), ..queue(Model::ErlangC) }).expect("an answer");
        assert_eq!((found.agents, found.scheduled), (35.0, 50));
        let Figures::Queue(rows) = &found.figures else { panic!("a queue") };
        assert_eq!(rows.iter().map(|p| p.agents).collect::<Vec<_>>(), [34.0, 35.0, 36.0]);
        assert!(rows[0].sl < 0.8 && rows[1].sl >= 0.8);
        let text = found.text();
        for part in [
            "35 agents, 50 to schedule",
            "answered in 20 s ÷ offered",
            "◄",
            "for the service level, answered in time ÷ offered (sl): 35 agents",
        ] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
        assert_eq!(found.csv().lines().count(), 4);
    }

    #[test]
    fn given_agents_are_answered_with_their_service() {
        let question = ErlangQuestion { agents: Some(30.0), target: None, ..queue(Model::ErlangC) };
        let found = answer(&question).expect("an answer");
        assert_eq!((found.agents, found.staffing, found.threshold_s), (30.0, None, Some(20.0)));
        // 29 agents for 28.92 Erlangs: barely enough; none at all: nobody is answered
        assert!(answer(&ErlangQuestion { agents: Some(0.0), ..question }).is_ok());
    }

    #[test]
    fn half_an_agent_is_one_who_is_there_half_of_the_time() {
        let of = |agents| {
            let question = ErlangQuestion {
                agents: Some(agents),
                patience_s: Some(180.0),
                shrinkage: Some(0.1),
                ..queue(Model::ErlangA)
            };
            answer(&question).expect("an answer")
        };
        let found = of(31.5);
        let Figures::Queue(rows) = &found.figures else { panic!("a queue") };
        assert_eq!(rows.iter().map(|p| p.agents).collect::<Vec<_>>(), [31.0, 31.5, 32.0]);
        let middle = |figure: fn(&Performance) -> f64| {
            assert!((figure(&rows[1]) - 0.5 * (figure(&rows[0]) + figure(&rows[2]))).abs() < 1e-12);
        };
        middle(|p| p.sl);
        middle(|p| p.p_abandon);
        middle(|p| p.occupancy.expect("agents") * p.agents);
        middle(|p| p.sl_answered.expect("some") * (1.0 - p.p_abandon));
        assert_eq!((found.scheduled, found.csv().lines().nth(2).map(|l| l.starts_with("31.5,"))), (35, Some(true)));
        assert!(found.text().contains("31.5 agents, 35 to schedule"), "{}", found.text());
        assert_eq!(serde_json::to_value(of(31.0)).expect("JSON")["agents"].to_string(), "31");
        let trunks = ErlangQuestion { load: Some(1.0), agents: Some(1.5), ..ErlangQuestion::new(Model::ErlangB) };
        assert_eq!(option_at_fault(&trunks), "--agents");
    }

    #[test]
    fn impatient_callers_need_fewer_agents_and_have_five_service_levels() {
        let found = answer(&ErlangQuestion { patience_s: Some(180.0), ..queue(Model::ErlangA) }).expect("an answer");
        assert_eq!(exact::whole(found.agents), 32);
        assert!(found.text().contains("(sl_virtual)"));
        let json = serde_json::to_value(&found).expect("JSON");
        assert_eq!(json["model"], "erlang_a");
        assert!(json["figures"][1]["sl_wait_le_T"].as_f64().is_some_and(|sl| sl > 0.8));
    }

    #[test]
    fn the_way_to_count_decides_and_is_named() {
        let ask = ErlangQuestion { patience_s: Some(180.0), ..queue(Model::ErlangA) };
        let of = |counted| answer(&ErlangQuestion { counted: Some(counted), ..ask }).expect("an answer");
        let agents = ServiceCount::ALL.map(|counted| exact::whole(of(counted).agents));
        assert!(agents[0] == 32 && agents[1..].iter().all(|n| *n <= 32) && agents[3] < 32, "{agents:?}");
        let text = of(ServiceCount::Answered).text();
        assert!(text.contains("for the service level, answered in time ÷ answered (sl_answered): "), "{text}");
        let patient = ErlangQuestion { counted: Some(ServiceCount::Wait), ..queue(Model::ErlangC) };
        assert_eq!(option_at_fault(&patient), "--counted");
    }

    #[test]
    fn trunks_and_places_are_answered_too() {
        let trunks = ErlangQuestion { load: Some(1.0), blocking: Some(0.2), ..ErlangQuestion::new(Model::ErlangB) };
        let found = answer(&trunks).expect("an answer");
        assert_eq!(exact::whole(found.agents), 2);
        assert!(found.text().contains("20.0000 %"), "{}", found.text());
        let places = ErlangQuestion {
            load: Some(0.5),
            aht_s: Some(100.0),
            agents: Some(1.0),
            places: Some(2),
            ..ErlangQuestion::new(Model::Mmck)
        };
        let found = answer(&places).expect("an answer");
        assert!(found.csv().lines().any(|l| l.starts_with("1,2,0.142857142857,")), "{}", found.csv());
        assert!(found.text().contains("14.2857 %"));
    }

    #[test]
    fn each_option_that_is_missing_or_wrong_is_named() {
        let ask = queue(Model::ErlangC);
        for (question, name) in [
            (ErlangQuestion { calls: None, ..ask }, "--calls"),
            (ErlangQuestion { calls: Some(-1.0), ..ask }, "--calls"),
            (ErlangQuestion { load: Some(3.0), ..ask }, "--load"),
            (ErlangQuestion { aht_s: None, ..ask }, "--aht"),
            (ErlangQuestion { aht_s: Some(0.0), ..ask }, "--aht"),
            (ErlangQuestion { interval_minutes: Some(0.0), ..ask }, "--interval"),
            (ErlangQuestion { shrinkage: Some(1.0), ..ask }, "--shrinkage"),
            (ErlangQuestion { max_occupancy: Some(88.0), ..ask }, "--max-occupancy"),
            (ErlangQuestion { patience_s: Some(60.0), ..ask }, "--patience"),
            (ErlangQuestion { blocking: Some(0.1), ..ask }, "--blocking"),
            (ErlangQuestion { places: Some(9), ..ask }, "--places"),
            (ErlangQuestion { model: Model::ErlangA, ..ask }, "--patience"),
            (ErlangQuestion { model: Model::ErlangB, ..ask }, "--blocking"),
            (ErlangQuestion { model: Model::Mmck, ..ask }, "--agents"),
            (ErlangQuestion { model: Model::Mmck, agents: Some(3.0), places: Some(2), ..ask }, "--places"),
        ] {
            assert_eq!(option_at_fault(&question), name);
        }
    }

    #[test]
    fn a_target_that_no_agents_meet_is_said_to_be_so() {
        let everybody = ErlangQuestion { target: ServiceTarget::parse("100/20"), ..queue(Model::ErlangC) };
        assert_eq!(answer(&everybody).expect_err("unreachable").code, Code::TargetUnreachable);
        let nobody_lost =
            ErlangQuestion { load: Some(1.0), blocking: Some(0.0), ..ErlangQuestion::new(Model::ErlangB) };
        assert_eq!(answer(&nobody_lost).expect_err("unreachable").code, Code::TargetUnreachable);
    }

    #[test]
    fn several_targets_are_each_named_and_all_met() {
        let question = ErlangQuestion {
            patience_s: Some(180.0),
            max_asa_s: Some(5.0),
            max_abandon: Some(0.02),
            max_occupancy: Some(0.85),
            ..queue(Model::ErlangA)
        };
        let found = answer(&question).expect("an answer");
        let s = found.staffing.expect("agents");
        assert_eq!(
            Some(s.agents),
            [s.agents_sl, s.agents_asa, s.agents_abandon, Some(s.agents_occ)].into_iter().flatten().max()
        );
        assert!(s.performance.asa_s.is_some_and(|w| w <= 5.0) && s.performance.p_abandon <= 0.02);
        assert!(found.text().contains("for the abandonment"));
    }
}
