//! Patience of a queue as a picture of its own: the Kaplan–Meier curve with its band, and the exponential one that staffing uses.

use std::fmt::Write as _;

use super::svg::{escape, num};
use crate::domain::patience::{PatienceCurve, SurvivalPoint};

/// Size of one queue's picture, and the frame inside it.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 620.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 220.0;

/// Below so many callers at risk the curve says little and the picture ends.
const LEAST_AT_RISK: u32 = 10;

/// All queues below each other, as a file.
#[must_use]
pub fn patience_svg(curves: &[PatienceCurve]) -> String {
    let height = HEIGHT * curves.len().max(1) as f64;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"Patience of callers\" \
         font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        num(WIDTH),
        num(height),
    );
    for (number, curve) in curves.iter().enumerate() {
        let _ = write!(out, "<g transform=\"translate(0 {})\">", num(HEIGHT * number as f64));
        picture(&mut out, curve);
        out.push_str("</g>\n");
    }
    out.push_str("</svg>\n");
    out
}

fn picture(out: &mut String, curve: &PatienceCurve) {
    let shown: Vec<&SurvivalPoint> = curve.curve.iter().filter(|p| p.at_risk >= LEAST_AT_RISK).collect();
    let longest = shown.last().map_or(60.0, |p| p.wait).max(1.0);
    let x = |wait: f64| LEFT + (RIGHT - LEFT) * wait / longest;
    let y = |share: f64| BOTTOM - (BOTTOM - TOP) * share;
    let title = match curve.mean {
        Some(mean) => {
            format!("{}: mean patience {:.0} s ({:.0} to {:.0})", curve.queue, mean.mean, mean.low, mean.high)
        }
        None => format!("{}: patience not known", curve.queue),
    };
    let _ = write!(out, "<text x=\"{}\" y=\"18\" font-weight=\"bold\">{}</text>", num(LEFT), escape(&title));
    let below =
        curve.doubt().unwrap_or_else(|| "share of callers who would still wait; band 95 %; dashed: exponential".into());
    let _ = write!(out, "<text x=\"{}\" y=\"34\" fill=\"#666\">{}</text>", num(LEFT), escape(&below));
    for tick in 0..=4 {
        let share = f64::from(tick) / 4.0;
        let (at, wait) = (num(y(share)), longest * share);
        let _ = write!(out, "<path d=\"M{} {at}H{}\" stroke=\"#ddd\"/>", num(LEFT), num(RIGHT));
        let _ =
            write!(out, "<text x=\"{}\" y=\"{at}\" text-anchor=\"end\">{:.0} %</text>", num(LEFT - 6.0), share * 100.0);
        let (at, below) = (num(x(wait)), num(BOTTOM + 18.0));
        let _ = write!(out, "<text x=\"{at}\" y=\"{below}\" text-anchor=\"middle\">{wait:.0} s</text>");
    }
    let steps = |of: fn(&SurvivalPoint) -> f64| {
        let mut d = format!("M{} {}", num(x(0.0)), num(y(1.0)));
        for point in &shown {
            let _ = write!(d, "H{}V{}", num(x(point.wait)), num(y(of(point))));
        }
        d
    };
    let mut back = String::new();
    for point in shown.iter().rev() {
        let _ = write!(back, "V{}H{}", num(y(point.survival.high)), num(x(point.wait)));
    }
    let _ = write!(
        out,
        "<path d=\"{}{back}V{}z\" fill=\"#9bbbe0\" fill-opacity=\"0.5\"/>",
        steps(|p| p.survival.low),
        num(y(1.0))
    );
    let _ = write!(
        out,
        "<path d=\"{}\" fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"1.5\"/>",
        steps(|p| p.survival.mean)
    );
    if let Some(mean) = curve.mean {
        let mut line = String::new();
        for step in 0..=60 {
            let wait = longest * f64::from(step) / 60.0;
            let mark = if step == 0 { 'M' } else { 'L' };
            let _ = write!(line, "{mark}{} {}", num(x(wait)), num(y((-wait / mean.mean).exp())));
        }
        let _ = write!(out, "<path d=\"{line}\" fill=\"none\" stroke=\"#b3401f\" stroke-dasharray=\"5 4\"/>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::QueueId;
    use crate::domain::simulation::Estimate;

    #[test]
    fn every_queue_has_its_picture_and_names_are_no_markup() {
        let point = |wait: f64, share: f64| SurvivalPoint {
            wait,
            at_risk: 50,
            abandoned: 1,
            survival: Estimate { mean: share, low: share - 0.1, high: share + 0.1 },
        };
        let curve = PatienceCurve {
            queue: QueueId::new("a<b"),
            calls: 100,
            abandoned: 40,
            waited: 4000.0,
            mean: Some(Estimate { mean: 100.0, low: 80.0, high: 120.0 }),
            curve: vec![point(10.0, 0.9), point(60.0, 0.5)],
            exponential: Some(1.0),
        };
        let nothing =
            PatienceCurve { queue: QueueId::new("b"), mean: None, curve: Vec::new(), abandoned: 0, ..curve.clone() };
        let svg = patience_svg(&[curve, nothing]);
        assert!(
            svg.contains("a&lt;b: mean patience 100 s (80 to 120)") && svg.contains("b: patience not known"),
            "{svg}"
        );
        assert_eq!(svg.matches("<g ").count(), 2);
        assert!(!svg.contains("NaN"));
    }
}
