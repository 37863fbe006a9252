//! report.html: one page, no network, no script, that a planner can pin to the wall; and the page of each agent.

mod accuracy;
mod agent;
mod axis;
mod cover;
mod day;
mod forecast;
mod gantt_day;
mod gantt_week;
mod heat;
mod patience;
mod sections;
mod svg;
mod tables;
mod wishes;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::number::count;
use super::shifts::{day_name, hour_minute};
use crate::domain::ids::QueueId;
use crate::domain::people::{Activity, RosterRow};
use crate::domain::plan::Plan;
use crate::domain::time::{Zone, add_days};
pub use agent::agent;
pub use day::{html as day_html, text as day_text};
pub(in crate::outputs) use svg::escape;

pub use patience::patience_svg;

const STYLE: &str = include_str!("style.css");

/// Colours of queues before they repeat.
const QUEUE_COLOURS: usize = 8;

/// The whole report of a plan. The same plan gives the same bytes.
#[must_use]
pub fn html(plan: &Plan) -> String {
    let look = Look::of(plan);
    let mut page = Page::default();
    sections::facts(&mut page, plan);
    sections::contents(&mut page);
    sections::forecast(&mut page, plan);
    sections::coverage(&mut page, plan);
    sections::heat(&mut page, plan);
    sections::roster_weeks(&mut page, plan, &look);
    sections::roster_days(&mut page, plan, &look);
    tables::hours(&mut page, plan);
    wishes::wishes(&mut page, plan);
    tables::cost(&mut page, plan);
    tables::what_if(&mut page, plan);
    tables::rules(&mut page, plan);
    accuracy::accuracy(&mut page, plan);
    tables::special_days(&mut page, plan);
    tables::notes(&mut page, plan);
    let title = escape(&title(plan));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} · {dates}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <header><h1>{title}</h1><p class=\"dates\">{dates}</p></header>\n{body}</main>\n</body>\n</html>\n",
        dates = escape(&dates(plan)),
        body = page.finish()
    )
}

fn title(plan: &Plan) -> String {
    if plan.centre.name.is_empty() { "Roster".to_owned() } else { plan.centre.name.clone() }
}

/// `Mon 30 Nov – Sun 6 Dec 2026 · 120 agents · 3 queues · Asia/Shanghai`.
fn dates(plan: &Plan) -> String {
    let days = i64::try_from(plan.weeks.max(1)).unwrap_or(1).saturating_mul(7);
    let last = add_days(plan.first_day, days - 1);
    let agents = count(plan.agents.len(), "agent", "agents");
    let queues = count(plan.centre.queues.len(), "queue", "queues");
    let zone = plan.centre.zone.name();
    format!("{} – {} {} · {agents} · {queues} · {zone}", day_name(plan.first_day), day_name(last), last.format("%Y"))
}

/// Which colour stands for what, the same in every picture.
#[derive(Debug)]
struct Look {
    queues: BTreeMap<QueueId, String>,
    order: Vec<QueueId>,
}

impl Look {
    fn of(plan: &Plan) -> Self {
        let mut order: Vec<QueueId> = plan.centre.queues.iter().map(|q| q.id.clone()).collect();
        for queue in plan.rows.iter().filter_map(|r| r.queue.as_ref()) {
            if !order.contains(queue) {
                order.push(queue.clone());
            }
        }
        let class = |(i, q): (usize, &QueueId)| (q.clone(), format!("q{}", i % QUEUE_COLOURS));
        Self { queues: order.iter().enumerate().map(class).collect(), order }
    }

    /// The style class of a stretch.
    fn class(&self, activity: Activity, queue: Option<&QueueId>) -> &str {
        match activity {
            Activity::Work => queue.and_then(|q| self.queues.get(q)).map_or("q0", String::as_str),
            Activity::Break => "brk",
            Activity::Meal => "meal",
            Activity::Handover => "hand",
            Activity::Training => "train",
            Activity::Meeting => "meet",
            Activity::Split => "split",
        }
    }

    /// What the colours mean, for those that occur.
    fn legend(&self, plan: &Plan) -> Vec<(String, String)> {
        let queues = self.order.iter().map(|q| (self.class(Activity::Work, Some(q)).to_owned(), q.to_string()));
        let others = Activity::ALL.into_iter().filter(|a| *a != Activity::Work);
        let others = others.filter(|a| plan.rows.iter().any(|r| r.activity == *a));
        queues.chain(others.map(|a| (self.class(a, None).to_owned(), a.to_string()))).collect()
    }
}

/// `10:30–10:45 break`, `07:00–10:30 cards`.
fn stretch_note(zone: Zone, row: &RosterRow) -> String {
    let what = row.queue.as_ref().map_or_else(|| row.activity.to_string(), ToString::to_string);
    let unpaid = if row.paid { "" } else { ", unpaid" };
    format!("{}–{} {what}{unpaid}", hour_minute(zone, row.start), hour_minute(zone, row.end))
}

/// The page as it grows: sections with a table of contents.
#[derive(Debug, Default)]
struct Page {
    body: String,
    titles: Vec<(String, String)>,
    open: bool,
}

