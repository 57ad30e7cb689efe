interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/**
 * Under `require-trusted-types-for 'script'` a worker's address must come from a policy; this one, named
 * `sadari`, lets only our own built files through.
 */
export function trustedScriptUrl(url: string): string {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (!types) return url;
  const policy = types.createPolicy("sadari", {
    createScriptURL: (asked) => {
      if (new URL(asked, location.origin).origin !== location.origin) throw new TypeError("foreign script address");
      return asked;
    },
  });
  return policy.createScriptURL(url);
}
