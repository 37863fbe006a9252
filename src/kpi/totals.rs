//! Sums of what was counted: every indicator is a ratio of two of them, so that no mean is ever taken of means.

/// A thing that adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    /// Calls that asked agents for service.
    Offered,
    /// Of those whose end is known.
    Ended,
    /// Answered by agents.
    Answered,
    Abandoned,
    /// Refused before they were offered.
    Blocked,
    /// Served by a machine.
    SelfServed,
    /// Offered calls whose wait is known, and those of them that were answered and that abandoned.
    TimedOffered,
    TimedAnswered,
    TimedAbandoned,
    /// Answered, and abandoned, within the service level's time.
    AnsweredInTime,
    AbandonedInTime,
    /// Abandoned within the short time of `f5`, and within that of `short_out`.
    AbandonedShort,
    AbandonedShortOut,
    /// Seconds waited.
    WaitOfAnswered,
    WaitOfAbandoned,
    WaitOfAll,
    /// Calls of which it is known whether they queued; those that did; those of them with a wait, and its seconds.
    QueueKnown,
    Queued,
    TimedQueued,
    WaitOfQueued,
    Rings,
    CallsWithRings,
    /// Seconds, and the answered calls that have them.
    Handle,
    CallsWithHandle,
    HandleHoldApart,
    CallsWithHoldApart,
    Talk,
    CallsWithTalk,
    Hold,
    CallsWithHold,
    CallsHeld,
    AfterCall,
    CallsWithAfterCall,
    /// Answered calls of which it is known whether they were passed on, and those that were.
    TransferKnown,
    Transferred,
    /// Calls of which it is known whether they needed a second contact, and those that did not.
    ContactKnown,
    Resolved,
    /// Seconds scheduled to answer of agents whose state is known; of those the seconds able to answer; and all seconds able to.
    ScheduledToAnswer,
    AbleInsideSchedule,
    AbleAnywhere,
    /// Seconds signed in, and in each kind of work.
    SignedIn,
    OnCall,
    AfterCallState,
    Idle,
    /// People with a shift, and those of them who came.
    PeopleScheduled,
    PeopleWorked,
    /// Money, and the calls of the days that it is known for.
    Cost,
    CostedCalls,
    CostedAgentCalls,
    Score,
    ScoredCalls,
    Leavers,
    MeanFte,
}

impl Quantity {
    /// How many there are.
    pub(super) const COUNT: usize = Self::MeanFte as usize + 1;

    /// The input that tells it, for people.
    pub(super) const fn source(self) -> &'static str {
        match self {
            Self::Offered => "offered (history) or call records",
            Self::Ended | Self::Answered | Self::Abandoned => "answered or abandoned (history), or call records",
            Self::Blocked => "blocked (history), or blocked calls in the call records",
            Self::SelfServed => "self_service (history), or such calls in the call records",
            Self::TimedOffered | Self::TimedAnswered | Self::AnsweredInTime => {
                "wait_s (calls) or answered_in_time (history)"
            }
            Self::AbandonedInTime => "wait_s (calls) or abandoned_in_time (history)",
            Self::AbandonedShort | Self::AbandonedShortOut => "wait_s (calls)",
            Self::WaitOfAnswered => "wait_s (calls) or asa_s (history)",
            Self::TimedAbandoned | Self::WaitOfAbandoned => "wait_s (calls) or time_to_abandon_s (history)",
            Self::WaitOfAll => "wait_s (calls), or asa_s and time_to_abandon_s (history)",
            Self::QueueKnown | Self::Queued => "wait_s or queued (calls) or queued (history)",
            Self::TimedQueued | Self::WaitOfQueued => "wait_s (calls), or queued and queue_time_s (history)",
            Self::Rings | Self::CallsWithRings => "rings or ring_s (calls)",
            Self::Handle | Self::CallsWithHandle => "handle_s, or talk_s and acw_s (calls), or aht_s (history)",
            Self::HandleHoldApart | Self::CallsWithHoldApart => "talk_s, hold_s and acw_s (calls or history)",
            Self::Talk | Self::CallsWithTalk => "talk_s (calls or history)",
            Self::Hold | Self::CallsWithHold => "hold_s (calls or history)",
            Self::CallsHeld => "hold_s (calls)",
            Self::AfterCall | Self::CallsWithAfterCall => "acw_s (calls or history)",
            Self::TransferKnown | Self::Transferred => "transferred (calls or history)",
            Self::ContactKnown | Self::Resolved => "resolved (calls or --fcr)",
            Self::ScheduledToAnswer | Self::AbleInsideSchedule => "state (--states) and activity (--roster)",
            Self::AbleAnywhere | Self::SignedIn | Self::PeopleWorked => "state (--states)",
            Self::OnCall | Self::AfterCallState | Self::Idle => "states available and on_call (--states)",
            Self::PeopleScheduled => "activity (--roster)",
            Self::Cost => "amount (--costs) for every day of the period",
            Self::CostedCalls | Self::CostedAgentCalls => "answered (history) or call records",
            Self::Score | Self::ScoredCalls => "score (--quality)",
            Self::Leavers => "leavers (--hr)",
            Self::MeanFte => "fte (--hr)",
        }
    }
}

/// Sums of one scope over one period. What nobody counted is not there, which differs from nothing counted.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Totals {
    sums: [f64; Quantity::COUNT],
    seen: u64,
}

impl Default for Totals {
    fn default() -> Self {
        Self { sums: [0.0; Quantity::COUNT], seen: 0 }
    }
}

impl Totals {
    /// Adds to a sum; adding 0 says that it was looked for.
    pub(super) fn add(&mut self, quantity: Quantity, amount: f64) {
        if let Some(sum) = self.sums.get_mut(quantity as usize) {
            *sum += amount;
            self.seen |= 1 << (quantity as u64);
        }
    }

    /// A sum; absent where nobody counted.
    pub(super) fn get(&self, quantity: Quantity) -> Option<f64> {
        let seen = self.seen & (1 << (quantity as u64)) != 0;
        self.sums.get(quantity as usize).copied().filter(|_| seen)
    }

    /// Adds all sums of another.
    pub(super) fn merge(&mut self, other: &Self) {
        for (sum, more) in self.sums.iter_mut().zip(&other.sums) {
            *sum += more;
        }
        self.seen |= other.seen;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_counted_is_not_the_same_as_not_counted() {
        assert!(Quantity::COUNT <= 64, "one bit each");
        let mut totals = Totals::default();
        totals.add(Quantity::Blocked, 0.0);
        assert_eq!((totals.get(Quantity::Blocked), totals.get(Quantity::Talk)), (Some(0.0), None));
        let mut sum = Totals::default();
        sum.add(Quantity::Talk, 2.0);
        sum.merge(&totals);
        assert_eq!((sum.get(Quantity::Blocked), sum.get(Quantity::Talk)), (Some(0.0), Some(2.0)));
    }
}
