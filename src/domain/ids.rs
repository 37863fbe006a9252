//! Names by which files refer to things: text at the edge, cheap to clone, ordered so that output order is stable.

use std::fmt;
use std::sync::Arc;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id of this text.
            #[must_use]
            pub fn new(text: &str) -> Self {
                Self(Arc::from(text))
            }

            /// The text as files write it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

id!(
    /// A person who answers calls.
    AgentId
);
id!(
    /// A stream of calls with its own forecast and target.
    QueueId
);
id!(
    /// A kind of working-time agreement.
    ContractId
);
id!(
    /// An entry of the shift catalogue.
    ShiftId
);
