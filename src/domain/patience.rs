//! What call records tell of callers' patience: the hand-over from `staffing` to `outputs`.

use super::ids::QueueId;
use super::simulation::Estimate;

/// The share of callers whose patience is longer than a wait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurvivalPoint {
    /// A wait after which somebody hung up, in seconds.
    pub wait: f64,
    /// Callers who waited at least so long.
    pub at_risk: u32,
    /// Of these, hung up then.
    pub abandoned: u32,
    /// Share of callers who would wait longer, with its 95 % band.
    pub survival: Estimate,
}

/// The patience of the callers of one queue.
#[derive(Clone, Debug, PartialEq)]
pub struct PatienceCurve {
    /// The queue.
    pub queue: QueueId,
    /// Calls with a known wait.
    pub calls: u32,
    /// Of these, hung up.
    pub abandoned: u32,
    /// Seconds waited by all of them.
    pub waited: f64,
    /// Mean of an exponential patience with its 95 % interval; `None` where nobody hung up or nobody waited.
    pub mean: Option<Estimate>,
    /// Kaplan–Meier curve, one point for each wait after which somebody hung up.
    pub curve: Vec<SurvivalPoint>,
    /// Share of those who hung up at whose wait the exponential curve lies inside the band; `None` without a mean.
    pub exponential: Option<f64>,
}

impl PatienceCurve {
    /// Abandonments below which a mean is too rough to staff by: its standard error is above 22 %.
    pub const FEW: u32 = 20;

    /// Share of abandonments outside of the band from which the patience is not exponential.
    pub const MISFIT: f64 = 0.25;

    /// What keeps the data from telling the patience, or what to mind; `None` where nothing does.
    #[must_use]
    pub fn doubt(&self) -> Option<String> {
        if self.calls == 0 {
            Some("no call has a known wait".to_owned())
        } else if self.waited <= 0.0 {
            Some("nobody waited".to_owned())
        } else if self.abandoned == 0 {
            Some(format!("nobody hung up in {:.1} hours of waiting: the data cannot tell", self.waited / 3600.0))
        } else if self.abandoned < Self::FEW {
            Some(format!("only {} callers hung up: the mean is rough", self.abandoned))
        } else if self.exponential.is_some_and(|inside| inside < 1.0 - Self::MISFIT) {
            Some(
                "patience is not exponential: the mean is right for the abandonment of all, not for single waits"
                    .to_owned(),
            )
        } else {
            None
        }
    }
}
