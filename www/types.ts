import type { HeaderView, Report, SeemsToBe } from "./generated/report.d.ts";

export type {
  Change, Cost, Explanation, Fault as ReportFault, Finding, HeaderView, Outcome, Report, SecretView, SeemsToBe, SlotView,
} from "./generated/report.d.ts";
export type { NewSlot, Restored, Tables, Written } from "./generated/mastersecret.d.ts";

export type Verdict = Report["verdict"];
export type Content = HeaderView["content"];
export type SeemsKind = SeemsToBe["kind"];
