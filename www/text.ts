/** Text from outside, with every character that steers layout or direction spelt out. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** A long text with its middle left out; the ends of names tell the most. */
export function shortened(text: string, most: number): string {
  const characters = [...text];
  if (characters.length <= most) {
    return text;
  }
  const tail = Math.floor(most / 3);
  return `${characters.slice(0, most - tail - 1).join("")}…${characters.slice(-tail).join("")}`;
}

/** A number of bytes as people say it, with its exact value where that differs. */
export function bytes(count: number): string {
  const exact = `${count.toLocaleString("en")} ${count === 1 ? "byte" : "bytes"}`;
  return count < 1024 ? exact : `${short(count)} (${exact})`;
}

/** A number of bytes in the largest fitting unit. */
export function short(count: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(Math.floor(Math.log2(Math.max(count, 1)) / 10), units.length - 1);
  const value = count / 1024 ** power;
  const digits = power === 0 || value >= 100 || Number.isInteger(value) ? 0 : 1;
  return `${value.toFixed(digits)} ${count === 1 ? "byte" : units[power]}`;
}

/** A duration to the precision that an estimate has. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 90) {
    return seconds < 3 ? `${Math.max(seconds, 0.1).toFixed(1)} s` : `${Math.round(seconds)} s`;
  }
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** A time of the format, in UTC, for people. */
export const when = (time: string): string => time.replace("T", " ").replace("Z", " UTC");

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
