//! An answer as text for people and as CSV for programs.

use std::fmt::Write;

use super::super::digits::{twelve, twelve_or_empty};
use super::super::text;
use super::{BoundedRow, ErlangAnswer, Figures, LossRow, Model};
use crate::staffing::Performance;

impl ErlangAnswer {
    /// The answer as people read it: the agents, why so many, and what one fewer and one more would give.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = format!("{}: load {} Erlangs", self.model.title(), text::number(self.load));
        out.push_str(&self.aht_s.map_or_else(String::new, |aht| format!(", handle time {} s", text::number(aht))));
        out.push_str(&self.patience_s.map_or_else(String::new, |p| format!(", patience {} s", text::number(p))));
        let plural = if self.agents.total_cmp(&1.0).is_eq() { "" } else { "s" };
        let _ = write!(out, "\n{} agent{plural}", text::count(self.agents));
        if f64::from(self.scheduled) > self.agents {
            let fte = text::number(self.scheduled_fte);
            let _ = write!(out, ", {} to schedule ({fte} before rounding up)", self.scheduled);
        }
        out.push('\n');
        out.push_str(&self.reasons());
        out.push('\n');
        out.push_str(&match &self.figures {
            Figures::Queue(rows) => text::neighbours(rows, self.agents, self.threshold_s),
            Figures::Loss(rows) => loss_table(rows, self.agents),
            Figures::Bounded(rows) => bounded_table(rows, self.agents, self.threshold_s),
        });
        out.push_str(&self.service_levels());
        out
    }

    /// Agents by each target, where there is more than one.
    fn reasons(&self) -> String {
        let Some(s) = &self.staffing else { return String::new() };
        let level = format!("for the service level, {}", self.counted.words());
        let targets = [
            (level.as_str(), s.agents_sl),
            ("for the mean wait", s.agents_asa),
            ("for the abandonment", s.agents_abandon),
            ("for the occupancy", Some(s.agents_occ)),
        ];
        let lines = targets.iter().filter_map(|(what, n)| n.map(|n| format!("  {what}: {}\n", text::agents(n))));
        lines.collect()
    }

    /// The five service levels, where callers who hang up make them differ.
    fn service_levels(&self) -> String {
        let Figures::Queue(rows) = &self.figures else { return String::new() };
        let Some(p) =
            rows.iter().find(|p| p.agents.total_cmp(&self.agents).is_eq()).filter(|_| self.model == Model::ErlangA)
        else {
            return String::new();
        };
        format!("\n{}", text::service_levels(p, self.threshold_s.unwrap_or_default()))
    }

    /// The figures as CSV: a header and a row each for one agent fewer, the agents, and one more.
    #[must_use]
    pub fn csv(&self) -> String {
        let (header, rows): (&str, Vec<Vec<String>>) = match &self.figures {
            Figures::Queue(rows) => (QUEUE_COLUMNS, rows.iter().map(queue_cells).collect()),
            Figures::Loss(rows) => ("agents,p_block,carried,occupancy", rows.iter().map(loss_cells).collect()),
            Figures::Bounded(rows) => (BOUNDED_COLUMNS, rows.iter().map(bounded_cells).collect()),
        };
        let mut out = format!("{header}\n");
        for row in rows {
            out.push_str(&row.join(","));
            out.push('\n');
        }
        out
    }
}

const QUEUE_COLUMNS: &str = "agents,sl,asa_s,occupancy,p_wait,p_abandon,sl_answered,sl_excl_short,sl_wait_le_T,sl_virtual,asa_answered_s,queue_len";

const BOUNDED_COLUMNS: &str =
    "agents,places,p_block,carried,occupancy,p_wait_accepted,asa_accepted_s,sl_accepted,sl_offered,queue_len";

impl Model {
    const fn title(self) -> &'static str {
        match self {
            Self::ErlangC => "Erlang C",
            Self::ErlangA => "Erlang A",
            Self::ErlangB => "Erlang B",
            Self::Mmck => "M/M/c/K",
        }
    }
}

fn queue_cells(p: &Performance) -> Vec<String> {
    let figures = [
        Some(p.sl),
        p.asa_s,
        p.occupancy,
        Some(p.p_wait),
        Some(p.p_abandon),
        p.sl_answered,
        p.sl_excl_short,
        Some(p.sl_wait_le_t),
        Some(p.sl_virtual),
        p.asa_answered_s,
        p.queue_len,
    ];
    std::iter::once(text::count(p.agents)).chain(figures.map(twelve_or_empty)).collect()
}

fn loss_cells(row: &LossRow) -> Vec<String> {
    let f = &row.figures;
    vec![row.agents.to_string(), twelve(f.p_block), twelve(f.carried), twelve_or_empty(f.occupancy)]
}

fn bounded_cells(row: &BoundedRow) -> Vec<String> {
    let f = &row.figures;
    let figures = [
        Some(f.p_block),
        Some(f.carried),
        f.occupancy,
        f.p_wait_accepted,
        f.asa_accepted_s,
        f.sl_accepted,
        Some(f.sl_offered),
        Some(f.queue_len),
    ];
    [row.agents.to_string(), row.places.to_string()].into_iter().chain(figures.map(twelve_or_empty)).collect()
}

fn mark(agents: u32, asked: f64) -> String {
    if f64::from(agents).total_cmp(&asked).is_eq() { "◄".to_owned() } else { String::new() }
}

fn loss_table(rows: &[LossRow], asked: f64) -> String {
    let head = ["agents", "lost", "carried", "occupancy", ""].map(str::to_owned).to_vec();
    let cells = |r: &LossRow| {
        let lost = format!("{:.4} %", r.figures.p_block * 100.0);
        vec![
            r.agents.to_string(),
            lost,
            text::number(r.figures.carried),
            text::percent(r.figures.occupancy),
            mark(r.agents, asked),
        ]
    };
    text::table(&std::iter::once(head).chain(rows.iter().map(cells)).collect::<Vec<_>>())
}

fn bounded_table(rows: &[BoundedRow], asked: f64, threshold: Option<f64>) -> String {
    let level = format!("offered answered in {} s", text::number(threshold.unwrap_or_default()));
    let head = ["agents", "lost", level.as_str(), "wait of accepted", "occupancy", ""].map(str::to_owned).to_vec();
    let cells = |r: &BoundedRow| {
        let f = &r.figures;
        let lost = format!("{:.4} %", f.p_block * 100.0);
        let (level, wait) = (text::percent(Some(f.sl_offered)), text::seconds(f.asa_accepted_s));
        vec![r.agents.to_string(), lost, level, wait, text::percent(f.occupancy), mark(r.agents, asked)]
    };
    text::table(&std::iter::once(head).chain(rows.iter().map(cells)).collect::<Vec<_>>())
}
