//! Writes the same events in every form that logs are exported in.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::evtx_writer;

/// One event as it was logged.
#[derive(Clone, Debug)]
pub struct Logged {
    pub provider: String,
    pub channel: String,
    pub computer: String,
    pub record_id: u64,
    pub time: Timestamp,
    pub event_id: u16,
    /// `I`, `W` or `E`.
    pub severity: char,
    pub strings: Vec<String>,
}

impl Logged {
    /// The high half of the message id.
    pub fn qualifiers(&self) -> u16 {
        match self.severity {
            'E' => 0xc000,
            'W' => 0x8000,
            _ => 0x4000,
        }
    }

    pub fn level(&self) -> u8 {
        match self.severity {
            'E' => 2,
            'W' => 3,
            _ => 4,
        }
    }

    fn level_name(&self) -> &'static str {
        match self.severity {
            'E' => "Error",
            'W' => "Warning",
            _ => "Information",
        }
    }

    /// The message that Windows builds from the insertion strings, lines apart as `%r` leaves them.
    fn message(&self, line_end: &str) -> String {
        let labels = labels(self.event_id);
        let mut strings = self.strings.iter();
        let mut text = "Something was logged.".to_owned();
        if self.event_id == 10522 {
            let minutes = strings.next().map_or("", String::as_str);
            text = format!("It failed and is tried again in {minutes} minutes.");
        }
        for (label, string) in labels.iter().zip(strings) {
            text.push_str(&format!("{line_end}{label}: {string}"));
        }
        text
    }
}

/// The labels of ENTSSO's English messages, from the public documentation of each event.
fn labels(event_id: u16) -> &'static [&'static str] {
    match event_id {
        10522 => &["Error Code"],
        10523 | 10559 => &["File Name", "Current MSID", "Previous MSID", "Client User", "Client Computer"],
        10524 | 10560 => &["File Name", "Current MSID", "Previous MSID", "Client User", "Error Code"],
        10525 => &["MSID", "Client User", "Client Computer", "Tracking ID"],
        10526 => &["Client User", "Client Computer", "Tracking ID", "Error Code"],
        10527 => &["Secret Number", "Client User", "Client Computer", "Tracking ID", "Error Code"],
        10528 => &["Number of Credentials re-encrypted", "Current MSID", "Previous MSID"],
        10529 | 10530 => &["Secret Server Name", "MSID"],
        10531 => &["Secret Number", "MSID", "Client User", "Client Computer", "Tracking ID"],
        10532 => &["Secret Server Name", "Error Code"],
        10533 => &["Secret Server Name"],
        10536 => &["Function", "Tracking ID", "Client Computer", "Client User", "Application Name", "Error Code"],
        10555 => &["Client User"],
        10561 => &["File Name", "Client User", "Client Computer", "Error Code"],
        10565 => &["MSID"],
        10575 => &["New Secret Server", "Old Secret Server", "Tracking ID", "Client Computer", "Client User"],
        10728 => &["SQL Server Name", "SSO Database Name", "SSO Database Version", "Required Version"],
        _ => &[],
    }
}

/// One way to export a log.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Export {
    Evtx,
    /// Event Viewer: with a root.
    Xml,
    /// `wevtutil qe /f:XML`: without a root, one event after the other.
    XmlWithoutRoot,
    /// `wevtutil qe /f:RenderedXml`.
    RenderedXml,
    /// `wevtutil qe > file` in PowerShell 5.1.
    XmlUtf16,
    EventViewerCsv,
    /// `Get-WinEvent | Export-Csv` of PowerShell 5.1, with its type line.
    PowershellCsv,
    /// ... of PowerShell 7, of a German server.
    PowershellCsvGerman,
    /// `Get-WinEvent | ConvertTo-Json` of PowerShell 5.1.
    Json,
    /// ... with `-Depth 3`, redirected: UTF-16.
    JsonDepth3Utf16,
    /// ... of PowerShell 7, a single line for each.
    Json7,
}

