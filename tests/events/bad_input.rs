//! What is broken costs itself and nothing else; what is no event log is said to be that.

use std::io::{Read, Seek, SeekFrom};

use mastersecret::eventlog::{Broken, Form, Limitation, LogError, LogSummary, Place, ReadOptions, Record, read_log};

use crate::evtx_writer::crc32;
use crate::forms::{Export, Logged, zone};
use crate::reading::{at, logged, options, read, sample};

fn read_plain(bytes: impl Into<Vec<u8>>) -> Result<(Vec<Record>, LogSummary), LogError> {
    read(bytes.into(), &ReadOptions::default())
}

fn ids(records: &[Record]) -> Vec<u16> {
    records.iter().map(|record| record.event_id).collect()
}

/// Six backups, minutes apart.
fn backups() -> Vec<Logged> {
    (0..6)
        .map(|minute| {
            let time = format!("2026-11-20T08:0{minute}:00Z");
            let strings = [r"C:\a.bak", crate::reading::CURRENT, "", r"CORP\anna", "BTS01"];
            logged(100 + minute, &time, 10559, 'I', &strings)
        })
        .collect()
}

#[track_caller]
fn only_broken(summary: &LogSummary) -> (Place, &str) {
    let [Broken { place, reason }] = summary.broken.as_slice() else {
        panic!("{:?}", summary.broken);
    };
    assert_eq!(summary.broken_records, 1);
    (*place, reason)
}

#[test]
fn a_file_of_another_kind_is_said_to_be_that() {
    let cases: [(&[u8], &str); 14] = [
        (b"", "an empty file"),
        (b"0\0\0\0LfLe\x01\0\0\0", "Windows XP"),
        (b"PK\x03\x04rest", "zip archive"),
        (b"\x1f\x8b\x08", "gzip archive"),
        (b"regf\0\0\0\0", "registry hive"),
        (b"#Software: Microsoft Internet Information Services 10.0\r\n", "web server"),
        (b"<!doctype HTML><html></html>", "web page"),
        (b"TAPE\0\0\x03\0\x8c\0\x0e\x01", "binary data"),
        (b"\0\0\0\0\0\0\0\0", "binary data"),
        (b"Once upon a time", "plain text"),
        (b"<?xml version='1.0'?><Objs><Obj/></Objs>", "XML of another kind"),
        (b"{\"name\": \"x\"}", "JSON of another kind"),
        (b"[section]\r\nkey = value\r\n", "JSON of another kind"),
        (b"{ not even that", "JSON of another kind"),
    ];
    for (bytes, expected) in cases {
        let error = read_plain(bytes).unwrap_err();
        let LogError::NotALog { seems_to_be } = &error else {
            panic!("{expected}: {error:?}");
        };
        assert!(seems_to_be.contains(expected), "{seems_to_be}");
        assert!(error.remedy().contains("wevtutil epl"), "{error}");
    }
}

#[test]
fn a_table_without_usable_columns_says_which_export_to_make() {
    for table in [
        "Name,Vorname\r\nMeier,Anna\r\n",
        "Ebene,Datum,Quelle,Ereignis,Aufgabe\r\nFehler,20.11.2026 08:00:00,ENTSSO,sehr,Keine,\"Text\"\r\n",
        "a,b,c,d,e\r\nx,no date,ENTSSO,10559,None,\"text\"\r\n",
    ] {
        let error = read_plain(table).unwrap_err();
        assert!(matches!(error, LogError::NoUsableColumns), "{table}: {error:?}");
        assert!(error.remedy().contains("wevtutil epl Application"), "{error}");
    }
}

#[test]
fn an_empty_log_is_a_log() {
    for (text, form) in [
        ("<?xml version='1.0' encoding='utf-8'?>\r\n<!-- none --><Events></Events>", Form::Xml),
        ("[]", Form::PowershellJson),
        ("Level,Date and Time,Source,Event ID,Task Category\r\n", Form::EventViewerCsv),
        ("\"Message\",\"Id\",\"ProviderName\"\r\n", Form::PowershellCsv),
    ] {
        let (records, summary) = read_plain(text).unwrap();
        assert_eq!((records.len(), summary.records, summary.form), (0, 0, form), "{text}");
        assert_eq!(summary.limitations, []);
    }
}

