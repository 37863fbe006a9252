//! roster.xlsx: what planners print. Text is always written as text, so a name such as `=1+1` stays a name.

mod chart_sheet;
mod coverage_sheet;
mod looks;
mod roster_sheet;

use std::collections::BTreeSet;

use chrono::Datelike;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::coverage::Coverage;
use super::shifts::{Team, Week, week_start};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Place};
use crate::domain::plan::Plan;

/// Paper sizes in the numbering of the format.
const A3: u8 = 8;
const A4: u8 = 9;

/// Longest name of a sheet.
const LONGEST_NAME: usize = 31;

/// The workbook of a plan: for each week a sheet of agents by day, the same for each team where there are several, and coverage
/// by half-hour as figures and as charts. The same plan gives the same bytes: the date inside is the plan's first day.
pub fn workbook(plan: &Plan) -> Result<Vec<u8>, Finding> {
    build(plan).map_err(|error| {
        Finding::new(Code::OutputUnwritable, format!("roster.xlsx cannot be made: {error}"))
            .at(Place::file("roster.xlsx"))
    })
}

fn build(plan: &Plan) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(plan)?);
    let looks = looks::Looks::new();
    for number in 0..plan.weeks.max(1) {
        let week = Week::of(plan, number);
        let first = week_start(plan, number);
        let page = roster_sheet::Page { name: format!("Week {first}"), team: "", paper: A3 };
        roster_sheet::write(workbook.add_worksheet(), plan, &week, &page, &looks)?;
    }
    let mut taken = BTreeSet::new();
    for number in 0..plan.weeks.max(1) {
        let Week { days, teams } = Week::of(plan, number);
        // One team is the whole week, which is there already.
        for team in teams.into_iter().filter(|team| !team.name.is_empty() && team.members.len() < plan.agents.len()) {
            let page =
                roster_sheet::Page { name: sheet_name(plan, &team, number, &mut taken), team: team.name, paper: A4 };
            let week = Week { days: days.clone(), teams: vec![team] };
            roster_sheet::write(workbook.add_worksheet(), plan, &week, &page, &looks)?;
        }
    }
    let coverage = Coverage::of(&plan.requirement, &plan.rows, plan.centre.interval);
    for number in 0..plan.weeks.max(1) {
        let first = week_start(plan, number);
        let week = coverage.of_week(first, plan.centre.zone);
        coverage_sheet::write(workbook.add_worksheet(), plan, &week, first, &looks)?;
        chart_sheet::write(workbook.add_worksheet(), plan, &week, first, &looks)?;
    }
    workbook.save_to_buffer()
}

/// A name that the format takes and no other sheet has: the team's, and in a plan of several weeks the first day.
fn sheet_name(plan: &Plan, team: &Team<'_>, number: usize, taken: &mut BTreeSet<String>) -> String {
    let day = if plan.weeks > 1 { format!(" {}", week_start(plan, number).format("%m-%d")) } else { String::new() };
    let shown = |c: char| if c.is_control() || "[]:*?/\\'".contains(c) { ' ' } else { c };
    let clean: String = team.name.chars().map(shown).collect();
    // The other sheets, and one of the format's own, begin so.
    let is_taken =
        ["week ", "coverage ", "charts ", "history"].iter().any(|w| clean.trim().to_lowercase().starts_with(w));
    let clean = if is_taken || clean.trim().is_empty() { format!("Team {}", clean.trim()) } else { clean };
    let mut copy = 1;
    loop {
        let ending = if copy == 1 { day.clone() } else { format!("{day} ({copy})") };
        let room = LONGEST_NAME.saturating_sub(ending.chars().count());
        let stem: String = clean.trim().chars().take(room).collect();
        let name = format!("{}{ending}", stem.trim());
        if taken.insert(name.to_lowercase()) {
            return name;
        }
        copy += 1;
    }
}

