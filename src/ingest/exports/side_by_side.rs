//! Millions of calls: pieces of a file are read side by side and taken in order, so that the result is that of one reader and
//! memory does not grow with the file.

use std::io::{self, Read};

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::calls::{CallReader, CallRow};
use super::chunks::{Chunk, Chunks};
use super::faults::{Faults, RowFaults};
use super::file::Reading;
use super::records::Records;
use super::rows::{self, Part, Rules, Tally};
use super::source::Source;
use crate::domain::codes::Code;

/// Pieces that wait for each thread: enough that none runs dry while others are taken.
const PER_THREAD: usize = 16;

/// A piece that was read.
struct Done<'a> {
    reader: CallReader<'a>,
    part: Part,
    bytes: u64,
}

/// Reads all rows of calls of a file; each goes to `take`, in the order of the file. `reader` is left with what was counted.
pub(super) fn read(
    source: &Source,
    reader: &mut CallReader<'_>,
    reading: &Reading<'_>,
    mut take: impl FnMut(CallRow, &mut RowFaults) + Send,
    faults: &mut Faults<'_>,
) -> Tally {
    let mut whole = Part::default();
    let layout = reader.layout();
    let rules = Rules::of(layout);
    let template = reader.fresh();
    let name = faults.file().to_owned();
    let mut chunks = match source.text() {
        Ok(text) => Chunks::new(text, layout.shape),
        Err(e) => {
            faults.whole(Code::FileUnreadable, format!("the file cannot be read: {e}"), "");
            return whole.tally;
        }
    };
    let (mut done, mut broken) = (Vec::new(), None);
    let mut bytes = 0;
    let mut waiting = batch(&mut chunks, &mut broken);
    while !(waiting.is_empty() && done.is_empty()) {
        let read_piece = |chunk: Chunk| read_piece(&chunk, &template, &rules);
        let fresh = std::mem::take(&mut waiting);
        let (finished, next) = rayon::join(
            || fresh.into_par_iter().map(read_piece).collect::<Vec<_>>(),
            || {
                for piece in done.drain(..) {
                    bytes += take_piece(piece, reader, &mut whole, &mut take);
                }
                batch(&mut chunks, &mut broken)
            },
        );
        (done, waiting) = (finished, next);
        reading.progress.portion(&name, bytes, source.bytes);
    }
    if let Some(e) = broken {
        rows::broken_off(&whole.tally, &e, faults);
    }
    faults.rows(whole.faults);
    rows::say_damaged(whole.damaged, source, faults);
    whole.tally
}

/// The next pieces; an error ends the file.
fn batch<R: Read>(chunks: &mut Chunks<R>, broken: &mut Option<io::Error>) -> Vec<Chunk> {
    let mut batch = Vec::new();
    while broken.is_none() && batch.len() < rayon::current_num_threads() * PER_THREAD {
        match chunks.next() {
            Ok(Some(chunk)) => batch.push(chunk),
            Ok(None) => break,
            Err(e) => {
                // What was read before the break is whole lines but for the last.
                batch.extend(chunks.remains());
                *broken = Some(e);
            }
        }
    }
    batch
}

fn read_piece<'a>(chunk: &Chunk, template: &CallReader<'a>, rules: &Rules<'_>) -> Done<'a> {
    let mut reader = template.fresh();
    let mut part = Part::default();
    let mut records = Records::after(chunk.bytes.as_slice(), reader.layout().shape, chunk.lines_before);
    // Bytes in memory do not fail to be read.
    let _ = rules.read(&mut records, &mut part, |record, faults| reader.row(record, faults));
    Done { reader, part, bytes: chunk.bytes.len() as u64 }
}

fn take_piece<'a>(
    mut piece: Done<'a>,
    reader: &mut CallReader<'a>,
    whole: &mut Part,
    take: &mut impl FnMut(CallRow, &mut RowFaults),
) -> u64 {
    whole.tally.add(piece.part.tally);
    whole.damaged = whole.damaged.or(piece.part.damaged);
    whole.faults.append(piece.part.faults);
    for row in piece.reader.rows.drain(..) {
        take(row, &mut whole.faults);
    }
    reader.add(piece.reader);
    piece.bytes
}