#[test]
fn an_event_that_another_one_cuts_off_costs_itself() {
    let text = String::from_utf8(Export::XmlWithoutRoot.write(&backups())).unwrap();
    let mut lines: Vec<&str> = text.split("\r\n").collect();
    lines[2] = &lines[2][..400];
    let (records, summary) = read_plain(lines.join("\r\n")).unwrap();
    assert_eq!(records.len(), 5);
    let (place, reason) = only_broken(&summary);
    assert_eq!(place, Place::Line(3));
    assert!(reason.contains("another event begins"), "{reason}");
}

#[test]
fn a_file_cut_short_loses_its_last_event_only() {
    let cases = [
        (Export::XmlWithoutRoot, 5, Place::Line(6)),
        (Export::XmlUtf16, 5, Place::Line(6)),
        (Export::Json7, 5, Place::Line(1)),
        (Export::PowershellCsv, 5, Place::Line(33)),
        (Export::EventViewerCsv, 5, Place::Line(32)),
    ];
    for (export, left, expected) in cases {
        let mut bytes = export.write(&backups());
        bytes.truncate(bytes.len() - 60);
        let (records, summary) = read(bytes, &options(export)).unwrap();
        assert_eq!(records.len(), left, "{export:?}");
        let (place, reason) = summary.broken.first().map(|b| (b.place, &b.reason)).unwrap();
        assert_eq!(place, expected, "{export:?}");
        assert!(reason.contains("the file ends inside") || reason.contains("not a row of this table"), "{reason}");
    }
}

#[test]
fn an_event_that_is_not_well_formed_is_named_and_skipped() {
    let text = String::from_utf8(Export::XmlWithoutRoot.write(&backups())).unwrap();
    let lines: Vec<&str> = text.split("\r\n").collect();
    for (found, broken) in [
        ("<Data></Data>", "<Data></Dat>"),
        ("<Data></Data>", "<Data>&unknown;</Data>"),
        ("<Data></Data>", "<Data>&#xFFFFFFFF;</Data>"),
        ("<EventID Qualifiers='16384'>10559</EventID>", ""),
        (">10559<", ">many<"),
        ("<EventRecordID>102<", "<EventRecordID>-102<"),
        ("<Provider Name='ENTSSO'/>", ""),
    ] {
        let third = lines[2].replace(found, broken);
        assert_ne!(third, lines[2]);
        let mut changed = lines.clone();
        changed[2] = &third;
        let (records, summary) = read_plain(changed.join("\r\n")).unwrap();
        assert_eq!(records.len(), 5, "{broken}");
        assert_eq!(only_broken(&summary).0, Place::Line(3), "{broken}");
    }
}

#[test]
fn odd_but_readable_xml_is_read() {
    let text = String::from_utf8(Export::XmlWithoutRoot.write(&backups()[..1])).unwrap();
    for (found, odd) in [
        ("<Data>BTS01</Data>", "<Data><![CDATA[BTS01]]></Data>"),
        ("<Data>BTS01</Data>", "<Data Name='param5'>&#66;TS0&#x31;</Data>"),
        ("<Data>BTS01</Data>", "<!-- x --><Data>\r\nBTS01 </Data>"),
        ("Name='ENTSSO'", "Name=\"entsso\""),
        ("Name='ENTSSO'", "Name='Microsoft-ENTSSO' EventSourceName='ENTSSO'"),
        (">10559</EventID>", ">1073752383</EventID>"),
        ("<Event xmlns", "<?xml version='1.0'?>\r\n<Event\r\n xmlns"),
    ] {
        let odd = text.replace(found, odd);
        assert_ne!(odd, text);
        let (records, summary) = read_plain(odd.clone()).unwrap();
        assert_eq!(summary.broken, [], "{odd}");
        assert_eq!(ids(&records), [10559], "{odd}");
        assert_eq!(records[0].parameter("computer"), Some("BTS01"), "{odd}");
    }
}

#[test]
fn bytes_that_are_no_utf8_do_not_cost_the_event() {
    let mut bytes = Export::XmlWithoutRoot.write(&backups());
    let anna = bytes.windows(4).position(|bytes| bytes == b"anna").unwrap();
    bytes[anna] = 0xff;
    let (records, summary) = read_plain(bytes).unwrap();
    assert_eq!((records.len(), summary.broken_records), (6, 0));
    assert_eq!(records[0].parameter("user"), Some("CORP\\\u{fffd}nna"));
}