fn properties(plan: &Plan) -> Result<DocProperties, XlsxError> {
    let day = plan.first_day;
    let in_range = |n: u32| u8::try_from(n).unwrap_or(1);
    // The format knows no years before 1900.
    let year = u16::try_from(day.year()).unwrap_or(1900).max(1900);
    let created = ExcelDateTime::from_ymd(year, in_range(day.month()), in_range(day.day()))?;
    Ok(DocProperties::new()
        .set_title(format!("{} – roster from {day}", plan.centre.name))
        .set_creation_datetime(&created))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::Read;
    use std::path::Path;

    use super::super::sample;
    use super::super::shifts::shifts;
    use super::*;

    /// The parts of the workbook: a ZIP of XML, read here by its directory so that the test needs no library.
    fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
        let number = |at: usize, length: usize| {
            bytes[at..at + length].iter().rev().fold(0_usize, |sum, byte| sum * 256 + usize::from(*byte))
        };
        let mut parts = BTreeMap::new();
        let mut entry = number(bytes.len() - 22 + 16, 4);
        while bytes[entry..].starts_with(b"PK\x01\x02") {
            let (name, extra, comment, local) =
                (number(entry + 28, 2), number(entry + 30, 2), number(entry + 32, 2), number(entry + 42, 4));
            let data = local + 30 + number(local + 26, 2) + number(local + 28, 2);
            let mut text = String::new();
            flate2::read::DeflateDecoder::new(&bytes[data..]).read_to_string(&mut text).expect("inflates");
            parts.insert(String::from_utf8_lossy(&bytes[entry + 46..entry + 46 + name]).into_owned(), text);
            entry += 46 + name + extra + comment;
        }
        parts
    }

    fn made(plan: &Plan) -> BTreeMap<String, String> {
        let bytes = workbook(plan).expect("made");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/report-test");
        std::fs::create_dir_all(&folder).expect("folder");
        std::fs::write(folder.join(format!("roster-{}.xlsx", plan.weeks)), &bytes).expect("written");
        parts(&bytes)
    }

    #[test]
    fn each_week_has_a_sheet_of_agents_and_one_of_coverage() {
        let parts = made(&sample::plan(40, 2));
        let book = &parts["xl/workbook.xml"];
        for name in ["Week 2026-11-30", "Week 2026-12-07", "Coverage 2026-11-30", "Coverage 2026-12-07"] {
            assert!(book.contains(&format!("name=\"{name}\"")), "{name} in {book}");
        }
        assert!(book.contains("_xlnm.Print_Titles"));
    }

    #[test]
    fn every_shift_is_on_the_sheet_and_names_stay_text() {
        let plan = sample::plan(40, 1);
        let parts = made(&plan);
        let sheet = &parts["xl/worksheets/sheet1.xml"];
        assert!(!sheet.contains("<f>"), "no formula");
        let texts: Vec<&str> = parts["xl/sharedStrings.xml"].split("<t").skip(1).collect();
        assert!(texts.iter().any(|t| t.contains("=SUM(A1)")));
        for shift in shifts(&plan.rows, plan.centre.handover) {
            let label = format!("{} {}", shift.id, shift.clock(plan.centre.zone));
            assert!(texts.iter().any(|t| t.contains(&label)), "{label}");
        }
        for word in ["orientation=\"landscape\"", "fitToWidth", "state=\"frozen\""] {
            assert!(sheet.contains(word) || sheet.contains("fitToPage"), "{word}");
        }
    }

    #[test]
    fn the_same_plan_gives_the_same_bytes_and_its_first_day_as_date() {
        let plan = sample::plan(12, 1);
        assert_eq!(workbook(&plan).expect("made"), workbook(&plan).expect("made"));
        assert!(made(&plan)["docProps/core.xml"].contains("2026-11-30T00:00:00Z"));
    }

    #[test]
    fn the_hour_that_happens_twice_has_lines_of_its_own() {
        let monday = chrono::NaiveDate::from_ymd_opt(2026, 10, 19).expect("date");
        let parts = made(&sample::plan_at("Europe/Berlin", monday, 12, 1));
        let texts = &parts["xl/sharedStrings.xml"];
        assert!(texts.contains("02:00 again") && texts.contains("02:30 again") && !texts.contains("03:00 again"));
    }

    #[test]
    fn a_plan_without_roster_is_still_a_workbook() {
        let mut plan = sample::plan(12, 1);
        plan.rows.clear();
        plan.summaries.clear();
        plan.requirement.rows.clear();
        assert!(workbook(&plan).is_ok());
    }
}
