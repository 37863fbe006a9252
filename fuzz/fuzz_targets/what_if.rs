#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wfm_fuzz::feed("what_if", bytes));
