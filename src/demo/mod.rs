//! The made-up centre of `wfm init`: a seeded generator.
//!
//! Nothing here is measured anywhere. The same seed gives the same bytes; the settings (`centre.toml`) do not depend on
//! the seed. Volumes and people are sized together, so that the planned week can be staffed but has little to spare.
//!
//! # Example
//!
//! ```
//! let files = wfm::demo::generate(1);
//! assert_eq!(files[0].path, "centre.toml");
//! assert_eq!(files, wfm::demo::generate(1));
//! ```

mod calendar;
mod day;
mod history;
mod lived;
mod localised;
mod people;
mod previous;
mod queues;
mod tables;
mod volumes;

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use self::people::DemoAgent;

/// A file of the made-up centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoFile {
    /// Where it goes, relative to the centre's folder, with `/` between folders.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl DemoFile {
    fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), bytes: text.into().into_bytes() }
    }
}

/// One independent stream of random numbers per part, so that a change in one part leaves the others as they are.
#[derive(Clone, Copy)]
enum Part {
    Volumes = 1,
    Names = 2,
    Absences = 3,
    Wishes = 4,
    LastWeek = 5,
    Day = 6,
}

fn stream(seed: u64, part: Part) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(part as u64);
    rng
}

/// The files of a made-up centre directory, `centre.toml` first, ready for `wfm plan`, in the language spoken.
#[must_use]
pub fn generate(seed: u64) -> Vec<DemoFile> {
    let agents = people::agents(&mut stream(seed, Part::Names));
    let absences = tables::absences(&agents, &mut stream(seed, Part::Absences));
    let mut files = vec![
        DemoFile::new("centre.toml", include_str!("../../models/demo/centre.toml")),
        DemoFile::new("agents.csv", people::table(&agents)),
        DemoFile::new("time_off.csv", tables::time_off(&absences)),
        DemoFile::new("availability.csv", tables::availability(&agents)),
        DemoFile::new("activities.csv", tables::activities(&agents, &absences)),
        DemoFile::new("preferences.csv", tables::preferences(&agents, &mut stream(seed, Part::Wishes))),
        DemoFile::new("special_days.csv", calendar::special_days_table()),
        DemoFile::new("previous.csv", previous::table(&agents, &mut stream(seed, Part::LastWeek))),
    ];
    let months = history::months(&mut stream(seed, Part::Volumes));
    files.extend(one_day(seed, &agents, &months));
    files.extend(months.into_iter().map(|(month, text)| DemoFile::new(format!("history/{month}.csv"), text)));
    localised::in_words(files)
}

/// One day of the last week with its roster, its forecast, what came and what everybody did.
fn one_day(seed: u64, agents: &[DemoAgent], months: &BTreeMap<String, String>) -> Vec<DemoFile> {
    let last_week = previous::rows(agents, &mut stream(seed, Part::LastWeek));
    let day = day::DemoDay::new(agents, &last_week);
    let worked = day.lived(&mut stream(seed, Part::Day));
    let month = months.get(&day::DAY.format("%Y-%m").to_string()).map(String::as_str).unwrap_or_default();
    let counts = lived::counted(month, &worked);
    let file = |name: &str, text: String| DemoFile::new(format!("days/{}/{name}", day::DAY), text);
    vec![
        file("roster.csv", day.roster()),
        file("forecast.csv", day::forecast()),
        file("actuals.csv", lived::actuals(&counts)),
        file("states.csv", worked.states(&counts)),
        file("exceptions.csv", day::exceptions(&day)),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        assert_eq!(generate(7), generate(7));
    }

    #[test]
    fn another_seed_gives_other_people_and_volumes_but_the_same_settings() {
        let (one, two) = (generate(1), generate(2));
        let paths = |files: &[DemoFile]| files.iter().map(|f| f.path.clone()).collect::<Vec<_>>();
        assert_eq!(paths(&one), paths(&two));
        for (a, b) in one.iter().zip(&two) {
            let of_day = ["days/2026-10-28/forecast.csv", "days/2026-10-28/exceptions.csv"];
            let fixed = ["centre.toml", "special_days.csv", "availability.csv"].contains(&a.path.as_str())
                || of_day.contains(&a.path.as_str());
            assert_eq!(a.bytes == b.bytes, fixed, "{}", a.path);
        }
    }

    #[test]
    fn every_file_is_named_once_and_is_clean_text() {
        let files = generate(1);
        let paths: BTreeSet<&str> = files.iter().map(|f| f.path.as_str()).collect();
        assert_eq!(paths.len(), files.len());
        for file in &files {
            let text = std::str::from_utf8(&file.bytes).expect("UTF-8");
            assert!(text.ends_with('\n') && !text.contains('\r'), "{}", file.path);
        }
    }

    #[test]
    fn every_table_has_as_many_cells_in_each_row_as_in_its_header() {
        for file in generate(1).iter().filter(|f| f.path != "centre.toml") {
            let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
            let rows = reader.records().filter(|r| r.as_ref().is_ok_and(|r| !r.is_empty())).count();
            let lines = std::str::from_utf8(&file.bytes).expect("UTF-8").lines().count();
            assert_eq!(rows + 1, lines, "{}", file.path);
        }
    }

    #[test]
    fn the_settings_name_every_contract_queue_and_shift_that_the_tables_use() {
        let settings: toml::Table = include_str!("../../models/demo/centre.toml").parse().expect("TOML");
        let ids = |section: &str| -> BTreeSet<String> {
            let entries = settings[section].as_array().expect("entries").iter();
            entries.map(|e| e["id"].as_str().expect("id").to_owned()).collect()
        };
        let (queues, contracts, shifts) = (ids("queue"), ids("contract"), ids("shift"));
        assert_eq!((queues.len(), contracts.len()), (3, 5));
        for agent in people::agents(&mut stream(1, Part::Names)) {
            assert!(contracts.contains(agent.contract) && agent.skills.iter().all(|q| queues.contains(*q)));
        }
        let files = generate(1);
        let rows = |path: &str| {
            let file = files.iter().find(|f| f.path == path).expect("file");
            csv::Reader::from_reader(file.bytes.as_slice()).into_records().map(|r| r.expect("row")).collect::<Vec<_>>()
        };
        assert!(rows("previous.csv").iter().all(|r| shifts.contains(&r[2])));
        assert!(rows("preferences.csv").iter().all(|r| &r[1] != "shift" || shifts.contains(&r[2])));
    }
}
