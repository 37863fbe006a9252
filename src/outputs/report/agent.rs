//! An agent's own page, to be read or printed alone.

use super::super::agent_page::{AgentPage, COUNTED, counted, on_standby, verdict};
use super::super::shifts::day_name;
use super::Page;
use super::svg::escape;
use super::tables::{figure, table, text};

const STYLE: &str = include_str!("agent.css");

/// The page as HTML: one file, nothing from outside.
#[must_use]
pub fn agent(centre: &str, own: &AgentPage) -> String {
    let mut page = Page::default();
    for week in &own.weeks {
        page.section("", &format!("Week of {}", day_name(week.first_day)), "");
        if week.shifts.is_empty() {
            page.sentence("No shift.");
        }
        week.shifts.iter().for_each(|shift| page.sentence(shift));
        week.standby.iter().for_each(|duty| page.sentence(&on_standby(duty)));
        if week.wishes.is_empty() {
            continue;
        }
        let rows = week
            .wishes
            .iter()
            .map(|answer| vec![text(answer.wish.as_str()), text(verdict(answer)), text(answer.reason.as_str())]);
        table(&mut page, "", &["Wish", "What became of it", "What stood against it"], rows);
    }
    let about = "Weekend, night, early and late shifts, those of the weeks before included where they are known.";
    page.section("", "Hours and unpopular shifts", about);
    let rows = counted(own).into_iter().map(|row| {
        row.into_iter().enumerate().map(|(column, cell)| if column == 0 { text(cell) } else { figure(cell) }).collect()
    });
    table(&mut page, "", &COUNTED, rows);
    let team = if own.team.is_empty() { String::new() } else { format!(" · team {}", own.team) };
    let title = escape(&own.name);
    let line = escape(&format!("{} · {centre}{team} · contract {}", own.agent, own.contract));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <h1>{title}</h1>\n<p class=\"about\">{line}</p>\n{body}</body>\n</html>\n",
        body = page.finish()
    )
}

#[cfg(test)]
mod tests {
    use super::super::super::agent_page::{PageFacts, pages};
    use super::super::super::sample;
    use super::*;

    #[test]
    fn the_page_stands_alone_and_text_cannot_become_markup() {
        let mut plan = sample::plan(12, 1);
        plan.agents[0].name = "<script>alert(1)</script>".into();
        let own = pages(&PageFacts::from(&plan)).next().expect("a page");
        let page = agent(&plan.centre.name, &own);
        for outside in ["http://", "https://", "<script", "<link", "@import", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.contains("Hours and unpopular shifts") && page.contains("mean of the team"), "{page}");
    }
}
