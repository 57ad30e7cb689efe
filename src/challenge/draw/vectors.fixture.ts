import { readFileSync } from "node:fs";
import type { Canonical } from "./canonical.ts";
import type { CommitmentPurpose } from "./commitment.ts";
import { fromHex } from "./digest.ts";
import type { ProofBundle } from "./proof-bundle.ts";
import type { StreamLabel } from "./stream.ts";

interface Vectors {
  readonly hmac_drbg_sha256_nist_cavp: {
    readonly entropy: string;
    readonly nonce: string;
    readonly personalization: string;
    readonly generate: readonly number[];
    readonly last_output: string;
  };
  readonly stream_u32: readonly {
    readonly seed: string;
    readonly label: StreamLabel;
    readonly u32: readonly number[];
  }[];
  readonly uniform: readonly {
    readonly seed: string;
    readonly label: StreamLabel;
    readonly m: number;
    readonly values: readonly number[];
    readonly words_used: number;
  }[];
  readonly uniform_rejection: readonly {
    readonly m: number;
    readonly words: readonly number[];
    readonly value: number;
    readonly words_used: number;
  }[];
  readonly shuffle: readonly {
    readonly seed: string;
    readonly label: StreamLabel;
    readonly n: number;
    readonly order: readonly number[];
    readonly words_used: number;
  }[];
  readonly canonical_json: readonly { readonly value: Canonical; readonly utf8_hex: string; readonly sha256: string }[];
  readonly commit: readonly { readonly what: CommitmentPurpose; readonly seed: string; readonly commit: string }[];
  readonly drand_quicknet: {
    readonly chain_hash: string;
    readonly genesis_time: number;
    readonly period: number;
    readonly public_key: string;
    readonly beacons: readonly {
      readonly round: number;
      readonly signature: string;
      readonly randomness: string;
      readonly valid: boolean;
      readonly why?: string;
    }[];
    readonly round_time: readonly { readonly round: number; readonly unix: number }[];
    readonly first_round_at_or_after: readonly { readonly round: number; readonly unix: number }[];
  };
  readonly ladder_core: readonly {
    readonly dest: readonly number[];
    readonly rows: number[][];
    readonly rungs: number;
  }[];
  readonly ladder_trace: readonly { readonly n: number; readonly rows: number[][]; readonly dest: readonly number[] }[];
  readonly ladder_invalid: readonly { readonly n: number; readonly rows: number[][]; readonly why: string }[];
  readonly ladder_full: readonly {
    readonly final_seed: string;
    readonly n: number;
    readonly order: readonly number[];
    readonly layout: readonly number[];
    readonly dest: readonly number[];
    readonly rows: number[][];
  }[];
  readonly draw: readonly DrawVector[];
  readonly room_entropy: {
    readonly commits: readonly { readonly entry: string; readonly commit: string }[];
    readonly reveals_text: string;
    readonly room: string;
  };
  readonly swag: readonly {
    readonly title: string;
    readonly day_seed: string;
    readonly raffle: string;
    readonly blank: readonly [number, number];
    readonly stock: Readonly<Record<string, number>>;
    readonly weights: Readonly<Record<string, number>> | null;
    readonly draws: readonly SwagVector[];
    readonly stock_after: Readonly<Record<string, number>>;
  }[];
  readonly audit_chain: readonly {
    readonly record: { readonly [key: string]: Canonical };
    readonly canonical: string;
    readonly hash: string;
  }[];
  readonly random_ladder_bias: {
    readonly n12_k36_column1_by_lane: readonly number[];
    readonly n12_rows12_column1_by_lane: readonly number[];
    readonly rungs_needed_n12_S: Readonly<Record<string, number>>;
    readonly rows_needed_n12_R: Readonly<Record<string, number>>;
    readonly n12_k36_any_of_3_left_prizes_by_lane: readonly number[];
  };
}

export interface DrawVector {
  readonly draw: string;
  readonly server_seed: string;
  readonly commit: string;
  readonly entries_text: string;
  readonly prizes_text: string;
  readonly transcript: ProofBundle["transcript"];
  readonly transcript_canonical: string;
  readonly final_seed: string;
  readonly order: readonly number[];
  readonly layout: readonly number[];
  readonly dest: readonly number[];
  readonly core: number[][];
  readonly ladder: number[][];
  readonly winners: ProofBundle["winners"];
  readonly reserves: readonly string[];
}

interface SwagVector {
  readonly pid: string;
  readonly nonce: string;
  readonly seq?: number;
  readonly roll?: number;
  readonly pick?: number;
  readonly of?: number;
  readonly result?: string | null;
  readonly left?: number;
  readonly sold_out?: boolean;
}

const folder = new URL("../../../test/vectors/", import.meta.url);

/** The published test vectors of `sadari-draw/1` and `sadari-swag/1`. */
export const vectors = JSON.parse(readFileSync(new URL("draw.json", folder), "utf8")) as Vectors;

/** A fresh copy of the published proof, to be tampered with. */
export const exampleProof = (): ProofBundle =>
  JSON.parse(readFileSync(new URL("proof-example.json", folder), "utf8")) as ProofBundle;

export const bytes = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array();
