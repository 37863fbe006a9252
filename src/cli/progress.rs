//! What a person sees while the program works, and how Ctrl-C stops it.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::exit;
use crate::domain::progress::Progress;
use crate::lang::Language;
use crate::outputs::number::grouped;

/// Set by the first Ctrl-C; the process has one, as it has one interrupt signal.
static STOP: AtomicBool = AtomicBool::new(false);

/// Makes the first Ctrl-C ask for the best result so far, and the second end the program at once.
pub(super) fn listen_for_interrupt() {
    // Without a handler Ctrl-C ends the program as usual: nothing is half-written then either.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::SeqCst) {
            #[expect(clippy::exit, reason = "the user asked a second time: nothing is worth waiting for")]
            std::process::exit(i32::from(exit::INTERRUPTED));
        }
    });
}

/// A line on the terminal: the stage, the time it takes, and for the solver its best roster, bound and gap.
pub(super) struct Terminal {
    line: Option<ProgressBar>,
    stage: Mutex<String>,
    /// Solvers tell of themselves from threads of their own, where nobody speaks.
    language: Language,
}

impl Terminal {
    /// Shows progress when stderr is a terminal and the user does not want quiet.
    pub(super) fn new(quiet: bool, language: Language) -> Self {
        let line = (!quiet && std::io::stderr().is_terminal()).then(|| {
            let line = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
                line.set_style(style);
            }
            line.enable_steady_tick(Duration::from_millis(200));
            line
        });
        Self { line, stage: Mutex::new(String::new()), language }
    }

    /// Takes the line away before findings and summaries are printed.
    pub(super) fn finish(&self) {
        if let Some(line) = &self.line {
            line.finish_and_clear();
        }
    }
}

impl Progress for Terminal {
    fn stage(&self, text: &str) {
        let text = &self.language.say(text);
        if let Some(line) = &self.line {
            line.reset_elapsed();
            line.set_message(text.to_owned());
        }
        if let Ok(mut stage) = self.stage.lock() {
            text.clone_into(&mut stage);
        }
    }

    fn portion(&self, file: &str, done: u64, of: Option<u64>) {
        if let Some(line) = &self.line {
            line.set_message(describe_portion(file, done, of));
        }
    }

    fn gap(&self, objective: Option<f64>, bound: Option<f64>) {
        let Some(line) = &self.line else { return };
        let stage = self.stage.lock().map(|s| s.clone()).unwrap_or_default();
        line.set_message(format!("{stage}: {}", self.language.say(&describe_gap(objective, bound))));
    }

    fn stopped(&self) -> bool {
        STOP.load(Ordering::SeqCst)
    }
}

/// Characters of the bar.
const BAR: u64 = 24;

/// `calls.csv [████········] 33 % of 1,024 MB`, or the megabytes read where the whole is not known.
fn describe_portion(file: &str, done: u64, of: Option<u64>) -> String {
    let megabytes = |bytes: u64| grouped((bytes >> 20) as f64, 0);
    match of.filter(|all| *all > 0) {
        Some(all) => {
            let done = done.min(all);
            let full = usize::try_from(done * BAR / all).unwrap_or(0);
            let bar: String =
                (0..usize::try_from(BAR).unwrap_or(0)).map(|i| if i < full { '█' } else { '·' }).collect();
            format!("{file} [{bar}] {} % of {} MB", done * 100 / all, megabytes(all))
        }
        None => format!("{file} {} MB", megabytes(done)),
    }
}

/// `cost 1234.5, bound 1200.0, gap 2.8 %`, as far as known.
fn describe_gap(objective: Option<f64>, bound: Option<f64>) -> String {
    let known = |name: &str, value: Option<f64>| value.map_or(format!("no {name} yet"), |v| format!("{name} {v:.1}"));
    let gap = match (objective, bound) {
        (Some(objective), Some(bound)) if objective > 0.0 => {
            format!(", gap {:.1} %", (objective - bound) / objective * 100.0)
        }
        _ => String::new(),
    };
    format!("{}, {}{gap}", known("cost", objective), known("bound", bound))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_of_a_file_that_is_read_is_told_as_a_bar() {
        let bar = "████████████············";
        assert_eq!(describe_portion("a.csv", 512 << 20, Some(1 << 30)), format!("a.csv [{bar}] 50 % of 1,024 MB"));
        assert_eq!(describe_portion("a.csv.gz", 3 << 20, None), "a.csv.gz 3 MB");
    }

    #[test]
    fn the_gap_is_told_as_far_as_it_is_known() {
        assert_eq!(describe_gap(None, None), "no cost yet, no bound yet");
        assert_eq!(describe_gap(None, Some(90.0)), "no cost yet, bound 90.0");
        assert_eq!(describe_gap(Some(100.0), Some(90.0)), "cost 100.0, bound 90.0, gap 10.0 %");
        assert_eq!(describe_gap(Some(0.0), Some(0.0)), "cost 0.0, bound 0.0");
    }
}
