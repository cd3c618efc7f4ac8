//! From the text of a message back to the insertion strings it was built from.

use crate::catalogue::{self, Event, Parameter, ParameterKind};

/// What precedes the insertion strings where Windows has no message file for the event.
const INCLUDED: &str = "information was included with the event";

/// The parameters that the message states; `None` when it states none that can be told apart.
///
/// In English the labels are known. In other languages the lines with a colon stand in the order of the parameters,
/// and are taken when their number and their kinds fit.
pub(crate) fn parameters<'m>(event: &Event, message: &'m str) -> Option<Vec<Value<'m>>> {
    let wanted: Vec<&'static Parameter> =
        event.parameters.iter().filter_map(|name| catalogue::parameter(name)).collect();
    let lines: Vec<&'m str> = message.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut found = by_label(&wanted, &lines);
    if found.len() < wanted.len() {
        found = included(&wanted, &lines)
            .or_else(|| by_order(&wanted, &lines))
            .or_else(|| flattened(&wanted, message))
            .unwrap_or(found);
    }
    (!found.is_empty()).then_some(found)
}

/// A parameter's name and its value.
pub(crate) type Value<'m> = (&'static str, &'m str);

fn value<'m>(parameter: &'static Parameter, text: &'m str) -> Value<'m> {
    (&parameter.name, text.trim())
}

/// One line for each parameter, with its English label before the colon.
fn by_label<'m>(wanted: &[&'static Parameter], lines: &[&'m str]) -> Vec<Value<'m>> {
    let labelled = |parameter: &'static Parameter| {
        let label = parameter.label.as_deref()?;
        lines.iter().find_map(|line| {
            let (before, after) = line.split_once(':')?;
            let fits = before.trim().eq_ignore_ascii_case(label);
            fits.then(|| value(parameter, after))
        })
    };
    wanted
        .iter()
        .filter_map(|parameter| match parameter.label {
            Some(_) => labelled(parameter),
            None => number_in(parameter, lines.first()?),
        })
        .collect()
}

/// The value that stands inside the message's sentence.
fn number_in<'m>(parameter: &'static Parameter, sentence: &'m str) -> Option<Value<'m>> {
    let digits = sentence.split(|c: char| !c.is_ascii_digit()).find(|digits| !digits.is_empty())?;
    Some(value(parameter, digits))
}

