
/** Gives the bytes of a file from one place up to another; throws a text where it cannot. */
export type ReadPiece = (begin: number, end: number) => Uint8Array;

export interface AuditRequest {
  /** In their order; a report names one by its label, or by its place from 1. Passwords are UTF-8. */
  candidates: { label?: string; password: Uint8Array }[];
  /** A policy file; the built-in policy without one. */
  policy?: { name: string; bytes: Uint8Array };
  /** Hash files of any size. */
  hashAll: boolean;
  /** The zone of times that a log writes without one, as in the IANA database. */
  timeZone?: string;
  /** The computer of events that a log writes without one. */
  computer?: string;
}

/** One file or log. `modified` is in milliseconds since 1970. */
export interface AuditedInput {
  path: string;
  bytes: number;
  modified?: number;
  system?: string;
}

/** One derivation: its root has to be handed to `done`. */
export interface Derivation {
  number: number;
  path: string;
  password: Uint8Array;
  salt: Uint8Array;
  memoryKib: number;
  passes: number;
  lanes: number;
}

/** A password that opened a file, to be estimated: the place of the candidate, and what an attacker knows. */
export interface Opened {
  candidate: number;
  words: string[];
}

export interface AuditProgress {
  /** Different files that are settled, and all that can be tried. */
  settled: number;
  contents: number;
  derivations: number;
  /** Memory times passes, in KiB: done, and left at most. */
  workKib: number;
  leftKib: number;
}

export interface Circumstances {
  statement: { case?: string; examiner?: string; organisation?: string; purpose?: string };
  toolSha256?: string;
  host?: string;
  /** What local time is ahead of UTC, as `+01:00`. */
  localOffset: string;
  options: { name: string; value: string }[];
  /** Whether it was ended early, and how many files and logs were not looked at then. */
  stopped: boolean;
  left: number;
}

/** The three forms of the report, UTF-8, and the timeline of each system and of what belongs to none, as SVG. */
export interface Reports {
  json: Uint8Array;
  html: Uint8Array;
  csv: Uint8Array;
  timelines: (string | null)[];
}
