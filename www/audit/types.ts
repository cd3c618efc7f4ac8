export type {
  AuditFinding, AuditReport, AuditedFile, CitedRecord, Conclusion, LogView, Skipped, SystemView, Timeline,
} from "../generated/audit-report.d.ts";
export type { AuditProgress, AuditRequest, AuditedInput, Circumstances, Derivation, Opened, Reports } from "../generated/mastersecret.d.ts";
