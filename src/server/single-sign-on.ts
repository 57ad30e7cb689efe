import { randomBytes } from "node:crypto";
import * as oidc from "openid-client";
import type { LoggedIn, People } from "../control/index.ts";
import { type Clock, Fault, MICROS_PER_MINUTE, type SpaceId } from "../kernel/index.ts";
import type { Log } from "../self/index.ts";

/** Who may come in by an identity provider, and which one. */
export interface SingleSignOnSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** Verified e-mail addresses that become hosts at their first sign-on. */
  readonly hosts: readonly string[];
  /** Members of this group (claim `groups`) become hosts as well. */
  readonly group: string | undefined;
}

export interface SingleSignOn {
  /** Name of the provider, for the button. */
  readonly name: string;
  /** Where to send the browser, and the state its cookie has to bring back. */
  begin(redirectUri: string): Promise<{ readonly url: string; readonly state: string }>;
  /** Faults: `auth.sign-on-failed`, `auth.sign-on-refused`. `state` is what the cookie brought. */
  finish(callbackUrl: URL, state: string | undefined): Promise<LoggedIn>;
}

interface Begun {
  readonly verifier: string;
  readonly nonce: string;
  readonly redirectUri: string;
  /** Monotonic. */
  readonly at: number;
}

const LONGEST_US = 10 * MICROS_PER_MINUTE;
const MOST_BEGUN = 1_000;

/**
 * OpenID Connect: authorization code with PKCE (S256), state and nonce, issuer checked. People are known by (issuer,
 * subject) and nothing else; an e-mail address only decides, once and when the provider has verified it, who may become
 * a host.
 */
export function createSingleSignOn(
  settings: SingleSignOnSettings,
  { people, space, clock, log }: { people: People; space: SpaceId; clock: Clock; log: Log },
): SingleSignOn {
  const begun = new Map<string, Begun>();
  let configuration: Promise<oidc.Configuration> | undefined;
  const discover = (): Promise<oidc.Configuration> => {
    configuration ??= discoverProvider(settings).catch((error: unknown) => {
      configuration = undefined;
      throw error;
    });
    return configuration;
  };
  return {
    name: new URL(settings.issuer).hostname,
    begin: (redirectUri) =>
      failing(log, async () => {
        const config = await discover();
        const verifier = oidc.randomPKCECodeVerifier();
        const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
        forgetOld(begun, clock.monotonic());
        begun.set(state, { verifier, nonce, redirectUri, at: clock.monotonic() });
        const url = oidc.buildAuthorizationUrl(config, {
          redirect_uri: redirectUri,
          scope: "openid profile email",
          code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
          code_challenge_method: "S256",
          state,
          nonce,
        });
        return { url: url.href, state };
      }),
    finish: (callbackUrl, state) =>
      failing(log, async () => {
        const known = state === undefined ? undefined : begun.get(state);
        if (state === undefined || known === undefined || clock.monotonic() - known.at > LONGEST_US) {
          throw new Fault("auth.sign-on-failed", { detail: "it took too long or began in another browser" });
        }
        begun.delete(state);
        const config = await discover();
        // The code was given for exactly the address the browser was sent with, however it reached us since.
        const answered = new URL(known.redirectUri);
        answered.search = callbackUrl.search;
        const tokens = await oidc.authorizationCodeGrant(config, answered, {
          pkceCodeVerifier: known.verifier,
          expectedState: state,
          expectedNonce: known.nonce,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new Fault("auth.sign-on-failed", { detail: "no ID token came" });
        return enter(settings, people, space, claims);
      }),
  };
}

async function discoverProvider(settings: SingleSignOnSettings): Promise<oidc.Configuration> {
  const issuer = new URL(settings.issuer);
  // The settings allow http for this machine only, where a provider is being tried out.
  const insecure = issuer.protocol === "http:" ? [oidc.allowInsecureRequests] : [];
  return oidc.discovery(
    issuer,
    settings.clientId,
    {},
    settings.clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(settings.clientSecret),
    { execute: insecure, timeout: 5 },
  );
}

async function enter(
  settings: SingleSignOnSettings,
  people: People,
  space: SpaceId,
  claims: oidc.IDToken,
): Promise<LoggedIn> {
  const identity = { issuer: claims.iss, subject: claims.sub };
  const known = await people.logInAs(identity);
  if (known !== undefined) return known;
  const email = typeof claims.email === "string" ? claims.email.toLowerCase() : undefined;
  const isListed = email !== undefined && settings.hosts.some((host) => host.toLowerCase() === email);
  const groups = Array.isArray(claims.groups) ? claims.groups : [];
  const isMember = settings.group !== undefined && groups.includes(settings.group);
  if (!isMember && !isListed) throw new Fault("auth.sign-on-refused", { detail: "you are not among its hosts" });
  if (!isMember && claims.email_verified !== true) {
    throw new Fault("auth.sign-on-refused", { detail: "your e-mail address is not verified there" });
  }
  const name = typeof claims.name === "string" && claims.name.trim() !== "" ? claims.name.trim().slice(0, 60) : "host";
  return people.admit(identity, space, name);
}

/** What the provider or the network did wrong, in words; faults pass. */
async function failing<T>(log: Log, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault) throw error;
    const reference = randomBytes(4).toString("hex");
    log.warn({ err: error, reference }, "single sign-on failed");
    throw new Fault("auth.sign-on-failed", { detail: `see ${reference} in the server's log` }, { cause: error });
  }
}

function forgetOld(begun: Map<string, Begun>, now: number): void {
  for (const [state, { at }] of begun) {
    if (now - at <= LONGEST_US && begun.size < MOST_BEGUN) break;
    begun.delete(state);
  }
}
