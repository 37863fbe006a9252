//! `[intraday]`: what may change on the day itself, and what a change has to give.

use super::cursor::{Item, Section};
use crate::domain::intraday::{ChangePrices, IntradaySettings};
use crate::domain::people::Activity;
use crate::domain::units::Minutes;

/// Beyond this a price would drown every call in rounding.
const HIGHEST_PRICE: f64 = 1e6;
/// Kinds of break that may move, in the order of their words.
const KINDS: [Activity; 2] = [Activity::Break, Activity::Meal];

/// The settings.
pub(super) fn read(section: &Section) -> IntradaySettings {
    let settings = IntradaySettings::default();
    section.only(&[
        "may_move",
        "moves_per_agent",
        "notice_minutes",
        "call_in_notice_minutes",
        "gone_after_minutes",
        "changed_agent",
        "extra_hour",
        "hour_back",
        "above_target",
    ]);
    let minutes = |key: &str, default: Minutes| {
        section.get(key).and_then(|item| item.whole(0..=1440, "minutes")).map_or(default, Minutes::new)
    };
    let price = |key: &str, default: f64| {
        section.get(key).and_then(|item| item.number(0.0..=HIGHEST_PRICE, "calls")).unwrap_or(default)
    };
    let moves = section.get("moves_per_agent").and_then(|item| item.whole(0..=6, "breaks"));
    let prices = settings.prices;
    IntradaySettings {
        may_move: section.get("may_move").map_or(settings.may_move, |item| kinds(&item)),
        moves_per_agent: moves.and_then(|n| u8::try_from(n).ok()).unwrap_or(settings.moves_per_agent),
        notice: minutes("notice_minutes", settings.notice),
        call_in_notice: minutes("call_in_notice_minutes", settings.call_in_notice),
        gone_after: minutes("gone_after_minutes", settings.gone_after),
        prices: ChangePrices {
            changed_agent: price("changed_agent", prices.changed_agent),
            extra_hour: price("extra_hour", prices.extra_hour),
            hour_back: price("hour_back", prices.hour_back),
            above_target: section
                .get("above_target")
                .and_then(|item| item.number(0.0..=1.0, "calls"))
                .unwrap_or(prices.above_target),
        },
    }
}

/// A list of `break` and `meal`; empty = none.
fn kinds(item: &Item) -> Vec<Activity> {
    let items = item.list("a list of \"break\" and \"meal\"").unwrap_or_default();
    items.iter().filter_map(|item| KINDS.get(item.word(&KINDS.map(Activity::as_str))?).copied()).collect()
}

#[cfg(test)]
mod tests {
    use crate::domain::findings::Findings;
    use crate::domain::people::Activity;

    fn read(extra: &str) -> (crate::domain::intraday::IntradaySettings, Findings) {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("centre.toml");
        let text = format!("[centre]\ntime_zone = \"Europe/Berlin\"\n{extra}\n[[queue]]\nid = \"a\"\n");
        std::fs::write(&path, text).expect("written");
        let mut findings = Findings::new();
        let centre = super::super::read(&path, &mut findings).expect("a centre");
        (centre.intraday, findings)
    }

    #[test]
    fn every_key_is_read_and_a_slip_is_told() {
        let (settings, findings) = read(
            "[intraday]\nmay_move = [\"meal\"]\nmoves_per_agent = 2\nnotice_minutes = 5\ncall_in_notice_minutes = 90\n\
             gone_after_minutes = 20\nchanged_agent = 2\nextra_hour = 4\nhour_back = 0.5\nabove_target = 0.2\nmay_mov = []",
        );
        assert_eq!(findings.iter().map(|f| f.code.as_str()).collect::<Vec<_>>(), ["C102"], "{findings:?}");
        assert!(settings.moves(Activity::Meal) && !settings.moves(Activity::Break));
        assert_eq!((settings.moves_per_agent, settings.notice.get(), settings.call_in_notice.get()), (2, 5, 90));
        let prices = settings.prices;
        let read = [prices.changed_agent, prices.extra_hour, prices.hour_back, prices.above_target];
        assert_eq!(read.map(f64::to_bits), [2.0, 4.0, 0.5, 0.2].map(f64::to_bits));
        assert_eq!(settings.gone_after.get(), 20);
    }
}
