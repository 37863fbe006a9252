//! The whole file at once: defaults, every key, every fault in one pass.

use std::path::{Path, PathBuf};

use super::*;
use crate::domain::centre::{Contract, Patience};
use crate::domain::findings::Severity;
use crate::domain::ids::{ContractId, QueueId, ShiftId};
use crate::domain::people::Activity;
use crate::domain::rules::{AverageHours, MaxWeekends};
use crate::domain::units::{Seconds, ServiceTarget};
use crate::ingest::tables::testing::read_text;

const HEAD: &str = "[centre]\ntime_zone = \"Asia/Shanghai\"\n[[queue]]\nid = \"main\"\n";

fn read_with(rest: &str) -> (Centre, Findings) {
    let (centre, findings) = read_text(format!("{HEAD}{rest}"), read);
    (centre.expect("readable"), findings)
}

/// Code and line of each finding.
fn lines(findings: &Findings) -> Vec<(&str, u64)> {
    findings.iter().map(|f| (f.code.as_str(), f.place.line.unwrap_or(0))).collect()
}

fn contract(rest: &str, findings: &mut Findings) -> Contract {
    let (centre, own) = read_with(&format!("[[contract]]\nid = \"c\"\n{rest}"));
    findings.extend(own);
    centre.contract(&ContractId::new("c")).expect("kept").clone()
}

#[test]
fn two_keys_are_enough() {
    let (centre, findings) = read_with("");
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(centre.interval, Minutes::new(30));
    let queue = centre.queue(&QueueId::new("main")).expect("one");
    assert_eq!(queue.service_level, ServiceTarget::parse("80/20"));
    assert_eq!(queue.patience, Patience::Infinite);
    assert!(centre.contracts.is_empty() && centre.shifts.is_empty());
}

#[test]
fn the_file_with_every_key_has_no_findings() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/centres/full/centre.toml");
    let mut findings = Findings::new();
    let centre = read(&path, &mut findings).expect("readable");
    assert!(findings.is_empty(), "{findings:?}");

    let loans = centre.queue(&QueueId::new("loans")).expect("loans");
    assert_eq!((loans.service_level, loans.max_asa), (None, Seconds::new(30.0)), "only the target given holds");
    assert_eq!((loans.patience, loans.like.as_ref()), (Patience::Estimate, Some(&QueueId::new("cards"))));
    let part = centre.contract(&ContractId::new("part")).expect("part");
    assert_eq!(part.daily.1, Minutes::new(13 * 60), "from the pack");
    assert_eq!(part.min_rest, Minutes::new(660), "from the packs");
    let limits = part.limits;
    assert_eq!((limits.max_nights_per_week, limits.max_consecutive_nights), (Some(3), Some(2)));
    assert_eq!((limits.rest_after_nights, limits.start_window), (Some(Minutes::new(2_850)), Some(Minutes::new(120))));
    assert_eq!(limits.max_weekends, Some(MaxWeekends { worked: 2, of: 4 }));
    assert_eq!(limits.average, Some(AverageHours { weeks: 4, most: Minutes::new(1_350) }));
    assert_eq!((limits.max_stretch, limits.min_break_spacing), (Some(Minutes::new(270)), Some(Minutes::new(60))));
    let full = centre.contract(&ContractId::new("full")).expect("full").limits;
    assert_eq!((full.max_stretch, full.min_break_spacing), (Some(Minutes::new(300)), Some(Minutes::new(30))), "of all");
    assert_eq!(centre.rules.successions.len(), 1);
    assert_eq!(centre.rules.night.map(|n| n.to.minutes()), Some(1_800), "on the next day");
    assert_eq!(centre.rules.soft.max_nights_per_week, Some(5.0));
    let night = centre.shift(&ShiftId::new("night")).expect("night");
    let starts: Vec<String> = night.starts.iter().map(ToString::to_string).collect();
    assert_eq!(starts, ["00:00", "01:00", "22:00", "23:00"]);
    assert_eq!(night.lengths.len(), 3);
    assert!(centre.handover.relief);
    let [leader, both] = centre.team_rules.presence.as_slice() else { panic!("two entries") };
    assert_eq!((leader.min.get(), leader.breaks_count, leader.never_all_off), (2, true, false));
    assert_eq!(leader.hours.as_ref().map(|week| week.iter().filter(|day| !day.is_empty()).count()), Some(5));
    assert_eq!((both.roles.as_slice(), both.min.get(), both.never_all_off), (&["a".into(), "b".into()][..], 0, true));
    let share = |team| centre.team_rules.breaks_of(team).map(|b| (b.max_on_break.get(), b.at_least_one));
    assert_eq!((share("north"), share("south")), (Some((0.3, false)), Some((0.5, true))));
    let short = centre.shift(&ShiftId::new("short")).expect("short");
    assert_eq!(short.contracts.len(), 2, "all contracts where none is named");
    assert!(centre.calendar.is("2026-12-24".parse().expect("date"), "half"));
    assert_eq!(centre.adherence.grace, [(Activity::Break, 300)]);
    assert!(centre.adherence.excess_only && centre.adherence.outside_is_exception);
    assert_eq!(centre.import.map.len(), 3);
    assert_eq!(centre.objective.under.len(), 3);
}