/// Text that is long, and made up while it is read.
struct Endless {
    begin: &'static [u8],
    fill: u8,
    length: u64,
    end: &'static [u8],
    at: u64,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let begin = self.begin.len() as u64;
        let whole = begin + self.length + self.end.len() as u64;
        let count = usize::try_from((whole - self.at).min(buffer.len() as u64)).unwrap();
        for byte in &mut buffer[..count] {
            *byte = match self.at {
                at if at < begin => self.begin[at as usize],
                at if at < begin + self.length => self.fill,
                at => self.end[(at - begin - self.length) as usize],
            };
            self.at += 1;
        }
        Ok(count)
    }
}

impl Seek for Endless {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        if let SeekFrom::Start(at) = to {
            self.at = at;
        }
        Ok(self.at)
    }
}

#[test]
fn what_never_ends_is_given_up_and_the_rest_is_read() {
    const EVENT: &str = "<Event xmlns='x'><System><Provider Name='ENTSSO'/><EventID>10589</EventID></System></Event>";
    const OBJECT: &str = "x\"},{\"Id\":10589,\"ProviderName\":\"ENTSSO\"}]";
    const ROW: &str = "\r\nError,20/11/2026 08:00:00,ENTSSO,10589,None,\"text\"\r\n";
    for (begin, fill, end) in [
        ("<Event xmlns='x'>", b'x', EVENT),
        ("<Event xmlns='x'>", b'\n', EVENT),
        ("[{\"Message\":\"", b'x', OBJECT),
        ("a,b,c,d,e\r\nError,20/11/2026 08:00:00,ENTSSO,10589,None,\"", b'x', ROW),
        ("a,b,c,d,e\r\nError,20/11/2026 08:00:00,ENTSSO,10589,None,\"", b'\n', ROW),
    ] {
        let source = Endless { begin: begin.as_bytes(), fill, length: 5 * 1024 * 1024, end: end.as_bytes(), at: 0 };
        let mut records = Vec::new();
        let options = ReadOptions { time_zone: Some(zone()), ..ReadOptions::default() };
        let summary = read_log(0, source, &options, &mut |record| records.push(record)).unwrap();
        assert_eq!(ids(&records), [10589], "{begin} {fill}");
        assert!(summary.broken_records >= 1, "{begin} {fill}");
    }
}

#[test]
fn a_missing_quote_costs_its_own_object() {
    let text = String::from_utf8(Export::Json.write(&backups())).unwrap();
    let broken = text.replacen("\"LogName\": \"Application\"", "\"LogName\": \"Application", 1);
    let (records, summary) = read_plain(broken).unwrap();
    assert_eq!(records.len(), 5);
    let (place, reason) = only_broken(&summary);
    assert_eq!(place, Place::Line(2));
    assert!(reason.contains("closing quote"), "{reason}");
}

#[test]
fn an_object_with_an_error_of_its_own_is_named_and_skipped() {
    let text = String::from_utf8(Export::Json7.write(&backups())).unwrap();
    for broken in ["\"Level\":04", "\"Level\":4,", "\"Level\":\"\\q\"", "\"Level\":nul"] {
        let broken = text.replacen("\"Level\":4", broken, 1);
        let (records, summary) = read_plain(broken).unwrap();
        assert_eq!(records.len(), 5);
        assert!(only_broken(&summary).1.contains("not valid JSON"));
    }
    let without_id = text.replacen("\"Id\":10559,", "", 1);
    let (records, summary) = read_plain(without_id).unwrap();
    assert_eq!(records.len(), 5);
    assert!(only_broken(&summary).1.contains("no provider and event id"));
}

#[test]
fn the_ways_of_powershell_are_known() {
    let one = "{\"Id\":10589,\"ProviderName\":\"ENTSSO\",\"MachineName\":\"A\",\"RecordId\":7,\"TimeCreated\":";
    for (text, time) in [
        (format!("{one}\"\\/Date(1795186502123)\\/\"}}"), "2026-11-20T14:55:02.123Z"),
        (
            format!("{one}{{\"value\":\"/Date(1795186502123)/\",\"DateTime\":\"Freitag\"}}}}"),
            "2026-11-20T14:55:02.123Z",
        ),
        (format!("{{\"value\":[{one}\"2026-11-20T14:55:02Z\"}}],\"Count\":1}}"), "2026-11-20T14:55:02Z"),
        (format!("{one}\"2026-11-20T14:55:02Z\"}}\r\n{one}null}}"), "2026-11-20T14:55:02Z"),
    ] {
        let (records, summary) = read_plain(text.clone()).unwrap();
        assert_eq!(summary.broken, [], "{text}");
        assert_eq!(records[0].time, Some(at(time)), "{text}");
        assert_eq!(records[0].record_id, Some(7), "{text}");
    }
}

