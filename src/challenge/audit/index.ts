/**
 * The audit log: who did what when, as a hash chain that anybody can check and nobody can shorten (the database refuses).
 * One chain a challenge (its id), one a space for what belongs to none (`space:<id>`). No personal data: people stand
 * in it as pseudonyms.
 */
export { type AuditLog, createAuditLog } from "./audit-log.ts";
export { type Actor, appendAudit, readAudit } from "./log.ts";