/// Another language: after the sentence, as many lines with a colon as there are labels.
fn by_order<'m>(wanted: &[&'static Parameter], lines: &[&'m str]) -> Option<Vec<Value<'m>>> {
    let (sentence, rest) = lines.split_first()?;
    let mut values = rest.iter().filter_map(|line| line.split_once([':', '\u{ff1a}'])).map(|(_, after)| after);
    let found: Option<Vec<Value<'m>>> = wanted
        .iter()
        .map(|parameter| match parameter.label {
            Some(_) => values.next().map(|text| value(parameter, text)),
            None => number_in(parameter, sentence),
        })
        .collect();
    found.filter(|found| values.next().is_none() && fit(wanted, found))
}

/// No message file: Windows lists the strings themselves, one a line. Empty ones leave no line.
fn included<'m>(wanted: &[&'static Parameter], lines: &[&'m str]) -> Option<Vec<Value<'m>>> {
    let at = lines.iter().position(|line| line.contains(INCLUDED))?;
    let strings = lines.get(at + 1..at + 1 + wanted.len())?;
    let found: Vec<Value<'_>> = wanted.iter().zip(strings).map(|(parameter, text)| value(parameter, text)).collect();
    fit(wanted, &found).then_some(found)
}

/// Everything on one line: the English labels cut it into pieces.
fn flattened<'m>(wanted: &[&'static Parameter], message: &'m str) -> Option<Vec<Value<'m>>> {
    let lower = message.to_ascii_lowercase();
    let mut cuts: Vec<(usize, usize, &'static Parameter)> = Vec::new();
    let mut from = 0;
    for parameter in wanted {
        let Some(label) = parameter.label.as_deref() else {
            continue;
        };
        let label = format!("{}:", label.to_ascii_lowercase());
        let at = from + find_word(lower.get(from..)?, &label)?;
        from = at + label.len();
        cuts.push((at, from, parameter));
    }
    let ends = cuts.iter().skip(1).map(|(start, _, _)| *start).chain([message.len()]);
    let labelled: Option<Vec<Value<'m>>> = cuts
        .iter()
        .zip(ends)
        .map(|((_, start, parameter), end)| Some(value(parameter, message.get(*start..end)?)))
        .collect();
    let in_sentence = wanted
        .iter()
        .filter(|parameter| parameter.label.is_none())
        .filter_map(|parameter| number_in(parameter, message));
    let found: Vec<Value<'_>> = in_sentence.chain(labelled?).collect();
    fit(wanted, &found).then_some(found)
}

/// The label at the beginning of a word, not inside of one.
fn find_word(text: &str, label: &str) -> Option<usize> {
    text.match_indices(label).map(|(at, _)| at).find(|at| {
        text.get(..*at).and_then(|before| before.chars().next_back()).is_none_or(|before| !before.is_alphanumeric())
    })
}

/// Whether the values are of the kinds that the parameters have.
fn fit(wanted: &[&'static Parameter], found: &[Value<'_>]) -> bool {
    wanted.len() == found.len()
        && wanted.iter().zip(found).all(|(parameter, (_, text))| match parameter.kind {
            ParameterKind::Msid => text.is_empty() || super::guid(text).is_some(),
            ParameterKind::TrackingId => text.is_empty() || !text.contains(' '),
            ParameterKind::ErrorCode => catalogue::error_code_in(text).is_some(),
            ParameterKind::Number => text.bytes().all(|byte| byte.is_ascii_digit()),
            ParameterKind::Account | ParameterKind::Computer | ParameterKind::File | ParameterKind::Text => true,
        })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    const CURRENT: &str = "{8B1F6F4E-0C7A-4C55-9E0B-0F6D3A2B1C4D}";

    #[track_caller]
    fn read(id: u16, message: &str) -> Vec<(&'static str, String)> {
        parameters(catalogue::event(id).unwrap(), message)
            .unwrap_or_default()
            .into_iter()
            .map(|(name, value)| (name, value.to_owned()))
            .collect()
    }

    fn backed_up(previous: &str) -> Vec<(&'static str, String)> {
        vec![
            ("file", r"C:\Backup: new\SSO478AD.bak".to_owned()),
            ("current_msid", CURRENT.to_owned()),
            ("previous_msid", previous.to_owned()),
            ("user", r"CORP\anna".to_owned()),
            ("computer", "BTS01".to_owned()),
        ]
    }

    #[test]
    fn english_labels_are_matched_before_the_first_colon() {
        for end in ["\r", "\r\n", "\n", "\r\r\n"] {
            let message = [
                "The master secrets were backed up.",
                r"File Name: C:\Backup: new\SSO478AD.bak",
                &format!("Current MSID: {CURRENT}"),
                "Previous MSID: ",
                r"Client User: CORP\anna",
                "client computer:BTS01",
            ]
            .join(end);
            assert_eq!(read(10559, &message), backed_up(""), "{end:?}");
        }
    }

    #[test]
    fn a_flattened_message_is_cut_at_its_labels() {
        let message = format!(
            r"The master secrets were backed up. File Name: C:\Backup: new\SSO478AD.bak Current MSID: {CURRENT} Previous MSID: Client User: CORP\anna Client Computer: BTS01"
        );
        assert_eq!(read(10559, &message), backed_up(""));
        let message =
            format!(r"A secret was made. MSID: {CURRENT} Client User: CORP\anna Client Computer: BTS01 Tracking ID: 7");
        assert_eq!(read(10525, &message)[0], ("msid", CURRENT.to_owned()));
    }

    #[test]
    fn another_language_is_read_by_the_order_of_its_lines() {
        let message = format!(
            "Die geheimen Hauptschl\u{fc}ssel wurden gesichert.\r\nDateiname: C:\\Backup: new\\SSO478AD.bak\r\n\
             Aktuelle MSID: {CURRENT}\r\nVorherige MSID: {CURRENT}\r\nClientbenutzer: CORP\\anna\r\n\
             Clientcomputer\u{ff1a}BTS01"
        );
        assert_eq!(read(10559, &message), backed_up(CURRENT));
        // One line too few, or in another order: nothing is guessed.
        let cut = message.rsplit_once("\r\n").unwrap().0;
        assert_eq!(read(10559, cut), []);
        let swapped = message.replace("Aktuelle MSID: {", "Aktuelle MSID: x{");
        assert_eq!(read(10559, &swapped), []);
    }

    #[test]
    fn a_value_inside_the_sentence_is_found() {
        let expected = [("minutes", "5".to_owned()), ("error_code", "0x80090005, Bad Data.".to_owned())];
        let lines = "Failed. Will try again in 5 minutes.\rError Code: 0x80090005, Bad Data.";
        assert_eq!(read(10522, lines), expected);
        assert_eq!(read(10522, &lines.replace('\r', " ")), expected);
        let german = "Fehler. Neuer Versuch in 5 Minuten.\r\nFehlercode: 0x80090005, Bad Data.";
        assert_eq!(read(10522, german), expected);
    }

    #[test]
    fn without_a_message_file_the_strings_are_taken_only_where_all_are_there() {
        let begin = "The description for Event ID 10559 from source ENTSSO cannot be found. Either the component is \
             not installed.\r\n\r\nThe following information was included with the event: \r\n\r\n";
        let whole =
            format!("{begin}C:\\Backup: new\\SSO478AD.bak\r\n{CURRENT}\r\n{CURRENT}\r\nCORP\\anna\r\nBTS01\r\n");
        assert_eq!(read(10559, &whole), backed_up(CURRENT));
        let without_previous = format!(
            "{begin}C:\\Backup: new\\SSO478AD.bak\r\n{CURRENT}\r\nCORP\\anna\r\nBTS01\r\n\r\nThe handle is invalid\r\n"
        );
        assert_eq!(read(10559, &without_previous), []);
        assert_eq!(read(10559, begin), []);
        assert_eq!(read(10559, "The description for Event ID 10559 cannot be found."), []);
    }

    #[test]
    fn an_event_without_parameters_states_none() {
        assert_eq!(read(10589, "The master secret has not been backed up: act."), []);
    }
}