#[test]
fn a_row_with_a_missing_quote_costs_itself() {
    // Six rows of six lines each after the heading; the fourth has its message on lines 20 to 25, or 21 to 26 after
    // PowerShell's type line.
    for (export, fourth) in [(Export::EventViewerCsv, 20), (Export::PowershellCsv, 21)] {
        let text = String::from_utf8(export.write(&backups())).unwrap();
        let begin = "Something was logged.";
        let (at, _) = text.match_indices(begin).nth(3).unwrap();
        let mut without_opening = text.clone();
        without_opening.replace_range(at - 1..at, "");
        let (records, summary) = read(without_opening.into_bytes(), &options(export)).unwrap();
        assert_eq!(records.iter().filter(|record| record.states_parameters()).count(), 5, "{export:?}");
        let (place, _) = only_broken(&summary);
        // Event Viewer's row is whole up to its message; PowerShell's begins with it.
        let expected = if export == Export::EventViewerCsv { fourth + 1 } else { fourth };
        assert_eq!(place, Place::Line(expected), "{export:?}");

        let end = at + text[at..].find("BTS01\"").unwrap() + "BTS01".len();
        let mut without_closing = text;
        without_closing.replace_range(end..=end, "");
        let (records, summary) = read(without_closing.into_bytes(), &options(export)).unwrap();
        assert_eq!(records.len(), 5, "{export:?}");
        assert_eq!(only_broken(&summary).0, Place::Line(fourth), "{export:?}");
    }
}

#[test]
fn a_localised_event_viewer_table_is_read_by_its_positions() {
    let text = String::from_utf8(Export::EventViewerCsv.write(&backups())).unwrap();
    let german = text
        .replace(
            "Level,Date and Time,Source,Event ID,Task Category",
            "Ebene,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie",
        )
        .replace("Information,", "Informationen,")
        .replace("20/11/2026", "20.11.2026")
        .replace("File Name", "Dateiname")
        .replace("Current MSID", "Aktuelle MSID");
    let marked = [b"\xef\xbb\xbf", german.as_bytes()].concat();
    let (records, summary) = read(marked, &options(Export::EventViewerCsv)).unwrap();
    assert_eq!((records.len(), summary.broken_records), (6, 0));
    assert_eq!(records[0].parameter("current_msid"), Some(crate::reading::CURRENT));
}

#[test]
fn without_zone_and_computer_a_table_says_what_it_lacks() {
    let bytes = Export::EventViewerCsv.write(&sample());
    let (records, summary) = read_plain(bytes).unwrap();
    assert_eq!(summary.limitations, [Limitation::NoTimeZone, Limitation::NoComputer]);
    assert_eq!(records[0].time, None);
    assert_eq!(records[0].local_time(), Some("5/11/2026 09:00:00"));
    assert_eq!(records[0].computer, None);
    assert_eq!(summary.sources[0].first.time, None);
    assert!(summary.sources[0].first.local_time.is_some());
}

#[test]
fn dates_that_can_be_read_two_ways_are_not_guessed() {
    let events: Vec<Logged> = sample()
        .into_iter()
        .filter(|event| event.time > at("2026-11-01T00:00:00Z") && event.time < at("2026-11-12T00:00:00Z"))
        .collect();
    assert_eq!(events.len(), 1);
    let bytes = Export::EventViewerCsv.write(&events);
    let (records, summary) = read(bytes, &options(Export::EventViewerCsv)).unwrap();
    assert!(summary.limitations.contains(&Limitation::UncertainDates));
    assert_eq!(records[0].time, None);
    assert_eq!(records[0].local_time(), Some("5/11/2026 09:00:00"));
}

#[test]
fn the_hour_that_clocks_go_through_twice_is_said() {
    // 00:30 UTC is 02:30 summer time, and so is, as winter time, 01:30 UTC.
    for (time, expected) in
        [("2026-10-25T00:30:00Z", "2026-10-25T00:30:00Z"), ("2026-10-25T01:30:00Z", "2026-10-25T00:30:00Z")]
    {
        let mut events = sample();
        events[0].time = at(time);
        events.truncate(2);
        let bytes = Export::PowershellCsvGerman.write(&events);
        let (records, summary) = read(bytes, &options(Export::PowershellCsvGerman)).unwrap();
        assert!(summary.limitations.contains(&Limitation::RepeatedHour));
        assert_eq!(records.last().unwrap().time, Some(at(expected)));
    }
}

