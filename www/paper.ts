/** Characters in one row of a paper copy: short enough to keep one's place, long enough for one line of a page. */
export const ROW_CHARACTERS = 60;

export interface Row {
  number: number;
  text: string;
  check: string;
}

/** CRC-16/CCITT-FALSE: finds every single wrong character and every two neighbours that changed places. */
function crc16(text: string): number {
  let crc = 0xffff;
  for (let index = 0; index < text.length; index++) {
    crc ^= text.charCodeAt(index) << 8;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
    }
  }
  return crc;
}

/** The checksum of a row. Its number is part of it, so that rows in the wrong place are found, too. */
export const checkOf = (number: number, text: string): string => crc16(`${number} ${text}`).toString(16).padStart(4, "0");

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** JSON in ASCII, without the white space between its tokens; what stands inside strings keeps its meaning. */
export function compact(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|\s+/g, (piece) => (piece.startsWith('"') ? piece.replace(/[^ -~]/g, escaped) : ""));
}

/** The text of a file as the format reads it: UTF-8, or UTF-16LE where a byte order mark says so. */
export function decoded(bytes: Uint8Array): string {
  return new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8").decode(bytes);
}

/** A backup's text, cut into numbered rows that neither begin nor end with a space. */
export function rows(json: string): Row[] {
  const text = compact(json);
  const cut: Row[] = [];
  for (let at = 0; at < text.length; ) {
    let end = Math.min(at + ROW_CHARACTERS, text.length);
    while (end < text.length && end > at + 1 && (text[end - 1] === " " || text[end] === " ")) {
      end--;
    }
    const row = text.slice(at, end);
    const number = cut.length + 1;
    cut.push({ number, text: row, check: checkOf(number, row) });
    at = end;
  }
  return cut;
}

export const printed = (row: Row): string => `${String(row.number).padStart(3)}  ${row.text}  ${row.check}`;

/** What is wrong with a text that came from paper. */
export interface PaperFault {
  row: number;
  what: string;
}

export type FromPaper = { text: string } | { faults: PaperFault[] };

const PRINTED = /^\s*(\d{1,4})\s+(\S(?:.*\S)?)\s+([0-9a-f]{4})\s*$/i;
const LAST = /^\s*(\d{1,4})\s+rows\b/i;

/** Whether a text seems to come from a paper copy: numbered rows, not one document. */
export function seemsPaper(text: string): boolean {
  return !/^\s*\{\s*"/.test(text) && text.split("\n").some((line) => PRINTED.test(line));
}

/** Puts typed or scanned rows together, in whatever order they come. Rows that were read twice alike are one. */
export function fromPaper(text: string): FromPaper {
  const found = new Map<number, string>();
  const faults: PaperFault[] = [];
  let last = 0;
  for (const line of text.split(/\r?\n/).filter((line) => line.trim())) {
    const match = PRINTED.exec(line);
    const fits = match && checkOf(Number(match[1]), match[2] as string) === match[3]?.toLowerCase();
    // A row can begin with that word, too.
    const total = fits ? null : LAST.exec(line);
    if (total) {
      last = Number(total[1]);
      continue;
    }
    const number = Number(match?.[1] ?? /^\s*(\d{1,4})\b/.exec(line)?.[1] ?? NaN);
    if (!match) {
      if (Number.isFinite(number)) {
        faults.push({ row: number, what: "is not of the form: number, text, four characters of checksum." });
      }
      continue;
    }
    const row = match[2] as string;
    if (!fits) {
      faults.push({ row: number, what: "does not fit its checksum: there is a typo in it." });
    } else if (found.has(number) && found.get(number) !== row) {
      faults.push({ row: number, what: "stands here twice, and differs." });
    } else {
      found.set(number, row);
    }
  }
  const wrong = new Set(faults.map((fault) => fault.row));
  const end = Math.max(last, ...found.keys(), ...wrong);
  for (let number = 1; number <= end; number++) {
    if (!found.has(number) && !wrong.has(number)) {
      faults.push({ row: number, what: "is missing." });
    }
  }
  const good = faults.filter((fault) => !(found.has(fault.row) && fault.what.startsWith("does not")));
  if (good.length > 0) {
    return { faults: good.sort((a, b) => a.row - b.row) };
  }
  return { text: Array.from({ length: end }, (_, index) => found.get(index + 1)).join("") };
}
