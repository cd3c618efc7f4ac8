//! Binary logs (`.evtx`): read a chunk of 64 KiB at a time, each record rendered as the XML that Windows would show.

use std::error::Error;
use std::io::{Read, Seek};

use ::evtx::err::EvtxError;
use ::evtx::{ChunkFlags, EvtxChunk, EvtxParser, EvtxRecord, ParserSettings, checksum_ieee};

use super::intake::Intake;
use super::record::Place;
use super::summary::Limitation;
use super::{LogError, xml};

/// Sizes of the file's header and of every chunk, in bytes ([MS-EVEN6] and the file itself agree).
const FILE_HEADER: u64 = 4096;
const CHUNK: u64 = 64 * 1024;

pub(super) fn is_evtx(head: &[u8]) -> bool {
    head.starts_with(b"ElfFile\0")
}

/// One record as XML, and whether its chunk is as it was written.
struct Rendered {
    record_id: u64,
    xml: Vec<u8>,
    chunk_is_whole: bool,
}

pub(super) fn read<R: Read + Seek>(source: R, intake: &mut Intake<'_>) -> Result<(), LogError> {
    let parser = EvtxParser::from_read_seek(source).map_err(|error| LogError::Unreadable { reason: reason(&error) })?;
    let settings = ParserSettings::new().indent(false).num_threads(intake.options.threads.max(1));
    let mut parser = parser.with_configuration(settings);
    if !parser.header().validate_checksum() {
        intake.tally.limitations.insert(Limitation::ChecksumMismatch);
    }

    // Every chunk gets its own copy of this closure, so `checked` is false at its first record.
    let mut checked = false;
    let render = move |record: Result<EvtxRecord<'_>, EvtxError>| {
        let record = record?;
        let chunk_is_whole = checked || is_whole(record.chunk);
        checked = true;
        let rendered = record.into_xml_bytes()?;
        Ok(Rendered { record_id: rendered.event_record_id, xml: rendered.data, chunk_is_whole })
    };
    for rendered in parser.serialized_records(render) {
        match rendered {
            Ok(rendered) => {
                if !rendered.chunk_is_whole {
                    intake.tally.limitations.insert(Limitation::ChecksumMismatch);
                }
                xml::take(&rendered.xml, Place::Record(rendered.record_id), intake);
            }
            Err(error) => intake.broken(place(&error), reason(&error)),
        }
    }
    Ok(())
}

/// Whether the chunk's two checksums match, or it was written without any.
fn is_whole(chunk: &EvtxChunk<'_>) -> bool {
    let header = chunk.header;
    if header.flags.contains(ChunkFlags::NO_CRC32) {
        return true;
    }
    // The header's own checksum covers all of it but flags and checksum at 120 to 128.
    let (Some(before), Some(after)) = (chunk.data.get(..120), chunk.data.get(128..512)) else {
        return false;
    };
    let events = usize::try_from(header.free_space_offset).ok().and_then(|end| chunk.data.get(512..end));
    checksum_ieee(&[before, after].concat()) == header.header_chunk_checksum
        && events.is_some_and(|events| checksum_ieee(events) == header.events_checksum)
}

fn place(error: &EvtxError) -> Place {
    match error {
        EvtxError::FailedToParseRecord { record_id, .. } => Place::Record(*record_id),
        EvtxError::FailedToParseChunk { chunk_id, .. } => Place::Chunk(*chunk_id),
        EvtxError::FailedToReadRecordAt { chunk, offset, .. } => {
            let chunk = chunk.unwrap_or_default().saturating_mul(CHUNK);
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