#[test]
fn parameters_that_cannot_be_read_are_said_to_be_so() {
    let text = String::from_utf8(Export::EventViewerCsv.write(&sample())).unwrap();
    let start = text.find("Something was logged.\r\nFile Name: C").unwrap();
    let end = start + text[start..].find('"').unwrap();
    let message = "The description for Event ID 10559 from source ENTSSO cannot be found.";
    let text = [&text[..start], message, &text[end..]].concat();
    let (records, summary) = read(text.into_bytes(), &options(Export::EventViewerCsv)).unwrap();
    assert_eq!(summary.limitations, [Limitation::UnreadableParameters]);
    assert!(records[1].parameters.is_empty());
    assert_eq!(records[1].message(), Some(message));
    assert!(!records[1].states_parameters());
}

#[test]
fn a_filtered_export_is_said_to_be_one() {
    let entsso: Vec<Logged> = sample().into_iter().filter(|event| event.provider == "ENTSSO").collect();
    let (_, summary) = read_plain(Export::Evtx.write(&entsso)).unwrap();
    assert_eq!(summary.limitations, [Limitation::Filtered]);
}

const CHUNK: usize = 4096;

fn offset_of_record(file: &[u8], number: usize) -> usize {
    let mut at = CHUNK + 512;
    for _ in 0..number {
        at += u32::from_le_bytes(file[at + 4..at + 8].try_into().unwrap()) as usize;
    }
    at
}

#[test]
fn a_broken_record_in_a_binary_log_costs_itself() {
    let whole = Export::Evtx.write(&backups());
    let mut file = whole.clone();
    let at = offset_of_record(&file, 3);
    file[at] = b'X';
    let (records, summary) = read_plain(file).unwrap();
    assert_eq!(records.len(), 5);
    assert_eq!(only_broken(&summary).0, Place::Offset(at as u64));
    assert!(summary.limitations.contains(&Limitation::ChecksumMismatch));

    // A value that runs past the record.
    let mut file = whole.clone();
    let at = offset_of_record(&file, 4);
    file[at + 24 + 4 + 10..at + 24 + 4 + 14].fill(0xff);
    let (records, summary) = read_plain(file).unwrap();
    assert_eq!(records.len(), 5);
    assert_eq!(only_broken(&summary).0, Place::Record(104));
}

#[test]
fn a_binary_log_that_was_altered_is_read_and_said_to_be_altered() {
    let whole = Export::Evtx.write(&backups());
    assert!(!read_plain(whole.clone()).unwrap().1.limitations.contains(&Limitation::ChecksumMismatch));
    let anna: Vec<u8> = "anna".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let at = whole.windows(8).position(|bytes| bytes == anna).unwrap();
    let mut file = whole.clone();
    file[at] = b'A';
    let (records, summary) = read_plain(file.clone()).unwrap();
    assert_eq!(records[0].parameter("user"), Some(r"CORP\Anna"));
    assert!(summary.limitations.contains(&Limitation::ChecksumMismatch));

    // The same with the checksums put right is not noticed, and cannot be.
    let free = u32::from_le_bytes(file[CHUNK + 48..CHUNK + 52].try_into().unwrap()) as usize;
    let events = crc32(&[&file[CHUNK + 512..CHUNK + free]]);
    file[CHUNK + 52..CHUNK + 56].copy_from_slice(&events.to_le_bytes());
    let header = crc32(&[&file[CHUNK..CHUNK + 120], &file[CHUNK + 128..CHUNK + 512]]);
    file[CHUNK + 124..CHUNK + 128].copy_from_slice(&header.to_le_bytes());
    assert!(!read_plain(file).unwrap().1.limitations.contains(&Limitation::ChecksumMismatch));

    // The file's own header.
    let mut file = whole;
    file[24] ^= 1;
    assert!(read_plain(file).unwrap().1.limitations.contains(&Limitation::ChecksumMismatch));
}

