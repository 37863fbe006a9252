//! The made-up agents: who works under which contract, in which team, for which queues.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// One made-up agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DemoAgent {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) team: &'static str,
    pub(super) contract: &'static str,
    /// Queues in the order of preference.
    pub(super) skills: &'static [&'static str],
}

impl DemoAgent {
    /// Whether the hotline is among the agent's queues, so that every hour of the week can be worked.
    pub(super) fn answers_hotline(&self) -> bool {
        self.skills.contains(&"cards")
    }
}

/// Contract, queues, how many, teams in turn. The numbers fit the volumes: see `queues.rs`.
type Group = (&'static str, &'static [&'static str], usize, &'static [&'static str]);

const GROUPS: &[Group] = &[
    ("full", &["cards"], 17, &["cards-1", "cards-2", "cards-3"]),
    ("full", &["cards", "billing", "business"], 4, &["cards-1", "cards-2"]),
    ("four_day", &["cards"], 7, &["cards-2", "cards-3"]),
    ("part", &["cards"], 9, &["cards-1", "cards-3"]),
    ("part", &["cards", "billing"], 2, &["cards-3"]),
    ("full", &["billing"], 12, &["billing-1", "billing-2"]),
    ("full", &["billing", "cards"], 9, &["billing-1", "billing-2"]),
    ("four_day", &["billing"], 5, &["billing-1"]),
    ("four_day", &["billing", "cards"], 3, &["billing-2"]),
    ("part", &["billing"], 7, &["billing-2"]),
    ("full", &["business"], 7, &["business"]),
    ("full", &["business", "billing"], 5, &["business"]),
    ("four_day", &["business", "billing"], 2, &["business"]),
    ("part", &["business"], 4, &["business"]),
    ("evening", &["cards"], 14, &["evening"]),
    ("evening", &["cards", "billing"], 2, &["evening"]),
    ("nights", &["cards"], 11, &["nights"]),
];

const FAMILY_NAMES: &[&str] = &[
    "Bai", "Cai", "Chen", "Deng", "Ding", "Du", "Fan", "Fang", "Feng", "Gao", "Guo", "Han", "He", "Hu", "Jiang", "Jin",
    "Kong", "Li", "Liang", "Lin", "Liu", "Lu", "Luo", "Ma", "Meng", "Pan", "Peng", "Qian", "Qin", "Shen", "Shi",
    "Song", "Sun", "Tan", "Tang", "Tao", "Wang", "Wei", "Wu", "Xia", "Xie", "Xu", "Yan", "Yang", "Yao", "Yu", "Yuan",
    "Zhang", "Zhao", "Zheng", "Zhong", "Zhou", "Zhu", "Zou",
];

const FIRST_SYLLABLES: &[&str] = &[
    "Bing", "Chun", "Dan", "Han", "Hao", "Hui", "Jia", "Jing", "Ke", "Le", "Ling", "Lan", "Meng", "Ming", "Ning", "Qi",
    "Qing", "Rui", "Ruo", "Shu", "Si", "Ting", "Wan", "Wen", "Xiao", "Xin", "Xue", "Ya", "Yi", "Yu", "Yun", "Zhi",
    "Zi",
];

const SECOND_SYLLABLES: &[&str] = &[
    "bo", "chen", "cheng", "fan", "fei", "han", "hua", "jie", "jun", "lan", "lin", "long", "mei", "min", "nan", "ping",
    "qi", "ran", "rong", "shan", "tian", "tong", "wei", "xi", "xuan", "yan", "yao", "ying", "yu", "yuan", "yue", "zhe",
];

/// The agents in the order of their ids.
pub(super) fn agents(rng: &mut ChaCha8Rng) -> Vec<DemoAgent> {
    let mut agents = Vec::new();
    let mut names = BTreeSet::new();
    for &(contract, skills, count, teams) in GROUPS {
        for team in teams.iter().cycle().take(count) {
            let id = format!("A{:03}", agents.len() + 1);
            agents.push(DemoAgent { id, name: new_name(&mut names, rng), team, contract, skills });
        }
    }
    agents
}

/// The two syllables of a made-up given name.
pub(super) fn syllables(given: &str) -> (&str, &str) {
    let first = FIRST_SYLLABLES.iter().filter_map(|first| Some((*first, given.strip_prefix(first)?)));
    first.into_iter().find(|(_, second)| SECOND_SYLLABLES.contains(second)).unwrap_or((given, ""))
}

/// A name that nobody of the centre has yet.
fn new_name(taken: &mut BTreeSet<String>, rng: &mut ChaCha8Rng) -> String {
    loop {
        let name = format!("{} {}{}", pick(FAMILY_NAMES, rng), pick(FIRST_SYLLABLES, rng), pick(SECOND_SYLLABLES, rng));
        if taken.insert(name.clone()) {
            return name;
        }
    }
}

/// One of these at random.
pub(super) fn pick<T: Copy + Default>(from: &[T], rng: &mut ChaCha8Rng) -> T {
    if from.is_empty() { T::default() } else { from.get(rng.random_range(0..from.len())).copied().unwrap_or_default() }
}

/// agents.csv.
pub(super) fn table(agents: &[DemoAgent]) -> String {
    let mut text = String::from("agent,name,team,contract,skills\n");
    for a in agents {
        let _ = writeln!(text, "{},{},{},{},{}", a.id, a.name, a.team, a.contract, a.skills.join(";"));
    }
    text
}

#[cfg(test)]
mod tests {
    use rand_chacha::rand_core::SeedableRng;

    use super::*;

    #[test]
    fn a_hundred_and_twenty_people_with_their_own_names_work_under_five_contracts() {
        let agents = agents(&mut ChaCha8Rng::seed_from_u64(1));
        let set = |of: fn(&DemoAgent) -> String| agents.iter().map(of).collect::<BTreeSet<_>>();
        assert_eq!(agents.len(), 120);
        assert_eq!(set(|a| a.name.clone()).len(), 120);
        assert_eq!(set(|a| a.id.clone()).len(), 120);
        assert_eq!(set(|a| a.contract.to_owned()).len(), 5);
    }

    #[test]
    fn most_have_one_skill_and_some_have_three() {
        let agents = agents(&mut ChaCha8Rng::seed_from_u64(1));
        let with = |n: usize| agents.iter().filter(|a| a.skills.len() == n).count();
        assert!(with(1) > 80 && with(2) > 10 && with(3) > 2 && with(1) + with(2) + with(3) == 120);
    }

    #[test]
    fn nights_and_evenings_answer_the_hotline() {
        let agents = agents(&mut ChaCha8Rng::seed_from_u64(1));
        let late = agents.iter().filter(|a| ["nights", "evening"].contains(&a.contract));
        assert!(late.clone().all(DemoAgent::answers_hotline) && late.count() == 27);
    }
}
