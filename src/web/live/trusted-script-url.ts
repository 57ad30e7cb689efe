interface Policy {
  createScriptURL(url: string): string;
}

interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

let policy: Policy | undefined;

/**
 * Under `require-trusted-types-for 'script'` a worker's address must come from a policy; this one, named
 * `sadari`, lets only our own built files through. A name can be taken once a page.
 */
export function trustedScriptUrl(url: string): string {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (!types) return url;
  policy ??= types.createPolicy("sadari", {
    createScriptURL: (asked) => {
      if (new URL(asked, location.origin).origin !== location.origin) throw new TypeError("foreign script address");
      return asked;
    },
  });
  return policy.createScriptURL(url);
}
