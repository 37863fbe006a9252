//! What is said when the program itself is at fault: one line, and exit code 70.

use std::io::Write;
use std::panic::PanicHookInfo;
use std::sync::Mutex;

use super::exit;

/// The first fault of the process: where, and what it said. Later ones are usually its consequences.
static FAULT: Mutex<Option<String>> = Mutex::new(None);

/// Keeps what a fault said, for [`apologise`]. Meant as the panic hook.
pub fn remember(info: &PanicHookInfo<'_>) {
    let said = info
        .payload()
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| info.payload().downcast_ref::<String>().cloned())
        .unwrap_or_default();
    let place = info.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
    if let Ok(mut fault) = FAULT.lock() {
        fault.get_or_insert(format!("{place}: {}", said.lines().collect::<Vec<_>>().join(" ")));
    }
}

/// Says so on stderr, and returns the exit code of a bug.
#[must_use]
pub fn apologise() -> u8 {
    let fault = FAULT.lock().ok().and_then(|mut f| f.take()).unwrap_or_default();
    let version = env!("CARGO_PKG_VERSION");
    // Nothing is left to do when stderr is gone too.
    let _ = writeln!(
        std::io::stderr(),
        "wfm {version}: this is a bug of ours, sorry; no output was half-written. Please report this line and the command: {fault}"
    );
    exit::BUG
}
