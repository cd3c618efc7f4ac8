//! Binary logs (`.evtx`): read a chunk of 64 KiB at a time, each record rendered as the XML that Windows would show.

use std::{
    error::Error,
    io::{Read, Seek, SeekFrom},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use ::evtx::{ChunkFlags, EvtxParser, ParserSettings, RenderedChunkItem, checksum_ieee, err::EvtxError};

use super::{LogError, intake::Intake, record::Place, summary::Limitation, xml};

/// Sizes of the file's header and of every chunk, in bytes.
const FILE_HEADER: u64 = 4096;
const CHUNK: usize = 64 * 1024;

pub(super) fn is_evtx(head: &[u8]) -> bool {
    head.starts_with(b"ElfFile\0")
}

pub(super) fn read<R: Read + Seek>(source: R, intake: &mut Intake<'_>) -> Result<(), LogError> {
    let altered = Arc::new(AtomicBool::new(false));
    let source = Checked { source, at: 0, chunk: Vec::with_capacity(CHUNK), altered: Arc::clone(&altered) };
    let parser = EvtxParser::from_read_seek(source).map_err(|error| LogError::Unreadable { reason: reason(&error) })?;
    // To the crate this is how many chunks are in hand, twice over: the threads are those of the pool. What is read here
    // beside them needs more in hand, or they wait for it.
    let in_hand = if intake.options.threads > 1 { 4 * intake.options.threads } else { 1 };
    let settings = ParserSettings::new().indent(false).num_threads(in_hand);
    let mut parser = parser.with_configuration(settings);
    let header_is_whole = parser.header().validate_checksum();

    // Whole chunks, as the crate's own dump has them: record by record takes twice as long.
    for chunk in parser.chunks_xml_bytes(false) {
        let mut start = 0;
        for item in &chunk.items {
            match item {
                RenderedChunkItem::Record { event_record_id, end } => {
                    let event = chunk.data.get(start..*end).unwrap_or_default();
                    xml::take(event, Place::Record(*event_record_id), intake);
                    start = *end;
                }
                RenderedChunkItem::Failed(error) => intake.broken(place(error), reason(error)),
            }
        }
    }
    if !header_is_whole || altered.load(Ordering::Relaxed) {
        intake.tally.limitations.insert(Limitation::ChecksumMismatch);
    }
    Ok(())
}

/// Checks the checksums of every chunk on its way to the parser, which reads chunks that do not match as well.
struct Checked<R> {
    source: R,
    at: u64,
    /// As much of a chunk as has been read, where it was not read at once.
    chunk: Vec<u8>,
    altered: Arc<AtomicBool>,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.source.read(buffer)?;
        let read = buffer.get(..count).unwrap_or_default();
        if let Some(offset) = self.at.checked_sub(FILE_HEADER) {
            if offset % CHUNK as u64 == 0 {
                self.chunk.clear();
            }
            if self.chunk.is_empty() && count == CHUNK {
                self.check(read);
            } else {
                self.chunk.extend_from_slice(read);
                if self.chunk.len() == CHUNK {
                    self.check(&self.chunk);
                    self.chunk.clear();
                }
            }
        }
        self.at += count as u64;
        Ok(count)
    }
}

impl<R> Checked<R> {
    fn check(&self, chunk: &[u8]) {
        // What does not even begin like a chunk is reported by the parser.
        if chunk.starts_with(b"ElfChnk\0") && is_whole(chunk) == Some(false) {
            self.altered.store(true, Ordering::Relaxed);
        }
    }
}

/// Whether a chunk's two checksums match, or it was written without any.
fn is_whole(chunk: &[u8]) -> Option<bool> {
    let number = |at: usize| chunk.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes);
    if ChunkFlags::from_bits_retain(number(120)?).contains(ChunkFlags::NO_CRC32) {
        return Some(true);
    }
    // The header's own checksum covers all of it but flags and checksum at 120 to 128.
    let header = [chunk.get(..120)?, chunk.get(128..512)?].concat();
    let events = chunk.get(512..usize::try_from(number(48)?).ok()?);
    let events_match = events.map(checksum_ieee) == Some(number(52)?);
    Some(events_match && checksum_ieee(&header) == number(124)?)
}

impl<R: Seek> Seek for Checked<R> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.at = self.source.seek(to)?;
        self.chunk.clear();
        Ok(self.at)
    }
}

fn place(error: &EvtxError) -> Place {
    match error {
        EvtxError::FailedToParseRecord { record_id, .. } => Place::Record(*record_id),
        EvtxError::FailedToParseChunk { chunk_id, .. } => Place::Chunk(*chunk_id),
        EvtxError::FailedToReadRecordAt { chunk, offset, .. } => {
            let chunk = chunk.unwrap_or_default().saturating_mul(CHUNK as u64);
            Place::Offset(chunk.saturating_add(FILE_HEADER).saturating_add(*offset))
        }
        _ => Place::Offset(0),
    }
}

/// The innermost cause: the outer ones only say where.
fn reason(error: &EvtxError) -> String {
    let mut innermost: &dyn Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