#[test]
fn every_fault_is_found_in_one_pass_with_its_line() {
    let text = r#"[centre]
time_zone = "Asia/Shanghia"
interval_minutes = 20
holiday = "builtin:cn"
holidays = "builtin:xx"
[[queue]]
id = "main"
hours = "mon-fry 07:00-24:00"
servce_level = "80/20"
service_level = 80
patience_s = -5
like = "man"
[[queue]]
hours_on = [{ date = "2026-02-29", hours = "08:00-18:00" }, { hours = "8-18" }]
[[contract]]
id = "full"
weekly_hours = [40, 36]
daily_hours = 8
must_work = ["sat", "someday"]
[[contract]]
id = "full"
weekly_hours = [40, 40]
[[shift]]
id = "day"
contracts = ["ful"]
start = { from = "06:00", to = "25:00", step = "30m" }
length = "8,5h"
[objective]
under = [{ up_to = 0.1, cost = 9 }, { cost = 3 }]
[handovers]
"#;
    let (centre, findings) = read_text(text, read);
    assert!(centre.is_none(), "no time zone");
    assert_eq!(
        lines(&findings),
        [
            ("C108", 2),
            ("C105", 3),
            ("C102", 4),
            ("C114", 5),
            ("C109", 8),
            ("C102", 9),
            ("C103", 10),
            ("C105", 11),
            ("C106", 12),
            ("C104", 13),
            ("C110", 14),
            ("C109", 14),
            ("C104", 14),
            ("C116", 15),
            ("C105", 17),
            ("C103", 18),
            ("C110", 19),
            ("C107", 21),
            ("C106", 25),
            ("C110", 26),
            ("C110", 27),
            ("C113", 29),
            ("C102", 30),
        ]
    );
    let hint = |line: u64| findings.iter().find(|f| f.place.line == Some(line)).and_then(|f| f.hint.clone());
    assert_eq!(hint(2).as_deref(), Some("did you mean \"Asia/Shanghai\"?"));
    assert_eq!(hint(9).as_deref(), Some("did you mean \"service_level\"?"));
    let text = findings.iter().find(|f| f.place.line == Some(17)).and_then(|f| f.place.text.clone());
    assert_eq!(text.as_deref(), Some("[40, 36]"));
}

#[test]
fn every_syntax_error_is_listed() {
    let text = "[centre]\nname = Bank\ntime_zone = Asia\ninterval_minutes = 7\n[[queue]]\nhours = \"never\"\n";
    let (centre, findings) = read_text(text, read);
    assert!(centre.is_none());
    let mut seen = lines(&findings);
    seen.dedup();
    assert_eq!(seen, [("C101", 2), ("C101", 3), ("C105", 4), ("C109", 6)]);
    let (_, findings) = read_text("[centre\ntime_zone = \"UTC\"\n", read);
    assert_eq!(lines(&findings), [("C101", 1)], "what follows a broken header is not judged");
    let (centre, findings) = read_text("", read);
    assert!(centre.is_none() && findings.has(Code::KeyMissing));
}

#[test]
fn packs_fill_in_what_a_contract_leaves_out() {
    let head = HEAD.replace("[[queue]]", "rules = [\"builtin:cn\"]\n[[queue]]");
    let (centre, findings) = read_text(format!("{head}[[contract]]\nid = \"c\"\n"), read);
    assert!(findings.is_empty(), "{findings:?}");
    let centre = centre.expect("readable");
    let contract = &centre.contracts[0];
    assert_eq!((contract.weekly.1, contract.daily.1), (Minutes::new(2400), Minutes::new(480)));
    assert_eq!(contract.max_consecutive_days, 6);
}

