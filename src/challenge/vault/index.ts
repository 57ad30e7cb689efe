/**
 * Encryption of what people tell us: one key a challenge, kept beside the database and never in it, so that destroying
 * the key destroys every copy of the texts, in backups too.
 */
export { openVault, type Vault } from "./vault.ts";
