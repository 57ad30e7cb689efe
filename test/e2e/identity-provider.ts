import { once } from "node:events";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";
import { freePort } from "../booth.ts";

/** Who signs on next, and what the provider says of them. */
export interface Account {
  readonly subject: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly name: string;
}

/** A certified OpenID Connect provider on this machine that signs `account` on without a page. */
export async function startIdentityProvider(redirectUri: string, account: () => Account) {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: "booth", client_secret: "agreed-secret-0123456789", redirect_uris: [redirectUri] }],
    pkce: { required: () => true },
    claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        email: account().email,
        email_verified: account().emailVerified,
        name: account().name,
      }),
    }),
  });
  const handle = provider.callback();
  const server = createServer((request, response) => {
    const work = request.url?.startsWith("/interaction/") ? agree(request, response) : handle(request, response);
    Promise.resolve(work).catch(() => response.destroy());
  });
  async function agree(...[request, response]: Parameters<typeof handle>): Promise<void> {
    const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
    if (prompt.name === "login") {
      await provider.interactionFinished(request, response, { login: { accountId: account().subject } });
      return;
    }
    const grant =
      grantId === undefined
        ? new provider.Grant({ accountId: session?.accountId ?? "", clientId: String(params.client_id) })
        : await provider.Grant.find(grantId);
    grant?.addOIDCScope("openid profile email");
    const saved = await grant?.save();
    await provider.interactionFinished(request, response, { consent: { grantId: saved ?? "" } });
  }
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    issuer,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