impl Export {
    pub const ALL: [Self; 11] = [
        Self::Evtx,
        Self::Xml,
        Self::XmlWithoutRoot,
        Self::RenderedXml,
        Self::XmlUtf16,
        Self::EventViewerCsv,
        Self::PowershellCsv,
        Self::PowershellCsvGerman,
        Self::Json,
        Self::JsonDepth3Utf16,
        Self::Json7,
    ];

    /// Whether the form leaves out the time zone.
    pub fn is_local(self) -> bool {
        matches!(self, Self::EventViewerCsv | Self::PowershellCsv | Self::PowershellCsvGerman)
    }

    pub fn write(self, events: &[Logged]) -> Vec<u8> {
        // Everything but the binary log and wevtutil shows the newest event first.
        let newest_first: Vec<&Logged> = events.iter().rev().collect();
        let oldest_first: Vec<&Logged> = events.iter().collect();
        match self {
            Self::Evtx => evtx_writer::file(events),
            Self::Xml => format!(
                "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\r\n<Events>{}</Events>",
                xml(&newest_first, false, "")
            )
            .into_bytes(),
            Self::XmlWithoutRoot => xml(&oldest_first, false, "\r\n").into_bytes(),
            Self::RenderedXml => xml(&oldest_first, true, "\r\n").into_bytes(),
            Self::XmlUtf16 => utf16(&xml(&oldest_first, false, "\r\n")),
            Self::EventViewerCsv => event_viewer_csv(&newest_first).into_bytes(),
            Self::PowershellCsv => powershell_csv(&newest_first, true).into_bytes(),
            Self::PowershellCsvGerman => powershell_csv(&newest_first, false).into_bytes(),
            Self::Json => with_bom(&json(&newest_first, Json::WithoutProperties)),
            Self::JsonDepth3Utf16 => utf16(&json(&newest_first, Json::WithProperties)),
            Self::Json7 => json(&newest_first, Json::Seven).into_bytes(),
        }
    }
}

/// The zone of the server whose logs these are: an hour ahead of UTC in winter, two in summer.
pub fn zone() -> TimeZone {
    TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap()
}

fn xml(events: &[&Logged], rendered: bool, between: &str) -> String {
    let mut text = String::new();
    for event in events {
        let mut data = String::new();
        for string in &event.strings {
            data.push_str(&format!("<Data>{}</Data>", escape(string)));
        }
        let info = if rendered {
            format!(
                "<RenderingInfo Culture='de-DE'><Message>{}</Message><Level>{}</Level><Task></Task><Opcode></Opcode>\
                 <Channel></Channel><Provider></Provider><Keywords><Keyword>Klassisch</Keyword></Keywords></RenderingInfo>",
                escape(&event.message("\r\n")),
                event.level_name(),
            )
        } else {
            String::new()
        };
        text.push_str(&format!(
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='{}'/>\
             <EventID Qualifiers='{}'>{}</EventID><Level>{}</Level><Task>0</Task><Keywords>0x80000000000000</Keywords>\
             <TimeCreated SystemTime='{}'/><EventRecordID>{}</EventRecordID><Channel>{}</Channel>\
             <Computer>{}</Computer><Security/></System><EventData>{data}</EventData>{info}</Event>{between}",
            event.provider,
            event.qualifiers(),
            event.event_id,
            event.level(),
            event.time.strftime("%Y-%m-%dT%H:%M:%S.%9fZ"),
            event.record_id,
            event.channel,
            event.computer,
        ));
    }
    text
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#13;")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn local(event: &Logged, format: &str) -> String {
    event.time.to_zoned(zone()).strftime(format).to_string()
}

