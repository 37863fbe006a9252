//! The main path, readable top to bottom.
