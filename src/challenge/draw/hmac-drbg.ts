import { concat, hmacWith } from "./digest.ts";

/**
 * HMAC_DRBG with SHA-256 (NIST SP 800-90A Rev. 1, §10.1.2), without reseeding and additional input (draw §5).
 * The state moves on after every request, so `generate(8)` is not two `generate(4)`.
 */
export class HmacDrbg {
  #mac: (...parts: readonly Uint8Array[]) => Uint8Array = hmacWith(new Uint8Array(32));
  #value: Uint8Array = new Uint8Array(32).fill(1);

  constructor(entropy: Uint8Array, nonce: Uint8Array, personalization: Uint8Array) {
    this.#update(concat(entropy, nonce, personalization));
  }

  /** The next `length` bytes, as one request. */
  generate(length: number): Uint8Array {
    const output = new Uint8Array(length);
    for (let at = 0; at < length; at += this.#value.length) {
      this.#value = this.#mac(this.#value);
      output.set(this.#value.subarray(0, length - at), at);
    }
    this.#update();
    return output;
  }

  #update(provided?: Uint8Array): void {
    this.#step(0, provided);
    if (provided !== undefined) this.#step(1, provided);
  }

  #step(separator: number, provided: Uint8Array = new Uint8Array()): void {
    this.#mac = hmacWith(this.#mac(this.#value, Uint8Array.of(separator), provided));
    this.#value = this.#mac(this.#value);
  }
}