/// Stands in the body where the table of contents goes once all titles are known.
const CONTENTS: &str = "<!--contents-->";

impl Page {
    /// Starts a section.
    fn section(&mut self, id: &str, title: &str, about: &str) {
        self.close();
        self.open = true;
        self.titles.push((id.to_owned(), title.to_owned()));
        let (title, about) = (escape(title), escape(about));
        let _ = writeln!(self.body, "<section id=\"{id}\">\n<h2>{title}</h2>");
        if !about.is_empty() {
            let _ = writeln!(self.body, "<p class=\"about\">{about}</p>");
        }
    }

    fn close(&mut self) {
        if self.open {
            self.body.push_str("</section>\n");
            self.open = false;
        }
    }

    /// A heading inside a section; `more` stands beside it, smaller.
    fn heading(&mut self, title: &str, more: &str) {
        let (title, more) = (escape(title), escape(more));
        let _ = writeln!(self.body, "<h3>{title} <small>{more}</small></h3>");
    }

    /// A sentence.
    fn sentence(&mut self, text: &str) {
        let _ = writeln!(self.body, "<p>{}</p>", escape(text));
    }

    /// A picture that must not be torn by a page break, with its heading.
    fn figure(&mut self, title: &str, more: &str, picture: &str) {
        self.body.push_str("<figure>\n");
        if !title.is_empty() {
            self.heading(title, more);
        }
        self.body.push_str(picture);
        self.body.push_str("</figure>\n");
    }

    /// What colours mean.
    fn legend<A: AsRef<str>, B: AsRef<str>>(&mut self, entries: &[(A, B)]) {
        self.body.push_str("<p class=\"legend\">");
        for (class, text) in entries {
            let (class, text) = (class.as_ref(), escape(text.as_ref()));
            let _ = write!(
                self.body,
                "<span><svg viewBox=\"0 0 18 11\"><rect class=\"{class}\" x=\"0.5\" y=\"0.5\" width=\"17\" height=\"10\"/></svg>{text}</span> "
            );
        }
        self.body.push_str("</p>\n");
    }

    fn finish(mut self) -> String {
        self.close();
        let links: Vec<String> =
            self.titles.iter().map(|(id, title)| format!("<a href=\"#{id}\">{}</a>", escape(title))).collect();
        self.body.replacen(CONTENTS, &format!("<nav>{}</nav>\n", links.join(" ")), 1)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::sample;
    use super::*;
    use crate::domain::codes::Code;
    use crate::domain::findings::Finding;

    fn keep(name: &str, html: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/report-test");
        std::fs::create_dir_all(&folder).expect("folder");
        std::fs::write(folder.join(name), html).expect("written");
    }

    #[test]
    fn the_page_has_every_section_and_needs_nothing_from_outside() {
        let page = html(&sample::plan(40, 1));
        keep("report.html", &page);
        let ids = [
            "forecast", "coverage", "heat", "roster", "days", "hours", "cost", "rules", "accuracy", "special", "notes",
        ];
        for id in ids {
            assert!(
                page.contains(&format!("<section id=\"{id}\">")) && page.contains(&format!("href=\"#{id}\"")),
                "{id}"
            );
        }
        for outside in ["http://", "https://", "<script", "<link", "@import", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
    }

    #[test]
    fn text_of_the_centre_cannot_become_markup() {
        let mut plan = sample::plan(12, 1);
        plan.centre.name = "<script>alert(1)</script>".into();
        plan.agents[0].name = "</title><b>".into();
        plan.time_off[0].kind = "\"><img src=x>".into();
        let mut finding = Finding::new(Code::OptionInvalid, "<i>message</i>");
        finding.hint = Some("<u>".into());
        plan.findings.push(finding);
        let page = html(&plan);
        for markup in ["<script", "</title><b>", "<img", "<i>", "<u>"] {
            assert!(!page.contains(markup), "{markup}");
        }
    }

    #[test]
    fn the_same_plan_gives_the_same_bytes() {
        assert_eq!(html(&sample::plan(25, 2)), html(&sample::plan(25, 2)));
    }

    #[test]
    fn a_centre_of_120_agents_stays_below_three_megabytes() {
        let page = html(&sample::plan(120, 1));
        keep("report-120.html", &page);
        assert!(page.len() < 3_000_000, "{}", page.len());
    }

    #[test]
    fn weeks_with_a_clock_change_are_drawn_whole() {
        for (month, day) in [(3, 23), (10, 19)] {
            let monday = chrono::NaiveDate::from_ymd_opt(2026, month, day).expect("date");
            let page = html(&sample::plan_at("Europe/Berlin", monday, 20, 1));
            assert!(page.contains("Sun ") && !page.contains("NaN") && !page.contains("inf "), "{monday}");
        }
    }

    #[test]
    fn an_empty_plan_is_still_a_page() {
        let mut plan = sample::plan(12, 1);
        plan.rows.clear();
        plan.summaries.clear();
        plan.accuracy.clear();
        plan.history.rows.clear();
        plan.forecast = crate::domain::series::Forecast::default();
        plan.requirement.rows.clear();
        plan.findings = crate::domain::findings::Findings::new();
        assert!(html(&plan).contains("There is no roster"));
    }
}
