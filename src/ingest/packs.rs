//! Packs that are shipped with the program: holiday calendars and rule packs, compiled in from `models/`.
//!
//! A centre names them `builtin:NAME`; `wfm init` copies the ones it uses, so that planners can edit them.

/// What a setting begins with when it names a shipped pack.
pub const BUILTIN: &str = "builtin:";

const HOLIDAYS: [(&str, &str); 3] = [
    ("cn", include_str!("../../models/holidays/cn.csv")),
    ("il", include_str!("../../models/holidays/il.csv")),
    ("us", include_str!("../../models/holidays/us.csv")),
];

const RULES: [(&str, &str); 5] = [
    ("cn", include_str!("../../models/rules/cn.toml")),
    ("de", include_str!("../../models/rules/de.toml")),
    ("eu", include_str!("../../models/rules/eu.toml")),
    ("fr", include_str!("../../models/rules/fr.toml")),
    ("us-ca", include_str!("../../models/rules/us-ca.toml")),
];

const KPI: [(&str, &str); 2] = [
    ("default", include_str!("../../models/kpi/default.toml")),
    ("technical_support", include_str!("../../models/kpi/technical_support.toml")),
];

/// The text of a pack of targets of indicators.
pub fn kpi(name: &str) -> Option<&'static str> {
    find(&KPI, name)
}

/// The names of the packs of targets.
pub fn kpi_names() -> Vec<&'static str> {
    KPI.iter().map(|(name, _)| *name).collect()
}

const ADHERENCE: [(&str, &str); 5] = [
    ("genesys", include_str!("../../models/adherence/genesys.toml")),
    ("calabrio", include_str!("../../models/adherence/calabrio.toml")),
    ("verint", include_str!("../../models/adherence/verint.toml")),
    ("nice", include_str!("../../models/adherence/nice.toml")),
    ("amazon", include_str!("../../models/adherence/amazon.toml")),
];

/// The text of a vendor's definition of adherence.
pub fn adherence(name: &str) -> Option<&'static str> {
    find(&ADHERENCE, name)
}

/// The names of the definitions of adherence.
pub fn adherence_names() -> Vec<&'static str> {
    ADHERENCE.iter().map(|(name, _)| *name).collect()
}

/// The text of a holiday calendar: the columns of special_days.csv.
pub fn holidays(name: &str) -> Option<&'static str> {
    find(&HOLIDAYS, name)
}

/// The text of a rule pack.
pub fn rules(name: &str) -> Option<&'static str> {
    find(&RULES, name)
}

/// The names of the holiday calendars.
pub fn holiday_names() -> Vec<&'static str> {
    HOLIDAYS.iter().map(|(name, _)| *name).collect()
}

/// The names of the rule packs.
pub fn rule_names() -> Vec<&'static str> {
    RULES.iter().map(|(name, _)| *name).collect()
}

fn find(packs: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    packs.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::domain::findings::Findings;
    use crate::ingest::tables::special_days;

    #[test]
    fn every_calendar_is_read_without_findings() {
        for name in holiday_names() {
            let mut findings = Findings::new();
            let calendar = special_days::read_text(name, holidays(name).expect("named"), &mut findings);
            assert!(findings.is_empty(), "{name}: {findings:?}");
            assert!(calendar.iter().count() > 5, "{name}");
            assert!(calendar.iter().all(|day| day.kind == "full" || day.kind == "swapwork"), "{name}");
        }
    }

    #[test]
    fn chinese_holidays_have_their_make_up_workdays() {
        let mut findings = Findings::new();
        let calendar = special_days::read_text("cn", holidays("cn").expect("named"), &mut findings);
        let on = |text: &str, kind| calendar.is(text.parse::<NaiveDate>().expect("date"), kind);
        assert!(on("2026-10-01", "full") && on("2026-10-10", "swapwork") && !on("2026-10-10", "full"));
    }
}