#[test]
fn a_contract_looser_than_the_law_is_named_with_the_article() {
    let head = HEAD.replace("[[queue]]", "rules = [\"builtin:cn\"]\n[[queue]]");
    let usual = "weekly_hours = [36, 40]\ndaily_hours = [6, 10]\n";
    let (_, findings) = read_text(format!("{head}[[contract]]\nid = \"c\"\n{usual}max_consecutive_days = 6\n"), read);
    assert!(findings.is_empty(), "usual contracts are not warned about: {findings:?}");
    let loose = "weekly_hours = [40, 60]\ndaily_hours = [8, 12]\nmax_consecutive_days = 7\n";
    let (centre, findings) = read_text(format!("{head}[[contract]]\nid = \"c\"\n{loose}"), read);
    assert_eq!(lines(&findings), [("C115", 8), ("C115", 9), ("C115", 10)]);
    assert_eq!(findings.count(Severity::Warning), 3);
    assert!(findings.iter().all(|f| f.message.contains("builtin:cn") && f.message.contains("Art.")));
    assert_eq!(centre.expect("readable").contracts[0].max_consecutive_days, 7, "used as written");
}

#[test]
fn contract_defaults_limit_nothing() {
    let mut findings = Findings::new();
    let contract = contract("", &mut findings);
    assert_eq!(lines(&findings), [("C116", 5)]);
    assert_eq!((contract.max_consecutive_days, contract.days_off_together, contract.min_rest.get()), (7, 0, 0));
    assert_eq!((contract.days_per_week, contract.leave_counts_as_worked), ((0, 7), true));
}

#[test]
fn hours_may_be_decimal_but_are_whole_minutes() {
    let mut findings = Findings::new();
    assert_eq!(contract("weekly_hours = [37.5, 38.75]\n", &mut findings).weekly.1, Minutes::new(2325));
    assert!(findings.is_empty());
    contract("weekly_hours = [37.333, 40]\n", &mut findings);
    assert!(findings.has(Code::ValueRange));
}

#[test]
fn shifts_that_nobody_can_work_are_warned_of() {
    let shift = |breaks: &str| {
        let text = format!(
            "[[contract]]\nid = \"c\"\nweekly_hours = [0, 40]\ndaily_hours = [8, 8]\n[[shift]]\nid = \"s\"\nstart = \"08:00\"\n\
             length = {{ from = \"6h\", to = \"7h\", step = \"1h\" }}\nbreaks = [{breaks}]\n"
        );
        lines_of(&text)
    };
    assert_eq!(shift(""), [("C112".to_owned(), 12)]);
    let late = "{ minutes = 30, window = [\"6h\", \"6h30m\"] }";
    assert_eq!(shift(late), [("C112".to_owned(), 12), ("C112".to_owned(), 13)], "6 hours have no room, 7 have");
    let never = "{ minutes = 30, window = [\"7h\", \"8h\"] }";
    assert_eq!(shift(never), [("C111".to_owned(), 13)]);
    let order = "{ minutes = 30, window = \"2h\" }, { minutes = 15, window = [\"1h\", \"2h15m\"] }";
    assert_eq!(shift(order), [("C111".to_owned(), 13)]);
}

fn lines_of(rest: &str) -> Vec<(String, u64)> {
    let (_, findings) = read_with(rest);
    lines(&findings).into_iter().map(|(code, line)| (code.to_owned(), line)).collect()
}

#[test]
fn prices_of_under_coverage_are_convex() {
    for under in [
        "[]",
        "[{ up_to = 0.5, cost = 1 }]",
        "[{ up_to = 0.5, cost = 1 }, { up_to = 0.4, cost = 2 }, { cost = 3 }]",
        "[{ up_to = 0.5, cost = 2 }, { cost = 1 }]",
    ] {
        assert_eq!(lines_of(&format!("[objective]\nunder = {under}\n")), [("C113".to_owned(), 6)], "{under}");
    }
    assert_eq!(lines_of("[objective]\nunder = [{ cost = 1 }, { cost = 2 }]\n"), [("C104".to_owned(), 6)]);
    assert!(lines_of("[objective]\nunder = [{ up_to = 1.0, cost = 2 }]\n").is_empty());
}

/// The made centres of the test data, where they are.
fn made_centres() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/roster");
    let Ok(entries) = std::fs::read_dir(root) else { return Vec::new() };
    let mut folders: Vec<PathBuf> = entries.flatten().map(|e| e.path()).filter(|p| p.is_dir()).collect();
    folders.sort();
    folders
}

#[test]
fn made_centres_are_read_without_findings_where_present() {
    for folder in made_centres() {
        let mut findings = Findings::new();
        let centre = read(&folder.join("centre.toml"), &mut findings).expect("readable");
        let agents = tables::agents::read(&folder.join("agents.csv"), &centre, &mut findings);
        let time_off = tables::time_off::read(&folder.join("time_off.csv"), &centre, &agents, &mut findings);
        let requirement = tables::requirement::read(&folder.join("requirement.csv"), &centre, &mut findings);
        assert!(findings.is_empty(), "{}: {findings:?}", folder.display());
        assert!(agents.len() >= 20 && !time_off.is_empty() && requirement.rows.len() == 336, "{}", folder.display());
    }
}

