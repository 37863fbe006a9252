//! Figures as people read them: percent, seconds, counts, and the table of what the neighbours would give.

use super::performance::Performance;
use super::uncertain::Uncertain;
use crate::domain::work::ServiceCount;

/// `81.7 %`; a dash where undefined.
pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |s| format!("{:.1} %", s * 100.0))
}

/// `12.3 s`, `4 min 10 s` from two minutes on; a dash where undefined.
pub(super) fn seconds(time: Option<f64>) -> String {
    match time {
        None => "–".to_owned(),
        Some(t) if t < 120.0 => format!("{t:.1} s"),
        Some(t) if t < 1e7 => {
            let whole = t.round();
            format!("{:.0} min {:.0} s", (whole / 60.0).floor(), whole % 60.0)
        }
        Some(t) => format!("{t:.3e} s"),
    }
}

/// A number with as many decimals as it needs, two at most.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `7`, or `12.5` where one is there for part of the time.
pub(super) fn count(agents: f64) -> String {
    if agents.fract() > 0.0 { agents.to_string() } else { format!("{agents:.0}") }
}

/// `1 agent`, `7 agents`.
pub(super) fn agents(count: u32) -> String {
    format!("{count} agent{}", if count == 1 { "" } else { "s" })
}

/// Lines of cells, every column as wide as its widest cell and aligned to the right.
pub(super) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| rows.iter().filter_map(|r| r.get(column)).map(|c| c.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("  {cell:>width$}", width = *width));
        text.push_str(cells.collect::<String>().trim_end());
        text.push('\n');
    }
    text
}

/// What the forecast's band means for the agents of its middle.
pub(super) fn uncertain(band: &Uncertain, agents: u32) -> String {
    let share = |share| percent(Some(share));
    format!(
        "  forecast     {} to {} calls in 8 of 10 cases: with {} at work {} are answered in time over all cases, and the target is met in {}\n  \
         to hold it   {} over all cases ({} in time)\n",
        number(band.p10),
        number(band.p90),
        self::agents(agents),
        share(band.sl),
        share(band.p_met),
        self::agents(band.agents),
        share(band.sl_of_agents),
    )
}

/// The five ways to count a service level, where callers who hang up make them differ.
pub(super) fn service_levels(p: &Performance, threshold: f64) -> String {
    let line = |counted: ServiceCount| format!("  {}: {}\n", counted.words(), percent(p.level(counted)));
    let lines = ServiceCount::ALL.map(line);
    format!("service level within {} s, as it is counted:\n{}", number(threshold), lines.concat())
}

/// What some numbers of agents give, the asked one marked.
pub(super) fn neighbours(figures: &[Performance], asked: f64, threshold: Option<f64>) -> String {
    let level = format!("answered in {} s ÷ offered", number(threshold.unwrap_or_default()));
    let head = ["agents", level.as_str(), "mean wait", "wait of answered", "have to wait", "hang up", "occupancy", ""];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(figures.iter().map(|p| {
        vec![
            count(p.agents),
            percent(Some(p.sl)),
            seconds(p.asa_s),
            seconds(p.asa_answered_s),
            percent(Some(p.p_wait)),
            percent(Some(p.p_abandon)),
            percent(p.occupancy),
            if p.agents.total_cmp(&asked).is_eq() { "◄".to_owned() } else { String::new() },
        ]
    }));
    table(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_percent_seconds_and_minutes() {
        assert_eq!(percent(Some(0.817_04)), "81.7 %");
        assert_eq!(percent(None), "–");
        assert_eq!(seconds(Some(31.865)), "31.9 s");
        assert_eq!(seconds(Some(250.2)), "4 min 10 s");
        assert_eq!(seconds(Some(179.7)), "3 min 0 s");
        assert_eq!(number(1800.0), "1800");
        assert_eq!(number(5.835), "5.83");
        assert_eq!(agents(1), "1 agent");
    }

    #[test]
    fn columns_line_up() {
        let rows = vec![vec!["a".to_owned(), "bb".to_owned()], vec!["100".to_owned(), "2".to_owned()]];
        assert_eq!(table(&rows), "    a  bb\n  100   2\n");
    }
}
