import { hash } from "node:crypto";
import { keyId, randomId } from "../kernel/index.ts";
import { linkId } from "./tables.ts";

/** The prefix lets secret scanners recognise a leaked key: `sadari_ik_[0-9a-hjkmnp-tv-z]{26}`. */
const KEY_PREFIX = "sadari_ik_";

/** A participant's own key: `sadari_pk_[0-9a-hjkmnp-tv-z]{26}`. */
const PERSONAL_PREFIX = "sadari_pk_";

/** Longer than any secret we hand out or accept; beyond it nothing is hashed. */
export const MAX_SECRET_LENGTH = 512;

/** 130 bits, so a plain hash at rest is enough and no salt or slow function is needed. */
export const newKeySecret = (): string => KEY_PREFIX + randomId(26);
export const newPersonalSecret = (): string => PERSONAL_PREFIX + randomId(26);

/** The six characters behind the prefix of a personal key, 30 of its 130 bits; undefined for other secrets. */
export const keyHint = (secret: string): string | undefined => /^sadari_pk_([0-9a-hjkmnp-tv-z]{6})/.exec(secret)?.[1];

export const newKeyId = () => keyId(`k_${randomId(12)}`);
export const newLinkToken = (): string => randomId(26);
export const newLinkId = () => linkId(`l_${randomId(12)}`);
/** 260 bits: sessions are the one secret that a browser repeats on every request. */
export const newSessionToken = (): string => randomId(52);

/** SHA-256 in hexadecimal: how every secret is stored and looked up. */
export const hashSecret = (secret: string): string => hash("sha256", secret, "hex");
