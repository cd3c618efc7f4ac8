//! Text to tree: JSON, strictly as FORMAT "JSON" allows it. Recursion is bounded by the depth limit.

use std::collections::BTreeSet;

use crate::{
    fault::{Fault, FaultCode},
    limits,
    tree::{Member, Node, Value, place},
};

/// Parses a whole document.
///
/// # Errors
///
/// A fault of the JSON syntax, with its place.
pub fn parse(text: &str) -> Result<Node, Fault> {
    let mut parser = Parser { text, at: 0, values: 0 };
    if parser.peek() != Some(b'{') {
        return Err(match parser.peek() {
            None => parser.fault(FaultCode::CutShort),
            Some(_) => parser.fault(FaultCode::NotAnObject).with("found", "{"),
        });
    }
    let root = parser.value(1)?;
    parser.space();
    if parser.at < text.len() {
        return Err(parser.fault(FaultCode::AfterEnd));
    }
    Ok(root)
}

/// An offset as the tree keeps it; a document is far smaller than 4 GiB.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// From so many members on, names are looked for in a set: up to there, one after the other is faster.
const FEW_MEMBERS: usize = 16;

struct Parser<'a> {
    text: &'a str,
    at: usize,
    values: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// A fault in the value that is being read. What that is part of puts its own step before the pointer.
    fn fault_at(&self, code: FaultCode, at: usize) -> Fault {
        Fault::new(code).at(place(self.text, offset(at), ""))
    }

    fn fault(&self, code: FaultCode) -> Fault {
        self.fault_at(code, self.at)
    }

    /// What stands here instead of `wanted`.
    fn unexpected(&self, wanted: &str) -> Fault {
        match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            None => self.fault(FaultCode::CutShort),
            Some(c) => self.fault(FaultCode::Unexpected).with("found", format!("“{c}”")).with("wanted", wanted),
        }
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8, wanted: &str) -> Result<(), Fault> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.unexpected(wanted))
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node, Fault> {
        self.values += 1;
        if self.values > limits::VALUES {
            return Err(self.fault(FaultCode::TooManyValues));
        }
        let at = self.at;
        let value = match self.peek() {
            Some(b'{' | b'[') if depth > limits::DEPTH => return Err(self.fault(FaultCode::TooDeep)),
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => {
                let text = self.string()?;
                if text.is_empty() {
                    return Err(self.fault_at(FaultCode::EmptyString, at));
                }
                Value::Text(text)
            }
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't' | b'f' | b'n') => self.word()?,
            _ => return Err(self.unexpected("a value")),
        };
        Ok(Node { at: offset(at), value })
    }

    fn word(&mut self) -> Result<Value, Fault> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        for (word, value) in [("true", Some(true)), ("false", Some(false)), ("null", None)] {
            if rest.starts_with(word.as_bytes()) {
                let value = value.ok_or_else(|| self.fault(FaultCode::NullValue))?;
                self.at += word.len();
                return Ok(Value::Bool(value));
            }
            // No word that is allowed begins like null, so its first character is already the fault.
            if value.is_some() && rest.first() == word.as_bytes().first() {
                self.at += word.bytes().zip(rest).take_while(|(wanted, found)| wanted == *found).count();
                break;
            }
        }
        Err(self.unexpected("a value"))
    }

    fn number(&mut self) -> Result<Value, Fault> {
        let start = self.at;
        while matches!(self.peek(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.at += 1;
        }
        let digits = self.text.get(start..self.at).unwrap_or_default();
        let plain = digits == "0" || (!digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit()));
        match digits.parse::<u64>() {
            Ok(number) if plain && number <= limits::NUMBER => Ok(Value::Number(number)),
            _ => Err(self.fault_at(FaultCode::BadNumber, start)),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, Fault> {
        self.at += 1;
        let mut nodes = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::List(nodes));
        }
        loop {
            self.space();
            let node = self.value(depth + 1).map_err(|fault| fault.below(nodes.len()))?;
            nodes.push(node);
            self.space();
            if self.peek() == Some(b']') {
                self.at += 1;
                return Ok(Value::List(nodes));
            }
            self.expect(b',', "a comma or a closing bracket")?;
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, Fault> {
        self.at += 1;
        let mut members: Vec<Member> = Vec::new();
        let mut names = BTreeSet::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(members));
        }
        loop {
            self.space();
            let name_at = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("a field's name in double quotes"));
            }
            let name = self.string()?;
            if !is_key(&name) {
                return Err(self.fault_at(FaultCode::BadKey, name_at));
            }
            if members.len() == FEW_MEMBERS {
                names.extend(members.iter().map(|member| member.name.clone()));
            }
            let is_repeated = match members.len() {
                ..FEW_MEMBERS => members.iter().any(|member| member.name == name),
                _ => !names.insert(name.clone()),
            };
            if is_repeated {
                return Err(self.fault_at(FaultCode::DuplicateKey, name_at).with("found", &name).below(&name));
            }
            self.space();
            self.expect(b':', "a colon")?;
            self.space();
            // A name that the format allows has nothing to escape in a pointer.
            let node = self.value(depth + 1).map_err(|fault| fault.below(&name))?;
            members.push(Member { at: offset(name_at), name, node });
            self.space();
            if self.peek() == Some(b'}') {
                self.at += 1;
                return Ok(Value::Object(members));
            }
            self.expect(b',', "a comma or a closing brace")?;
        }
    }

    fn string(&mut self) -> Result<String, Fault> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let plain = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)).unwrap_or(rest.len());
            out.push_str(rest.get(..plain).unwrap_or_default());
            self.at += plain;
            match self.peek() {
                None => return Err(self.fault(FaultCode::CutShort)),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.push(self.escape()?),
                Some(_) => return Err(self.fault(FaultCode::BadString).with("found", "a bare control character")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let start = self.at;
        self.at += 1;
        let Some(kind) = self.peek() else {
            return Err(self.fault(FaultCode::CutShort));
        };
        self.at += 1;
        let c = match kind {
            b'"' | b'\\' | b'/' => char::from(kind),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(start),
            _ => return Err(self.fault_at(FaultCode::BadString, start).with("found", "an unknown escape")),
        };
        Ok(c)
    }

    fn unicode(&mut self, start: usize) -> Result<char, Fault> {
        let lone = |parser: &Self| parser.fault_at(FaultCode::BadString, start).with("found", "half of a character");
        let first = self.hex4(start)?;
        let code = match first {
            0xd800..=0xdbff => {
                let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
                if rest.len() < 2 && b"\\u".starts_with(rest) {
                    self.at = self.text.len();
                    return Err(self.fault(FaultCode::CutShort));
                }
                if !rest.starts_with(b"\\u") {
                    return Err(lone(self));
                }
                self.at += 2;
                let second = self.hex4(start)?;
                if !(0xdc00..=0xdfff).contains(&second) {
                    return Err(lone(self));
                }
                0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
            }
            _ => first,
        };
        char::from_u32(code).ok_or_else(|| lone(self))
    }

    fn hex4(&mut self, start: usize) -> Result<u32, Fault> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = match self.peek() {
                None => return Err(self.fault(FaultCode::CutShort)),
                Some(byte) => char::from(byte).to_digit(16),
            };
            let Some(digit) = digit else {
                return Err(self.fault_at(FaultCode::BadString, start).with("found", "an unfinished escape"));
            };
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }
}

/// Whether `name` matches `[a-z][a-z0-9_]{0,63}`.
pub fn is_key(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.len() <= limits::KEY_CHARS
        && name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}
