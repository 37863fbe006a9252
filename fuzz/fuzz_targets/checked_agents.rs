#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wfm_fuzz::feed("checked_agents", bytes));
