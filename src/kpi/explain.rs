//! Why the service of a day was missed.
