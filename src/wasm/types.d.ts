import type { Report, Outcome, Explanation } from "./report.js";

/** How much a file may cost, and what is tried. */
export interface Options {
  /** The label of the one slot to try. */
  slot?: string;
  /** Try a password although the checksum does not fit. */
  tryDamaged?: boolean;
  /** Most memory for one slot, in KiB; 1 GiB if nothing is said. */
  maxMemoryKib?: number;
  /** Most memory times passes, in KiB, for one slot and for all together; 16 and 32 GiB if nothing is said. */
  maxWorkKib?: number;
}

/** A way in that is to be made. `password` is UTF-8. */
export interface NewSlot {
  label: string;
  reminder?: string;
  password: Uint8Array;
  memoryKib: number;
  passes: number;
  lanes: number;
}

/** An existing backup and the password that opens it. */
export interface Source extends Options {
  file?: string;
  bytes: Uint8Array;
  password: Uint8Array;
}

export interface GenerateRequest {
  system?: string;
  /** The backup whose current secret becomes the previous one. */
  from?: Source;
  newSlot: NewSlot;
}

export interface SealRequest {
  native: {
    name: string;
    bytes: Uint8Array;
    /** The password that the native file needs itself, UTF-8. */
    password?: Uint8Array;
    currentMsid?: string;
    previousMsid?: string;
    /** UTC, as 2026-11-20T14:55:02Z. */
    backedUp?: string;
  };
  system?: string;
  newSlot: NewSlot;
}

export interface RewrapRequest extends Source {
  dropOthers?: boolean;
  newSlot: NewSlot;
}

export interface SlotAddRequest extends Source {
  newSlot: NewSlot;
}

export interface SlotReplaceRequest extends Source {
  /** The label of the slot that is replaced. */
  replaced: string;
  newSlot: NewSlot;
}

export interface SlotRemoveRequest extends Source {
  /** The label of the slot that is removed. */
  removed: string;
}

export interface RestoreRequest extends Source {
  secret?: "current" | "previous";
  nativePassword?: boolean;
  salvage?: boolean;
}

/** A new file, already read back and opened with its new password. */
export interface Written {
  outcome: Outcome;
  bytes: Uint8Array;
}

/** Content given back; overwrite it after use. */
export interface Restored {
  outcome: Outcome;
  bytes: Uint8Array;
  nativePassword?: Uint8Array;
}

/** What every function throws. */
export interface Fault {
  code: string;
  what: string;
  remedy: string;
  place?: { line: number; column: number; pointer: string };
}

export interface Tables {
  limits: { name: string; value: number; unit: string }[];
  verdicts: { name: string; exit: number; meaning: string; remedy: string }[];
  findings: { name: string; severity: string; what: string; remedy: string; event: number | null }[];
  presets: { name: string; memory_kib: number; passes: number; lanes: number }[];
}
