import { xchacha20poly1305 } from "@noble/ciphers/chacha";
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";

/** The part of a browser's storage that is used. */
type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export type Opened = "open" | "wrong" | "spent" | "none";

const ABOUT = "sadari.staff.vault";
const KEY = "sadari.staff.key";
const MOST_TRIES = 5;
const NONCE_BYTES = 24;
/** A tenth of a second on a phone for who knows the PIN; a day of work for who has to try them all. */
const COST = { N: 2 ** 14, r: 8, p: 1, dkLen: 32 } as const;
const CHECK = "sadari";

interface About {
  readonly salt: string;
  /** A known text, sealed: whoever opens it has the PIN. */
  readonly check: string;
  readonly tries: number;
}

/**
 * What a phone behind the table keeps is sealed by a key that only its PIN makes: locked, it is unreadable in the
 * browser's own files too. The key outlives a reload in the tab's own memory, and a lock nowhere. Browsers give no
 * cryptography of their own on plain http, which booths use.
 */
export class DeskVault implements Pick<Shelf, "getItem" | "setItem"> {
  readonly #shelf: Shelf;
  readonly #tab: Shelf;
  #key: Uint8Array | undefined;

  /** `tab` ends with the browser's tab, `shelf` outlives it. */
  constructor(shelf: Shelf, tab: Shelf) {
    this.#shelf = shelf;
    this.#tab = tab;
    const kept = tab.getItem(KEY);
    if (kept !== null && /^[0-9a-f]{64}$/.test(kept) && this.#about() !== undefined) this.#key = hexToBytes(kept);
  }

  get isOpen(): boolean {
    return this.#key !== undefined;
  }

  /** Whether a PIN was chosen on this phone. */
  get isMade(): boolean {
    return this.#about() !== undefined;
  }

  /** Begins anew with this PIN. */
  async make(pin: string): Promise<void> {
    const salt = bytesToHex(random(16));
    this.#hold(await derive(pin, salt));
    this.#write({ salt, check: this.#seal(CHECK), tries: 0 });
  }

  /** Opens with the PIN, without the server; the fifth wrong one in a row is the last that is looked at here. */
  async open(pin: string): Promise<Opened> {
    const about = this.#about();
    if (about === undefined) return "none";
    if (about.tries >= MOST_TRIES) return "spent";
    this.#write({ ...about, tries: about.tries + 1 });
    const key = await derive(pin, about.salt);
    if (unseal(key, about.check) !== CHECK) return about.tries + 1 >= MOST_TRIES ? "spent" : "wrong";
    this.#hold(key);
    this.#write({ ...about, tries: 0 });
    return "open";
  }

  /** The server knows the PIN to be right: what was tried here before does not count. */
  pardon(): void {
    const about = this.#about();
    if (about !== undefined) this.#write({ ...about, tries: 0 });
  }

  /** Forgets the key. */
  close(): void {
    this.#key = undefined;
    this.#tab.removeItem(KEY);
  }

  /** Forgets that there was ever a PIN. */
  destroy(): void {
    this.close();
    this.#shelf.removeItem(ABOUT);
  }

  getItem(name: string): string | null {
    const sealed = this.#shelf.getItem(name);
    return sealed === null || this.#key === undefined ? null : (unseal(this.#key, sealed) ?? null);
  }

  /** Closed, it keeps nothing new. */
  setItem(name: string, text: string): void {
    if (this.#key !== undefined) this.#shelf.setItem(name, this.#seal(text));
  }

  removeItem(name: string): void {
    this.#shelf.removeItem(name);
  }

  #hold(key: Uint8Array): void {
    this.#key = key;
    this.#tab.setItem(KEY, bytesToHex(key));
  }

  #seal(text: string): string {
    if (this.#key === undefined) throw new Error("a closed vault seals nothing");
    const nonce = random(NONCE_BYTES);
    const sealed = xchacha20poly1305(this.#key, nonce).encrypt(utf8ToBytes(text));
    return toBase64(nonce) + toBase64(sealed);
  }

  #about(): About | undefined {
    try {
      const about = JSON.parse(this.#shelf.getItem(ABOUT) ?? "null") as Partial<About> | null;
      if (typeof about?.salt !== "string" || typeof about.check !== "string") return undefined;
      return { salt: about.salt, check: about.check, tries: Number(about.tries) };
    } catch {
      return undefined;
    }
  }

  #write(about: About): void {
    this.#shelf.setItem(ABOUT, JSON.stringify(about));
  }
}

const derive = (pin: string, salt: string): Promise<Uint8Array> => scryptAsync(pin, salt, COST);

const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

/** 24 bytes fill 32 characters without a remainder. */
const NONCE_CHARACTERS = 32;

function unseal(key: Uint8Array, text: string): string | undefined {
  try {
    const nonce = fromBase64(text.slice(0, NONCE_CHARACTERS));
    return new TextDecoder().decode(xchacha20poly1305(key, nonce).decrypt(fromBase64(text.slice(NONCE_CHARACTERS))));
  } catch {
    return undefined;
  }
}

const CHUNK = 8_192;

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let from = 0; from < bytes.length; from += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(from, from + CHUNK));
  }
  return btoa(text);
}

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