fn event_viewer_csv(events: &[&Logged]) -> String {
    let mut text = "Level,Date and Time,Source,Event ID,Task Category\r\n".to_owned();
    for event in events {
        text.push_str(&format!(
            "{},{},{},{},None,{}\r\n",
            event.level_name(),
            local(event, "%-d/%m/%Y %H:%M:%S"),
            event.provider,
            event.event_id,
            quoted(&event.message("\r\n")),
        ));
    }
    text
}

fn powershell_csv(events: &[&Logged], american: bool) -> String {
    let names = "Message Id Version Qualifiers Level Task Opcode Keywords RecordId ProviderName ProviderId LogName \
                 ProcessId ThreadId MachineName UserId TimeCreated ActivityId RelatedActivityId ContainerLog \
                 MatchedQueryIds Bookmark LevelDisplayName OpcodeDisplayName TaskDisplayName KeywordsDisplayNames \
                 Properties";
    let (delimiter, format) = if american { (",", "%-m/%-d/%Y %-I:%M:%S %p") } else { (";", "%d.%m.%Y %H:%M:%S") };
    let heading: Vec<String> = names.split_whitespace().map(quoted).collect();
    let mut text = String::new();
    if american {
        text.push_str("#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\r\n");
    }
    text.push_str(&heading.join(delimiter));
    text.push_str("\r\n");
    for event in events {
        let row: Vec<String> = names
            .split_whitespace()
            .map(|name| match name {
                "Message" => event.message("\r\n"),
                "Id" => event.event_id.to_string(),
                "Qualifiers" => event.qualifiers().to_string(),
                "Level" => event.level().to_string(),
                "RecordId" => event.record_id.to_string(),
                "ProviderName" => event.provider.clone(),
                "LogName" => event.channel.clone(),
                "MachineName" => event.computer.clone(),
                "TimeCreated" => local(event, format),
                "LevelDisplayName" => event.level_name().to_owned(),
                "Properties" => {
                    "System.Collections.Generic.List`1[System.Diagnostics.Eventing.Reader.EventProperty]".to_owned()
                }
                _ => String::new(),
            })
            .map(|field| if field.is_empty() { field } else { quoted(&field) })
            .collect();
        text.push_str(&row.join(delimiter));
        text.push_str("\r\n");
    }
    text
}

#[derive(Clone, Copy, PartialEq)]
enum Json {
    WithoutProperties,
    WithProperties,
    Seven,
}

fn json(events: &[&Logged], kind: Json) -> String {
    let objects: Vec<serde_json::Value> = events
        .iter()
        .map(|event| {
            let time = if kind == Json::Seven {
                event.time.to_zoned(zone()).strftime("%Y-%m-%dT%H:%M:%S.%7f%:z").to_string()
            } else {
                format!("/Date({})/", event.time.as_millisecond())
            };
            let properties: Vec<serde_json::Value> = event
                .strings
                .iter()
                .map(|string| match kind {
                    Json::WithProperties => serde_json::json!({ "Value": string }),
                    _ => "System.Diagnostics.Eventing.Reader.EventProperty".into(),
                })
                .collect();
            serde_json::json!({
                "Id": event.event_id,
                "Version": null,
                "Qualifiers": event.qualifiers(),
                "Level": event.level(),
                "RecordId": event.record_id,
                "ProviderName": event.provider,
                "LogName": event.channel,
                "MachineName": event.computer,
                "UserId": null,
                "TimeCreated": time,
                "ContainerLog": "application",
                "MatchedQueryIds": [],
                "Bookmark": {},
                "Properties": properties,
                "Message": event.message("\r\n"),
            })
        })
        .collect();
    // A single event is no array.
    match objects.as_slice() {
        [one] => serde_json::to_string_pretty(one).unwrap(),
        _ if kind == Json::Seven => serde_json::to_string(&objects).unwrap(),
        _ => serde_json::to_string_pretty(&objects).unwrap().replace('\n', "\r\n"),
    }
}

fn with_bom(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").into_bytes()
}

/// UTF-16LE with a BOM, as PowerShell 5.1's `>` writes it.
fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}