#[test]
fn a_binary_log_cut_at_its_beginning_is_damaged() {
    let file = Export::Evtx.write(&backups());
    let error = read_plain(&file[..2000]).unwrap_err();
    assert!(matches!(error, LogError::Unreadable { .. }), "{error:?}");
    assert!(error.remedy().contains("wevtutil epl"), "{error}");
    // Cut in its only chunk: a log without that chunk.
    let (records, _) = read_plain(&file[..CHUNK + 3000]).unwrap();
    assert_eq!(records.len(), 0);
}

#[test]
fn no_change_of_bytes_makes_any_reader_panic() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut read_well = 0;
    for export in Export::ALL {
        let whole = export.write(&sample());
        let options = options(export);
        for _ in 0..200 {
            let mut bytes = whole.clone();
            for _ in 0..=random() % 4 {
                let length = if export == Export::Evtx { 8192 } else { bytes.len() as u64 };
                let at = (random() % length) as usize;
                bytes[at] = match random() % 3 {
                    0 => bytes[at] ^ (1 << (random() % 8)),
                    1 => 0xff,
                    _ => b'"',
                };
            }
            read_well += usize::from(read(bytes, &options).is_ok());
        }
    }
    // Most changes touch one event; the log stays one.
    assert!(read_well > 200 * Export::ALL.len() * 3 / 4, "{read_well}");
}

/// Everything that is kept of a record's text, in bytes.
fn kept(record: &Record) -> usize {
    let written = record.as_written.as_deref();
    let further = written.map_or(0, |written| written.further_strings.iter().map(|text| text.len() + 24).sum());
    let values: usize = record.parameters.iter().map(|parameter| parameter.value.len()).sum();
    let names = [record.channel.as_deref(), record.computer.as_deref(), record.message(), record.local_time()];
    further + values + names.iter().flatten().map(|text| text.len()).sum::<usize>()
}

#[test]
fn text_that_no_event_of_entsso_has_is_cut_and_said_to_be() {
    let long = "\u{e4}".repeat(3_001);
    let user = format!(r"CORP\anna{}", " ".repeat(2_000));
    let mut strings = vec![long.as_str(), crate::reading::CURRENT, "", &user, "BTS01"];
    strings.extend(std::iter::repeat_n("further", 500));
    strings.push(&long);
    let event = logged(100, "2026-11-20T08:00:00Z", 10559, 'I', &strings);
    for export in Export::ALL {
        let (records, summary) = read(export.write(std::slice::from_ref(&event)), &options(export)).unwrap();
        assert!(summary.limitations.contains(&Limitation::TextCut), "{export:?}: {:?}", summary.limitations);
        let [record] = records.as_slice() else { panic!("{export:?}: {}", records.len()) };
        assert!(kept(record) < 4096, "{export:?}: {}", kept(record));
        assert!(record.parameter("file").is_some_and(|file| !file.is_empty() && long.starts_with(file)), "{export:?}");
        assert_eq!(record.parameter("current_msid"), Some(crate::reading::CURRENT), "{export:?}");
        assert_eq!(record.parameter("user"), Some(r"CORP\anna"), "{export:?}");
    }
    // A message that cannot be read, and a time that is none.
    let text = String::from_utf8(Export::EventViewerCsv.write(&sample())).unwrap();
    let start = text.find("Something was logged.\r\nFile Name: C").unwrap();
    let end = start + text[start..].find('"').unwrap();
    let text = [&text[..start], &long, &text[end..]].concat();
    let (records, summary) = read(text.into_bytes(), &options(Export::EventViewerCsv)).unwrap();
    assert!(summary.limitations.contains(&Limitation::TextCut));
    assert!(records.iter().any(|record| record.message().is_some_and(|message| long.starts_with(message))));
    assert!(records.iter().all(|record| kept(record) < 4096));
}

#[test]
fn a_long_name_that_all_records_of_a_chunk_share_is_kept_short() {
    let events: Vec<Logged> = (0..100)
        .map(|number| {
            let mut event = logged(number, "2026-11-20T08:00:00Z", 10589, 'E', &[]);
            event.channel = "c".repeat(10_000);
            event.computer = format!("{}.corp", "n".repeat(10_000));
            event
        })
        .collect();
    let (records, summary) = read_plain(Export::Evtx.write(&events)).unwrap();
    assert_eq!((records.len(), summary.broken_records), (100, 0));
    assert!(summary.limitations.contains(&Limitation::TextCut));
    assert!(records.iter().map(kept).sum::<usize>() < 100 * 1024);
    assert!(summary.sources.iter().all(|source| source.computer.as_deref().is_some_and(|name| name.len() < 1024)));
}
