//! The made-up centre of `wfm init`: a seeded generator.
