//! The command line: arguments → settings → pipeline; printer; exit codes.