#[test]
fn faults_of_rules_about_several_agents_are_found() {
    let (centre, findings) = read_with(
        "[[presence]]\nmin = 1\n[[presence]]\nrole = \"a;b\"\n[[presence]]\nrole = \"a\"\nroles = [\"b\"]\n\
         [[presence]]\nrole = \"a\"\nhours = \"moon\"\n[[team]]\nid = \"north\"\n\
         [[team]]\nid = \"*\"\nmax_on_break = 2\n",
    );
    assert_eq!(lines(&findings), [("C104", 5), ("C110", 8), ("C103", 11), ("C109", 14), ("C104", 15), ("C105", 19)]);
    assert_eq!(centre.team_rules.presence.len(), 1, "only the unreadable hours are left out");
    assert!(centre.team_rules.breaks.is_empty());
}

#[test]
fn rules_that_say_nothing_usable_are_named() {
    let (centre, findings) = read_with(
        "[[contract]]\nid = \"c\"\nweekly_hours = [0, 40]\nmax_nights_per_week = 3\naverage = { weeks = 0 }\n\
         [[succession]]\nfrom = \"night\"\nto = \"day\"\nkind = \"never\"\n\
         [rules.soft]\nmin_rest_hours = 2\nnights = 1\nmax_weekends = -1\n",
    );
    assert_eq!(
        lines(&findings),
        [
            ("C104", 5),
            ("C105", 9),
            ("C104", 9),
            ("C106", 11),
            ("C106", 12),
            ("C110", 13),
            ("C121", 15),
            ("C121", 16),
            ("C105", 17)
        ]
    );
    assert!(centre.rules.successions.is_empty());
    assert_eq!(centre.rules.soft.max_weekends, None);
}

/// A centre under a pack, with one contract of these keys.
fn under(pack: &str, keys: &str) -> (Option<Centre>, Findings) {
    let head = HEAD.replace("[[queue]]", &format!("rules = [\"builtin:{pack}\"]\n[[queue]]"));
    read_text(format!("{head}[[contract]]\nid = \"c\"\nweekly_hours = [0, 30]\n{keys}"), read)
}

#[test]
fn every_rule_pack_is_read_without_findings_and_says_that_it_is_no_advice() {
    for pack in crate::ingest::packs::rule_names() {
        let (centre, findings) = under(pack, "legal_groups = [\"minor\"]\n");
        assert!(findings.is_empty(), "{pack}: {findings:?}");
        let law = &centre.expect("readable").contracts[0].law;
        assert!(law.iter().any(|rule| rule.hard), "{pack}");
        assert!(law.iter().all(|rule| rule.article.to_string().contains("not legal advice")), "{pack}");
        let text = crate::ingest::packs::rules(pack).expect("named");
        assert!(text.contains("notice = \"Not legal advice.") && text.contains("not_modelled = ["), "{pack}");
    }
}

#[test]
fn groups_and_overrides_that_name_nothing_are_faults() {
    let (_, findings) = under(
        "de",
        "legal_groups = [\"pilots\"]\nwaived_meals = [0]\n\
         [[override]]\nrule = \"max_daily_hour\"\nreason = \"because\"\n\
         [[override]]\nrule = \"breaks\"\nlimit = 3\ncontracts = [\"d\"]\nreason = \"agreement\"\n\
         [[override]]\nrule = \"max_daily_hours\"\nreason = \" \"\n\
         [[override]]\nrule = \"max_daily_hours\"\n",
    );
    let found: Vec<&str> = lines(&findings).into_iter().map(|(code, _)| code).collect();
    assert_eq!(found, ["C106", "C105", "C106", "C105", "C106", "C110", "C104"]);
}

#[test]
fn an_override_says_why_and_the_contract_is_not_told_of_again() {
    let looser = "daily_hours = [0, 12]\n";
    let (_, findings) = under("de", looser);
    assert_eq!(lines(&findings).iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["C115"]);
    assert!(findings.iter().all(|f| f.hint.as_ref().is_some_and(|hint| hint.contains("[[override]]"))));
    let reason = "[[override]]\nrule = \"max_daily_hours\"\nlimit = 12\nreason = \"works agreement\"\n";
    let (_, findings) = under("de", &format!("{looser}{reason}"));
    assert_eq!(lines(&findings).iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["C118"]);
    assert!(findings.iter().all(|f| f.message.contains("works agreement") && f.message.contains("not legal advice")));
}
