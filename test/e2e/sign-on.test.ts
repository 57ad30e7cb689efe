import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Booth, freePort, startBooth } from "../booth.ts";
import { type Account, startIdentityProvider } from "./identity-provider.ts";

const LISTED: Account = { subject: "s-1", email: "Host@example.org", emailVerified: true, name: "지수" };

/** A browser that keeps cookies by host and goes where it is sent, and says where it ended. */
class Visitor {
  readonly #cookies = new Map<string, Map<string, string>>();

  async go(start: string, change: (url: URL) => URL = (url) => url): Promise<{ url: URL; status: number }> {
    let url = new URL(start);
    for (let hop = 0; hop < 12; hop += 1) {
      const jar = this.#cookies.get(url.host) ?? new Map<string, string>();
      const response = await fetch(url, {
        redirect: "manual",
        headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") },
      });
      for (const line of response.headers.getSetCookie()) {
        const [pair = ""] = line.split(";", 1);
        jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
      }
      this.#cookies.set(url.host, jar);
      const location = response.headers.get("location");
      await response.arrayBuffer();
      if (location === null) return { url, status: response.status };
      url = change(new URL(location, url));
      if (url.pathname === "/host" || url.pathname === "/login") return { url, status: response.status };
    }
    throw new Error("sent around in circles");
  }

  async session(booth: Booth): Promise<unknown> {
    const jar = this.#cookies.get(new URL(booth.url).host) ?? new Map<string, string>();
    const response = await fetch(`${booth.url}/api/session`, {
      headers: { cookie: `sadari_session=${jar.get("sadari_session") ?? ""}` },
    });
    return response.json();
  }
}

describe("signing on with an identity provider", () => {
  let provider: Awaited<ReturnType<typeof startIdentityProvider>>;
  let booth: Booth;
  let account = LISTED;

  beforeAll(async () => {
    const port = await freePort();
    provider = await startIdentityProvider(`http://127.0.0.1:${port}/api/login/sign-on/callback`, () => account);
    booth = await startBooth({
      port,
      env: {
        SADARI_OIDC_ISSUER: provider.issuer,
        SADARI_OIDC_CLIENT_ID: "booth",
        SADARI_OIDC_CLIENT_SECRET: "agreed-secret-0123456789",
        SADARI_OIDC_HOSTS: "host@example.org",
      },
    });
  });
  afterAll(async () => {
    await booth[Symbol.asyncDispose]();
    await provider[Symbol.asyncDispose]();
  });

  const begin = (): string => `${booth.url}/api/login/sign-on`;

  it("makes a listed, verified address a host, known by its subject from then on", async () => {
    account = LISTED;
    const visitor = new Visitor();
    expect((await visitor.go(begin())).url.pathname).toBe("/host");
    expect(await visitor.session(booth)).toMatchObject({ role: "host", person: { name: "지수" } });
    account = { ...LISTED, email: "moved@example.org" };
    const again = new Visitor();
    expect((await again.go(begin())).url.pathname).toBe("/host");
  });

  it("refuses who is not listed, and a listed address that nobody verified", async () => {
    for (const stranger of [
      { ...LISTED, subject: "s-2", email: "someone@example.org" },
      { ...LISTED, subject: "s-3", emailVerified: false },
    ]) {
      account = stranger;
      const visitor = new Visitor();
      const { url } = await visitor.go(begin());
      expect(url.pathname + url.search).toBe("/login?failed=auth.sign-on-refused");
      expect(await visitor.session(booth)).toMatchObject({ code: "auth.required" });
    }
  });

  it("takes no answer that another browser began, no second time, and none of another issuer", async () => {
    account = LISTED;
    let callback = "";
    const stop = (url: URL): URL => {
      if (url.pathname !== "/api/login/sign-on/callback") return url;
      callback = url.href;
      return new URL("/login", booth.url);
    };
    const victim = new Visitor();
    await victim.go(begin(), stop);
    expect((await new Visitor().go(callback)).url.search).toBe("?failed=auth.sign-on-failed");
    const forged = new URL(callback);
    forged.searchParams.set("iss", "https://evil.example");
    expect((await victim.go(forged.href)).url.search).toBe("?failed=auth.sign-on-failed");
    expect((await victim.go(callback)).url.search).toBe("?failed=auth.sign-on-failed");
  });

  it("is offered on the login page only where it is set up", async () => {
    expect(await (await fetch(`${booth.url}/api/login`)).json()).toEqual({ singleSignOn: "127.0.0.1" });
  });
});
